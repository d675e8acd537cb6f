import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '../../../../src/connectors/odoo/discovery/fields.ts';
import { defaultsFrom, fieldFrom } from '../../../../src/connectors/odoo/discovery/fields.ts';
import type { Field, FieldType } from '../../../../src/schema/model.ts';

/** As `fields_get` of 17.0 describes them. */
function field(path: string, description: FieldDescription): Field {
  const dot = path.lastIndexOf('.');
  return fieldFrom(
    path.slice(0, dot),
    path.slice(dot + 1),
    { store: true, readonly: false, depends: [], ...description },
    {},
  );
}

describe('types', () => {
  it.each<readonly [string, FieldDescription, FieldType]>([
    ['res.partner.name', { type: 'char' }, { kind: 'text' }],
    ['crm.lead.x_id', { type: 'char', size: 64 }, { kind: 'text', max: 64 }],
    ['crm.lead.description', { type: 'html' }, { kind: 'html' }],
    ['res.partner.color', { type: 'integer' }, { kind: 'integer' }],
    ['crm.lead.probability', { type: 'float' }, { kind: 'float' }],
    [
      'res.partner.partner_latitude',
      { type: 'float', digits: [10, 7] },
      { kind: 'decimal', precision: 10, scale: 7 },
    ],
    [
      'crm.lead.expected_revenue',
      { type: 'monetary', currency_field: 'company_currency' },
      { kind: 'money', currency: 'company_currency' },
    ],
    ['crm.lead.date_open', { type: 'datetime' }, { kind: 'instant' }],
    [
      'crm.lead.type',
      {
        type: 'selection',
        selection: [
          ['lead', 'Lead'],
          ['opportunity', 'Opportunity'],
        ],
      },
      {
        kind: 'enum',
        options: [
          { value: 'lead', label: 'Lead' },
          { value: 'opportunity', label: 'Opportunity' },
        ],
      },
    ],
    ['m.f', { type: 'selection', selection: [] }, { kind: 'enum', options: [], open: true }],
    [
      'crm.lead.stage_id',
      { type: 'many2one', relation: 'crm.stage' },
      { kind: 'reference', targets: ['crm.stage'] },
    ],
    [
      'crm.lead.tag_ids',
      { type: 'many2many', relation: 'crm.tag' },
      { kind: 'references', target: 'crm.tag' },
    ],
    [
      'res.partner.child_ids',
      { type: 'one2many', relation: 'res.partner', relation_field: 'parent_id' },
      { kind: 'children', entity: 'res.partner', via: 'parent_id' },
    ],
    [
      'res.users.child_ids',
      { type: 'one2many', relation: 'res.partner' },
      { kind: 'other', native: 'one2many' },
    ],
    ['res.partner.image_1920', { type: 'binary' }, { kind: 'binary' }],
    ['mail.message.res_id', { type: 'many2one_reference' }, { kind: 'reference_id', model: 'model' }],
    ['ir.attachment.res_id', { type: 'many2one_reference' }, { kind: 'reference_id', model: 'res_model' }],
    [
      'mail.activity.res_id',
      { type: 'many2one_reference', model_field: 'res_model' },
      { kind: 'reference_id', model: 'res_model_id' },
    ],
    [
      'x.custom.res_id',
      { type: 'many2one_reference', model_field: 'res_model' },
      { kind: 'reference_id', model: 'res_model' },
    ],
    ['x.custom.other_id', { type: 'many2one_reference' }, { kind: 'other', native: 'many2one_reference' }],
    ['crm.lead.lead_properties', { type: 'properties' }, { kind: 'other', native: 'properties' }],
  ])('%s', (path, description, type) => {
    expect(field(path, description).type).toEqual(type);
  });
});

describe('what may be written', () => {
  it.each<readonly [string, FieldDescription, Field['write']]>([
    ['crm.lead.create_date', { type: 'datetime' }, 'never'],
    ['crm.lead.display_name', { type: 'char', store: false, readonly: true }, 'never'],
    ['crm.lead.date_closed', { type: 'datetime', readonly: true }, undefined],
    ['crm.lead.date_open', { type: 'datetime', readonly: true, depends: ['user_id'] }, undefined],
    ['crm.lead.automated_probability', { type: 'float', readonly: true, depends: ['stage_id'] }, 'never'],
    ['crm.lead.probability', { type: 'float', depends: ['stage_id'] }, undefined],
    ['res.users.name', { type: 'char', store: false, related: 'partner_id.name' }, undefined],
    ['mail.activity.res_model', { type: 'char', readonly: true, related: 'res_model_id.model' }, 'never'],
    ['account.move.move_type', { type: 'selection', readonly: true }, 'create'],
    ['calendar.attendee.partner_id', { type: 'many2one', relation: 'res.partner', readonly: true }, 'create'],
    ['res.partner.company_type', { type: 'selection', store: false, depends: ['is_company'] }, undefined],
    [
      'res.partner.child_ids',
      { type: 'one2many', relation: 'res.partner', relation_field: 'parent_id' },
      'never',
    ],
  ])('%s: %o is %s', (path, description, write) => {
    expect(field(path, description).write).toBe(write);
  });
});

