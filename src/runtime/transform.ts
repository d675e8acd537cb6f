/**
 * From units of work to what to write, by a plan and nothing else (`language.md` sections 5 and 8): guards, lets,
 * requirements, keys, match sides and assignments of one record. It reads staged records and what has become of others,
 * and knows of the target only the answers to what it asked. Connectors, the journal and time are none of its business.
 */
import type { TargetRow } from '../connectors/contract.ts';
import type { Assignment, At, Expr, MapPlan, Plan } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import { elementNames } from './element-names.ts';
import { compileExpr } from './evaluate.ts';
import type { Compiled, EvaluationContext } from './evaluate-context.ts';
import { Notes, type Result, type Scope } from './evaluate-scope.ts';
import { createMemoryStore } from './store-memory.ts';
import { type CompiledArm, type CompiledAssignment, compileArm, scopeIn } from './transform-arm.ts';
import { HierarchyWalk } from './transform-hierarchy.ts';
import { type Part, type Pending, settle, type Verdict, verdictOf } from './transform-settle.ts';
import type { Answers, FieldWrite, IdMap, LaterOutcome, Outcome, RecordStore, Unit } from './types.ts';

export interface TransformEnv {
  readonly store: RecordStore;
  readonly ids: IdMap;
  readonly answers: Answers;
  /**
   * Whether the target refuses circles in a field, so that a circle in the data rejects its records. Absent: in every
   * field that a map fills in its second pass with records of its own.
   */
  readonly hierarchical?: (entity: string, field: string) => boolean;
  /** Whether branches of `if` and `match` are among the strata of a trace. Absent: they are not. */
  readonly branches?: boolean;
}

export interface Transformer {
  /** The units of a map in order of record id; walked anew at each iteration. @throws Error for an unknown map */
  units(map: string): Iterable<Unit>;
  /** The first pass of a unit. Where it is `pending`, ask again once the needs are answered. */
  first(unit: Unit): Outcome;
  /** The second pass of a unit that the first one wrote. */
  later(unit: Unit): LaterOutcome;
}

/** Compiles the maps of a plan as they are asked for. */
export function createTransformer(plan: Plan, env: TransformEnv): Transformer {
  const maps = new Map<string, MapTransformer>();
  const mapOf = (id: string): MapTransformer => {
    const known = maps.get(id);
    if (known !== undefined) return known;
    const map = Object.hasOwn(plan.maps, id) ? plan.maps[id] : undefined;
    if (map === undefined) throw new Error(`The plan has no map ${JSON.stringify(id)}.`);
    const made = new MapTransformer(plan, map, env);
    maps.set(id, made);
    return made;
  };
  return {
    units: (id) => {
      const map = mapOf(id);
      return { [Symbol.iterator]: () => map.units() };
    },
    first: (unit) => mapOf(unit.map).first(unit),
    later: (unit) => mapOf(unit.map).later(unit),
  };
}

/**
 * The target side of a `match` pair as a function of a row. What cannot be had counts as null, which never matches.
 * @throws PlanError for a function or a table that is not there
 */
export function compileColumnExpr(
  expr: Expr,
  plan: Pick<Plan, 'tables' | 'spans'>,
): (row: Pick<TargetRow, 'values'>) => JsonValue {
  const compiled = compileExpr(expr, {
    plan,
    store: createMemoryStore({}),
    ids: { get: () => null },
    answers: {
      get: () => ({ kind: 'failed', reason: 'the target side of a match speaks of its own row only' }),
    },
    translate: { to: 'target' },
  });
  return (row) => {
    const result = compiled({ record: null, row, locals: null, notes: new Notes() });
    return result instanceof Failure ? null : result;
  };
}

/** What the guards of a map decide: an arm, none, or that it cannot be told. */
type Taken =
  | { readonly kind: 'write'; readonly index: number; readonly arm: CompiledArm; readonly scope: Scope }
  | { readonly kind: 'skipped'; readonly arm: number | null; readonly because: string | null }
  | Verdict
  | Pending;

class MapTransformer {
  readonly #map: MapPlan;
  readonly #store: RecordStore;
  readonly #list: Compiled | null;
  readonly #arms: readonly (CompiledArm | { readonly kind: 'skip'; readonly because: string })[];
  /** For each field that makes a hierarchy, by its name. */
  readonly #hierarchies = new Map<string, HierarchyWalk>();

