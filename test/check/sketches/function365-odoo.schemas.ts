/**
 * What the sketch function365-odoo stands between: of a Dataverse and an Odoo 17, the fields that it names and those that
 * a row cannot be made without. Types and write rules as discovery finds them.
 */
import { entity, schema, text } from '../../../src/check/explanations/schemas.ts';
import type { Field, FieldType } from '../../../src/schema/model.ts';
import type { Sketch } from './support.ts';

const guid: FieldType = { kind: 'text', max: 36 };
const boolean: FieldType = { kind: 'boolean' };
const integer: FieldType = { kind: 'integer' };
const instant: FieldType = { kind: 'instant' };
const chars = (max: number): FieldType => ({ kind: 'text', max });
const to = (...targets: readonly string[]): FieldType => ({ kind: 'reference', targets });
const many = (target: string): FieldType => ({ kind: 'references', target });
const state = (...labels: readonly string[]): FieldType => ({
  kind: 'enum',
  options: labels.map((label, value) => ({ value, label })),
});
const selection = (...values: readonly (readonly [string, string])[]): FieldType => ({
  kind: 'enum',
  options: values.map(([value, label]) => ({ value, label })),
});
const session = (type: FieldType): Partial<Field> & { readonly type: FieldType } => ({
  type,
  default: 'session',
});
const constant = (type: FieldType): Partial<Field> & { readonly type: FieldType } => ({
  type,
  default: 'constant',
});
const id = { id: { type: integer, write: 'never' } } as const;

const REGARDING = to('account', 'contact', 'incident', 'lead', 'opportunity');
const ACTIVITY = {
  'activityid!': guid,
  regardingobjectid: REGARDING,
  'ownerid!': to('systemuser', 'team'),
  scheduledend: instant,
  'createdon!': instant,
  actualend: instant,
} as const;

const source = schema('dataverse', [
  entity('systemuser', 'systemuserid', {
    'systemuserid!': guid,
    'internalemailaddress!': chars(100),
    'businessunitid!': to('businessunit'),
  }),
  entity('team', 'teamid', { 'teamid!': guid, 'administratorid!': to('systemuser') }),
  entity('businessunit', 'businessunitid', { 'businessunitid!': guid, 'name!': chars(160) }),
  entity('account', 'accountid', { 'accountid!': guid, name: chars(160), parentaccountid: to('account') }),
  entity('contact', 'contactid', {
    'contactid!': guid,
    fullname: chars(160),
    parentcustomerid: to('account', 'contact'),
    new_nhsnumber: chars(12),
    new_consentgivenon: instant,
  }),
  entity('processstage', 'processstageid', {
    'processstageid!': guid,
    'stagename!': chars(100),
    stagecategory: state('Qualify', 'Develop', 'Propose', 'Close', 'Identify', 'Research', 'Resolve'),
  }),
  entity('opportunity', 'opportunityid', {
    'opportunityid!': guid,
    name: chars(300),
    stageid: guid,
    owningbusinessunit: to('businessunit'),
    customerid: to('account', 'contact'),
    'ownerid!': to('systemuser', 'team'),
  }),
  entity('connectionrole', 'connectionroleid', { 'connectionroleid!': guid, 'name!': chars(100) }),
  entity('connection', 'connectionid', {
    'connectionid!': guid,
    record1id: to('account', 'contact', 'lead', 'opportunity', 'systemuser', 'team'),
    record2id: to('account', 'contact', 'lead', 'opportunity', 'systemuser', 'team'),
    record2roleid: to('connectionrole'),
    'createdon!': instant,
    'ismaster!': boolean,
  }),
  entity('lead', 'leadid', { 'leadid!': guid, subject: chars(300), companyname: chars(100) }),
  entity('phonecall', 'activityid', {
    ...ACTIVITY,
    subject: chars(200),
    'statecode!': state('Open', 'Completed', 'Canceled'),
  }),
  entity('email', 'activityid', {
    ...ACTIVITY,
    subject: chars(800),
    'statecode!': state('Open', 'Completed', 'Canceled'),
  }),
  entity('appointment', 'activityid', {
    ...ACTIVITY,
    subject: chars(200),
    'statecode!': state('Open', 'Completed', 'Canceled', 'Scheduled'),
  }),
  entity('annotation', 'annotationid', {
    'annotationid!': guid,
    'isdocument!': boolean,
    documentbody: { kind: 'binary' },
    filename: chars(255),
    notetext: chars(100_000),
    objectid: to('account', 'appointment', 'contact', 'email', 'incident', 'lead', 'opportunity'),
  }),
  entity('workflow', 'workflowid', {
    'workflowid!': guid,
    'name!': chars(100),
    'category!': state(
      'Workflow',
      'Dialog',
      'Business Rule',
      'Action',
      'Business Process Flow',
      'Modern Flow',
    ),
    clientdata: chars(1_073_741_823),
  }),
]);

