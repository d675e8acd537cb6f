import { describe, expect, test } from 'vitest';
import type { Body, Declaration, Expr, Statement } from '../../src/language/ast.ts';
import { type Parsed, parse, validateGrammar } from '../../src/language/parse.ts';
import { positionAt, textAt } from '../../src/language/source.ts';
import { RESERVED, SOFT } from '../../src/language/tokens.ts';

function read(text: string): Parsed {
  return parse({ path: 'test.map', text });
}

function clean(text: string): readonly Declaration[] {
  const { file, errors } = read(text);
  expect(errors).toEqual([]);
  return file.declarations;
}

function only<K extends Declaration['kind']>(kind: K, text: string): Declaration & { kind: K } {
  const declarations = clean(text);
  expect(declarations.map((each) => each.kind)).toEqual([kind]);
  return declarations[0] as Declaration & { kind: K }; // the kind was compared the line above
}

function statements(body: string): readonly Statement[] {
  return only('Common', `common C { ${body} }`).body.statements;
}

/** A tree without what depends on places, names shortened to their text. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'Id' && 'name' in value) return value.name;
  if ('kind' in value && value.kind === 'Name' && 'ids' in value)
    return (bare(value.ids) as string[]).join('.');
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'span')
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

/** An expression as a compact prefix form, so that tests show how it was taken apart. */
function shape(node: Expr): string {
  switch (node.kind) {
    case 'Binary':
      return `(${node.operator} ${shape(node.left)} ${shape(node.right)})`;
    case 'Unary':
      return `(${node.operator} ${shape(node.operand)})`;
    case 'As':
      return `(as ${shape(node.value)} ${bare(node.name)})`;
    case 'Else':
      return `(else ${shape(node.value)} ${node.handlers.map((each) => (each.kind === 'ValueHandler' ? shape(each.value) : each.kind)).join(' ')})`;
    case 'If':
      return `(if ${shape(node.condition)} ${shape(node.then)} ${shape(node.otherwise)})`;
    case 'Pipe':
      return `(| ${shape(node.value)} ${node.fn.name}${(node.args ?? []).map((arg) => ` ${arg.param ? `${arg.param.name}->` : ''}${shape(arg.value)}`).join('')})`;
    case 'Member':
      return `${shape(node.object)}.${node.member.name}`;
    case 'Index':
      return `${shape(node.object)}[${node.items.map(({ left, right }) => shape(left) + (right ? `=${shape(right)}` : '')).join(',')}]`;
    case 'Literal':
      return node.value.kind === 'null' ? 'null' : String(node.value.value);
    case 'Text':
      return JSON.stringify(
        node.parts.map((part) => (typeof part === 'string' ? part : { hole: shape(part) })),
      );
    case 'DateLiteral':
      return `date:${node.value}`;
    case 'This':
      return 'this';
    case 'NameRef':
      return node.id.quoted ? `\`${node.id.name}\`` : node.id.name;
    case 'Call':
      return `${node.callee.name}(${node.args.map((arg) => shape(arg.value)).join(',')})`;
    case 'List':
      return `[${node.items.map(shape).join(',')}]`;
    case 'Record':
      return `{${node.body.statements.map((each) => (each.kind === 'Assign' ? `${bare(each.targets)}=${shape(each.value)}` : each.kind)).join(',')}}`;
    case 'MatchExpr':
      return `(match ${shape(node.subject)} ${node.arms.map((arm) => `${JSON.stringify(bare(arm.pattern))}->${shape(arm.value)}`).join(' ')})`;
  }
}

function expression(text: string): string {
  return shape(only('Fn', `fn f() = ${text}`).value);
}

