/** JSON Schemas of what `mapc.yaml` may say about a connection, by connector. Values of `${ENV}` are in place already. */

const text = { type: 'string', minLength: 1 } as const;
const url = { type: 'string', pattern: '^https?://.' } as const;
const texts = { type: 'array', items: text, minItems: 1 } as const;

const connector = { type: 'string' } as const;

const dataverse = {
  type: 'object',
  required: ['url', 'tenant', 'client'],
  if: { not: { required: ['certificate'] } },
  then: { required: ['secret'] },
  additionalProperties: false,
  properties: {
    connector,
    url,
    authority: url,
    tenant: text,
    client: text,
    secret: text,
    certificate: text,
    key: text,
    passphrase: text,
    largest_download: { type: 'integer', minimum: 1 },
    page: { type: 'integer', minimum: 1, maximum: 5000 },
    concurrency: { type: 'integer', minimum: 1, maximum: 52 },
    allowance: { type: 'integer', minimum: 1 },
  },
} as const;

const odoo = {
  type: 'object',
  required: ['url', 'db'],
  if: { not: { required: ['api_key'] } },
  // A key alone is enough for JSON-2.
  then: { required: ['login', 'password'] },
  additionalProperties: false,
  properties: {
    connector,
    url,
    db: text,
    login: text,
    password: text,
    api_key: text,
    company: text,
    language: text,
    protocol: { enum: ['json2', 'jsonrpc', 'xmlrpc'] },
  },
} as const;

const file = {
  type: 'object',
  additionalProperties: false,
  properties: {
    path: text,
    format: { enum: ['csv', 'jsonl', 'xml'] },
    id: { anyOf: [text, texts] },
    delimiter: { type: 'string', minLength: 1 },
    quote: { type: 'string', minLength: 1, maxLength: 1 },
    escape: { type: 'string', minLength: 1, maxLength: 1 },
    record: text,
    encoding: text,
    null: { type: 'array', items: { type: 'string' } },
    fields: { type: 'object', additionalProperties: text },
    group: {
      type: 'object',
      required: ['by', 'into', 'fields'],
      additionalProperties: false,
      properties: { by: text, into: text, fields: texts },
    },
    unescape: { type: 'boolean' },
  },
} as const;

const files = {
  type: 'object',
  required: ['folder'],
  additionalProperties: false,
  properties: {
    connector,
    folder: text,
    language: text,
    largest_download: { type: 'integer', minimum: 1 },
    files: { type: 'object', minProperties: 1, additionalProperties: file },
  },
} as const;

export const settingsSchemas = { dataverse, files, odoo } as const;
