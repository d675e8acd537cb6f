/**
 * What the sketches write and read of an Odoo 17: names, types, what is required, what can be written, and what Odoo
 * fills in by itself, as `mapc discover` says it. Fields that no sketch speaks of are left out.
 */
import { entity, text } from '../../../src/check/explanations/schemas.ts';
import type { Entity, Field, FieldType } from '../../../src/schema/model.ts';

const id = { type: { kind: 'integer' }, write: 'never', unique: true } as const;
const boolean: FieldType = { kind: 'boolean' };
const to = (target: string) =>
  ({ type: { kind: 'reference', targets: [target] }, enforced: true }) as const satisfies Partial<Field>;
const many = (target: string): FieldType => ({ kind: 'references', target });
const options = (...pairs: readonly (readonly [string, string])[]): FieldType => ({
  kind: 'enum',
  options: pairs.map(([value, label]) => ({ value, label })),
});
/** Filled by Odoo, alike for everyone. */
const filled = (type: FieldType) => ({ type, default: 'constant' }) as const;
/** Filled with whoever is logged in. */
const own = <T extends object>(field: T) => ({ ...field, default: 'session' }) as const;

const address = {
  street: text,
  city: text,
  zip: text,
  country_id: to('res.country'),
  state_id: to('res.country.state'),
} as const;

/** The parts of an Odoo 17 that every sketch into it shares. */
export const ODOO_17: readonly Entity[] = [
  entity('res.users', 'id', {
    id,
    'login!': { type: text, unique: true },
    'name!': text,
    email: text,
    active: filled(boolean),
    'partner_id!': { ...to('res.partner'), default: 'constant' },
  }),
  entity('res.partner', 'id', {
    id,
    'name!': text,
    active: filled(boolean),
    type: filled(
      options(
        ['contact', 'Contact'],
        ['invoice', 'Invoice Address'],
        ['delivery', 'Delivery Address'],
        ['other', 'Other Address'],
      ),
    ),
    is_company: boolean,
    parent_id: { ...to('res.partner'), hierarchy: true },
    function: text,
    website: text,
    comment: { kind: 'html' },
    industry_id: to('res.partner.industry'),
    category_id: many('res.partner.category'),
    user_id: to('res.users'),
    ...address,
  }),
  entity('res.partner.category', 'id', { id, 'name!': text, color: filled({ kind: 'integer' }) }),
  entity(
    'res.partner.industry',
    'id',
    { id, name: text },
    {
      rows: [
        { id: 1, name: 'Agriculture' },
        { id: 2, name: 'Manufacturing' },
      ],
    },
  ),
  entity('res.country', 'id', {
    id,
    'name!': { type: text, unique: true },
    'code!': { type: { kind: 'text', max: 2 }, unique: true },
  }),
  entity(
    'res.country.state',
    'id',
    { id, 'name!': text, 'code!': text, 'country_id!': to('res.country') },
    { keys: [['country_id', 'code']] },
  ),
  entity('crm.lead', 'id', {
    id,
    'name!': text,
    'type!': filled(options(['lead', 'Lead'], ['opportunity', 'Opportunity'])),
    active: filled(boolean),
    partner_id: to('res.partner'),
    user_id: own(to('res.users')),
    team_id: to('crm.team'),
    stage_id: to('crm.stage'),
    tag_ids: many('crm.tag'),
    probability: { kind: 'float' },
    lost_reason_id: to('crm.lost.reason'),
    date_closed: { kind: 'instant' },
    ...address,
  }),
  entity('crm.lost.reason', 'id', { id, 'name!': text }, { rows: [{ id: 1, name: 'Too expensive' }] }),
  entity('crm.tag', 'id', { id, 'name!': { type: text, unique: true }, color: filled({ kind: 'integer' }) }),
  entity(
    'crm.team',
    'id',
    { id, 'name!': text },
    {
      rows: [
        { id: 1, name: 'Sales' },
        { id: 2, name: 'Pipeline' },
      ],
    },
  ),
  entity(
    'crm.stage',
    'id',
    {
      id,
      'name!': text,
      team_id: to('crm.team'),
      sequence: filled({ kind: 'integer' }),
      is_won: boolean,
      fold: boolean,
    },
    {
      rows: [
        { id: 1, name: 'New', team_id: null },
        { id: 5, name: 'New', team_id: 2 },
        { id: 6, name: 'Qualified', team_id: 2 },
      ],
    },
  ),
  entity('ir.model', 'id', { id, 'model!': filled(text), 'name!': text }),
  entity('ir.attachment', 'id', {
    id,
    'name!': text,
    'type!': filled(options(['url', 'URL'], ['binary', 'File'])),
    res_model: text,
    res_id: { kind: 'reference_id', model: 'res_model' },
    raw: { kind: 'binary' },
  }),
  entity('mail.message', 'id', {
    id,
    model: text,
    res_id: { kind: 'reference_id', model: 'model' },
    'message_type!': filled(
      options(['email', 'Incoming Email'], ['comment', 'Comment'], ['notification', 'System notification']),
    ),
    subtype_id: to('mail.message.subtype'),
    author_id: own(to('res.partner')),
    email_from: own({ type: text }),
    date: filled({ kind: 'instant' }),
    body: filled({ kind: 'html' }),
  }),
  entity(
    'mail.message.subtype',
    'id',
    { id, 'name!': text, xmlid: { type: text, write: 'never' } },
    {
      rows: [
        { id: 1, name: 'Discussions', xmlid: 'mail.mt_comment' },
        { id: 2, name: 'Note', xmlid: 'mail.mt_note' },
      ],
    },
  ),
  entity('mail.activity', 'id', {
    id,
    'res_model_id!': to('ir.model'),
    'res_id!': { kind: 'reference_id', model: 'res_model_id' },
    activity_type_id: to('mail.activity.type'),
    summary: text,
    note: { kind: 'html' },
    'date_deadline!': filled({ kind: 'date' }),
    'user_id!': own(to('res.users')),
  }),
  entity(
    'mail.activity.type',
    'id',
    { id, 'name!': text },
    {
      rows: [
        { id: 1, name: 'Email' },
        { id: 2, name: 'Call' },
        { id: 3, name: 'Meeting' },
        { id: 4, name: 'To-Do' },
      ],
    },
  ),
];

