import fc from 'fast-check';
import type { SourceRecord } from '../../src/connectors/contract.ts';
import type { Expr, Handler, Plan } from '../../src/plan/types.ts';
import { compileExpr } from '../../src/runtime/evaluate.ts';
import { type Locals, Notes, type Result } from '../../src/runtime/evaluate-scope.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import type { Answer, Answers, IdMap, Need, Translation } from '../../src/runtime/types.ts';
import { canonicalJson } from '../../src/schema/digest.ts';
import type { JsonValue } from '../../src/schema/model.ts';

/** What an expression is evaluated over in a test; everything has a default. */
export interface World {
  readonly records?: Readonly<Record<string, readonly SourceRecord[]>>;
  readonly record?: SourceRecord;
  readonly locals?: Readonly<Record<string, JsonValue>>;
  readonly row?: Readonly<Record<string, JsonValue>>;
  readonly ids?: Readonly<Record<string, Partial<Translation>>>;
  readonly answers?: Answers;
  readonly tables?: Plan['tables'];
  readonly branches?: boolean;
}

export const spans: Plan['spans'] = [{ file: 'main.map', line: 12, column: 3 }];

/** Keys are `map/id`. */
export function idMap(ids: Readonly<Record<string, Partial<Translation>>>): IdMap {
  return {
    get: (map, id) => {
      const held = ids[`${map}/${id}`];
      return held === undefined ? null : { state: 'created', target: null, reason: null, ...held };
    },
  };
}

export function answering(answer: (need: Need) => Answer | undefined): Answers {
  return { get: answer };
}

export const silent = answering(() => undefined);

/** Evaluates over an `account`. */
export function evaluate(expr: Expr, world: World = {}): { readonly result: Result; readonly notes: Notes } {
  const record = world.record ?? { id: 'a1', values: {} };
  const notes = new Notes();
  let locals: Locals | null = null;
  for (const [name, value] of Object.entries(world.locals ?? {}))
    locals = { name, value: () => value, outer: locals };
  const compiled = compileExpr(expr, {
    plan: { tables: world.tables ?? {}, spans },
    store: createMemoryStore({ account: [record], ...world.records }),
    ids: idMap(world.ids ?? {}),
    answers: world.answers ?? silent,
    translate: { to: 'target' },
    branches: world.branches === true,
  });
  const row = world.row === undefined ? null : { values: world.row };
  return { result: compiled({ record: { entity: 'account', record }, row, locals, notes }), notes };
}

export const lit = (value: JsonValue): Expr => ({ op: 'literal', value });
export const choose = (condition: Expr, then: Expr, otherwise: Expr): Expr => ({
  op: 'if',
  condition,
  then,
  otherwise,
});
export const field = (name: string): Expr => ({ op: 'get', of: { op: 'this' }, field: name });

// ── Anything at all ─────────────────────────────────────────────────────────────────────────────────────

export const randomRecords: Readonly<Record<string, readonly SourceRecord[]>> = {
  account: ['a1', 'a2', 'a3'].map((id, index) => ({
    id,
    values: {
      name: `Kaya ${id}`,
      amount: `${index}.50`,
      count: index,
      active: index === 0,
      empty: null,
      parent: { entity: 'account', id: index === 0 ? 'a2' : 'gone' },
      lines: [{ n: 1 }, { n: 2 }, null],
    },
  })),
};

export const randomIds = {
  'accounts/a1': { target: { entity: 'res.partner', id: 1 } },
  'accounts/a2': { state: 'rejected', reason: 'bad' },
  'accounts/a3': { state: 'queued', reason: null },
} as const;

export const randomTables: Plan['tables'] = {
  Stage: {
    domains: ['text'],
    entries: [
      { keys: ['Kaya a1'], result: { kind: 'values', values: ['New'] }, at: 0 },
      { keys: [1], result: { kind: 'reject', message: 'no' }, at: 0 },
    ],
    otherwise: null,
    rows: { entity: 'crm.stage', paths: ['name'] },
  },
};

const scalars: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  null,
  true,
  false,
  0,
  3,
  -1.5,
  'x',
  '12.50',
  'Kaya a1',
  '2019-03-04',
  '2019-03-04T10:11:12Z',
  'Europe/Istanbul',
);
const FIELDS = ['name', 'amount', 'count', 'active', 'empty', 'parent', 'lines', 'constructor'];
const domain = fc.constantFrom('text', 'number', 'decimal', 'boolean', 'date', 'instant', 'reference');
const candidates = { account: ['accounts'] };

