import { expect, test } from 'vitest';
import type { Profile } from '../../src/schema/model.ts';
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
