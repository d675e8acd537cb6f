import type { Behaviour } from '../behaviour.ts';
import { cleanWebsite, normalizeEmail, sanitizePhone } from '../contact-values.ts';
import type { Environment } from '../environment.ts';
import { missingRecordError, OdooError, userError, validationError } from '../errors.ts';
import type { FieldValue, Values } from '../types.ts';
import { syncLeadsOfPartner } from './lead-contact.ts';

const model = 'res.partner';

/** Fields that make an address. */
const addressFields = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'] as const;

/** Fields that a person shares with the company it belongs to. */
const commercialFields = [
  'vat',
  'company_registry',
  'industry_id',
  'credit_limit',
  'property_payment_term_id',
  'property_supplier_payment_term_id',
  'property_account_position_id',
] as const;

/** Companies and persons: addresses and commercial fields flow from a company to its contacts. */
export const partner: Behaviour = {
  nameFields: ['complete_name', 'email', 'ref', 'vat', 'company_registry'],
  recursion: {
    exception: 'odoo.exceptions.ValidationError',
    message: 'You cannot create recursive Partner hierarchies.',
  },
  checks: [
    { holds: (row) => row.type !== 'contact' || row.name !== undefined, message: 'Contacts require a name' },
  ],
  defaults: {
    category_id: () => [[6, 0, []]],
    calendar_last_notif_ack: (env) => env.now,
    color: () => 0,
  },
  prepareCreate(env, values) {
    checkParent(env, values);
    checkImage(values);
    return clean(values);
  },
  complete(env, values, given) {
    const parent = values.parent_id;
    const own = typeof parent === 'number' && env.exists(model, parent);
    if (own) values.company_name = false;
    if (own && !Object.hasOwn(given, 'lang') && !env.context._partners_skip_fields_sync)
      values.lang = env.text(model, parent, 'lang') ?? values.lang ?? false;
    if (own && !Object.hasOwn(values, 'user_id') && !values.is_company) {
      values.user_id = env.ref(model, parent, 'user_id') ?? false;
    }
    values.partner_share ??= true;
    delete values.commercial_partner_id;
  },
  afterCreate(env, id, given) {
    recompute(env, id);
    if (!env.context._partners_skip_fields_sync) {
      sync(env, id, given);
      fillParentAddress(env, id);
      recompute(env, id);
    }
    checkBarcode(env, id);
  },
  prepareWrite(env, id, values) {
    checkImage(values);
    if (values.active === false) refuseWithActiveUsers(env, [id], 'archive');
    const cleaned = clean(values);
    delete cleaned.commercial_partner_id;
    return cleaned;
  },
  afterWrite(env, id, values) {
    recompute(env, id);
    sync(env, id, values);
    recomputeFamily(env, id);
    if ('barcode' in values) checkBarcode(env, id);
    if ('email' in values || 'phone' in values) syncLeadsOfPartner(env, id, values);
  },
  beforeUnlink(env, ids) {
    refuseWithActiveUsers(env, ids, 'delete');
    for (const child of env.database.lookup(model, 'parent_id', ids)) {
      if (ids.includes(child)) continue;
      env.database.update(model, child, { parent_id: null, commercial_partner_id: child });
      recomputeFamily(env, child);
    }
    // A reference of a contact to its company goes first: both may be deleted in one call.
    for (const id of ids) env.database.update(model, id, { commercial_partner_id: null });
  },
  computed: {
    company_type: (env, id) => (env.get(model, id, 'is_company') === true ? 'company' : 'person'),
    contact_address: (env, id) => contactAddress(env, id),
    contact_address_inline: (env, id) =>
      contactAddress(env, id)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join(', '),
    email_formatted: (env, id) => {
      const email = env.text(model, id, 'email');
      return email === null
        ? ''
        : `"${env.text(model, id, 'name') ?? ''}" <${normalizeEmail(email) ?? email}>`;
    },
    opportunity_count: (env, id) => env.database.lookup('crm.lead', 'partner_id', [id]).size,
    meeting_count: (env, id) => env.list(model, id, 'meeting_ids').length,
    currency_id: () => 1,
    self: (_env, id) => id,
    active_lang_count: () => 1,
    message_partner_ids: (env, id) => followersOf(env, model, id),
  },
  inverse: {
    company_type: (env, id, value) => {
      env.write(model, [id], { is_company: value === 'company' });
    },
  },
  displayName(env, id) {
    return env.text(model, id, 'complete_name') ?? '';
  },
};

