import { Decimal } from 'decimal.js';
import type { JsonValue } from '../schema/model.ts';
import { decimalOfNumber, formatDecimal, parseDecimal } from './decimal.ts';
import { Failure } from './failure.ts';
import { quote } from './text-functions.ts';

/** Which of the two neighbours a number goes to. */
const WAYS = {
  floor: Decimal.ROUND_FLOOR,
  ceil: Decimal.ROUND_CEIL,
  /** A half away from zero. */
  round: Decimal.ROUND_HALF_UP,
} as const;

type Way = keyof typeof WAYS;

/** A decimal of exactly so many digits after the point, 0 to 1000. */
export function roundedDecimal(value: JsonValue, digits: number, way: Way): string | Failure {
  const decimal = typeof value === 'string' ? parseDecimal(value) : null;
  // Only a source that does not keep to its own schema comes here with something else.
  if (decimal === null) return new Failure('convert', `${quote(value)} is no decimal`);
  const places = Math.min(Math.max(digits, 0), 1000);
  return formatDecimal(decimal.toDecimalPlaces(places, WAYS[way]), places);
}

/** A floating-point number of at most so many digits after the point, by its decimal digits. */
export function roundedFloat(value: number, digits: number, way: Way): number | Failure {
  const decimal = Number.isFinite(value) ? parseDecimal(decimalOfNumber(value)) : null;
  return decimal === null || digits < 0 || digits > 1000
    ? new Failure('convert', `${quote(value)} cannot be rounded to ${digits} digits`)
    : // Adding zero turns -0, which JSON would not keep, into 0.
      Number(decimal.toDecimalPlaces(digits, WAYS[way]).toFixed()) + 0;
}
