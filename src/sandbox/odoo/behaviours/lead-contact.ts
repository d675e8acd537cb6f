import { normalizeEmail, sanitizePhone } from '../contact-values.ts';
import type { Environment } from '../environment.ts';
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
  const parentName =
    parent !== null && env.get('res.partner', parent, 'is_company') === true
      ? env.text('res.partner', parent, 'name')
      : null;
  take('partner_name', parentName ?? (isCompany ? of('name') : of('company_name')));
  take('contact_name', isCompany ? null : of('name'));
  take('title', of('title'));
  take('function', of('function'));
  take('website', of('website'));
  take('mobile', of('mobile'));
  if (!('email_from' in given) && of('email')) values.email_from = of('email');
  if (!('phone' in given) && of('phone')) values.phone = of('phone');
  if (!('lang_id' in given)) {
    const language = of('lang');
    const row =
      typeof language === 'string' ? [...env.database.lookup('res.lang', 'code', [language])][0] : undefined;
    if (row !== undefined) values.lang_id = row;
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
  const changes: Record<string, string | null> = {};
  if ('email_from' in given) {
    const email = env.text('crm.lead', lead, 'email_from');
    const theirs = env.text('res.partner', partner, 'email');
    if ((normalizeEmail(email) ?? email) !== (normalizeEmail(theirs) ?? theirs)) changes.email = email;
  }
  if ('phone' in given) {
    const phone = env.text('crm.lead', lead, 'phone');
    const theirs = env.text('res.partner', partner, 'phone');
    const country = countryOf(env, partner);
    if ((sanitizePhone(phone, country) ?? phone) !== (sanitizePhone(theirs, country) ?? theirs))
      changes.phone = phone;
  }
  for (const [name, value] of Object.entries(changes)) {
    if (env.text('res.partner', partner, name) === value) continue;
    env.write('res.partner', [partner], { [name]: value ?? false });
  }
}

/** A contact's new e-mail or phone goes to its leads. */
export function syncLeadsOfPartner(env: Environment, partner: number, values: Readonly<Values>): void {
  for (const lead of env.database.lookup('crm.lead', 'partner_id', [partner])) {
    const email = env.text('res.partner', partner, 'email');
    if ('email' in values && email) {
      env.database.update('crm.lead', lead, { email_from: email, email_normalized: normalizeEmail(email) });
    }
    const phone = env.text('res.partner', partner, 'phone');
    if ('phone' in values && phone) {
      env.database.update('crm.lead', lead, {
        phone,
        phone_sanitized: sanitizePhone(phone, countryOf(env, partner)),
      });
    }
  }
}

function countryOf(env: Environment, partner: number): string | null {
  const country = env.ref('res.partner', partner, 'country_id');
  return country === null ? null : env.text('res.country', country, 'code');
}
