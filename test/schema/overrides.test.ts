import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Schema } from '../../src/schema/model.ts';
import {
  type FieldOverride,
  type Overrides,
  staleOverrides,
  withOverrides,
} from '../../src/schema/overrides.ts';
import { arbitrarySchema } from './arbitrary.ts';
import { entity, field, schema } from './example.ts';

const THING = entity('thing', [
  field('id', { kind: 'text' }),
  field('kind', { kind: 'text' }, { required: true }),
  field('code', { kind: 'text', max: 8 }, { unique: true, write: 'create' }),
]);
const DISCOVERED = schema([THING, entity('other', [field('id', { kind: 'text' })])]);

const fieldOf = (overrides: Overrides, name: string): Field | undefined =>
  withOverrides(DISCOVERED, overrides).entities.thing?.fields[name];
const told = (overrides: Overrides) => staleOverrides(DISCOVERED, overrides).map(({ message }) => message);

describe('an override', () => {
  it('wins over what was discovered, and leaves alone what it does not say', () => {
    const type = { kind: 'enum', options: [{ value: 'a', label: 'A' }] } as const;
    expect(fieldOf({ thing: { fields: { kind: { type } } } }, 'kind')).toEqual({
      ...field('kind', type),
      required: true,
    });
    expect(fieldOf({ thing: { fields: { kind: { required: false } } } }, 'kind')).toEqual(
      field('kind', { kind: 'text' }),
    );
    expect(fieldOf({ thing: { fields: { code: { unique: false, write: 'always' } } } }, 'code')).toEqual(
      field('code', { kind: 'text', max: 8 }),
    );
    expect(fieldOf({ thing: { fields: { code: { write: 'update' } } } }, 'code')).toMatchObject({
      write: 'update',
      unique: true,
    });
  });

  it('takes away what is not there, and adds what discovery does not see', () => {
    expect(fieldOf({ thing: { fields: { kind: null } } }, 'kind')).toBeUndefined();
    expect(
      fieldOf({ thing: { fields: { more: { type: { kind: 'date' }, label: 'More' } } } }, 'more'),
    ).toEqual(field('more', { kind: 'date' }, { label: 'More' }));
    expect(fieldOf({ thing: { fields: { more: { required: true } } } }, 'more')).toBeUndefined();
    expect(Object.keys(withOverrides(DISCOVERED, { other: null }).entities)).toEqual(['thing']);
  });

  it('speaks of the entity too', () => {
    const { entities } = withOverrides(DISCOVERED, {
      thing: { id: 'code', keys: [['kind', 'code']], display: null },
    });
    expect(entities.thing).toMatchObject({ id: 'code', keys: [['kind', 'code']], display: null });
    expect(entities.other).toBe(DISCOVERED.entities.other);
  });

  it('loads no entity before it is looked at', () => {
    const loaded: string[] = [];
    const entities = {};
    for (const [name, one] of Object.entries(DISCOVERED.entities))
      Object.defineProperty(entities, name, {
        enumerable: true,
        get: () => {
          loaded.push(name);
          return one;
        },
      });
    const lazy: Schema = { ...DISCOVERED, entities };
    const now = withOverrides(lazy, { thing: { label: 'T' } });
    expect(loaded).toEqual([]);
    expect(now.entities.thing?.label).toBe('T');
    expect(loaded).toEqual(['thing']);
  });

  it('is stale where what it corrects is gone', () => {
    expect(told({ gone: { label: 'x' } })).toEqual(['gone is not among the discovered entities']);
    expect(told({ thing: { fields: { gone: { required: true } } } })).toEqual([
      'thing.gone is not among the discovered fields; with a `type` it would be added',
    ]);
    expect(told({ thing: { fields: { gone: null } } })).toEqual([
      'thing.gone is not there: discovery does not find it either',
    ]);
  });

  it('is stale where discovery says the same', () => {
    const change: FieldOverride = { required: true, type: { kind: 'text', max: 8 } };
    expect(told({ thing: { fields: { kind: change, code: change } } })).toEqual([
      'discovery says the same of thing.kind: required',
      'discovery says the same of thing.code: type',
    ]);
    expect(told({ thing: { id: THING.id, label: 'Other' } })).toEqual([
      'discovery says the same of thing: id',
    ]);
  });
});

describe('a type that was concluded', () => {
  const origin = { kind: 'inferred', confidence: 0.9, evidence: 'all values are whole numbers' } as const;
  const guessed = schema([entity('thing', [field('n', { kind: 'integer' }, { origin })])]);
  const corrected = (change: FieldOverride) =>
    withOverrides(guessed, { thing: { fields: { n: change } } }).entities.thing?.fields.n;

  it('is a person’s own once it is said, and not stale where that confirms it', () => {
    const confirm = { thing: { fields: { n: { type: { kind: 'integer' } } } } } as const;
    expect(corrected({ type: { kind: 'integer' } })).toEqual(field('n', { kind: 'integer' }));
    expect(staleOverrides(guessed, confirm)).toEqual([]);
  });

  it('stays concluded where another property is said', () => {
    expect(corrected({ required: true })?.origin).toEqual(origin);
  });
});

describe('for every schema', () => {
  it('overrides that say what is there are stale where it was not concluded, and change nothing but that', () => {
    fc.assert(
      fc.property(arbitrarySchema, (any) => {
        const overrides: Overrides = Object.fromEntries(
          Object.values(any.entities).map((one) => [
            one.name,
            {
              label: one.label,
              fields: Object.fromEntries(
                Object.values(one.fields).map(
                  ({ name, type, label, required, unique, write, default: filled }) => [
                    name,
                    {
                      type,
                      label,
                      required: required === true,
                      unique: unique === true,
                      write: write ?? 'always',
                      default: filled ?? 'none',
                    },
                  ],
                ),
              ),
            },
          ]),
        );
        const fields = Object.values(any.entities).flatMap((one) => Object.values(one.fields));
        const concluded = fields.filter(({ origin }) => origin !== undefined);
        const entities = Object.keys(any.entities);
        expect(staleOverrides(any, overrides)).toHaveLength(
          fields.length * 6 - concluded.length + entities.length,
        );
        expect(structuredClone(withOverrides(any, overrides).entities)).toEqual(
          Object.fromEntries(
            Object.values(structuredClone(any.entities)).map((one) => [
              one.name,
              {
                ...one,
                fields: Object.fromEntries(
                  Object.values(one.fields).map(({ origin: _, ...said }) => [said.name, said]),
                ),
              },
            ]),
          ),
        );
      }),
      { numRuns: 50 },
    );
  });
});
