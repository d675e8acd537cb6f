/** Every function of the table with arguments of its own types, from ordinary values to the ends of what there is. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/schema/model.ts';
import {
  callFunction,
  Failure,
  findInstance,
  instanceOf,
  type StdArg,
  type StdDomain,
  type StdFunction,
  type StdScalar,
  type StdType,
  stdlib,
} from '../../src/stdlib/index.ts';
import { isLiteralKind, literalKinds } from '../../src/stdlib/literals.ts';

const integers = fc.oneof(
  fc.integer({ min: -40, max: 2000 }),
  fc.constantFrom(-1, 0, 1, 1000, 1001, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.maxSafeInteger(),
);
/** JSON has no word for the last three, but `1e999` is read as one of them. */
const floats = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1e21),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
/** A source may give an amount as a number, though its schema says otherwise. */
const decimals: fc.Arbitrary<JsonValue> = fc.oneof(
  floats,
  fc.tuple(fc.bigInt(), fc.nat(9)).map(([whole, digit]) => `${whole}.${digit}`),
  fc.constantFrom('0', '-0.00', `-${'9'.repeat(4000)}.${'9'.repeat(4000)}`, `0.${'0'.repeat(3999)}1`),
  fc.constantFrom('9'.repeat(4001), '1e999', 'NaN', 'Infinity', ''),
);
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '9'.repeat(500),
    '<p>a & b</p>',
    'https://exa mple',
    '+44 20 7946 0000',
  ),
);
const dates = fc.oneof(
  fc.constantFrom(
    '0001-01-01',
    '9999-12-31',
    '2024-02-29',
    '2023-02-29',
    '-271821-04-19',
    '+275760-09-14',
    '',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace(/T.*/, '')),
);
const times = dates.chain((date) =>
  fc.constantFrom(date, `${date}T00:00:00`, `${date}T23:59:60`, `${date}T23:59:59.999999999`),
);

function scalar(type: StdScalar): fc.Arbitrary<StdArg> {
  if (isLiteralKind(type)) return fc.constant(literalKinds[type].example);
  switch (type) {
    case 'integer':
      return integers;
    case 'float':
      return floats;
    case 'decimal':
    case 'money':
      return decimals;
    case 'boolean':
      return fc.boolean();
    case 'date':
      return dates;
    case 'local':
      return times;
    case 'instant':
      return times.map((time) => `${time}Z`);
    case 'json':
      return fc.oneof(
        texts,
        floats,
        fc.array(floats, { maxLength: 2 }),
        floats.map((n) => ({ n })),
      );
    default:
      return texts;
  }
}

/** How values of a type are compared; what the checker gives to functions with `domainOf`. */
function domainOf(type: StdScalar): StdDomain {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'boolean':
    case 'date':
    case 'instant':
      return type;
    case 'float':
      return 'number';
    case 'money':
      return 'decimal';
    case 'local':
      return 'instant';
    default:
      return type === 'json' ? 'reference' : 'text';
  }
}

type Bound = Readonly<Record<'a' | 'b', StdScalar>>;

function argument(type: StdType, bound: Bound): fc.Arbitrary<StdArg> {
  if (type === 'any') return scalar('json');
  if (typeof type === 'string') return scalar(type);
  if ('var' in type) return scalar(bound[type.var]);
  if ('anyOf' in type) return fc.constantFrom(...type.anyOf).chain(scalar);
  if ('nullable' in type) return fc.option(argument(type.nullable, bound));
  if ('lambda' in type)
    return argument(type.to, bound).map(
      (value): StdArg =>
        () =>
          value as JsonValue,
    );
  // No list holds a function.
  return fc.array(argument(type.list, bound) as fc.Arbitrary<JsonValue>, { maxLength: 4 });
}

const ANY = [
  'text',
  'integer',
  'float',
  'decimal',
  'money',
  'boolean',
  'date',
  'instant',
  'local',
  'json',
] as const;

/** What a variable of a signature may stand for. */
function choices(type: StdType, name: 'a' | 'b'): readonly StdScalar[] | null {
  if (typeof type === 'string' || 'anyOf' in type) return null;
  if ('var' in type) return type.var === name ? (type.of ?? null) : null;
  if ('list' in type) return choices(type.list, name);
  if ('nullable' in type) return choices(type.nullable, name);
  return choices(type.lambda, name) ?? choices(type.to, name);
}

function calls(entry: StdFunction): fc.Arbitrary<{ readonly id: string; readonly args: readonly StdArg[] }> {
  const one = (name: 'a' | 'b') =>
    fc.constantFrom(
      ...(entry.params.map(({ type }) => choices(type, name)).find((of) => of !== null) ?? ANY),
    );
  return fc.record({ a: one('a'), b: one('b') }).chain((bound) =>
    fc
      .record({
        args: fc.tuple(...entry.params.map(({ type }) => argument(type, bound))),
        given: fc.integer({
          min: entry.params.filter(({ optional }) => !optional).length,
          max: entry.params.length,
        }),
        domain: fc.constantFrom(entry.domainOf === undefined ? null : domainOf(bound[entry.domainOf]), null),
      })
      .map(({ args, given, domain }) => ({ id: instanceOf(entry, domain), args: args.slice(0, given) })),
  );
}

test.each(stdlib.map((entry) => [entry.id, entry] as const))('%s throws for none of them', (_, entry) => {
  fc.assert(
    fc.property(calls(entry), ({ id, args }) => {
      const instance = findInstance(id);
      if (instance === null) throw new Error(`no function ${id}`);
      const result = callFunction(instance, args);
      expect(result).toBeDefined();
      if (result instanceof Failure) expect(result.reason).not.toBe('');
    }),
    { numRuns: 150 },
  );
});