/** The partners that follow a record. */
export function followersOf(env: Environment, document: string, id: number): number[] {
  return [...env.database.lookup('mail.followers', 'res_id', [id])]
    .filter((row) => env.get('mail.followers', row, 'res_model') === document)
    .map((row) => env.ref('mail.followers', row, 'partner_id'))
    .filter((follower) => follower !== null);
}

/** Fills `street`, `city` and so on into the pattern of the country. */
function contactAddress(env: Environment, id: number): string {
  const country = env.ref(model, id, 'country_id');
  const state = env.ref(model, id, 'state_id');
  const format =
    (country === null ? null : env.text('res.country', country, 'address_format')) ??
    '%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s';
  const company = env.text(model, id, 'commercial_company_name');
  const parts: Record<string, string | null> = {
    street: env.text(model, id, 'street'),
    street2: env.text(model, id, 'street2'),
    zip: env.text(model, id, 'zip'),
    city: env.text(model, id, 'city'),
    state_code: state === null ? null : env.text('res.country.state', state, 'code'),
    state_name: state === null ? null : env.text('res.country.state', state, 'name'),
    country_code: country === null ? null : env.text('res.country', country, 'code'),
    country_name: country === null ? null : env.text('res.country', country, 'name'),
    company_name: company,
  };
  const pattern = company === null ? format : `%(company_name)s\n${format}`;
  return pattern.replace(/%\((\w+)\)s/g, (_whole, name: string) => parts[name] ?? '');
}

function clean(values: Values): Values {
  const cleaned = { ...values };
  if ('website' in cleaned) cleaned.website = cleanWebsite(cleaned.website);
  if ('company_type' in cleaned && !('is_company' in cleaned)) {
    cleaned.is_company = cleaned.company_type === 'company';
    delete cleaned.company_type;
  }
  return cleaned;
}

function checkParent(env: Environment, values: Readonly<Values>): void {
  const parent = values.parent_id;
  if (typeof parent === 'number' && !env.database.has(model, parent))
    throw missingRecordError(model, parent, env.uid);
}

function checkImage(values: Readonly<Values>): void {
  const image = values.image_1920;
  if (typeof image !== 'string' || image === '') return;
  const start = Buffer.from(image.slice(0, 64), 'base64');
  const head = start.toString('latin1');
  const known = ['\u0089PNG', '\u00ff\u00d8', 'GIF8', 'BM', 'RIFF', '<svg', '<?xml', 'II*', 'MM'];
  if (!known.some((magic) => head.startsWith(magic))) {
    throw userError('This file could not be decoded as an image file.');
  }
}

function checkBarcode(env: Environment, id: number): void {
  const barcode = env.text(model, id, 'barcode');
  if (barcode !== null && env.database.lookup(model, 'barcode', [barcode]).size > 1) {
    throw validationError('Another partner already has this barcode');
  }
}

/** Columns that follow from the record and its parent. */
function recompute(env: Environment, id: number): void {
  const row = env.database.get(model, id);
  if (row === undefined) return;
  const parent = typeof row.parent_id === 'number' ? row.parent_id : null;
  const commercial =
    row.is_company === true || parent === null
      ? id
      : (env.ref(model, parent, 'commercial_partner_id') ?? parent);
  const head = commercial === id ? row : env.database.get(model, commercial);
  const company = head?.is_company === true ? (head.name ?? null) : (row.company_name ?? null);
  let name = typeof row.name === 'string' ? row.name : '';
  if (typeof row.company_name === 'string' || parent !== null) {
    if (name === '' && (row.type === 'invoice' || row.type === 'delivery' || row.type === 'other')) {
      name = { invoice: 'Invoice Address', delivery: 'Delivery Address', other: 'Other Address' }[row.type];
    }
    if (row.is_company !== true) {
      const owner = company ?? (parent === null ? '' : env.text(model, parent, 'name')) ?? '';
      name = `${owner}, ${name}`;
    }
  }
  const country = typeof row.country_id === 'number' ? env.text('res.country', row.country_id, 'code') : null;
  const complete = name.trim();
  env.database.update(model, id, {
    commercial_partner_id: commercial,
    commercial_company_name: company,
    complete_name: complete,
    email_normalized: normalizeEmail(row.email),
    phone_sanitized: sanitizePhone(row.mobile, country) ?? sanitizePhone(row.phone, country),
  });
}

