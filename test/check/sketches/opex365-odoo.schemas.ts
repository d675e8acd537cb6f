/**
 * What the sketch opex365-odoo stands between: of a Dataverse and an Odoo 17, the fields that it names and those that a
 * row cannot be made without. Types and write rules as discovery finds them.
 */
import { entity, schema, text } from '../../../src/check/explanations/schemas.ts';
import type { Field, FieldType } from '../../../src/schema/model.ts';
import type { Sketch } from './support.ts';

const guid: FieldType = { kind: 'text', max: 36 };
const boolean: FieldType = { kind: 'boolean' };
const integer: FieldType = { kind: 'integer' };
const chars = (max: number): FieldType => ({ kind: 'text', max });
const to = (...targets: readonly string[]): FieldType => ({ kind: 'reference', targets });
const many = (target: string): FieldType => ({ kind: 'references', target });
const options = (first: number, ...labels: readonly string[]): FieldType => ({
  kind: 'enum',
  options: labels.map((label, index) => ({ value: first + index, label })),
});
const selection = (...values: readonly (readonly [string, string])[]): FieldType => ({
  kind: 'enum',
  options: values.map(([value, label]) => ({ value, label })),
});
type Given = Partial<Field> & { readonly type: FieldType };
const session = (type: FieldType): Given => ({ type, default: 'session' });
const constant = (type: FieldType): Given => ({ type, default: 'constant' });
const id = { id: { type: integer, write: 'never' } } as const;

const source = schema('dataverse', [
  entity('systemuser', 'systemuserid', { 'systemuserid!': guid, 'internalemailaddress!': chars(100) }),
  entity('team', 'teamid', { 'teamid!': guid }),
  entity('account', 'accountid', {
    'accountid!': guid,
    name: chars(160),
    'statecode!': options(0, 'Active', 'Inactive'),
  }),
  entity('contact', 'contactid', {
    'contactid!': guid,
    fullname: chars(160),
    'statecode!': options(0, 'Active', 'Inactive'),
  }),
  entity('opportunity', 'opportunityid', {
    'opportunityid!': guid,
    name: chars(300),
    stepname: chars(200),
    'statecode!': options(0, 'Open', 'Won', 'Lost'),
    parentcontactid: to('contact'),
    parentaccountid: to('account'),
    customerid: to('account', 'contact'),
    'ownerid!': to('systemuser', 'team'),
  }),
  entity('lead', 'leadid', { 'leadid!': guid, subject: chars(300), new_score: chars(20) }),
  entity('email', 'activityid', {
    'activityid!': guid,
    directioncode: boolean,
    regardingobjectid: to('account', 'contact', 'lead', 'opportunity'),
  }),
  entity('activityparty', 'activitypartyid', {
    'activitypartyid!': guid,
    'activityid!': to('appointment', 'email', 'phonecall', 'task'),
    partyid: to('account', 'contact', 'lead', 'queue', 'systemuser'),
    participationtypemask: options(
      1,
      'Sender',
      'To Recipient',
      'CC Recipient',
      'BCC Recipient',
      'Required attendee',
    ),
    addressused: chars(320),
  }),
  entity('activitymimeattachment', 'activitymimeattachmentid', {
    'activitymimeattachmentid!': guid,
    'objectid!': to('activitypointer', 'appointment', 'email', 'template'),
    filename: chars(255),
    body: { kind: 'binary' },
  }),
  entity('phonecall', 'activityid', {
    'activityid!': guid,
    subject: chars(200),
    directioncode: boolean,
    actualdurationminutes: { kind: 'integer', min: 0, max: 2_147_483_647 },
  }),
  entity('annotation', 'annotationid', {
    'annotationid!': guid,
    'isdocument!': boolean,
    documentbody: { kind: 'binary' },
    filename: chars(255),
    objectid: to('account', 'appointment', 'contact', 'email', 'lead', 'opportunity'),
  }),
  entity('product', 'productid', { 'productid!': guid, name: chars(100) }),
  entity('productpricelevel', 'productpricelevelid', {
    'productpricelevelid!': guid,
    'productid!': to('product'),
    amount: { kind: 'money', scale: 2, currency: 'transactioncurrencyid' },
  }),
]);

