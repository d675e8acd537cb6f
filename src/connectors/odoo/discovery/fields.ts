import type { Field, FieldType, JsonValue, WriteLimit } from '../../../schema/model.ts';
import {
  computedSometimes,
  keptAsOne,
  lostWithout,
  madeByOdoo,
  modelFields,
  parentsWithoutCheck,
  requiredByCheck,
  screenPreferences,
  systemFields,
  uniqueFields,
  writeCorrections,
} from '../knowledge.ts';

/** The attributes that are asked of `fields_get`. An empty list would return nothing at all (api-facts A.7). */
export const fieldAttributes = [
  'string',
  'type',
  'required',
  'readonly',
  'store',
  'relation',
  'relation_field',
  'selection',
  'size',
  'digits',
  'currency_field',
  'depends',
  'related',
  'model_field',
] as const;

/** One field as `fields_get` describes it. */
export type FieldDescription = { readonly [attribute: string]: JsonValue };

/** Which defaults a model has, from `default_get`: by field, whether it depends on who is logged in. */
export type Defaults = Readonly<Record<string, 'constant' | 'session'>>;

/**
 * One description of `fields_get` as a field of the schema.
 *
 * Write flags: what the ORM drops is `never`; `readonly` is only about the screen, so a stored field that nothing
 * computes may be written; a computation is written where Odoo says that it may be edited; one-to-many lists are written
 * from their other end; the table of corrections has the last word. A required field that Odoo computes counts as having a default.
 */
export function fieldFrom(
  model: string,
  name: string,
  description: FieldDescription,
  defaults: Defaults,
): Field {
  const path = `${model}.${name}`;
  const type = typeFrom(model, name, description);
  const computed = isComputed(description);
  const write = writeFlag(path, name, description, computed);
  const required = description.required === true || requiredByCheck.has(path) || lostWithout.has(path);
  const filled =
    write === 'never' ||
    madeByOdoo.has(path) ||
    (computed && description.store === true && !computedSometimes.has(path));
  const standard = defaults[name] ?? (required && filled ? 'constant' : undefined);
  const stored = description.store === true;
  const mirrored = keptAsOne[model]?.[name];
  return {
    name,
    label: textOf(description.string) ?? name,
    type,
    ...(required ? { required: true } : {}),
    ...(standard === undefined ? {} : { default: standard }),
    ...(write === 'always' ? {} : { write }),
    ...(uniqueFields.has(path) || name === 'id' ? { unique: true } : {}),
    ...(computed ? { computed: true } : {}),
    ...(stored && type.kind === 'reference' && name !== 'id' ? { enforced: true } : {}),
    ...(name === 'parent_id' && description.relation === model && !parentsWithoutCheck.has(model)
      ? { hierarchy: true }
      : {}),
    ...(mirrored !== undefined && computed && write !== 'never' ? { mirrors: mirrored } : {}),
  };
}

/** Inherited fields (`res.users.name`) are related too, but written through: only read-only relations are computed. */
function isComputed(description: FieldDescription): boolean {
  if (textOf(description.related) !== null) return description.readonly === true;
  return (
    (Array.isArray(description.depends) && description.depends.length > 0) ||
    (description.store !== true && description.readonly === true)
  );
}

function writeFlag(
  path: string,
  name: string,
  description: FieldDescription,
  computed: boolean,
): 'always' | WriteLimit {
  if (systemFields.has(name)) return 'never';
  const correction = writeCorrections[path];
  if (correction !== undefined) return correction;
  if (description.type === 'one2many') return 'never';
  if (description.readonly !== true) return 'always';
  return computed || description.store !== true ? 'never' : 'always';
}