function recomputeFamily(env: Environment, id: number): void {
  const seen = new Set<number>();
  const queue = [id];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (seen.has(at)) continue;
    seen.add(at);
    recompute(env, at);
    queue.push(...env.database.lookup(model, 'parent_id', [at]));
  }
}

/** Commercial fields and addresses: from the parent where it is new, then to the contacts below. */
function sync(env: Environment, id: number, values: Readonly<Values>): void {
  const parent = env.ref(model, id, 'parent_id');
  const newParent = Boolean(values.parent_id);
  if (newParent || values.type === 'contact') {
    if (newParent) copyCommercialFields(env, id);
    if (newParent && parent !== null && !('user_id' in values) && env.get(model, id, 'is_company') !== true) {
      const user = env.ref(model, parent, 'user_id');
      if (env.ref(model, id, 'user_id') === null && user !== null)
        env.database.update(model, id, { user_id: user });
    }
    if (parent !== null && env.get(model, id, 'type') === 'contact') {
      const address = addressOf(env, parent);
      if (Object.values(address).some((value) => value !== null && value !== ''))
        env.database.update(model, id, address);
    }
  }
  syncChildren(env, id, values);
}

function syncChildren(env: Environment, id: number, values: Readonly<Values>): void {
  const children = [...env.database.lookup(model, 'parent_id', [id])];
  if (children.length === 0) return;
  if (env.ref(model, id, 'commercial_partner_id') === id && commercialFields.some((name) => name in values)) {
    spreadCommercialFields(env, id);
  }
  const address = addressFields.filter((name) => name in values);
  if (address.length === 0) return;
  for (const child of children) {
    if (env.get(model, child, 'type') !== 'contact') continue;
    for (const name of address)
      env.database.update(model, child, { [name]: column(env.get(model, id, name)) });
  }
}

function spreadCommercialFields(env: Environment, id: number): void {
  for (const child of env.database.lookup(model, 'parent_id', [id])) {
    if (env.get(model, child, 'is_company') === true) continue;
    recompute(env, child);
    copyCommercialFields(env, child);
    spreadCommercialFields(env, child);
  }
}

function copyCommercialFields(env: Environment, id: number): void {
  recompute(env, id);
  const head = env.ref(model, id, 'commercial_partner_id');
  if (head === null || head === id) return;
  for (const name of commercialFields)
    env.database.update(model, id, { [name]: column(env.get(model, head, name)) });
}

/** The first contact of a company without an address lends it its own. */
function fillParentAddress(env: Environment, id: number): void {
  const parent = env.ref(model, id, 'parent_id');
  if (parent === null) return;
  const mayLend =
    env.get(model, parent, 'is_company') === true || env.ref(model, parent, 'parent_id') === null;
  if (!mayLend || env.database.lookup(model, 'parent_id', [parent]).size !== 1) return;
  const own = addressOf(env, id);
  const theirs = addressOf(env, parent);
  const filled = (address: Readonly<Record<string, unknown>>): boolean =>
    Object.values(address).some(Boolean);
  if (filled(own) && !filled(theirs)) env.database.update(model, parent, own);
}

function addressOf(env: Environment, id: number): Record<string, string | number | null> {
  const address: Record<string, string | number | null> = {};
  for (const name of addressFields) {
    const value = env.get(model, id, name);
    address[name] = typeof value === 'string' || typeof value === 'number' ? value : null;
  }
  return address;
}

function column(value: FieldValue): string | number | boolean | null {
  return Array.isArray(value) ? null : (value as string | number | boolean | null); // these fields are no lists
}

function refuseWithActiveUsers(env: Environment, ids: readonly number[], verb: 'delete' | 'archive'): void {
  const users = [...env.database.lookup('res.users', 'partner_id', ids)].filter(
    (user) => env.get('res.users', user, 'active') === true,
  );
  const first = users[0];
  if (first === undefined) return;
  const advice =
    verb === 'delete'
      ? 'You cannot delete contacts linked to an active user.\nYou should rather archive them after archiving their associated user.'
      : 'You cannot archive contacts linked to an active user.\nYou first need to archive their associated user.';
  const names = users.map((user) => env.displayName('res.users', user)).join(', ');
  throw new OdooError(
    'odoo.exceptions.RedirectWarning',
    `${advice}\n\nLinked active users : ${names}\n{'type': 'ir.actions.act_window', 'res_model': 'res.users', ` +
      `'context': {'create': False}, 'view_mode': 'form', 'views': [[162, 'form']], 'res_id': ${first}}\nGo to users\nNone`,
  );
}
