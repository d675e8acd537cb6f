import { expect, test } from 'vitest';
import type { FieldProfile, Profile } from '../../src/schema/model.ts';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema } from './support/schemas.ts';

const profile = (filled: number): Profile => ({
  taken: '2026-03-04',
  entities: { account: { rows: 80_000, filled: { name: filled } } },
});
const nameless = 'map account -> res.partner { key x_source_id = accountid name = «name» user_id = null }';

test('a report says how often discovery saw the field empty, and when', () => {
  expectReport(nameless, 'nullable-required', {
    profile: profile(80_000),
    help: /empty in 0 of 80,000 records on 2026-03-04/,
  });
  expectReport(nameless, 'nullable-required', { profile: profile(79_998), help: /empty in 2 of 80,000/ });
  expectReport(account('website = "{«name»}"'), 'nullable-text', {
    profile: profile(79_998),
    help: /empty in 2 of 80,000/,
  });
});

test('a field that is declared required and yet was empty may be null', () => {
  const strict = schema('dataverse', [
    ...Object.values(SOURCE.entities).filter((one) => one.name !== 'account'),
    entity('account', 'accountid', {
      'accountid!': { kind: 'text', max: 36 },
      'name!': { kind: 'text', max: 160 },
    }),
  ]);
  const map = nameless.replace(/[«»]/g, '');
  expectClean(map, { source: strict, profile: profile(80_000) });
  expectReport(nameless, 'nullable-required', { source: strict, profile: profile(79_999) });
});

test('without a profile nothing is said of it', () => {
  const [first] = checkText(nameless.replace(/[«»]/g, '')).diagnostics;
  expect(first?.help).not.toContain('empty in');
});

/** 80,000 accounts, with this said of one field. */
const seen = (field: string, said: FieldProfile): Profile => ({
  taken: '2026-03-04',
  entities: { account: { rows: 80_000, filled: { [field]: 80_000 }, fields: { [field]: said } } },
});

test('a text that may be too long says how long the longest was', () => {
  const long = account('ref = «notes»');
  const length = { min: 3, max: 1212, average: 40 };
  expectReport(long, 'too-long', {
    profile: seen('notes', { length }),
    help: /truncate\(\d+\).* \(the longest of `account\.notes` in 80,000 records on 2026-03-04 had 1,212 characters\)$/,
  });
  expectReport(long, 'too-long', { profile: seen('notes', { distinct: 5 }), help: /in `because`$/ });
});

const industry = (lines: string): string =>
  `table «Industry» : account.industry -> res.partner.industry[name] { ${lines} } ${account('industry_id = Industry[industry]')}`;
const all = '"Farming" -> "Agriculture" "Mining" -> "Mining" "Retail" -> "Wholesale"';
const [farming, mining, retail] = [0, 1, 2].map((value) => ({ value, count: (value + 1) * 1000 }));
const declared = [farming, mining, retail].filter((one) => one !== undefined);

test('options that a table leaves out say how often they occur', () => {
  const some = industry('"Farming" -> "Agriculture"');
  expectReport(some, 'table-uncovered', {
    profile: seen('industry', { options: declared.slice(0, 2) }),
    help: /\("Mining" in 2,000, "Retail" in 0 of 80,000 records on 2026-03-04\)$/,
  });
  expectReport(some, 'table-uncovered', {
    profile: seen('industry', { options: declared.slice(0, 1) }),
    help: /\(they stood in none of 80,000 records on 2026-03-04\)$/,
  });
  expectReport(some, 'table-uncovered', { help: /`else -> …`$/ });
});

test('a choice that held what none of its options is counts as open', () => {
  expectClean(industry(all).replace(/[«»]/g, ''), { profile: seen('industry', { options: declared }) });
  expectReport(industry(all), 'table-open', {
    profile: seen('industry', { options: declared, others: 12 }),
    help: /\(`account\.industry` held none of its options in 12 of 80,000 records on 2026-03-04\)$/,
  });
  // A correction made a choice of what discovery saw as a text: its rare values are not known, its frequent ones are.
  const length = { min: 1, max: 9, average: 3 };
  expectClean(industry(all).replace(/[«»]/g, ''), {
    profile: seen('industry', { options: declared, others: 12, length }),
  });
  expectReport(industry(all), 'table-open', {
    profile: seen('industry', { options: [...declared, { value: 9, count: 40 }], length }),
    help: /in 40 of 80,000 records on 2026-03-04, such as 9\)$/,
  });
});

test('a match over such a choice ends with an else', () => {
  const lines = 'website = match industry { "Farming" -> "a" "Mining" -> "b" "Retail" -> "c" null -> "d" }';
  const profile = seen('industry', { options: declared, others: 12 });
  expectClean(account(lines), { profile: seen('industry', { options: declared }) });
  expectReport(account(lines), 'match-incomplete', { profile, help: /held none of its options in 12 of/ });
});
