import { instantOf, isDate, localOf } from '../../schema/iso.ts';
import type { Field, FieldType, JsonValue } from '../../schema/model.ts';
import { booleanOfWord } from '../../schema/profile/boolean-words.ts';
import { typeText } from '../../schema/type-text.ts';

/** A cell that does not fit its column; `message` names the column and says what was expected. */
export class CellError extends Error {
  override readonly name = 'CellError';
}

/**
 * The canonical value (`FieldType` in the schema model) of a cell.
 * @throws CellError
 */
export function canonicalValue(field: Field, cell: JsonValue): JsonValue {
  if (cell === null) {
    if (field.required) throw new CellError(`${field.name} is empty, but every record must have one`);
    return null;
  }
  const value = convert(field.type, cell);
  if (value === undefined) {
    throw new CellError(
      `${field.name} is ${JSON.stringify(cell).slice(0, 60)}, which is not ${aType(field.type)}`,
    );
  }
  return value;
}

/** The type after "is not": `a date`, `an integer`, `one of "a"`. */
function aType(type: FieldType): string {
  const text = typeText(type);
  switch (type.kind) {
    case 'html':
    case 'json':
    case 'money':
    case 'enum':
    case 'enums':
    case 'other':
      return text;
    case 'binary':
      return 'bytes in Base64';
    case 'integer':
      return `an ${text}`;
    default:
      return `a ${text}`;
  }
}

/** Undefined where the cell does not fit. */
function convert(type: FieldType, cell: JsonValue): JsonValue | undefined {
  switch (type.kind) {
    case 'text': {
      if (typeof cell === 'object') return undefined;
      const text = String(cell);
      return type.max !== undefined && [...text].length > type.max ? undefined : text;
    }
    case 'html':
      return typeof cell === 'string' ? cell : undefined;
    case 'integer': {
      if (typeof cell === 'string' && !/^[+-]?\d+$/.test(cell.trim())) return undefined;
      const number = Number(cell);
      if (!Number.isSafeInteger(number) || typeof cell === 'boolean' || typeof cell === 'object')
        return undefined;
      return (type.min !== undefined && number < type.min) || (type.max !== undefined && number > type.max)
        ? undefined
        : number;
    }
    case 'float': {
      if (typeof cell !== 'number' && (typeof cell !== 'string' || !DIGITS.test(cell.trim())))
        return undefined;
      return Number.isFinite(Number(cell)) ? Number(cell) : undefined;
    }
    case 'decimal':
    case 'money': {
      if (typeof cell !== 'string' && typeof cell !== 'number') return undefined;
      const text = String(cell).trim();
      const match = DIGITS.exec(text);
      if (match === null) return undefined;
      return type.scale !== undefined && (match[1]?.length ?? 0) > type.scale
        ? undefined
        : text.replace(/^\+/, '');
    }
    case 'boolean':
      return typeof cell === 'boolean' ? cell : booleanOfWord(String(cell));
    case 'date':
      return typeof cell === 'string' && isDate(cell.trim()) ? cell.trim() : undefined;
    case 'instant':
      return typeof cell === 'string' ? (instantOf(cell.trim()) ?? undefined) : undefined;
    case 'local':
      return typeof cell === 'string' ? (localOf(cell.trim()) ?? undefined) : undefined;
    case 'enum': {
      const option = type.options.find(({ value }) => String(value) === String(cell));
      return option?.value ?? (type.open && typeof cell === 'string' ? cell : undefined);
    }
    case 'enums': {
      const parts = Array.isArray(cell)
        ? cell.map(String)
        : String(cell)
            .split(/[;,]/)
            .map((part) => part.trim());
      const options = parts.map((part) => type.options.find(({ value }) => String(value) === part)?.value);
      return options.every((option) => option !== undefined) ? options : undefined;
    }
    case 'reference': {
      const [target, ...others] = type.targets;
      if (typeof cell === 'object' || target === undefined || others.length > 0)
        return referenceOf(type.targets, cell);
      return { entity: target, id: String(cell).trim() };
    }
    case 'records':
      if (!Array.isArray(cell)) return undefined;
      return cell.map((item: JsonValue) => {
        if (!isObject(item))
          throw new CellError(`a list of records holds ${JSON.stringify(item).slice(0, 60)}`);
        return Object.fromEntries(
          Object.values(type.fields).map((field) => [
            field.name,
            canonicalValue(field, item[field.name] ?? null),
          ]),
        );
      });
    case 'json':
      return cell;
    case 'binary':
      return typeof cell === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(cell) ? cell : undefined;
    default:
      // Kinds that no file declares or infers.
      return undefined;
  }
}

const DIGITS = /^[+-]?\d+(?:\.(\d+))?$/;

/** A reference that says itself where it points: `{"entity": "contacts", "id": "7"}`, or `contacts:7`. */
function referenceOf(targets: readonly string[], cell: JsonValue): JsonValue | undefined {
  if (isObject(cell)) {
    const { entity, id } = cell;
    return typeof entity === 'string' &&
      targets.includes(entity) &&
      (typeof id === 'string' || typeof id === 'number')
      ? { entity, id: String(id) }
      : undefined;
  }
  const text = String(cell);
  const target = targets.find((name) => text.startsWith(`${name}:`));
  return target === undefined ? undefined : { entity: target, id: text.slice(target.length + 1) };
}

function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
