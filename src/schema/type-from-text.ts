import type { FieldType, Option } from './model.ts';

/** What a type in words says. */
export interface DeclaredType {
  readonly type: FieldType;
  readonly required: boolean;
}

/** What can be written, for messages. */
export const TYPE_WORDS =
  'text, text(64), html, integer, float, decimal, decimal(2), money(currency column), boolean, date, instant, local, json, binary, enum(new, 2 = Won), enums(a, b), reference(entity)';

/**
 * Reads a type in words: a kind, what it needs in brackets, and `required` behind it where no record is without it.
 * `decimal(2)` has two decimal places; `enum(1 = New, 2 = Won)` gives values labels; `reference(a, b)` may point to either.
 * Null where it is no type.
 */
export function typeFromText(text: string): DeclaredType | null {
  const match = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*(required)?\s*$/.exec(text);
  const type = match === null ? null : typeOf(match[1] ?? '', argumentsOf(match[2]));
  return type === null ? null : { type, required: match?.[3] !== undefined };
}

function argumentsOf(text: string | undefined): readonly string[] {
  return text === undefined
    ? []
    : text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
}

function typeOf(kind: string, given: readonly string[]): FieldType | null {
  const [first] = given;
  const size = first !== undefined && /^\d+$/.test(first) && given.length === 1 ? Number(first) : null;
  switch (kind) {
    case 'text':
      if (size !== null) return { kind, max: size };
      return first === undefined ? { kind } : null;
    case 'decimal':
      if (size !== null) return { kind, scale: size };
      return first === undefined ? { kind } : null;
    case 'money':
      if (given.length > 1) return null;
      return first === undefined ? { kind } : { kind, currency: first };
    case 'enum':
    case 'enums':
      return given.length === 0 ? null : { kind, options: given.map(optionOf) };
    case 'reference':
      return given.length === 0 ? null : { kind, targets: given.toSorted() };
    case 'html':
    case 'integer':
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'json':
    case 'binary':
      return first === undefined ? { kind } : null;
    default:
      return null;
  }
}

function optionOf(text: string): Option {
  const equals = text.indexOf('=');
  if (equals < 0) return { value: text, label: text };
  return { value: text.slice(0, equals).trim(), label: text.slice(equals + 1).trim() };
}