  constructor(plan: Plan, map: MapPlan, env: TransformEnv) {
    const context: EvaluationContext = { ...env, plan, translate: { to: 'target' } };
    this.#map = map;
    this.#store = env.store;
    this.#list = map.each === null ? null : compileExpr(map.each.list, context);
    const isHierarchy = env.hierarchical ?? (() => true);
    this.#arms = map.arms.map((arm) =>
      arm.kind === 'skip' ? arm : compileArm(arm, map, context, isHierarchy),
    );
  }

  *units(): Generator<Unit> {
    const map = this.#map.id;
    for (const record of this.#store.all(this.#map.source)) {
      if (this.#list === null) {
        yield { map, record, id: record.id };
        continue;
      }
      const notes = new Notes();
      const list = this.#list(this.#scope({ map, record, id: record.id }, notes));
      if (list === null) continue;
      // A list that cannot be had still is something that must be accounted for: `first` says why.
      if (!Array.isArray(list)) yield { map, record, id: record.id };
      else {
        const elements: readonly JsonValue[] = list;
        const ids = elementNames(elements).map((name) => `${record.id}#${name}`);
        const siblings = new Set(ids);
        const { warnings } = notes;
        for (const [position, id] of ids.entries()) {
          yield { map, record, element: elements[position] ?? null, id, siblings, warnings };
        }
      }
    }
  }

  first(unit: Unit): Outcome {
    const notes = new Notes();
    for (const warning of unit.warnings ?? []) notes.warn(warning);
    const taken = this.#take(unit, notes);
    if (taken.kind === 'pending') return taken;
    if (taken.kind !== 'write') return { ...taken, trace: notes.trace };
    const { arm, scope, index } = taken;
    const key: FieldWrite[] = [];
    const match: (readonly JsonValue[] | null)[] = [];
    const always: FieldWrite[] = [];
    const initial: FieldWrite[] = [];
    const verdict = settle(notes, [
      ...arm.hierarchies.map(
        ({ field, at }): Part =>
          () =>
            this.#circle(unit, field, at, notes),
      ),
      ...arm.requires.map(
        (require): Part =>
          () =>
            requirement(require, scope),
      ),
      ...arm.key.map(
        (assignment): Part =>
          () =>
            assign(assignment, scope, key, true),
      ),
      ...arm.match.map(
        (line): Part =>
          () =>
            matchLine(line, scope, match),
      ),
      ...arm.always.map(
        (assignment): Part =>
          () =>
            assign(assignment, scope, always, false),
      ),
      ...arm.initial.map(
        (assignment): Part =>
          () =>
            assign(assignment, scope, initial, false),
      ),
    ]);
    if (verdict?.kind === 'pending') return verdict;
    if (verdict !== null) return { ...verdict, trace: notes.trace };
    const { target } = arm;
    return {
      kind: 'write',
      arm: index,
      target,
      key,
      match,
      always,
      initial,
      warnings: notes.warnings,
      trace: notes.trace,
    };
  }

  later(unit: Unit): LaterOutcome {
    const notes = new Notes();
    const taken = this.#take(unit, notes);
    if (taken.kind === 'pending') return taken;
    const { trace } = notes;
    if (taken.kind === 'skipped') return { kind: 'write', writes: [], warnings: [], trace };
    if (taken.kind !== 'write') return { ...taken, trace };
    const { arm, scope } = taken;
    const writes: FieldWrite[] = [];
    const verdict = settle(
      notes,
      arm.later.map(
        (assignment): Part =>
          () =>
            assign(assignment, scope, writes, false),
      ),
    );
    if (verdict?.kind === 'pending') return verdict;
    if (verdict !== null) return { ...verdict, trace: notes.trace };
    return { kind: 'write', writes, warnings: notes.warnings, trace: notes.trace };
  }

  #scope(unit: Unit, notes: Notes): Scope {
    const { element, record } = unit;
    const name = this.#map.each?.name;
    return {
      record: { entity: this.#map.source, record },
      row: null,
      locals:
        name === undefined || element === undefined ? null : { name, value: () => element, outer: null },
      notes,
    };
  }

  #take(unit: Unit, notes: Notes): Taken {
    const base = this.#scope(unit, notes);
    if (this.#list !== null && unit.element === undefined) return this.#withoutList(this.#list(base), notes);
    for (const [index, arm] of this.#arms.entries()) {
      if (arm.kind === 'skip') {
        notes.stratum(`arm ${index}`);
        return { kind: 'skipped', arm: index, because: arm.because };
      }
      const scope = scopeIn(arm.lets, base);
      const held = arm.guard === null ? true : arm.guard(scope);
      if (held instanceof Failure) {
        const verdict = settle(notes, [() => verdictOf(held, arm.at, 'its guard')], notes.needs);
        if (verdict !== null) return verdict;
      }
      if (held === true) {
        notes.stratum(`arm ${index}`);
        return { kind: 'write', index, arm, scope };
      }
    }
    return { kind: 'skipped', arm: null, because: null };
  }

  /** A record whose list could not be had when units were made of it. */
  #withoutList(list: Result, notes: Notes): Verdict | Pending {
    const why =
      list instanceof Failure
        ? list
        : new Failure('convert', 'the list to take one by one depends on the target');
    const at = this.#map.at;
    const verdict = settle(notes, [() => verdictOf(why, at, `the list of ${this.#map.id}`)], notes.needs);
    return verdict ?? { kind: 'rejected', reason: why.reason, failure: 'convert', at };
  }

  /** Whether a record is its own ancestor; `language.md` section 5, Cycles. */
  #circle(unit: Unit, field: string, at: At, notes: Notes): Verdict | 'pending' | null {
    let walk = this.#hierarchies.get(field);
    if (walk === undefined) {
      walk = new HierarchyWalk();
      this.#hierarchies.set(field, walk);
    }
    const circle = walk.circle(unit.record.id, (id) => this.#parent(id, field, notes));
    if (circle === null || circle === 'pending') return circle;
    const chain = [...circle, circle[0]].join(' -> ');
    return { kind: 'rejected', reason: `it is its own ancestor by ${field}: ${chain}`, failure: null, at };
  }

  /** The record that a field refers to, as the source has it. */
  #parent(id: string, field: string, notes: Notes): string | 'pending' | null {
    const record = this.#store.get(this.#map.source, id);
    if (record === null) return null;
    const aside = new Notes();
    const taken = this.#take({ map: this.#map.id, record, id }, aside);
    let parent: Result = null;
    if (taken.kind === 'pending') for (const need of taken.needs) notes.need(need);
    if (taken.kind === 'pending') return 'pending';
    if (taken.kind === 'write') {
      const hierarchy = taken.arm.hierarchies.find((one) => one.field === field);
      if (hierarchy !== undefined) {
        parent = hierarchy.parent(
          scopeIn(hierarchy.lets, this.#scope({ map: this.#map.id, record, id }, aside)),
        );
      }
    }
    if (parent instanceof Failure) {
      if (parent.kind !== 'pending') return null;
      for (const need of aside.needs.values()) notes.need(need);
      return 'pending';
    }
    if (parent === null || typeof parent !== 'object' || Array.isArray(parent)) return null;
    const { entity, id: parentId } = parent as Readonly<Record<string, JsonValue>>;
    return entity === this.#map.source && typeof parentId === 'string' ? parentId : null;
  }
}

