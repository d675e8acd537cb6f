import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changes, isEmpty, mergeLists, wantedOf, without } from '../../src/runtime/wanted.ts';

const write = (field: string, value: number[] | string, mode: 'set' | 'add') => ({
  field,
  value,
  mode,
  exact: false,
  at: 0,
});

test('additions to one field are one list, and a list that is set and added to is set to both', () => {
  expect(wantedOf([write('a', [1], 'add'), write('a', [1, 2], 'add')])).toEqual({
    values: {},
    lists: { a: [1, 2] },
  });
  expect(wantedOf([write('a', [3], 'add'), write('a', [1], 'set')])).toEqual({
    values: { a: [1, 3] },
    lists: {},
  });
});

test('what was written is no change, whatever the order of its links', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (set, add) => {
      const wanted = wantedOf([write('set', [...new Set(set)], 'set'), write('add', add, 'add')]);
      const prior = {
        values: { set: [...new Set(set)].reverse() },
        lists: mergeLists({}, wanted.lists),
      };
      expect(isEmpty(changes(prior, wanted))).toBe(true);
    }),
  );
});

test('taking away leaves each other member once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), fc.array(fc.nat(5)), (a, b) => {
      expect(without(a, b)).toEqual([...new Set(a)].filter((one) => !b.includes(one)));
    }),
  );
});
