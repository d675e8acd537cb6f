import { decimalOfNumber, formatDecimal, isDecimal, parseDecimal, scaleOf } from './decimal.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { roundedDecimal, roundedFloat } from './rounding.ts';
import { quote } from './text-functions.ts';

/** Functions from one kind of number to another, and from text. Money and decimals never pass through binary floats. */
export const numberFunctions = [
  define({
    name: 'int',
    params: [{ name: 'value', type: { anyOf: ['text', 'decimal', 'money', 'integer'] } }],
    result: 'integer',
    fails: ['convert'],
    doc: 'A whole number out of a text or a decimal that is one; anything else, and what is too large, fails.',
    examples: [
      { args: [' 250 '], result: 250 },
      { args: ['12.00'], result: 12 },
      { args: ['12.5'], fails: 'convert' },
      { args: ['50-100'], fails: 'convert' },
    ],
    implement: ([value]) => wholeNumber(value),
  }),
  define({
    id: 'int_of_float',
    name: 'int',
    params: [{ name: 'value', type: 'float' }],
    result: 'integer',
    fails: ['convert'],
    doc: 'A whole number out of a floating-point number that is one; anything else fails (`round` it first).',
    examples: [
      { args: [3], result: 3 },
      { args: [3.5], fails: 'convert' },
    ],
    implement: ([value]) =>
      Number.isSafeInteger(value) ? value + 0 : new Failure('convert', `${quote(value)} is no whole number`),
  }),
  define({
    name: 'decimal',
    params: [
      { name: 'value', type: 'text' },
      { name: 'mark', type: 'mark', optional: true },
    ],
    result: 'decimal',
    fails: ['convert'],
    doc: 'A decimal out of a text with a point before the fraction and nothing else; zeros at its end are kept. Where the decimal mark is named, a comma or a point, the other one, a blank or an apostrophe may stand between groups of three digits.',
    examples: [
      { args: ['12.50'], result: '12.50' },
      { args: ['+0012.5'], result: '12.5' },
      { args: ['1,234.50'], fails: 'convert' },
      { args: ['1.234,50', ','], result: '1234.50' },
      { args: ['1 234 567', ','], result: '1234567' },
      { args: ['12.50', ','], fails: 'convert' },
    ],
    implement: ([value, mark]) =>
      mark === undefined ? canonicalDecimal(value) : (withMark(value, mark) ?? noDecimal(value)),
  }),
  define({
    id: 'decimal_of_number',
    name: 'decimal',
    params: [{ name: 'value', type: { anyOf: ['integer', 'float'] } }],
    result: 'decimal',
    fails: ['convert'],
    doc: 'A decimal out of a number: the shortest digits that mean this number.',
    examples: [
      { args: [0.1], result: '0.1' },
      { args: [1e21], result: '1000000000000000000000' },
    ],
    implement: ([value]) =>
      Number.isFinite(value) ? decimalOfNumber(value) : new Failure('convert', 'the number is not finite'),
  }),
  define({
    id: 'decimal_of_money',
    name: 'decimal',
    params: [{ name: 'amount', type: { anyOf: ['money', 'decimal'] } }],
    result: 'decimal',
    doc: 'The amount of money without its currency, digit for digit.',
    examples: [{ args: ['1250.00'], result: '1250.00' }],
    implement: ([amount]) => amount,
  }),
  define({
    name: 'float',
    params: [{ name: 'value', type: { anyOf: ['text', 'integer'] } }],
    result: 'float',
    fails: ['convert'],
    doc: 'The floating-point number that is nearest to a text with a point before the fraction, or to a whole number; more digits before the point than it holds fail.',
    examples: [
      { args: ['12.5'], result: 12.5 },
      { args: ['9007199254740993'], fails: 'convert' },
      { args: ['a dozen'], fails: 'convert' },
    ],
    implement: ([value]) => {
      if (typeof value === 'number') return value;
      const decimal = canonicalDecimal(value);
      if (typeof decimal !== 'string') return decimal;
      const number = nearest(decimal);
      return typeof number === 'number' && !Number.isSafeInteger(number) && !isSameWhole(decimal, number)
        ? new Failure('convert', `${quote(value)} has more digits than a floating-point number holds`)
        : number;
    },
  }),
  define({
    id: 'float_of_decimal',
    name: 'float',
    params: [{ name: 'value', type: { anyOf: ['decimal', 'money'] } }],
    result: 'float',
    fails: ['convert'],
    loses: true,
    doc: 'The floating-point number that is nearest to a decimal.',
    examples: [{ args: ['0.10'], result: 0.1 }],
    implement: ([value]) =>
      isDecimal(value) ? nearest(value) : new Failure('convert', `${quote(value)} is no decimal number`),
  }),
  define({
    name: 'round',
    params: [
      { name: 'value', type: { var: 'a', of: ['decimal', 'money'] } },
      { name: 'digits', type: 'integer', optional: true },
    ],
    result: { var: 'a' },
    loses: true,
    doc: 'Rounded to so many digits after the point (0 to 1000, none where it is not said), a half away from zero.',
    examples: [
      { args: ['2.675', 2], result: '2.68' },
      { args: ['-2.5', 0], result: '-3' },
    ],
    implement: ([value, digits = 0]) => roundedDecimal(value, digits, 'round'),
  }),
  define({
    id: 'round_float',
    name: 'round',
    params: [
      { name: 'value', type: 'float' },
      { name: 'digits', type: 'integer', optional: true },
    ],
    result: 'float',
    fails: ['convert'],
    loses: true,
    doc: 'Rounded to so many digits after the point (none where it is not said), a half away from zero, by its decimal digits.',
    examples: [
      { args: [2.675, 2], result: 2.68 },
      { args: [7.5], result: 8 },
    ],
    implement: ([value, digits = 0]) => roundedFloat(value, digits, 'round'),
  }),
  define({
    name: 'boolean',
    params: [{ name: 'value', type: 'text' }],
    result: 'boolean',
    fails: ['convert'],
    doc: 'True out of "true", "yes" or "1", false out of "false", "no" or "0", in any case; anything else fails.',
    examples: [
      { args: ['Yes'], result: true },
      { args: ['0'], result: false },
      { args: ['maybe'], fails: 'convert' },
    ],
    implement: ([value]) => {
      const word = value.trim().toLowerCase();
      if (['true', 'yes', '1'].includes(word)) return true;
      if (['false', 'no', '0'].includes(word)) return false;
      return new Failure('convert', `${quote(value)} is neither true nor false`);
    },
  }),
];

