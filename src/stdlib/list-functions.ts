import { canonicalJson } from '../schema/canonical-json.ts';
import type { JsonValue } from '../schema/model.ts';
import { compareIn, domainOfValue, identityIn } from './compare.ts';
import { decimalOfNumber, reckonDecimal } from './decimal.ts';
import { define } from './define.ts';
import { Failure } from './failure.ts';
import { quote } from './text-functions.ts';
import type { StdDomain, StdLambda } from './types.ts';

const NUMBERS = ['integer', 'float', 'decimal', 'money'] as const;
export const ORDERED = [
  'text',
  'integer',
  'float',
  'decimal',
  'money',
  'boolean',
  'date',
  'instant',
  'local',
] as const;
const LIST = { list: { var: 'a' } } as const;

/** Functions over lists. A list holds no nulls: what is null on the way into one is left out. */
export const listFunctions = [
  define({
    name: 'where',
    params: [
      { name: 'list', type: LIST },
      { name: 'condition', type: { lambda: { var: 'a' }, to: { nullable: 'boolean' } } },
    ],
    result: LIST,
    doc: 'The elements for which the condition is true.',
    examples: [
      {
        args: [
          [
            { n: 1, ok: true },
            { n: 2, ok: false },
          ],
          { lambda: 'ok' },
        ],
        result: [{ n: 1, ok: true }],
      },
    ],
    implement: ([list, condition]) =>
      overEach(list, condition, (results) => list.filter((_, index) => results[index] === true)),
  }),
  define({
    name: 'each',
    params: [
      { name: 'list', type: LIST },
      { name: 'value', type: { lambda: { var: 'a' }, to: { nullable: { var: 'b' } } } },
    ],
    result: { list: { var: 'b' } },
    doc: 'What the lambda makes of each element; nulls are left out.',
    examples: [{ args: [[{ name: 'a' }, { name: null }], { lambda: 'name' }], result: ['a'] }],
    implement: ([list, value]) => overEach(list, value, (results) => results.filter((one) => one !== null)),
  }),
  define({
    name: 'sort',
    params: [
      { name: 'list', type: LIST },
      { name: 'by', type: { lambda: { var: 'a' }, to: { nullable: { var: 'b', of: ORDERED } } } },
    ],
    result: LIST,
    domainOf: 'b',
    doc: 'In ascending order of what the lambda gives, equals as they stood, nulls at the end.',
    examples: [
      { args: [[{ n: 10 }, { n: 9 }], { lambda: 'n' }], domain: 'number', result: [{ n: 9 }, { n: 10 }] },
      {
        args: [[{ p: '10.0' }, { p: '9.5' }], { lambda: 'p' }],
        domain: 'decimal',
        result: [{ p: '9.5' }, { p: '10.0' }],
      },
    ],
    implement: ([list, by], domain) =>
      overEach(list, by, (keys) =>
        list
          .map((element, index) => ({ element, key: keys[index] ?? null }))
          .sort((a, b) => order(a.key, b.key, domain))
          .map(({ element }) => element),
      ),
  }),
  define({
    name: 'reverse',
    params: [{ name: 'list', type: LIST }],
    result: LIST,
    doc: 'The last element first.',
    examples: [{ args: [[1, 2, 3]], result: [3, 2, 1] }],
    implement: ([list]) => list.toReversed(),
  }),
  define({
    name: 'first',
    params: [{ name: 'list', type: LIST }],
    result: { nullable: { var: 'a' } },
    doc: 'The first element; null of an empty list.',
    examples: [
      { args: [['a', 'b']], result: 'a' },
      { args: [[]], result: null },
    ],
    implement: ([list]) => list[0] ?? null,
  }),
  define({
    name: 'last',
    params: [{ name: 'list', type: LIST }],
    result: { nullable: { var: 'a' } },
    doc: 'The last element; null of an empty list.',
    examples: [{ args: [['a', 'b']], result: 'b' }],
    implement: ([list]) => list.at(-1) ?? null,
  }),
  define({
    name: 'only',
    params: [{ name: 'list', type: LIST }],
    result: { var: 'a' },
    fails: ['none', 'several'],
    doc: 'The one element of a list that has exactly one.',
    examples: [
      { args: [['a']], result: 'a' },
      { args: [[]], fails: 'none' },
      { args: [['a', 'b']], fails: 'several' },
    ],
    implement: ([list]) => {
      const [element] = list;
      if (element === undefined) return new Failure('none', 'the list is empty');
      return list.length === 1 ? element : new Failure('several', `the list has ${list.length} elements`);
    },
  }),
  define({
    name: 'sum',
    params: [{ name: 'list', type: { list: { var: 'a', of: NUMBERS } } }],
    result: { var: 'a' },
    domainOf: 'a',
    doc: 'The sum; whole numbers, decimals and money exactly. Of an empty list zero.',
    examples: [
      { args: [[1, 2, 3]], domain: 'integer', result: 6 },
      { args: [[9007199254740991, 2, -3]], domain: 'integer', result: 9007199254740990 },
      { args: [[0.5, 0.25]], domain: 'number', result: 0.75 },
      { args: [['0.10', '0.20']], domain: 'decimal', result: '0.30' },
      { args: [[]], domain: 'decimal', result: '0' },
    ],
    implement: ([list], domain) =>
      sumOf(list, domain ?? (typeof list[0] === 'string' ? 'decimal' : 'number')),
  }),
  define({
    name: 'min',
    params: [{ name: 'list', type: { list: { var: 'a', of: ORDERED } } }],
    result: { nullable: { var: 'a' } },
    domainOf: 'a',
    doc: 'The smallest or earliest element; null of an empty list.',
    examples: [{ args: [['2019-03-04', '2018-01-01']], domain: 'date', result: '2018-01-01' }],
    implement: ([list], domain) => list.toSorted((a, b) => order(a, b, domain))[0] ?? null,
  }),
  define({
    name: 'max',
    params: [{ name: 'list', type: { list: { var: 'a', of: ORDERED } } }],
    result: { nullable: { var: 'a' } },
    domainOf: 'a',
    doc: 'The largest or latest element; null of an empty list.',
    examples: [{ args: [['9.5', '10.0']], domain: 'decimal', result: '10.0' }],
    implement: ([list], domain) => list.toSorted((a, b) => order(b, a, domain))[0] ?? null,
  }),
  define({
    name: 'count',
    params: [{ name: 'list', type: LIST }],
    result: 'integer',
    doc: 'How many elements there are.',
    examples: [{ args: [['a', 'b']], result: 2 }],
    implement: ([list]) => list.length,
  }),
  define({
    name: 'any',
    params: [
      { name: 'list', type: LIST },
      { name: 'condition', type: { lambda: { var: 'a' }, to: { nullable: 'boolean' } } },
    ],
    result: 'boolean',
    doc: 'Whether the condition is true for at least one element; of an empty list false.',
    examples: [{ args: [[{ ok: false }, { ok: true }], { lambda: 'ok' }], result: true }],
    implement: ([list, condition]) => overEach(list, condition, (results) => results.includes(true)),
  }),
  define({
    name: 'all',
    params: [
      { name: 'list', type: LIST },
      { name: 'condition', type: { lambda: { var: 'a' }, to: { nullable: 'boolean' } } },
    ],
    result: 'boolean',
    doc: 'Whether the condition is true for every element; of an empty list true.',
    examples: [
      { args: [[{ ok: false }, { ok: true }], { lambda: 'ok' }], result: false },
      { args: [[], { lambda: 'ok' }], result: true },
    ],
    implement: ([list, condition]) =>
      overEach(list, condition, (results) => results.every((result) => result === true)),
  }),
  define({
    name: 'distinct',
    params: [{ name: 'list', type: LIST }],
    result: LIST,
    domainOf: 'a',
    doc: 'Each value once, where it stood first.',
    examples: [
      { args: [['b', 'a', 'b']], domain: 'text', result: ['b', 'a'] },
      { args: [['1.5', '1.50']], domain: 'decimal', result: ['1.5'] },
      {
        args: [['2019-03-04T10:11:12Z', '2019-03-04T10:11:12.000Z']],
        domain: 'instant',
        result: ['2019-03-04T10:11:12Z'],
      },
    ],
    implement: ([list], domain) => {
      const seen = new Set<string>();
      return list.filter((element) => {
        const identity = identityIn(domain, element);
        const fresh = !seen.has(identity);
        seen.add(identity);
        return fresh;
      });
    },
  }),
  define({
    name: 'compact',
    params: [{ name: 'list', type: LIST }],
    result: LIST,
    doc: 'Without nulls and without texts that are empty or white space alone.',
    examples: [{ args: [['a', '', ' ', 'b']], result: ['a', 'b'] }],
    implement: ([list]) =>
      list.filter((element) => element !== null && !(typeof element === 'string' && element.trim() === '')),
  }),
  define({
    name: 'join',
    params: [
      { name: 'list', type: { list: 'text' } },
      { name: 'separator', type: 'text' },
    ],
    result: 'text',
    doc: 'The elements as one text, with the separator between them.',
    examples: [{ args: [['Parent', 'Child'], ' / '], result: 'Parent / Child' }],
    implement: ([list, separator]) =>
      list
        .filter((element) => element !== null)
        .map((element) => (typeof element === 'string' ? element : canonicalJson(element)))
        .join(separator),
  }),
  define({
    name: 'chain',
    params: [
      { name: 'start', type: { var: 'a' } },
      { name: 'next', type: { lambda: { var: 'a' }, to: { nullable: { var: 'a' } } } },
    ],
    result: LIST,
    fails: ['dangling'],
    doc: 'The value, what the lambda gives for it, what it gives for that, and so on until null; a circle fails.',
    examples: [
      {
        args: [{ t: 'child', up: { t: 'root', up: null } }, { lambda: 'up' }],
        result: [
          { t: 'child', up: { t: 'root', up: null } },
          { t: 'root', up: null },
        ],
      },
    ],
    implement: ([start, next]) => {
      const chain: JsonValue[] = [];
      const seen = new Set<string>();
      for (let step: JsonValue = start; step !== null; ) {
        const identity = identityIn(null, step);
        if (seen.has(identity)) return new Failure('dangling', `the chain comes back to ${quote(step)}`);
        seen.add(identity);
        chain.push(step);
        const following = next(step);
        if (following instanceof Failure) return following;
        step = following;
      }
      return chain;
    },
  }),
];

