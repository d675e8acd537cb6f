import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimal } from '../../src/stdlib/decimal.ts';
import { callNamed as call } from './support/call.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 8 }))
  .map(([digits, scale]) => {
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
    const body = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    return digits < 0n ? `-${body}` : body;
  });

test('floor is not above and ceil is not below, and nothing lies between but the value', () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 8 }), (value, digits) => {
      const [below, above] = [call('floor', value, digits), call('ceil', value, digits)] as [string, string];
      expect(compareDecimal(below, value)).toBeLessThanOrEqual(0);
      expect(compareDecimal(above, value)).toBeGreaterThanOrEqual(0);
      const units = (text: string): bigint => BigInt(text.replace('.', ''));
      expect([0n, 1n]).toContain(units(above) - units(below));
    }),
  );
});

test('a zero has no sign', () => {
  expect(call('ceil', '-0.4')).toBe('0');
  expect(Object.is(call('ceil_float', -0.4), 0)).toBe(true);
  expect(call('abs', '-0.00')).toBe('0.00');
  expect(Object.is(call('abs', -0), 0)).toBe(true);
});

test('a number that is not finite cannot be cut', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    for (const name of ['floor_float', 'ceil_float'])
      expect(call(name, value)).toMatchObject({ kind: 'convert' });
});

test.each([
  ['1.234.567,89', ',', '1234567.89'],
  ['1,234,567.89', '.', '1234567.89'],
  ['-1.234,5', ',', '-1234.5'],
  ["1'234.50", '.', '1234.50'],
  ['1\u00a0234,50', ',', '1234.50'],
  ['1234567,5', ',', '1234567.5'],
  ['12,', ',', null],
  [',5', ',', null],
  ['1.23,5', ',', null],
  ['1.2345,5', ',', null],
  ['1234.567,5', ',', null],
  ['1.234 567,5', ',', null],
  ['1,5,0', ',', null],
  ['1,234', '.', '1234'],
  ['1.234', ',', '1234'],
  ['1.234', '.', '1.234'],
  ['12 TL', ',', null],
  ['', ',', null],
])('%j with the mark %s is %s', (text, mark, expected) => {
  const result = call('decimal', text, mark);
  if (expected === null) expect(result).toMatchObject({ kind: 'convert' });
  else expect(result).toBe(expected);
});

test('every way of writing a decimal with its mark means the same', () => {
  fc.assert(
    fc.property(decimals, (value) => {
      const [whole = '', fraction] = value.split('.');
      const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '.');
      const written = fraction === undefined ? grouped : `${grouped},${fraction}`;
      expect(call('decimal', written, ',')).toBe(call('decimal', value));
    }),
  );
});

test('the mean of decimals lies among them and is exact where it has an end', () => {
  fc.assert(
    fc.property(fc.array(decimals, { minLength: 1, maxLength: 6 }), (list) => {
      const mean = call('avg:decimal', list) as string;
      expect(compareDecimal(mean, call('min:decimal', list) as string)).toBeGreaterThanOrEqual(0);
      expect(compareDecimal(mean, call('max:decimal', list) as string)).toBeLessThanOrEqual(0);
    }),
  );
  expect(call('avg:decimal', ['0.10', '0.20', '0.30', '0.40'])).toBe('0.25');
  expect(call('avg_of_integers', [1, 2, 2])).toMatch(/^1\.6{32}7$/);
});

test('of two values the smaller and the larger are both of them', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      fc.pre(compareDecimal(a, b) !== 0);
      const [least, most] = [call('min_of_two:decimal', a, b), call('max_of_two:decimal', a, b)];
      expect([least, most].toSorted()).toEqual([a, b].toSorted());
      expect(least).toBe(call('min:decimal', [a, b]));
    }),
  );
});

test('an amount that a source gives as no finite number is compared without an end to the run', () => {
  for (const name of ['min_of_two:decimal', 'max_of_two:decimal'])
    expect(call(name, '1.50', Number.POSITIVE_INFINITY)).not.toBeNull();
  for (const name of ['sum:decimal', 'avg:decimal'])
    expect(call(name, ['1.50', Number.NaN])).toMatchObject({ kind: 'convert' });
});
