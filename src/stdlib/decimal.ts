import { Decimal } from 'decimal.js';

// Sums, differences and products are exact: the precision is that of the product of the two longest decimals.
const Exact = Decimal.clone({ precision: 20_000 });
// A quotient has no last digit: 34 significant ones, as in IEEE 754 decimal128.
const Quotient = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN });

const PLAIN = /^-?\d{1,4000}(?:\.\d{1,4000})?$/;

/** Whether a text is a canonical decimal: digits, perhaps a sign and a fraction, no exponent, no grouping. */
export function isDecimal(text: string): boolean {
  return PLAIN.test(text);
}

/** Reads a canonical decimal; null where the text is none. */
export function parseDecimal(text: string): Decimal | null {
  return isDecimal(text) ? new Exact(text) : null;
}

/** Writes with at least `scale` digits after the point (12.50 stays 12.50), all that there are, and no exponent. */
export function formatDecimal(value: Decimal, scale: number): string {
  const text = value.toFixed(Math.max(scale, value.decimalPlaces()));
  return value.isZero() && text.startsWith('-') ? text.slice(1) : text;
}

/** Digits after the point, as written. */
export function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/**
 * Reckons with two canonical decimals, exactly but for the quotient, which is rounded half to even at 34 digits.
 * Sums keep the larger number of decimals, products and quotients no zeros beyond what the factors were written with.
 * @returns null where a text is no decimal, for a division by zero, or for more digits than a decimal has
 */
export function reckonDecimal(operator: '+' | '-' | '*' | '/', left: string, right: string): string | null {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (a === null || b === null) return null;
  if (operator === '/' && b.isZero()) return null;
  const result = formatDecimal(resultOf(operator, a, b), Math.max(scaleOf(left), scaleOf(right)));
  return isDecimal(result) ? result : null;
}

function resultOf(operator: '+' | '-' | '*' | '/', a: Decimal, b: Decimal): Decimal {
  switch (operator) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      return a.times(b);
    case '/':
      return Quotient.div(a, b);
  }
}

/** Negative, zero or positive; null where a text is no decimal. */
export function compareDecimal(left: string, right: string): number | null {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  return a === null || b === null ? null : a.comparedTo(b);
}

/** The shortest digits that give the same binary number, without an exponent. */
export function decimalOfNumber(value: number): string {
  return formatDecimal(new Exact(value), 0);
}
