import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidates, Domain, Expr, Handler } from '../../src/plan/types.ts';
import type { Need } from '../../src/runtime/types.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { Failure } from '../../src/stdlib/failure.ts';
import {
  answering,
  anyExpr,
  choose,
  evaluate,
  field,
  lit,
  oracle,
  randomIds,
  randomRecords,
  randomTables,
  type World,
} from './evaluate-kit.ts';

const record = {
  id: 'a1',
  values: {
    name: 'Kaya',
    empty: null,
    n: 3,
    price: '12.50',
    on: true,
    parent: { entity: 'account', id: 'a2' },
    nested: { city: 'İzmir' },
  },
};
const a2 = { id: 'a2', values: { name: 'Holding', parent: { entity: 'account', id: 'lost' } } };
const world: World = { record, records: { account: [record, a2] } };

const parent = field('parent');
const failing: Expr = { op: 'get', of: { op: 'get', of: parent, field: 'parent' }, field: 'name' };
const lookup: Expr = { op: 'lookup', entity: 'crm.tag', where: [{ path: 'name', value: field('name') }] };
const tags = (ids: readonly number[]): World => ({
  ...world,
  answers: answering(() => ({ kind: 'ids', ids })),
});
const otherwise = (of: Expr, ...handlers: Handler[]): Expr => ({ op: 'else', of, handlers });
const compare = (operator: '==' | '!=' | '<', left: Expr, right: Expr): Expr => ({
  op: 'compare',
  operator,
  as: 'number',
  left,
  right,
});
const value = (expr: Expr, over: World = world): unknown => evaluate(expr, over).result;

