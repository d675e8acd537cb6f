import { Decimal } from 'decimal.js';
import { type FileRef, isFileRef } from '../../../schema/file-ref.ts';
import type { FieldType, JsonValue } from '../../../schema/model.ts';
import type { ListChange } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { clearedByEmptyText, sniffed } from '../knowledge.ts';
import { wireFile } from './wire-files.ts';

/** Digits beyond a double's, so that a loss is seen and not repeated. */
const Precise = Decimal.clone({ precision: 100, defaults: true });

/** Ids of `ir.model` by the model's technical name, for those that a call needs. */
export type ModelIds = ReadonlyMap<string, number>;
/** The other way round. */
export type ModelNames = ReadonlyMap<number, string>;

/**
 * A canonical value as Odoo takes it in `create` and `write`.
 *
 * Null is `false`; an instant becomes "YYYY-MM-DD HH:MM:SS" in UTC and loses its fraction; decimals become JSON numbers,
 * which carry 15 significant digits; a file becomes what is sent as base64 in its place; a list is a command: `[6, 0, ids]` replaces, `[4, id]` adds, `[3, id]` removes.
 *
 * A text given for a reference to `ir.model` is a model's technical name ("crm.lead") and becomes its id: this is how
 * `[res_model_id, res_id] = ref(x)` is written, since Odoo wants the id there and everybody else the name.
 * {@link fromWire} gives such a reference back as the name.
 *
 * @param path `model.field`, for messages and exceptions of single fields
 * @throws ConnectorError `record` for what the type cannot hold
 */
export function toWire(
  path: string,
  type: FieldType,
  value: JsonValue | ListChange,
  models: ModelIds = new Map(),
): JsonValue {
  if (value === null) {
    if (type.kind === 'references') return [[6, 0, []]];
    if (type.kind === 'children' || type.kind === 'records') throw noChildren(path);
    return clearedByEmptyText.has(path) ? '' : false;
  }
  switch (type.kind) {
    case 'text':
    case 'html':
      if (typeof value === 'string' && !value.isWellFormed())
        throw new ConnectorError(
          'record',
          `${path} holds half of a character (a lone surrogate), which Odoo cannot store`,
        );
      if (typeof value !== 'string') return misfit(path, 'a text', value);
      return sniffed[path] === value ? value.toUpperCase() : value;
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value)
        ? value
        : misfit(path, 'a whole number', value);
    // A custom field that was provisioned as a decimal is a float in Odoo.
    case 'float':
    case 'decimal':
    case 'money':
      return decimalToWire(path, value);
    case 'boolean':
      return typeof value === 'boolean' ? value : misfit(path, 'true or false', value);
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
        ? value
        : misfit(path, 'a date such as 2019-03-04', value);
    case 'instant': {
      const match =
        typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(value) : null;
      return match === null
        ? misfit(path, 'an instant such as 2019-03-04T10:11:12Z', value)
        : `${match[1]} ${match[2]}`;
    }
    case 'enum':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : misfit(path, 'an option', value);
    case 'reference':
      if (typeof value === 'string' && isModelReference(type)) {
        const id = models.get(value);
        if (id === undefined) throw new ConnectorError('record', `${path}: Odoo has no model ${value}`);
        return id;
      }
      return isId(value) ? value : misfit(path, 'the id of a row', value);
    case 'reference_id':
      return isId(value) ? value : misfit(path, 'the id of a row', value);
    case 'references':
      return commandsOf(path, value);
    case 'binary':
      if (isFileRef(value)) return fileToWire(path, value);
      return typeof value === 'string' && isBase64(value) ? padded(value) : misfit(path, 'base64', value);
    case 'json':
    case 'other':
      // A ListChange is an object of arrays of ids, so JSON as well.
      return isListChange(value) ? { ...value } : value;
    case 'children':
    case 'records':
      throw noChildren(path);
    case 'record':
    case 'local':
    case 'enums':
      throw new ConnectorError('record', `${path}: Odoo has no type for ${unheld[type.kind]}`);
  }
}

/**
 * A value that Odoo sent, in canonical form. `false` is null except for a boolean; an integer or float that was never
 * written stays 0, as Odoo shows it; a `many2one_reference` of 0 is null; an empty HTML text is null.
 */