function canonicalDecimal(text: string): string | Failure {
  const sign = /^\s*([+-]?)(\d+(?:\.\d+)?)\s*$/.exec(text);
  const written = `${sign?.[1] === '-' ? '-' : ''}${sign?.[2] ?? ''}`;
  const value = parseDecimal(written);
  return value === null ? noDecimal(text) : formatDecimal(value, scaleOf(written));
}

function noDecimal(text: string): Failure {
  return new Failure('convert', `${quote(text)} is no decimal number`);
}

/** A number that is written with this decimal mark, in groups of three digits or without; null for any other text. */
function withMark(text: string, mark: string): string | Failure | null {
  const [whole = '', fraction, more] = text.trim().split(mark);
  const gap = mark === ',' ? '.' : ',';
  const grouped = /^([+-]?\d{1,3})([.,'’\u0020\u00a0\u202f])\d{3}(?:\2\d{3})*$/.exec(whole);
  if (more !== undefined || (grouped && '.,'.includes(grouped[2] ?? '') && grouped[2] !== gap)) return null;
  const digits = grouped ? whole.replace(/[^\d+-]/g, '') : whole;
  if (!/^[+-]?\d+$/.test(digits) || (fraction !== undefined && !/^\d+$/.test(fraction))) return null;
  return canonicalDecimal(fraction === undefined ? digits : `${digits}.${fraction}`);
}

function wholeNumber(value: string | number): number | Failure {
  const decimal = typeof value === 'number' ? String(value) : canonicalDecimal(value);
  const number =
    typeof decimal === 'string' && /^-?\d+(?:\.0+)?$/.test(decimal) ? Number(decimal) : Number.NaN;
  return Number.isSafeInteger(number) ? number : new Failure('convert', `${quote(value)} is no whole number`);
}

/** Whether no digit before the point is another one; of a number with a fraction they are all there. */
function isSameWhole(decimal: string, number: number): boolean {
  return !Number.isInteger(number) || decimal.split('.')[0] === decimalOfNumber(number);
}

function nearest(decimal: string): number | Failure {
  const number = Number(decimal);
  return Number.isFinite(number) ? number : new Failure('convert', `${quote(decimal)} is too large`);
}