describe('values', () => {
  const cases: readonly (readonly [string, Expr, unknown])[] = [
    ['this is a reference', { op: 'this' }, { entity: 'account', id: 'a1' }],
    ['a field', field('name'), 'Kaya'],
    ['a field that every object inherits is none', field('constructor'), null],
    ['a walk', { op: 'get', of: parent, field: 'name' }, 'Holding'],
    ['a walk on null', { op: 'get', of: field('empty'), field: 'name' }, null],
    ['a nested object', { op: 'get', of: field('nested'), field: 'city' }, 'İzmir'],
    ['a comparison', compare('<', field('n'), lit(4)), true],
    ['a comparison with a null field', compare('!=', field('empty'), lit(4)), false],
    ['== null asks for it', compare('==', field('empty'), lit(null)), true],
    ['!= null asks for it', compare('!=', field('n'), lit(null)), true],
    [
      'decimals by value',
      { op: 'compare', operator: '==', as: 'decimal', left: field('price'), right: lit('12.5') },
      true,
    ],
    [
      'instants by value',
      {
        op: 'compare',
        operator: '==',
        as: 'instant',
        left: lit('2019-03-04T10:00:00Z'),
        right: lit('2019-03-04T10:00:00.000Z'),
      },
      true,
    ],
    [
      'in',
      { op: 'in', as: 'number', left: field('n'), right: { op: 'list', items: [lit(1), lit(3)] } },
      true,
    ],
    [
      'null is in nothing',
      { op: 'in', as: 'number', left: field('empty'), right: { op: 'list', items: [lit(1)] } },
      false,
    ],
    ['coalesce', { op: 'coalesce', left: field('empty'), right: lit('?') }, '?'],
    [
      'arithmetic on null',
      { op: 'arithmetic', operator: '+', as: 'number', left: field('empty'), right: lit(1) },
      null,
    ],
    [
      'decimal arithmetic is exact',
      { op: 'arithmetic', operator: '+', as: 'decimal', left: lit('0.10'), right: lit('0.20') },
      '0.30',
    ],
    [
      'whole numbers are reckoned with exactly',
      { op: 'arithmetic', operator: '-', as: 'integer', left: lit(9007199254740991), right: lit(1) },
      9007199254740990,
    ],
    [
      'a quotient of decimals has 34 digits, and rounds a half to even',
      { op: 'arithmetic', operator: '/', as: 'decimal', left: lit('2'), right: lit('3') },
      `0.${'6'.repeat(33)}7`,
    ],
    [
      'a float is compared with a decimal digit by digit',
      {
        op: 'compare',
        operator: '==',
        as: 'decimal',
        left: lit(1e21),
        right: lit('1000000000000000000000.0'),
      },
      true,
    ],
    ['negation has no negative zero', { op: 'negate', as: 'number', of: lit(0) }, 0],
    ['a text', { op: 'text', parts: ['company:', field('name'), '/', field('n')] }, 'company:Kaya/3'],
    ['a list leaves nulls out', { op: 'list', items: [lit(1), field('empty'), lit(2)] }, [1, 2]],
    ['a record', { op: 'record', fields: [{ name: 'a', value: field('n') }] }, { a: 3 }],
    ['a label', { op: 'label', of: field('n'), options: [{ value: 3, label: 'Three' }] }, 'Three'],
    ['a value without a label', { op: 'label', of: field('n'), options: [] }, '3'],
    ['and with null is false', { op: 'and', left: field('on'), right: field('empty') }, false],
    ['and decides early', { op: 'and', left: lit(false), right: failing }, false],
    ['if with null takes else', choose(field('empty'), lit(1), lit(2)), 2],
    [
      'children',
      {
        op: 'children',
        entity: 'account',
        where: [
          { field: 'parent', as: 'reference', value: { op: 'get', of: { op: 'this' }, field: 'parent' } },
        ],
      },
      [{ entity: 'account', id: 'a1' }],
    ],
    [
      'children of null',
      {
        op: 'children',
        entity: 'account',
        where: [{ field: 'parent', as: 'reference', value: field('empty') }],
      },
      [],
    ],
    [
      'a lambda sees what is around it',
      {
        op: 'call',
        fn: 'each',
        args: [
          { op: 'list', items: [lit(1)] },
          {
            op: 'lambda',
            param: 'x',
            body: { op: 'text', parts: [{ op: 'local', name: 'x' }, field('name')] },
          },
        ],
      },
      ['1Kaya'],
    ],
    [
      'a match by entity binds',
      {
        op: 'match',
        subject: parent,
        arms: [
          {
            pattern: {
              kind: 'entities',
              entities: [
                { entity: 'contact', binder: null },
                { entity: 'account', binder: 'a' },
              ],
            },
            value: { op: 'get', of: { op: 'local', name: 'a' }, field: 'name' },
          },
        ],
      },
      'Holding',
    ],
    [
      'a match by value',
      {
        op: 'match',
        subject: field('n'),
        arms: [{ pattern: { kind: 'values', as: 'text', values: [3] }, value: lit('three') }],
      },
      'three',
    ],
    ['else leaves a value alone', otherwise(field('n'), { kind: 'reject', message: lit('no'), at: 0 }), 3],
    ['else takes a failure', otherwise(failing, { kind: 'value', value: lit('?') }), '?'],
  ];
  it.each(cases)('%s', (_name, expr, expected) => {
    expect(value(expr)).toEqual(expected);
  });

  it('columns are read from the target row', () => {
    expect(
      value(
        { op: 'call', fn: 'lower', args: [{ op: 'column', field: 'email' }] },
        { row: { email: 'A@B.C' } },
      ),
    ).toBe('a@b.c');
  });
});

describe('failures', () => {
  it.each<readonly [string, Expr, string]>([
    ['a walk to nowhere', failing, 'dangling'],
    [
      'a division by zero',
      { op: 'arithmetic', operator: '/', as: 'number', left: lit(1), right: lit(0) },
      'convert',
    ],
    [
      'a decimal division by zero',
      { op: 'arithmetic', operator: '/', as: 'decimal', left: lit('1'), right: lit('0') },
      'convert',
    ],
    [
      'a whole number that would be rounded',
      { op: 'arithmetic', operator: '+', as: 'integer', left: lit(9007199254740991), right: lit(1) },
      'convert',
    ],
    [
      'a product that is not finite',
      { op: 'arithmetic', operator: '*', as: 'number', left: lit(1e308), right: lit(10) },
      'convert',
    ],
    [
      'a decimal of too many digits',
      {
        op: 'arithmetic',
        operator: '*',
        as: 'decimal',
        left: lit('9'.repeat(4000)),
        right: lit('9'.repeat(4000)),
      },
      'convert',
    ],
    ['a text with an empty part', { op: 'text', parts: [field('empty')] }, 'convert'],
    ['a match without a case', { op: 'match', subject: field('n'), arms: [] }, 'none'],
    ['an order between a text and a number', compare('<', field('name'), lit(1)), 'convert'],
    ['a conversion', { op: 'call', fn: 'int', args: [field('name')] }, 'convert'],
  ])('%s', (_name, expr, kind) => {
    expect(value(expr)).toMatchObject({ kind });
  });

  it('passes through every node that is not else', () => {
    const through: readonly Expr[] = [
      { op: 'not', of: failing },
      { op: 'list', items: [failing] },
      { op: 'text', parts: [failing] },
      { op: 'call', fn: 'lower', args: [failing] },
      { op: 'coalesce', left: failing, right: lit(1) },
      { op: 'record', fields: [{ name: 'a', value: failing }] },
      choose(failing, lit(1), lit(2)),
      { op: 'and', left: failing, right: lit(false) },
      { op: 'in', as: 'number', left: failing, right: { op: 'list', items: [] } },
      compare('==', failing, lit(null)),
    ];
    for (const expr of through) expect(value(expr), expr.op).toMatchObject({ kind: 'dangling' });
  });
});