export function fromWire(type: FieldType, value: JsonValue, names: ModelNames = new Map()): JsonValue {
  if (type.kind === 'boolean') return value === true;
  if (type.kind === 'references' || type.kind === 'children') return Array.isArray(value) ? value : [];
  if (value === false || value === null) return null;
  switch (type.kind) {
    case 'html':
      return value === '' ? null : value;
    case 'decimal':
    case 'money':
      return typeof value === 'number' ? decimalText(value, type.scale) : value;
    case 'instant': {
      const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})/.exec(value) : null;
      return match === null ? value : `${match[1]}T${match[2]}Z`;
    }
    case 'reference': {
      // [id, name] where a method answers in the form for screens.
      const id = Array.isArray(value) ? (value[0] ?? null) : value;
      return typeof id === 'number' && isModelReference(type) ? (names.get(id) ?? id) : id;
    }
    case 'reference_id':
      return value === 0 ? null : value;
    case 'text':
    case 'integer':
    case 'float':
    case 'date':
    case 'local':
    case 'enum':
    case 'enums':
    case 'binary':
    case 'json':
    case 'record':
    case 'records':
    case 'other':
      return value;
  }
}

/**
 * Odoo holds a request in memory, several times over. A file of this size was seen to go through in 17.0. A server may take
 * less: `DEFAULT_MAX_CONTENT_LENGTH` in its `http.py` is 128 MiB for a whole request, which newer versions of Werkzeug keep to,
 * and a proxy before it has a limit of its own; both answer 413, and the record is refused.
 */
export const largestFile = 128 * 1024 * 1024;

function fileToWire(path: string, file: FileRef): JsonValue {
  if (file.size > largestFile)
    throw new ConnectorError(
      'record',
      `${path} would be a file of ${file.size} bytes; Odoo keeps a request in memory, and files above ${largestFile} bytes are not sent to it`,
    );
  return file.size === 0 ? '' : wireFile(file);
}

/** Odoo refuses base64 without the "=" at its end. */
function padded(base64: string): string {
  const whole = base64.length % 4 === 0 && !/\s/.test(base64);
  return whole ? base64 : Buffer.from(base64, 'base64').toString('base64');
}

/** Whether a field refers to `ir.model`, whose rows are known by their technical names. */
export function isModelReference(type: FieldType): boolean {
  return type.kind === 'reference' && type.targets.length === 1 && type.targets[0] === 'ir.model';
}

/**
 * A number as a decimal, rounded half up to `scale`, without trailing zeros or an exponent. Of a double that is no whole
 * number only 15 significant digits mean something: 0.1 + 0.2 gives "0.3". A text is taken digit by digit.
 */
export function decimalText(value: number | string, scale?: number): string {
  const exact =
    typeof value === 'string' || Number.isSafeInteger(value)
      ? new Precise(value)
      : new Precise(value.toPrecision(15));
  const rounded = scale === undefined ? exact : exact.toDecimalPlaces(scale, Decimal.ROUND_HALF_UP);
  return rounded.isZero() ? '0' : rounded.toFixed();
}

function decimalToWire(path: string, value: JsonValue | ListChange): number {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
        ? Number(value)
        : Number.NaN;
  if (!Number.isFinite(number)) return misfit(path, 'a decimal number', value);
  // Of smaller ones only digits far behind the point go.
  if (
    Math.abs(number) > Number.MAX_SAFE_INTEGER &&
    typeof value === 'string' &&
    !new Precise(value).eq(number)
  )
    throw new ConnectorError('record', `${path} would be rounded: of numbers that long Odoo keeps 15 digits`);
  return number === 0 ? 0 : number;
}

function commandsOf(path: string, value: JsonValue | ListChange): JsonValue {
  if (Array.isArray(value)) {
    const ids: readonly JsonValue[] = value;
    return ids.every(isId) ? [[6, 0, ids]] : misfit(path, 'ids of rows', value);
  }
  if (!isListChange(value)) return misfit(path, 'a list of ids', value);
  const commands: JsonValue[] = [];
  for (const id of value.remove ?? []) commands.push([3, isId(id) ? id : misfit(path, 'ids of rows', id)]);
  for (const id of value.add ?? []) commands.push([4, isId(id) ? id : misfit(path, 'ids of rows', id)]);
  return commands;
}

function isListChange(value: JsonValue | ListChange): value is ListChange {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([name, member]) =>
        (name === 'add' || name === 'remove') && (member === undefined || Array.isArray(member)),
    )
  );
}

function isId(value: JsonValue | ListChange): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Odoo stores nothing, and says nothing, for a text that is no base64. */
function isBase64(value: string): boolean {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value);
}

/** What Odoo has no type for. */
const unheld = { record: 'a nested record', local: 'a local time', enums: 'a set of options' } as const;

function noChildren(path: string): ConnectorError {
  return new ConnectorError(
    'record',
    `${path} holds the records of another model; write these with a map of their own, through the reference that points back`,
  );
}

function misfit(path: string, wanted: string, value: JsonValue | ListChange): never {
  const shown = typeof value === 'string' ? 'this text' : (JSON.stringify(value) ?? 'nothing').slice(0, 60);
  throw new ConnectorError('record', `${path} takes ${wanted}, not ${shown}`);
}
