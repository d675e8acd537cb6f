/**
 * Two small systems, a Dataverse and an Odoo, in which the examples of `mapc explain` are maps. The tests of the checker
 * use them too. Plain data; nothing of it was discovered anywhere.
 */
import type { Entity, Field, FieldType, Profile, Schema } from '../../schema/model.ts';

/** Fields by name; a `!` behind the name makes it required. */
type Fields = Readonly<Record<string, FieldType | (Partial<Field> & { readonly type: FieldType })>>;

export function entity(name: string, id: string, fields: Fields, more: Partial<Entity> = {}): Entity {
  const list = Object.entries(fields).map(([written, given]): Field => {
    const required = written.endsWith('!');
    const field = 'kind' in given ? { type: given } : given;
    const plain = required ? written.slice(0, -1) : written;
    return { name: plain, label: plain, ...(required ? { required: true as const } : {}), ...field };
  });
  return {
    name,
    label: name,
    id,
    display: null,
    fields: Object.fromEntries(list.map((field) => [field.name, field])),
    ...more,
  };
}

export function schema(system: string, entities: readonly Entity[]): Schema {
  return {
    system,
    version: '1',
    language: 'en_US',
    modules: [],
    entities: Object.fromEntries(entities.map((one) => [one.name, one])),
  };
}

export const text: FieldType = { kind: 'text' };
const options = (...labels: string[]) => labels.map((label, index) => ({ value: index, label }));

/** A small Dataverse: people, companies, deals. */
export const SOURCE: Schema = schema('dataverse', [
  entity('systemuser', 'systemuserid', {
    'systemuserid!': { kind: 'text', max: 36 },
    email: { kind: 'text', max: 100 },
    active: { kind: 'boolean' },
  }),
  entity('team', 'teamid', { 'teamid!': { kind: 'text', max: 36 } }),
  entity('account', 'accountid', {
    'accountid!': { kind: 'text', max: 36 },
    name: { kind: 'text', max: 160 },
    website: { kind: 'text', max: 200 },
    industry: { kind: 'enum', options: options('Farming', 'Mining', 'Retail') },
    parent: { kind: 'reference', targets: ['account'] },
    owner: { kind: 'reference', targets: ['systemuser', 'team'] },
    revenue: { kind: 'money', scale: 2 },
    notes: { kind: 'text', max: 4000 },
    since: { kind: 'instant' },
    employees: { kind: 'integer' },
  }),
  entity('contact', 'contactid', {
    'contactid!': { kind: 'text', max: 36 },
    first: { kind: 'text', max: 50 },
    last: { kind: 'text', max: 50 },
    company: { kind: 'reference', targets: ['account', 'contact'] },
  }),
  entity('deal', 'dealid', {
    'dealid!': { kind: 'text', max: 36 },
    title: { kind: 'text', max: 200 },
    status: { kind: 'enum', options: options('Open', 'Won', 'Lost') },
    stage: { kind: 'text', max: 40 },
    company: { kind: 'reference', targets: ['account'] },
    odd: { kind: 'other', native: 'ManagedProperty' },
  }),
]);

const source_id = { type: { kind: 'text', max: 64 }, unique: true } as const;

