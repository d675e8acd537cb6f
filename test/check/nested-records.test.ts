import { expect, test } from 'vitest';
import type { Field, Schema } from '../../src/schema/model.ts';
import { account, type CheckOptions, expectClean, expectReport } from './support/check-map.ts';
import { entity, schema, TARGET, text } from './support/schemas.ts';

const options = [{ value: 'call', label: 'Call' }];
const visits: Field = {
  name: 'visits',
  label: 'Visits',
  type: {
    kind: 'records',
    fields: {
      day: { name: 'day', label: 'Day', type: { kind: 'date' }, required: true },
      note: { name: 'note', label: 'Note', type: { kind: 'text', max: 10 } },
      cost: { name: 'cost', label: 'Cost', type: { kind: 'decimal' } },
      way: { name: 'way', label: 'Way', type: { kind: 'enum', options } },
    },
  },
};
const partner = TARGET.entities['res.partner'];
if (partner === undefined) throw new Error('no res.partner');
const target: Schema = {
  ...TARGET,
  entities: { ...TARGET.entities, 'res.partner': { ...partner, fields: { ...partner.fields, visits } } },
};
const line = (name: string, type: Field['type'], required?: true): Field => ({
  name,
  label: name,
  type,
  ...(required ? { required } : {}),
});
const source = schema('dataverse', [
  entity('account', 'accountid', {
    'accountid!': { kind: 'text', max: 36 },
    name: text,
    calls: {
      kind: 'records',
      fields: { day: line('day', { kind: 'date' }, true), cost: line('cost', { kind: 'integer' }) },
    },
    odd: {
      kind: 'records',
      fields: { day: line('day', { kind: 'date' }), dey: line('dey', { kind: 'date' }) },
    },
    late: { kind: 'records', fields: { day: line('day', { kind: 'date' }) } },
    plain: { kind: 'records', fields: { note: line('note', { kind: 'text', max: 5 }) } },
  }),
]);
const over: CheckOptions = { source, target };
const day = 'day = date "2024-01-31"';

test('a nested record has the fields of its place', () => {
  expectClean(account(`visits = [{ ${day} }]`), over);
  expectClean(account(`visits = [{ ${day} note = "short" cost = 3 way = "Call" }]`), over);
});

test('a field that it does not have is told, with the one that was meant', () => {
  expectReport(account(`visits = [{ ${day} «nota» = "x" }]`), 'type-mismatch', {
    ...over,
    message: /with `nota`/,
    help: /`note`/,
  });
  expectReport(account('visits = «odd»'), 'type-mismatch', { ...over, message: /with `dey`/ });
});

test('a field that must be there is missed', () => {
  expectReport(account('visits = [«{ note = "x" }»]'), 'type-mismatch', {
    ...over,
    message: /without `day`/,
  });
  expectReport(account('visits = «plain»'), 'type-mismatch', { ...over, message: /without `day`/ });
});

test('a field that cannot be empty takes no null', () => {
  expectReport(
    account('visits = [{ day = «if name == null then null else date "2024-01-31"» }]'),
    'nullable-required',
    over,
  );
  expectReport(account('visits = «late»'), 'nullable-required', over);
});

test('a field of another type, or too long, is told at its value', () => {
  expectReport(account('visits = [{ day = «"2024-01-31"» }]'), 'type-mismatch', over);
  expectReport(account(`visits = [{ ${day} note = «name» }]`), 'too-long', over);
  expectReport(account(`visits = [{ ${day} way = «"Cal"» }]`), 'unknown-option', over);
});

test('a whole number in it becomes a decimal where one is wanted', () => {
  const { program } = expectClean(account('visits = calls'), over);
  const [map] = program.maps;
  const arm = map?.arms[0];
  const value =
    arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'visits') : null;
  expect(value?.value.expr).toMatchObject({ op: 'call', fn: 'each' });
  expect(JSON.stringify(value?.value.expr)).toContain('"op":"convert","to":"decimal"');
});

test('records of two branches come to one, which may lack what only one of them has', () => {
  const both = 'if name == null then { a = 1 } else { a = 2 b = "x" }';
  expectClean(account(`let r = ${both} employees = r.a website = r.b`), over);
  expectReport(account(`let r = ${both} website = "{«r.b»}"`), 'nullable-text', over);
  expectReport(account('let r = «if name == null then { a = 1 } else { a = "x" }»'), 'branches-differ', over);
  expectReport(account('let r = «if name == null then { a = 1 } else { a = 1.5 }»'), 'branches-differ', over);
});
