import { type DomainNode, likePattern, mentions, parseDomain } from './domain.ts';
import type { Environment } from './environment.ts';
import { invalidFieldError, userError, valueError } from './errors.ts';
import { pythonTuple } from './python.ts';
import type { FieldDescriptor, FieldValue, ModelDescriptor, Scalar } from './types.ts';

export interface SearchOptions {
  readonly offset?: number;
  readonly limit?: number | null;
  readonly order?: string | null;
}

/** What a part of a domain comes to: a test, and, where an index helps, the only ids that can pass it. */
interface Compiled {
  readonly test: (id: number) => boolean;
  readonly candidates: (() => ReadonlySet<number>) | null;
}

/**
 * Ids that match a domain, in order. Archived rows are left out unless the domain mentions `active` or the context
 * says `active_test: false`.
 */
export function searchIds(
  env: Environment,
  model: string,
  domain: unknown,
  options: SearchOptions = {},
): number[] {
  const descriptor = env.model(model);
  const order = options.order ? options.order : descriptor.order;
  const compare = comparator(env, descriptor, order);
  const found = matchingIds(env, descriptor, domain);
  const limited = options.limit ? options.limit : null;
  const sorted = sortIds(found, compare);
  const offset = options.offset ?? 0;
  return sorted.slice(offset, limited === null ? undefined : offset + limited);
}

/** Ids that match, in no order. */
export function matchingIds(env: Environment, descriptor: ModelDescriptor, domain: unknown): number[] {
  let node = parseDomain(domain);
  if (descriptor.fields.has('active') && env.context.active_test !== false && !mentions(node, 'active')) {
    node = { kind: 'and', parts: [node, { kind: 'leaf', field: 'active', operator: '=', value: true }] };
  }
  const extra = env.behaviour(descriptor.model)?.searchFilter?.(env, node);
  const compiled = compile(env, descriptor, extra ? { kind: 'and', parts: [node, extra] } : node);
  const ids = compiled.candidates?.() ?? env.database.ids(descriptor.model);
  const found: number[] = [];
  for (const id of ids) if (env.database.has(descriptor.model, id) && compiled.test(id)) found.push(id);
  return found;
}

/** Sorts ids by a model's default order: list fields are read that way. */
export function inDefaultOrder(env: Environment, model: string, ids: readonly number[]): number[] {
  const descriptor = env.model(model);
  return sortIds([...ids], comparator(env, descriptor, descriptor.order));
}

function compile(env: Environment, model: ModelDescriptor, node: DomainNode): Compiled {
  switch (node.kind) {
    case 'constant':
      return { test: () => node.value, candidates: null };
    case 'not': {
      const part = compile(env, model, node.part);
      return { test: (id) => !part.test(id), candidates: null };
    }
    case 'and': {
      const parts = node.parts.map((part) => compile(env, model, part));
      const indexed = parts.filter((part) => part.candidates !== null);
      const candidates =
        indexed.length === 0
          ? null
          : () => {
              const sets = indexed.map((part) => part.candidates?.() ?? new Set<number>());
              return sets.reduce((smallest, set) => (set.size < smallest.size ? set : smallest));
            };
      return { test: (id) => parts.every((part) => part.test(id)), candidates };
    }
    case 'or': {
      const parts = node.parts.map((part) => compile(env, model, part));
      const candidates = parts.every((part) => part.candidates !== null)
        ? () => new Set(parts.flatMap((part) => [...(part.candidates?.() ?? [])]))
        : null;
      return { test: (id) => parts.some((part) => part.test(id)), candidates };
    }
    case 'leaf':
      return compileLeaf(env, model, node.field, node.operator, node.value);
  }
}

function compileLeaf(
  env: Environment,
  model: ModelDescriptor,
  path: string,
  operator: string,
  value: unknown,
): Compiled {
  const dot = path.indexOf('.');
  const name = dot < 0 ? path : path.slice(0, dot);
  const field = model.fields.get(name);
  if (field === undefined) {
    throw valueError(`Invalid field ${model.model}.${name} in leaf ${pythonTuple([path, operator, value])}`);
  }
  if (dot >= 0) return compilePath(env, model, field, path.slice(dot + 1), operator, value);
  // Odoo lets every record pass where a field is worked out when read and has no search of its own.
  if (!isSearchable(env, field)) return { test: () => true, candidates: null };
  if (operator === 'any' || operator === 'not any') {
    const inner = new Set(subSearch(env, field, value));
    return membership(env, model, field, inner, operator === 'not any');
  }
  if (operator === 'child_of' || operator === 'parent_of') {
    const start = startingIds(env, field.relation ?? model.model, value);
    const family = hierarchy(env, field.relation ?? model.model, start, operator);
    return membership(env, model, field, family, false);
  }
  if (field.relation !== undefined && asksByName(operator, value)) {
    const negative = operator.startsWith('not') || operator === '!=';
    const positive = negative ? (operator === '!=' ? '=' : operator.slice(4)) : operator;
    const texts = Array.isArray(value) ? value : [value];
    const ids = new Set<number>();
    for (const text of texts) {
      for (const id of env
        .withContext({ active_test: false })
        .namedIds(field.relation, text, positive === 'in' ? '=' : positive))
        ids.add(id);
    }
    return membership(env, model, field, ids, negative);
  }
  if (field.type === 'one2many' || field.type === 'many2many')
    return compileList(env, model, field, operator, value);
  return compileScalar(env, model, field, operator, value);
}

