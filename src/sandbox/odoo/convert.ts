import { OdooError, valueError } from './errors.ts';
import { isTruthy, pythonRepr, pythonText } from './python.ts';
import { sanitizeHtml } from './sanitize-html.ts';
import type { FieldDescriptor, Scalar } from './types.ts';

/**
 * A value that a client sent, as the column keeps it. List fields do not pass here.
 *
 * @throws OdooError with Odoo's own words for a wrong option, number or date.
 */
export function toColumn(model: string, field: FieldDescriptor, value: unknown): Scalar {
  switch (field.type) {
    case 'boolean':
      return isTruthy(value);
    case 'integer':
    case 'many2one_reference':
      return toInteger(value);
    case 'float':
      return toFloat(value, field.digits);
    case 'monetary':
      return toFloat(value, undefined);
    case 'date':
      return toDate(value);
    case 'datetime':
      return toDatetime(value);
    case 'selection':
      return toOption(model, field, value);
    case 'many2one':
      return toReference(value);
    case 'html':
      return value === null || value === undefined || value === false
        ? null
        : sanitizeHtml(checkText(pythonText(value)));
    case 'json':
    case 'properties':
    case 'properties_definition':
    case 'serialized':
      return isTruthy(value) ? JSON.stringify(value) : null;
    default:
      return toText(value, field.size);
  }
}

function toText(value: unknown, size: number | undefined): Scalar {
  if (value === null || value === undefined || value === false) return null;
  const text = checkText(pythonText(value));
  return size !== undefined && size > 0 ? [...text].slice(0, size).join('') : text;
}

function checkText(text: string): string {
  if (text.includes('\u0000')) throw valueError('A string literal cannot contain NUL (0x00) characters.');
  // Odoo itself breaks down here (status 500, no JSON): so does the sandbox.
  if (!text.isWellFormed())
    throw new Error('A text holds half of a surrogate pair, which UTF-8 cannot write.');
  return text;
}

function toInteger(value: unknown): Scalar {
  if (!isTruthy(value)) return 0;
  let number: number;
  if (typeof value === 'string') {
    if (!/^\s*[+-]?\d+\s*$/.test(value)) {
      throw valueError(`invalid literal for int() with base 10: ${pythonRepr(value)}`);
    }
    number = Number(value);
  } else {
    number = Math.trunc(Number(value));
  }
  if (number > 2147483647 || number < -2147483648) {
    throw new OdooError('psycopg2.errors.NumericValueOutOfRange', 'integer out of range\n');
  }
  return number;
}

function toFloat(value: unknown, digits: readonly [number, number] | undefined): Scalar {
  if (!isTruthy(value)) return 0;
  if (typeof value === 'string' && !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) {
    throw valueError(`could not convert string to float: ${pythonRepr(value)}`);
  }
  const number = Number(value);
  return digits === undefined ? number : roundTo(number, digits[1]);
}

/** Half away from zero, as Odoo rounds, with its small allowance for binary fractions. */
export function roundTo(value: number, places: number): number {
  const factor = 10 ** places;
  const scaled = value * factor;
  const nudged = scaled + Math.sign(scaled) * Math.abs(scaled) * Number.EPSILON * 2;
  const rounded = (Math.sign(nudged) * Math.floor(Math.abs(nudged) + 0.5)) / factor;
  return rounded === 0 ? 0 : Number(rounded.toFixed(places));
}

function toDate(value: unknown): Scalar {
  if (!isTruthy(value)) return null;
  const text = String(value).slice(0, 10);
  if (!isRealDate(text)) throw valueError(`time data ${pythonRepr(text)} does not match format '%Y-%m-%d'`);
  return text;
}

function toDatetime(value: unknown): Scalar {
  if (!isTruthy(value)) return null;
  const text = String(value);
  if (text.length === 10 && isRealDate(text)) return `${text} 00:00:00`;
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})(.*)$/s.exec(text);
  const [, day, hours, minutes, seconds, rest] = match ?? [];
  if (
    day === undefined ||
    !isRealDate(day) ||
    Number(hours) > 23 ||
    Number(minutes) > 59 ||
    Number(seconds) > 59
  ) {
    throw valueError(`time data ${pythonRepr(text)} does not match format '%Y-%m-%d %H:%M:%S'`);
  }
  if (rest) throw valueError(`unconverted data remains: ${rest}`);
  return text;
}

function isRealDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days;
}

function toOption(model: string, field: FieldDescriptor, value: unknown): Scalar {
  if (value === null || value === undefined || value === false || value === '') return null;
  const known = field.selection?.some((option) => option[0] === value) ?? false;
  if (!known || (typeof value !== 'string' && typeof value !== 'number')) {
    throw valueError(`Wrong value for ${model}.${field.name}: ${pythonRepr(value)}`);
  }
  return value;
}

function toReference(value: unknown): Scalar {
  if (Array.isArray(value)) return toReference(value[0]);
  if (!isTruthy(value)) return null;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new OdooError(
    'psycopg2.errors.InvalidTextRepresentation',
    `invalid input syntax for type integer: "${String(value)}"\n`,
  );
}