describe('declarations', () => {
  test('the migration line and its documentation', () => {
    const { file } = read('/// One.\n///  Two.\nmigration crm -> odoo\nimport "./a.map"');
    expect(bare(file.migration)).toEqual({
      kind: 'MigrationHeader',
      doc: 'One.\n Two.',
      source: 'crm',
      target: 'odoo',
    });
    expect(file.declarations.map((each) => each.kind)).toEqual(['Import']);
  });

  test('only the run of `///` lines right above a declaration documents it', () => {
    const { file, errors } = read(
      '/// far\n// between\n/// near\nskip A because "r"\nskip B because "r"  /// behind\n',
    );
    expect(errors).toEqual([]);
    expect(file.declarations.map((each) => each.doc)).toEqual(['near', null]);
    expect(file.comments.map((each) => each.text)).toEqual(['/// far', '// between', '/// behind']);
    expect(file.comments.map((each) => each.ownLine)).toEqual([true, true, false]);
  });

  test('choice', () => {
    expect(bare(only('Choice', 'choice tags : flat | path = path because "r"'))).toMatchObject({
      name: 'tags',
      options: ['flat', 'path'],
      chosen: 'path',
      because: { parts: ['r'] },
    });
  });

  test('owners with the queue or one fallback', () => {
    expect(only('Owners', 'owners U -> res.users { login = l } else queue').otherwise.kind).toBe(
      'QueueHandler',
    );
    expect(only('Owners', 'owners U -> res.users { login = l } else "a@b.example"').otherwise.kind).toBe(
      'Text',
    );
  });

  test('provision: fields, models, rows, maps, branches', () => {
    const { items } = only(
      'Provision',
      `provision {
        field a.x_b, c.x_d : char(64) unique "L"
        field a.x_s : selection("one", "two") "S"
        field a.x_m : multiselect(from Label.title) "M"
        model x_e "E" { x_n : char(12) "N" x_l : [res.partner]? "P" }
        row crm.team { key name = "T" }
        map L -> crm.tag { name = n }
        if target has crm.phonecall { field a.x : float "A" } else { field b.x : float "B" }
      }`,
    );
    expect(items.map((each) => each.kind)).toEqual([
      'ProvisionField',
      'ProvisionField',
      'ProvisionField',
      'ProvisionModel',
      'ProvisionRow',
      'Map',
      'ProvisionBranch',
    ]);
    expect(bare(items[2])).toMatchObject({
      column: { type: { names: ['multiselect'], args: null, from: 'Label.title' } },
    });
    expect(bare(items[3])).toMatchObject({
      columns: [{ name: 'x_n' }, { column: { type: { kind: 'ListType', nullable: true } } }],
    });
  });

  test('table: several keys and values, negative numbers, else, reject, because', () => {
    const table = only(
      'Table',
      'table T : a.b, a.c -> d.e[f.g, h] { "x", -1 -> "y", 2 because "r" "z", null -> "w", true else -> reject "no {a}" }',
    );
    expect(bare(table)).toMatchObject({ from: ['a.b', 'a.c'], to: 'd.e', attributes: ['f.g', 'h'] });
    expect(
      table.entries.map((each) => (each.keys ? each.keys.map((key) => shape(key)).join() : 'else')),
    ).toEqual(['x,-1', 'z,null', 'else']);
    expect(
      table.entries.map((each) => ('kind' in each.values ? each.values.kind : each.values.length)),
    ).toEqual([2, 2, 'RejectHandler']);
  });

  test('fn: parameters, unions, lists and nullable types', () => {
    expect(bare(only('Fn', 'fn f(a: X | Y, b: [text?]): number(3, 0)? = a'))).toMatchObject({
      params: [
        { name: 'a', type: { names: ['X', 'Y'], nullable: false } },
        { name: 'b', type: { kind: 'ListType', of: { names: ['text'], nullable: true } } },
      ],
      result: { names: ['number'], nullable: true },
    });
  });

  test('map: a name, each, and a chain', () => {
    const map = only(
      'Map',
      'map N: A.b each x in c | where(y -> y.z) -> t.u { v = w } else -> t.v { } else skip because "r"',
    );
    expect(bare(map.name)).toBe('N');
    expect(map.each && shape(map.each.list)).toBe('(| c where y->y.z)');
    expect(map.arms.map((arm) => (arm.kind === 'MapArm' ? bare(arm.target) : arm.kind))).toEqual([
      't.u',
      't.v',
      'SkipArm',
    ]);
  });

  test('fates, branches, require, reconcile', () => {
    expect(bare(only('Fate', 'manual A, B because "r" { name = title }'))).toMatchObject({
      fate: 'manual',
      names: ['A', 'B'],
    });
    const branch = only(
      'Branch',
      'if target has module "m" and not source has a.b or c != d { skip A because "r" } else { skip B because "r" }',
    );
    expect(branch.condition.rest.map((each) => each.operator)).toEqual(['and', 'or']);
    expect(branch.otherwise).toHaveLength(1);
    expect(only('Require', 'require count(A) <= 3 else warn "w"').action).toBe('warn');
    expect(
      bare(only('Reconcile', 'reconcile { counts = 100% of >= 98.5% of sample 300 of = 1% }').thresholds),
    ).toMatchObject([
      { measure: 'counts', operator: '=', percent: '100', of: null },
      { measure: 'of', operator: '>=', percent: '98.5', of: { what: 'sample', count: '300' } },
      { measure: 'of', operator: '=', percent: '1', of: null },
    ]);
  });

  test('test: given and every outcome', () => {
    const { steps } = only(
      'Test',
      'test "t" { given A { a = 1, b = "x" } expect no b.c { } expect no { } expect reject "r" expect queue "q" expect warn { } }',
    );
    expect(
      steps.map((step) =>
        step.kind === 'Given'
          ? 'given'
          : step.outcome.kind === 'record'
            ? `${step.outcome.negated} ${bare(step.outcome.entity)}`
            : step.outcome.kind,
      ),
    ).toEqual(['given', 'true b.c', 'false no', 'reject', 'queue', 'false warn']);
  });
});