/** What the module `calendar` brings. */
export const CALENDAR: readonly Entity[] = [
  entity('calendar.event', 'id', {
    id,
    'name!': text,
    'start!': filled({ kind: 'instant' }),
    'stop!': filled({ kind: 'instant' }),
    opportunity_id: to('crm.lead'),
    user_id: own(to('res.users')),
  }),
  entity('calendar.attendee', 'id', {
    id,
    'event_id!': to('calendar.event'),
    // Read-only on the screen, and taken on create.
    'partner_id!': { ...to('res.partner'), write: 'create' },
    state: filled(
      options(
        ['needsAction', 'Needs Action'],
        ['tentative', 'Maybe'],
        ['declined', 'No'],
        ['accepted', 'Yes'],
      ),
    ),
  }),
];

/** What the module `account` brings. */
export const ACCOUNT: readonly Entity[] = [
  entity('account.move', 'id', {
    id,
    'move_type!': {
      ...filled(options(['entry', 'Journal Entry'], ['out_invoice', 'Customer Invoice'])),
      write: 'create',
    },
    partner_id: to('res.partner'),
    invoice_line_ids: {
      type: { kind: 'children', entity: 'account.move.line', via: 'move_id' },
      write: 'create',
    },
  }),
  entity('account.move.line', 'id', {
    id,
    'move_id!': to('account.move'),
    name: text,
    quantity: { kind: 'decimal', precision: 16, scale: 2 },
    price_unit: { kind: 'decimal', precision: 16, scale: 2 },
    account_id: to('account.account'),
    tax_ids: many('account.tax'),
  }),
  // One code may stand in the books of several companies.
  entity('account.account', 'id', { id, 'code!': filled({ kind: 'text', max: 64 }), 'name!': filled(text) }),
  entity(
    'account.tax',
    'id',
    {
      id,
      'name!': text,
      'amount!': { kind: 'decimal', precision: 16, scale: 4 },
      'type_tax_use!': filled(options(['sale', 'Sales'], ['purchase', 'Purchases'], ['none', 'None'])),
    },
    {
      rows: [
        { id: 1, name: 'KDV %20', amount: '20.0000', type_tax_use: 'sale' },
        { id: 2, name: 'KDV %20', amount: '20.0000', type_tax_use: 'purchase' },
      ],
    },
  ),
];

/** An add-on that not every Odoo has. */
export const HELPDESK: readonly Entity[] = [entity('helpdesk.ticket', 'id', { id, 'name!': text })];
