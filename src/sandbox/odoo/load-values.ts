import type { Environment } from './environment.ts';
import { OdooError } from './errors.ts';
import type { LoadColumn, LoadRow } from './load-extract.ts';
import { isTruthy, pythonRepr } from './python.ts';
import type { FieldDescriptor, Values } from './types.ts';

/** A message of `load`. */
export type LoadMessage = Readonly<Values>;

/** What a cell means. A refusal leaves the field out; what comes with `problem` but is a value is kept beside it. */
type Cell =
  | { readonly value: unknown; readonly problem?: Problem; readonly warning?: Problem }
  | { readonly problem: Problem };
interface Problem {
  readonly message: string;
  /** What the message carries beside the field's label; without it not even that. */
  readonly more?: Readonly<Values>;
}

/** A row's cells as values for `create` and `write`. What is wrong goes to `log`, and the field is left out. */
export function loadValues(
  env: Environment,
  columns: readonly LoadColumn[],
  row: LoadRow,
  log: (message: LoadMessage) => void,
): Values {
  const values: Values = {};
  const fields = new Map<string, FieldDescriptor>();
  for (const { name, field } of columns) if (field !== null) fields.set(name, field);
  const place = { rows: { from: row.index, to: row.index } };
  const keep = (field: FieldDescriptor, cell: Cell): void => {
    if ('value' in cell) values[field.name] = cell.value;
    const entry = (type: string, { message, more }: Problem): LoadMessage => ({
      ...place,
      type,
      record: row.index,
      field: field.name,
      message,
      ...(more === undefined ? {} : { ...more, field_name: field.string }),
    });
    if ('warning' in cell && cell.warning !== undefined) log(entry('warning', cell.warning));
    if (cell.problem !== undefined) log(entry('error', cell.problem));
  };
  for (const [name, value] of row.values) {
    const field = fields.get(name);
    if (field !== undefined) keep(field, isTruthy(value) ? fromText(env, field, value) : { value: false });
  }
  for (const [name, named] of row.references) {
    const field = fields.get(name);
    if (field !== undefined) keep(field, named.size === 0 ? { value: false } : fromNames(env, field, named));
  }
  return values;
}

const trues = new Set(['1', 'true', 'yes']);
const falses = new Set(['', '0', 'false', 'no']);

function fromText(env: Environment, field: FieldDescriptor, value: unknown): Cell {
  const label = field.string;
  switch (field.type) {
    case 'boolean': {
      const word = lower(value);
      if (trues.has(word)) return { value: true };
      if (falses.has(word)) return { value: false };
      return {
        value: true,
        problem: {
          message: `Unknown value '${word === value ? word : String(value)}' for boolean field '${label}'`,
          more: { moreinfo: "Use '1' for yes and '0' for no" },
        },
      };
    }
    case 'integer':
    case 'many2one_reference':
      return /^\s*[+-]?\d+\s*$/.test(String(value))
        ? { value: Number(value) }
        : {
            problem: { message: `'${value}' does not seem to be an integer for field '${label}'`, more: {} },
          };
    case 'float':
    case 'monetary':
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(String(value))
        ? { value: Number(value) }
        : { problem: { message: `'${value}' does not seem to be a number for field '${label}'`, more: {} } };
    case 'date':
      return isDate(String(value).slice(0, 10))
        ? { value: String(value).slice(0, 10) }
        : wrong(value, 'date', label, '2012-12-31');
    case 'datetime': {
      const text = String(value);
      const whole = text.length === 10 ? `${text} 00:00:00` : text;
      const clock = /^(\d{4}-\d{2}-\d{2}) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.exec(whole);
      if (clock === null || !isDate(clock[1] ?? ''))
        return wrong(value, 'datetime', label, '2012-12-31 23:59:59');
      return { value: toUtc(whole, zoneOf(env)) };
    }
    case 'selection':
      return optionOf(field, value);
    case 'json':
      try {
        return { value: JSON.parse(String(value)) };
      } catch {
        return {
          problem: { message: `'${value}' does not seem to be a valid JSON for field '${label}'`, more: {} },
        };
      }
    case 'properties':
      return { problem: { message: `Unable to import field type '${field.type}'  `, more: {} } };
    default:
      return { value };
  }
}

function wrong(value: unknown, what: string, label: string, form: string): Cell {
  return {
    problem: {
      message: `'${value}' does not seem to be a valid ${what} for field '${label}'`,
      more: { moreinfo: `Use the format '${form}'` },
    },
  };
}

/** The first option whose value or label it is, in whatever case. */
function optionOf(field: FieldDescriptor, value: unknown): Cell {
  const wanted = lower(value);
  const options = field.selection ?? [];
  for (const [option, label] of options)
    if (String(option).toLowerCase() === wanted || label.toLowerCase() === wanted) return { value: option };
  return {
    problem: {
      message: `Value '${value}' not found in selection field '${field.string}'`,
      more: { moreinfo: options.map(([option, label]) => label || String(option)) },
    },
  };
}

