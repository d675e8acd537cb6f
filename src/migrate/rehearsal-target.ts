import type {
  CallOptions,
  Condition,
  ListChange,
  Query,
  Target,
  TargetId,
  TargetRow,
  TargetValues,
} from '../connectors/contract.ts';
import { isPair, referenceTo, referredEntities } from '../runtime/referred-rows.ts';
import { chunks } from '../runtime/session.ts';
import { asList } from '../runtime/wanted.ts';
import { canonicalJson } from '../schema/digest.ts';
import type { Entity, JsonValue, Schema } from '../schema/model.ts';
import { applied, isChange } from './list-change.ts';

type Values = Readonly<Record<string, JsonValue>>;

/** What a rehearsal did to an entity. */
interface Overlay {
  readonly made: Map<TargetId, Values>;
  /** Of rows that are really there. */
  readonly changed: Map<TargetId, TargetValues>;
  readonly deleted: Set<TargetId>;
}

/** Ids of rows that were never made. */
const PROVISIONAL = 'rehearsed:';

/**
 * A target that is read but never written: writes are laid over it in memory, and every search and read answers as if
 * they had been made.
 * @param schema of the target, with the fields that are still to be provisioned
 */
export function rehearsalTarget(inner: Target, schema: Schema): Target {
  const overlays = new Overlays(inner, schema);
  return {
    system: inner.system,
    traits: inner.traits,
    identity: (options) => inner.identity(options),
    discover: (entities, options) => inner.discover(entities, options),
    search: (entity, query, options) => overlays.search(entity, query, options),
    read: (entity, ids, fields, options) => overlays.read(entity, ids, fields, options),
    create: async (entity, rows) => rows.map((values) => overlays.create(entity, values)),
    update: async (entity, rows) => {
      for (const { id, values } of rows) overlays.update(entity, id, values);
    },
    delete: async (entity, ids) => {
      for (const id of ids) overlays.delete(entity, id);
    },
    provisionField: async () => null,
    unprovisionField: takesNothingAway,
    provisionModel: async () => null,
    unprovisionModel: takesNothingAway,
    normalise: (entity, field, value) => inner.normalise(entity, field, value),
    preflight: (needs, options) => inner.preflight(needs, options),
    close: async () => undefined,
  };
}

async function takesNothingAway(): Promise<void> {
  throw new Error('A rehearsal takes nothing away.');
}

class Overlays {
  readonly #inner: Target;
  readonly #schema: Schema;
  readonly #overlays = new Map<string, Overlay>();
  #next = 1;

  constructor(inner: Target, schema: Schema) {
    this.#inner = inner;
    this.#schema = schema;
  }

  create(entity: Entity, values: TargetValues): TargetId {
    const id = `${PROVISIONAL}${entity.name}:${this.#next}`;
    this.#next += 1;
    this.#of(entity.name).made.set(id, applied({}, values));
    return id;
  }

  update(entity: Entity, id: TargetId, values: TargetValues): void {
    const { made, changed } = this.#of(entity.name);
    const own = made.get(id);
    if (own === undefined) changed.set(id, merged(changed.get(id) ?? {}, values));
    else made.set(id, applied(own, values));
  }

  delete(entity: Entity, id: TargetId): void {
    const overlay = this.#of(entity.name);
    if (!overlay.made.delete(id)) overlay.deleted.add(id);
  }

  async read(
    entity: Entity,
    ids: readonly TargetId[],
    fields: readonly string[],
    options?: CallOptions,
  ): Promise<readonly TargetRow[]> {
    const { made, changed, deleted } = this.#of(entity.name);
    const real = ids.filter((id) => !isProvisional(id) && !deleted.has(id));
    const found = real.length === 0 ? [] : await this.#inner.read(entity, real, fields, options);
    const own = ids.flatMap((id) => {
      const values = made.get(id);
      return values === undefined ? [] : [{ id, values: pick(values, fields) }];
    });
    return [...found.map((row) => overlaid(row, changed)), ...own];
  }

  /**
   * Rows that the rehearsal changed in a field that is asked by come first, then the others in order of id, then those
   * that it made, all at once: a page may be longer than asked for, and shorter only where it is the last.
   */
  async search(entity: Entity, query: Query, options?: CallOptions): Promise<readonly TargetRow[]> {
    if (isProvisional(query.after ?? null)) return [];
    const where = await this.#withoutPaths(entity, query.where, options);
    const tests = where.map((condition) => this.#test(entity, condition));
    const { made, changed, deleted } = this.#of(entity.name);
    const touched = (id: TargetId): boolean =>
      where.some(({ path }) => Object.hasOwn(changed.get(id) ?? {}, path));
    const rows: TargetRow[] = [];
    if (query.after === undefined) {
      const candidates = [...changed.keys()].filter(
        (id) => touched(id) && !deleted.has(id) && tests.every((test) => test.mayFit(changed.get(id) ?? {})),
      );
      const fields = [...new Set([...query.fields, ...where.map(({ path }) => path)])];
      for (const part of chunks(candidates, this.#inner.traits.batch.read)) {
        const found = await this.read(entity, part, fields, options);
        const fitting = found.filter((row) => tests.every((test) => test.fits(row)));
        rows.push(...fitting.map(({ id, values }) => ({ id, values: pick(values, query.fields) })));
      }
    }
    const asked = where.flatMap((condition) => realPart(condition) ?? []);
    for (let { after } = query; asked.length === where.length; ) {
      const page = await this.#inner.search(
        entity,
        { ...query, where: asked, ...(after === undefined ? {} : { after }) },
        options,
      );
      const plain = page.filter((row) => !deleted.has(row.id) && !touched(row.id));
      rows.push(...plain.map((row) => overlaid(row, changed)));
      const last = page.at(-1);
      if (last === undefined || query.limit === undefined || page.length < query.limit) break;
      // The caller goes on after the last row: that must be one of the target's own order.
      if (rows.length >= query.limit && plain.length > 0) return rows;
      after = last.id;
    }
    for (const [id, values] of made) {
      if (tests.every((test) => test.fits({ id, values })))
        rows.push({ id, values: pick(values, query.fields) });
    }
    return rows;
  }

  #of(entity: string): Overlay {
    const known = this.#overlays.get(entity);
    if (known !== undefined) return known;
    const overlay: Overlay = { made: new Map(), changed: new Map(), deleted: new Set() };
    this.#overlays.set(entity, overlay);
    return overlay;
  }

