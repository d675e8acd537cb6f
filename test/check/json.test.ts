import { expect, test } from 'vitest';
import { lower } from '../../src/lower/lower.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { Schema } from '../../src/schema/model.ts';
import { account, type CheckOptions, expectClean, expectReport } from './support/check-map.ts';
import { entity, profileOf, SOURCE, schema, TARGET, text } from './support/schemas.ts';

const planOf = (map: string, options: CheckOptions = {}): Plan =>
  lower({
    checked: expectClean(map, options),
    target: options.target ?? TARGET,
    settings: { timezone: 'UTC', language: 'en_US' },
  });
const fieldsOf = (plan: Plan, name: string): readonly string[] | undefined =>
  plan.extract.find((one) => one.entity === name)?.fields;

test('a record as JSON reads all that can be read of it, and that is extracted', () => {
  const plan = planOf(account('comment = html(json(this))'));
  expect(fieldsOf(plan, 'account')).toEqual(
    ['accountid'].concat(
      Object.keys(SOURCE.entities.account?.fields ?? {})
        .sort()
        .slice(1),
    ),
  );
  expect(fieldsOf(planOf(account('comment = html(deal[company = this] | json)')), 'deal')).not.toContain(
    'odd',
  );
});

test('nothing of a record that is kept as JSON is forgotten, and what is kept is not dropped', () => {
  const profile = profileOf(SOURCE, ['account']);
  expectReport(account().replace('map account', 'map «account»'), 'field-forgotten', { profile });
  expectClean(account('comment = html(json(this))'), { profile });
  expectReport(account('comment = html(json(this)) drop «notes» because "no"'), 'drop-read');
});

test('a file is not in it, and still has to be thought of', () => {
  const source: Schema = schema('dataverse', [
    entity('account', 'accountid', {
      'accountid!': { kind: 'text', max: 36 },
      name: text,
      logo: { kind: 'binary' },
    }),
  ]);
  const profile = profileOf(source, ['account']);
  const map = account('comment = html(json(this))').replace('map account', 'map «account»');
  expectReport(map, 'field-forgotten', { source, profile, message: /`logo`/ });
});

test('a reference as JSON may lead nowhere, which is answered inside or outside', () => {
  expectReport(account('comment = «html(json(parent))»'), 'unhandled-failure', { message: /dangling/ });
  expectClean(account('comment = html(json(parent)) else null'));
  expectClean(account('comment = html(json(parent else null))'));
  expectClean(account('comment = html((parent else null) | json)'));
});

test('a reference to several entities reads the fields of each', () => {
  const plan = planOf(account('comment = html(json(owner)) else null'));
  expect(fieldsOf(plan, 'systemuser')).toContain('email');
  expect(fieldsOf(plan, 'team')).toEqual(['teamid']);
});

test('a list of records becomes a list of whole ones', () => {
  const plan = planOf(account('comment = html(deal[company = this] | json)'));
  expect(fieldsOf(plan, 'deal')).toEqual(['dealid', 'company', 'stage', 'status', 'title']);
});

test('a field of the target that holds JSON holds the record, too', () => {
  const partner = TARGET.entities['res.partner'];
  if (partner === undefined) throw new Error('no res.partner');
  const x_raw = { name: 'x_raw', label: 'Raw', type: { kind: 'json' } } as const;
  const target: Schema = {
    ...TARGET,
    entities: { ...TARGET.entities, 'res.partner': { ...partner, fields: { ...partner.fields, x_raw } } },
  };
  expect(JSON.stringify(planOf(account('x_raw = this'), { target }).maps)).toContain('"op":"record_of"');
  expectReport(account('x_raw = «parent»'), 'unhandled-failure', { target });
  expectClean(account('x_raw = parent else null'), { target });
});
