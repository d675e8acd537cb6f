import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DistinctValues } from '../../../src/schema/profile/distinct.ts';

function of(values: Iterable<string>): DistinctValues {
  const distinct = new DistinctValues();
  for (const value of values) distinct.add(value);
  return distinct;
}

function* numbered(count: number, from = 0): Generator<string> {
  for (let index = 0; index < count; index++) yield `value ${from + index}`;
}

it('a few thousand different values are counted exactly, however often and in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 400 }), (values) => {
      const counted = of(values);
      expect(counted.count()).toEqual({ count: new Set(values).size, exact: true });
      expect(counted.repeated).toBe(new Set(values).size < values.length);
    }),
  );
  expect(of(numbered(60_000)).count()).toEqual({ count: 60_000, exact: true });
});

it.each([
  ['that repeat', [...numbered(400_000), ...numbered(1000)], 0.05],
  ['of which none repeats', [...numbered(400_000)], 0.012],
])('many values %s are estimated, within three standard errors', (_, values, error) => {
  const { count, exact } = of(values).count();
  expect(exact).toBe(false);
  expect(Math.abs(count - 400_000) / 400_000).toBeLessThan(error);
});

it('looking in between changes nothing', () => {
  const looked = new DistinctValues();
  for (const value of numbered(20_000)) {
    looked.add(value);
    if (value.endsWith('00')) looked.count();
  }
  expect(looked.count()).toEqual(of(numbered(20_000)).count());
});

it('how much of one column stands in another is exact for few values and near for many', () => {
  expect(of(numbered(10)).within(of(numbered(6, 4)))).toEqual({ shared: 6, compared: 10 });
  const { shared, compared } = of(numbered(200_000)).within(of(numbered(400_000, 100_000)));
  expect(compared).toBeGreaterThan(10_000);
  expect(Math.abs(shared / compared - 0.5)).toBeLessThan(0.02);
});
