/** Fixes that bring a value to the type of its place. */
import type { Edit, Fix } from '../../language/index.ts';
import type { Base, Typed } from '../types.ts';
import { maybe, quoted, safe } from './make.ts';
import { insert, type Places } from './places.ts';
import { behind, given, instead } from './precedence.ts';
import { reasonEdit } from './values.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * The fixes for a value that does not fit a base.
 * @param required what it is for cannot be empty
 */
export function fittingFixes(places: Places, value: Typed, base: Base, required: boolean): readonly Fix[] {
  const literal = literalFixes(places, value, base);
  if (literal.length > 0) return literal;
  const from = value.type.base;
  const { span } = value;
  switch (base.kind) {
    case 'text':
      return intoText(places, value);
    case 'html':
      return from.kind === 'text' ? maybe('write `html(…)`', given(places, span, 'html')) : [];
    case 'integer':
      return from.kind === 'text' ? convertedFixes(places, value, 'int', required) : [];
    case 'boolean':
      return from.kind === 'text' ? convertedFixes(places, value, 'boolean', required) : [];
    case 'float':
      return from.kind === 'text' || from.kind === 'decimal' || from.kind === 'money'
        ? convertedFixes(places, value, 'float', required)
        : [];
    case 'decimal':
    case 'money':
      if (from.kind === 'decimal' || from.kind === base.kind)
        return maybe(
          `round to ${base.scale ?? 0}`,
          lossy(places, value, behind(places, span, '|', `| round(${base.scale ?? 0})`)),
        );
      return from.kind === 'float' || from.kind === 'text'
        ? convertedFixes(places, value, 'decimal', required)
        : [];
    case 'date':
      if (from.kind === 'text') return convertedFixes(places, value, 'date', required);
      if (from.kind === 'local')
        return maybe('take the day', lossy(places, value, given(places, span, 'date')));
      return from.kind === 'instant'
        ? maybe('take the day in UTC', lossy(places, value, behind(places, span, '|', '| date("UTC")')))
        : [];
    case 'instant':
      return from.kind === 'date' || from.kind === 'local'
        ? maybe('read it as a time in UTC', behind(places, span, '|', '| instant("UTC")'))
        : [];
    default:
      return [];
  }
}

/** What was written as another kind of literal than the one that is meant. */
export function literalFixes(places: Places, value: Typed, base: Base): readonly Fix[] {
  const found = places.expression(value.span)?.node;
  const text = found?.kind === 'Text' && found.parts.length === 1 ? found.parts[0] : null;
  if (typeof text === 'string') {
    if (base.kind === 'date' && DAY.test(text))
      return safe(`write \`date "${text}"\``, instead(value.span, `date "${text}"`));
    const whole = base.kind === 'integer';
    const exact = base.kind === 'float' || base.kind === 'decimal' || base.kind === 'money';
    if ((exact && NUMBER.test(text)) || (whole && /^-?\d+$/.test(text)))
      return safe(`write \`${text}\``, instead(value.span, text));
    if (base.kind === 'boolean' && (text === 'true' || text === 'false'))
      return safe(`write \`${text}\``, instead(value.span, text));
  }
  if (found?.kind === 'Literal' && found.value.kind === 'number' && base.kind === 'text')
    return safe(`write \`${quoted(found.value.value)}\``, instead(value.span, quoted(found.value.value)));
  return [];
}

/** A conversion that can fail, where its handler can stand behind it. */
function convertedFixes(places: Places, value: Typed, fn: string, required: boolean): readonly Fix[] {
  const { span } = value;
  if (places.assignment(span) === null) return [];
  const handler = required ? 'else reject "it cannot be converted"' : 'else null';
  const edits = given(places, span, fn);
  const loses = value.type.base.kind !== 'text';
  return maybe(
    `write \`${fn}(…)\``,
    edits && lossy(places, loses ? value : null, [...edits, insert(span.file, span.end, ` ${handler}`)]),
  );
}

function intoText(places: Places, value: Typed): readonly Fix[] {
  const { span } = value;
  switch (value.type.base.kind) {
    case 'enum':
      return maybe('take what people see of it', given(places, span, 'label'));
    case 'html':
      return maybe('take the text of it', given(places, span, 'text'));
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
    case 'date':
    case 'instant':
    case 'local': {
      const written = places.text(span);
      if (!value.type.nullable) return maybe('write it into a text', instead(span, `"{${written}}"`));
      const name = places.expression(span)?.node.kind === 'NameRef' ? written : null;
      const whole = places.assignment(span) !== null;
      return name === null || !whole
        ? []
        : maybe('write it into a text', instead(span, `if ${name} == null then null else "{${name}}"`));
    }
    default:
      return [];
  }
}

/** `| truncate(…)`, with the reason that its author has to give. */
export function shortenFixes(places: Places, value: Typed, max: number): readonly Fix[] {
  if (places.assignment(value.span) === null) return [];
  return maybe(
    `keep the first ${max} characters, and say why`,
    lossy(places, value, behind(places, value.span, '|', `| truncate(${max})`)),
  );
}

/** What loses a part of the value, with the reason that its author has to give. */
function lossy(places: Places, value: Typed | null, edits: readonly Edit[] | null): readonly Edit[] | null {
  const reason = value && reasonEdit(places, value.span);
  return edits && reason ? [...edits, reason] : edits;
}
