import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callNamed as call } from './support/call.ts';

const lists = fc.array(fc.integer(), { maxLength: 6 });

test('what is taken and what is skipped are the whole list', () => {
  fc.assert(
    fc.property(lists, fc.integer({ min: -2, max: 8 }), (list, count) => {
      expect([
        ...(call('take', list, count) as number[]),
        ...(call('skip', list, count) as number[]),
      ]).toEqual(list);
    }),
  );
});

test('a list of lists is made one list, and what is in its elements stays as it is', () => {
  fc.assert(
    fc.property(fc.array(lists, { maxLength: 4 }), (list) => {
      expect(call('flatten', list)).toEqual(list.flat());
    }),
  );
  expect(call('flatten', [[['a']], [['b']]])).toEqual([['a'], ['b']]);
});
