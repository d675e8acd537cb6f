// biome-ignore-all lint/suspicious/noThenProperty: the node of an `if` has a property of that name
import fc, { type Arbitrary } from 'fast-check';
import type * as ast from '../../src/language/ast.ts';
import { RESERVED, SOFT } from '../../src/language/tokens.ts';

/** Random syntax trees: every node of `ast.ts`, names that are words of the grammar, texts with every character. */

const span: ast.Span = { file: 'generated.map', start: 0, end: 0 };
const node = <K extends string, T extends object>(kind: K, rest: T) => ({ kind, ...rest, span });
const rarely = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { freq: 2, nil: null });
/** A choice that prefers its first branch the deeper the tree is already. */
const deep = <T>(...branches: Arbitrary<T>[]) =>
  fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...branches);
const few = <T>(arbitrary: Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const some = <T>(arbitrary: Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 });

/** `///` lines: nothing that a line comment loses, such as blanks at its end. */
const doc = rarely(
  some(fc.constantFrom('', 'What it is for.', 'a // b', ' indented', '"quoted" {x}')).map((lines) =>
    lines.join('\n'),
  ),
);

// ── Leaves ────────────────────────────────────────────────────────────────────────────────────────────────

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b2', 'name', 'x_source_id', 'Şube', 'größe', '日付', '_id') },
  { weight: 2, arbitrary: fc.constantFrom(...SOFT) },
);
const anyWord = fc.oneof(
  { weight: 8, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom(...RESERVED) },
);
const oddName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
  .filter((name) => !/[`\r\n]/.test(name));
const idOf = (words: Arbitrary<string>): Arbitrary<ast.Id> =>
  fc.oneof(
    { weight: 9, arbitrary: words.map((name) => node('Id', { name, quoted: false })) },
    { weight: 1, arbitrary: fc.oneof(oddName, words).map((name) => node('Id', { name, quoted: true })) },
  );
/** Where any word may stand, and where a reserved one needs backticks. */
const id = idOf(anyWord);
const freeId = idOf(word);
/** `match(` opens a match expression, so a function of that name is always in backticks. */
const callee = idOf(word.filter((name) => name !== 'match'));
const name: Arbitrary<ast.Name> = fc
  .array(id, { minLength: 1, maxLength: 3 })
  .map((ids) => node('Name', { ids }));

const characters = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    '',
    '{',
    '}',
    '{x}',
    '\\',
    '"',
    '\n\t',
    '// no comment',
    '/*',
    '`',
    '->',
    'Ayşe',
    '\u2028',
    '\u{1f600}',
  ),
);
const digits = fc.oneof(
  fc.nat({ max: 10_000 }).map(String),
  fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })).map(([a, b]) => `${a}.${b}`),
);
const value = (text: boolean, negative: boolean): Arbitrary<ast.Literal['value']> =>
  fc.oneof(
    ...(text ? [characters.map((each) => ({ kind: 'text' as const, value: each }))] : []),
    fc.tuple(negative ? fc.boolean() : fc.constant(false), digits).map(([minus, number]) => ({
      kind: 'number' as const,
      value: minus ? `-${number}` : number,
    })),
    fc.boolean().map((each) => ({ kind: 'boolean' as const, value: each })),
    fc.constant({ kind: 'null' as const }),
  );
const literal: Arbitrary<ast.Literal> = value(true, true).map((each) => node('Literal', { value: each }));
const comparison = fc.constantFrom<ast.Comparison>('==', '!=', '<', '<=', '>', '>=');
const fact: Arbitrary<ast.Fact> = fc.oneof(
  fc
    .record({
      negated: fc.boolean(),
      side: fc.constantFrom('source' as const, 'target' as const),
      what: fc.oneof(
        characters.map((each) => ({ kind: 'module' as const, name: plain(each) })),
        name.map((each) => ({ kind: 'name' as const, name: each })),
      ),
    })
    .map((each) => node('Has', each)),
  fc
    .record({ negated: fc.boolean(), choice: id, operator: comparison, option: id })
    .map((each) => node('ChoiceFact', each)),
);
const staticCondition: Arbitrary<ast.Static> = fc
  .record({
    first: fact,
    rest: few(fc.record({ operator: fc.constantFrom('and' as const, 'or' as const), fact })),
  })
  .map((each) => node('Static', each));

function plain(text: string): ast.Text {
  return node('Text', { parts: [text] });
}

// ── Expressions, bodies, statements ───────────────────────────────────────────────────────────────────────

type Trees = {
  expr: ast.Expr;
  text: ast.Text;
  arg: ast.Arg;
  handler: ast.Handler;
  arm: ast.MatchArm;
  body: ast.Body;
  statement: ast.Statement;
  assign: ast.Assign;
};

/** Texts as the parser gives them: no empty string beside a hole, no two strings side by side. */
function textOf(parts: readonly (string | ast.Expr)[]): ast.Text {
  const merged: (string | ast.Expr)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return node('Text', { parts: merged.length === 0 ? [''] : merged });
}

