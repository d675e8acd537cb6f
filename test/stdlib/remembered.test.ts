import { expect, test } from 'vitest';
import { remembered } from '../../src/stdlib/remembered.ts';

test('what was made of a text is made once, while it is among the last ones used', () => {
  const made: string[] = [];
  const make = remembered(2, (text) => {
    made.push(text);
    return text.toUpperCase();
  });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(make)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
