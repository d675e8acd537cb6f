import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SyntaxProblem } from '../../src/language/index.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { lineStarts, positionAt } from '../../src/language/source.ts';
import { file } from './arbitrary.ts';

/** Errors as `line:column problem: message`. */
function complaints(text: string): string[] {
  const source = { path: 'test.map', text };
  return parse(source).errors.map(({ problem, message, span }) => {
    const { line, column } = positionAt(source, span.start);
    return `${line}:${column} ${problem}: ${message}`;
  });
}

function inBody(line: string): string {
  return complaints(`common C {\n  ${line}\n  after = 1\n}\n`).join('\n');
}

describe('reading goes on after an error', () => {
  test('three mistakes are three errors on their lines, and the rest is in the tree', () => {
    const text = `map A -> B {
  name =
  city = address.city
  zip  = pad(address.zip, 5
  use Address
}

map C { x = 1 }

skip D because "no value"

table T : A.b -> c {
  "x" -> "y"
  "z" "w"
  else -> "v"
}
`;
    expect(complaints(text)).toEqual([
      '2:8 missing-token: a value is missing after `=`',
      '4:27 missing-token: `)` is missing at the end of these arguments',
      '8:7 missing-token: `->` is missing between source and target of this map',
      '14:7 missing-token: `->` is missing between the two sides of this entry',
    ]);
    const { declarations } = parse({ path: 'test.map', text }).file;
    expect(declarations.map((each) => each.kind)).toEqual(['Map', 'Fate', 'Table']);
    const [map, , table] = declarations;
    expect(
      map?.kind === 'Map' &&
        map.arms[0]?.kind === 'MapArm' &&
        map.arms[0].body.statements.map((each) => each.kind),
    ).toEqual(['Assign', 'Use']);
    expect(table?.kind === 'Table' && table.entries).toHaveLength(2);
  });

  test('an error in a record does not touch the statements around it', () => {
    const text =
      'common C {\n  a = 1\n  b = l | each(x -> {\n    c = 1\n    d = = 2\n    e = 3\n  })\n  f = 4\n}\n';
    expect(complaints(text)).toEqual(['5:9 missing-token: a value is missing after `=`']);
    const [common] = parse({ path: 'test.map', text }).file.declarations;
    expect(common?.kind === 'Common' && common.body.statements).toHaveLength(3);
  });

  test('a body that is never closed is one error at its brace; the next declaration is read', () => {
    const text = 'map A -> B {\n  a = 1\n\nmap C -> D {\n  b = 2\n}\n';
    expect(complaints(text)).toEqual(['1:12 unclosed-bracket: this `{` is not closed']);
    expect(parse({ path: 'test.map', text }).file.declarations).toHaveLength(2);
  });

  test('what is skipped ends where the next declaration starts a line, whatever is open', () => {
    const text = 'map A -> B {\n  a = f(b\n\nmap C -> D {\n  e = 2\n}\n';
    expect(complaints(text)).toEqual([
      '1:12 unclosed-bracket: this `{` is not closed',
      '2:9 missing-token: `)` is missing at the end of these arguments',
    ]);
    expect(parse({ path: 'test.map', text }).file.declarations).toHaveLength(2);
  });

  test('a brace too many is one error', () => {
    expect(complaints('map A -> B {\n  a = 1\n}\n}\nskip C because "r"\n')).toHaveLength(1);
  });

  test('a quote that is forgotten costs its line alone', () => {
    expect(complaints('common C {\n  a = "x\n  b = "y" because "z\n  c = d\n}\n')).toEqual([
      '2:7 unclosed-text: this text is not closed: a `"` is missing before the end of the line',
      '3:19 unclosed-text: this text is not closed: a `"` is missing before the end of the line',
    ]);
  });

  test.each<[string, string]>([
    ['a = 1 == 2 == 3', '2:14 unexpected-token: comparisons do not chain; join two of them with `and`'],
    ['name 5', '2:8 missing-token: `=`, `+=` or `?=` is missing after `name`'],
    ['a = b because', '2:15 missing-token: `because` needs a text'],
    ['drop a, b', '2:11 missing-token: `drop` needs a reason: `because "…"`'],
    ['when', '2:6 missing-token'],
    ['match email', '2:13 missing-token: `=` is missing in this `match`'],
    [
      'require a > 1',
      '2:15 missing-token: `else reject "…"` or `else warn "…"` is missing in this `require`',
    ],
    ['a = if b then c', '2:17 missing-token: `else` is missing in this `if … then …`'],
    ['a = [1, 2', '2:11 missing-token: `]` is missing at the end of this list'],
    ['a = b | ', '2:9 missing-token: the name of a function is missing after `|`'],
    ['a = "{b c}"', '2:11 missing-token: a hole `{…}` in a text holds one value'],
    ['a = "{b"', '2:7 unclosed-text: this text is not closed'],
    ['a = "\\q"', '2:8 bad-escape: `\\q` is not an escape'],
    ['a = "\\u{110000}"', '2:8 bad-escape'],
    ['a = 1.2.3', '2:7 bad-number: `1.2.3` is not a number'],
    ['a = 12px', '2:7 bad-number'],
    ['a = b; c = d', '2:8 unexpected-character: `;` has no meaning here'],
    ['a = “b”', '2:7 unexpected-character: `“` has no meaning here: a text stands in straight double quotes'],
    ['a = `b', '2:7 unclosed-name: this name in backticks is not closed'],
    ['a = b & c', '2:9 unexpected-character: `&` has no meaning here: write `and`'],
  ])('%s', (line, expected) => {
    expect(inBody(line)).toContain(expected);
  });

  test.each<[string, string]>([
    ['/* never closed\nmap', '1:1 unclosed-comment: this comment is not closed: `*/` is missing'],
    ['nonsense here', '1:1 unexpected-token: `nonsense` is not expected here'],
    ['owners A -> B { a = b }', '1:23 missing-token: `else queue`, or `else` and one fallback, is missing'],
    ['skip A', '1:6 missing-token: `skip` needs a reason'],
    [
      'test "t" { then }',
      '1:12 unexpected-token: `then` is not expected here; a test holds `given` and `expect`',
    ],
    ['reconcile { counts = 100 }', '1:26 missing-token: `%` is missing after the number'],
    ['migration a -> b\nmigration c -> d', '2:1 unexpected-token: a file has one `migration` line'],
    [
      'map A -> B { } else C { }',
      '1:21 missing-token: after the `else` of a map stands `->` and a target, or `skip because "…"`',
    ],
    [`fn f() = ${'('.repeat(80)}`, '1:74 too-deep: brackets are nested more than 64 deep'],
  ])('%s', (text, expected) => {
    expect(complaints(text).join('\n')).toContain(expected);
  });

  test('`if … else if …` without end is an error, not a crash', () => {
    expect(complaints(`fn f() = ${'if a then b else '.repeat(100_000)}c`)[0]).toContain('too-deep');
    expect(complaints('fn f() = a')).toEqual([]);
  });
});