/** Python's `value.lower()`, which only texts have. */
function lower(value: unknown): string {
  if (typeof value === 'string') return value.toLowerCase();
  const type = typeof value === 'boolean' ? 'bool' : Number.isInteger(value) ? 'int' : 'float';
  throw new OdooError('builtins.AttributeError', `'${type}' object has no attribute 'lower'`);
}

function fromNames(
  env: Environment,
  field: FieldDescriptor,
  named: ReadonlyMap<string | null, unknown>,
): Cell {
  if ([...named.keys()].some((by) => by !== null && by !== 'id' && by !== '.id'))
    return {
      problem: { message: 'Can not create Many-To-One records indirectly, import the field separately' },
    };
  const [first, second] = named;
  if (first === undefined || second !== undefined)
    return {
      problem: {
        message: `Ambiguous specification for field '${field.string}', only provide one of name, external id or database id`,
      },
    };
  const [by, cell] = first;
  if (field.type === 'many2one') return oneOf(env, field, by, cell);
  const ids: unknown[] = [];
  let warning: Problem | undefined;
  for (const reference of String(cell).split(',')) {
    const found = oneOf(env, field, by, reference);
    if (!('value' in found)) return found;
    warning = found.warning ?? warning;
    ids.push(found.value);
  }
  return { value: [[6, 0, ids]], ...(warning === undefined ? {} : { warning }) };
}

function oneOf(env: Environment, field: FieldDescriptor, by: string | null, value: unknown): Cell {
  const model = field.relation ?? '';
  const text = String(value);
  if (by === null) return namedRow(env, field, text);
  if (falses.has(text.toLowerCase())) return { value: false };
  if (by === '.id') {
    if (!/^\s*[+-]?\d+\s*$/.test(text))
      return {
        problem: {
          message: `Invalid database id '${text}' for the field '${field.string}'`,
          more: { moreinfo: possibleValues(model, by) },
        },
      };
    return env.exists(model, Number(text)) ? { value: Number(text) } : notFound(field, by, text);
  }
  const module = env.context._import_current_module;
  const known = externalRow(env, text.includes('.') ? text : `${String(module ?? '')}.${text}`);
  if (known === null || !env.exists(model, known.id)) return notFound(field, by, text);
  if (known.model === model) return { value: known.id };
  return {
    problem: {
      message: `Invalid external ID ${known.name}: expected model ${pythonRepr(model)}, found ${pythonRepr(known.model)}`,
    },
  };
}

function namedRow(env: Environment, field: FieldDescriptor, name: string): Cell {
  const model = field.relation ?? '';
  const allowed = new Set(env.search(model, []));
  const ids = env.namedIds(model, name, '=').filter((id) => allowed.has(id));
  const [id] = ids;
  if (id === undefined) return notFound(field, null, name);
  if (ids.length === 1) return { value: id };
  return {
    value: id,
    warning: {
      message: `Found multiple matches for value ${pythonRepr(name)} in field ${pythonRepr(field.string)} (${ids.length} matches)`,
    },
  };
}

function notFound(field: FieldDescriptor, by: string | null, value: string): Cell {
  const kind = by === null ? 'name' : by === 'id' ? 'external id' : 'database id';
  return {
    problem: {
      message: `No matching record found for ${kind} '${value}' in field '${field.string}'`,
      more: { moreinfo: possibleValues(field.relation ?? '', by) },
    },
  };
}

function possibleValues(model: string, by: string | null): Values {
  return {
    name: 'Possible Values',
    type: 'ir.actions.act_window',
    target: 'new',
    view_mode: 'tree,form',
    views: [
      [false, 'list'],
      [false, 'form'],
    ],
    context: { create: false },
    help: 'See all possible values',
    res_model: by === null ? model : 'ir.model.data',
    ...(by === null ? {} : { domain: [['model', '=', model]] }),
  };
}

/** What an external id with its module leads to. */
export function externalRow(
  env: Environment,
  name: string,
): { readonly row: number; readonly name: string; readonly model: string; readonly id: number } | null {
  const dot = name.indexOf('.');
  const data = 'ir.model.data';
  const row = [...env.database.lookup(data, 'name', [name.slice(dot + 1)])].find(
    (found) => env.text(data, found, 'module') === name.slice(0, dot),
  );
  if (row === undefined) return null;
  return { row, name, model: env.text(data, row, 'model') ?? '', id: Number(env.get(data, row, 'res_id')) };
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().slice(0, 10) === text
  );
}

/** The zone in which the caller's dates and times are meant: the call's, else the login's, else UTC. */
function zoneOf(env: Environment): string {
  for (const zone of [env.context.tz, env.get('res.users', env.uid, 'tz')]) {
    if (typeof zone !== 'string' || zone === '') continue;
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return zone;
    } catch {
      // A zone that nobody knows: the next one counts.
    }
  }
  return 'UTC';
}

/** "2024-02-28 10:00:00" in a zone, in UTC. */
function toUtc(text: string, zone: string): string {
  const naive = Date.parse(`${text.replace(' ', 'T')}Z`);
  const offset = (at: number): number => {
    const shown = new Date(at).toLocaleString('sv-SE', { timeZone: zone });
    return Date.parse(`${shown.replace(' ', 'T')}Z`) - at;
  };
  const at = naive - offset(naive - offset(naive));
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
