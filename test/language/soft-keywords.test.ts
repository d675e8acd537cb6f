import { describe, expect, test } from 'vitest';
import type { Assign, Expr, File } from '../../src/language/ast.ts';
import { equalTrees } from '../../src/language/equal.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { RESERVED, SOFT } from '../../src/language/tokens.ts';
import { walk } from '../../src/language/walk.ts';

const WORDS: readonly string[] = [...RESERVED, ...SOFT];

/** Reads a text without errors, and as the same tree after the formatter. */
function read(text: string): File {
  const source = { path: 'words.map', text };
  const { file, errors } = parse(source);
  expect(errors, text).toEqual([]);
  const formatted = { path: 'words.map', text: print(file, source) };
  const again = parse(formatted);
  expect(again.errors, formatted.text).toEqual([]);
  expect(equalTrees(file, again.file), formatted.text).toBe(true);
  return file;
}

/** What the statements of the one body assign, as `targets mode value`, dots between names. */
function assigned(text: string): readonly string[] {
  const found: string[] = [];
  walk(read(text), (node) => {
    if (node.kind !== 'Assign') return true;
    const { mode, targets, value } = node as Assign;
    const names = targets.map((target) => target.ids.map(({ name }) => name).join('.')).join(', ');
    found.push(`${mode ?? '-'} ${names} = ${shown(value)}`);
    return false;
  });
  return found;
}

function shown(value: Expr): string {
  if (value.kind === 'NameRef') return value.id.name;
  if (value.kind === 'Member') return `${shown(value.object)}.${value.member.name}`;
  return value.kind;
}

/** A word where an expression reads it: the reserved ones in backticks. */
function free(word: string): string {
  return RESERVED.some((reserved) => reserved === word) ? `\`${word}\`` : word;
}

describe('every word of the grammar is the name of a field', () => {
  test('assigned in one body, one after the other, each read from the field of its name', () => {
    const body = WORDS.map((word) => `${word} = ${free(word)}`).join('\n');
    expect(assigned(`map A -> B {\n${body}\n}`)).toEqual(WORDS.map((word) => `- ${word} = ${word}`));
    // Lines mean nothing.
    expect(assigned(`map A -> B { ${body.replaceAll('\n', ' ')} }`)).toEqual(
      WORDS.map((word) => `- ${word} = ${word}`),
    );
  });

  test('after a dot, on either side', () => {
    const body = WORDS.map((word) => `x.${word} = y.${word}.${word}`).join(' ');
    expect(assigned(`common C { ${body} }`)).toEqual(WORDS.map((word) => `- x.${word} = y.${word}.${word}`));
  });

  test('before a dot, a `+=` and a `?=`, and in lists of names', () => {
    const body = WORDS.map((word) => `${word}.x = a  ${word} += b  ${word} ?= c  ${word}, ${word} = d`).join(
      ' ',
    );
    expect(assigned(`common C { ${body} }`)).toEqual(
      WORDS.flatMap((word) => [
        `- ${word}.x = a`,
        `- ${word} = b`,
        `- ${word} = c`,
        `- ${word}, ${word} = d`,
      ]),
    );
  });

  test.each(['key', 'initial', 'later', 'exact'])('after `%s`', (mode) => {
    const body = WORDS.map((word) => `${mode} ${word} = v`).join(' ');
    expect(assigned(`common C { ${body} }`)).toEqual(WORDS.map((word) => `${mode} ${word} = v`));
  });

  test('behind every kind of value', () => {
    const values = [
      'a',
      'a.b',
      'f(a)',
      'a | f',
      'a ?? b',
      'not a',
      '-a',
      'a as B',
      'a else create',
      'a else queue',
      'a else reject "r"',
      'a else b',
      'if a then b else c',
      '[a]',
      '{ a = b }',
      'match a { b -> c }',
      '"t"',
      '1',
      'null',
      'this',
    ];
    for (const value of values) {
      for (const word of WORDS) {
        const [first, second] = assigned(`common C { x = ${value} ${word} = v }`);
        expect(first, `${value} ${word}`).toMatch(/^- x = /);
        expect(second, `${value} ${word}`).toBe(`- ${word} = v`);
      }
    }
  });

  test('read in every place of an expression', () => {
    for (const word of WORDS.map(free)) {
      for (const value of [
        `f(${word}, x)`,
        `${word} + 1`,
        `a ?? ${word}`,
        `[${word}, ${word}]`,
        `"{${word}}"`,
        `(${word})`,
      ])
        read(`fn f() = ${value}`);
      for (const value of [
        `${word}.a`,
        `a[${word} = ${word}]`,
        `${word} | f`,
        `a | each(${word} -> ${word})`,
      ])
        read(`fn f() = ${value}`);
      read(`fn f() = if ${word} then ${word} else ${word}`);
      read(`fn f() = match (${word}) { ${word} -> ${word}, ${word} ${word} -> ${word}, else -> 1 }`);
      read(`common C { when ${word}  match ${word} = ${word}  require ${word} else reject "no" }`);
    }
  });

  test('named by every statement and declaration', () => {
    for (const word of WORDS) {
      read(`common ${word} { use ${word}  let ${word} = 1  drop ${word}, a.${word} because "r" }`);
      read(`map ${word}: ${word}.${word} each ${word} in a -> ${word} { use A } else skip because "r"`);
      read(`table ${word} : ${word}, a -> ${word}[${word}] { "a" -> "b" }`);
      read(
        `provision { field a.${word}, ${word}.b : ${word} "l"  model ${word} "m" { ${word} : text "n" } }`,
      );
      read(`fn ${word}(${word}: ${word}?): ${word} = 1  choice ${word} : ${word} | b = ${word}`);
      read(`skip ${word}, a because "r"  owners ${word} -> ${word} { use A } else queue`);
      read(
        `test "t" { given ${word} { ${word} = 1 }  expect ${word} { ${word} = 1 }  expect no ${word} { } }`,
      );
    }
  });
});
