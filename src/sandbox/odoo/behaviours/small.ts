import type { Behaviour } from '../behaviour.ts';
import { deleteRows } from '../delete-rows.ts';
import type { Environment } from '../environment.ts';
import type { Values } from '../types.ts';

/** Models with one or two peculiarities each. */

/** A taken name gets a number: "Facebook [2]". */
function uniqueName(env: Environment, model: string, name: string): string {
  let candidate = name;
  for (let count = 2; env.database.lookup(model, 'name', [candidate]).size > 0; count++)
    candidate = `${name} [${count}]`;
  return candidate;
}

const numbered = (model: string): Behaviour => ({
  prepareCreate(env, values) {
    return typeof values.name === 'string'
      ? { ...values, name: uniqueName(env, model, values.name) }
      : values;
  },
});

const campaign: Behaviour = {
  prepareCreate(env, values) {
    const given: Values = { ...values };
    given.title ??= given.name;
    if (typeof given.title === 'string')
      given.name = uniqueName(env, 'utm.campaign', String(given.name ?? given.title));
    return given;
  },
  displayName: (env, id) => env.text('utm.campaign', id, 'title') ?? '',
};

/** "All / Saleable" */
function fullPath(env: Environment, model: string, id: number): string {
  const parent = env.ref(model, id, 'parent_id');
  const name = env.text(model, id, 'name') ?? '';
  return parent === null ? name : `${fullPath(env, model, parent)} / ${name}`;
}

const parameter: Behaviour = {
  displayName: (env, id) => env.text('ir.config_parameter', id, 'key') ?? '',
  modelMethods: {
    get_param: (env, args) => {
      const row = [...env.database.lookup('ir.config_parameter', 'key', [String(args[0])])][0];
      return row === undefined ? (args[1] ?? false) : env.text('ir.config_parameter', row, 'value');
    },
    set_param: (env, args) => {
      const row = [...env.database.lookup('ir.config_parameter', 'key', [String(args[0])])][0];
      if (row === undefined) {
        env.createOne('ir.config_parameter', { key: args[0], value: String(args[1]) });
        return false;
      }
      const before = env.text('ir.config_parameter', row, 'value');
      env.write('ir.config_parameter', [row], { value: args[1] });
      return before;
    },
  },
};

const named = (model: string, name: string): Behaviour => ({
  displayName: (env, id) => env.text(model, id, name) ?? '',
});

export const small: Readonly<Record<string, Behaviour>> = {
  'utm.source': numbered('utm.source'),
  'utm.medium': numbered('utm.medium'),
  'utm.campaign': campaign,
  'res.partner.category': {
    displayName: (env, id) => fullPath(env, 'res.partner.category', id),
  },
  'product.category': {
    computed: { complete_name: (env, id) => fullPath(env, 'product.category', id) },
    displayName: (env, id) => fullPath(env, 'product.category', id),
  },
  'res.country': { nameFields: ['name', 'code'] },
  'res.country.state': {
    nameFields: ['name', 'code'],
    displayName: (env, id) => {
      const country = env.ref('res.country.state', id, 'country_id');
      const code = country === null ? '' : (env.text('res.country', country, 'code') ?? '');
      return `${env.text('res.country.state', id, 'name') ?? ''} (${code})`;
    },
  },
  'account.account': {
    displayName: (env, id) =>
      `${env.text('account.account', id, 'code') ?? ''} ${env.text('account.account', id, 'name') ?? ''}`,
  },
  'mail.alias': { displayName: (env, id) => env.text('mail.alias', id, 'alias_name') ?? 'Inactive Alias' },
  'mail.followers': {
    displayName: (env, id) => {
      const partner = env.ref('mail.followers', id, 'partner_id');
      return partner === null ? '' : env.displayName('res.partner', partner);
    },
  },
  'mail.mail': {
    // A mail that is no notification goes with its message.
    beforeUnlink(env, ids) {
      const messages = ids
        .filter((id) => env.get('mail.mail', id, 'is_notification') !== true)
        .map((id) => env.ref('mail.mail', id, 'mail_message_id'))
        .filter((message) => message !== null);
      deleteRows(env, 'mail.message', messages);
    },
    displayName: (env, id) => env.text('mail.mail', id, 'subject') ?? '',
  },
  'ir.config_parameter': parameter,
  'ir.module.module': named('ir.module.module', 'shortdesc'),
  'sale.order': {
    complete(_env, values) {
      values.partner_invoice_id ??= values.partner_id;
      values.partner_shipping_id ??= values.partner_id;
    },
    prepareCreate: (env, values) => ({
      ...values,
      name: values.name ?? `S${String(env.database.size('sale.order') + 1).padStart(5, '0')}`,
    }),
  },
};
