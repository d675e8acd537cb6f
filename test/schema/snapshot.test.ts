import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileFromText, profileToText } from '../../src/schema/profile-text.ts';
import {
  entityFromText,
  entityToText,
  headerFromText,
  headerToText,
  schemaHeader,
} from '../../src/schema/snapshot.ts';
import { SnapshotError } from '../../src/schema/snapshot-error.ts';
import { arbitraryEntity, arbitraryProfile, arbitrarySchema } from './arbitrary.ts';
import { stage } from './example.ts';

const STAGE = `{
  "name": "crm.stage",
  "label": "CRM Stages",
  "id": "id",
  "display": "name",
  "access": { "model": "crm.stage" },
  "keys": [
    ["team_id", "name"]
  ],
  "fields": {
    "id": { "label": "id", "type": { "kind": "integer" }, "write": "never" },
    "name": { "label": "Stage Name", "type": { "kind": "text", "max": 64 }, "required": true },
    "state": { "label": "state", "type": { "kind": "enum", "options": [{ "value": "a", "label": "New" }, { "value": "b", "label": "Won" }] } },
    "team_id": { "label": "Sales Team", "type": { "kind": "reference", "targets": ["crm.team"] } }
  },
  "rows": [
    { "id": 1, "name": "New", "team_id": null },
    { "id": 2, "name": "Won", "team_id": 7 }
  ]
}
`;

describe('an entity as text', () => {
  it('is one field a line, sorted', () => {
    expect(entityToText(stage)).toBe(STAGE);
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryEntity('thing'), (entity) => {
        expect(entityFromText(entityToText(entity), 'thing.json')).toEqual(entity);
      }),
    );
  });

  it('does not depend on the order in which fields and properties were made', () => {
    fc.assert(
      fc.property(arbitraryEntity('thing'), (entity) => {
        const reversed = Object.fromEntries(Object.entries(entity.fields).reverse());
        expect(entityToText({ ...entity, fields: reversed })).toBe(entityToText(entity));
      }),
    );
  });

  it('has as many lines more as it has fields more', () => {
    const { state: _, ...fields } = stage.fields;
    expect(STAGE.split('\n').length - entityToText({ ...stage, fields }).split('\n').length).toBe(1);
  });
});

describe('a broken snapshot', () => {
  const broken = (text: string): SnapshotError => {
    try {
      entityFromText(text, 'schemas/target/crm.stage.json');
    } catch (error) {
      if (error instanceof SnapshotError) return error;
      throw error;
    }
    throw new Error('it was read without a complaint');
  };

  it.each([
    ['cut short', STAGE.slice(0, 200), /^not valid JSON/],
    ['a list', '[]', /^must be an object$/],
    ['without an id', STAGE.replace('"id": "id",', ''), /^id: is missing$/],
    [
      'with an id that is no field',
      STAGE.replace('"id": "id"', '"id": "guid"'),
      /^id: "guid" is not among the fields$/,
    ],
    [
      'of an unknown kind',
      STAGE.replace('"integer"', '"int"'),
      /^fields\.id\.type\.kind: "int" is not a kind of type/,
    ],
    [
      'with a misspelt flag',
      STAGE.replace('"required"', '"requird"'),
      /^fields\.name\.requird: is not a property/,
    ],
    [
      'with a flag that is false',
      STAGE.replace('"required": true', '"required": false'),
      /^fields\.name\.required: must be true/,
    ],
    [
      'with a wrong word',
      STAGE.replace('"never"', '"sometimes"'),
      /^fields\.id\.write: must be one of create, update, never/,
    ],
    ['with a length in words', STAGE.replace('64', '"64"'), /^fields\.name\.type\.max: must be a number$/],
    ['with a negative length', STAGE.replace('64', '-1'), /^fields\.name\.type\.max: must be a whole number/],
    [
      'with an option of no value',
      STAGE.replace('"value": "a"', '"value": null'),
      /options\[0\]\.value: must be a text, a number or/,
    ],
    [
      'with an option that is inactive in words',
      STAGE.replace('"value": "a"', '"inactive": "yes", "value": "a"'),
      /options\[0\]\.inactive: must be true/,
    ],
    [
      'with an unknown format',
      STAGE.replace('"required": true', '"format": "mail"'),
      /^fields\.name\.format: must be one of lines, email/,
    ],
    [
      'with options allowed by nothing',
      STAGE.replace('"required": true', '"allowed": [{ "cases": [] }]'),
      /^fields\.name\.allowed\[0\]\.by: is missing/,
    ],
    [
      'with options allowed where a field is empty',
      STAGE.replace(
        '"required": true',
        '"allowed": [{ "by": "id", "cases": [{ "is": null, "options": [] }] }]',
      ),
      /^fields\.name\.allowed\[0\]\.cases\[0\]\.is: must be a text, a number or/,
    ],
    [
      'with a value for each person',
      STAGE.replace('"required": true', '"per": ["user"]'),
      /^fields\.name\.per\[0\]: must be one of company, language/,
    ],
    [
      'with a property of another kind',
      STAGE.replace('"max": 64', '"targets": []'),
      /^fields\.name\.type\.targets: is not a property/,
    ],
  ])('%s names the place', (_, text, problem) => {
    expect(broken(text).problem).toMatch(problem);
  });

  it('says which file, and what to do', () => {
    const error = broken('{}');
    expect(error.path).toBe('schemas/target/crm.stage.json');
    expect(error.message).toBe(
      'schemas/target/crm.stage.json: name: is missing. Run `mapc discover` again, or restore the file.',
    );
  });

  it('that is cut anywhere never passes for a whole one', () => {
    fc.assert(
      fc.property(fc.nat({ max: STAGE.length - 3 }), (length) => {
        expect(broken(STAGE.slice(0, length))).toBeInstanceOf(SnapshotError);
      }),
    );
  });
});