function requirement(require: CompiledArm['requires'][number], scope: Scope): Verdict | 'pending' | null {
  const held = require.condition(scope);
  if (held instanceof Failure) return verdictOf(held, require.at, 'a requirement');
  if (held === true) return null;
  const message = require.message(scope);
  if (message instanceof Failure) return verdictOf(message, require.at, 'the message of a requirement');
  const text = String(message);
  if (require.action === 'reject') return { kind: 'rejected', reason: text, failure: null, at: require.at };
  scope.notes.warn({ message: text, at: require.at });
  return null;
}

function matchLine(
  line: CompiledArm['match'][number],
  scope: Scope,
  into: (readonly JsonValue[] | null)[],
): Verdict | 'pending' | null {
  const values: JsonValue[] = [];
  let verdict: Verdict | 'pending' | null = null;
  for (const source of line.sources) {
    const value = source(scope);
    if (!(value instanceof Failure)) values.push(value);
    else {
      verdict ??= verdictOf(value, line.at, 'its match');
      if (verdict !== 'pending') return verdict;
    }
  }
  if (verdict === null) into.push(values.includes(null) ? null : values);
  return verdict;
}

function assign(
  { plan, value: compiled }: CompiledAssignment,
  scope: Scope,
  into: FieldWrite[],
  isKey: boolean,
): Verdict | 'pending' | null {
  const before = scope.notes.leftOut;
  const value = compiled(scope);
  if (value instanceof Failure) return verdictOf(value, plan.at, plan.fields.join(', '));
  const leftOut = scope.notes.leftOut - before;
  // A text that is joined of what there is has lost nothing; a list that is written has.
  if (leftOut > 0 && Array.isArray(value))
    scope.notes.warn({ message: leftOutText(plan, leftOut), at: plan.at });
  if (isKey && value === null)
    return { kind: 'rejected', reason: 'its key is empty', failure: null, at: plan.at };
  if (plan.required && isEmpty(value))
    return {
      kind: 'rejected',
      reason: `its ${plan.fields.join(', ')} is empty`,
      failure: null,
      at: plan.at,
    };
  into.push(...writesOf(plan, value));
  return null;
}

/** An element that is null is not written, and counted. */
function leftOutText({ fields }: Assignment, count: number): string {
  return `${fields.join(', ')}: ${count === 1 ? '1 element of the list has' : `${count} elements of the list have`} no value and ${count === 1 ? 'was' : 'were'} left out`;
}

function isEmpty(value: JsonValue): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

/** A pair of fields takes the two halves of `ref(…)`: the model first, the id second. */
function writesOf(plan: Assignment, value: JsonValue): readonly FieldWrite[] {
  const { mode, exact, at } = plan;
  if (plan.fields.length === 1) return plan.fields.map((field) => ({ field, value, mode, exact, at }));
  const pair =
    typeof value === 'object' && value !== null && 'model' in value && 'id' in value ? value : null;
  return plan.fields.map((field, index) => {
    const half = pair === null ? null : index === 0 ? pair.model : pair.id;
    return { field, value: half ?? null, mode, exact, at };
  });
}
