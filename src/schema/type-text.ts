import type { FieldType, Option } from './model.ts';

/**
 * A type in the words of a message: `text(64)`, `reference to res.partner`, `money`, `one of "New", "Won" and 5 more`.
 * Short enough for one line, not meant to be read back.
 */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'text':
      return type.max === undefined ? 'text' : `text(${type.max})`;
    case 'html':
      return type.max === undefined ? 'HTML' : `HTML(${type.max})`;
    case 'integer':
      return `integer${rangeText(type.min, type.max)}`;
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'binary':
      return type.kind;
    case 'local':
      return 'local time';
    case 'json':
      return 'JSON';
    case 'decimal':
      if (type.precision !== undefined) return `decimal(${type.precision}, ${type.scale ?? 0})`;
      return type.scale === undefined ? 'decimal' : `decimal with ${places(type.scale)}`;
    case 'money':
      if (type.precision !== undefined) return `money(${type.precision}, ${type.scale ?? 0})`;
      return type.scale === undefined ? 'money' : `money with ${places(type.scale)}`;
    case 'enum':
      return type.options.length === 0
        ? 'an open vocabulary'
        : `one of ${optionsText(type.options)}${type.open ? ' or others' : ''}`;
    case 'enums':
      return type.options.length === 0
        ? 'a list of options'
        : `any of ${optionsText(type.options)}${type.open ? ' or others' : ''}`;
    case 'reference':
      return type.targets.length === 0
        ? 'reference to any entity'
        : `reference to ${alternatives(type.targets)}`;
    case 'reference_id':
      return `id of a record of the entity named in ${type.model}`;
    case 'references':
      return `list of references to ${type.target}`;
    case 'children':
      return `list of ${type.entity} by ${type.via}`;
    case 'record':
      return `record with ${alternatives(Object.keys(type.fields), 'and')}`;
    case 'records':
      return `list of records with ${alternatives(Object.keys(type.fields), 'and')}`;
    case 'other':
      return `${type.native} (a type that mapc cannot read)`;
  }
}

/** An option as a message names it: its label, and its value where that says something else. */
export function optionText(option: Option): string {
  return option.label === String(option.value) || option.label === ''
    ? JSON.stringify(option.value)
    : `${JSON.stringify(option.label)} (${JSON.stringify(option.value)})`;
}

const SHOWN = 3;

function optionsText(options: readonly Option[]): string {
  const shown = options
    .slice(0, SHOWN)
    .map((option) => JSON.stringify(option.label === '' ? option.value : option.label));
  const more = options.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function places(scale: number): string {
  return scale === 1 ? '1 decimal place' : `${scale} decimal places`;
}

function alternatives(names: readonly string[], word = 'or'): string {
  if (names.length <= 1) return names.join('');
  const shown = names.slice(0, SHOWN);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} ${word} ${more} more`;
  return `${shown.slice(0, -1).join(', ')} ${word} ${shown[shown.length - 1] ?? ''}`;
}
