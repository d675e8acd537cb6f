import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entityDrift, schemaDrift } from '../../src/schema/drift.ts';
import type { AllowedBy, Entity, Field } from '../../src/schema/model.ts';
import { arbitraryEntity, arbitrarySchema } from './arbitrary.ts';
import { entity, field, schema, stage } from './example.ts';

const changed = (name: string, more: Partial<Field>) => {
  const old = stage.fields[name] ?? field(name, { kind: 'text' });
  return { ...stage, fields: { ...stage.fields, [name]: { ...old, ...more } } };
};
const BY_NAME: readonly AllowedBy[] = [{ by: 'name', cases: [{ is: 'x', options: ['a'] }] }];
const messages = (changes: readonly { readonly kind: string; readonly message: string }[]) =>
  changes.map(({ kind, message }) => `${kind}: ${message}`);

describe('drift', () => {
  it('is nothing between a schema and itself', () => {
    fc.assert(
      fc.property(arbitrarySchema, (any) => {
        expect(schemaDrift(any, structuredClone(any))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('sees every field that goes', () => {
    fc.assert(
      fc.property(arbitraryEntity('thing'), (any) => {
        const changes = entityDrift(any, { ...any, fields: {} });
        expect(changes.map(({ kind, field: name }) => `${kind} ${name}`).sort()).toEqual(
          Object.keys(any.fields)
            .map((name) => `removed ${name}`)
            .sort(),
        );
      }),
    );
  });

  it('names entities that come and go, the version and the modules', () => {
    const before = schema([stage, entity('crm.team', [])]);
    const after = schema([stage, entity('crm.tag', [])], { version: '18.0', modules: ['crm', 'sale'] });
    expect(messages(schemaDrift(before, after))).toEqual([
      'version-changed: odoo was version 17.0 and is now 18.0',
      'modules-changed: modules: sale is new; mail is gone',
      'entity-added: crm.tag is new',
      'entity-removed: crm.team is gone',
    ]);
  });

  it('says nothing of modules where their list was not read whole', () => {
    const unread = [{ what: 'modules', why: 'no right', help: 'ask' }] as const;
    const whole = schema([stage], { modules: ['crm', 'mail'] });
    const part = { ...schema([stage], { modules: ['crm'] }), unread };
    expect(schemaDrift(whole, part)).toEqual([]);
    expect(schemaDrift(part, whole)).toEqual([]);
  });

  it('names a new field, and whether it must have a value', () => {
    const after = changed('code', { type: { kind: 'text', max: 8 }, required: true });
    expect(messages(entityDrift(stage, after))).toEqual([
      'added: crm.stage.code is new: text(8), and must have a value',
    ]);
    const harmless = changed('code', { type: { kind: 'text', max: 8 }, required: true, default: 'constant' });
    expect(messages(entityDrift(stage, harmless))).toEqual(['added: crm.stage.code is new: text(8)']);
  });

  it('does not count what we provisioned', () => {
    expect(entityDrift(stage, changed('x_source_id', { provisioned: true }))).toEqual([]);
  });

  it('does not count what speaks for a type, which changes with every record', () => {
    const origin = { kind: 'inferred', confidence: 0.5, evidence: 'all values are whole numbers' } as const;
    const of = (confidence: number): Entity =>
      entity('order', [
        field('n', { kind: 'integer' }, { origin: { ...origin, confidence } }),
        field('lines', {
          kind: 'records',
          fields: { n: field('n', { kind: 'integer' }, { origin: { ...origin, confidence } }) },
        }),
      ]);
    expect(entityDrift(of(0.5), of(0.9))).toEqual([]);
  });

  it('takes a field of the same label and type for the renamed one, when only one fits', () => {
    const before = entity('lead', [
      field('planned_revenue', { kind: 'money' }, { label: 'Expected Revenue' }),
      field('a', { kind: 'text' }, { label: 'Same' }),
      field('b', { kind: 'text' }, { label: 'Same' }),
    ]);
    const after = entity('lead', [
      field('expected_revenue', { kind: 'money' }, { label: 'Expected Revenue' }),
      field('c', { kind: 'text' }, { label: 'Same' }),
    ]);
    expect(entityDrift(before, after)).toEqual([
      { kind: 'removed', entity: 'lead', field: 'a', message: 'lead.a is gone' },
      { kind: 'removed', entity: 'lead', field: 'b', message: 'lead.b is gone' },
      { kind: 'added', entity: 'lead', field: 'c', message: 'lead.c is new: text' },
      {
        kind: 'renamed',
        entity: 'lead',
        field: 'planned_revenue',
        to: 'expected_revenue',
        message:
          'lead.planned_revenue is gone, and lead.expected_revenue has its label and type: probably renamed',
      },
    ]);
  });

  it('knows what versions of a system renamed, whatever the field looks like now', () => {
    const before = entity('crm.lead', [
      field('lost_reason', { kind: 'text' }, { label: 'Lost Reason' }),
      field('note', { kind: 'text' }, { label: 'Lost Reason' }),
    ]);
    const after = entity('crm.lead', [
      field('lost_reason_id', { kind: 'reference', targets: ['crm.lost.reason'] }),
      field('note', { kind: 'text' }, { label: 'Lost Reason' }),
    ]);
    expect(messages(entityDrift(before, after, 'odoo'))).toEqual([
      'renamed: crm.lead.lost_reason is gone, and crm.lead.lost_reason_id stands in its place: renamed in 16.0',
    ]);
    // And back, where the older version is the one that is discovered.
    expect(entityDrift(after, before, 'odoo')).toMatchObject([{ kind: 'renamed', to: 'lost_reason' }]);
    expect(entityDrift(before, after, 'files').map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });

  it('tells which facts of a field changed, but not that an older snapshot holds none', () => {
    const before = changed('name', { facts: { MinValue: 0, Format: 'Url' } });
    const after = changed('name', { facts: { MinValue: 1, Format: 'Url' } });
    expect(messages(entityDrift(before, after))).toEqual([
      'facts-changed: crm.stage.name: the system now says otherwise of MinValue',
    ]);
    expect(entityDrift(stage, after)).toEqual([]);
  });

  it.each<[string, Partial<Field>, string]>([
    [
      'name',
      { type: { kind: 'text', max: 32 } },
      'type-changed: crm.stage.name was text(64) and is now text(32)',
    ],
    [
      'team_id',
      { type: { kind: 'reference', targets: ['crm.group'] } },
      'type-changed: crm.stage.team_id was reference to crm.team and is now reference to crm.group',
    ],
    ['team_id', { required: true }, 'required-changed: crm.stage.team_id must now have a value'],
    ['team_id', { write: 'never' }, 'write-changed: crm.stage.team_id may no longer be written'],
    ['team_id', { write: 'create' }, 'write-changed: crm.stage.team_id may now be written on create only'],
    [
      'team_id',
      { default: 'session' },
      'default-changed: crm.stage.team_id now has a default that depends on who is logged in',
    ],
    ['team_id', { unique: true }, 'unique-changed: crm.stage.team_id is now unique'],
    ['team_id', { computed: true }, 'computed-changed: crm.stage.team_id is now computed by the system'],
    [
      'team_id',
      { write: 'update' },
      'write-changed: crm.stage.team_id may now be written only once the record is there',
    ],
    [
      'name',
      { format: 'url' },
      'format-changed: crm.stage.name was of no certain form and is now an address in the web',
    ],
    [
      'name',
      { defaultValue: 'New' },
      'default-value-changed: the system now fills "New" into crm.stage.name',
    ],
    ['name', { key: 'external' }, 'key-changed: crm.stage.name is now an external id'],
    ['name', { caseless: true }, 'key-changed: capital and small letters are now the same in crm.stage.name'],
    ['name', { unsearchable: true }, 'key-changed: records can no longer be found by crm.stage.name'],
    ['state', { allowed: BY_NAME }, 'allowed-changed: name now allows other options of crm.stage.state'],
    [
      'team_id',
      { onDelete: 'cascade' },
      'deletion-changed: what crm.stage.team_id leads to now takes this record along when it is deleted',
    ],
    ['name', { part: 'title' }, 'details-changed: crm.stage.name is now a part of title'],
    [
      'name',
      { per: ['language'] },
      'details-changed: crm.stage.name now has a value of its own for each language',
    ],
    [
      'name',
      { mirrors: 'team_id.name' },
      'details-changed: crm.stage.name is now kept as one with team_id.name',
    ],
    [
      'team_id',
      { access: { relationship: 'Team' } },
      'details-changed: crm.stage.team_id is now reached in another way',
    ],
    [
      'team_id',
      { label: 'Team' },
      'label-changed: crm.stage.team_id was labelled "Sales Team" and is now "Team"',
    ],
  ])('names what changed in %s: %j', (name, more, message) => {
    const after = changed(name, more);
    expect(messages(entityDrift(stage, after))).toEqual([message]);
    expect(entityDrift(after, stage).map(({ kind }) => kind)).toEqual([
      message.slice(0, message.indexOf(':')),
    ]);
  });

  it('names options that come, go and change their label', () => {
    const after = changed('state', {
      type: {
        kind: 'enum',
        options: [
          { value: 'a', label: 'Fresh' },
          { value: 'c', label: 'Lost' },
        ],
      },
    });
    expect(messages(entityDrift(stage, after))).toEqual([
      'options-changed: options of crm.stage.state: "Lost" ("c") is new; "Won" ("b") is gone; "a" was "New" and is now "Fresh"',
    ]);
  });

  it('names options that nobody can choose any more', () => {
    const state = stage.fields.state?.type;
    const options = state?.kind === 'enum' ? state.options : [];
    const after = changed('state', {
      type: {
        kind: 'enum',
        options: options.map((one, index) => (index === 0 ? { ...one, inactive: true } : one)),
      },
    });
    expect(messages(entityDrift(stage, after))).toEqual([
      'options-changed: options of crm.stage.state: "a" can no longer be chosen',
    ]);
    expect(messages(entityDrift(after, stage))).toEqual([
      'options-changed: options of crm.stage.state: "a" can now be chosen',
    ]);
  });

  it('names what may be done with the records of an entity', () => {
    expect(messages(entityDrift(stage, { ...stage, write: 'update', lasting: true }))).toEqual([
      'write-changed: records of crm.stage may now be changed, and none be made',
      'deletion-changed: records of crm.stage can no longer be deleted',
    ]);
  });

  it('names keys and reference rows', () => {
    const after = {
      ...stage,
      keys: [['name']],
      rows: [
        { id: 1, name: 'New', team_id: 3 },
        { id: 3, name: 'Lost', team_id: null },
      ],
    };
    expect(messages(entityDrift(stage, after))).toEqual([
      'keys-changed: unique keys of crm.stage: (name) is new; (team_id, name) is gone',
      'rows-changed: rows of crm.stage: "Lost" is new; "Won" is gone; other values in "New"',
    ]);
  });
});
