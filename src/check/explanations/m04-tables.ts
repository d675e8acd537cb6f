import type { Explanation } from './explanation.ts';
import { account, deal, file } from './maps.ts';

const industry = (...lines: readonly string[]): string =>
  `table Industry : account.industry -> res.partner.industry[name] {\n${lines.map((line) => `  ${line}\n`).join('')}}`;
const stage = (attributes: string, ...lines: readonly string[]): string =>
  `table Stage : deal.status -> crm.stage[${attributes}] {\n${lines.map((line) => `  ${line}\n`).join('')}}`;

const using = account('industry_id = Industry[industry]');
const staged = deal('stage_id = Stage[status]');

export const TABLES = {
  'table-uncovered': {
    text: 'An option of the source has no line in this table, so records that hold it would have no answer. Give each option a line, or end the table with `else -> …`. When the source adds an option, `mapc discover` and this check will say so.',
    fails: file(
      industry('"Farming" -> "Agriculture"', '"Mining" -> "Mining"').replace('Industry', '«Industry»'),
      using,
    ),
    passes: file(
      industry('"Farming" -> "Agriculture"', '"Mining" -> "Mining"', '"Retail" -> "Wholesale"'),
      using,
    ),
  },
  'table-open': {
    text: 'The values that this table is asked for are not a fixed list, so no number of lines covers them all. The last line says what becomes of the others: `else -> …`, or `else -> reject "…"`. Or the table leaves it to those who ask, and every use says it: `Kind[stage] else "lead"`.',
    fails: file(
      'table «Kind» : deal.stage -> crm.lead.type {\n  "first call" -> "lead"\n}',
      deal().replace('"opportunity"', 'Kind[stage] ?? "lead"'),
    ),
    passes: file(
      'table Kind : deal.stage -> crm.lead.type {\n  "first call" -> "lead"\n  else -> "opportunity"\n}',
      deal().replace('"opportunity"', 'Kind[stage] ?? "lead"'),
    ),
  },
  'table-value': {
    text: 'No row of the target has this value, in the snapshot at least. The record would be written without it, or not at all. If the row shall be there first, `provision { row … }` makes it.',
    fails: file(industry('«"Mining" -> "Minig"»', 'else -> "Wholesale"'), using),
    passes: file(industry('"Mining" -> "Mining"', 'else -> "Wholesale"'), using),
  },
  'table-ambiguous': {
    text: 'Several rows of the target have this value, and the table does not say which is meant. Another attribute in the brackets tells them apart, also one of a row that they refer to (`team_id.name`).',
    fails: file(stage('name', '«"Open" -> "New"»', 'else -> "Won"'), staged),
    passes: file(stage('team_id.name, name', '"Open" -> "Sales", "New"', 'else -> "Sales", "Won"'), staged),
  },
  'table-arity': {
    text: 'The head of a table says how many values stand left and right of each arrow, and here the numbers differ. A use of the table gives as many values as stand left.',
    fails: file(stage('team_id.name, name', '"Open" -> "Sales", "New"', '«else -> "Won"»'), staged),
    passes: file(stage('team_id.name, name', '"Open" -> "Sales", "New"', 'else -> "Sales", "Won"'), staged),
  },
  'table-twice': {
    text: 'The same key has two lines. Only one of them could ever be used, and nothing says which is the right one.',
    fails: file(industry('"Mining" -> "Mining"', '«"Mining" -> "Wholesale"»', 'else -> "Wholesale"'), using),
    passes: file(industry('"Mining" -> "Mining"', 'else -> "Wholesale"'), using),
  },
  'row-missing': {
    text: 'The map looks up a row by values that are written in it, and discovery saw no such row in the target. Every record would fail there. If the row shall be there first, `provision { row … }` makes it.',
    fails: file(account('industry_id = «res.partner.industry[name = "Minig"]»')),
    passes: file(account('industry_id = res.partner.industry[name = "Mining"]')),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
