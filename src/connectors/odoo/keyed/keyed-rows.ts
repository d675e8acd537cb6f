import type { Entity, FieldType, JsonValue, Option } from '../../../schema/model.ts';
import type { TargetValues } from '../../contract.ts';
import type { WireValues } from '../alike.ts';
import {
  clearedByEmptyText,
  delegatingModels,
  emptiedByDefault,
  isKeyed,
  takesZoneOfCall,
} from '../knowledge.ts';
import { fileOf } from '../values/wire-files.ts';

/** Sets of fields among the rows of one call: each is a transaction of its own, and takes its time. */
const mostSets = 8;

/** Rows of one call that have the same fields, which is what one `load` takes. */
export interface LoadSet {
  /** Where they are in the call. */
  readonly places: readonly number[];
  /** The fields that have a column. */
  readonly fields: readonly string[];
  /** The fields that are left empty by a default of the call. */
  readonly emptied: readonly string[];
}

/** The sets of rows, by the first of each. */
export function loadSets(entity: Entity, rows: readonly TargetValues[]): readonly LoadSet[] {
  const sets = new Map<string, LoadSet & { readonly places: number[] }>();
  for (const [place, row] of rows.entries()) {
    const names = Object.keys(row).sort();
    const emptied = names.filter((field) => isEmptied(`${entity.name}.${field}`, row[field] ?? null));
    const key = JSON.stringify([names, emptied]);
    const set = sets.get(key);
    if (set !== undefined) set.places.push(place);
    else sets.set(key, { places: [place], fields: names.filter((name) => !emptied.includes(name)), emptied });
  }
  return [...sets.values()];
}

function isEmptied(path: string, value: TargetValues[string]): boolean {
  if (!emptiedByDefault.has(path)) return false;
  return value === null || (Array.isArray(value) && value.length === 0);
}

/**
 * Whether `load` stores these rows just as `create` does. It takes texts for all values, and what it makes of some is not
 * what was meant: a call with such a row is made by `create`, without keys.
 */
export function fitsLoad(entity: Entity, rows: readonly TargetValues[]): boolean {
  if (rows.length === 0 || !isKeyed(entity.name)) return false;
  // What is taken back of several sets leaves the row that one delegates to.
  if (loadSets(entity, rows).length > (delegatingModels.has(entity.name) ? 1 : mostSets)) return false;
  return rows.every((row) => Object.keys(row).every((field) => fitsCell(entity, field, row[field] ?? null)));
}

function fitsCell(entity: Entity, field: string, value: TargetValues[string]): boolean {
  const type = entity.fields[field]?.type;
  if (type === undefined) return false;
  const path = `${entity.name}.${field}`;
  if (value === null)
    return type.kind !== 'children' && type.kind !== 'records' && !clearedByEmptyText.has(path);
  // An import lets the address and the tax number of a company flow down to its contacts, whatever the context says.
  if (path === 'res.partner.parent_id') return false;
  switch (type.kind) {
    case 'text':
    case 'html':
      // An empty text is an empty cell, which is NULL.
      return value !== '';
    case 'enum':
      return typeof value === 'string' && isPlainOption(type.options, value);
    case 'reference':
      return type.targets.length === 1;
    case 'references':
      return true;
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'binary':
    case 'reference_id':
      return true;
    case 'json':
    case 'other':
    case 'children':
    case 'record':
    case 'records':
    case 'local':
    case 'enums':
      return false;
  }
}

/** `load` takes the first option whose value or label fits, in whatever case: it has to be the one that is meant. */
function isPlainOption(options: readonly Option[], value: string): boolean {
  const wanted = value.toLowerCase();
  const first = options.find(
    (option) => String(option.value).toLowerCase() === wanted || option.label.toLowerCase() === wanted,
  );
  return first?.value === value;
}

/**
 * Rows of a set as the fields and the matrix of texts that `load` takes, files among them. `context` is what the call has to say beside:
 * lists that are to be empty, and the zone in which instants are meant.
 */
export function loadMatrix(
  entity: Entity,
  { fields, emptied }: LoadSet,
  rows: readonly WireValues[],
  keys: readonly string[],
): {
  readonly columns: readonly string[];
  readonly data: readonly (readonly JsonValue[])[];
  readonly context: Readonly<Record<string, JsonValue>>;
} {
  const types = fields.map((name) => entity.fields[name]?.type);
  const inZone = takesZoneOfCall.has(entity.name) && types.some((type) => type?.kind === 'instant');
  // The zone of the call would become that of each row which names none.
  const zoneless = inZone && !fields.includes('tz');
  return {
    columns: [
      'id',
      ...fields.map((name, place) => (isRelation(types[place]) ? `${name}/.id` : name)),
      ...(zoneless ? ['tz'] : []),
    ],
    data: rows.map((row, index) => [
      keys[index] ?? '',
      ...fields.map((name, place) => cellOf(types[place], row[name] ?? false)),
      ...(zoneless ? [''] : []),
    ]),
    context: {
      ...Object.fromEntries(emptied.map((name) => [`default_${name}`, [[6, 0, []]]])),
      ...(inZone ? { tz: 'UTC' } : {}),
    },
  };
}

function isRelation(type: FieldType | undefined): boolean {
  return type?.kind === 'reference' || type?.kind === 'references';
}

function cellOf(type: FieldType | undefined, value: JsonValue): JsonValue {
  if (fileOf(value) !== undefined) return value;
  if (type?.kind === 'boolean') return value === true ? '1' : '0';
  if (value === false || value === null) return '';
  if (type?.kind === 'references') return Array.isArray(value) ? idsOf(value).join(',') : '';
  return String(value);
}

/** The ids in a new row's list after these commands: `[6, 0, ids]`, or `[4, id]` for each. */
function idsOf(commands: readonly JsonValue[]): readonly JsonValue[] {
  return commands.flatMap((command): readonly JsonValue[] => {
    if (!Array.isArray(command)) return [];
    const [code, id = null, ids = null]: readonly JsonValue[] = command;
    if (code === 6) return Array.isArray(ids) ? ids : [];
    return code === 4 ? [id] : [];
  });
}
