import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldType } from '../../src/schema/model.ts';
import { optionText, typeText } from '../../src/schema/type-text.ts';
import { arbitraryType } from './arbitrary.ts';

const options = ['New', 'Open', 'Won', 'Lost', 'Gone'].map((label, value) => ({ value, label }));

describe('a type in words', () => {
  it.each<[FieldType, string]>([
    [{ kind: 'text' }, 'text'],
    [{ kind: 'text', max: 64 }, 'text(64)'],
    [{ kind: 'html' }, 'HTML'],
    [{ kind: 'html', max: 32768 }, 'HTML(32768)'],
    [{ kind: 'integer' }, 'integer'],
    [{ kind: 'integer', min: 0, max: 100 }, 'integer from 0 to 100'],
    [{ kind: 'integer', min: 0 }, 'integer of at least 0'],
    [{ kind: 'decimal' }, 'decimal'],
    [{ kind: 'decimal', precision: 10, scale: 2 }, 'decimal(10, 2)'],
    [{ kind: 'decimal', scale: 2 }, 'decimal with 2 decimal places'],
    [{ kind: 'money' }, 'money'],
    [{ kind: 'money', scale: 1 }, 'money with 1 decimal place'],
    [{ kind: 'money', precision: 18, scale: 2 }, 'money(18, 2)'],
    [{ kind: 'local' }, 'local time'],
    [{ kind: 'enum', options: options.slice(0, 2) }, 'one of "New", "Open"'],
    [{ kind: 'enum', options }, 'one of "New", "Open", "Won" and 2 more'],
    [{ kind: 'enum', options: [], open: true }, 'an open vocabulary'],
    [{ kind: 'enums', options: options.slice(0, 1) }, 'any of "New"'],
    [{ kind: 'enums', options: options.slice(0, 1), open: true }, 'any of "New" or others'],
    [{ kind: 'reference', targets: ['res.partner'] }, 'reference to res.partner'],
    [{ kind: 'reference', targets: ['account', 'contact'] }, 'reference to account or contact'],
    [{ kind: 'reference', targets: ['a', 'b', 'c', 'd', 'e'] }, 'reference to a, b, c or 2 more'],
    [{ kind: 'reference', targets: [] }, 'reference to any entity'],
    [{ kind: 'reference_id', model: 'res_model' }, 'id of a record of the entity named in res_model'],
    [{ kind: 'references', target: 'crm.tag' }, 'list of references to crm.tag'],
    [{ kind: 'children', entity: 'line', via: 'order' }, 'list of line by order'],
    [
      { kind: 'record', fields: { city: { name: 'city', label: 'City', type: { kind: 'text' } } } },
      'record with city',
    ],
    [{ kind: 'other', native: 'PartyList' }, 'PartyList (a type that mapc cannot read)'],
  ])('%j is %s', (type, text) => {
    expect(typeText(type)).toBe(text);
  });

  it('is one short line for every type', () => {
    fc.assert(
      fc.property(arbitraryType(), (type) => {
        const text = typeText(type);
        expect(text).not.toBe('');
        expect(text).not.toMatch(/\n|undefined|\[object/);
      }),
    );
  });
});

describe('an option in words', () => {
  it('shows the value only where it says something else than the label', () => {
    expect(optionText({ value: 3, label: 'Won' })).toBe('"Won" (3)');
    expect(optionText({ value: 'Won', label: 'Won' })).toBe('"Won"');
    expect(optionText({ value: 3, label: '' })).toBe('3');
  });
});
