import type { JsonValue } from '../../../schema/model.ts';

/**
 * Whether Odoo certainly takes an e-mail address or a phone number of a lead for its customer's (`email_normalize`,
 * `_phone_format`). Where it is not certain, it is not the same: a mistake would change the customer.
 *
 * @param sanitized the customer's number as Odoo understood it, `false` where it understood none: only of such a number
 * it looks through the spelling
 */
export function spelledAlike(given: JsonValue, theirs: JsonValue, sanitized: JsonValue): boolean {
  if (isEmpty(given) && isEmpty(theirs)) return true;
  if (given === theirs) return true;
  if (typeof given !== 'string' || typeof theirs !== 'string') return false;
  const address = addressIn(given);
  if (address !== null) return address === addressIn(theirs);
  const number = numberIn(given);
  return number !== null && number === numberIn(theirs) && number === sanitized;
}

function isEmpty(value: JsonValue): boolean {
  return value === false || value === null || value === '';
}

/** The one address in a text, "Name <a@b.example>" or bare, in small letters; null for all that is less plain. */
function addressIn(text: string): string | null {
  const match = /^\s*(?:[\w .'-]*<([^\s<>]+)>|"[\w .'-]*"\s*<([^\s<>]+)>|([^\s<>]+))\s*$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
  return /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(address) ? address.toLowerCase() : null;
}

/** "+49 30-90 18" -> "+49309018"; null without the plus, as its country would have to be known. */
function numberIn(text: string): string | null {
  return /^\s*\+[\d\s./-]+$/.test(text) ? `+${text.replaceAll(/\D/g, '')}` : null;
}