/** Odoo's types in the words of the schema model. */
function typeFrom(model: string, name: string, description: FieldDescription): FieldType {
  const native = textOf(description.type) ?? 'unknown';
  const relation = textOf(description.relation);
  switch (native) {
    case 'char':
      return typeof description.size === 'number' && description.size > 0
        ? { kind: 'text', max: description.size }
        : { kind: 'text' };
    case 'text':
      return { kind: 'text' };
    case 'html':
      return { kind: 'html' };
    case 'integer':
      return { kind: 'integer' };
    case 'float': {
      const digits: JsonValue | undefined = description.digits;
      if (!Array.isArray(digits)) return { kind: 'float' };
      const [precision, scale]: readonly JsonValue[] = digits;
      return {
        kind: 'decimal',
        ...(typeof precision === 'number' && precision > 0 ? { precision } : {}),
        ...(typeof scale === 'number' ? { scale } : {}),
      };
    }
    case 'monetary': {
      const currency = textOf(description.currency_field);
      return currency === null ? { kind: 'money' } : { kind: 'money', currency };
    }
    case 'boolean':
      return { kind: 'boolean' };
    case 'date':
      return { kind: 'date' };
    case 'datetime':
      return { kind: 'instant' };
    case 'selection': {
      const options = optionsOf(description.selection);
      return options.length === 0 ? { kind: 'enum', options, open: true } : { kind: 'enum', options };
    }
    case 'many2one':
      return relation === null ? { kind: 'other', native } : { kind: 'reference', targets: [relation] };
    case 'many2many':
      return relation === null ? { kind: 'other', native } : { kind: 'references', target: relation };
    case 'one2many': {
      const via = textOf(description.relation_field);
      return relation === null || via === null
        ? { kind: 'other', native }
        : { kind: 'children', entity: relation, via };
    }
    case 'binary':
    case 'image':
      return { kind: 'binary' };
    case 'many2one_reference': {
      const beside = modelFields[`${model}.${name}`] ?? textOf(description.model_field);
      return beside === null ? { kind: 'other', native } : { kind: 'reference_id', model: beside };
    }
    case 'json':
      return { kind: 'json' };
    default:
      return { kind: 'other', native };
  }
}

function optionsOf(
  selection: JsonValue | undefined,
): readonly { value: string | number | boolean; label: string }[] {
  if (!Array.isArray(selection)) return [];
  return selection.flatMap((option: JsonValue) => {
    if (!Array.isArray(option)) return [];
    const [value, label]: readonly JsonValue[] = option;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ value, label: typeof label === 'string' ? label : String(value) }]
      : [];
  });
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Who is logged in, for telling a default that depends on it from one that is alike for everyone. */
export interface Person {
  readonly user: number;
  readonly partner: number | null;
  readonly company: number | null;
  /** Login, name and address: a default text that holds one of them is about this person. */
  readonly words: readonly string[];
}

/**
 * Sorts what `default_get` returned. The company is a constant where the run names one, since every call then carries
 * it. An empty value is no default.
 */
export function defaultsFrom(
  descriptions: Readonly<Record<string, FieldDescription>>,
  values: Readonly<Record<string, JsonValue>>,
  person: Person,
  companyChosen: boolean,
): Defaults {
  const found: Record<string, 'constant' | 'session'> = {};
  for (const [name, value] of Object.entries(values)) {
    const description = descriptions[name];
    if (description === undefined || isEmpty(value, description)) continue;
    const personal = !screenPreferences.has(name) && isPersonal(value, description, person, companyChosen);
    found[name] = personal ? 'session' : 'constant';
  }
  return found;
}

function isEmpty(value: JsonValue, description: FieldDescription): boolean {
  if (value === false) return description.type !== 'boolean';
  return value === null || value === '' || (Array.isArray(value) && idsOfCommands(value).length === 0);
}

function isPersonal(
  value: JsonValue,
  description: FieldDescription,
  person: Person,
  companyChosen: boolean,
): boolean {
  const self =
    description.relation === 'res.users'
      ? person.user
      : description.relation === 'res.partner'
        ? person.partner
        : description.relation === 'res.company' && !companyChosen
          ? person.company
          : null;
  if (typeof value === 'string')
    return person.words.some((word) => word.length > 3 && value.toLowerCase().includes(word.toLowerCase()));
  if (self === null) return false;
  return value === self || (Array.isArray(value) && idsOfCommands(value).includes(self));
}

/** The ids that x2many commands such as `[[6, 0, [1, 2]], [4, 3, 0]]`, or a plain list of ids, end up with. */
function idsOfCommands(commands: readonly JsonValue[]): readonly number[] {
  return commands.flatMap((command) => {
    if (typeof command === 'number') return [command];
    if (!Array.isArray(command)) return [];
    const [code, id, ids]: readonly JsonValue[] = command;
    if (code === 6 && Array.isArray(ids)) return ids.filter((one: JsonValue) => typeof one === 'number');
    if (code === 4 && typeof id === 'number') return [id];
    // [0, 0, values]: a record to be made; it is a default, of no one in particular.
    return code === 0 ? [-1] : [];
  });
}