/** Any expression, well typed or not. */
export const anyExpr: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr; handler: Handler }>((tie) => {
  const e = tie('expr');
  const list = fc.array(e, { maxLength: 3 });
  return {
    handler: fc.oneof<fc.Arbitrary<Handler>[]>(
      fc.record({ kind: fc.constant('value' as const), value: e }),
      fc.record({
        kind: fc.constantFrom('reject' as const, 'warn' as const),
        message: e,
        at: fc.constant(0),
      }),
      fc.constant<Handler>({ kind: 'queue', at: 0 }),
      fc.record({
        kind: fc.constant('create' as const),
        entity: fc.constant('crm.tag'),
        values: fc.array(fc.record({ field: fc.constantFrom('name', 'color'), value: e }), { maxLength: 2 }),
        at: fc.constant(0),
      }),
    ),
    expr: fc.oneof<(fc.Arbitrary<Expr> | { arbitrary: fc.Arbitrary<Expr>; weight: number })[]>(
      { depthSize: 'small', withCrossShrink: true } as never,
      ...[
        scalars.map(lit),
        fc.constantFrom(...FIELDS).map(field),
        fc
          .constantFrom('a1', 'a2', 'a3', 'gone')
          .map((id): Expr => ({ op: 'translate', of: lit({ entity: 'account', id }), candidates })),
        fc.constantFrom<Expr>(
          { op: 'this' },
          { op: 'local', name: 'x' },
          { op: 'local', name: 'unknown' },
          { op: 'column', field: 'name' },
        ),
        fc.record({ op: fc.constant('get' as const), of: e, field: fc.constantFrom(...FIELDS) }),
        fc.record({ op: fc.constant('id' as const), of: e }),
        fc.record({ op: fc.constant('row_pair' as const), of: e, entity: fc.constant('res.users') }),
        fc.record({
          op: fc.constant('target_get' as const),
          of: e,
          entity: fc.constant('res.users'),
          field: fc.constantFrom('name', 'partner_id'),
        }),
        fc.record({
          op: fc.constant('call' as const),
          fn: fc.constantFrom(
            'lower',
            'int',
            'host',
            'first',
            'only',
            'join',
            'truncate',
            'date',
            'sum:decimal',
          ),
          args: list,
        }),
        fc.record({
          op: fc.constant('call' as const),
          fn: fc.constantFrom('each', 'where', 'sort:text', 'any', 'chain'),
          args: fc.tuple(
            e,
            e.map((body) => ({ op: 'lambda' as const, param: 'x', body })),
          ),
        }),
        fc.tuple(e, e, e).map((parts) => choose(...parts)),
        fc.record({ op: fc.constantFrom('and' as const, 'or' as const), left: e, right: e }),
        fc.record({ op: fc.constant('not' as const), of: e }),
        fc.record({
          op: fc.constant('compare' as const),
          operator: fc.constantFrom('==' as const, '!=' as const, '<' as const),
          as: domain,
          left: e,
          right: e,
        }),
        fc.record({ op: fc.constant('in' as const), as: domain, left: e, right: e }),
        fc.record({ op: fc.constant('coalesce' as const), left: e, right: e }),
        fc.record({
          op: fc.constant('arithmetic' as const),
          operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
          as: fc.constantFrom('number' as const, 'decimal' as const),
          left: e,
          right: e,
        }),
        fc.record({
          op: fc.constant('negate' as const),
          as: fc.constantFrom('number' as const, 'decimal' as const),
          of: e,
        }),
        fc.record({
          op: fc.constant('convert' as const),
          to: fc.constantFrom('decimal' as const, 'number' as const, 'text' as const),
          of: e,
        }),
        fc.record({
          op: fc.constant('text' as const),
          parts: fc.array(fc.oneof(fc.constant('-'), e), { maxLength: 3 }),
        }),
        fc.record({ op: fc.constant('list' as const), items: list }),
        e.map((value): Expr => ({ op: 'record', fields: [{ name: 'n', value }] })),
        fc.tuple(e, e, e).map(
          ([subject, one, two]): Expr => ({
            op: 'match',
            subject,
            arms: [
              { pattern: { kind: 'entities', entities: [{ entity: 'account', binder: 'x' }] }, value: one },
              { pattern: { kind: 'values', as: 'text', values: ['x', null] }, value: two },
            ],
          }),
        ),
        e.map((of): Expr => ({ op: 'download', of })),
        e.map((of): Expr => ({ op: 'label', of, options: [{ value: 3, label: 'Three' }] })),
        e.map((key): Expr => ({ op: 'table', table: 'Stage', keys: [key] })),
        fc.record({
          op: fc.constantFrom('translate' as const, 'ref_pair' as const),
          of: e,
          candidates: fc.constant(candidates),
        }),
        e.map((value): Expr => ({ op: 'lookup', entity: 'crm.tag', where: [{ path: 'name', value }] })),
        e.map(
          (value): Expr => ({ op: 'lookup', entity: 'crm.stage', where: [{ path: 'team_id.name', value }] }),
        ),
        e.map(
          (value): Expr => ({
            op: 'children',
            entity: 'account',
            where: [{ field: 'parent', as: 'reference', value }],
          }),
        ),
        fc.record({
          op: fc.constant('else' as const),
          of: e,
          handlers: fc.array(tie('handler'), { minLength: 1, maxLength: 3 }),
          at: fc.constant(0),
        }),
        // The common form, so that it is met often.
        fc.tuple(scalars, tie('handler')).map(
          ([value, handler]): Expr => ({
            op: 'else',
            of: { op: 'lookup', entity: 'crm.tag', where: [{ path: 'name', value: lit(value) }] },
            handlers: [{ kind: 'create', entity: 'crm.tag', values: [], at: 0 }, handler],
          }),
        ),
      ].map((arbitrary, index) => ({ arbitrary, weight: index < 4 ? 6 : 1 })),
    ),
  };
}).expr;

/** A target that answers every question, always alike, and often with trouble. */
export function oracle(seed: number): (need: Need) => Answer {
  return (need) => {
    let hash = seed;
    for (const character of canonicalJson({ ...need })) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
    const ids = [5, 6, 7, 8].slice(0, [0, 0, 1, 1, 1, 2][hash % 6]);
    switch (need.kind) {
      case 'lookup':
        return hash % 11 === 0 ? { kind: 'failed', reason: 'no access' } : { kind: 'ids', ids };
      case 'row':
        return { kind: 'value', value: hash % 3 === 0 ? null : hash % 3 === 1 ? 'Kaya a1' : 3 };
      case 'download':
        return hash % 2 === 0 ? { kind: 'failed', reason: 'gone' } : { kind: 'value', value: 'aGVsbG8=' };
      case 'derive':
        return hash % 4 === 0
          ? { kind: 'failed', reason: 'refused' }
          : { kind: 'derived', id: 100 + (hash % 7) };
    }
  };
}
