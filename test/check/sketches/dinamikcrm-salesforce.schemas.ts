/**
 * What the sketch dinamikcrm-salesforce stands between. DinamikCRM is invented after the sketch, as it has no metadata;
 * of Salesforce the fields that the sketch names and those that a row cannot be made without, with the targets and write
 * rules that a describe of version 62.0 gives. Stages, sales processes and record types are what its Metadata API makes:
 * they stand here as a connector has to offer them.
 */
import { entity, schema } from '../../../src/check/explanations/schemas.ts';
import type { Field, FieldType } from '../../../src/schema/model.ts';
import type { Sketch } from './support.ts';

const text: FieldType = { kind: 'text' };
const boolean: FieldType = { kind: 'boolean' };
const integer: FieldType = { kind: 'integer' };
const instant: FieldType = { kind: 'instant' };
const amount: FieldType = { kind: 'money', scale: 2 };
const chars = (max: number): FieldType => ({ kind: 'text', max });
const to = (...targets: readonly string[]): FieldType => ({ kind: 'reference', targets });
const options = (...values: readonly string[]): FieldType => ({
  kind: 'enum',
  options: values.map((value) => ({ value, label: value })),
});
type Given = Partial<Field> & { readonly type: FieldType };
const session = (type: FieldType): Given => ({ type, default: 'session' });
const constant = (type: FieldType): Given => ({ type, default: 'constant' });
const onCreate = (type: FieldType): Given => ({ type, write: 'create' });
const required = (name: string, type: FieldType): Field => ({ name, label: name, type, required: true });

const source = schema('module-crm', [
  entity('User', 'id', { 'id!': chars(24), 'email!': text }),
  entity('Label', 'id', { 'id!': chars(24), 'title!': chars(40) }),
  entity('PipelineStage', 'id', {
    'id!': chars(24),
    'name!': chars(40),
    probability: integer,
    'is_won!': boolean,
    order: integer,
    'pipeline!': to('Pipeline'),
  }),
  entity('Pipeline', 'id', { 'id!': chars(24), 'name!': chars(40) }),
  entity('Company', 'id', { 'id!': chars(24), 'name!': chars(255) }),
  entity('Contact', 'id', {
    'id!': chars(24),
    'last_name!': chars(80),
    email: chars(80),
    created_at: instant,
    company: to('Company'),
    labels: { kind: 'references', target: 'Label' },
  }),
  entity('Lead', 'id', {
    'id!': chars(24),
    'last_name!': chars(80),
    company_name: chars(255),
    score: integer,
  }),
  entity('Deal', 'id', {
    'id!': chars(24),
    'title!': chars(120),
    'closes_on!': { kind: 'date' },
    'stage!': options('Open', 'Won'),
  }),
  entity('Activity', 'id', {
    'id!': chars(24),
    'kind!': options('Meeting', 'Call', 'Email', 'Task'),
    parent: to('Contact', 'Lead', 'Company', 'Deal'),
    'owner!': to('User'),
    'due_at!': instant,
    minutes: integer,
  }),
  entity('Appointment', 'id', {
    'id!': chars(24),
    'starts_at!': instant,
    'owner!': to('User'),
    attendees: {
      kind: 'records',
      fields: {
        person: required('person', to('Contact', 'User')),
        response: { name: 'response', label: 'response', type: text },
      },
    },
  }),
  entity('Invoice', 'id', {
    'id!': chars(24),
    deal: to('Deal'),
    total: amount,
    lines: {
      kind: 'records',
      fields: {
        no: required('no', integer),
        sku: { name: 'sku', label: 'sku', type: text },
        quantity: required('quantity', { kind: 'decimal', scale: 2 }),
        price: { name: 'price', label: 'price', type: amount },
      },
    },
  }),
  entity('Ticket', 'id', { 'id!': chars(24), assignee: to('User'), 'team!': text }),
  entity('Attachment', 'id', {
    'id!': chars(24),
    'file_name!': chars(255),
    url: text,
    'parent!': to('Contact', 'Company', 'Deal', 'Ticket', 'Lead'),
  }),
]);

const id = { Id: { type: chars(18), write: 'never' } } as const;
const WHO = to('Contact', 'Lead');
const WHAT = to('Account', 'Campaign', 'Case', 'Opportunity', 'Product2');

