import { entry } from './entry.ts';

/** M01: syntax and structure. */
export const STRUCTURE = {
  syntax: entry(
    'M0101',
    'error',
    (p: { message: string }) => p.message,
    'mend this place first: what follows it may be right as it is',
  ),
  'import-missing': entry(
    'M0103',
    'error',
    (p: { path: string }) => `there is no file \`${p.path}\` to import`,
    'the path counts from the folder of the file that imports it',
  ),
  'migration-missing': entry(
    'M0104',
    'error',
    () => 'a project begins with `migration source -> target`, and none of its files says so',
    'begin the main file with `migration source -> target`',
  ),
  'migration-twice': entry(
    'M0105',
    'error',
    () => 'the migration is named twice',
    'keep it in the main file, and take it out of the others',
  ),
  'declared-twice': entry(
    'M0106',
    'error',
    (p: { what: string; name: string }) => `there are two ${p.what}s called \`${p.name}\``,
    'give one of the two another name',
  ),
  'text-not-plain': entry(
    'M0107',
    'error',
    (p: { where: string }) => `${p.where} is a plain text: it cannot hold a \`{…}\``,
    'say it without the value; a brace that is meant as a brace is written `\\{`',
  ),
  'not-allowed-here': entry(
    'M0108',
    'error',
    (p: { what: string; where: string }) => `${p.what} has no meaning in ${p.where}`,
    'take it out, or move it to where it has a meaning',
  ),
  'reason-empty': entry(
    'M0109',
    'error',
    (p: { where: string }) => `${p.where} gives no reason`,
    'say why in a few words: people decide by it in the report and in the review',
  ),
} as const;