const trees = fc.letrec<Trees>((tie) => {
  const expr = tie('expr');
  const because = rarely(tie('text'));
  const leaf = fc.oneof<Arbitrary<ast.Expr>[]>(
    value(false, false).map((each) => node('Literal', { value: each })),
    characters.map(plain),
    characters.map((each) => node('DateLiteral', { value: each })),
    fc.constant(node('This', {})),
    freeId.map((each) => node('NameRef', { id: each })),
    tie('text'),
  );
  const binary = fc.constantFrom<ast.BinaryOperator>(
    'or',
    'and',
    'in',
    '??',
    '+',
    '-',
    '*',
    '/',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
  );
  return {
    expr: deep<ast.Expr>(
      leaf,
      fc.record({ value: expr, handlers: some(tie('handler')) }).map((each) => node('Else', each)),
      fc.record({ condition: expr, then: expr, otherwise: expr }).map((each) => node('If', each)),
      fc
        .record({ value: expr, fn: id, args: fc.option(few(tie('arg')), { nil: null }) })
        .map((each) => node('Pipe', each)),
      fc.record({ operator: binary, left: expr, right: expr }).map((each) => node('Binary', each)),
      fc
        .record({ operator: fc.constantFrom('not' as const, '-' as const), operand: expr })
        .map((each) => node('Unary', each)),
      fc.record({ value: expr, name }).map((each) => node('As', each)),
      fc.record({ object: expr, member: id }).map((each) => node('Member', each)),
      fc
        .record({ object: expr, items: some(fc.record({ left: expr, right: rarely(expr) })) })
        .map((each) => node('Index', each)),
      fc.record({ callee, args: few(tie('arg')) }).map((each) => node('Call', each)),
      few(expr).map((items) => node('List', { items })),
      tie('body').map((body) => node('Record', { body })),
      fc.record({ subject: expr, arms: few(tie('arm')) }).map((each) => node('MatchExpr', each)),
    ),
    text: deep<ast.Text>(
      characters.map(plain),
      fc.array(fc.oneof(characters, expr), { minLength: 1, maxLength: 3 }).map(textOf),
    ),
    arg: fc.record({ param: rarely(freeId), value: expr }).map((each) => node('Arg', each)),
    handler: fc.oneof<Arbitrary<ast.Handler>[]>(
      rarely(tie('body')).map((body) => node('CreateHandler', { body })),
      tie('text').map((message) => node('RejectHandler', { message })),
      tie('text').map((message) => node('WarnHandler', { message })),
      fc.constant(node('QueueHandler', {})),
      expr.map((each) => node('ValueHandler', { value: each })),
    ),
    arm: fc
      .record({
        pattern: fc.oneof<Arbitrary<ast.Pattern>[]>(
          some(literal).map((values) => ({ kind: 'literals' as const, values })),
          some(fc.record({ entity: freeId, binder: rarely(freeId) })).map((entities) => ({
            kind: 'entities' as const,
            entities,
          })),
          fc.constant({ kind: 'else' as const }),
        ),
        value: expr,
      })
      .map((each) => node('MatchArm', each)),
    body: few(tie('statement')).map((statements) => node('Body', { statements })),
    assign: fc
      .record({
        mode: fc.constantFrom(
          null,
          null,
          'key' as const,
          'initial' as const,
          'later' as const,
          'exact' as const,
        ),
        targets: fc.oneof(
          { weight: 3, arbitrary: name.map((each) => [each]) },
          { weight: 1, arbitrary: some(name) },
        ),
        operator: fc.constantFrom('=' as const, '+=' as const, '?=' as const),
        value: expr,
        because,
      })
      .map((each) => node('Assign', each)),
    statement: deep<ast.Statement>(
      tie('assign'),
      tie('assign'),
      expr.map((condition) => node('When', { condition })),
      some(fc.record({ target: expr, source: expr })).map((pairs) => node('Match', { pairs })),
      fc.record({ name: id, value: expr }).map((each) => node('Let', each)),
      id.map((each) => node('Use', { name: each })),
      fc.record({ names: some(name), because: tie('text') }).map((each) => node('Drop', each)),
      requirement(fc.constant(null), expr, tie('text')),
      fc
        .record({ condition: staticCondition, then: tie('body'), otherwise: rarely(tie('body')) })
        .map((each) => node('StaticIf', each)),
    ),
  };
});

export const { expr, text, body, statement } = trees;

function requirement(
  documentation: Arbitrary<string | null>,
  condition: Arbitrary<ast.Expr>,
  message: Arbitrary<ast.Text>,
): Arbitrary<ast.RequireDecl> {
  return fc
    .record({
      doc: documentation,
      condition,
      action: fc.constantFrom('reject' as const, 'warn' as const),
      message,
    })
    .map((each) => node('Require', each));
}

// ── Declarations ──────────────────────────────────────────────────────────────────────────────────────────

