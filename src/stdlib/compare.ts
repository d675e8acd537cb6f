import { canonicalJson } from '../schema/canonical-json.ts';
import type { JsonValue } from '../schema/model.ts';
import { byCodeUnit } from '../schema/order.ts';
import { compareDecimal, decimalOfNumber } from './decimal.ts';
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
      return byCodeUnit(canonicalJson(left), canonicalJson(right));
  }
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
