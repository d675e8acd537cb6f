import type { Entity, FieldType, JsonValue, Option } from '../../schema/model.ts';
import type { TargetValues } from '../contract.ts';
import type { WireValues } from './alike.ts';
import { clearedByEmptyText, keyedModels, loadsInZoneOfUser } from './knowledge.ts';
import { fileOf } from './wire-files.ts';

/**
 * Whether `load` stores these rows just as `create` does. It takes texts for all values and one set of fields for all
 * rows, and what it makes of some values is not what was meant: those rows are made by `create`, without keys.
 */
export function fitsLoad(entity: Entity, rows: readonly TargetValues[]): boolean {
  const [first] = rows;
  if (first === undefined || !keyedModels.has(entity.name)) return false;
  const fields = Object.keys(first).sort();
  return rows.every((row) => {
    const own = Object.keys(row).sort();
    return (
      own.length === fields.length &&
      own.every((field, place) => field === fields[place] && fitsCell(entity, field, row[field] ?? null))
    );
  });
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
    case 'instant':
      return !loadsInZoneOfUser.has(entity.name);
    case 'enum':
      return typeof value === 'string' && isPlainOption(type.options, value);
    case 'reference':
      return type.targets.length === 1;
    case 'references':
      return Array.isArray(value);
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
    case 'boolean':
    case 'date':
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

/** Rows as the fields and the matrix of texts that `load` takes, files among them. All rows have the fields of the first. */
export function loadMatrix(
  entity: Entity,
  rows: readonly WireValues[],
  keys: readonly string[],
): { readonly fields: readonly string[]; readonly data: readonly (readonly JsonValue[])[] } {
  const names = Object.keys(rows[0] ?? {});
  const types = names.map((name) => entity.fields[name]?.type);
  return {
    fields: ['id', ...names.map((name, place) => (isRelation(types[place]) ? `${name}/.id` : name))],
    data: rows.map((row, index) => [
      keys[index] ?? '',
      ...names.map((name, place) => cellOf(types[place], row[name] ?? false)),
    ]),
  };
}

function isRelation(type: FieldType | undefined): boolean {
  return type?.kind === 'reference' || type?.kind === 'references';
}

function cellOf(type: FieldType | undefined, value: JsonValue): JsonValue {
  if (fileOf(value) !== undefined) return value;
  if (type?.kind === 'boolean') return value === true ? '1' : '0';
  if (value === false || value === null) return '';
  // `[[6, 0, ids]]`
  if (type?.kind === 'references') return Array.isArray(value) ? idsOf(value).join(',') : '';
  return String(value);
}

function idsOf(commands: readonly JsonValue[]): readonly JsonValue[] {
  const [command] = commands;
  const ids: JsonValue = Array.isArray(command) ? (command[2] ?? null) : null;
  return Array.isArray(ids) ? ids : [];
}
