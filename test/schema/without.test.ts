import { describe, expect, it } from 'vitest';
import type { Entity, Field, Schema } from '../../src/schema/model.ts';
import { canLack, type Part, withoutParts } from '../../src/schema/without.ts';

const field = (name: string, type: Field['type']): readonly [string, Field] => [
  name,
  { name, label: name, type },
];
const text = { kind: 'text' } as const;

function entity(
  name: string,
  fields: readonly (readonly [string, Field])[],
  more: Partial<Entity> = {},
): Entity {
  return {
    name,
    label: name,
    id: 'id',
    display: null,
    fields: Object.fromEntries([field('id', text), ...fields]),
    ...more,
  };
}

const PARTNER = entity(
  'partner',
  [
    field('name', text),
    field('ticket', { kind: 'reference', targets: ['ticket'] }),
    field('about', { kind: 'reference', targets: ['ticket', 'lead'] }),
    field('tickets', { kind: 'references', target: 'ticket' }),
    field('opened', { kind: 'children', entity: 'ticket', via: 'opener' }),
    field('lines', {
      kind: 'records',
      fields: Object.fromEntries([field('of', { kind: 'reference', targets: ['ticket'] }), field('n', text)]),
    }),
    field('coin', { kind: 'reference', targets: ['currency'] }),
    field('worth', { kind: 'money', currency: 'coin' }),
    [
      'grade',
      {
        ...field('grade', { kind: 'enum', options: [{ value: 'A', label: 'A' }] })[1],
        part: 'coin',
        allowed: ['coin', 'name'].map((by) => ({ by, cases: [{ is: 'x', options: ['A'] }] })),
      },
    ],
    field('whose', { kind: 'reference', targets: ['lead'], typeField: 'coin' }),
    field('address', {
      kind: 'record',
      fields: Object.fromEntries([field('of', { kind: 'reference', targets: ['ticket'] }), field('n', text)]),
    }),
  ],
  { display: 'coin', keys: [['name'], ['name', 'coin']], rows: [{ id: 1, name: 'Kaya', coin: 7 }] },
);
const SCHEMA: Schema = {
  system: 'odoo',
  version: '17.0',
  language: 'en_US',
  modules: ['base', 'helpdesk'],
  entities: {
    partner: PARTNER,
    ticket: entity('ticket', [
      field('opener', { kind: 'reference', targets: ['partner'] }),
      field('title', text),
    ]),
    lead: entity('lead', [field('name', text)]),
    currency: entity('currency', []),
  },
};
const without = (...parts: readonly Part[]): Schema => withoutParts(SCHEMA, parts);
const partner = (...parts: readonly Part[]): Entity | undefined => without(...parts).entities.partner;

describe('a schema without a part', () => {
  it('is the same schema where nothing goes', () => expect(without()).toBe(SCHEMA));

  it('lacks a module, and nothing else', () =>
    expect(without({ kind: 'module', module: 'helpdesk' })).toEqual({ ...SCHEMA, modules: ['base'] }));

  it('lacks an entity, and the fields that lead only there', () => {
    const schema = without({ kind: 'entity', entity: 'ticket' });
    expect(Object.keys(schema.entities)).toEqual(['partner', 'lead', 'currency']);
    expect(Object.keys(schema.entities.partner?.fields ?? {})).toEqual([
      'id',
      'name',
      'about',
      'lines',
      'coin',
      'worth',
      'grade',
      'whose',
      'address',
    ]);
    expect(schema.entities.partner?.fields.about?.type).toEqual({ kind: 'reference', targets: ['lead'] });
    expect(schema.entities.partner?.fields.lines?.type).toMatchObject({ fields: { n: {} } });
    expect(schema.entities.partner?.fields.lines?.type).not.toHaveProperty('fields.of');
    expect(schema.entities.partner?.fields.address?.type).not.toHaveProperty('fields.of');
    // What does not speak of it is the very same.
    expect(schema.entities.lead).toBe(SCHEMA.entities.lead);
  });

  it('lacks a reference as a whole once each entity that it leads to is gone', () => {
    const schema = partner({ kind: 'entity', entity: 'ticket' }, { kind: 'entity', entity: 'lead' });
    expect(schema?.fields).not.toHaveProperty('about');
  });

  it('says nothing of a field that is gone: no display, no key, no value of a row, no currency', () => {
    const left = partner({ kind: 'entity', entity: 'currency' });
    expect(left).toMatchObject({ display: null, keys: [['name']], rows: [{ id: 1, name: 'Kaya' }] });
    expect(left?.rows?.[0]).not.toHaveProperty('coin');
    expect(left?.fields.worth?.type).toEqual({ kind: 'money' });
    expect(left?.fields.whose?.type).toEqual({ kind: 'reference', targets: ['lead'] });
    expect(left?.fields.grade).not.toHaveProperty('part');
    expect(left?.fields.grade?.allowed?.map(({ by }) => by)).toEqual(['name']);
  });

  it('lacks one field, and the list that goes along it', () => {
    const schema = without({ kind: 'field', entity: 'ticket', field: 'opener' });
    expect(Object.keys(schema.entities.ticket?.fields ?? {})).toEqual(['id', 'title']);
    expect(schema.entities.partner?.fields).not.toHaveProperty('opened');
    expect(schema.entities.partner?.fields).toHaveProperty('tickets');
  });

  it('keeps the id of every entity', () => {
    const id: Part = { kind: 'field', entity: 'lead', field: 'id' };
    expect(canLack(SCHEMA, id)).toBe(false);
    expect(without(id).entities).toEqual(SCHEMA.entities);
    expect(canLack(SCHEMA, { kind: 'field', entity: 'lead', field: 'name' })).toBe(true);
    expect(canLack(SCHEMA, { kind: 'entity', entity: 'lead' })).toBe(true);
  });
});