/**
 * Applies a lambda to every element, also after a failure, so that all that is asked of the target is asked at once.
 * A failure that is settled and stands before everything pending wins; otherwise the first.
 */
function overEach(
  list: readonly JsonValue[],
  lambda: StdLambda,
  then: (results: readonly JsonValue[]) => JsonValue | Failure,
): JsonValue | Failure {
  const results: JsonValue[] = [];
  let failure: Failure | null = null;
  for (const element of list) {
    const result = lambda(element);
    if (result instanceof Failure) {
      failure ??= result;
      if (failure.kind !== 'pending') return failure;
    } else results.push(result);
  }
  return failure ?? then(results);
}

/** Nulls stand at the end. */
export function order(left: JsonValue, right: JsonValue, domain: StdDomain | null): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compareIn(domain ?? domainOfValue(left), left, right) ?? compareIn('reference', left, right) ?? 0;
}

export function sumOf(list: readonly JsonValue[], domain: StdDomain): JsonValue | Failure {
  if (domain === 'integer') return sumOfIntegers(list);
  if (domain !== 'decimal') {
    let total = 0;
    for (const element of list) {
      if (typeof element !== 'number') return new Failure('convert', `${quote(element)} is no number`);
      total += element;
    }
    return Number.isFinite(total) ? total : new Failure('convert', TOO_LARGE);
  }
  let total = '0';
  for (const element of list) {
    const text = typeof element === 'number' && Number.isFinite(element) ? decimalOfNumber(element) : element;
    const next = typeof text === 'string' ? reckonDecimal('+', total, text) : null;
    if (next === null) return new Failure('convert', `${quote(element)} is no decimal number`);
    total = next;
  }
  return total;
}

const TOO_LARGE = 'the sum is larger than a number can be';

/** On its way the sum may be larger than a number that is exact. */
function sumOfIntegers(list: readonly JsonValue[]): JsonValue | Failure {
  let total = 0n;
  for (const element of list) {
    if (typeof element !== 'number' || !Number.isSafeInteger(element))
      return new Failure('convert', `${quote(element)} is no whole number`);
    total += BigInt(element);
  }
  const sum = Number(total);
  return Number.isSafeInteger(sum) ? sum : new Failure('convert', TOO_LARGE);
}