const target = schema('odoo', [
  entity('res.users', 'id', {
    ...id,
    'login!': { type: text, unique: true },
    'name!': text,
    'partner_id!': { type: to('res.partner'), default: 'constant', enforced: true },
  }),
  entity('res.partner', 'id', {
    ...id,
    'name!': text,
    is_company: boolean,
    parent_id: { type: to('res.partner'), enforced: true, hierarchy: true },
  }),
  entity('res.company', 'id', { ...id, 'name!': text }),
  entity('crm.team', 'id', {
    ...id,
    'name!': text,
    member_ids: many('res.users'),
    company_id: session(to('res.company')),
  }),
  entity('crm.stage', 'id', {
    ...id,
    'name!': text,
    sequence: constant(integer),
    team_id: to('crm.team'),
    fold: boolean,
    is_won: boolean,
  }),
  entity('crm.lead', 'id', {
    ...id,
    'name!': text,
    'type!': constant(selection(['lead', 'Lead'], ['opportunity', 'Opportunity'])),
    partner_id: to('res.partner'),
    stage_id: to('crm.stage'),
    user_id: session(to('res.users')),
  }),
  entity('ir.model', 'id', { ...id, 'model!': { type: text, unique: true } }),
  entity(
    'mail.activity.type',
    'id',
    {
      ...id,
      'name!': text,
      category: selection(['default', 'None'], ['phonecall', 'Phonecall'], ['meeting', 'Meeting']),
    },
    {
      rows: [
        { id: 1, name: 'Email', category: 'default' },
        { id: 2, name: 'Call', category: 'phonecall' },
        { id: 3, name: 'Meeting', category: 'meeting' },
      ],
    },
  ),
  entity('mail.activity', 'id', {
    ...id,
    'res_model_id!': to('ir.model'),
    'res_id!': { kind: 'reference_id', model: 'res_model_id' },
    activity_type_id: to('mail.activity.type'),
    summary: text,
    'date_deadline!': constant({ kind: 'date' }),
    'user_id!': session(to('res.users')),
  }),
  entity('mail.message', 'id', {
    ...id,
    model: text,
    res_id: { kind: 'reference_id', model: 'model' },
    date: constant(instant),
    body: { kind: 'html' },
    'message_type!': constant(
      selection(['email', 'Incoming Email'], ['comment', 'Comment'], ['email_outgoing', 'Outgoing Email']),
    ),
    author_id: session(to('res.partner')),
    email_from: session(text),
  }),
  entity('ir.attachment', 'id', {
    ...id,
    'name!': text,
    raw: { kind: 'binary' },
    res_model: text,
    res_id: { kind: 'reference_id', model: 'res_model' },
    'type!': constant(selection(['url', 'URL'], ['binary', 'File'])),
    company_id: session(to('res.company')),
  }),
  entity('mail.followers', 'id', {
    ...id,
    'res_model!': text,
    res_id: { kind: 'reference_id', model: 'res_model' },
    'partner_id!': to('res.partner'),
  }),
]);

export const FUNCTION365_ODOO: Sketch = { source, target };
