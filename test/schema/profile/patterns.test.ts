import { expect, it } from 'vitest';
import { nhsNumber } from '../../../src/sandbox/dataverse/generate/nhs-number.ts';
import { Random } from '../../../src/sandbox/dataverse/generate/random.ts';
import { isNhsNumber, patternOf } from '../../../src/schema/profile/patterns.ts';
import { shapeOf } from '../../../src/schema/profile/shape.ts';

it.each([
  ['info@example.com', 'email'],
  ['not an address', null],
  ['a@b', null],
  ['6F9619FF-8B86-D011-B42D-00CF4FC964FF', 'guid'],
  ['https://www.example.com/x', 'url'],
  ['www.example.com', 'url'],
  ['http://', null],
  ['943 476 5919', 'nhs-number'],
  ['9434765919', 'nhs-number'],
  ['943 476 5918', 'phone'],
  ['9434765918', 'integer'],
  ['030-0076545', 'phone'],
  ['2024-02-29', 'date'],
  ['2023-02-29', null],
  ['2024-02-29T10:11:12Z', 'instant'],
  ['2024-02-29 10:11', 'local'],
  ['-12', 'integer'],
  ['007', null],
  ['12.50', 'decimal'],
  ['+44 7700 900123', 'phone'],
  ['(171) 555-2222 ext. 7', 'phone'],
  ['EC1 4SD', 'postcode'],
  ['ABC', null],
  ['one <b>word</b>', 'html'],
  ['a < b > c', null],
  ['', null],
])('%j looks like %s', (text, pattern) => {
  expect(patternOf(text)).toBe(pattern);
});

it('NHS numbers are known by their check digit', () => {
  const random = new Random(1, 'numbers');
  for (let index = 0; index < 200; index++) {
    const number = nhsNumber(random);
    expect(isNhsNumber(number)).toBe(true);
    const wrong = `${number.slice(0, 9)}${(Number(number[9]) + 1) % 10}`;
    expect(isNhsNumber(wrong)).toBe(false);
  }
});

it.each([
  ['Zoë Smith', 'Aaa Aaaa'],
  ['İSTANBUL 34', 'AAAA 99'],
  ['a_b@c.de', 'a_a@a.aa'],
  ['😁 x', '? a'],
  ['１２', '99'],
  ['x'.repeat(10), 'aaaa'],
  ['1 '.repeat(40), `${'9 '.repeat(12)}…`],
])('%j has the shape %j', (text, shape) => {
  expect(shapeOf(text)).toBe(shape);
});