describe('statements', () => {
  test('every kind, without a newline or a comma between them', () => {
    const text =
      'key a, b.c = ref(x) initial d = 1 later e = 2 exact f += 3 g ?= 4 because "r" when h match i = j, k = l let m = n use O drop p.q, r because "s" require t else reject "u" if v == w { x = y } else { z = 1 }';
    expect(
      statements(text).map((each) => (each.kind === 'Assign' ? (each.mode ?? each.operator) : each.kind)),
    ).toEqual([
      'key',
      'initial',
      'later',
      'exact',
      '?=',
      'When',
      'Match',
      'Let',
      'Use',
      'Drop',
      'Require',
      'StaticIf',
    ]);
  });

  test('every word of the grammar may be a field that is assigned, alone, with others, with a path', () => {
    const words = [...RESERVED, ...SOFT];
    for (const word of words) {
      for (const line of [
        `${word} = 1`,
        `${word} += a`,
        `${word} ?= a.b`,
        `${word}, x = ref(this)`,
        `${word}.x = 1`,
        `key ${word} = a`,
      ]) {
        const body = statements(`x = a\n${line}\ny = b`);
        expect(
          body.map((each) => each.kind),
          line,
        ).toEqual(['Assign', 'Assign', 'Assign']);
        expect((body[1] as Statement & { kind: 'Assign' }).targets[0]?.ids[0]?.name, line).toBe(word);
      }
    }
    const all = statements(words.map((word) => `${word} = a`).join('\n'));
    expect(all).toHaveLength(words.length);
  });

  test('every soft word may be a field that is read, and any word a member', () => {
    for (const word of SOFT) {
      const body = statements(`x = ${word}\ny = this.${word} ?? ${word}.z\nz = f(${word})`);
      expect(body.map((each) => (each.kind === 'Assign' ? shape(each.value) : each.kind))).toEqual([
        word,
        `(?? this.${word} ${word}.z)`,
        `f(${word})`,
      ]);
    }
    for (const word of RESERVED) expect(expression(`a.${word}`)).toBe(`a.${word}`);
  });

  test('a guard or a use is followed by an assignment', () => {
    expect(
      statements('when qualified\ntype = "a"\nuse Foo\nkey = 1\nwhen = 2').map((each) => each.kind),
    ).toEqual(['When', 'Assign', 'Use', 'Assign', 'Assign']);
  });
});

