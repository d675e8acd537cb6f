import { Temporal } from 'temporal-polyfill';
import { type Base, baseOfField } from '../../src/check/types.ts';
import type { SourceRecord } from '../../src/connectors/contract.ts';
import type * as ast from '../../src/language/ast.ts';
import type { FailureKind } from '../../src/plan/types.ts';
import { canonicalJson } from '../../src/schema/digest.ts';
import type { Entity, FieldType, JsonValue, Option, Schema } from '../../src/schema/model.ts';
import { compareDecimal, decimalOfNumber, reckonDecimal } from '../../src/stdlib/decimal.ts';
import { callFunction, Failure, findInstance } from '../../src/stdlib/index.ts';
import type { World } from './arbitrary-program.ts';

/**
 * What a map means, read from its text and not from its plan (`language.md` section 5): it walks the syntax tree over one
 * record, its values know what they are, failures are exceptions, and nothing is prepared, shared or asked for in rounds.
 * Only the scalar functions of the standard library, which have their own tests, are the compiler's.
 */

/** A value that knows its type. Null may know of what it is the lack. */
type Value =
  | { readonly of: 'null'; readonly base: Base | null }
  | { readonly of: 'list'; readonly items: readonly Value[]; readonly base: Base | null }
  | { readonly of: 'record'; readonly fields: Readonly<Record<string, Value>> }
  | { readonly of: 'source'; readonly entity: string; readonly id: string }
  | { readonly of: 'row'; readonly entity: string; readonly id: JsonValue }
  | { readonly of: 'pair'; readonly entity: string; readonly id: JsonValue }
  | { readonly of: 'scalar'; readonly base: Base; readonly raw: JsonValue };

class Failed extends Error {
  readonly kind: FailureKind;
  readonly end:
    | { readonly kind: 'reject'; readonly message: string | null }
    | { readonly kind: 'queue' }
    | null;
  constructor(kind: FailureKind, reason: string, end: Failed['end'] = null) {
    super(reason);
    this.kind = kind;
    this.end = end;
  }
}

interface Env {
  readonly record: { readonly entity: Entity; readonly record: SourceRecord } | null;
  readonly locals: ReadonlyMap<string, () => Value>;
  readonly warn: (message: string) => void;
}

export type Verdict = { readonly kind: 'rejected' | 'queued'; readonly message: string | null };
interface Write {
  readonly field: string;
  readonly value: JsonValue;
  readonly mode: 'set' | 'add';
  readonly initial: boolean;
  readonly key: boolean;
  readonly exact: boolean;
}
export type Meaning =
  | { readonly kind: 'skipped'; readonly arm: number | null; readonly because: string | null }
  /** Ends that it may come to: one for each part that cannot be had. */
  | { readonly kind: 'ended'; readonly verdicts: readonly Verdict[] }
  | {
      readonly kind: 'write';
      readonly arm: number;
      readonly target: string;
      readonly writes: readonly Write[];
      readonly match: readonly (readonly JsonValue[] | null)[];
      readonly warnings: readonly string[];
    };

interface Head {
  readonly id: string;
  readonly name: string | null;
  /** A map over the records themselves without a name. */
  readonly isPlain: boolean;
  readonly source: string;
  readonly targets: readonly string[];
  readonly each: boolean;
}

const spell = (name: ast.Name): string => name.ids.map((each) => each.name).join('.');
/** `lines` of `each x in lines`, the entity of `each x in deal[company = this]`, else the name of the element. */
function listName({ list, name }: NonNullable<ast.MapDecl['each']>): string {
  const path = (expr: ast.Expr): string | null => {
    if (expr.kind === 'NameRef') return expr.id.name;
    if (expr.kind !== 'Member') return null;
    const start = path(expr.object);
    return start === null ? null : `${start}.${expr.member.name}`;
  };
  return path(list.kind === 'Index' ? list.object : list) ?? name.name;
}

const nullOf = (base: Base | null): Value => ({ of: 'null', base });
const scalar = (base: Base, raw: JsonValue): Value => ({ of: 'scalar', base, raw });
const TEXT: Base = { kind: 'text' };
/** A warning in words that the language does not say. */
export const UNKNOWN = '?';

export class Interpreter {
  readonly #source: Schema;
  readonly #target: Schema;
  readonly #world: World;
  readonly #heads: readonly Head[] = [];
  readonly #maps = new Map<string, ast.MapDecl | ast.OwnersDecl>();
  readonly #tables = new Map<string, ast.TableDecl>();
  /** Whether a value is looked at for its kind alone: nothing that is said on the way counts. */
  #asksForType = false;
  readonly #functions = new Map<string, ast.FnDecl>();
  readonly #commons = new Map<string, ast.CommonDecl>();
  readonly #derive: (entity: string, values: Readonly<Record<string, JsonValue>>) => JsonValue;

  constructor(
    file: ast.File,
    source: Schema,
    target: Schema,
    world: World,
    derive: (entity: string, values: Readonly<Record<string, JsonValue>>) => JsonValue,
  ) {
    this.#source = source;
    this.#target = target;
    this.#world = world;
    this.#derive = derive;
    const heads: Head[] = [];
    for (const one of file.declarations) {
      if (one.kind === 'Table') this.#tables.set(one.name.name, one);
      if (one.kind === 'Fn') this.#functions.set(one.name.name, one);
      if (one.kind === 'Common') this.#commons.set(one.name.name, one);
      if (one.kind === 'Map') {
        const from = spell(one.source);
        const targets = one.arms.flatMap((arm) => (arm.kind === 'MapArm' ? [spell(arm.target)] : []));
        const id =
          one.name?.name ?? `${from}${one.each ? `.${listName(one.each)}` : ''}->${targets[0] ?? ''}`;
        const each = one.each !== null;
        heads.push({
          id,
          name: one.name?.name ?? null,
          isPlain: !one.name && !each,
          source: from,
          targets,
          each,
        });
        this.#maps.set(id, one);
      }
      if (one.kind === 'Owners') {
        const id = `owners ${spell(one.source)}->${spell(one.target)}`;
        const targets = [spell(one.target)];
        heads.push({ id, name: null, isPlain: false, source: spell(one.source), targets, each: false });
        this.#maps.set(id, one);
      }
    }
    this.#heads = heads;
  }

  get maps(): readonly string[] {
    return [...this.#maps.keys()];
  }

  /** The elements of `each` that are one unit of work each; null: the record is one itself, or why there are none. */
  elements(map: string, record: SourceRecord): readonly JsonValue[] | null | Verdict {
    const decl = this.#maps.get(map);
    if (decl?.kind !== 'Map' || decl.each === null) return null;
    try {
      const list = this.#value(
        decl.each.list,
        this.#env(map, record, () => undefined),
        null,
      );
      return list.of === 'list' ? list.items.map(raw) : [];
    } catch (error) {
      return verdictOf(error);
    }
  }