/** `a.b = c`: the rows of the other model are found first, then membership is tested. */
function compilePath(
  env: Environment,
  model: ModelDescriptor,
  field: FieldDescriptor,
  rest: string,
  operator: string,
  value: unknown,
): Compiled {
  if (field.relation === undefined || !env.hasModel(field.relation)) {
    throw valueError(
      `Invalid field ${model.model}.${field.name} in leaf ${pythonTuple([`${field.name}.${rest}`, operator, value])}`,
    );
  }
  const other = field.type === 'many2one' ? env.withContext({ active_test: false }) : env;
  const ids = new Set(matchingIds(other, other.model(field.relation), [[rest, operator, value]]));
  return membership(env, model, field, ids, false);
}

function membership(
  env: Environment,
  model: ModelDescriptor,
  field: FieldDescriptor,
  ids: ReadonlySet<number>,
  negative: boolean,
): Compiled {
  const holds = (id: number): boolean => {
    if (field.name === 'id') return ids.has(id);
    const value = env.value(model.model, id, field);
    if (Array.isArray(value)) return value.some((other) => ids.has(other));
    return typeof value === 'number' && ids.has(value);
  };
  if (negative) return { test: (id) => !holds(id), candidates: null };
  if (field.name === 'id') return { test: holds, candidates: () => ids };
  if (field.type === 'many2one' && env.isColumn(field)) {
    return { test: holds, candidates: () => env.database.lookup(model.model, field.name, [...ids]) };
  }
  return { test: holds, candidates: null };
}

function asksByName(operator: string, value: unknown): boolean {
  if (operator.includes('like')) return true;
  if (operator === '=' || operator === '!=') return typeof value === 'string';
  return (
    (operator === 'in' || operator === 'not in') &&
    Array.isArray(value) &&
    value.some((item) => typeof item === 'string')
  );
}

function compileList(
  env: Environment,
  model: ModelDescriptor,
  field: FieldDescriptor,
  operator: string,
  value: unknown,
): Compiled {
  const listOf = (id: number): readonly number[] => {
    const ids = env.value(model.model, id, field);
    return Array.isArray(ids) ? ids : [];
  };
  const values = Array.isArray(value) ? value : [value];
  const negative = operator === '!=' || operator === 'not in';
  const wanted = new Set(values.filter((item) => typeof item === 'number'));
  const empties = values.some((item) => item === false || item === null);
  const test = (id: number): boolean => {
    const list = listOf(id);
    const hit = (empties && list.length === 0) || list.some((other) => wanted.has(other));
    return hit !== negative;
  };
  return { test, candidates: null };
}

function compileScalar(
  env: Environment,
  model: ModelDescriptor,
  field: FieldDescriptor,
  operator: string,
  value: unknown,
): Compiled {
  const read = (id: number): Scalar => {
    if (field.name === 'id') return id;
    const stored = env.value(model.model, id, field);
    return Array.isArray(stored) ? null : (stored as Scalar); // not a list: the type was asked for above
  };
  if (operator === '=' || operator === 'in' || operator === '!=' || operator === 'not in') {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const negative = operator === '!=' || operator === 'not in';
    const empties = list.some((item) => item === false || item === null);
    const wanted = new Set<Scalar>();
    for (const item of list) {
      if (item === false || item === null) continue;
      wanted.add(comparable(field, '=', item));
    }
    const isEmpty = (stored: Scalar): boolean =>
      stored === null || (field.type === 'boolean' && stored === false);
    const test = (id: number): boolean => {
      const stored = read(id);
      if (isEmpty(stored)) return negative ? !empties : empties;
      return wanted.has(stored) !== negative;
    };
    if (negative || empties) return { test, candidates: null };
    if (field.name === 'id') {
      return { test, candidates: () => new Set([...wanted].filter((item) => typeof item === 'number')) };
    }
    if (env.isColumn(field) && field.type !== 'boolean') {
      return { test, candidates: () => env.database.lookup(model.model, field.name, [...wanted]) };
    }
    return { test, candidates: null };
  }
  if (operator.endsWith('like')) {
    const negative = operator.startsWith('not');
    const exact = operator.startsWith('=');
    const text = value === false || value === null ? '' : String(value);
    const pattern = likePattern(exact ? text : `%${text}%`, operator.endsWith('ilike'));
    return {
      test: (id) => {
        const stored = read(id);
        if (stored === null) return negative || (!exact && text === '');
        return pattern.test(String(stored)) !== negative;
      },
      candidates: null,
    };
  }
  const bound = comparable(field, operator, value);
  return {
    test: (id) => {
      const stored = read(id);
      if (stored === null || bound === null) return false;
      const sign = compareScalars(stored, bound);
      if (operator === '<') return sign < 0;
      if (operator === '<=') return sign <= 0;
      if (operator === '>') return sign > 0;
      return sign >= 0;
    },
    candidates: null,
  };
}

