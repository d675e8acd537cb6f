import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findAll, isFound, patternProblem, readReplacement } from '../../src/stdlib/pattern.ts';
import { callNamed as call } from './support/call.ts';

/** An engine that goes back and tries again needs longer for any of these than there is time. */
const LONG = 'a'.repeat(50_000);

test.each(['(a+)+$', '(a|a)+$', '(a|aa)+$', '([a-z]+)*b$', '(.*a){12}$', '^(a?){30}b'])(
  '%s is looked for in time that grows with the text',
  (pattern) => {
    const isEnd = /^\^|b\$$/.test(pattern);
    expect(call('matches', LONG, pattern)).toBe(!isEnd);
    expect(call('matches', `${LONG}!`, pattern)).toBe(false);
    expect(call('extract', `${LONG}!`, pattern)).toBeNull();
    expect(call('replace_pattern', `${LONG}!`, pattern, '')).toBe(`${LONG}!`);
    expect(call('split_pattern', `${LONG}!`, pattern)).toEqual([`${LONG}!`]);
  },
);

test('what cannot be looked for in such time is no pattern, and what is none says why', () => {
  expect(patternProblem('(?=a)')).toBe('invalid or unsupported Perl syntax in `(?=`');
  expect(patternProblem('(?<=a)b')).toMatch(/^invalid/);
  expect(patternProblem('(a)\\1')).toBe('invalid escape sequence in `\\1`');
  expect(patternProblem('(a')).toBe('missing closing )');
  expect(patternProblem('a{2000}')).toBe('invalid repeat count in `{2000}`');
  expect(patternProblem('((a{100}){100}){100}')).toMatch(/repeat count/);
  expect(patternProblem('('.repeat(5000) + ')'.repeat(5000))).toBe('expression nests too deeply');
  expect(patternProblem('')).toMatch(/empty/);
  expect(patternProblem('^[A-Z]{2}\\d+$')).toBeNull();
});

test('no text is a pattern that throws', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '{2}',
    '*',
    '+',
    '?',
    '|',
    '\\',
    '^',
    '$',
    'a',
    'ş',
    '👍',
    '-',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
      fc.string({ unit: 'binary' }),
      (pattern, text) => {
        const problem = patternProblem(pattern);
        if (problem !== null && pattern !== '') {
          expect(isFound(pattern, text)).toBeNull();
          expect(findAll(pattern, text)).toBeNull();
        } else
          expect(findAll(pattern, text)?.length).toBe(
            isFound(pattern, text) ? findAll(pattern, text)?.length : 0,
          );
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is found and what lies between are the whole text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '👍', 'ş', '\n') });
  const pattern = fc.constantFrom('a+', '[,b]', 'a|ab', '\\n', '👍', '.', 'b*');
  fc.assert(
    fc.property(text, pattern, (value, wanted) => {
      expect(call('replace_pattern', value, wanted, '$0')).toBe(value);
      const native = value.match(new RegExp(wanted, 'gu')) ?? [];
      expect(call('extract_all', value, wanted)).toEqual(native.filter((one) => one !== ''));
    }),
  );
});

test('a group that took no part holds nothing', () => {
  expect(call('extract', 'a', 'a|(b)')).toBeNull();
  expect(call('replace_pattern', 'ab', 'a|(b)', '[$1]')).toBe('[][b]');
});

test('what stands in for a match is text, groups and dollar signs', () => {
  expect(readReplacement('(a)(b)', '$2-$1$$ \\n')).toEqual([2, '-', 1, '$', ' \\n']);
  // Two digits are one group where there are so many.
  expect(readReplacement('(a)', '$10')).toEqual([1, '0']);
  expect(readReplacement('(a)', '$2')).toEqual({ reason: 'the pattern has one group, and no `$2`' });
  expect(readReplacement('a', '$1')).toMatchObject({ reason: /no groups/ });
  expect(readReplacement('(?P<n>a)', '$<n>$<m>')).toMatchObject({ reason: /no group named `m`/ });
  expect(readReplacement('a', 'US$ 5')).toMatchObject({ reason: /written `\$\$`/ });
});

test('the text of a record is never read as a pattern or a replacement', () => {
  expect(call('replace', '$1 (a', '(a', '$1')).toBe('$1 $1');
});
