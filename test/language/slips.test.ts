import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/check/fixes/apply.ts';
import { parse } from '../../src/language/parse.ts';

const inMap = (line: string): string =>
  `map account -> res.partner {\n  key x = id\n  ${line}\n  after = 1\n}\n`;

/** The one error of a text, and the text after its fixes, one after the other. */
function mended(text: string): { readonly messages: readonly string[]; readonly after: readonly string[] } {
  const source = { path: 'main.map', text };
  const { errors } = parse(source);
  return {
    messages: errors.map(({ message }) => message),
    after: errors.flatMap(({ fixes = [] }) =>
      fixes.map(({ edits, safety }) => `${safety}: ${applyEdits([source], edits)[0]?.text ?? ''}`),
    ),
  };
}

describe('what people write who come from other languages is one error, with what it is here', () => {
  test.each([
    ['name: title', 'with `=`, not with `:`', 'safe', 'name = title'],
    ['name == title', 'with `=`, not with `==`', 'safe', 'name = title'],
    ['name := title', 'write `=`', 'safe', 'name = title'],
    ['name -> title', 'with `=`, not with `->`', 'maybe', 'name = title'],
    ["name = 'Kaya'", 'double quotes', 'safe', 'name = "Kaya"'],
    ["name = 'say \"it''s\"'", 'double quotes', 'safe', 'name = "say \\"it\'s\\""'],
    ['name = “Kaya”', 'double quotes', 'safe', 'name = "Kaya"'],
    ["name = 'a {b}'", 'double quotes', 'maybe', 'name = "a \\{b\\}"'],
    ['name = "Kaya', 'not closed', 'maybe', 'name = "Kaya"'],
    ['# why', 'a comment starts with `//`', 'safe', '// why'],
    ['name = title # why', 'a comment starts with `//`', 'safe', 'name = title // why'],
    ['name = title;', 'nothing at its end', 'safe', 'name = title'],
    ['when a && b', 'write `and`', 'safe', 'when a and b'],
    ['when a || b', 'write `or`', 'maybe', 'when a or b'],
    ['when !a', 'write `not`', 'safe', 'when not a'],
    ['when !a == b', 'write `not`', 'maybe', 'when not a == b'],
    ['when a <> b', 'write `!=`', 'safe', 'when a != b'],
    ['when a === b', 'write `==`', 'safe', 'when a == b'],
    ['when a !== b', 'write `!=`', 'safe', 'when a != b'],
    ['when a AND b', 'small letters', 'safe', 'when a and b'],
    ['when a is null', 'with `==`, not with `is`', 'safe', 'when a == null'],
    ['when a IS NOT NULL', 'with `!=`, not with `is`', 'safe', 'when a != null'],
    ['when a = b', 'compared with `==`', 'safe', 'when a == b'],
    ['require a = b else reject "c"', 'compared with `==`', 'safe', 'require a == b else reject "c"'],
    ['name = if a = b then c else d', 'compared with `==`', 'safe', 'name = if a == b then c else d'],
    ['match a == b', 'pairs with `=`', 'safe', 'match a = b'],
    [
      'name = if a then b elif c then d else e',
      '`else if`',
      'safe',
      'name = if a then b else if c then d else e',
    ],
    ['let x: text = a', 'names none', 'safe', 'let x = a'],
    ['name = list | where(d => d.x)', 'write `->`', 'safe', 'name = list | where(d -> d.x)'],
    ['name = match s { "a": "b" }', 'not behind `:`', 'safe', 'name = match s { "a" -> "b" }'],
    ['name = { a: 1 }', 'with `=`, not with `:`', 'safe', 'name = { a = 1 }'],
    ['name = date 2024-01-31', 'in quotes', 'safe', 'name = date "2024-01-31"'],
    ['name = f(a', '`)` is missing', 'maybe', 'name = f(a)'],
    ['drop a', 'needs a reason', 'maybe', 'drop a because ""'],
    ['where a == b', 'with `when`', 'maybe', 'when a == b'],
    ['var x = a', 'with `let`', 'maybe', 'let x = a'],
  ])('%s', (line, message, safety, after) => {
    const result = mended(inMap(line));
    expect(result).toEqual({
      messages: [expect.stringContaining(message)],
      after: [`${safety}: ${inMap(after)}`],
    });
    expect(parse({ path: 'main.map', text: inMap(after) }).errors).toEqual([]);
  });

  test.each([
    ['map a => b { c = d }', 'safe', 'map a -> b { c = d }'],
    ['map a to b { c = d }', 'safe', 'map a -> b { c = d }'],
    ['table T : a.b -> c.d { "x" => "y" }', 'safe', 'table T : a.b -> c.d { "x" -> "y" }'],
    ['table T : a.b -> c.d { "x" = "y" }', 'safe', 'table T : a.b -> c.d { "x" -> "y" }'],
    ['skip a "b"', 'safe', 'skip a because "b"'],
    ['tabel T : a.b -> c.d { "x" -> "y" }', 'safe', 'table T : a.b -> c.d { "x" -> "y" }'],
    ['MAP a -> b { c = d }', 'safe', 'map a -> b { c = d }'],
    ['function f(a: text): text = a', 'maybe', 'fn f(a: text): text = a'],
    ['common A = { b = c }', 'safe', 'common A { b = c }'],
    ['reconcile { counts = 100 }', 'safe', 'reconcile { counts = 100% }'],
    ["import './a.map'", 'safe', 'import "./a.map"'],
  ])('%s', (text, safety, after) => {
    const result = mended(`${text}\n`);
    expect(result.messages).toHaveLength(1);
    expect(result.after).toEqual([`${safety}: ${after}\n`]);
    expect(parse({ path: 'main.map', text: `${after}\n` }).errors).toEqual([]);
  });

  test('a comma in a number may be a point, or nothing', () => {
    expect(mended(inMap('name = 1,5')).after).toEqual([
      `maybe: ${inMap('name = 1.5')}`,
      `maybe: ${inMap('name = 15')}`,
    ]);
  });

  test('what asks for a comparison is not taken for an arrow beyond doubt', () => {
    expect(mended(inMap('when a => 5')).after).toEqual([
      `maybe: ${inMap('when a -> 5')}`,
      `maybe: ${inMap('when a >= 5')}`,
    ]);
  });

  test.each(['`a ? b : c` is written `if a then b else c`', 'each field has a line of its own'])(
    'is told without a fix: %s',
    (message) => {
      const line = message.startsWith('`a') ? 'name = a ? b : c' : 'select name from account';
      expect(mended(inMap(line))).toEqual({ messages: [expect.stringContaining(message)], after: [] });
    },
  );

  test('the rest of the line is read as it is meant', () => {
    const { declarations } = parse({ path: 'main.map', text: inMap("name = 'a' city = b && c") }).file;
    const [map] = declarations;
    const arm = map?.kind === 'Map' ? map.arms[0] : undefined;
    expect(arm?.kind === 'MapArm' ? arm.body.statements.length : 0).toBe(4);
  });
});