describe('else', () => {
  const create: Handler = {
    kind: 'create',
    entity: 'crm.tag',
    values: [{ field: 'color', value: lit(2) }],
    at: 0,
  };

  it('reject and queue are final', () => {
    const rejected = otherwise(
      failing,
      { kind: 'reject', message: { op: 'text', parts: ['no ', field('name')] }, at: 0 },
      { kind: 'value', value: lit(1) },
    );
    expect(value(rejected)).toMatchObject({ disposition: 'reject', reason: 'no Kaya', at: 0 });
    expect(
      value(otherwise(otherwise(failing, { kind: 'queue', at: 0 }), { kind: 'value', value: lit(1) })),
    ).toMatchObject({ disposition: 'queue' });
  });

  it('warn gives null and says so', () => {
    const { result, notes } = evaluate(
      otherwise(failing, { kind: 'warn', message: lit('left empty'), at: 0 }),
      world,
    );
    expect(result).toBeNull();
    expect(notes.warnings).toEqual([{ message: 'left empty', at: 0 }]);
  });

  it('create asks for a row with what the lookup asked by and what is given', () => {
    const { result, notes } = evaluate(otherwise(lookup, create), tags([]));
    // The world answers lookups only, so that a derived row comes back as an answer of the wrong kind.
    expect(result).toMatchObject({ kind: 'io' });
    expect(notes.derived).toBe(true);
    const answers = answering((need) => (need.kind === 'lookup' ? { kind: 'ids', ids: [] } : undefined));
    const asked = evaluate(otherwise(lookup, create), { ...world, answers });
    expect(asked.result).toMatchObject({ kind: 'pending' });
    expect([...asked.notes.needs.values()]).toEqual<Need[]>([
      {
        kind: 'derive',
        entity: 'crm.tag',
        where: [{ path: 'name', value: 'Kaya' }],
        values: { name: 'Kaya', color: 2 },
        at: 0,
      },
    ]);
  });

  it('create behind anything else asks for a row by its own key, which is not null', () => {
    const keyed = (name: Expr): Handler => ({
      kind: 'create',
      entity: 'crm.tag',
      key: ['name'],
      values: [
        { field: 'name', value: name },
        { field: 'color', value: lit(2) },
      ],
      at: 0,
    });
    const { notes } = evaluate(otherwise(failing, keyed(field('name'))), world);
    expect([...notes.needs.values()]).toEqual<Need[]>([
      {
        kind: 'derive',
        entity: 'crm.tag',
        where: [{ path: 'name', value: 'Kaya' }],
        values: { name: 'Kaya', color: 2 },
        at: 0,
      },
    ]);
    expect(value(otherwise(failing, keyed(field('empty'))), world)).toMatchObject({ kind: 'dangling' });
  });

  it('create leaves several to the next handler, and is not asked where a row is found', () => {
    expect(value(otherwise(lookup, create, { kind: 'value', value: lit('next') }), tags([1, 2]))).toBe(
      'next',
    );
    expect(value(otherwise(lookup, create), tags([1, 2]))).toMatchObject({ kind: 'several' });
    expect(value(otherwise(lookup, create), tags([9]))).toBe(9);
  });

  it('a handler that fails leaves its failure to the next', () => {
    expect(
      value(
        otherwise(failing, { kind: 'value', value: lookup }, { kind: 'value', value: lit('next') }),
        tags([]),
      ),
    ).toBe('next');
  });

  it('pending is no failure', () => {
    expect(value(otherwise(lookup, { kind: 'value', value: lit(1) }))).toMatchObject({ kind: 'pending' });
  });
});

