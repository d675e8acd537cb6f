import { test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

const using = account('industry_id = Industry[industry]');

test('a table over an enum names every option', () => {
  expectClean(
    `table Industry : account.industry -> res.partner.industry[name] { "Farming" -> "Agriculture" "Mining" -> "Mining" "Retail" -> "Wholesale" } ${using}`,
  );
  expectReport(
    `table «Industry» : account.industry -> res.partner.industry[name] { "Farming" -> "Agriculture" "Mining" -> "Mining" } ${using}`,
    'table-uncovered',
    { message: /"Retail"/ },
  );
});

test('a key must be an option, a value a row that exists', () => {
  expectReport(
    `table Industry : account.industry -> res.partner.industry[name] { «"Fishing"» -> "Agriculture" else -> reject "no" } ${using}`,
    'unknown-option',
  );
  expectReport(
    `table Industry : account.industry -> res.partner.industry[name] { «"Farming" -> "Agricultre"» else -> reject "no" } ${using}`,
    'table-value',
    { help: '`Agriculture`' },
  );
});

test('a table over a text needs an else', () => {
  const lead =
    'map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = Kind[stage] ?? "Lead" }';
  expectReport(`table «Kind» : deal.stage -> crm.lead.type { "a" -> "Lead" } ${lead}`, 'table-open');
  expectClean(`table Kind : deal.stage -> crm.lead.type { "a" -> "Lead" else -> "Opportunity" } ${lead}`);
});

test('a table over a text may leave it to its uses to say what becomes of the others', () => {
  const kind = 'table Kind : deal.stage -> crm.lead.type { "a" -> "Lead" }';
  const lead = (type: string, more = ''): string =>
    `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = ${type} ${more} }`;
  expectClean(`${kind} ${lead('(Kind[stage] else "Opportunity") ?? "Lead"')}`);
  expectClean(`fn kind(d: deal): text = label(Kind[d.stage] else "Lead") ?? "" ${kind} ${lead('"Lead"')}`);
  expectReport(
    `${kind} ${lead('(Kind[stage] else "Opportunity") ?? "Lead"', 'require «Kind[stage] == "Lead"» else warn "odd"')}`,
    'unhandled-failure',
    { message: /`table Kind` may have no line for it/ },
  );
});

test('a table of rows over a text may leave it to its uses too', () => {
  const table = 'table Kind : account.website -> res.partner.industry[name] { "a" -> "Mining" }';
  expectClean(`${table} ${account('industry_id = Kind[website] else null')}`);
});

test('a decimal stands once, however it is written', () => {
  const table = (keys: string): string =>
    `table Rate : decimal -> res.partner.industry[name] { ${keys} else -> reject "no" }
     map account -> res.partner { key x_source_id = accountid name = "?" user_id = null industry_id = Rate[revenue | decimal] }`;
  expectClean(table('1.5 -> "Mining" 15 -> "Mining"'));
  expectReport(table('1.5 -> "Mining" «1.50 -> "Wholesale"»'), 'table-twice');
});

test('a key stands once', () => {
  expectReport(
    `table Industry : account.industry -> res.partner.industry[name] { "Mining" -> "Mining" «"Mining" -> "Wholesale"» else -> reject "no" } ${using}`,
    'table-twice',
  );
});