const target = schema('salesforce', [
  entity('User', 'Id', { ...id, 'Email!': chars(128), 'Username!': { type: chars(80), unique: true } }),
  entity('Group', 'Id', { ...id, 'Name!': chars(40), 'Type!': options('Regular', 'Queue', 'Role') }),
  entity('Calendar', 'Id', { ...id, 'Name!': chars(80) }),
  entity('OpportunityStage', 'Id', {
    ...id,
    'ApiName!': { type: chars(255), unique: true },
    DefaultProbability: { kind: 'decimal', precision: 3, scale: 0 },
    'IsWon!': constant(boolean),
    SortOrder: integer,
  }),
  entity('BusinessProcess', 'Id', {
    ...id,
    'Name!': chars(80),
    'TableEnumOrId!': options('Opportunity', 'Case', 'Lead', 'Solution'),
    values: { kind: 'enums', options: [], open: true },
  }),
  entity(
    'RecordType',
    'Id',
    {
      ...id,
      'Name!': chars(80),
      'DeveloperName!': chars(80),
      'SobjectType!': options('Account', 'Case', 'Contact', 'Lead', 'Opportunity'),
      BusinessProcessId: to('BusinessProcess'),
    },
    { rows: [] },
  ),
  entity('Account', 'Id', { ...id, 'Name!': chars(255) }),
  entity('Contact', 'Id', {
    ...id,
    'LastName!': chars(80),
    Email: chars(80),
    AccountId: to('Account'),
    CreatedDate: onCreate(instant),
  }),
  entity('Lead', 'Id', { ...id, 'LastName!': chars(80), 'Company!': chars(255) }),
  entity('Opportunity', 'Id', {
    ...id,
    'Name!': chars(120),
    'StageName!': options('Prospecting', 'Closed Won'),
    'CloseDate!': { kind: 'date' },
  }),
  entity('Campaign', 'Id', { ...id, 'Name!': chars(80) }),
  entity('Topic', 'Id', { ...id, 'Name!': { type: chars(99), unique: true } }),
  entity('TopicAssignment', 'Id', {
    ...id,
    'EntityId!': onCreate(to('Account', 'Campaign', 'Case', 'Contact', 'Lead', 'Opportunity', 'Task')),
    'TopicId!': onCreate(to('Topic')),
  }),
  entity('Task', 'Id', {
    ...id,
    WhoId: WHO,
    WhatId: WHAT,
    'OwnerId!': session(to('Group', 'User')),
    TaskSubtype: onCreate(options('Task', 'Email', 'List Email', 'Cadence', 'Call')),
    ActivityDate: { kind: 'date' },
    'Status!': constant(options('Not Started', 'In Progress', 'Completed')),
    'Priority!': constant(options('High', 'Normal', 'Low')),
  }),
  entity('Event', 'Id', {
    ...id,
    WhoId: WHO,
    WhatId: WHAT,
    'OwnerId!': session(to('Calendar', 'User')),
    StartDateTime: instant,
    DurationInMinutes: integer,
  }),
  entity('EventRelation', 'Id', {
    ...id,
    'EventId!': onCreate(to('Event')),
    'RelationId!': onCreate(to('Calendar', 'Contact', 'Lead', 'User')),
    Status: options('New', 'Accepted', 'Declined', 'Maybe'),
  }),
  entity('Product2', 'Id', { ...id, 'Name!': chars(255), ProductCode: chars(255) }),
  entity('Pricebook2', 'Id', {
    ...id,
    'Name!': chars(255),
    'IsStandard!': { type: boolean, write: 'never' },
  }),
  entity('PricebookEntry', 'Id', {
    ...id,
    'Product2Id!': onCreate(to('Product2')),
    'Pricebook2Id!': onCreate(to('Pricebook2')),
  }),
  entity('OpportunityLineItem', 'Id', {
    ...id,
    'OpportunityId!': onCreate(to('Opportunity')),
    PricebookEntryId: onCreate(to('PricebookEntry')),
    'Quantity!': { kind: 'decimal', precision: 12, scale: 2 },
    UnitPrice: amount,
  }),
  entity('Invoice__c', 'Id', {
    ...id,
    Source_Id__c: { type: chars(64), unique: true },
    Total__c: { kind: 'money', scale: 2 },
  }),
  entity('Case', 'Id', {
    ...id,
    'OwnerId!': session(to('Group', 'User')),
    RecordTypeId: to('RecordType'),
  }),
  entity('ContentDocument', 'Id', { ...id, 'Title!': chars(255) }),
  entity('ContentVersion', 'Id', {
    ...id,
    'Title!': chars(255),
    PathOnClient: onCreate(chars(500)),
    VersionData: { kind: 'binary' },
    'ContentDocumentId!': { type: to('ContentDocument'), default: 'constant', write: 'create' },
  }),
  entity('ContentDocumentLink', 'Id', {
    ...id,
    'ContentDocumentId!': onCreate(to('ContentDocument')),
    'LinkedEntityId!': onCreate(
      to('Account', 'Campaign', 'Case', 'Contact', 'Event', 'Lead', 'Opportunity', 'Task', 'User'),
    ),
    ShareType: options('V', 'C', 'I'),
  }),
]);

export const DINAMIKCRM_SALESFORCE: Sketch = { source, target };
