/** The systems of `dtools-odoo.map`: a D-Tools Cloud as the sketch speaks of it, and the parts of an Odoo 17. */
import { entity, schema, text } from '../../../src/check/explanations/schemas.ts';
import type { Field, FieldType, Schema } from '../../../src/schema/model.ts';
import { ODOO_17 } from './odoo17.ts';

/** An id of D-Tools is a GUID. */
const id: FieldType = { kind: 'text', max: 36 };
const decimal: FieldType = { kind: 'decimal', scale: 2 };
const to = (target: string) =>
  ({ type: { kind: 'reference', targets: [target] }, enforced: true }) as const satisfies Partial<Field>;
/** Nested records by field; a `!` behind the name makes it required. */
const records = (fields: Readonly<Record<string, FieldType>>): FieldType => ({
  kind: 'records',
  fields: entity('', '', fields).fields,
});

export const source: Schema = schema('dtools', [
  entity('Resource', 'id', { 'id!': id, 'email!': text, 'name!': text }),
  entity('Client', 'id', {
    'id!': id,
    'name!': text,
    'isActive!': { kind: 'boolean' },
    // The name of the resource, as D-Tools shows it.
    owner: text,
    siteAddresses: records({ 'name!': { kind: 'text', max: 80 }, addressLine1: text }),
    contacts: records({ 'id!': id, 'name!': text, title: text }),
  }),
  entity('Project', 'id', {
    'id!': id,
    'name!': text,
    'clientId!': to('Client'),
    contacts: records({ 'id!': id, 'isPrimary!': { kind: 'boolean' } }),
    locations: records({ 'name!': text, fullName: text }),
    items: records({ partNumber: text, 'unitCost!': decimal, 'quantity!': { kind: 'integer' } }),
    files: records({ 'id!': id, 'name!': text, 'url!': text }),
  }),
  entity('ServiceContract', 'id', {
    'id!': id,
    projectId: to('Project'),
    name: text,
    startDate: { kind: 'date' },
    // Every account names its own.
    billingFrequency: text,
  }),
  entity('ProjectTask', 'id', {
    'id!': id,
    project: to('Project'),
    'name!': text,
    'status!': text,
    assignee: text,
  }),
  entity('ChangeOrder', 'id', {
    'id!': id,
    projectId: to('Project'),
    number: { kind: 'integer' },
    name: text,
    price: decimal,
  }),
  entity('WorkflowRule', 'id', { 'id!': id, 'name!': text, steps: { kind: 'json' } }),
]);

export const target: Schema = schema('odoo', ODOO_17);
