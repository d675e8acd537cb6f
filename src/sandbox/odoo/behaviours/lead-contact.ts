import { normalizeEmail, sanitizePhone } from '../contact-values.ts';
import type { Environment } from '../environment.ts';
import { postMessage, subtypeNote } from '../messages.ts';
import type { FieldValue, Values } from '../types.ts';

/** What a lead and the contact it belongs to tell each other: e-mail and phone both ways, the rest to the lead. */

const addressFields = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'] as const;

/**
 * The lead's values that follow from its contact. On a create, a field that `given` names is left alone, and one
 * address field is enough to keep the whole address away.
 */
export function valuesFromPartner(
  env: Environment,
  partner: number,
  given: Readonly<Values>,
  before: (name: string) => FieldValue,
): Values {
  const of = (name: string): FieldValue => env.get('res.partner', partner, name);
  const values: Values = {};
  const take = (name: string, value: FieldValue): void => {
    if (name in given) return;
    const known = before(name);
    if (!known || value) values[name] = value;
  };
  const isCompany = of('is_company') === true;
  const parent = env.ref('res.partner', partner, 'parent_id');
  const parentName = parent === null ? null : env.text('res.partner', parent, 'name');
  take('partner_name', parentName ?? (isCompany ? of('name') : of('company_name')));
  take('contact_name', isCompany ? null : of('name'));
  take('title', of('title'));
  take('function', of('function'));
  take('website', of('website'));
  take('mobile', of('mobile'));
  // Another spelling of the same stays as it is.
  const known = (name: string): string | null => textOf(before(name));
  if (
    !('email_from' in given) &&
    of('email') &&
    differ(addressed(known('email_from')), addressed(textOf(of('email'))))
  )
    values.email_from = of('email');
  const theirs = countryCode(env, of('country_id'));
  const own = countryCode(env, given.country_id ?? before('country_id'));
  if (
    !('phone' in given) &&
    of('phone') &&
    differ(numbered(known('phone'), own), numbered(textOf(of('phone')), theirs))
  )
    values.phone = of('phone');
  if (!('lang_id' in given)) {
    const language = of('lang');
    const row =
      typeof language === 'string' ? [...env.database.lookup('res.lang', 'code', [language])][0] : undefined;
    values.lang_id = row ?? null;
  }
  if (!addressFields.some((name) => name in given) && addressFields.some((name) => of(name))) {
    for (const name of addressFields) values[name] = of(name);
  }
  return values;
}

/** A lead's e-mail or phone that a client wrote goes to its contact too, where it says something else. */
export function tellPartner(env: Environment, lead: number, given: Readonly<Values>): void {
  const partner = env.ref('crm.lead', lead, 'partner_id');
  if (partner === null) return;
  const differs = differences(env, lead, partner);
  const changes: Values = {};
  if ('email_from' in given && differs.email)
    changes.email = env.text('crm.lead', lead, 'email_from') ?? false;
  if ('phone' in given && differs.phone) changes.phone = env.text('crm.lead', lead, 'phone') ?? false;
  if (Object.keys(changes).length > 0) env.write('res.partner', [partner], changes);
}

/** A contact's new e-mail or phone goes to its leads, where they say something else; one that is emptied does not. */
export function syncLeadsOfPartner(env: Environment, partner: number, values: Readonly<Values>): void {
  for (const lead of env.database.lookup('crm.lead', 'partner_id', [partner])) {
    const differs = differences(env, lead, partner);
    const email = env.text('res.partner', partner, 'email');
    const phone = env.text('res.partner', partner, 'phone');
    if (('email' in values && email && differs.email) || ('phone' in values && phone && differs.phone))
      noteComputed(env, lead);
    if ('email' in values && email && differs.email) {
      env.database.update('crm.lead', lead, { email_from: email, email_normalized: normalizeEmail(email) });
    }
    if ('phone' in values && phone && differs.phone) {
      const country = countryCode(env, env.ref('crm.lead', lead, 'country_id'));
      env.database.update('crm.lead', lead, { phone, phone_sanitized: sanitizePhone(phone, country) });
    }
  }
}

/** What is computed once the call is over is computed without its context: it is noted whatever that says. */
export function noteComputed(env: Environment, lead: number): void {
  postMessage(env, 'crm.lead', lead, { body: '', message_type: 'notification', subtype_id: subtypeNote });
}

/** Whether a lead and its contact say different things, as Odoo compares them (`_get_partner_email_update`). */
function differences(
  env: Environment,
  lead: number,
  partner: number,
): { readonly email: boolean; readonly phone: boolean } {
  const number = (entity: string, id: number): Compared =>
    numbered(env.text(entity, id, 'phone'), countryCode(env, env.ref(entity, id, 'country_id')));
  return {
    email: differ(
      addressed(env.text('crm.lead', lead, 'email_from')),
      addressed(env.text('res.partner', partner, 'email')),
    ),
    phone: differ(number('crm.lead', lead), number('res.partner', partner)),
  };
}

/** A value as it is written and as it is compared; null where nothing can be made of it. */
type Compared = readonly [written: string | null, understood: string | null];

function differ(one: Compared, other: Compared): boolean {
  const [left, right] = [one, other].map(([written, understood]) => understood ?? (written || null));
  return one[0] !== other[0] && left !== right;
}

/** Of several addresses none is meant. */
function addressed(text: string | null): Compared {
  return [text, (text ?? '').split('@').length === 2 ? normalizeEmail(text) : null];
}

function numbered(text: string | null, country: string | null): Compared {
  return [text, sanitizePhone(text, country)];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function countryCode(env: Environment, country: unknown): string | null {
  return typeof country === 'number' ? env.text('res.country', country, 'code') : null;
}
