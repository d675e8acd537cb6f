import { describe, expect, test } from 'vitest';
import { goneEntity, goneField, renamedField, unreadName } from '../../src/check/hints.ts';
import type { Entity } from '../../src/schema/model.ts';

function entity(name: string, ...fields: readonly string[]): Entity {
  return {
    name,
    label: name,
    id: 'id',
    display: null,
    fields: Object.fromEntries(
      fields.map((field) => [field, { name: field, label: field, type: { kind: 'text' } } as const]),
    ),
  };
}

const odoo = (version: string) => ({ system: 'odoo', version });
const line = 'sale.order.line';

describe('a field that has another name in another version', () => {
  test('is told by its newer name', () => {
    expect(renamedField(odoo('19.0'), entity(line, 'tax_ids'), 'tax_id')).toEqual({
      now: 'tax_ids',
      note: 'renamed in 19.0',
    });
  });

  test('is told by its older name where the newer is not yet there', () => {
    expect(renamedField(odoo('17.0'), entity(line, 'tax_id'), 'tax_ids')).toEqual({
      now: 'tax_id',
      note: 'renamed to `tax_ids` only in 19.0',
    });
  });

  test('is not told by a name that this entity lacks', () => {
    expect(renamedField(odoo('19.0'), entity(line), 'tax_id')).toBeNull();
  });

  test('is not beyond doubt where another field took its place', () => {
    const stage = entity('crm.stage', 'team_ids');
    expect(renamedField(odoo('19.0'), stage, 'team_id')).toBeNull();
    expect(goneField(odoo('19.0'), stage, 'team_id')).toBe(
      'since 19.0 there is `team_ids` in its place (a stage may belong to several)',
    );
  });
});

describe('a field that is gone', () => {
  test('is told from the version on that removed it', () => {
    const partner = entity('res.partner');
    expect(goneField(odoo('19.0'), partner, 'title')).toBe('res.partner has it no more since 19.0');
    expect(goneField(odoo('saas~19.1'), partner, 'title')).toBe('res.partner has it no more since 19.0');
    expect(goneField(odoo('18.0'), partner, 'title')).toBeNull();
  });

  test('is told with the place it went to', () => {
    expect(goneField(odoo('19.0'), entity('project.project'), 'rating_status')).toBe(
      'since 19.0 it is `project.task.type.rating_status`',
    );
  });
});

describe('what was not read', () => {
  const why = 'a group hides it';
  const help = 'ask for the group';
  const schema = {
    unread: [
      { what: 'modules', why, help },
      { what: 'entity', entity: 'crm.lead', why, help },
      { what: 'fields', entity: 'res.users', fields: ['totp_secret'], why, help },
    ],
  } as const;

  test('is told of an entity', () => {
    expect(unreadName(schema, 'crm.lead', null)).toBe(
      '`crm.lead` is there and was not read: a group hides it; ask for the group',
    );
    expect(unreadName(schema, 'res.users', null)).toBeNull();
  });

  test('is told of a field', () => {
    expect(unreadName(schema, 'res.users', 'totp_secret')).toContain('`res.users.totp_secret` is there');
    expect(unreadName(schema, 'res.users', 'name')).toBeNull();
    expect(unreadName({}, 'res.users', 'totp_secret')).toBeNull();
  });
});

describe('a model', () => {
  test('is told by its newer name', () => {
    expect(goneEntity(odoo('17.0'), 'mail.channel')).toBe('since 17.0 it is `discuss.channel`');
    expect(goneEntity(odoo('16.0'), 'mail.channel')).toBeNull();
  });

  test('is told to be gone', () => {
    expect(goneEntity(odoo('19.0'), 'uom.category')).toBe('odoo has `uom.category` no more since 19.0');
    expect(goneEntity({ system: 'dataverse', version: '9.2' }, 'uom.category')).toBeNull();
  });
});
