import { canonicalJson } from '../schema/canonical-json.ts';
import type { JsonValue } from '../schema/model.ts';
import { byCodeUnit } from '../schema/order.ts';
import { compareDecimal, decimalOfNumber, formatDecimal, parseDecimal } from './decimal.ts';
import { epochNanoseconds } from './time.ts';
import type { StdDomain } from './types.ts';

/**
 * Compares two values in a domain: negative, zero or positive, or null where one is not of it. Text goes by code
 * unit, false before true; references are only equal or not, and order by entity and id.
 */
export function compareIn(domain: StdDomain, left: JsonValue, right: JsonValue): number | null {
  switch (domain) {
    case 'integer':
    case 'number':
      return typeof left === 'number' && typeof right === 'number' ? left - right : null;
    case 'decimal': {
      const a = typeof left === 'number' && Number.isFinite(left) ? decimalOfNumber(left) : left;
      const b = typeof right === 'number' && Number.isFinite(right) ? decimalOfNumber(right) : right;
      return typeof a === 'string' && typeof b === 'string' ? compareDecimal(a, b) : null;
    }
    case 'boolean':
      return typeof left === 'boolean' && typeof right === 'boolean' ? Number(left) - Number(right) : null;
    case 'instant': {
      if (typeof left !== 'string' || typeof right !== 'string') return null;
      const a = epochNanoseconds(left);
      const b = epochNanoseconds(right);
      // Local times are compared as instants are, each field of the same width: their text orders.
      if (a === null || b === null) return byCodeUnit(left, right);
      return a < b ? -1 : a > b ? 1 : 0;
    }
    case 'text':
    case 'date':
      return typeof left === 'string' && typeof right === 'string' ? byCodeUnit(left, right) : null;
    case 'reference':
      return byCodeUnit(written(left), written(right));
  }
}

/** A text that two values share where, and only where, they are equal in the domain: what an index holds of a value. */
export function identityIn(domain: StdDomain | null, value: JsonValue): string {
  switch (domain) {
    case 'decimal': {
      const text = typeof value === 'number' && Number.isFinite(value) ? decimalOfNumber(value) : value;
      const decimal = typeof text === 'string' ? parseDecimal(text) : null;
      return decimal === null ? written(value) : formatDecimal(decimal, 0);
    }
    case 'instant': {
      const moment = typeof value === 'string' ? epochNanoseconds(value) : null;
      return moment === null ? written(value) : String(moment);
    }
    default:
      return written(value);
  }
}

/** Canonical JSON; a number that is not finite, which a source that does not keep to its own schema may hold, by its name. */
function written(value: JsonValue): string {
  return typeof value === 'number' ? String(value) : canonicalJson(value);
}

/** As {@link identityIn}, of several values, each in its own domain. */
export function identityOf(domains: readonly (StdDomain | null)[], values: readonly JsonValue[]): string {
  return JSON.stringify(values.map((value, index) => identityIn(domains[index] ?? null, value)));
}

/** The domain that a value without a known type is compared in. */
export function domainOfValue(value: JsonValue | undefined): StdDomain {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    default:
      return 'reference';
  }
}