describe('the target', () => {
  it('is asked once for what is not known, by all sides of a node', () => {
    const other: Expr = { op: 'lookup', entity: 'crm.team', where: [{ path: 'name', value: lit('x') }] };
    const { result, notes } = evaluate({ op: 'list', items: [lookup, other, lookup] }, world);
    expect(result).toMatchObject({ kind: 'pending' });
    expect(notes.needs.size).toBe(2);
  });

  it('is waited for before a failure that stands after it counts', () => {
    const both: Expr = { op: 'list', items: [lookup, failing] };
    expect(value(both)).toMatchObject({ kind: 'pending' });
    expect(value(both, tags([]))).toMatchObject({ kind: 'none' });
    expect(value(both, tags([1]))).toMatchObject({ kind: 'dangling' });
  });

  it('a lookup by null asks nothing', () => {
    const { result, notes } = evaluate(
      { op: 'lookup', entity: 'crm.tag', where: [{ path: 'name', value: field('empty') }] },
      world,
    );
    expect(result).toBeNull();
    expect(notes.needs.size).toBe(0);
  });

  it('gives a field of a row', () => {
    const expr: Expr = { op: 'target_get', of: lit(7), entity: 'res.users', field: 'partner_id' };
    const answers = answering((need) =>
      need.kind === 'row' && need.id === 7 ? { kind: 'value', value: 70 } : undefined,
    );
    expect(value(expr, { answers })).toBe(70);
  });

  it('a question that failed is io', () => {
    expect(
      value(lookup, { ...world, answers: answering(() => ({ kind: 'failed', reason: 'no access' })) }),
    ).toMatchObject({
      kind: 'io',
      reason: expect.stringContaining('no access'),
    });
  });
});

describe('a whole record', () => {
  const records = [
    { entity: 'account', fields: ['name', 'n', 'empty', 'parent'] },
    { entity: 'deal', fields: ['title'] },
  ];
  const recordOf = (of: Expr, over: World = world): unknown => value({ op: 'record_of', of, records }, over);

  it('has the fields that hold a value, and its references as they are', () => {
    const whole = { name: 'Kaya', n: 3, parent: { entity: 'account', id: 'a2' } };
    expect(recordOf({ op: 'this' })).toEqual(whole);
    expect(recordOf(lit({ entity: 'account', id: 'a1' }))).toEqual(whole);
    expect(recordOf(field('parent'))).toEqual({ name: 'Holding', parent: { entity: 'account', id: 'lost' } });
  });

  it('is the one of the entity that the reference leads to', () => {
    const deal = { id: 'd1', values: { title: 'Big', name: 'no' } };
    const over = { ...world, records: { ...world.records, deal: [deal] } };
    expect(recordOf(lit({ entity: 'deal', id: 'd1' }), over)).toEqual({ title: 'Big' });
  });

  it('of nothing is nothing, and of what is not there a failure', () => {
    expect(recordOf(field('empty'))).toBeNull();
    expect(recordOf({ op: 'get', of: field('parent'), field: 'parent' })).toHaveProperty('kind', 'dangling');
    expect(recordOf(lit('x'))).toHaveProperty('kind', 'convert');
  });
});

