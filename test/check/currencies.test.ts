import { test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, schema, text } from './support/schemas.ts';

const source = schema('dataverse', [
  entity('account', 'accountid', {
    'accountid!': { kind: 'text', max: 36 },
    name: text,
    currency: text,
    other: text,
    revenue: { kind: 'money', scale: 2, currency: 'currency' },
    costs: { kind: 'money', scale: 2, currency: 'currency' },
    abroad: { kind: 'money', scale: 2, currency: 'other' },
    base: { kind: 'money', scale: 2 },
  }),
]);
const over = { source };
const shown = (value: string): string => account(`website = "{(${value}) ?? 0}"`);

test('amounts of one currency are reckoned with', () => {
  expectClean(shown('revenue - costs'), over);
  expectClean(account('is_company = revenue > costs'), over);
  expectClean(shown('revenue ?? costs'), over);
});

test('amounts whose currencies stand in different fields are not', () => {
  expectReport(shown('«revenue + abroad»'), 'not-comparable', {
    ...over,
    message: /`account\.currency`.*`account\.other`/,
    help: /one currency/,
  });
  expectReport(account('is_company = «revenue > abroad»'), 'not-comparable', over);
  expectReport(account('is_company = «(revenue - costs) == abroad»'), 'not-comparable', over);
  expectReport(shown('«revenue ?? abroad»'.replace('(', '')), 'branches-differ', over);
  expectReport(shown('«if name == null then revenue else abroad»'), 'branches-differ', over);
});

test('the bare numbers are, and what names no currency goes with any', () => {
  expectClean(shown('decimal(revenue) + decimal(abroad)'), over);
  expectClean(shown('revenue * 1.2 + 5'), over);
  expectClean(shown('revenue - base'), over);
});
