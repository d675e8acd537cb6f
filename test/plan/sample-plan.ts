import type { Expr, ExprNode, Handler, Plan } from '../../src/plan/types.ts';
import type { FieldType } from '../../src/schema/model.ts';

const name: Expr = { op: 'get', of: { op: 'this' }, field: 'name' };
const three: Expr = { op: 'literal', value: 3 };

/** One of every operator; the type makes this complete. */
export const everyOp: {
  readonly [Op in ExprNode['op']]: Extract<ExprNode, { op: Op }> | (ExprNode & { readonly op: Op });
} = {
  literal: { op: 'literal', value: { nested: [1, null, 'x'] } },
  this: { op: 'this' },
  local: { op: 'local', name: 'primary' },
  get: { op: 'get', of: { op: 'this' }, field: 'name' },
  id: { op: 'id', of: { op: 'this' } },
  column: { op: 'column', field: 'website' },
  target_get: { op: 'target_get', of: { op: 'literal', value: 7 }, entity: 'res.users', field: 'partner_id' },
  call: {
    op: 'call',
    fn: 'where',
    args: [
      { op: 'list', items: [] },
      { op: 'lambda', param: 'x', body: name },
    ],
  },
  record_of: {
    op: 'record_of',
    of: { op: 'this' },
    records: [{ entity: 'account', fields: ['accountid', 'name'] }],
  },
  download: { op: 'download', of: name },
  if: { op: 'if', condition: { op: 'literal', value: true }, then: name, otherwise: three },
  and: { op: 'and', left: name, right: name },
  or: { op: 'or', left: name, right: name },
  not: { op: 'not', of: name },
  compare: { op: 'compare', operator: '<=', as: 'decimal', left: three, right: three },
  in: { op: 'in', as: 'number', left: three, right: { op: 'list', items: [three] } },
  coalesce: { op: 'coalesce', left: name, right: { op: 'literal', value: '' } },
  arithmetic: { op: 'arithmetic', operator: '/', as: 'number', left: three, right: three },
  negate: { op: 'negate', as: 'decimal', of: three },
  convert: { op: 'convert', to: 'decimal', of: three },
  text: { op: 'text', parts: ['company:', name] },
  list: { op: 'list', items: [name, three] },
  record: { op: 'record', fields: [{ name: 'name', value: name }] },
  match: {
    op: 'match',
    subject: { op: 'get', of: { op: 'this' }, field: 'parent' },
    arms: [
      { pattern: { kind: 'values', as: 'text', values: ['a', 1] }, value: name },
      {
        pattern: {
          kind: 'entities',
          entities: [
            { entity: 'contact', binder: 'c' },
            { entity: 'lead', binder: null },
          ],
        },
        value: name,
      },
      { pattern: { kind: 'otherwise' }, value: three },
    ],
  },
  label: { op: 'label', of: three, options: [{ value: 3, label: 'Three' }] },
  table: { op: 'table', table: 'LeadStage', keys: [name] },
  translate: { op: 'translate', of: { op: 'this' }, candidates: { account: ['account->res.partner'] } },
  row_pair: { op: 'row_pair', of: { op: 'literal', value: 7 }, entity: 'res.partner' },
  ref_pair: { op: 'ref_pair', of: { op: 'this' }, candidates: { account: ['account->res.partner'] } },
  lookup: { op: 'lookup', entity: 'res.country', where: [{ path: 'code', value: name }] },
  children: {
    op: 'children',
    entity: 'contact',
    where: [{ field: 'company', as: 'reference', value: { op: 'this' } }],
  },
  else: { op: 'else', of: name, handlers: [{ kind: 'queue', at: 0 }] },
};

export const everyHandler: { readonly [K in Handler['kind']]: Extract<Handler, { kind: K }> } = {
  value: { kind: 'value', value: name },
  reject: { kind: 'reject', message: { op: 'literal', value: 'no' }, at: 0 },
  warn: { kind: 'warn', message: { op: 'literal', value: 'hm' }, at: 0 },
  queue: { kind: 'queue', at: 0 },
  create: { kind: 'create', entity: 'res.partner.industry', values: [{ field: 'name', value: name }], at: 0 },
};