describe('over random texts', () => {
  const known: readonly SyntaxProblem[] = [
    'unexpected-character',
    'unclosed-text',
    'unclosed-name',
    'unclosed-comment',
    'unclosed-bracket',
    'unexpected-token',
    'missing-token',
    'bad-escape',
    'bad-number',
    'too-deep',
  ];

  function check(text: string): void {
    const { errors, file: tree } = parse({ path: 'x.map', text });
    for (const error of errors) {
      expect(known).toContain(error.problem);
      expect(error.span.start).toBeGreaterThanOrEqual(0);
      expect(error.span.end).toBeGreaterThan(error.span.start);
      expect(error.span.start).toBeLessThanOrEqual(text.length);
      expect(error.message).not.toMatch(/undefined|Token|NoViable|AnyWord|FreeWord|-->/);
    }
    expect(tree.kind).toBe('File');
  }

  test('parse never throws on arbitrary text', () => {
    const marks = fc.constantFrom(
      'map',
      'A',
      '->',
      '{',
      '}',
      '"',
      '\\',
      '`',
      '=',
      'else',
      'match',
      ',',
      '.',
      '(',
      ')',
      '[',
      ']',
      '\n',
      ' ',
      '1',
      '//',
      '/*',
      '|',
      'if',
      'table',
      ':',
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), check), { numRuns: 500 });
    fc.assert(
      fc.property(
        fc.array(marks, { maxLength: 40 }).map((parts) => parts.join(' ')),
        check,
      ),
      { numRuns: 1500 },
    );
  });

  test('parse never throws on a map with a piece cut out or put in, and says that something is wrong or reads it', () => {
    const edit = fc.record({ at: fc.nat(), cut: fc.nat({ max: 8 }), put: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(file, edit, (tree, { at, cut, put }) => {
        const text = print(tree);
        const place = text.length === 0 ? 0 : at % text.length;
        check(text.slice(0, place) + put + text.slice(place + cut));
      }),
      { numRuns: 500 },
    );
  });
});

test('lines and columns count from one, whatever ends a line', () => {
  const source = { path: 'x.map', text: 'a\r\nbc\rd\n\ne' };
  expect(lineStarts(source)).toEqual([0, 3, 6, 8, 9]);
  expect(positionAt(source, 4)).toEqual({ line: 2, column: 2 });
  expect(positionAt(source, 99)).toEqual({ line: 5, column: 2 });
});
