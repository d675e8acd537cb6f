import { fileDigest } from '../../../schema/file-ref.ts';
import type { Entity, FieldType, JsonValue } from '../../../schema/model.ts';
import { lowerCaseFields, websiteFields } from '../knowledge.ts';
import { canonicalHtml } from './html.ts';
import { decimalText } from './values.ts';

/**
 * A canonical value in the form in which Odoo gives it back, for comparing what was meant with what is there. Both
 * pass through it, so it is idempotent. What Odoo was seen to change: markup ({@link canonicalHtml}), an address without
 * a scheme, the digits of a float, the fraction of an instant, the order of a list; and it cannot tell an empty text, a
 * missing number or a missing truth value from nothing, "" , 0 and false. Texts keep their spaces: over RPC nothing is
 * trimmed.
 */
export function normalise(entity: Entity, field: string, value: JsonValue): JsonValue {
  const type = entity.fields[field]?.type;
  if (type === undefined) return value;
  return normaliseAs(`${entity.name}.${field}`, type, value);
}

function normaliseAs(path: string, type: FieldType, value: JsonValue): JsonValue {
  switch (type.kind) {
    case 'text':
      if (value === '' || typeof value !== 'string') return value === '' ? null : value;
      if (websiteFields.has(path)) return withScheme(value);
      return lowerCaseFields.has(path) ? value.toLowerCase() : value;
    case 'html': {
      if (typeof value !== 'string') return value;
      const text = canonicalHtml(value);
      return text === '' ? null : text;
    }
    case 'integer':
      return value ?? 0;
    case 'float': {
      const number = value === null || value === '' ? 0 : Number(value);
      return Number.isFinite(number) ? Number(number.toPrecision(15)) : value;
    }
    case 'decimal':
    case 'money':
      if (value === null || value === '') return '0';
      return (typeof value === 'string' && !Number.isNaN(Number(value))) || typeof value === 'number'
        ? decimalText(value, type.scale)
        : value;
    case 'boolean':
      return value ?? false;
    case 'instant':
      return typeof value === 'string' ? value.replace(/\.\d+(?=Z$)/, '') : value;
    case 'references':
      return Array.isArray(value) ? [...new Set<JsonValue>(value)].sort(byNumber) : (value ?? []);
    case 'binary':
      return fileDigest(value);
    // What was written are new rows, what is there are their ids: how many there are is what can be compared.
    case 'children':
      return Array.isArray(value) ? value.length : 0;
    case 'date':
    case 'local':
    case 'enum':
    case 'enums':
    case 'reference':
    case 'reference_id':
    case 'json':
    case 'record':
    case 'records':
    case 'other':
      return value;
  }
}

function byNumber(left: JsonValue, right: JsonValue): number {
  return Number(left) - Number(right);
}

/** Odoo's `_clean_website`: an address without a scheme gets `http://`; everything else stays as it is. */
function withScheme(address: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:\/|$))/.test(address)) return address;
  return `http://${address.replace(/^\/\//, '')}`;
}