export const everyFieldType: { readonly [K in FieldType['kind']]: Extract<FieldType, { kind: K }> } = {
  text: { kind: 'text', max: 64 },
  html: { kind: 'html', max: 32768 },
  integer: { kind: 'integer', min: 0, max: 5 },
  float: { kind: 'float' },
  decimal: { kind: 'decimal', precision: 16, scale: 2 },
  money: { kind: 'money', precision: 18, scale: 2, currency: 'currency_id' },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  instant: { kind: 'instant' },
  local: { kind: 'local' },
  enum: { kind: 'enum', options: [{ value: 'a', label: 'A', inactive: true }], open: true, max: 255 },
  enums: { kind: 'enums', options: [{ value: 1, label: 'One' }], open: true, max: 4099 },
  reference: { kind: 'reference', targets: ['res.partner'], typeField: 'partner_type' },
  reference_id: { kind: 'reference_id', model: 'res_model' },
  references: { kind: 'references', target: 'crm.tag' },
  children: { kind: 'children', entity: 'res.partner', via: 'parent_id' },
  binary: { kind: 'binary' },
  json: { kind: 'json' },
  record: {
    kind: 'record',
    fields: {
      city: {
        name: 'city',
        label: 'City',
        type: { kind: 'text' },
        format: 'lines',
        defaultValue: 'Ankara',
        caseless: true,
        key: 'lookup',
        unsearchable: true,
        part: 'address',
        allowed: [{ by: 'country', cases: [{ is: 'TR', options: ['Ankara'], default: 'Ankara' }] }],
        onDelete: 'restrict',
        per: ['company', 'language'],
        access: { path: 'address' },
      },
    },
  },
  records: {
    kind: 'records',
    fields: {
      qty: { name: 'qty', label: 'Quantity', type: { kind: 'float' }, required: true, write: 'create' },
    },
  },
  other: { kind: 'other', native: 'EntityName' },
};

const digest = 'a'.repeat(64);

/** A plan with one of everything that a plan can hold. */
export const samplePlan: Plan = {
  format: 2,
  source: 'crm',
  target: 'odoo',
  digests: { maps: digest, source: digest, target: digest },
  settings: { timezone: 'Europe/Istanbul', language: 'en_US' },
  provision: [
    {
      kind: 'field',
      entity: 'res.partner',
      field: 'x_id',
      type: { kind: 'text', max: 64 },
      label: 'Id',
      unique: true,
      at: 0,
    },
    {
      kind: 'model',
      entity: 'x_equipment',
      label: 'Equipment',
      fields: [
        {
          name: 'x_company',
          type: { kind: 'reference', targets: ['res.partner'] },
          label: 'Company',
          unique: false,
        },
      ],
      at: 0,
    },
    { kind: 'row', entity: 'crm.team', key: { name: 'Pipeline' }, values: { active: true }, at: 0 },
  ],
  extract: [{ entity: 'account', fields: ['accountid', 'name'] }],
  expects: Object.values(everyFieldType).map((type) => ({
    entity: 'res.partner',
    field: `x_${type.kind}`,
    type,
    written: true,
    provisioned: false,
  })),
  tables: {
    LeadStage: {
      domains: ['text'],
      entries: [
        { keys: ['Yeni'], result: { kind: 'values', values: ['New', null] }, at: 0 },
        { keys: ['Kayıp'], result: { kind: 'reject', message: 'lost' }, at: 0 },
      ],
      otherwise: { result: { kind: 'values', values: ['New', 1] }, at: 0 },
      rows: { entity: 'crm.stage', paths: ['name', 'team_id.id'] },
    },
    Plain: { domains: [], entries: [], otherwise: null, rows: null },
  },
  maps: {
    'account->res.partner': {
      id: 'account->res.partner',
      kind: 'map',
      phase: 'run',
      reads: ['account'],
      source: 'account',
      each: { name: 'line', list: { op: 'list', items: [] } },
      arms: [
        {
          kind: 'write',
          target: 'res.partner',
          guard: { op: 'literal', value: true, at: 0 },
          lets: [{ name: 'primary', value: name }],
          requires: [{ condition: { op: 'literal', value: true }, action: 'warn', message: name, at: 0 }],
          key: [
            {
              fields: ['x_id'],
              type: { kind: 'text' },
              mode: 'set',
              when: 'always',
              exact: true,
              required: true,
              value: name,
              because: null,
              at: 0,
            },
          ],
          match: [
            { pairs: [{ target: { op: 'column', field: 'website' }, source: name, as: 'text' }], at: 0 },
          ],
          assignments: [
            ...Object.values(everyOp),
            { op: 'else', of: name, handlers: Object.values(everyHandler) } as const,
          ].map((value, index) => ({
            fields: [`f${index}`],
            type: { kind: 'text' },
            mode: 'set',
            when: 'initial',
            exact: false,
            required: false,
            value: { ...value, at: 0 },
            because: 'why',
            at: 0,
          })),
          at: 0,
        },
        { kind: 'skip', because: 'no', at: 0 },
      ],
      unmatched: null,
      drops: [{ field: 'fax', because: 'unused', at: 0 }],
      at: 0,
    },
    'owners user->res.users': {
      id: 'owners user->res.users',
      kind: 'owners',
      phase: 'run',
      reads: ['user'],
      source: 'user',
      each: null,
      arms: [{ kind: 'skip', because: 'no', at: 0 }],
      unmatched: { kind: 'fallback', who: 'admin' },
      drops: [],
      at: 0,
    },
  },
  order: [
    { map: 'account->res.partner', pass: 1 },
    { map: 'account->res.partner', pass: 2 },
  ],
  fates: [
    {
      entity: 'websession',
      fate: 'skip',
      because: 'no value',
      columns: [{ name: 'title', value: { op: 'this' } }],
    },
  ],
  requires: [],
  thresholds: [{ measure: 'counts', operator: '=', percent: 99.9, sample: 300, at: 0 }],
  spans: [{ file: 'main.map', line: 1, column: 1 }],
};