describe('the header', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitrarySchema, (schema) => {
        expect(headerFromText(headerToText(schemaHeader(schema)), '_schema.json')).toEqual(
          schemaHeader(schema),
        );
      }),
    );
  });

  it('is refused where it is not whole', () => {
    expect(() => headerFromText('{"system":"odoo"}', '_schema.json')).toThrow(/version: is missing/);
  });
});

describe('the profile', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitraryProfile, (profile) => {
        expect(profileFromText(profileToText(profile), '_profile.json')).toEqual(profile);
      }),
    );
  });

  it('that holds more than counts is one field a line', () => {
    const text = profileToText({
      taken: '2024-03-04',
      entities: {
        a: {
          rows: 2,
          filled: { y: 1, x: 2 },
          fields: {
            y: { shapes: ['Aaaa 9999'], distinct: 1, length: { average: 2.5, max: 3, min: 2 } },
            x: { options: [{ count: 2, value: true }] },
          },
        },
      },
    });
    expect(text).toBe(`{
  "taken": "2024-03-04",
  "entities": {
    "a": { "rows": 2, "filled": { "x": 2, "y": 1 }, "fields": {
      "x": { "options": [{ "value": true, "count": 2 }] },
      "y": { "distinct": 1, "length": { "min": 2, "max": 3, "average": 2.5 }, "shapes": ["Aaaa 9999"] }
    } }
  }
}
`);
  });

  it('refuses what it does not know, and spans the wrong way round', () => {
    const text = (field: string): string =>
      `{"taken":"2024-03-04","entities":{"a":{"rows":3,"filled":{},"fields":{"x":${field}}}}}`;
    expect(() => profileFromText(text('{"examples":["x"]}'), '_profile.json')).toThrow(
      /entities\.a\.fields\.x\.examples: is not a property/,
    );
    expect(() => profileFromText(text('{"range":{"min":2,"max":1}}'), '_profile.json')).toThrow(
      /range: the smallest is larger/,
    );
  });

  it('without more than counts is one entity a line', () => {
    const text = profileToText({
      taken: '2024-03-04',
      entities: { b: { rows: 2, filled: { y: 1, x: 2 } }, a: { rows: 0, filled: {} } },
    });
    expect(text).toBe(`{
  "taken": "2024-03-04",
  "entities": {
    "a": { "rows": 0, "filled": {} },
    "b": { "rows": 2, "filled": { "x": 2, "y": 1 } }
  }
}
`);
  });

  it('keeps its date while no count changes, and takes the new one when any does', () => {
    const before = { taken: '2024-03-04', entities: { a: { rows: 3, filled: { x: 1 } } } };
    expect(profileToText({ ...before, taken: '2025-01-01' }, before)).toBe(profileToText(before));
    const after = { taken: '2025-01-01', entities: { a: { rows: 3, filled: { x: 2 } } } };
    expect(profileToText(after, before)).toBe(profileToText(after));
  });

  it('refuses counts that are none', () => {
    const text = '{"taken":"2024-03-04","entities":{"a":{"rows":3,"filled":{"x":-1}}}}';
    expect(() => profileFromText(text, '_profile.json')).toThrow(
      /entities\.a\.filled\.x: must be a whole number/,
    );
  });
});