/** A small Odoo. */
export const TARGET: Schema = schema('odoo', [
  entity('res.users', 'id', {
    id: { type: { kind: 'integer' }, write: 'never' },
    'login!': { type: text, unique: true },
    'name!': text,
    active: { type: { kind: 'boolean' }, default: 'constant' },
  }),
  entity('res.partner', 'id', {
    id: { type: { kind: 'integer' }, write: 'never' },
    'name!': text,
    ref: { kind: 'text', max: 20 },
    website: text,
    is_company: { kind: 'boolean' },
    comment: { kind: 'html' },
    parent_id: { kind: 'reference', targets: ['res.partner'] },
    industry_id: { kind: 'reference', targets: ['res.partner.industry'] },
    category_id: { kind: 'references', target: 'res.partner.category' },
    user_id: { type: { kind: 'reference', targets: ['res.users'] }, default: 'session' },
    employees: { kind: 'integer' },
    since: { kind: 'date' },
    display_name: { type: text, write: 'never', computed: true },
    origin: { type: text, write: 'create' },
    x_source_id: source_id,
  }),
  entity(
    'res.partner.industry',
    'id',
    { id: { kind: 'integer' }, 'name!': text },
    {
      rows: [
        { id: 1, name: 'Agriculture' },
        { id: 2, name: 'Mining' },
        { id: 3, name: 'Wholesale' },
      ],
    },
  ),
  entity('res.partner.category', 'id', { id: { kind: 'integer' }, 'name!': text }),
  entity('crm.lead', 'id', {
    id: { kind: 'integer' },
    'name!': text,
    'type!': {
      kind: 'enum',
      options: [
        { value: 'lead', label: 'Lead' },
        { value: 'opportunity', label: 'Opportunity' },
      ],
    },
    partner_id: { kind: 'reference', targets: ['res.partner'] },
    stage_id: { kind: 'reference', targets: ['crm.stage'] },
    phone: { type: text, mirrors: 'partner_id.phone' },
    expected_revenue: { kind: 'money' },
    x_source_id: source_id,
  }),
  entity(
    'crm.team',
    'id',
    { id: { kind: 'integer' }, 'name!': text },
    {
      rows: [
        { id: 1, name: 'Sales' },
        { id: 2, name: 'Projects' },
      ],
    },
  ),
  entity(
    'crm.stage',
    'id',
    { id: { kind: 'integer' }, 'name!': text, team_id: { kind: 'reference', targets: ['crm.team'] } },
    {
      rows: [
        { id: 1, name: 'New', team_id: 1 },
        { id: 2, name: 'Won', team_id: 1 },
        { id: 3, name: 'New', team_id: 2 },
      ],
    },
  ),
  entity('repair.order', 'id', {
    id: { kind: 'integer' },
    'name!': text,
    kind: { kind: 'enum', options: options('Repair', 'Inspection', 'Question') },
    type_id: { kind: 'reference', targets: ['repair.type'] },
    cause: {
      type: { kind: 'enum', options: options('Wear', 'Damage', 'Date') },
      allowed: [
        {
          by: 'kind',
          cases: [
            { is: 0, options: [0, 1] },
            { is: 1, options: [2] },
          ],
        },
        {
          by: 'type_id',
          cases: [
            { is: 1, options: [0, 1, 2] },
            { is: 2, options: [1] },
          ],
        },
      ],
    },
    closed: { type: { kind: 'boolean' }, write: 'update' },
    x_source_id: source_id,
  }),
  entity(
    'repair.type',
    'id',
    { id: { kind: 'integer' }, 'name!': text },
    {
      rows: [
        { id: 1, name: 'On site' },
        { id: 2, name: 'Remote' },
      ],
    },
  ),
  entity('mail.message', 'id', {
    id: { kind: 'integer' },
    model: text,
    res_id: { kind: 'reference_id', model: 'model' },
    body: { kind: 'html' },
    x_source_id: source_id,
    about: { kind: 'reference', targets: ['res.partner', 'crm.lead'] },
  }),
]);

/** A profile in which every field of the named entities holds values, and no other entity has rows. */
export function profileOf(
  source: Schema,
  entities: readonly string[],
  empty: readonly string[] = [],
): Profile {
  return {
    taken: '2026-01-01',
    entities: Object.fromEntries(
      Object.values(source.entities).map((one) => [
        one.name,
        {
          rows: entities.includes(one.name) ? 10 : 0,
          filled: Object.fromEntries(
            Object.keys(one.fields)
              .filter((field) => !empty.includes(`${one.name}.${field}`))
              .map((field) => [field, entities.includes(one.name) ? 10 : 0]),
          ),
        },
      ]),
    ),
  };
}
