import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../../src/connectors/contract.ts';
import { decimalText, fromWire, toWire } from '../../../../src/connectors/odoo/values/values.ts';
import type { FieldType, JsonValue } from '../../../../src/schema/model.ts';

const instant = fc
  .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const decimal = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([digits, scale]) => decimalText(`${digits}e-${scale}`));

const types: readonly (readonly [FieldType, fc.Arbitrary<JsonValue>])[] = [
  [{ kind: 'text' }, fc.string()],
  [{ kind: 'html' }, fc.string({ minLength: 1 })],
  [{ kind: 'integer' }, fc.maxSafeInteger()],
  [{ kind: 'float' }, fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0)],
  [{ kind: 'decimal' }, decimal],
  [{ kind: 'money' }, decimal],
  [{ kind: 'boolean' }, fc.boolean()],
  [{ kind: 'date' }, instant.map((text) => text.slice(0, 10))],
  [{ kind: 'instant' }, instant],
  [{ kind: 'enum', options: [] }, fc.string({ minLength: 1 })],
  [{ kind: 'reference', targets: ['res.partner'] }, id],
  [{ kind: 'reference_id', model: 'res_model' }, id],
  [{ kind: 'binary' }, fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))],
];

describe('values on the wire', () => {
  it.each(types)('come back as they were written: %o', (type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(fromWire(type, toWire('m.f', type, value))).toEqual(value);
      }),
    );
  });

  it.each(types)('null comes back as null, or as false: %o', (type) => {
    expect(fromWire(type, toWire('m.f', type, null))).toBe(type.kind === 'boolean' ? false : null);
  });

  it('writes lists as commands', () => {
    const type: FieldType = { kind: 'references', target: 'crm.tag' };
    expect(toWire('m.f', type, [3, 1])).toEqual([[6, 0, [3, 1]]]);
    expect(toWire('m.f', type, null)).toEqual([[6, 0, []]]);
    expect(toWire('m.f', type, { add: [1, 2], remove: [3] })).toEqual([
      [3, 3],
      [4, 1],
      [4, 2],
    ]);
    expect(fromWire(type, [2, 1])).toEqual([2, 1]);
  });

  it('refuses an amount of which digits before the point would be others', () => {
    expect(() => toWire('m.f', { kind: 'money' }, '9007199254740993.00')).toThrow(/would be rounded/);
    expect(toWire('m.f', { kind: 'money' }, '9007199254740992.00')).toBe(9007199254740992);
  });

  it('writes an instant in UTC without its fraction', () => {
    expect(toWire('m.f', { kind: 'instant' }, '2019-03-04T10:11:12.999Z')).toBe('2019-03-04 10:11:12');
  });

  it('translates the name of a model where its id is wanted, and back', () => {
    const type: FieldType = { kind: 'reference', targets: ['ir.model'] };
    expect(toWire('mail.activity.res_model_id', type, 'crm.lead', new Map([['crm.lead', 77]]))).toBe(77);
    expect(fromWire(type, 77, new Map([[77, 'crm.lead']]))).toBe('crm.lead');
    expect(() => toWire('mail.activity.res_model_id', type, 'no.such', new Map())).toThrow(
      'Odoo has no model no.such',
    );
  });

  it('clears the body of a message with an empty text, since Odoo would write "False"', () => {
    expect(toWire('mail.message.body', { kind: 'html' }, null)).toBe('');
    expect(toWire('res.partner.comment', { kind: 'html' }, null)).toBe(false);
  });

  it('keeps Odoo from looking into a file for a type that it was given', () => {
    const type = 'application/octet-stream';
    expect(toWire('ir.attachment.mimetype', { kind: 'text' }, type)).toBe('APPLICATION/OCTET-STREAM');
    expect(toWire('ir.attachment.mimetype', { kind: 'text' }, 'text/html')).toBe('text/html');
    expect(toWire('ir.attachment.description', { kind: 'text' }, type)).toBe(type);
  });

  it('completes base64 that Odoo would refuse or read differently', () => {
    const wire = (text: string): JsonValue => toWire('ir.attachment.datas', { kind: 'binary' }, text);
    expect([wire('YQ'), wire('YQ==\r\n'), wire('YWJj'), wire('')]).toEqual(['YQ==', 'YQ==', 'YWJj', '']);
  });

  it.each<readonly [FieldType, JsonValue]>([
    [{ kind: 'text' }, 5],
    [{ kind: 'text' }, 'half \ud83d'],
    [{ kind: 'integer' }, 1.5],
    [{ kind: 'integer' }, '5'],
    [{ kind: 'decimal' }, 'twelve'],
    [{ kind: 'float' }, 'NaN'],
    [{ kind: 'boolean' }, 'yes'],
    [{ kind: 'date' }, '2019-03-04T00:00:00Z'],
    [{ kind: 'instant' }, '2019-03-04'],
    [{ kind: 'instant' }, '2019-03-04T10:11:12+03:00'],
    [{ kind: 'reference', targets: ['res.partner'] }, '7'],
    [{ kind: 'reference', targets: ['res.partner'] }, 0],
    [{ kind: 'references', target: 'crm.tag' }, ['7']],
    [{ kind: 'binary' }, '###'],
    [{ kind: 'children', entity: 'crm.lead', via: 'partner_id' }, [1]],
    [{ kind: 'local' }, '2019-03-04T10:11:12'],
  ])('refuses what the type cannot hold, naming the field: %o', (type, value) => {
    try {
      toWire('crm.lead.some_field', type, value);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error).toMatchObject({
        kind: 'record',
        message: expect.stringContaining('crm.lead.some_field'),
      });
    }
  });

  it('reads doubles without binary noise', () => {
    expect(fromWire({ kind: 'decimal', scale: 2 }, 0.1 + 0.2)).toBe('0.3');
    expect(fromWire({ kind: 'money' }, 0.1 + 0.2)).toBe('0.3');
    expect(fromWire({ kind: 'decimal', scale: 2 }, 1.005)).toBe('1.01');
    expect(fromWire({ kind: 'money' }, 1234567890123456)).toBe('1234567890123456');
    expect(fromWire({ kind: 'money' }, 1e-9)).toBe('0.000000001');
    expect(fromWire({ kind: 'money' }, -0)).toBe('0');
    expect(fromWire({ kind: 'integer' }, 0)).toBe(0);
    expect(fromWire({ kind: 'reference_id', model: 'res_model' }, 0)).toBeNull();
  });
});