const { type } = fc.letrec<{ type: ast.TypeExpr }>((tie) => ({
  type: deep<ast.TypeExpr>(
    fc
      .record({
        names: some(name),
        inner: fc.oneof(
          fc.constant({ args: null, from: null }),
          some(literal).map((args) => ({ args, from: null })),
          name.map((from) => ({ args: null, from })),
        ),
        nullable: fc.boolean(),
      })
      .map(({ names, inner, nullable }) => node('NamedType', { names, ...inner, nullable })),
    fc.record({ of: tie('type'), nullable: fc.boolean() }).map((each) => node('ListType', each)),
  ),
}));
const column: Arbitrary<ast.Column> = fc
  .record({ type, unique: fc.boolean(), label: text })
  .map((each) => node('Column', each));
const queue = fc.constant(node('QueueHandler', {}));
const mapArm = fc.record({ target: name, body }).map((each) => node('MapArm', each));
const skipArm = text.map((because) => node('SkipArm', { because }));
const map: Arbitrary<ast.MapDecl> = fc
  .record({
    doc,
    name: rarely(id),
    source: name,
    each: rarely(fc.record({ name: id, list: expr })),
    arms: fc.tuple(some(mapArm), rarely(skipArm)).map(([arms, skip]) => (skip ? [...arms, skip] : arms)),
  })
  .map((each) => node('Map', each));

const { item } = fc.letrec<{ item: ast.ProvisionItem }>((tie) => ({
  item: deep<ast.ProvisionItem>(
    fc.record({ doc, names: some(name), column }).map((each) => node('ProvisionField', each)),
    fc
      .record({ doc, name, label: text, columns: few(fc.record({ name: id, column, doc })) })
      .map((each) => node('ProvisionModel', each)),
    fc.record({ doc, entity: name, body }).map((each) => node('ProvisionRow', each)),
    map,
    fc
      .record({ condition: staticCondition, then: few(tie('item')), otherwise: rarely(few(tie('item'))) })
      .map((each) => node('ProvisionBranch', each)),
  ),
}));

const entry: Arbitrary<ast.TableEntry> = fc
  .record({
    keys: rarely(some(literal)),
    values: fc.oneof(
      some(literal),
      text.map((message) => node('RejectHandler', { message })),
    ),
    because: rarely(text),
  })
  .map((each) => node('TableEntry', each));
const threshold: Arbitrary<ast.Threshold> = fc
  .record({
    measure: id,
    operator: fc.oneof(comparison, fc.constant('=' as const)),
    percent: digits,
    of: rarely(fc.record({ what: id, count: digits })),
  })
  .map((each) => node('Threshold', each));
const step: Arbitrary<ast.GivenStep | ast.ExpectStep> = fc.oneof(
  fc.record({ entity: name, body }).map((each) => node('Given', each)),
  fc
    .oneof(
      fc.record({ kind: fc.constantFrom('reject' as const, 'queue' as const, 'warn' as const), text }),
      fc.record({ kind: fc.constant('record' as const), negated: fc.boolean(), entity: name, body }),
    )
    .map((outcome) => node('Expect', { outcome })),
);

const { declaration } = fc.letrec<{ declaration: ast.Declaration }>((tie) => ({
  declaration: deep<ast.Declaration>(
    map,
    fc.record({ doc, path: text }).map((each) => node('Import', each)),
    fc
      .record({ doc, name: id, options: some(id), chosen: id, because: rarely(text) })
      .map((each) => node('Choice', each)),
    fc
      .record({ doc, source: name, target: name, body, otherwise: fc.oneof(queue, text) })
      .map((each) => node('Owners', each)),
    fc.record({ doc, items: few(item) }).map((each) => node('Provision', each)),
    fc
      .record({
        doc,
        name: id,
        from: some(name),
        to: name,
        attributes: rarely(some(name)),
        entries: few(entry),
      })
      .map((each) => node('Table', each)),
    fc
      .record({
        doc,
        name: id,
        params: few(fc.record({ name: id, type })),
        result: rarely(type),
        value: expr,
      })
      .map((each) => node('Fn', each)),
    fc.record({ doc, name: id, body }).map((each) => node('Common', each)),
    fc
      .record({
        doc,
        fate: fc.constantFrom('skip' as const, 'manual' as const),
        names: some(name),
        because: text,
        body: rarely(body),
      })
      .map((each) => node('Fate', each)),
    fc
      .record({
        doc,
        condition: staticCondition,
        then: few(tie('declaration')),
        otherwise: rarely(few(tie('declaration'))),
      })
      .map((each) => node('Branch', each)),
    requirement(doc, expr, text),
    fc.record({ doc, thresholds: few(threshold) }).map((each) => node('Reconcile', each)),
    fc.record({ doc, title: text, steps: few(step) }).map((each) => node('Test', each)),
  ),
}));

export const file: Arbitrary<ast.File> = fc
  .record({
    migration: rarely(
      fc.record({ doc, source: id, target: id }).map((each) => node('MigrationHeader', each)),
    ),
    declarations: few(declaration),
  })
  .map((each) => node('File', { ...each, comments: [] }));
