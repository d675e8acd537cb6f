import { parseDecimal } from './decimal.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { roundedDecimal, roundedFloat } from './rounding.ts';
import { quote } from './text-functions.ts';
import type { StdExample, StdFunction } from './types.ts';

/** Functions that take a number to the next one below or above it, or its sign away. `round` stands beside `decimal`. */
export const roundingFunctions = [
  ...toNeighbour('floor', {
    doc: 'The largest number of so many digits after the point (0 to 1000, none where it is not said) that is not above the value.',
    exact: [
      { args: ['2.679', 2], result: '2.67' },
      { args: ['-2.5'], result: '-3' },
    ],
    floats: [
      { args: [2.679, 2], result: 2.67 },
      { args: [-2.5], result: -3 },
    ],
  }),
  ...toNeighbour('ceil', {
    doc: 'The smallest number of so many digits after the point (0 to 1000, none where it is not said) that is not below the value.',
    exact: [
      { args: ['2.671', 2], result: '2.68' },
      { args: ['-2.5'], result: '-2' },
    ],
    floats: [
      { args: [2.1], result: 3 },
      { args: [-0.5], result: 0 },
    ],
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

/** The function of decimals and money, and that of floating-point numbers. */
function toNeighbour(
  way: 'floor' | 'ceil',
  said: {
    readonly doc: string;
    readonly exact: readonly StdExample[];
    readonly floats: readonly StdExample[];
  },
): readonly StdFunction[] {
  const digits = { name: 'digits', type: 'integer', optional: true } as const;
  return [
    define({
      name: way,
      params: [{ name: 'value', type: { var: 'a', of: ['decimal', 'money'] } }, digits],
      result: { var: 'a' },
      loses: true,
      doc: said.doc,
      examples: said.exact,
      implement: ([value, places = 0]) => roundedDecimal(value, places, way),
    }),
    define({
      id: `${way}_float`,
      name: way,
      params: [{ name: 'value', type: 'float' }, digits],
      result: 'float',
      fails: ['convert'],
      loses: true,
      doc: 'The same of a floating-point number, by its decimal digits.',
      examples: said.floats,
      implement: ([value, places = 0]) => roundedFloat(value, places, way),
    }),
  ];
}
