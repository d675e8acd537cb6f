import { describe, expect, it } from 'vitest';
import { entityOf, recordTypeRows } from '../../../src/connectors/salesforce/describe.ts';
import type { FieldDescribe, SObjectDescribe } from '../../../src/connectors/salesforce/describe-shape.ts';
import type { Field } from '../../../src/schema/model.ts';
import { ONSITE, REMOTE, VISIT, VISIT_PICKLISTS } from './visit.ts';

const entity = entityOf(VISIT, VISIT_PICKLISTS);
const field = (name: string): Field | undefined => entity.fields[name];

/** The one field of an object that has a name and an id beside it. */
function single(more: Partial<FieldDescribe>): Field | undefined {
  const [id, name] = VISIT.fields;
  if (id === undefined || name === undefined) throw new Error('the fixture begins with Id and Name');
  const described: SObjectDescribe = {
    ...VISIT,
    fields: [id, { ...name, nameField: false, autoNumber: false, ...more, name: 'Its__c' }],
  };
  return entityOf(described).fields.Its__c;
}

describe('an object', () => {
  it('says how it is reached, known, and what may be done with its records', () => {
    expect(entity).toMatchObject({ id: 'Id', display: 'Name', access: { prefix: 'a01' }, lasting: true });
    expect(entity).not.toHaveProperty('write');
    expect(entityOf({ ...VISIT, createable: false })).toMatchObject({ write: 'update' });
    expect(entityOf({ ...VISIT, updateable: false })).toMatchObject({ write: 'create' });
    expect(entityOf({ ...VISIT, createable: false, updateable: false })).toMatchObject({ write: 'never' });
  });

  it('brings its record types as rows, without the master that stands for none', () => {
    expect(recordTypeRows(VISIT)).toEqual([
      { Id: ONSITE, Name: 'On site', DeveloperName: 'OnSite', SobjectType: 'Visit__c', IsActive: true },
      { Id: REMOTE, Name: 'Remote', DeveloperName: 'Remote', SobjectType: 'Visit__c', IsActive: false },
    ]);
  });
});

describe('when a field may be written', () => {
  it.each([
    [true, true, undefined],
    [true, false, 'create'],
    [false, true, 'update'],
    [false, false, 'never'],
  ])('createable %s, updateable %s: %s', (createable, updateable, write) => {
    expect(single({ createable, updateable })?.write).toBe(write);
  });
});

describe('what is filled in', () => {
  it('is a default like any other, with its value', () => {
    expect(field('Urgent__c')).toMatchObject({ default: 'constant', defaultValue: false, required: true });
    expect(field('Skills__c')).toMatchObject({ defaultValue: ['Gas', 'Power'] });
  });

  it('depends on who is logged in for owners, currencies, record types and formulas of the user', () => {
    for (const name of ['OwnerId', 'CurrencyIsoCode', 'RecordTypeId', 'Code__c'])
      expect(field(name)?.default, name).toBe('session');
  });
});

describe('a picklist', () => {
  it('is open unless it is restricted, and keeps what can no longer be chosen', () => {
    expect(field('Kind__c')?.type).toEqual({
      kind: 'enum',
      options: [
        { value: 'Repair', label: 'Repair' },
        { value: 'Audit', label: 'Audit' },
        { value: 'Old', label: 'Old', inactive: true },
      ],
      max: 255,
    });
    expect(field('Cause__c')?.type).toMatchObject({ kind: 'enum', open: true });
    expect(field('Skills__c')?.type).toMatchObject({ kind: 'enums', max: 4099 });
  });

  it('says what its controlling picklist allows', () => {
    expect(field('Cause__c')?.allowed).toEqual([
      {
        by: 'Kind__c',
        cases: [
          { is: 'Repair', options: ['Broken'] },
          { is: 'Audit', options: ['Yearly'] },
          { is: 'Old', options: ['Yearly'] },
        ],
      },
    ]);
  });

  it('says what its controlling checkbox allows, unchecked first', () => {
    expect(field('Answer__c')?.allowed).toEqual([
      {
        by: 'Urgent__c',
        cases: [
          { is: false, options: ['Later', 'Now'] },
          { is: true, options: ['Now'] },
        ],
      },
    ]);
  });

  it('reads the bits of a controlling picklist of more than eight values', () => {
    const [id, name] = VISIT.fields;
    const kind = VISIT.fields.find((one) => one.name === 'Kind__c');
    if (id === undefined || name === undefined || kind === undefined)
      throw new Error('the fixture has these');
    const values = Array.from({ length: 10 }, (_, index) => ({
      value: `v${index}`,
      label: null,
      active: true,
      defaultValue: false,
    }));
    const picky = { ...kind, name: 'B__c', controllerName: 'A__c' };
    // The tenth value: the second byte, its second highest bit.
    const picklistValues = [{ value: 'x', label: null, active: true, defaultValue: false, validFor: 'AEAA' }];
    const made = entityOf({
      ...VISIT,
      fields: [id, name, { ...kind, name: 'A__c', picklistValues: values }, { ...picky, picklistValues }],
    });
    const cases = made.fields.B__c?.allowed?.[0]?.cases ?? [];
    expect(cases.filter(({ options }) => options.length > 0).map(({ is }) => is)).toEqual(['v9']);
  });

  it('says what each record type allows, and fills in', () => {
    expect(field('Kind__c')?.allowed).toEqual([
      {
        by: 'RecordTypeId',
        cases: [
          { is: ONSITE, options: ['Repair', 'Audit'], default: 'Audit' },
          { is: REMOTE, options: ['Repair'] },
        ],
      },
    ]);
    expect(entityOf(VISIT).fields.Kind__c).not.toHaveProperty('allowed');
  });
});

describe('a field that is put together', () => {
  it('holds its parts, repeats the first of them, and is computed', () => {
    expect(field('Place__c')).toMatchObject({
      write: 'never',
      computed: true,
      companionOf: 'Place__Latitude__s',
      type: {
        kind: 'record',
        fields: {
          latitude: { companionOf: 'Place__Latitude__s', type: { kind: 'decimal', precision: 10, scale: 6 } },
          longitude: { companionOf: 'Place__Longitude__s' },
        },
      },
    });
    expect(field('Place__Latitude__s')).toMatchObject({ part: 'Place__c' });
  });

  it('is JSON where no part of it is known', () => {
    expect(single({ type: 'address' })?.type).toEqual({ kind: 'json' });
  });
});

describe('a reference', () => {
  it('says where it leads, under which name, and what deleting does', () => {
    expect(field('OwnerId')).toMatchObject({
      type: { kind: 'reference', targets: ['Group', 'User'] },
      access: { relationship: 'Owner' },
    });
    expect(field('Account__c')).toMatchObject({
      required: true,
      write: 'create',
      onDelete: 'cascade',
      enforced: true,
    });
    expect(field('Device__c')).toMatchObject({ onDelete: 'restrict', enforced: true });
    expect(field('OwnerId')).not.toHaveProperty('enforced');
  });
});

describe('an amount', () => {
  it('names its currency where the organization has several', () => {
    expect(field('Cost__c')?.type).toEqual({
      kind: 'money',
      precision: 18,
      scale: 2,
      currency: 'CurrencyIsoCode',
    });
    expect(single({ type: 'currency', precision: 18, scale: 2 })?.type).toEqual({
      kind: 'money',
      precision: 18,
      scale: 2,
    });
  });
});
