import { Decimal } from 'decimal.js';
import type { JsonValue } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { ACTIVITY_KIND, type Column, LOGICAL_NAME } from './columns.ts';
import { isRecord, type Json, type JsonRecord } from './json.ts';

/**
 * The canonical value (`FieldType` in the schema model) of a column in a row as the Web API gives it.
 * @throws ConnectorError of kind `protocol` where the row holds something that the column's type does not allow
 */
export function canonicalValue(column: Column, row: JsonRecord, entity: string): JsonValue {
  const { field, property } = column;
  const value = row[property];
  if (value === null || value === undefined) return null;
  const wrong = (): never => {
    throw new ConnectorError(
      'protocol',
      `${entity}.${field.name} is ${field.type.kind}, but the server sent ${JSON.stringify(value)?.slice(0, 60)}. Run \`mapc discover source\` again if the column was changed.`,
    );
  };
  if (column.read === 'annotation') {
    const told = row[`${property}@${column.annotation}`];
    return typeof told === 'string' ? told : null;
  }
  const { type } = field;
  switch (type.kind) {
    case 'html':
      return typeof value === 'string' ? value : wrong();
    case 'text':
      if (typeof value !== 'string') return wrong();
      return isGuid(value) ? value.toLowerCase() : value;
    case 'reference': {
      if (typeof value !== 'string') return wrong();
      const told = kindOf(column, row) ?? row[`${property}@${LOGICAL_NAME}`];
      const target =
        typeof told === 'string' ? told : type.targets.length === 1 ? type.targets[0] : undefined;
      if (target === undefined) {
        throw new ConnectorError(
          'protocol',
          `${entity}.${field.name} may point to ${type.targets.length} tables, and the server did not say to which.`,
        );
      }
      return { entity: target, id: value.toLowerCase() };
    }
    case 'integer':
      return Number.isSafeInteger(value) ? Number(value) : wrong();
    case 'float':
      // More than a number holds, which JSON can write, is read as infinite.
      return Number.isFinite(value) ? Number(value) : wrong();
    case 'decimal':
    case 'money':
      // Numbers come as their own text, see parseExact.
      return typeof value === 'string' && NUMBER.test(value) ? plainDigits(value) : wrong();
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong();
    case 'date': {
      const date = typeof value === 'string' ? DATE.exec(value)?.[0] : undefined;
      return date ?? wrong();
    }
    case 'instant':
      return typeof value === 'string' ? (utc(value) ?? wrong()) : wrong();
    case 'local':
      // The `Z` that the server writes behind these times is not meant.
      return typeof value === 'string' && INSTANT.test(value)
        ? value.replace(/Z$|[+-]\d\d:\d\d$/, '')
        : wrong();
    case 'enum':
      return typeof value === 'number' ? value : wrong();
    case 'enums': {
      if (typeof value !== 'string') return wrong();
      const values = value.split(',').map(Number);
      return values.every(Number.isSafeInteger) ? values : wrong();
    }
    default:
      return isJson(value) ? value : wrong();
  }
}

/** Of which kind an activity is, where the lookup alone does not say so. */
function kindOf(column: Column, row: JsonRecord): Json {
  const record = column.read === 'reference' && column.expand !== null ? row[column.expand] : null;
  return isRecord(record) ? record[ACTIVITY_KIND] : null;
}

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const DATE = /^\d{4,}-\d\d-\d\d/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isGuid(text: string): boolean {
  return text.length === 36 && GUID.test(text);
}

/** Digits as they stood in the source; only an exponent is written out. */
function plainDigits(source: string): string {
  return /[eE]/.test(source) ? new Decimal(source).toFixed() : source;
}

/** The same instant with `Z`, its fraction kept as written; null for what is no instant. */
function utc(text: string): string | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  if (match[2] === 'Z') return text;
  const whole = new Date(text.replace(/\.\d+/, '')).toISOString().slice(0, 19);
  return `${whole}${match[1] ?? ''}Z`;
}

function isJson(value: Json): value is JsonValue {
  if (value === null) return true;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    case 'object':
      return Array.isArray(value)
        ? value.every(isJson)
        : isRecord(value) && Object.values(value).every(isJson);
    default:
      return false;
  }
}
