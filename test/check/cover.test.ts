import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Axis, type Cell, contains, cover, type Row } from '../../src/check/cover.ts';

const never = (): boolean => false;

/** One to seven axes of two to four values. */
const axes: fc.Arbitrary<readonly Axis[]> = fc
  .array(fc.integer({ min: 2, max: 4 }), { minLength: 1, maxLength: 7 })
  .map((sizes) =>
    sizes.map((size, axis) => ({
      id: `axis ${axis}`,
      values: Array.from({ length: size }, (_, value) => `${value}`),
    })),
  );

/**
 * What goes away with something else: value 1 of an axis takes value 0 from some later ones, and from those that these
 * take it from.
 */
const exclusions = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 6 }).map((drawn) => {
  const takes = new Map<number, Set<number>>();
  for (const [one, other] of drawn)
    if (one !== other)
      takes.set(
        Math.min(one, other),
        (takes.get(Math.min(one, other)) ?? new Set()).add(Math.max(one, other)),
      );
  const closed = (from: number): ReadonlySet<number> =>
    new Set([...(takes.get(from) ?? [])].flatMap((to) => [to, ...closed(to)]));
  const number = (cell: Cell): number => Number(cell.axis.slice('axis '.length));
  const excluded = (one: Cell, other: Cell): boolean =>
    one.value === '1' && other.value === '0' && closed(number(one)).has(number(other));
  return (one: Cell, other: Cell): boolean => excluded(one, other) || excluded(other, one);
});

/** Every row, found the plain way. */
function allOf(given: readonly Axis[], excludes: (one: Cell, other: Cell) => boolean): readonly Row[] {
  let rows: readonly Row[] = [new Map()];
  for (const { id, values } of given)
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [id, value]])));
  return rows.filter((row) => {
    const cells = [...row].map(([axis, value]) => ({ axis, value }));
    return !cells.some((one) => cells.some((other) => excludes(one, other)));
  });
}

/** The pairs of values that meet in some row. */
const pairsOf = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(
    rows.flatMap((row) => {
      const cells = [...row];
      return cells.flatMap((one, index) => cells.slice(index).map((other) => JSON.stringify([one, other])));
    }),
  );

describe('few rows', () => {
  test('are all taken, each once, and none that cannot be', () => {
    fc.assert(
      fc.property(axes, exclusions, (given, excludes) => {
        const all = allOf(given, excludes);
        const covering = cover({ axes: given, demands: [], excludes, limit: all.length });
        expect(covering).toEqual({ rows: all, every: true, possible: all.length });
      }),
    );
  });
});

describe('many rows', () => {
  test('are left out, and every two values that can meet do so in one', () => {
    fc.assert(
      fc.property(axes, exclusions, (given, excludes) => {
        const all = allOf(given, excludes);
        const { rows, every, possible } = cover({
          axes: given,
          demands: [],
          excludes,
          limit: all.length - 1,
        });
        expect({ every, possible }).toEqual({ every: false, possible: all.length });
        expect(pairsOf(rows)).toEqual(pairsOf(all));
        const known = new Set(all.map((row) => JSON.stringify([...row])));
        const taken = rows.map((row) => JSON.stringify([...row]));
        expect(taken.filter((row) => !known.has(row))).toEqual([]);
        expect(new Set(taken).size).toBe(taken.length);
      }),
    );
  });

  test('of which a part is demanded hold that part where it can be', () => {
    fc.assert(
      fc.property(
        axes,
        exclusions,
        fc.array(fc.nat(3), { minLength: 7, maxLength: 7 }),
        fc.nat(7),
        (given, excludes, drawn, from) => {
          const demand: Row = new Map(
            given
              .slice(from)
              .map(({ id, values }, index) => [id, values[(drawn[index] ?? 0) % values.length] ?? '']),
          );
          const all = allOf(given, excludes);
          const { rows } = cover({ axes: given, demands: [demand], excludes, limit: 0 });
          const holds = (some: readonly Row[]): boolean => some.some((row) => contains(row, demand));
          expect(holds(rows)).toBe(holds(all));
        },
      ),
    );
  });

  test('come down to a few: the pairs of twenty choices are met by far fewer rows than there are', () => {
    const many = Array.from({ length: 20 }, (_, axis) => ({ id: `${axis}`, values: ['a', 'b', 'c'] }));
    const { rows, possible } = cover({ axes: many, demands: [], excludes: never, limit: 256 });
    expect(possible).toBeNull();
    expect(rows.length).toBeLessThan(40);
    expect(pairsOf(rows).size).toBe(20 * 3 + ((20 * 19) / 2) * 9);
  });
});

test('the first row is that of the first values, where these go together', () => {
  const two = [
    { id: 'x', values: ['a', 'b'] },
    { id: 'y', values: ['c', 'd'] },
  ];
  for (const limit of [0, 4])
    expect([
      ...(cover({ axes: two, demands: [new Map([['x', 'b']])], excludes: never, limit }).rows[0] ?? []),
    ]).toEqual([
      ['x', 'a'],
      ['y', 'c'],
    ]);
});

test('an axis of one value stands in every row', () => {
  const axes = [
    { id: 'x', values: ['a', 'b', 'c'] },
    { id: 'fixed', values: ['f'] },
    { id: 'y', values: ['d', 'e'] },
  ];
  for (const limit of [0, 6]) {
    const { rows } = cover({ axes, demands: [], excludes: never, limit });
    expect(rows).toHaveLength(6);
    expect(rows.every((row) => row.get('fixed') === 'f')).toBe(true);
  }
});

test('a single axis has all of its values, also beyond the limit', () => {
  const one = [{ id: 'x', values: ['a', 'b', 'c'] }];
  expect(cover({ axes: one, demands: [], excludes: never, limit: 2 }).rows).toHaveLength(3);
});
