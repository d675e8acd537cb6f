/** The systems of `dinamikcrm-odoo.map`: a DinamikCRM as the sketch speaks of it, and the parts of an Odoo 17. */
import { entity, schema, text } from '../../../src/check/explanations/schemas.ts';
import type { Field, FieldType, Schema } from '../../../src/schema/model.ts';
import { ACCOUNT, CALENDAR, HELPDESK, ODOO_17 } from './odoo17.ts';

/** An id of DinamikCRM. */
const id: FieldType = { kind: 'text', max: 36 };
const instant: FieldType = { kind: 'instant' };
const boolean: FieldType = { kind: 'boolean' };
const decimal: FieldType = { kind: 'decimal', scale: 2 };
/** DinamikCRM keeps its references whole. */
const to = (...targets: readonly string[]) =>
  ({ type: { kind: 'reference', targets }, enforced: true }) as const satisfies Partial<Field>;
const labels: FieldType = { kind: 'references', target: 'Label' };
const options = (...values: readonly string[]): FieldType => ({
  kind: 'enum',
  options: values.map((value) => ({ value, label: value })),
});
const field = (name: string, given: Omit<Field, 'name' | 'label'>): Field => ({
  name,
  label: name,
  ...given,
});
const records = (...fields: readonly Field[]): FieldType => ({
  kind: 'records',
  fields: Object.fromEntries(fields.map((one) => [one.name, one])),
});

export const source: Schema = schema('dinamikcrm', [
  entity('User', 'id', { 'id!': id, 'email!': text, 'name!': text, 'active!': boolean }),
  entity('Address', 'id', {
    'id!': id,
    street: text,
    city: text,
    zip: text,
    country: text,
    state: text,
  }),
  entity('Label', 'id', { 'id!': id, 'title!': text, colour: text, parent: to('Label') }),
  entity('Company', 'id', {
    'id!': id,
    'name!': text,
    domain: text,
    industry: text,
    owner: to('User'),
    labels: { type: labels, enforced: true },
    notes: text,
    address: to('Address'),
    fax: text,
    skype: text,
  }),
  entity('Contact', 'id', {
    'id!': id,
    first_name: text,
    last_name: text,
    company: to('Company'),
    qualified: boolean,
    status: options('Yeni', 'Nitelikli', 'Kaybedildi'),
    owner: to('User'),
    labels: { type: labels, enforced: true },
    address: to('Address'),
  }),
  entity('KvkkConsent', 'id', { 'id!': id, contact: to('Contact'), at: instant, consent_at: instant }),
  entity('Pipeline', 'id', { 'id!': id, 'name!': text }),
  entity('PipelineStage', 'id', {
    'id!': id,
    'pipeline!': to('Pipeline'),
    'name!': text,
    order: { kind: 'integer' },
    is_won: boolean,
    is_lost: boolean,
    probability: { kind: 'integer' },
  }),
  entity('Lead', 'id', { 'id!': id, 'title!': text, owner: to('User'), converted_contact: to('Contact') }),
  entity('Activity', 'id', {
    'id!': id,
    done: boolean,
    'kind!': options('Call', 'Email', 'Meeting', 'Task'),
    'parent!': to('Company', 'Contact', 'Lead', 'Deal', 'Ticket'),
    done_at: instant,
    due_at: instant,
    'created_at!': instant,
    body: text,
    'owner!': to('User'),
  }),
  entity('Appointment', 'id', {
    'id!': id,
    'title!': text,
    'start!': instant,
    'duration!': { kind: 'integer' },
    'owner!': to('User'),
    parent: to('Deal', 'Lead', 'Contact', 'Company'),
    attendees: records(
      field('person', { ...to('Contact', 'User'), required: true }),
      field('response', { type: text }),
    ),
  }),
  entity('Invoice', 'id', {
    'id!': id,
    company: to('Company'),
    'total!': decimal,
    'tax_total!': decimal,
    payment_status: options('unpaid', 'part', 'paid'),
    lines: records(
      field('text', { type: text, required: true }),
      field('qty', { type: decimal, required: true }),
      field('price', { type: decimal, required: true }),
      field('vat_rate', { type: decimal, required: true }),
      field('account_code', { type: text, required: true }),
    ),
  }),
  entity('Deal', 'id', {
    'id!': id,
    'title!': text,
    contact: to('Contact'),
    company: to('Company'),
    owner: to('User'),
    stage: to('PipelineStage'),
    probability: { kind: 'integer' },
    'status!': options('open', 'won', 'lost'),
    lost_reason: text,
    closed_at: instant,
  }),
  entity('Ticket', 'id', {
    'id!': id,
    'subject!': text,
    'no!': text,
    messages: records(
      field('id', { type: id, required: true }),
      field('at', { type: instant }),
      field('html', { type: text }),
    ),
  }),
  entity('Attachment', 'id', {
    'id!': id,
    'name!': text,
    'url!': text,
    parent: to('Company', 'Lead', 'Deal', 'Ticket'),
  }),
  entity('Automation', 'id', {
    'id!': id,
    'title!': text,
    'kind!': options('rule', 'webhook'),
    definition: { kind: 'json' },
  }),
  entity('Equipment', 'id', { 'id!': id, 'name!': text, company: to('Company') }),
]);

/** The target with or without what the static branches ask for. */
export function target(has: { readonly calendar: boolean; readonly helpdesk: boolean }): Schema {
  const entities = [
    ...ODOO_17,
    ...ACCOUNT,
    ...(has.calendar ? CALENDAR : []),
    ...(has.helpdesk ? HELPDESK : []),
  ];
  return {
    ...schema('odoo', entities),
    modules: has.calendar ? ['account', 'calendar', 'crm'] : ['account', 'crm'],
  };
}