const target = schema('odoo', [
  entity('res.users', 'id', {
    ...id,
    'login!': { type: text, unique: true },
    'name!': text,
    'partner_id!': { type: to('res.partner'), default: 'constant', enforced: true },
  }),
  entity('res.partner', 'id', { ...id, 'name!': text, is_company: boolean }),
  entity(
    'crm.team',
    'id',
    { ...id, 'name!': text },
    {
      rows: [
        { id: 1, name: 'Sales' },
        { id: 2, name: 'Website' },
      ],
    },
  ),
  entity(
    'crm.stage',
    'id',
    { ...id, 'name!': text, team_id: to('crm.team'), is_won: boolean },
    {
      rows: [
        { id: 1, name: 'New', is_won: false, team_id: 1 },
        { id: 2, name: 'Qualified', is_won: false, team_id: 1 },
        { id: 3, name: 'Proposition', is_won: false, team_id: 1 },
        { id: 4, name: 'Won', is_won: true, team_id: null },
      ],
    },
  ),
  entity('crm.lead', 'id', {
    ...id,
    'name!': text,
    'type!': constant(selection(['lead', 'Lead'], ['opportunity', 'Opportunity'])),
    partner_id: to('res.partner'),
    stage_id: to('crm.stage'),
    user_id: session(to('res.users')),
  }),
  entity('mail.message', 'id', {
    ...id,
    model: text,
    res_id: { kind: 'reference_id', model: 'model' },
    'message_type!': constant(
      selection(['email', 'Incoming Email'], ['comment', 'Comment'], ['email_outgoing', 'Outgoing Email']),
    ),
    author_id: session(to('res.partner')),
    email_from: session(text),
    partner_ids: many('res.partner'),
    attachment_ids: many('ir.attachment'),
  }),
  entity('ir.attachment', 'id', {
    ...id,
    'name!': text,
    raw: { kind: 'binary' },
    'type!': constant(selection(['url', 'URL'], ['binary', 'File'])),
  }),
  // Of an add-on: not every Odoo has it.
  entity('crm.phonecall', 'id', { ...id, 'name!': text, duration: { kind: 'float' } }),
  entity('project.project', 'id', { ...id, 'name!': text }, { rows: [] }),
  entity('project.task', 'id', {
    ...id,
    'name!': text,
    project_id: to('project.project'),
    user_ids: session(many('res.users')),
  }),
  entity('product.template', 'id', { ...id, 'name!': text }),
  entity('product.product', 'id', {
    ...id,
    'name!': text,
    'product_tmpl_id!': { type: to('product.template'), default: 'constant', enforced: true },
  }),
  entity(
    'res.currency',
    'id',
    { ...id, 'name!': { type: { kind: 'text', max: 3 }, unique: true } },
    {
      rows: [
        { id: 1, name: 'USD' },
        { id: 2, name: 'EUR' },
      ],
    },
  ),
  entity(
    'product.pricelist',
    'id',
    { ...id, 'name!': text, 'currency_id!': session(to('res.currency')) },
    { rows: [{ id: 1, name: 'Default', currency_id: 1 }] },
  ),
  entity('product.pricelist.item', 'id', {
    ...id,
    'pricelist_id!': to('product.pricelist'),
    'applied_on!': constant(
      selection(['3_global', 'All Products'], ['0_product_variant', 'Product Variant']),
    ),
    product_id: to('product.product'),
    product_tmpl_id: to('product.template'),
    fixed_price: { kind: 'decimal', precision: 16, scale: 2 },
  }),
]);

export const OPEX365_ODOO: Sketch = { source, target };
