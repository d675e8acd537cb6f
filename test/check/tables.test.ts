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

test('a key stands once', () => {
  expectReport(
    `table Industry : account.industry -> res.partner.industry[name] { "Mining" -> "Mining" «"Mining" -> "Wholesale"» else -> reject "no" } ${using}`,
    'table-twice',
  );
});
