import { expect, it } from 'vitest';
import type { Assignment, Expr, Plan, TablePlan, WriteArm } from '../../src/plan/types.ts';
import { usesOf } from '../../src/plan/uses.ts';

const literal = (value: string): Expr => ({ op: 'literal', value });

function line(field: string, value: Expr, at: number): Assignment {
  return {
    fields: [field],
    type: { kind: 'text' },
    mode: 'set',
    when: 'always',
    exact: false,
    required: false,
    value,
    because: null,
    at,
  };
}

function planOf(arm: Partial<WriteArm>, more: Partial<Plan> = {}): Plan {
  const write: WriteArm = {
    kind: 'write',
    target: 'res.partner',
    guard: null,
    lets: [],
    requires: [],
    key: [],
    match: [],
    assignments: [],
    at: 0,
    ...arm,
  };
  return {
    format: 2,
    source: 'crm',
    target: 'odoo',
    digests: { maps: '', source: '', target: '' },
    settings: { timezone: 'UTC', language: 'en_US' },
    provision: [],
    extract: [],
    expects: [],
    tables: {},
    maps: {
      M: {
        id: 'M',
        kind: 'map',
        phase: 'run',
        source: 'a',
        each: null,
        arms: [write],
        unmatched: null,
        drops: [],
        reads: ['a'],
        at: 0,
      },
    },
    order: [],
    fates: [],
    requires: [],
    thresholds: [],
    spans: [],
    ...more,
  };
}

it('tells keys from what is written, with their lines', () => {
  const plan = planOf({ key: [line('x_id', literal('1'), 3)], assignments: [line('x_b', literal('2'), 4)] });
  expect(usesOf(plan).ofField('res.partner', 'x_id')).toEqual([{ map: 'M', kind: 'key', at: [3] }]);
  expect(usesOf(plan).ofField('res.partner', 'x_b')).toEqual([{ map: 'M', kind: 'writes', at: [4] }]);
  expect(usesOf(plan).ofField('crm.lead', 'x_b')).toEqual([]);
});

it('follows a dotted way of a lookup as far as references are known', () => {
  const where = [{ path: 'team_id.x_code', value: literal('A') }];
  const plan = planOf(
    { assignments: [line('lead', { op: 'lookup', entity: 'crm.lead', where }, 5)] },
    {
      expects: [
        {
          entity: 'crm.lead',
          field: 'team_id',
          type: { kind: 'reference', targets: ['crm.team'] },
          written: false,
          provisioned: false,
        },
      ],
    },
  );
  expect(usesOf(plan).ofField('crm.team', 'x_code')).toEqual([{ map: 'M', kind: 'looks up', at: [5] }]);
});

it('finds the fields that a match compares, that are read of a row, and that a handler writes', () => {
  const plan = planOf({
    match: [
      { pairs: [{ target: { op: 'column', field: 'x_mail' }, source: literal('x'), as: 'text' }], at: 6 },
    ],
    assignments: [
      line('name', { op: 'target_get', of: literal('7'), entity: 'res.users', field: 'x_nick' }, 7),
      line(
        'tag',
        {
          op: 'else',
          of: { op: 'lookup', entity: 'crm.tag', where: [] },
          handlers: [
            { kind: 'create', entity: 'crm.tag', values: [{ field: 'x_tag', value: literal('t') }], at: 9 },
          ],
        },
        8,
      ),
    ],
  });
  const uses = usesOf(plan);
  expect(uses.ofField('res.partner', 'x_mail')).toEqual([{ map: 'M', kind: 'looks up', at: [6] }]);
  expect(uses.ofField('res.users', 'x_nick')).toEqual([{ map: 'M', kind: 'reads', at: [7] }]);
  expect(uses.ofField('crm.tag', 'x_tag')).toEqual([{ map: 'M', kind: 'writes', at: [9] }]);
});

it('counts a row as used where no literal asks for another', () => {
  const asking = (value: Expr): Plan =>
    planOf({
      assignments: [line('t', { op: 'lookup', entity: 'crm.team', where: [{ path: 'name', value }] }, 2)],
    });
  const used = (value: Expr): number => usesOf(asking(value)).ofRow('crm.team', { name: 'North' }).length;
  expect(used(literal('North'))).toBe(1);
  expect(used(literal('South'))).toBe(0);
  expect(used({ op: 'get', of: { op: 'this' }, field: 'team' })).toBe(1);
});

it('looks through tables whose values are rows', () => {
  const table: TablePlan = {
    domains: ['text'],
    entries: [{ keys: ['n'], result: { kind: 'values', values: ['North'] }, at: 1 }],
    otherwise: null,
    rows: { entity: 'crm.team', paths: ['name'] },
  };
  const asks: Expr = { op: 'table', table: 'teams', keys: [literal('n')] };
  const uses = usesOf(planOf({ assignments: [line('t', asks, 2)] }, { tables: { teams: table } }));
  expect(uses.ofRow('crm.team', { name: 'North' })).toEqual([{ map: 'M', kind: 'looks up', at: [2] }]);
  expect(uses.ofRow('crm.team', { name: 'South' })).toEqual([]);
});

it('takes what stands in a literal for data', () => {
  const data: Expr = { op: 'literal', value: { op: 'target_get', entity: 'res.users', field: 'x_nick' } };
  expect(usesOf(planOf({ assignments: [line('name', data, 2)] })).ofField('res.users', 'x_nick')).toEqual([]);
});
