import { describe, expect, it } from 'vitest';
import { isEmptied } from '../../src/runtime/is-emptied.ts';
import type { Journal } from '../../src/runtime/journal.ts';
import { referenceTo, referredRows } from '../../src/runtime/referred-rows.ts';
import type { FieldType, Schema } from '../../src/schema/model.ts';

const one: FieldType = { kind: 'reference', targets: ['partner'] };
const several: FieldType = { kind: 'reference', targets: ['partner', 'user'] };
const many: FieldType = { kind: 'references', target: 'tag' };

describe('the rows that a value refers to', () => {
  it('are told by their ids, or by entity and id where there are several entities', () => {
    expect(referredRows(one, 7)).toEqual([{ entity: 'partner', id: 7 }]);
    expect(referredRows(many, [1, 'b'])).toEqual([
      { entity: 'tag', id: 1 },
      { entity: 'tag', id: 'b' },
    ]);
    expect(referredRows(several, { model: 'user', id: 7 })).toEqual([{ entity: 'user', id: 7 }]);
  });

  it('are none for anything else', () => {
    for (const value of [null, undefined, 7, { model: 'lead', id: 7 }, { model: 'user', id: null }])
      expect(referredRows(several, value)).toEqual([]);
    expect(referredRows({ kind: 'text' }, 7)).toEqual([]);
    expect(referredRows(undefined, 7)).toEqual([]);
  });

  it('are searched by what such a value would be', () => {
    expect(referenceTo(one, { entity: 'partner', id: 7 })).toBe(7);
    expect(referenceTo(several, { entity: 'user', id: 7 })).toEqual({ model: 'user', id: 7 });
  });
});

describe('a reference that the target emptied with its row', () => {
  const schema: Schema = {
    system: 'fake',
    version: '1',
    language: 'en_US',
    modules: [],
    entities: {
      lead: {
        name: 'lead',
        label: 'lead',
        id: 'id',
        display: null,
        fields: { about: { name: 'about', label: 'about', type: several } },
      },
    },
  };
  const gone = (entity: string): Pick<Journal, 'isTakenAway'> => ({ isTakenAway: (name) => name === entity });

  it('is told from one that a person emptied, by the entity of the row', () => {
    const written = { model: 'user', id: 7 };
    const emptied = (entity: string): boolean =>
      // Only what of the journal is asked.
      isEmptied({ schema, journal: gone(entity) as Journal }, 'lead', 'about', written, null);
    expect(emptied('user')).toBe(true);
    expect(emptied('partner')).toBe(false);
  });
});