describe('values that are written in several ways', () => {
  it('a number that is not finite has a text, and is equal to what is called the same', () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(value({ op: 'convert', to: 'text', of: lit(number) })).toBe(String(number));
      const equal = (right: Expr): unknown =>
        value({ op: 'compare', operator: '==', as: 'decimal', left: lit(number), right });
      expect(equal(lit(number))).toBe(true);
      expect(equal(lit('1.50'))).toBe(false);
    }
  });

  const entries = [{ keys: ['1.50'], result: { kind: 'values', values: ['found'] }, at: 0 }] as const;
  const otherwise = { result: { kind: 'values', values: ['other'] }, at: 0 } as const;
  const tables = { T: { domains: ['decimal'], entries, otherwise, rows: null } } as const;
  const inTable = (key: string): unknown =>
    value({ op: 'table', table: 'T', keys: [lit(key)] }, { ...world, tables });

  it('a decimal is the key of a table by its value', () => {
    expect(['1.5', '1.50', '1.500', '01.5'].map(inTable)).toEqual(['found', 'found', 'found', 'found']);
    expect(['1.05', '-1.5', '15', 'x'].map(inTable)).toEqual(['other', 'other', 'other', 'other']);
  });

  it('a decimal, or a whole number beside one, is a case of a match by its value', () => {
    const match = (subject: JsonValue): unknown =>
      value({
        op: 'match',
        subject: lit(subject),
        arms: [
          { pattern: { kind: 'values', as: 'decimal', values: ['1.50', '3'] }, value: lit('found') },
          { pattern: { kind: 'otherwise' }, value: lit('other') },
        ],
      });
    expect(['1.5', '3.0', 3, 2].map(match)).toEqual(['found', 'found', 'found', 'other']);
  });

  it('records are found by decimals and moments as they are, not as they are written', () => {
    const a = { id: 'a', values: { sum: '12.50', at: '2019-03-04T10:11:12Z' } };
    const b = { id: 'b', values: { sum: '12.5', at: '2019-03-04T10:11:12.000Z' } };
    const c = { id: 'c', values: { sum: '12.51', at: '2019-03-04T10:11:12.001Z' } };
    const found = (where: { field: string; as: Domain; value: Expr }): unknown =>
      value({ op: 'children', entity: 'order', where: [where] }, { ...world, records: { order: [a, b, c] } });
    const both = ['a', 'b'].map((id) => ({ entity: 'order', id }));
    expect(found({ field: 'sum', as: 'decimal', value: lit('12.500') })).toEqual(both);
    expect(found({ field: 'at', as: 'instant', value: lit('2019-03-04T10:11:12.0Z') })).toEqual(both);
  });
});

describe('tables', () => {
  const tables = {
    Stage: {
      domains: ['text', 'number'],
      entries: [
        { keys: ['new', 1], result: { kind: 'values', values: ['New', 'Pipeline'] }, at: 0 },
        { keys: ['lost', 1], result: { kind: 'reject', message: 'lost stays' }, at: 0 },
      ],
      otherwise: null,
      rows: { entity: 'crm.stage', paths: ['name', 'team_id.name'] },
    },
    Plain: {
      domains: ['text'],
      entries: [],
      otherwise: { result: { kind: 'values', values: ['other'] }, at: 0 },
      rows: null,
    },
  } as const;
  const stage = (key: string | null): Expr => ({ op: 'table', table: 'Stage', keys: [lit(key), lit(1)] });

  it('give the row that has the attributes', () => {
    const seen: Need[] = [];
    const answers = answering((need) => {
      seen.push(need);
      return { kind: 'ids', ids: [4] };
    });
    expect(value(stage('new'), { tables, answers })).toBe(4);
    expect(seen).toEqual([
      {
        kind: 'lookup',
        entity: 'crm.stage',
        where: [
          { path: 'name', value: 'New' },
          { path: 'team_id.name', value: 'Pipeline' },
        ],
      },
    ]);
  });

  it('reject, fall back, pass null, and fail with none', () => {
    expect(value(stage('lost'), { tables })).toMatchObject({ disposition: 'reject', reason: 'lost stays' });
    expect(value({ op: 'table', table: 'Plain', keys: [lit('?')] }, { tables })).toBe('other');
    expect(value(stage(null), { tables })).toBeNull();
    expect(value(stage('?'), { tables })).toMatchObject({ kind: 'none' });
  });

  it('leave a stratum for each key', () => {
    const { notes } = evaluate(stage('lost'), { tables });
    expect(notes.trace.strata).toEqual(['table Stage "lost", 1']);
  });
});

describe('branches', () => {
  const matched: Expr = {
    op: 'match',
    subject: lit(2),
    arms: [
      { pattern: { kind: 'values', as: 'text', values: [1] }, value: lit('one') },
      { pattern: { kind: 'otherwise' }, value: lit('more') },
    ],
    at: 0,
  };
  const branching: Expr = { ...choose(lit(false), lit('never'), matched), at: 0 };

  it('leave strata, by their place, where they are asked for', () => {
    const { result, notes } = evaluate(branching, { branches: true });
    expect(result).toBe('more');
    expect(notes.trace.strata).toEqual(['if main.map:12:3 else', 'match main.map:12:3 1']);
  });

  it('leave none in a run', () => {
    expect(evaluate(branching).notes.trace.strata).toEqual([]);
  });
});

