import type { JsonValue } from '../schema/model.ts';
import { reckonDecimal } from './decimal.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { ORDERED, order, sumOf } from './list-functions.ts';
import { quote } from './text-functions.ts';

const LIST = { list: { var: 'a' } } as const;
const PAIR = [
  { name: 'a', type: { var: 'a', of: ORDERED } },
  { name: 'b', type: { var: 'a', of: ORDERED } },
] as const;

/** Functions that give a part of a list or of a pair, make one list of several, or reckon the middle of one. */
export const listPartFunctions = [
  define({
    id: 'min_of_two',
    name: 'min',
    params: PAIR,
    result: { var: 'a' },
    domainOf: 'a',
    doc: 'The smaller or earlier of two values.',
    examples: [{ args: ['9.5', '10.0'], domain: 'decimal', result: '9.5' }],
    implement: ([a, b], domain) => (order(a, b, domain) <= 0 ? a : b),
  }),
  define({
    id: 'max_of_two',
    name: 'max',
    params: PAIR,
    result: { var: 'a' },
    domainOf: 'a',
    doc: 'The larger or later of two values.',
    examples: [{ args: ['9.5', '10.0'], domain: 'decimal', result: '10.0' }],
    implement: ([a, b], domain) => (order(a, b, domain) >= 0 ? a : b),
  }),
  define({
    name: 'avg',
    params: [{ name: 'list', type: { list: { var: 'a', of: ['float', 'decimal', 'money'] } } }],
    result: { nullable: { var: 'a' } },
    domainOf: 'a',
    doc: 'The mean; of decimals and money to 34 digits. Null of an empty list.',
    examples: [
      { args: [['1.00', '2.50']], domain: 'decimal', result: '1.75' },
      { args: [[1.5, 2.5]], domain: 'number', result: 2 },
      { args: [[]], domain: 'decimal', result: null },
    ],
    implement: ([list], domain) =>
      domain === 'decimal' || typeof list[0] === 'string' ? meanOfDecimals(list) : meanOfFloats(list),
  }),
  define({
    id: 'avg_of_integers',
    name: 'avg',
    params: [{ name: 'list', type: { list: 'integer' } }],
    result: { nullable: 'decimal' },
    doc: 'The mean of whole numbers, as a decimal of 34 digits at most. Null of an empty list.',
    examples: [
      { args: [[1, 2]], result: '1.5' },
      { args: [[]], result: null },
    ],
    implement: ([list]) => meanOfDecimals(list),
  }),
  define({
    name: 'take',
    params: [
      { name: 'list', type: LIST },
      { name: 'count', type: 'integer' },
    ],
    result: LIST,
    doc: 'The first so many elements, or all where there are fewer.',
    examples: [{ args: [['a', 'b', 'c'], 2], result: ['a', 'b'] }],
    implement: ([list, count]) => list.slice(0, Math.max(0, count)),
  }),
  define({
    name: 'skip',
    params: [
      { name: 'list', type: LIST },
      { name: 'count', type: 'integer' },
    ],
    result: LIST,
    doc: 'What stands behind the first so many elements: `phones | skip(1) | first` is the second one.',
    examples: [
      { args: [['a', 'b', 'c'], 1], result: ['b', 'c'] },
      { args: [['a'], 3], result: [] },
    ],
    implement: ([list, count]) => list.slice(Math.max(0, count)),
  }),
  define({
    name: 'flatten',
    params: [{ name: 'lists', type: { list: LIST } }],
    result: LIST,
    doc: 'The elements of all lists of a list, as one list.',
    examples: [{ args: [[['a', 'b'], [], ['c']]], result: ['a', 'b', 'c'] }],
    implement: ([lists]) => lists.flat(1),
  }),
];

function meanOfDecimals(list: readonly JsonValue[]): JsonValue | Failure {
  if (list.length === 0) return null;
  const sum = sumOf(list, 'decimal');
  if (sum instanceof Failure) return sum;
  return (
    reckonDecimal('/', String(sum), String(list.length)) ??
    new Failure('convert', `${quote(list.length)} numbers have no mean`)
  );
}

function meanOfFloats(list: readonly JsonValue[]): JsonValue | Failure {
  if (list.length === 0) return null;
  const sum = sumOf(list, 'number');
  return typeof sum === 'number' ? sum / list.length : sum;
}
