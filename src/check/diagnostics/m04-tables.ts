import { entry } from './entry.ts';

/** M04: tables. */
export const TABLES = {
  'table-uncovered': entry(
    'M0401',
    'error',
    (p: { table: string; missing: string }) => `\`table ${p.table}\` says nothing for ${p.missing}`,
    'give each a value, or say `else -> …`',
  ),
  'table-open': entry(
    'M0402',
    'error',
    (p: { table: string; of: string }) =>
      `\`table ${p.table}\` needs an \`else\`: ${p.of} can hold values that no line names`,
    (p) =>
      `end it with \`else -> …\` or \`else -> reject "…"\`, or say it at every use: \`${p.table}[…] else …\``,
  ),
  'table-value': entry(
    'M0403',
    'error',
    (p: { value: string; of: string }) => `there is no ${p.value} among ${p.of}`,
    'name a row that is there, or make it first: `provision { row … { … } }`',
  ),
  'table-ambiguous': entry(
    'M0404',
    'error',
    (p: { value: string; of: string; count: number }) =>
      `${p.value} fits ${p.count} of ${p.of}: nothing says which is meant`,
    'add an attribute that tells them apart to the brackets in the head: `[team_id.name, name]`',
  ),
  'table-arity': entry(
    'M0405',
    'error',
    (p: { expected: number; actual: number; what: string }) =>
      `${p.what} takes ${p.expected} ${p.expected === 1 ? 'value' : 'values'}, and ${p.actual} ${p.actual === 1 ? 'is' : 'are'} given`,
    'the head of the table says how many: `table Name : left, … -> right, …`',
  ),
  'table-twice': entry(
    'M0406',
    'error',
    (p: { key: string }) => `${p.key} stands in this table twice`,
    'keep the line that is meant, and take the other out',
  ),
  'row-missing': entry(
    'M0407',
    'error',
    (p: { entity: string; what: string }) => `the target has no \`${p.entity}\` with ${p.what}`,
    'name a row that is there, or make it first: `provision { row … { … } }`',
  ),
} as const;