/** A bare date against a datetime stands for the start of its day, or the end where it is an inclusive upper bound. */
function comparable(field: FieldDescriptor, operator: string, value: unknown): Scalar {
  if (field.type === 'datetime' && typeof value === 'string' && value.length === 10) {
    return `${value} ${operator === '>' || operator === '<=' ? '23:59:59' : '00:00:00'}`;
  }
  if (field.type === 'date' && typeof value === 'string') return value.slice(0, 10);
  const numeric = ['integer', 'float', 'monetary', 'many2one_reference'].includes(field.type);
  if (numeric && typeof value === 'string' && value.trim() !== '') return Number(value);
  if (field.type === 'char' && typeof value === 'number') return String(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

function isSearchable(env: Environment, field: FieldDescriptor): boolean {
  if (field.type === 'one2many' || field.type === 'many2many') return true;
  return field.store === true || field.related !== undefined || env.isColumn(field);
}

function subSearch(env: Environment, field: FieldDescriptor, domain: unknown): number[] {
  if (field.relation === undefined) throw invalidFieldError(field.name, 'any');
  return matchingIds(env, env.model(field.relation), domain);
}

function startingIds(env: Environment, model: string, value: unknown): number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => {
    if (typeof item === 'number') return [item];
    return typeof item === 'string' ? env.namedIds(model, item, 'ilike') : [];
  });
}

function hierarchy(env: Environment, model: string, start: readonly number[], operator: string): Set<number> {
  const parent = env.model(model).fields.get('parent_id');
  const family = new Set(start);
  if (parent === undefined) return family;
  const queue = [...start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const up = env.value(model, id, parent);
    const next =
      operator === 'child_of'
        ? env.database.lookup(model, 'parent_id', [id])
        : typeof up === 'number'
          ? [up]
          : [];
    for (const other of next) {
      if (family.has(other)) continue;
      family.add(other);
      queue.push(other);
    }
  }
  return family;
}

type Comparator = (left: number, right: number) => number;

function sortIds(ids: number[], compare: Comparator): number[] {
  return ids.sort(compare);
}

function comparator(env: Environment, model: ModelDescriptor, order: string, depth = 0): Comparator {
  const steps: Comparator[] = [];
  for (const part of order.split(',')) {
    const match = /^\s*([a-z_][a-z0-9_]*)(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$/i.exec(part);
    if (match?.[1] === undefined) {
      throw userError(
        `Invalid "order" specified (${order}). A valid "order" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)`,
      );
    }
    const name = match[1];
    const field = model.fields.get(name);
    if (field === undefined) throw invalidFieldError(name, model.model);
    const sign = match[2]?.toLowerCase() === 'desc' ? -1 : 1;
    steps.push(stepOf(env, model, field, sign, depth));
  }
  return (left, right) => {
    for (const step of steps) {
      const result = step(left, right);
      if (result !== 0) return result;
    }
    return left - right;
  };
}

function stepOf(
  env: Environment,
  model: ModelDescriptor,
  field: FieldDescriptor,
  sign: number,
  depth: number,
): Comparator {
  if (field.name === 'id') return (left, right) => sign * (left - right);
  const read = (id: number): FieldValue => env.value(model.model, id, field);
  if (
    field.type === 'many2one' &&
    field.relation !== undefined &&
    env.hasModel(field.relation) &&
    depth < 2
  ) {
    const other = env.model(field.relation);
    const inner = comparator(env, other, other.order, depth + 1);
    return (left, right) => {
      const [a, b] = [read(left), read(right)];
      if (typeof a !== 'number' || typeof b !== 'number') return sign * nullsLast(a, b);
      return a === b ? 0 : sign * inner(a, b);
    };
  }
  return (left, right) => {
    const [a, b] = [read(left), read(right)];
    if (a === null || b === null) return sign * nullsLast(a, b);
    return sign * compareScalars(a, b);
  };
}

const nullsLast = (a: FieldValue, b: FieldValue): number => Number(a === null) - Number(b === null);

/** Text by code units, as the collation "C" does; `true` after `false`. */
function compareScalars(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === null || b === null) return nullsLast(a, b);
  return a < b ? -1 : 1;
}
