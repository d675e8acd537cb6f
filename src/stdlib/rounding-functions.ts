import { Decimal } from 'decimal.js';
import { decimalOfNumber, formatDecimal, parseDecimal } from './decimal.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { quote } from './text-functions.ts';

const DIGITS = { name: 'digits', type: 'integer', optional: true } as const;
const EXACT = { var: 'a', of: ['decimal', 'money'] } as const;

/** Functions that take a number to the next one below or above it, or its sign away. `round` stands beside `decimal`. */
export const roundingFunctions = [
  define({
    name: 'floor',
    params: [{ name: 'value', type: EXACT }, DIGITS],
    result: { var: 'a' },
    loses: true,
    doc: 'The largest number of so many digits after the point (0 to 1000, none where it is not said) that is not above the value.',
    examples: [
      { args: ['2.679', 2], result: '2.67' },
      { args: ['-2.5'], result: '-3' },
    ],
    implement: ([value, digits = 0]) => cut(value, digits, Decimal.ROUND_FLOOR),
  }),
  define({
    id: 'floor_float',
    name: 'floor',
    params: [{ name: 'value', type: 'float' }, DIGITS],
    result: 'float',
    fails: ['convert'],
    loses: true,
    doc: 'The same of a floating-point number, by its decimal digits.',
    examples: [
      { args: [2.679, 2], result: 2.67 },
      { args: [-2.5], result: -3 },
    ],
    implement: ([value, digits = 0]) => cutFloat(value, digits, Decimal.ROUND_FLOOR),
  }),
  define({
    name: 'ceil',
    params: [{ name: 'value', type: EXACT }, DIGITS],
    result: { var: 'a' },
    loses: true,
    doc: 'The smallest number of so many digits after the point (0 to 1000, none where it is not said) that is not below the value.',
    examples: [
      { args: ['2.671', 2], result: '2.68' },
      { args: ['-2.5'], result: '-2' },
    ],
    implement: ([value, digits = 0]) => cut(value, digits, Decimal.ROUND_CEIL),
  }),
  define({
    id: 'ceil_float',
    name: 'ceil',
    params: [{ name: 'value', type: 'float' }, DIGITS],
    result: 'float',
    fails: ['convert'],
    loses: true,
    doc: 'The same of a floating-point number, by its decimal digits.',
    examples: [
      { args: [2.1], result: 3 },
      { args: [-0.5], result: 0 },
    ],
    implement: ([value, digits = 0]) => cutFloat(value, digits, Decimal.ROUND_CEIL),
  }),
  define({
    name: 'abs',
    params: [{ name: 'value', type: { var: 'a', of: ['integer', 'float', 'decimal', 'money'] } }],
    result: { var: 'a' },
    loses: true,
    doc: 'The number without its sign: for amounts whose sign another field says.',
    examples: [
      { args: ['-12.50'], result: '12.50' },
      { args: [-3], result: 3 },
    ],
    implement: ([value]) => {
      if (typeof value === 'number') return Math.abs(value);
      return typeof value === 'string' && parseDecimal(value) !== null
        ? value.replace('-', '')
        : new Failure('convert', `${quote(value)} is no number`);
    },
  }),
];

function cut(value: Parameters<typeof quote>[0], digits: number, way: Decimal.Rounding): string | Failure {
  const decimal = typeof value === 'string' ? parseDecimal(value) : null;
  // Only a source that does not keep to its own schema comes here with something else.
  if (decimal === null) return new Failure('convert', `${quote(value)} is no decimal`);
  const places = Math.min(Math.max(digits, 0), 1000);
  return formatDecimal(decimal.toDecimalPlaces(places, way), places);
}

function cutFloat(value: number, digits: number, way: Decimal.Rounding): number | Failure {
  const decimal = Number.isFinite(value) ? parseDecimal(decimalOfNumber(value)) : null;
  return decimal === null || digits < 0 || digits > 1000
    ? new Failure('convert', `${quote(value)} cannot be cut to ${digits} digits`)
    : // Adding zero turns -0, which JSON would not keep, into 0.
      Number(decimal.toDecimalPlaces(digits, way).toFixed()) + 0;
}