describe('translation', () => {
  const candidates: Candidates = { account: ['companies', 'leads'] };
  const of = (id: string, ids: World['ids']): unknown =>
    value({ op: 'translate', of: lit({ entity: 'account', id }), candidates }, { ...world, ids: ids ?? {} });

  it.each(['created', 'updated', 'matched', 'unchanged'] as const)(
    'a record that was %s gives its row',
    (state) => {
      expect(of('a2', { 'companies/a2': { state, target: { entity: 'res.partner', id: 8 } } })).toBe(8);
    },
  );

  it('goes on to the next map past a skip, and no further than a rejection', () => {
    const lead = { 'leads/a2': { target: { entity: 'crm.lead', id: 9 } } };
    expect(of('a2', { 'companies/a2': { state: 'skipped' }, ...lead })).toBe(9);
    expect(of('a2', { 'companies/a2': { state: 'rejected', reason: 'no name' }, ...lead })).toMatchObject({
      kind: 'rejected',
      reason: 'its account a2 was rejected: no name',
    });
  });

  it.each([
    ['waits', { 'companies/a2': { state: 'queued' } }, 'unmatched'],
    ['was skipped', { 'companies/a2': { state: 'skipped', reason: 'old' } }, 'dangling'],
    ['was met by no map', {}, 'dangling'],
  ] as const)('fails for a record that %s', (_what, ids, kind) => {
    expect(of('a2', ids)).toMatchObject({ kind });
  });

  it('says that a record is not in the source', () => {
    expect(of('lost', {})).toMatchObject({
      kind: 'dangling',
      reason: 'its account lost is not in the source',
    });
  });

  it('ref_pair gives the entity and the id, and both note whom they asked for', () => {
    const { result, notes } = evaluate(
      { op: 'ref_pair', of: parent, candidates },
      { ...world, ids: { 'companies/a2': { target: { entity: 'res.partner', id: 8 } } } },
    );
    expect(result).toEqual({ model: 'res.partner', id: 8 });
    expect(notes.trace.references).toEqual([{ entity: 'account', id: 'a2', maps: ['companies', 'leads'] }]);
  });

  it('row_pair gives the same of a row that is known', () => {
    expect(value({ op: 'row_pair', of: lit(8), entity: 'res.partner' }, world)).toEqual({
      model: 'res.partner',
      id: 8,
    });
    expect(value({ op: 'row_pair', of: field('empty'), entity: 'res.partner' }, world)).toBeNull();
  });

  it('id gives the id of a record, also of one that is not there', () => {
    expect(value({ op: 'id', of: lit({ entity: 'account', id: 'lost' }) }, world)).toBe('lost');
    expect(value({ op: 'id', of: field('empty') }, world)).toBeNull();
    expect(value({ op: 'id', of: lit('a1') }, world)).toMatchObject({ kind: 'convert' });
  });

  it('translates lists and passes null', () => {
    const ids = { 'companies/a2': { target: { entity: 'res.partner', id: 8 } } };
    expect(
      value({ op: 'translate', of: { op: 'list', items: [parent, parent] }, candidates }, { ...world, ids }),
    ).toEqual([8, 8]);
    expect(value({ op: 'translate', of: field('empty'), candidates }, world)).toBeNull();
  });
});

describe('any expression over any answers', () => {
  it('never throws, and a failure has a reason', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyExpr, fc.nat(), (expr, seed) => {
        const { result } = evaluate(expr, {
          records: randomRecords,
          record: randomRecords.account?.[0] ?? record,
          ids: randomIds,
          tables: randomTables,
          answers: answering(oracle(seed)),
          locals: { x: 'x' },
        });
        expect(result).not.toBeUndefined();
        if (result instanceof Failure) {
          seen.add(result.kind);
          expect(result.kind).not.toBe('pending');
          expect(result.reason).not.toBe('');
        } else expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      { numRuns: 3000 },
    );
    // The expressions reach every kind of trouble, or the property would say little.
    for (const kind of ['none', 'several', 'convert', 'dangling', 'rejected', 'io'])
      expect(seen, kind).toContain(kind);
  });
});
