import { describe, expect, test } from 'vitest';
import { preflightNeeds } from '../../src/migrate/preflight-needs.ts';
import type { BranchPlan, Expr, MapPlan, Plan } from '../../src/plan/types.ts';
import type { RecordStore } from '../../src/runtime/types.ts';
import type { JsonValue, Schema } from '../../src/schema/model.ts';
import { arm, assign, get, map, PLAN } from './support/world.ts';

const SOURCE: Schema = {
  system: 'memory',
  version: '1',
  language: 'en_US',
  modules: [],
  entities: {
    Note: {
      name: 'Note',
      label: 'Note',
      id: 'id',
      display: null,
      fields: Object.fromEntries(
        (
          [
            ['body', 'binary'],
            ['image', 'binary'],
            ['name', 'text'],
          ] as const
        ).map(([name, kind]) => [name, { name, label: name, type: { kind } }]),
      ),
    },
  },
};

function storeOf(rows: readonly Readonly<Record<string, JsonValue>>[]): RecordStore {
  return {
    get: () => null,
    where: () => [],
    all: () => rows.map((values, index) => ({ id: String(index), values })),
    count: () => rows.length,
  };
}

const needsOf = (
  plan: Plan,
  rows: readonly Readonly<Record<string, JsonValue>>[] = [],
  absent: readonly string[] = [],
) => preflightNeeds(plan, storeOf(rows), SOURCE, new Set(absent));

describe('what a run writes', () => {
  test('is what maps fill, what they make on the way, and rows that are provisioned', () => {
    const { written, entities } = needsOf(PLAN);
    expect(written).toEqual({
      industry: ['name'],
      lead: ['name', 'partner_id', 'stage', 'x_id'],
      partner: [
        'friend_id',
        'industry_id',
        'name',
        'note',
        'parent_id',
        'tags',
        'user_id',
        'website',
        'x_id',
      ],
      tag: ['name'],
      user: ['active', 'login', 'name'],
    });
    expect(entities).toEqual(['industry', 'lead', 'partner', 'tag', 'user']);
  });

  test('is a row that is provisioned, where nothing else is', () => {
    expect(needsOf({ ...PLAN, maps: {} }).written).toEqual({ tag: ['name'] });
  });

  test('is more than what is only read, and less than what is not there yet', () => {
    const country = {
      entity: 'country',
      field: 'name',
      type: { kind: 'text' },
      written: false,
      provisioned: false,
    } as const;
    const { written, entities } = needsOf({ ...PLAN, expects: [...PLAN.expects, country] }, [], ['lead']);
    expect(entities).toEqual(['country', 'industry', 'partner', 'tag', 'user']);
    expect(Object.keys(written)).toEqual(['industry', 'partner', 'tag', 'user']);
  });

  test('is nothing that a literal only looks like', () => {
    const literal: Expr = { op: 'literal', value: { kind: 'create', entity: 'ghost', values: [] } };
    const maps = { one: map('one', 'Note', [arm('tag', { assignments: [assign('name', literal)] })]) };
    expect(Object.keys(needsOf({ ...PLAN, provision: [], maps }).written)).toEqual(['tag']);
  });
});

describe('what the target lacked', () => {
  const branch = (more: Partial<BranchPlan>): BranchPlan => ({
    asked: [{ side: 'target', what: 'name', name: 'ticket', there: false }],
    holds: false,
    moves: [],
    fills: [],
    at: 9,
    ...more,
  });
  const lackingOf = (...branches: readonly BranchPlan[]) => needsOf({ ...PLAN, branches }).lacking;
  const at = (source: string, target: string | null, line: number) => ({ source, target, at: line - 1 });

  test('is told with what becomes of the records, and where that is said', () => {
    expect(lackingOf(branch({ moves: [at('Case', 'task', 12)] }))).toEqual([
      { what: 'name', name: 'ticket', instead: 'Case becomes task, as main.map:12 says' },
    ]);
    expect(
      lackingOf(branch({ moves: [at('Case', 'task', 12), at('Case', 'task', 14), at('Note', null, 15)] })),
    ).toMatchObject([{ instead: 'Case becomes task and Note does not move, as main.map:12 says' }]);
    expect(lackingOf(branch({ fills: ['a', 'b', 'a'] }))).toMatchObject([
      { instead: 'a, b are filled instead, as main.map:10 says' },
    ]);
    expect(lackingOf(branch({}))).toMatchObject([
      { instead: 'what would go there is left out, as main.map:10 says' },
    ]);
  });

  test('is told once for each side that says something, else once', () => {
    const [quiet, says] = [branch({ at: 3 }), branch({ moves: [at('Case', 'task', 12)] })];
    expect(lackingOf(quiet, says, quiet).map(({ instead }) => instead)).toEqual([
      'Case becomes task, as main.map:12 says',
    ]);
    expect(lackingOf(quiet, branch({ at: 5 }))).toHaveLength(1);
    expect(lackingOf(says, branch({ fills: ['a'] }))).toHaveLength(2);
  });

  test('is no matter of the source, and modules that are there are needed', () => {
    const asked = [
      { side: 'source', what: 'name', name: 'fax', there: false },
      { side: 'target', what: 'module', name: 'crm', there: true },
      { side: 'target', what: 'name', name: 'lead', there: true },
    ] as const;
    const { lacking, modules } = needsOf({
      ...PLAN,
      branches: [branch({ asked }), branch({ asked, at: 4 })],
    });
    expect(lacking).toEqual([]);
    expect(modules).toEqual([{ name: 'crm', where: 'main.map:10' }]);
  });
});

describe('files', () => {
  const filling = (field: string, value: Expr, more: Partial<MapPlan> = {}): MapPlan =>
    map(
      field,
      'Note',
      [arm('attachment', { assignments: [assign(field, value, { type: { kind: 'binary' } })] })],
      more,
    );
  const filesOf = (one: MapPlan, rows: readonly Readonly<Record<string, JsonValue>>[]) =>
    needsOf({ ...PLAN, maps: { [one.id]: one } }, rows).files;
  const base64 = (bytes: number): string => Buffer.alloc(bytes).toString('base64');

  test('are counted where a map fills a field with one, by the size of what is staged', () => {
    const rows = [{ body: base64(1000) }, { body: null }, { body: base64(31) }, { image: base64(7) }];
    expect(filesOf(filling('datas', get('body')), rows)).toEqual({
      count: 2,
      bytes: 1031,
      largest: 1000,
      unknown: 0,
    });
  });

  test('may be staged elsewhere, with their size', () => {
    const rows = [{ body: { sha256: 'a', sha1: 'b', size: 5000 } }];
    expect(filesOf(filling('datas', get('body')), rows)).toMatchObject({ count: 1, bytes: 5000 });
  });

  test('that are fetched as they are moved have a number and no size', () => {
    const rows = [{ name: 'https://a.test' }, { name: null }];
    expect(filesOf(filling('datas', { op: 'download', of: get('name') }), rows)).toEqual({
      count: 2,
      bytes: 0,
      largest: 0,
      unknown: 2,
    });
  });

  test('are none where no map fills a field with one', () => {
    const text = map('one', 'Note', [arm('attachment', { assignments: [assign('name', get('body'))] })]);
    expect(filesOf(text, [{ body: base64(9) }])).toMatchObject({ count: 0, bytes: 0 });
  });
});