  /** The first pass, of assignments that do not wait; or the second, of those that do. */
  unit(
    map: string,
    record: SourceRecord,
    element: JsonValue | undefined,
    waits: (arm: number, field: string) => boolean,
  ): Meaning {
    const decl = this.#maps.get(map);
    if (decl === undefined) throw new Error(`There is no map ${map}.`);
    const arms =
      decl.kind === 'Owners'
        ? [{ kind: 'MapArm' as const, target: decl.target, body: decl.body }]
        : decl.arms;
    const warnings = new Set<string>();
    let env = this.#env(map, record, (message) => {
      if (!this.#asksForType) warnings.add(message);
    });
    if (decl.kind === 'Map' && decl.each !== null && element !== undefined) {
      const list = this.#value(decl.each.list, env, null);
      const own =
        list.of === 'list'
          ? list.items.find((one) => canonicalJson(raw(one)) === canonicalJson(element))
          : undefined;
      if (own !== undefined) env = withLocal(env, decl.each.name.name, () => own);
    }
    for (const [index, arm] of arms.entries()) {
      if (arm.kind === 'SkipArm') return { kind: 'skipped', arm: index, because: plain(arm.because) };
      const body = this.#statements(arm.body);
      let inner = env;
      for (const one of body)
        if (one.kind === 'Let') {
          const scope = inner;
          const work = (): Value => this.#value(one.value, scope, null);
          const worked = once(work);
          // Asking of what kind it is counts for no use of it.
          inner = withLocal(inner, one.name.name, () => (this.#asksForType ? work() : worked()));
        }
      const guard = body.find((one) => one.kind === 'When');
      try {
        if (guard?.kind === 'When' && !isTrue(this.#value(guard.condition, inner, null))) continue;
      } catch (error) {
        return { kind: 'ended', verdicts: [verdictOf(error)] };
      }
      return this.#arm(index, spell(arm.target), body, inner, warnings, (field) => waits(index, field));
    }
    return { kind: 'skipped', arm: null, because: null };
  }

  #arm(
    index: number,
    target: string,
    body: readonly ast.Statement[],
    env: Env,
    warnings: ReadonlySet<string>,
    waits: (field: string) => boolean,
  ): Meaning {
    const verdicts: Verdict[] = [];
    const part = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        verdicts.push(verdictOf(error));
      }
    };
    const writes: Write[] = [];
    const match: (readonly JsonValue[] | null)[] = [];
    for (const one of body) {
      if (one.kind === 'Require')
        part(() => {
          if (isTrue(this.#value(one.condition, env, null))) return;
          const message = this.#words(one.message, env);
          if (one.action === 'warn') env.warn(message);
          else verdicts.push({ kind: 'rejected', message });
        });
      if (one.kind === 'Match')
        part(() => {
          const values = one.pairs.map(({ source }) => raw(this.#value(source, env, TEXT)));
          match.push(values.includes(null) ? null : values);
        });
      if (one.kind === 'Assign')
        part(() => {
          const fields = one.targets.map(spell);
          const [first = ''] = fields;
          if (waits(first)) return;
          const values = this.#assigned(one, target, fields, env);
          if (one.mode === 'key' && values.includes(null)) throw new Failed('none', 'no key');
          const isRequired = fields.some(
            (field) => this.#target.entities[target]?.fields[field]?.required === true,
          );
          // What a record cannot be without is neither null nor a blank text.
          const isBlank = values.some(
            (value) => value === null || (typeof value === 'string' && value.trim() === ''),
          );
          if (isRequired && isBlank) throw new Failed('none', 'empty');
          fields.forEach((field, at) => {
            writes.push({
              field,
              value: values[at] ?? null,
              mode: one.operator === '+=' ? 'add' : 'set',
              initial: one.mode === 'initial',
              key: one.mode === 'key',
              exact: one.mode === 'exact',
            });
          });
        });
    }
    if (verdicts.length > 0) return { kind: 'ended', verdicts };
    return { kind: 'write', arm: index, target, writes, match, warnings: [...warnings] };
  }

  #assigned(one: ast.Assign, target: string, fields: readonly string[], env: Env): readonly JsonValue[] {
    const entity = this.#target.entities[target];
    const type = entity?.fields[fields[0] ?? '']?.type;
    if (type === undefined) throw new Error(`There is no ${target}.${fields[0]}.`);
    if (fields.length === 2) {
      const pair = this.#value(one.value, env, null);
      return pair.of === 'pair' ? [pair.entity, pair.id] : [null, null];
    }
    const base = baseOfField(type, 'target', `${target}.${fields[0]}`, true);
    return [raw(this.#brought(this.#value(one.value, env, base), base))];
  }

  #statements(body: ast.Body): readonly ast.Statement[] {
    return body.statements.flatMap((one) => {
      if (one.kind !== 'Use') return [one];
      const common = this.#commons.get(one.name.name);
      return common === undefined ? [] : this.#statements(common.body);
    });
  }

  #env(map: string, record: SourceRecord, warn: Env['warn']): Env {
    const entity = this.#source.entities[this.#heads.find(({ id }) => id === map)?.source ?? ''];
    return { record: entity === undefined ? null : { entity, record }, locals: new Map(), warn };
  }

  // ── Expressions ───────────────────────────────────────────────────────────────────────────────────────

  /** `want` is what the place expects: it says what a literal means and to which target a reference goes. */
  #value(expr: ast.Expr, env: Env, want: Base | null): Value {
    const value = this.#plain(expr, env, want);
    if (want?.kind === 'either') return this.#either(value, want.entities);
    if (want?.kind === 'json' && (value.of === 'source' || value.of === 'list'))
      return scalar(want, this.#asJson(value));
    return want?.kind === 'row' && value.of === 'source' ? this.#translated(value, want.entity, null) : value;
  }

  #plain(expr: ast.Expr, env: Env, want: Base | null): Value {
    switch (expr.kind) {
      case 'Literal':
        return literalValue(expr, want);
      case 'Text': {
        const [only] = expr.parts;
        if (expr.parts.length === 1 && typeof only === 'string') return textLiteral(only, want);
        return scalar(TEXT, this.#words(expr, env));
      }
      case 'DateLiteral':
        return scalar({ kind: 'date' }, expr.value);
      case 'This':
        return { of: 'source', entity: env.record?.entity.name ?? '', id: env.record?.record.id ?? '' };
      case 'NameRef': {
        const local = env.locals.get(expr.id.name);
        if (local !== undefined) return local();
        return this.#field(env.record?.entity, env.record?.record, expr.id.name);
      }
      case 'Member':
        return this.#member(this.#value(expr.object, env, null), expr.member.name);
      case 'Index':
        return this.#index(expr, env);
      case 'Call':
        return this.#call(expr.callee.name, expr.args, env, want);
      case 'Pipe':
        return this.#call(
          expr.fn.name,
          [{ kind: 'Arg', param: null, value: expr.value, span: expr.span }, ...(expr.args ?? [])],
          env,
          want,
        );
      case 'Unary': {
        const value = this.#value(expr.operand, env, expr.operator === '-' ? want : null);
        if (expr.operator === 'not') return scalar({ kind: 'boolean' }, !isTrue(value));
        if (value.of === 'null') return value;
        if (value.of !== 'scalar') throw new Error('Only numbers are negated.');
        return reckon('-', scalar(value.base, typeof value.raw === 'number' ? 0 : '0'), value);
      }
      case 'Binary':
        return this.#binary(expr, env, want);
      case 'As': {
        const value = this.#value(expr.value, env, null);
        const name = spell(expr.name);
        if (value.of !== 'source') return nullOf({ kind: 'row', entity: name });
        if (this.#target.entities[name] !== undefined) return this.#translated(value, name, null);
        return this.#translated(value, null, name);
      }
      case 'If':
        return isTrue(this.#value(expr.condition, env, null))
          ? this.#value(expr.then, env, want)
          : this.#value(expr.otherwise, env, want);
      case 'MatchExpr':
        return this.#match(expr, env, want);
      case 'List': {
        const inner = want?.kind === 'list' ? want.of.base : null;
        const items = expr.items.map((item) => this.#value(item, env, inner));
        return { of: 'list', items: items.filter((item) => item.of !== 'null'), base: null };
      }
      case 'Record':
        return {
          of: 'record',
          fields: Object.fromEntries(
            expr.body.statements.flatMap((one) =>
              one.kind === 'Assign' && one.targets[0]
                ? [[spell(one.targets[0]), this.#value(one.value, env, null)]]
                : [],
            ),
          ),
        };
      case 'Else':
        return this.#else(expr, env, want);
      default:
        return expr satisfies never;
    }
  }

  #words(node: ast.Text, env: Env): string {
    return node.parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const value = this.#value(part, env, null);
        if (value.of !== 'scalar') throw new Failed('convert', 'a hole that is empty');
        return textOf(value.raw);
      })
      .join('');
  }

  #field(entity: Entity | undefined, record: SourceRecord | undefined, name: string): Value {
    const field = entity?.fields[name];
    if (entity === undefined || field === undefined || record === undefined)
      throw new Error(`There is no ${name}.`);
    return tagged(field.type, record.values[name] ?? null, `${entity.name}.${name}`);
  }

  #member(object: Value, name: string): Value {
    switch (object.of) {
      case 'source': {
        if (name === 'id' && this.#source.entities[object.entity]?.fields.id === undefined)
          return scalar({ kind: 'text' }, object.id);
        const record = this.#world.records[object.entity]?.find(({ id }) => id === object.id);
        if (record === undefined) throw new Failed('dangling', 'no such record');
        return this.#field(this.#source.entities[object.entity], record, name);
      }
      case 'record':
        return object.fields[name] ?? nullOf(null);
      case 'null':
        return nullOf(this.#staticMember(object.base, name));
      default:
        throw new Error(`Nothing of ${object.of} is called ${name}.`);
    }
  }

  /** A record in place of a reference to it, and of each in a list. */
  #asJson(value: Value): JsonValue {
    if (value.of === 'list')
      return value.items.map((item) => (item.of === 'source' ? this.#asJson(item) : raw(item)));
    if (value.of !== 'source') return raw(value);
    const record = this.#world.records[value.entity]?.find(({ id }) => id === value.id);
    if (record === undefined) throw new Failed('dangling', 'no such record');
    const kept: Record<string, JsonValue> = {};
    for (const { name, type } of Object.values(this.#source.entities[value.entity]?.fields ?? {})) {
      const held = record.values[name] ?? null;
      if (held !== null && !['binary', 'other', 'children'].includes(type.kind)) kept[name] = held;
    }
    return kept;
  }

  /** What a walk would give, where it leads over null. */
  #staticMember(base: Base | null, name: string): Base | null {
    if (base?.kind === 'record') return base.fields[name]?.base ?? null;
    const entity = base?.kind === 'source' ? this.#source.entities[base.entities[0] ?? ''] : undefined;
    const field = entity?.fields[name];
    if (entity && !field && name === 'id') return { kind: 'text' };
    return entity && field ? baseOfField(field.type, 'source', `${entity.name}.${name}`, false) : null;
  }

  #binary(expr: ast.Binary, env: Env, want: Base | null): Value {
    const boolean = (value: boolean): Value => scalar({ kind: 'boolean' }, value);
    switch (expr.operator) {
      case 'and':
        return boolean(
          isTrue(this.#value(expr.left, env, null)) && isTrue(this.#value(expr.right, env, null)),
        );
      case 'or':
        return boolean(
          isTrue(this.#value(expr.left, env, null)) || isTrue(this.#value(expr.right, env, null)),
        );
      case '??': {
        const left = this.#value(expr.left, env, want);
        return left.of === 'null' ? this.#value(expr.right, env, beside(left.base, want)) : left;
      }
      case 'in': {
        const left = this.#value(expr.left, env, null);
        const base = baseOf(left);
        const list = this.#value(
          expr.right,
          env,
          base === null ? null : { kind: 'list', of: { base, nullable: false, failures: new Map() } },
        );
        return boolean(
          list.of === 'list' && left.of !== 'null' && list.items.some((item) => equal(left, item)),
        );
      }
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const [left, right] = this.#sides(expr, env);
        if (isNullLiteral(expr.left) || isNullLiteral(expr.right)) {
          const value = isNullLiteral(expr.left) ? right : left;
          return boolean((value.of === 'null') === (expr.operator === '=='));
        }
        if (left.of === 'null' || right.of === 'null') return boolean(false);
        if (expr.operator === '==') return boolean(equal(left, right));
        if (expr.operator === '!=') return boolean(!equal(left, right));
        const order = compare(left, right);
        switch (expr.operator) {
          case '<':
            return boolean(order < 0);
          case '<=':
            return boolean(order <= 0);
          case '>':
            return boolean(order > 0);
          case '>=':
            return boolean(order >= 0);
        }
        break;
      }
      default: {
        const [left, right] =
          want !== null && isNumeric(want)
            ? [this.#value(expr.left, env, want), this.#value(expr.right, env, want)]
            : this.#sides(expr, env);
        if (left.of === 'null' || right.of === 'null') {
          const base = baseOf(left) ?? baseOf(right);
          return nullOf(base?.kind === 'integer' && expr.operator === '/' ? { kind: 'decimal' } : base);
        }
        return reckon(expr.operator, left, right);
      }
    }
    throw new Error(`No meaning of ${expr.operator}.`);
  }

  /** Both sides: a literal in the light of the other. */
  #sides(expr: ast.Binary, env: Env): readonly [Value, Value] {
    if (isLiteral(expr.left)) {
      const right = this.#value(expr.right, env, null);
      return [this.#value(expr.left, env, baseOf(right)), right];
    }
    const left = this.#plain(expr.left, env, null);
    return [left, this.#plain(expr.right, env, baseOf(left))];
  }

  #match(expr: ast.MatchExpr, env: Env, want: Base | null): Value {
    const subject = this.#value(expr.subject, env, null);
    for (const { pattern, value } of expr.arms) {
      if (pattern.kind === 'else') return this.#value(value, env, want);
      if (pattern.kind === 'literals') {
        for (const literal of pattern.values) {
          const one = literalValue(literal, baseOf(subject));
          if (equal(one, subject)) return this.#value(value, env, want);
        }
        continue;
      }
      if (subject.of !== 'source') continue;
      const found = pattern.entities.find(({ entity }) => entity.name === subject.entity);
      if (found === undefined) continue;
      return this.#value(
        value,
        found.binder === null ? env : withLocal(env, found.binder.name, () => subject),
        want,
      );
    }
    throw new Failed('none', 'no case');
  }

  #else(expr: ast.Else, env: Env, want: Base | null): Value {
    let failure: Failed;
    try {
      return this.#value(expr.value, env, want);
    } catch (error) {
      if (!(error instanceof Failed) || error.end !== null) throw error;
      failure = error;
    }
    for (const handler of expr.handlers) {
      switch (handler.kind) {
        case 'RejectHandler':
          throw new Failed(failure.kind, failure.message, {
            kind: 'reject',
            message: this.#message(handler.message, env),
          });
        case 'WarnHandler':
          env.warn(this.#message(handler.message, env) ?? UNKNOWN);
          return nullOf(null);
        case 'QueueHandler':
          throw new Failed(failure.kind, failure.message, { kind: 'queue' });
        case 'ValueHandler':
          try {
            return this.#value(handler.value, env, beside(this.#typeOf(expr.value, env), want));
          } catch (error) {
            if (!(error instanceof Failed) || error.end !== null) throw error;
            failure = error;
          }
          break;
        case 'CreateHandler': {
          if (failure.kind !== 'none' && failure.kind !== 'dangling') break;
          const lookup = expr.value.kind === 'Index' ? expr.value : null;
          const entity = lookup === null ? this.#broughtTo(expr.value) : dottedName(lookup.object);
          try {
            return this.#created(entity, lookup, handler, env);
          } catch (error) {
            if (!(error instanceof Failed) || error.end !== null) throw error;
            failure = error;
          }
          break;
        }
        default:
          handler satisfies never;
      }
    }
    throw failure;
  }

  /** The entity of the rows to which `… as Name` leads. */
  #broughtTo(expr: ast.Expr): string {
    if (expr.kind !== 'As') throw new Error('Only what was looked up or brought somewhere is made.');
    const name = spell(expr.name);
    if (this.#target.entities[name] !== undefined) return name;
    const named = this.#heads.find((head) => head.name === name || (head.isPlain && head.source === name));
    return named?.targets[0] ?? '';
  }

  #created(entity: string, lookup: ast.Index | null, handler: ast.CreateHandler, env: Env): Value {
    const values: Record<string, JsonValue> = {};
    for (const { path, value } of lookup === null ? [] : this.#conditions(lookup, entity, env))
      if (!path.includes('.')) values[path] = raw(value);
    for (const one of handler.body?.statements ?? []) {
      const name = one.kind === 'Assign' && one.targets[0] ? spell(one.targets[0]) : '';
      if (one.kind === 'Assign') values[name] = this.#assigned(one, entity, [name], env)[0] ?? null;
    }
    return { of: 'row', entity, id: this.#derive(entity, values) };
  }

  /** What an expression that failed would have given, as far as it says so by itself. */
  #typeOf(expr: ast.Expr, env: Env): Base | null {
    switch (expr.kind) {
      case 'This':
        return baseOf(this.#plain(expr, env, null));
      case 'NameRef': {
        // A binder of the arm or the lambda that it stands in is bound only there.
        if (!env.locals.has(expr.id.name) && env.record?.entity.fields[expr.id.name] === undefined)
          return null;
        const asked = this.#asksForType;
        this.#asksForType = true;
        try {
          const value = this.#plain(expr, env, null);
          return value.of === 'list' && value.base !== null ? listOf(value.base) : baseOf(value);
        } catch (error) {
          if (error instanceof Failed) return null;
          throw error;
        } finally {
          this.#asksForType = asked;
        }
      }
      case 'Member':
        return this.#staticMember(this.#typeOf(expr.object, env), expr.member.name);
      case 'Call':
      case 'Pipe': {
        const name = expr.kind === 'Call' ? expr.callee.name : expr.fn.name;
        const first = expr.kind === 'Pipe' ? expr.value : expr.args[0]?.value;
        const second = expr.kind === 'Pipe' ? expr.args?.[0] : expr.args[1];
        const of = first === undefined ? null : this.#typeOf(first, env);
        if (of?.kind !== 'list') return resultBase(name, of);
        const element = of.of.base;
        if (ARRANGING.has(name)) return of;
        if (second?.param == null || !MAKING.has(name)) return resultBase(name, element);
        const made = this.#typeOf(
          second.value,
          withLocal(env, second.param.name, () => nullOf(element)),
        );
        return name === 'each' && made !== null ? listOf(made) : made;
      }
      case 'Index': {
        const name = dottedName(expr.object);
        return this.#source.entities[name] === undefined
          ? null
          : listOf({ kind: 'source', entities: [name], whole: true });
      }
      case 'Else':
        return this.#typeOf(expr.value, env);
      case 'If':
        return this.#typeOf(expr.then, env) ?? this.#typeOf(expr.otherwise, env);
      case 'MatchExpr':
        return expr.arms.map(({ value }) => this.#typeOf(value, env)).find((base) => base !== null) ?? null;
      case 'Binary':
        return this.#typeOf(expr.left, env) ?? this.#typeOf(expr.right, env);
      default:
        return null;
    }
  }

  /** Null where the message itself cannot be had: then the failure that it was meant for speaks, in words of its own. */
  #message(node: ast.Text, env: Env): string | null {
    try {
      return this.#words(node, env);
    } catch (error) {
      if (error instanceof Failed) return null;
      throw error;
    }
  }

  // ── Rows, tables, references ──────────────────────────────────────────────────────────────────────────

  #index(expr: ast.Index, env: Env): Value {
    const name = dottedName(expr.object);
    const table = this.#tables.get(name);
    if (table !== undefined) return this.#table(table, expr, env);
    if (this.#target.entities[name] !== undefined) {
      const where = this.#conditions(expr, name, env).map(({ path, value }) => ({ path, value: raw(value) }));
      if (where.some(({ value }) => value === null)) return nullOf({ kind: 'row', entity: name });
      return this.#found(name, where);
    }
    const entity = this.#source.entities[name];
    if (entity === undefined) throw new Error(`There is no ${name}.`);
    const conditions = expr.items.map(({ left, right }) => {
      const field = dottedName(left);
      const type = entity.fields[field]?.type;
      if (right === null || type === undefined) throw new Error('A condition is missing.');
      const base = baseOfField(type, 'source', `${name}.${field}`, true);
      return { field, base, value: this.#value(right, env, base) };
    });
    const records = [...(this.#world.records[name] ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    const fitting = records.filter(({ values }) =>
      conditions.every(
        ({ field, base, value }) =>
          value.of !== 'null' && equal(taggedAs(base, values[field] ?? null), value),
      ),
    );
    return {
      of: 'list',
      items: fitting.map(({ id }) => ({ of: 'source', entity: name, id })),
      base: { kind: 'source', entities: [name], whole: true },
    };
  }

  #conditions(
    expr: ast.Index,
    entity: string,
    env: Env,
  ): readonly { readonly path: string; readonly value: Value }[] {
    return expr.items.map(({ left, right }) => {
      const path = dottedName(left);
      if (right === null) throw new Error('A condition is missing.');
      const base = this.#pathBase(entity, path);
      return { path, value: this.#brought(this.#value(right, env, base), base) };
    });
  }

  #pathBase(entity: string, path: string): Base {
    const [first = '', ...rest] = path.split('.');
    const type = this.#target.entities[entity]?.fields[first]?.type;
    if (type === undefined) throw new Error(`There is no ${entity}.${path}.`);
    return rest.length > 0 && type.kind === 'reference'
      ? this.#pathBase(type.targets[0] ?? '', rest.join('.'))
      : baseOfField(type, 'target', `${entity}.${first}`, true);
  }

  #found(entity: string, where: readonly { readonly path: string; readonly value: JsonValue }[]): Value {
    const ids = rowsThat(this.#target, this.#world, entity, where);
    const [id] = ids;
    if (id === undefined) throw new Failed('none', 'no such row');
    if (ids.length > 1) throw new Failed('several', 'several such rows');
    return { of: 'row', entity, id };
  }

  #table(table: ast.TableDecl, expr: ast.Index, env: Env): Value {
    const bases = table.from.map((name) => this.#named(name, this.#source, 'source'));
    const rowBases = table.attributes?.map((name) => this.#pathBase(spell(table.to), spell(name)));
    const result: Base = rowBases
      ? { kind: 'row', entity: spell(table.to) }
      : this.#named(table.to, this.#target, 'target');
    const keys = expr.items.map(({ left }, at) => {
      const base = bases[at] ?? TEXT;
      return this.#brought(this.#value(left, env, base), base);
    });
    if (keys.some(({ of }) => of === 'null')) return nullOf(result);
    const fits = (entry: ast.TableEntry): boolean =>
      entry.keys?.every((key, at) => {
        const base = bases[at] ?? TEXT;
        return equal(this.#brought(literalValue(key, base), base), keys[at] ?? nullOf(base));
      }) ?? false;
    const entry = table.entries.find(fits) ?? table.entries.find((one) => one.keys === null);
    if (entry === undefined) throw new Failed('none', 'not in the table');
    if ('kind' in entry.values)
      throw new Failed('none', 'no', { kind: 'reject', message: plain(entry.values.message) });
    const values = entry.values.map((one, at) =>
      this.#brought(literalValue(one, rowBases?.[at] ?? result), rowBases?.[at] ?? result),
    );
    if (table.attributes === null) return values[0] ?? nullOf(result);
    return this.#found(
      spell(table.to),
      table.attributes.map((path, at) => ({ path: spell(path), value: raw(values[at] ?? nullOf(null)) })),
    );
  }

  #named(name: ast.Name, schema: Schema, side: 'source' | 'target'): Base {
    const all = spell(name);
    if (name.ids.length === 1) return { kind: all } as Base;
    const entity = name.ids
      .slice(0, -1)
      .map((one) => one.name)
      .join('.');
    const field = name.ids.at(-1)?.name ?? '';
    const type = schema.entities[entity]?.fields[field]?.type;
    if (type === undefined) throw new Error(`There is no ${all}.`);
    return baseOfField(type, side, all, true);
  }

  /** Through the one map that makes rows of `target` of it, or through the map of that name. */
  /** A row of one of several entities: one that is known, or what a reference became in any of them. */
  #either(value: Value, targets: readonly string[]): Value {
    if (value.of === 'row') return { of: 'pair', entity: value.entity, id: value.id };
    if (value.of !== 'source') return value;
    const maps = this.#heads.filter(
      (head) =>
        head.source === value.entity &&
        !head.each &&
        new Set(head.targets).size === 1 &&
        targets.includes(head.targets[0] ?? ''),
    );
    return { of: 'pair', ...this.#became(value, maps) };
  }

  #translated(ref: Value & { readonly of: 'source' }, target: string | null, map: string | null): Value {
    const own = this.#heads.filter((head) => head.source === ref.entity);
    const into = own.filter((head) => !head.each && head.targets.some((one) => one === target));
    const alone = into.filter((head) => new Set(head.targets).size === 1);
    // A chain that makes rows of other entities too counts where it is the only way.
    const chain = alone.length === 0 && into.length === 1 ? into : [];
    const maps =
      map === null
        ? [...alone, ...chain]
        : own.filter((head) => head.name === map || (head.isPlain && head.source === map));
    const found = this.#became(ref, maps);
    if (map === null && found.entity !== target) throw new Failed('dangling', 'it became another');
    return { of: 'row', entity: found.entity, id: found.id };
  }

  #became(
    ref: { readonly id: string },
    maps: readonly Head[],
  ): { readonly entity: string; readonly id: JsonValue } {
    const became = maps.map(({ id }) => this.#world.ids[`${id}/${ref.id}`]);
    const first = became.find((one) => one !== undefined && (one.target !== null || one.state !== 'skipped'));
    if (first?.target) return first.target;
    if (first?.state === 'rejected') throw new Failed('rejected', 'it was rejected');
    if (first?.state === 'queued') throw new Failed('unmatched', 'it waits');
    throw new Failed('dangling', 'nothing became of it');
  }

  /** Brings a value to the type of a place. */
  #brought(value: Value, base: Base): Value {
    if (value.of === 'null') return value;
    switch (base.kind) {
      case 'row':
        return value.of === 'source' ? this.#translated(value, base.entity, null) : value;
      case 'either':
        return this.#either(value, base.entities);
      case 'list':
        if (value.of !== 'list')
          return { of: 'list', items: [this.#brought(value, base.of.base)], base: null };
        return { ...value, items: value.items.map((item) => this.#brought(item, base.of.base)) };
      case 'decimal':
      case 'money':
        return value.of === 'scalar' ? scalar(base, decimalText(value.raw)) : value;
      case 'json':
        return scalar(base, this.#asJson(value));
      default:
        return value;
    }
  }

  // ── Functions ─────────────────────────────────────────────────────────────────────────────────────────

  #call(name: string, args: readonly ast.Arg[], env: Env, want: Base | null): Value {
    const fn = this.#functions.get(name);
    if (fn !== undefined) return this.#own(fn, args, env, want);
    const [first, second] = args;
    if (first === undefined) throw new Error(`${name} of nothing.`);
    const lambda = (value: Value): Value => {
      if (second?.param == null) throw new Error(`${name} takes a lambda.`);
      const inner = name === 'each' && want?.kind === 'list' ? want.of.base : null;
      return this.#value(
        second.value,
        withLocal(env, second.param.name, () => value),
        inner,
      );
    };
    const subject = this.#value(first.value, env, name === 'json' ? { kind: 'json' } : null);
    const others = second?.param == null ? args.slice(1).map((one) => this.#value(one.value, env, null)) : [];
    const folds = second?.param != null && (name === 'sum' || name === 'min' || name === 'max');
    if (folds && subject.of === 'null') return nullOf(null);
    if (folds && subject.of === 'list') {
      const each = overList('each', subject, lambda, []);
      if (each.of !== 'list' || second?.param == null) return each;
      // Of what there is nothing of, only the text says what it would be.
      const inner = withLocal(env, second.param.name, () => nullOf(subject.base));
      return overList(name, { ...each, base: each.base ?? this.#typeOf(second.value, inner) }, lambda, []);
    }
    if (subject.of === 'null') return nullOf(resultBase(name, subject.base));
    if (name === 'json') return scalar(TEXT, canonicalJson(this.#asJson(subject)));
    if (others.some(({ of }) => of === 'null')) return nullOf(resultBase(name, baseOf(subject)));
    if (subject.of === 'list') {
      const made = overList(name, subject, lambda, others);
      if (name !== 'each' || made.of !== 'list' || made.items.length > 0 || second?.param == null)
        return made;
      const inner = withLocal(env, second.param.name, () => nullOf(subject.base));
      return { ...made, base: this.#typeOf(second.value, inner) };
    }
    if (name === 'ref') {
      if (subject.of === 'row') return { of: 'pair', entity: subject.entity, id: subject.id };
      if (subject.of !== 'source') throw new Error('ref takes a reference.');
      const maps = this.#heads.filter((head) => head.source === subject.entity && !head.each);
      const plain = maps.filter(({ isPlain }) => isPlain);
      return { of: 'pair', ...this.#became(subject, maps.length > 1 && plain.length === 1 ? plain : maps) };
    }
    if (subject.of !== 'scalar') throw new Error(`${name} does not take ${subject.of}.`);
    const { base } = subject;
    if (name === 'download') {
      const address = String(subject.raw);
      if (!isThere(address)) throw new Failed('io', 'no such file');
      return scalar({ kind: 'binary' }, fileAt(address));
    }
    if (name === 'label') {
      const options: readonly Option[] = base.kind === 'enum' ? base.options : [];
      return scalar(TEXT, options.find(({ value }) => value === subject.raw)?.label ?? textOf(subject.raw));
    }
    if (name === 'minutes' || name === 'hours' || name === 'days') {
      const minutes = { minutes: 1, hours: 60, days: 1440 }[name];
      return reckon('*', subject, scalar({ kind: 'integer' }, minutes), { kind: 'duration' });
    }
    if (name === 'raw') return scalar(TEXT, textOf(subject.raw));
    if (name === 'split' || name === 'split_pattern' || name === 'lines') {
      const parts = library(name, [subject.raw, ...others.map(raw)]);
      return {
        of: 'list',
        items: Array.isArray(parts) ? parts.map((part: JsonValue) => scalar(TEXT, part)) : [],
        base: TEXT,
      };
    }
    const isDecimal = base.kind === 'decimal' || base.kind === 'money';
    const [other] = others;
    if ((name === 'min' || name === 'max') && other !== undefined)
      return (name === 'min' ? compare(subject, other) > 0 : compare(subject, other) < 0) ? other : subject;
    if ((name === 'round' || name === 'floor' || name === 'ceil') && base.kind !== 'float') {
      const result = isDecimal ? base : ({ kind: 'decimal' } as const);
      return scalar(result, library(name, [decimalText(subject.raw), ...others.map(raw)]));
    }
    const found = resultBase(name, base) ?? TEXT;
    const result = library(overload(name, base), [subject.raw, ...others.map(raw)]);
    return result === null ? nullOf(found) : scalar(found, result);
  }

  #own(fn: ast.FnDecl, args: readonly ast.Arg[], env: Env, want: Base | null): Value {
    const locals = new Map(
      fn.params.map((param, at): [string, () => Value] => {
        const base = this.#declared(param.type);
        const given = args[at]?.value;
        return [
          param.name.name,
          once(() => {
            if (given === undefined) throw new Error('An argument is missing.');
            const value = this.#value(given, env, base);
            return value.of === 'null' ? nullOf(base) : base === null ? value : this.#brought(value, base);
          }),
        ];
      }),
    );
    const wanted = fn.result === null ? want : this.#declared(fn.result);
    const value = this.#value(fn.value, { record: null, locals, warn: env.warn }, wanted);
    const base = fn.result === null ? null : this.#declared(fn.result);
    return base === null ? value : value.of === 'null' ? nullOf(base) : this.#brought(value, base);
  }

  #declared(type: ast.TypeExpr): Base | null {
    if (type.kind === 'ListType') return null;
    const names = type.names.map(spell);
    return names.every((name) => this.#source.entities[name] !== undefined)
      ? { kind: 'source', entities: names, whole: false }
      : ({ kind: names[0] } as Base);
  }
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────

/** A field's value with what it is. */
function tagged(type: FieldType, value: JsonValue, of: string): Value {
  const base = baseOfField(type, 'source', of, false);
  return taggedAs(base, value);
}

function taggedAs(base: Base, value: JsonValue): Value {
  if (value === null) return nullOf(base);
  if (base.kind === 'source' && typeof value === 'object' && 'entity' in value)
    return { of: 'source', entity: String(value.entity), id: String('id' in value ? value.id : '') };
  if (base.kind === 'list') {
    const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
    return { of: 'list', items: items.map((item) => taggedAs(base.of.base, item)), base: base.of.base };
  }
  if (base.kind === 'record') {
    const held = value as Readonly<Record<string, JsonValue>>;
    return {
      of: 'record',
      fields: Object.fromEntries(
        Object.entries(base.fields).map(([name, field]) => [name, taggedAs(field.base, held[name] ?? null)]),
      ),
    };
  }
  return scalar(base, value);
}

/** As it is written: what the plan's runtime gives. */
function raw(value: Value): JsonValue {
  switch (value.of) {
    case 'null':
      return null;
    case 'list':
      return value.items.map(raw);
    case 'record':
      return Object.fromEntries(Object.entries(value.fields).map(([name, one]) => [name, raw(one)]));
    case 'source':
      return { entity: value.entity, id: value.id };
    case 'row':
      return value.id;
    case 'pair':
      return { model: value.entity, id: value.id };
    case 'scalar':
      return value.raw;
  }
}

function baseOf(value: Value): Base | null {
  switch (value.of) {
    case 'scalar':
    case 'null':
      return value.base;
    case 'source':
      return { kind: 'source', entities: [value.entity], whole: false };
    case 'row':
      return { kind: 'row', entity: value.entity };
    default:
      return null;
  }
}

function literalValue(literal: ast.Literal, want: Base | null): Value {
  const { value } = literal;
  switch (value.kind) {
    case 'null':
      return nullOf(want);
    case 'boolean':
      return want?.kind === 'enum' ? option(want, value.value) : scalar({ kind: 'boolean' }, value.value);
    case 'text':
      return textLiteral(value.value, want);
    case 'number':
      switch (want?.kind) {
        case 'enum':
          return option(want, Number(value.value));
        case 'decimal':
        case 'money':
          return scalar({ kind: want.kind }, value.value);
        case 'float':
          return scalar({ kind: 'float' }, Number(value.value));
        default:
          return value.value.includes('.')
            ? scalar({ kind: 'decimal' }, value.value)
            : scalar({ kind: 'integer' }, Number(value.value));
      }
  }
}

function textLiteral(value: string, want: Base | null): Value {
  if (want?.kind === 'enum') return option(want, value);
  return scalar(want?.kind === 'html' ? { kind: 'html' } : TEXT, value);
}

/** Labels, or values where a label is ambiguous. */
function option(base: Base & { readonly kind: 'enum' }, written: string | number | boolean): Value {
  const labelled = base.options.filter(({ label }) => label === written);
  const found =
    labelled.length === 1
      ? labelled[0]
      : base.options.find(({ value }) => value === written || String(value) === written);
  return scalar(base, found?.value ?? written);
}

function isTrue(value: Value): boolean {
  return value.of === 'scalar' && value.raw === true;
}

function isNumeric(base: Base): boolean {
  return base.kind === 'integer' || base.kind === 'float' || base.kind === 'decimal' || base.kind === 'money';
}

/** In what light the alternative to a null stands. */
function beside(base: Base | null, want: Base | null): Base | null {
  if (want === null || base === null) return want ?? base;
  return isNumeric(want) && isNumeric(base) && base.kind !== 'integer' ? base : want;
}

function isLiteral(expr: ast.Expr): boolean {
  return (
    expr.kind === 'Literal' || (expr.kind === 'Text' && expr.parts.every((part) => typeof part === 'string'))
  );
}

function isNullLiteral(expr: ast.Expr): boolean {
  return expr.kind === 'Literal' && expr.value.kind === 'null';
}

function plain(node: ast.Text): string {
  return node.parts.map(String).join('');
}

function dottedName(expr: ast.Expr): string {
  if (expr.kind === 'NameRef') return expr.id.name;
  return expr.kind === 'Member' ? `${dottedName(expr.object)}.${expr.member.name}` : '';
}

function textOf(value: JsonValue): string {
  if (typeof value === 'number') return decimalOfNumber(value);
  return typeof value === 'string' ? value : canonicalJson(value);
}

function decimalText(value: JsonValue): JsonValue {
  return typeof value === 'number' ? decimalOfNumber(value) : value;
}

function once(work: () => Value): () => Value {
  let held: { readonly value: Value } | { readonly error: unknown } | null = null;
  return () => {
    if (held === null)
      try {
        held = { value: work() };
      } catch (error) {
        held = { error };
      }
    if ('error' in held) throw held.error;
    return held.value;
  };
}

function withLocal(env: Env, name: string, value: () => Value): Env {
  return { ...env, locals: new Map([...env.locals, [name, value]]) };
}

function verdictOf(error: unknown): Verdict {
  if (!(error instanceof Failed)) throw error;
  if (error.end?.kind === 'reject') return { kind: 'rejected', message: error.end.message };
  return {
    kind: error.end?.kind === 'queue' || error.kind === 'unmatched' ? 'queued' : 'rejected',
    message: null,
  };
}

// ── Numbers, order, equality ────────────────────────────────────────────────────────────────────────────

function reckon(
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
  whole: Base = { kind: 'integer' },
): Value {
  if (left.of !== 'scalar' || right.of !== 'scalar') throw new Error('Only numbers are reckoned with.');
  if (right.base.kind === 'duration') {
    const minutes = Number(right.raw) * (operator === '-' ? -1 : 1);
    return scalar(
      left.base,
      library(left.base.kind === 'instant' ? 'plus_minutes' : 'plus_minutes_local', [left.raw, minutes]),
    );
  }
  const kinds = [left.base.kind, right.base.kind];
  const isWhole = kinds.every((kind) => kind === 'integer');
  if (kinds.includes('decimal') || kinds.includes('money') || (isWhole && operator === '/')) {
    if (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/')
      throw new Error(operator);
    const result = reckonDecimal(operator, textOf(left.raw), textOf(right.raw));
    if (result === null) throw new Failed('convert', 'no result');
    return scalar({ kind: kinds.includes('money') ? 'money' : 'decimal' }, result);
  }
  const a = Number(left.raw);
  const b = Number(right.raw);
  const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
  if (isWhole ? !Number.isSafeInteger(result) : !Number.isFinite(result))
    throw new Failed('convert', 'no result');
  return scalar(isWhole ? whole : { kind: 'float' }, result === 0 ? 0 : result);
}

/** Negative, zero or positive. */
function compare(left: Value, right: Value): number {
  if (left.of !== 'scalar' || right.of !== 'scalar') throw new Error('These have no order.');
  const [a, b] = [left.raw, right.raw];
  if (left.base.kind === 'instant' && right.base.kind === 'instant')
    return Temporal.Instant.compare(String(a), String(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isNumeric(left.base) && isNumeric(right.base)) {
    const order = compareDecimal(textOf(a), textOf(b));
    if (order === null) throw new Failed('convert', 'no order');
    return order;
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const [x, y] = [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function equal(left: Value, right: Value): boolean {
  if (
    left.of === 'scalar' &&
    right.of === 'scalar' &&
    left.base.kind !== 'enum' &&
    left.base.kind !== 'enums'
  )
    return compare(left, right) === 0;
  return canonicalJson(raw(left)) === canonicalJson(raw(right));
}

// ── Functions ───────────────────────────────────────────────────────────────────────────────────────────

function library(name: string, args: readonly JsonValue[]): JsonValue {
  const instance = findInstance(name);
  if (instance === null) throw new Error(`There is no function ${name}.`);
  const result = callFunction(instance, args);
  if (!(result instanceof Failure)) return result;
  throw new Failed(result.kind === 'pending' ? 'io' : result.kind, result.reason);
}

/** The entry of the library for a subject of the type. */
function overload(name: string, base: Base): string {
  const by: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    truncate: { html: 'truncate_html' },
    int: { float: 'int_of_float' },
    decimal: {
      integer: 'decimal_of_number',
      float: 'decimal_of_number',
      money: 'decimal_of_money',
      decimal: 'decimal_of_money',
    },
    float: { decimal: 'float_of_decimal', money: 'float_of_decimal' },
    round: { float: 'round_float' },
    floor: { float: 'floor_float' },
    ceil: { float: 'ceil_float' },
    format: { local: 'format_local' },
    minutes_between: { local: 'minutes_between_local' },
    date: { local: 'date_of_local', text: 'date_of_text' },
    instant: { date: 'instant_of_date', text: 'instant_of_text' },
    local: { text: 'local_of_text' },
    plus_minutes: { local: 'plus_minutes_local' },
  };
  return by[name]?.[base.kind] ?? name;
}

/** Functions that give back a list of the same elements. */
const ARRANGING: ReadonlySet<string> = new Set([
  'where',
  'sort',
  'reverse',
  'distinct',
  'compact',
  'take',
  'skip',
]);
/** Functions whose result is of what their lambda gives. */
const MAKING: ReadonlySet<string> = new Set(['each', 'sum', 'min', 'max']);

function listOf(base: Base): Base {
  return { kind: 'list', of: { base, nullable: false, failures: new Map() } };
}

function resultBase(name: string, base: Base | null): Base | null {
  switch (name) {
    case 'length':
    case 'int':
    case 'count':
    case 'days_between':
    case 'minutes_between':
    case 'year':
    case 'month':
    case 'day':
    case 'weekday':
    case 'hour':
    case 'minute':
      return { kind: 'integer' };
    case 'boolean':
    case 'contains':
    case 'starts_with':
    case 'ends_with':
    case 'matches':
    case 'any':
    case 'all':
      return { kind: 'boolean' };
    case 'html':
    case 'date':
    case 'instant':
    case 'local':
    case 'float':
    case 'decimal':
      return { kind: name };
    case 'epoch_seconds':
    case 'epoch_milliseconds':
      return { kind: 'instant' };
    case 'avg':
      return { kind: 'decimal' };
    case 'plus_days':
    case 'plus_months':
    case 'plus_minutes':
    case 'truncate':
    case 'round':
    case 'floor':
    case 'ceil':
    case 'abs':
    case 'first':
    case 'last':
    case 'only':
    case 'min':
    case 'max':
    case 'sum':
      return base;
    case 'content':
    case 'binary':
    case 'download':
      return { kind: 'binary' };
    default:
      return TEXT;
  }
}

function overList(
  name: string,
  list: Value & { readonly of: 'list' },
  lambda: (value: Value) => Value,
  others: readonly Value[],
): Value {
  const { items, base } = list;
  const some = (kept: readonly Value[]): Value => ({ of: 'list', items: kept, base });
  const boolean = (value: boolean): Value => scalar({ kind: 'boolean' }, value);
  const sorted = (): readonly Value[] => [...items].sort(compare);
  switch (name) {
    case 'where': {
      const held = items.map((item) => isTrue(lambda(item)));
      return some(items.filter((_, at) => held[at]));
    }
    case 'each':
      return { of: 'list', items: items.map(lambda).filter((item) => item.of !== 'null'), base: null };
    case 'sort': {
      const keyed = items.map((item) => ({ item, key: lambda(item) }));
      return some(
        keyed
          .sort((a, b) => {
            if (a.key.of === 'null' || b.key.of === 'null')
              return Number(a.key.of === 'null') - Number(b.key.of === 'null');
            return compare(a.key, b.key);
          })
          .map(({ item }) => item),
      );
    }
    case 'reverse':
      return some([...items].reverse());
    case 'distinct':
      return some(items.filter((item, at) => items.findIndex((other) => equal(item, other)) === at));
    case 'take':
      return some(items.filter((_, at) => at < Number(raw(others[0] ?? nullOf(null)))));
    case 'skip':
      return some(items.filter((_, at) => at >= Number(raw(others[0] ?? nullOf(null)))));
    case 'flatten': {
      const of = items.map((item) => (item.of === 'list' ? item : null)).filter((item) => item !== null);
      return { of: 'list', items: of.flatMap((item) => item.items), base: of[0]?.base ?? null };
    }
    case 'avg': {
      if (items.length === 0) return nullOf({ kind: 'decimal' });
      const sum = items.reduce((total, item) => total + BigInt(Number(raw(item))), 0n);
      return scalar({ kind: 'decimal' }, reckonDecimal('/', String(sum), String(items.length)) ?? '');
    }
    case 'compact':
      return some(
        items.filter(
          (item) => !(item.of === 'scalar' && typeof item.raw === 'string' && item.raw.trim() === ''),
        ),
      );
    case 'first':
      return items[0] ?? nullOf(base);
    case 'last':
      return items.at(-1) ?? nullOf(base);
    case 'only': {
      const [one] = items;
      if (one === undefined) throw new Failed('none', 'empty');
      if (items.length > 1) throw new Failed('several', 'several');
      return one;
    }
    case 'min':
      return sorted()[0] ?? nullOf(base);
    case 'max':
      return [...items].sort((a, b) => compare(b, a))[0] ?? nullOf(base);
    case 'count':
      return scalar({ kind: 'integer' }, items.length);
    case 'any':
      return boolean(items.map(lambda).some(isTrue));
    case 'all':
      return boolean(items.map(lambda).every(isTrue));
    case 'join':
      return scalar(
        TEXT,
        items
          .map(raw)
          .map(String)
          .join(String(raw(others[0] ?? nullOf(null)))),
      );
    case 'sum': {
      const [first, ...rest] = items;
      // The zero of an empty list is one of its kind.
      if (first === undefined)
        return base?.kind === 'decimal' || base?.kind === 'money'
          ? scalar(base, '0')
          : scalar(base ?? { kind: 'integer' }, 0);
      if (items.every((item) => item.of === 'scalar' && item.base.kind === 'integer')) {
        // On its way it may be larger than what a number holds exactly.
        const total = items.reduce((sum, item) => sum + BigInt(Number(raw(item))), 0n);
        if (!Number.isSafeInteger(Number(total))) throw new Failed('convert', 'too large');
        return scalar({ kind: 'integer' }, Number(total));
      }
      return rest.reduce((total, item) => reckon('+', total, item), first);
    }
    default:
      throw new Error(`${name} does not take a list.`);
  }
}

/** Files of a world in which every other address leads to one. */
export function isThere(address: string): boolean {
  return address.length % 2 === 0;
}

export function fileAt(address: string): string {
  return Buffer.from(`file of ${address}`).toString('base64');
}

/** The rows that a lookup finds, by reading all of them. */
export function rowsThat(
  target: Schema,
  world: World,
  entity: string,
  where: readonly { readonly path: string; readonly value: JsonValue }[],
): readonly JsonValue[] {
  const at = (name: string, values: Readonly<Record<string, JsonValue>>, path: string): JsonValue => {
    const [first = '', ...rest] = path.split('.');
    const value = values[first] ?? null;
    if (rest.length === 0 || value === null) return value;
    const type = target.entities[name]?.fields[first]?.type;
    const to = type?.kind === 'reference' ? (type.targets[0] ?? '') : '';
    const row = world.rows[to]?.find(({ id }) => id === value);
    return row === undefined ? null : at(to, row.values, rest.join('.'));
  };
  return (world.rows[entity] ?? [])
    .filter(({ values }) =>
      where.every(({ path, value }) => canonicalJson(at(entity, values, path)) === canonicalJson(value)),
    )
    .map(({ id }) => id);
}