  #isTouched(entity: string): boolean {
    const { made, changed, deleted } = this.#of(entity);
    return made.size + changed.size + deleted.size > 0;
  }

  /**
   * Conditions on fields of the entity alone: a path through references is followed here, step by step, as soon as the
   * rehearsal did anything to what lies on it.
   */
  async #withoutPaths(
    entity: Entity,
    where: readonly Condition[],
    options: CallOptions | undefined,
  ): Promise<readonly Condition[]> {
    const direct: Condition[] = [];
    for (const condition of where) {
      const [first = '', ...rest] = condition.path.split('.');
      if (
        rest.length === 0 ||
        !this.#entitiesOn(entity, condition.path).some((one) => this.#isTouched(one))
      ) {
        direct.push(condition);
        continue;
      }
      const found: JsonValue[] = [];
      for (const target of referredEntities(entity.fields[first]?.type)) {
        const next = this.#schema.entities[target];
        if (next === undefined) continue;
        const query: Query = { where: [{ ...condition, path: rest.join('.') }], fields: [] };
        const rows = await this.search(next, query, options);
        const type = entity.fields[first]?.type;
        if (type) found.push(...rows.map(({ id }) => referenceTo(type, { entity: target, id })));
      }
      direct.push({ path: first, operator: 'in', value: found });
    }
    return direct;
  }

  /** The entity itself and all through which a path leads. */
  #entitiesOn(entity: Entity, path: string): readonly string[] {
    const [first = '', ...rest] = path.split('.');
    if (rest.length === 0) return [entity.name];
    const further = referredEntities(entity.fields[first]?.type).flatMap((target) => {
      const next = this.#schema.entities[target];
      return next === undefined ? [] : this.#entitiesOn(next, rest.join('.'));
    });
    return [entity.name, ...further];
  }

  #test(entity: Entity, { path, operator, value }: Condition): Test {
    const said = (one: JsonValue): string => canonicalJson(this.#inner.normalise(entity, path, one));
    const wanted = new Set((operator === 'in' ? asList(value) : [value]).map(said));
    const holds = (held: JsonValue): boolean =>
      Array.isArray(held) ? held.some((one) => wanted.has(said(one))) : wanted.has(said(held));
    return {
      fits: ({ id, values }) => holds(path === entity.id ? id : (values[path] ?? null)),
      mayFit: (changes) => {
        const change = changes[path];
        return change === undefined || isChange(change) || holds(change);
      },
    };
  }
}

interface Test {
  fits(row: TargetRow): boolean;
  /** Whether a row with these changes may fit, its other values not being known. */
  mayFit(changes: TargetValues): boolean;
}

/** What the real target can be asked; null where only rehearsed rows could fit. */
function realPart(condition: Condition): Condition | null {
  const { operator, value } = condition;
  if (operator === '=') return isProvisional(value) ? null : condition;
  const real = asList(value).filter((one) => !isProvisional(one));
  return real.length === 0 ? null : { ...condition, value: real };
}

function isProvisional(value: JsonValue): boolean {
  const id = isPair(value) ? value.id : value;
  return typeof id === 'string' && id.startsWith(PROVISIONAL);
}

function overlaid(row: TargetRow, changed: ReadonlyMap<TargetId, TargetValues>): TargetRow {
  const changes = Object.entries(changed.get(row.id) ?? {}).filter(([field]) => field in row.values);
  return { id: row.id, values: applied(row.values, Object.fromEntries(changes)) };
}

/** Changes after changes. What lists held before is not known: their changes are kept as such. */
function merged(first: TargetValues, second: TargetValues): TargetValues {
  const result: Record<string, JsonValue | ListChange> = { ...first };
  for (const [field, value] of Object.entries(second)) {
    const before = first[field];
    if (!isChange(value) || before === undefined) result[field] = value;
    else if (isChange(before)) {
      const kept = (before.add ?? []).filter((id) => value.remove?.includes(id) !== true);
      const gone = (before.remove ?? []).filter((id) => value.add?.includes(id) !== true);
      result[field] = {
        add: [...new Set([...kept, ...(value.add ?? [])])],
        remove: [...new Set([...gone, ...(value.remove ?? [])])],
      };
    } else result[field] = applied({ [field]: before }, { [field]: value })[field] ?? null;
  }
  return result;
}

function pick(values: Values, fields: readonly string[]): Record<string, JsonValue> {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}