describe('other facts', () => {
  it('requires what only a database check requires', () => {
    expect(field('res.partner.name', { type: 'char', required: false })).toMatchObject({ required: true });
    // Odoo takes it, and nobody finds a message of no record.
    expect(field('mail.message.res_id', { type: 'many2one_reference' })).toMatchObject({ required: true });
    expect(field('ir.attachment.res_id', { type: 'many2one_reference' })).not.toHaveProperty('required');
    expect(field('res.partner.name', { type: 'char' })).not.toHaveProperty('default');
  });

  it('counts a required computation as filled, but not one that may compute nothing', () => {
    const computed = { type: 'char', required: true, depends: ['partner_id'] };
    expect(field('account.move.journal_id', computed)).toMatchObject({ required: true, default: 'constant' });
    expect(field('crm.lead.name', computed)).not.toHaveProperty('default');
  });

  it('knows hierarchies, unique fields and references that cannot dangle', () => {
    const parent = { type: 'many2one', relation: 'res.partner' };
    expect(field('res.partner.parent_id', parent)).toMatchObject({ hierarchy: true, enforced: true });
    expect(
      field('mail.message.parent_id', { type: 'many2one', relation: 'mail.message' }),
    ).not.toHaveProperty('hierarchy');
    expect(field('crm.lead.partner_id', parent)).not.toHaveProperty('hierarchy');
    expect(field('res.users.login', { type: 'char' })).toMatchObject({ unique: true });
    expect(field('mail.message.res_id', { type: 'many2one_reference' })).not.toHaveProperty('enforced');
  });
});

describe('defaults', () => {
  const person = { user: 2, partner: 3, company: 1, words: ['admin', 'Administrator', 'admin@example.com'] };
  const descriptions: Record<string, FieldDescription> = {
    user_id: { type: 'many2one', relation: 'res.users' },
    user_ids: { type: 'many2many', relation: 'res.users' },
    author_id: { type: 'many2one', relation: 'res.partner' },
    company_id: { type: 'many2one', relation: 'res.company' },
    email_from: { type: 'char' },
    type: { type: 'selection' },
    stage_id: { type: 'many2one', relation: 'crm.stage' },
    active: { type: 'boolean' },
    note: { type: 'char' },
    tag_ids: { type: 'many2many', relation: 'crm.tag' },
  };
  const values = {
    user_id: 2,
    user_ids: [
      [6, 0, []],
      [4, 2, 0],
    ],
    author_id: 3,
    company_id: 1,
    email_from: '"Administrator" <admin@example.com>',
    type: 'opportunity',
    stage_id: 2,
    active: false,
    note: false,
    tag_ids: [[6, 0, []]],
  };

  it('are of the session where they refer to the person who is logged in', () => {
    expect(defaultsFrom(descriptions, values, person, false)).toEqual({
      user_id: 'session',
      user_ids: 'session',
      author_id: 'session',
      company_id: 'session',
      email_from: 'session',
      type: 'constant',
      stage_id: 'constant',
      active: 'constant',
    });
  });

  it('of the company are constant where the run names the company', () => {
    expect(defaultsFrom(descriptions, values, person, true).company_id).toBe('constant');
  });
});

describe('what Odoo keeps as one with the customer', () => {
  const computed = { type: 'char', depends: ['partner_id.email'] };

  it('is told of leads', () => {
    expect(field('crm.lead.email_from', computed).mirrors).toBe('partner_id.email');
    expect(field('crm.lead.phone', computed).mirrors).toBe('partner_id.phone');
    expect(field('crm.lead.mobile', computed).mirrors).toBeUndefined();
  });

  it('is told of tasks and projects where they compute it and it may be written, which is so up to 16.0', () => {
    expect(field('project.task.partner_email', computed).mirrors).toBe('partner_id.email');
    expect(field('project.project.partner_phone', computed).mirrors).toBe('partner_id.phone');
    expect(field('project.task.partner_email', { ...computed, readonly: true }).mirrors).toBeUndefined();
  });
});