describe('expressions', () => {
  test.each([
    ['a or b and not c == d', '(or a (and b (not (== c d))))'],
    ['a ?? b + c * -d', '(?? a (+ b (* c (- d))))'],
    ['a - b - c', '(- (- a b) c)'],
    ['a ?? b ?? c', '(?? (?? a b) c)'],
    ['a in [1, 2.50]', '(in a [1,2.50])'],
    ['-x.y as A.b', '(- (as x.y A.b))'],
    ['(a as b.c).d', '(as a b.c).d'],
    ['not not a', '(not (not a))'],
    ['if a then b else if c then d else e', '(if a b (if c d e))'],
    ['if a then b else c | f', '(if a b (| c f))'],
    ['a | f | g(x -> x.y, 1)', '(| (| a f) g x->x.y 1)'],
    [
      'a else b else create else reject "r" else queue',
      '(else a b CreateHandler RejectHandler QueueHandler)',
    ],
    ['a else queue.name else (create)', '(else a queue.name create)'],
    ['a else create { b = c else null }', '(else a CreateHandler)'],
    ['a[b = c, d][e]', 'a[b=c,d][e]'],
    ['{ a = 1, b, c = ref(x) d = 2 }', '{a=1,b,c=ref(x),d=2}'],
    ['date "2019-03-04"', 'date:2019-03-04'],
    ['date', 'date'],
    ['x | date("UTC")', '(| x date ["UTC"])'],
    ['"{c.first_name ?? ""} x"', '[{"hole":"(?? c.first_name [\\"\\"])"}," x"]'],
    ['"{a}{"{b}"}"', '[{"hole":"a"},{"hole":"[{\\"hole\\":\\"b\\"}]"}]'],
    ['"{ { a = "}" } }"', '[{"hole":"{a=[\\"}\\"]}"}]'],
    ['`with space` ?? `this`', '(?? `with space` `this`)'],
  ])('%s', (text, expected) => {
    expect(expression(text)).toBe(expected);
  });

  test.each([
    [
      'match p.q { A a -> a B, C -> null null -> b else -> c }',
      '(match p.q {"kind":"entities","entities":[{"entity":"A","binder":"a"}]}->a {"kind":"entities","entities":[{"entity":"B","binder":null},{"entity":"C","binder":null}]}->null {"kind":"literals","values":[{"kind":"Literal","value":{"kind":"null"}}]}->b {"kind":"else"}->c)',
    ],
    [
      'match x { A -> date "b" -> y, -1 -> z }',
      '(match x {"kind":"entities","entities":[{"entity":"A","binder":null}]}->date {"kind":"literals","values":[{"kind":"Literal","value":{"kind":"text","value":"b"}}]}->y {"kind":"literals","values":[{"kind":"Literal","value":{"kind":"number","value":"-1"}}]}->z)',
    ],
    [
      'match a { B -> b else queue else -> c }',
      '(match a {"kind":"entities","entities":[{"entity":"B","binder":null}]}->(else b QueueHandler) {"kind":"else"}->c)',
    ],
    [
      'match match { A -> b }',
      '(match match {"kind":"entities","entities":[{"entity":"A","binder":null}]}->b)',
    ],
    [
      'match (a else null) { A -> b }',
      '(match (else a null) {"kind":"entities","entities":[{"entity":"A","binder":null}]}->b)',
    ],
    [
      'match a in [1] { true -> b }',
      '(match (in a [1]) {"kind":"literals","values":[{"kind":"Literal","value":{"kind":"boolean","value":true}}]}->b)',
    ],
  ])('%s', (text, expected) => {
    expect(expression(text)).toBe(expected);
  });

  test('match as a statement, a field and an expression, next to each other', () => {
    const body = statements(
      'match = match\nx = match\ny = match\nmatch a = match b { C -> match }\nz = match ?? match.a',
    );
    expect(body.map((each) => (each.kind === 'Assign' ? shape(each.value) : each.kind))).toEqual([
      'match',
      'match',
      'match',
      'Match',
      '(?? match match.a)',
    ]);
  });
});

describe('spans', () => {
  test('nodes lie where they stand in the text', () => {
    const text = 'map A -> b.c {\n  d = e ?? "f{g}"\n}';
    const { file } = read(text);
    const [map] = file.declarations;
    const body = map?.kind === 'Map' && map.arms[0]?.kind === 'MapArm' ? (map.arms[0].body as Body) : null;
    const [assign] = body?.statements ?? [];
    const source = { path: 'test.map', text };
    expect(map && textAt(source, map.span)).toBe(text);
    expect(body && textAt(source, body.span)).toBe('{\n  d = e ?? "f{g}"\n}');
    expect(assign && textAt(source, assign.span)).toBe('d = e ?? "f{g}"');
    expect(assign?.kind === 'Assign' && textAt(source, assign.value.span)).toBe('e ?? "f{g}"');
    expect(positionAt(source, assign?.span.start ?? 0)).toEqual({ line: 2, column: 3 });
  });
});

test('the grammar passes the checks of Chevrotain: nothing ambiguous, no left recursion', () => {
  expect(() => validateGrammar()).not.toThrow();
});
