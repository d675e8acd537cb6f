import fc from 'fast-check';
import { type Base, baseOfField } from '../../src/check/types.ts';
import type { SourceRecord, TargetRow } from '../../src/connectors/contract.ts';
import type * as ast from '../../src/language/ast.ts';
import { print } from '../../src/language/print.ts';
import type { FailureKind } from '../../src/plan/types.ts';
import type { Translation } from '../../src/runtime/types.ts';
import type { Entity, Field, JsonValue, Schema } from '../../src/schema/model.ts';
import {
  assign,
  dotted,
  Expressions,
  type FnSketch,
  id,
  isNullable,
  type Made,
  type MapSketch,
  node,
  optionLiteral,
  plainType,
  ref,
  type Scope,
  type Shown,
  sourceBase,
  type TableSketch,
  text,
  textOf,
  withShown,
} from './arbitrary-expression.ts';
import { scalarValue, sourceSchema, TEXTS, targetSchema } from './arbitrary-schema.ts';
import { Choices, choices } from './choices.ts';

/** A project that is well typed by its making, and a world to run it in. */
export interface Program {
  readonly source: Schema;
  readonly target: Schema;
  readonly text: string;
  readonly world: World;
}

export interface World {
  readonly records: Readonly<Record<string, readonly SourceRecord[]>>;
  readonly rows: Readonly<Record<string, readonly TargetRow[]>>;
  /** Keys are `map/id`. */
  readonly ids: Readonly<Record<string, Translation>>;
}

const none: ReadonlySet<FailureKind> = new Set();

/** What a program is made of: decisions about the schemas, the code and the data. */
export type Decisions = readonly [readonly number[], readonly number[], readonly number[]];

export const decisions: fc.Arbitrary<Decisions> = fc.tuple(choices(500), choices(2000), choices(1200));

export function programOf([shape, code, data]: Decisions): Program {
  return build(new Choices(shape), new Choices(code), new Choices(data));
}

function build(shape: Choices, code: Choices, data: Choices): Program {
  const source = sourceSchema(shape);
  const drawn = targetSchema(shape);
  const heads = sketches(shape, source, drawn);
  const rows = targetRows(data, drawn);
  const target = withRows(shape, softened(drawn, heads), heads, rows);
  const file = programFile(code, source, target, heads);
  return {
    source,
    target,
    text: print(file),
    world: { records: sourceRecords(data, source), rows, ids: translations(data, source, heads) },
  };
}

// ── The world ───────────────────────────────────────────────────────────────────────────────────────────

function sourceRecords(data: Choices, source: Schema): World['records'] {
  const ids = new Map(
    Object.keys(source.entities).map((name) => [
      name,
      Array.from({ length: data.below(5) }, (_, index) => `${name.slice(0, 1)}${index}`),
    ]),
  );
  const reference = (targets: readonly string[], whole: boolean): JsonValue => {
    const entity = data.one(targets);
    const there = ids.get(entity) ?? [];
    if (whole && there.length === 0) return null;
    return { entity, id: whole || data.chance(4, 5) ? (data.maybe(there) ?? 'gone') : 'gone' };
  };
  return Object.fromEntries(
    Object.values(source.entities).map((entity) => [
      entity.name,
      (ids.get(entity.name) ?? []).map((recordId): SourceRecord => {
        const values = Object.values(entity.fields).flatMap((field): (readonly [string, JsonValue])[] => {
          const { type } = field;
          if (field.name === entity.id) return [[field.name, recordId]];
          if (type.kind === 'children') return [[field.name, pointing(field, ids)]];
          if (isNullable(entity, field) && data.chance(1, 3)) return [[field.name, null]];
          if (type.kind === 'reference')
            return [[field.name, reference(type.targets, field.enforced === true)]];
          if (type.kind === 'references')
            return [
              [
                field.name,
                Array.from({ length: data.below(3) }, () => reference([type.target], false)).filter(
                  (one) => one !== null,
                ),
              ],
            ];
          const value = scalarValue(data, type);
          return [[field.name, value]];
        });
        return { id: recordId, values: Object.fromEntries(values) };
      }),
    ]),
  );
}

/** A one-to-many as a source gives it: some records, of those that there are. */
function pointing(field: Field, ids: ReadonlyMap<string, readonly string[]>): JsonValue {
  if (field.type.kind !== 'children') return null;
  const { entity } = field.type;
  return (ids.get(entity) ?? []).slice(0, 2).map((one) => ({ entity, id: one }));
}

function targetRows(data: Choices, target: Schema): World['rows'] {
  return Object.fromEntries(
    Object.values(target.entities).map((entity) => [
      entity.name,
      Array.from({ length: data.below(4) }, (_, index): TargetRow => {
        const values = Object.values(entity.fields).map((field): readonly [string, JsonValue] => {
          if (field.name === 'id') return ['id', index + 1];
          if (field.name === 'name') return ['name', data.one(TEXTS)];
          if (field.required !== true && data.chance(1, 3)) return [field.name, null];
          if (field.type.kind === 'reference' || field.type.kind === 'reference_id')
            return [field.name, 1 + data.below(4)];
          if (field.type.kind === 'references') return [field.name, [1]];
          return [field.name, scalarValue(data, field.type)];
        });
        return { id: index + 1, values: Object.fromEntries(values) };
      }),
    ]),
  );
}

function translations(data: Choices, source: Schema, heads: readonly MapSketch[]): World['ids'] {
  const found: Record<string, Translation> = {};
  for (const map of heads)
    for (let index = 0; index < 5; index += 1) {
      const entity = source.entities[map.source]?.name.slice(0, 1) ?? '';
      const state = data.one([
        'created',
        'created',
        'created',
        'updated',
        'matched',
        'unchanged',
        'rejected',
        'queued',
        'skipped',
        'gone',
        null,
      ] as const);
      if (state === null) continue;
      const isLost = state === 'rejected' || state === 'queued' || state === 'skipped' || state === 'gone';
      found[`${map.id}/${entity}${index}`] = {
        state,
        target: isLost ? null : { entity: data.one(map.targets), id: 100 + data.below(50) },
        reason: isLost ? 'so it was' : null,
      };
    }
  return found;
}

// ── Schemas, once it is known which maps there are ──────────────────────────────────────────────────────

function sketches(shape: Choices, source: Schema, target: Schema): readonly MapSketch[] {
  const heads: MapSketch[] = [];
  const targets = Object.keys(target.entities);
  if (source.entities.user && target.entities['res.users'] && shape.chance(2, 3))
    heads.push({
      id: 'owners user->res.users',
      name: null,
      kind: 'owners',
      source: 'user',
      targets: ['res.users'],
      each: false,
      partial: false,
    });
  for (const entity of Object.keys(source.entities))
    for (let times = 1 + shape.below(2); times > 0; times -= 1) {
      const split = shape.chance(1, 4);
      const written = split ? [shape.one(targets), shape.one(targets)] : [shape.one(targets)];
      const plain = `${entity}->${written[0]}`;
      const each = shape.chance(1, 5);
      // What an unnamed map over a list is called by is not known before its list is.
      const isNamed = each || heads.some((head) => head.id === plain) || shape.chance(1, 2);
      const name = isNamed ? `M${heads.length}` : null;
      heads.push({
        id: name ?? plain,
        name,
        kind: 'map',
        source: entity,
        targets: [...new Set(written)],
        each,
        // A chain that ends in `skip`, or one guard alone.
        partial: shape.chance(1, 3),
      });
    }
  return heads;
}

/** References that a map could not fill in time are not required. */
function softened(target: Schema, heads: readonly MapSketch[]): Schema {
  const soft = (entity: Entity, field: Field): Field => {
    const { type, required, ...rest } = field;
    if (required !== true) return field;
    const optional: Field = { type, ...rest };
    if (
      type.kind === 'enums' ||
      type.kind === 'binary' ||
      type.kind === 'references' ||
      type.kind === 'local'
    )
      return optional;
    if (
      type.kind === 'enum' &&
      type.options.every(({ value }) => optionLiteral(type.options, value) === null)
    )
      return optional;
    if (type.kind !== 'reference') return field;
    const to = type.targets[0] ?? '';
    return to === entity.name || heads.some((head) => head.targets.includes(to)) ? optional : field;
  };
  return {
    ...target,
    entities: Object.fromEntries(
      Object.values(target.entities).map((entity) => [
        entity.name,
        {
          ...entity,
          fields: Object.fromEntries(
            Object.values(entity.fields).map((field) => [field.name, soft(entity, field)]),
          ),
        },
      ]),
    ),
  };
}

/** Discovery read the rows of some entities that no map writes. */
function withRows(shape: Choices, target: Schema, heads: readonly MapSketch[], rows: World['rows']): Schema {
  return {
    ...target,
    entities: Object.fromEntries(
      Object.values(target.entities).map((entity) => {
        const isWritten = heads.some((head) => head.targets.includes(entity.name));
        return [
          entity.name,
          isWritten || shape.chance(1, 4)
            ? entity
            : { ...entity, rows: (rows[entity.name] ?? []).map(({ values }) => values) },
        ];
      }),
    ),
  };
}

// ── The file ────────────────────────────────────────────────────────────────────────────────────────────

function programFile(code: Choices, source: Schema, target: Schema, heads: readonly MapSketch[]): ast.File {
  const writer = new Writer(code, source, target, heads);
  const tables = [0, 1, 2].slice(0, code.below(4)).map((index) => writer.table(`T${index}`));
  const functions = [0, 1].slice(0, code.below(3)).flatMap((index) => writer.fn(`f${index}`) ?? []);
  const maps = heads.flatMap((head, index) => writer.map(head, index));
  const declarations = [
    ...tables.filter((table) => table !== null),
    ...functions,
    ...writer.commons,
    ...maps,
  ];
  return node('File', {
    migration: node('MigrationHeader', { doc: null, source: id('crm'), target: id('odoo') }),
    declarations: code.shuffled(declarations),
    comments: [],
  });
}

const KEYABLE: readonly Base[] = [
  { kind: 'text' },
  { kind: 'integer' },
  { kind: 'boolean' },
  { kind: 'date' },
  { kind: 'decimal' },
];

class Writer {
  readonly #c: Choices;
  readonly #source: Schema;
  readonly #target: Schema;
  readonly #heads: readonly MapSketch[];
  readonly #make: Expressions;
  readonly commons: ast.CommonDecl[] = [];

  constructor(code: Choices, source: Schema, target: Schema, heads: readonly MapSketch[]) {
    this.#c = code;
    this.#source = source;
    this.#target = target;
    this.#heads = heads;
    this.#make = new Expressions(code, source, target, heads);
  }

  table(name: string): ast.TableDecl | null {
    const enums = (schema: Schema, side: 'source' | 'target') =>
      Object.values(schema.entities).flatMap((entity) =>
        Object.values(entity.fields).flatMap((field) =>
          field.type.kind === 'enum'
            ? [
                {
                  entity,
                  field,
                  base: baseOfField(field.type, side, `${entity.name}.${field.name}`, side === 'target'),
                },
              ]
            : [],
        ),
      );
    const keys: { name: string; base: Base; literals: readonly ast.Literal[]; closed: boolean }[] = [];
    for (let count = 1 + this.#c.below(2); count > 0; count -= 1) {
      const found = this.#c.chance(2, 3) ? this.#c.maybe(enums(this.#source, 'source')) : null;
      if (found !== null && found.base.kind === 'enum') {
        const { options, open } = found.base;
        const literals = options.flatMap(({ value }) => optionLiteral(options, value) ?? []);
        keys.push({
          name: `${found.entity.name}.${found.field.name}`,
          base: found.base,
          literals,
          closed: !open && literals.length === options.length,
        });
        continue;
      }
      const base = this.#c.one(KEYABLE);
      keys.push({ name: base.kind, base, literals: literalsOf(base), closed: base.kind === 'boolean' });
    }
    let combinations: (readonly ast.Literal[])[] = [[]];
    for (const key of keys)
      combinations = combinations.flatMap((one) => key.literals.map((next) => [...one, next]));
    const isClosed = keys.every(({ closed }) => closed);
    const kept =
      isClosed && this.#c.chance(1, 2) ? combinations : combinations.filter(() => this.#c.chance(1, 2));
    const needsElse = kept.length < combinations.length || !isClosed;

    const option = this.#c.maybe(
      enums(this.#target, 'target').filter(({ base }) => base.kind === 'enum' && literalsOf(base).length > 0),
    );
    const lookedUp = this.#c.maybe(
      Object.values(this.#target.entities).filter(
        (entity) => !this.#heads.some((head) => head.targets.includes(entity.name)),
      ),
    );
    const rows = lookedUp?.rows;
    const names = (rows ?? []).flatMap((row) => {
      const isAlone = (rows ?? []).filter((other) => other.name === row.name).length === 1;
      return isAlone && typeof row.name === 'string' ? [row.name] : [];
    });
    let to: string;
    let attributes: ast.Name[] | null = null;
    let base: Base;
    let give: () => ast.Literal;
    if (lookedUp !== null && (rows === undefined || names.length > 0) && this.#c.chance(1, 2)) {
      to = lookedUp.name;
      attributes = [dotted('name')];
      base = { kind: 'row', entity: to };
      give = () =>
        node('Literal', {
          value: { kind: 'text' as const, value: this.#c.one(rows === undefined ? TEXTS : names) },
        });
    } else if (option !== null && this.#c.chance(1, 2)) {
      to = `${option.entity.name}.${option.field.name}`;
      base = option.base;
      const values = literalsOf(base);
      give = () => this.#c.one(values);
    } else {
      // No literal of a table is a day.
      base = this.#c.one(KEYABLE.filter(({ kind }) => kind !== 'date'));
      to = base.kind;
      const values = literalsOf(base);
      give = () => this.#c.one(values);
    }
    let nullable = false;
    const values = (): ast.TableEntry['values'] => {
      if (this.#c.chance(1, 6))
        return node('RejectHandler', { message: text(this.#c.one(['stays behind', 'no'])) });
      if (attributes === null && this.#c.chance(1, 6)) {
        nullable = true;
        return [node('Literal', { value: { kind: 'null' as const } })];
      }
      return [give()];
    };
    const entries = kept.map(
      (key): ast.TableEntry => node('TableEntry', { keys: key, values: values(), because: null }),
    );
    if (needsElse) entries.push(node('TableEntry', { keys: null, values: values(), because: null }));
    if (entries.length === 0) return null;
    const sketch: TableSketch = {
      name,
      keys: keys.map((key) => key.base),
      base,
      nullable,
      failures: attributes !== null && rows === undefined ? ['none'] : [],
      rows: attributes === null ? null : to,
    };
    this.#make.tables.push(sketch);
    return node('Table', {
      doc: null,
      name: id(name),
      from: keys.map((key) => dotted(key.name)),
      to: dotted(to),
      attributes,
      entries,
    });
  }

  fn(name: string): ast.FnDecl | null {
    const kinds = ['text', 'integer', 'boolean', 'date', 'decimal'] as const;
    const params = Array.from({ length: 1 + this.#c.below(2) }, () => {
      const entity = this.#c.chance(1, 3) ? this.#c.maybe(Object.keys(this.#source.entities)) : null;
      const nullable = this.#c.chance(1, 2);
      return entity === null
        ? { name: this.#make.freshName(), base: { kind: this.#c.one(kinds) } as Base, nullable, type: '' }
        : {
            name: this.#make.freshName(),
            base: { kind: 'source', entities: [entity], whole: false } as Base,
            // A reference may be null without a word.
            nullable: true,
            type: entity,
          };
    });
    const wanted: Base = { kind: this.#c.one(kinds) };
    const isNullableResult = this.#c.chance(1, 3);
    const scope: Scope = {
      entity: null,
      locals: params.map((param) => ({
        name: param.name,
        base: param.base,
        nullable: param.nullable,
        failures: none,
      })),
      present: new Set(),
      nonzero: new Set(),
      reach: new Set(),
      lookups: new Set(),
    };
    const value = this.#make.fill(
      { base: wanted, hint: true, nullable: isNullableResult, closed: true },
      scope,
      2,
    );
    if (value === null) return null;
    const isDeclared = value.base.kind === wanted.kind && this.#c.chance(1, 2);
    // What the body is unfolded to may be less than what it is declared to be; a caller that wants neither is right.
    const sketch: FnSketch = {
      name,
      params: params.map(({ base, nullable }) => ({ base, nullable })),
      base: wanted.kind === 'text' ? { kind: 'text' } : wanted,
      nullable: isNullableResult,
      failures: value.failures,
      loses: value.loses,
    };
    if (value.base.kind === wanted.kind || wanted.kind === 'decimal') this.#make.functions.push(sketch);
    const type = (of: string, nullable: boolean): ast.NamedType =>
      node('NamedType', { names: [dotted(of)], args: null, from: null, nullable });
    return node('Fn', {
      doc: null,
      name: id(name),
      params: params.map((param) => ({
        name: id(param.name),
        type: type(param.type === '' ? param.base.kind : param.type, param.nullable && param.type === ''),
      })),
      result: isDeclared || wanted.kind === 'decimal' ? type(wanted.kind, isNullableResult) : null,
      value: value.expr,
    });
  }

  map(head: MapSketch, index: number): readonly (ast.MapDecl | ast.OwnersDecl)[] {
    const entity = this.#source.entities[head.source];
    if (entity === undefined) return [];
    const plain: Scope = {
      entity,
      locals: [],
      present: new Set(),
      nonzero: new Set(),
      reach: new Set(),
      lookups: new Set(),
    };
    if (head.kind === 'owners') {
      const [target = ''] = head.targets;
      const body = this.#body(head, index, plain, target, 'none');
      return [
        node('Owners', {
          doc: null,
          source: dotted(head.source),
          target: dotted(target),
          body: body.body,
          otherwise: this.#c.chance(1, 2) ? node('QueueHandler', {}) : text('admin'),
        }),
      ];
    }
    let scope = plain;
    let each: ast.MapDecl['each'] = null;
    if (head.each) {
      const list = this.#listToTakeOneByOne(plain);
      each = { name: id(list.local.name), list: list.expr };
      scope = { ...plain, locals: [list.local] };
    }
    const arms: (ast.MapArm | ast.SkipArm)[] = [];
    for (const [at, target] of head.targets.entries()) {
      const isLast = at === head.targets.length - 1;
      const made = this.#body(head, index, scope, target, isLast && !head.partial ? 'none' : 'guarded');
      arms.push(node('MapArm', { target: dotted(target), body: made.body }));
      scope = withShown(scope, made.whenFalse);
    }
    if (head.partial && this.#c.chance(2, 3)) arms.push(node('SkipArm', { because: text('not needed') }));
    return [
      node('Map', {
        doc: null,
        name: head.name === null ? null : id(head.name),
        source: dotted(head.source),
        each,
        arms,
      }),
    ];
  }

  #listToTakeOneByOne(scope: Scope): { readonly expr: ast.Expr; readonly local: Scope['locals'][number] } {
    const name = this.#make.freshName();
    const lists = Object.values(scope.entity?.fields ?? {}).flatMap((field) => {
      const base = scope.entity === null ? null : sourceBase(scope.entity, field);
      return base?.kind === 'list' ? [{ expr: ref(field.name), of: base.of.base }] : [];
    });
    const found = this.#c.maybe(lists);
    if (found !== null)
      return { expr: found.expr, local: { name, base: found.of, nullable: false, failures: none } };
    const split = this.#make.fill(
      { base: { kind: 'list', of: plainType({ kind: 'text' }) }, hint: false, nullable: false, closed: true },
      scope,
      2,
    );
    const fallback: Made['expr'] = node('List', { items: [text('a'), text('b')] });
    const isUsable =
      split !== null &&
      split.base.kind === 'list' &&
      split.base.of.base.kind === 'text' &&
      split.expr.kind !== 'List';
    return {
      expr: isUsable ? split.expr : fallback,
      local: { name, base: { kind: 'text' }, nullable: false, failures: none },
    };
  }

  #body(
    head: MapSketch,
    index: number,
    outer: Scope,
    targetName: string,
    guard: 'none' | 'guarded',
  ): { readonly body: ast.Body; readonly whenFalse: Shown } {
    const target = this.#target.entities[targetName];
    if (target === undefined) throw new Error(`There is no ${targetName}.`);
    const earlier = this.#heads.slice(0, index);
    const from = (maps: readonly MapSketch[]): Scope['lookups'] =>
      new Set(
        Object.keys(this.#target.entities).filter(
          (name) =>
            name !== targetName && !maps.some((map) => map.kind === 'map' && map.targets.includes(name)),
        ),
      );
    // What cannot wait reaches what is there before; the rest may wait for everything.
    let scope: Scope = {
      ...outer,
      reach: new Set(earlier.map((map) => map.id)),
      lookups: from(this.#heads.slice(index)),
    };
    const statements: ast.Statement[] = [];
    let whenFalse: Shown = { present: [], nonzero: [] };
    if (guard === 'guarded') {
      const condition = this.#make.condition({ ...scope, lookups: new Set() }, 2);
      statements.push(node('When', { condition: condition.expr }));
      scope = withShown(scope, condition.whenTrue);
      whenFalse = condition.whenFalse;
    }
    for (let count = this.#c.below(3); count > 0; count -= 1) {
      const name = this.#make.freshName();
      const kind = this.#c.one([
        'text',
        'integer',
        'boolean',
        'decimal',
        'date',
        'source',
        'row',
        'row',
      ] as const);
      const base: Base =
        kind === 'source'
          ? { kind, entities: [this.#c.one(Object.keys(this.#source.entities))], whole: false }
          : kind === 'row'
            ? { kind, entity: this.#c.one(Object.keys(this.#target.entities)) }
            : { kind };
      const value = this.#make.fill({ base, hint: false, nullable: true, closed: false }, scope, 2);
      if (value === null || value.base.kind !== base.kind || value.loses) continue;
      statements.push(node('Let', { name: id(name), value: value.expr }));
      scope = {
        ...scope,
        locals: [
          ...scope.locals,
          { name, base: value.base, nullable: value.nullable, failures: value.failures },
        ],
      };
    }
    if (this.#c.chance(1, 3)) {
      const condition = this.#make.condition(scope, 2);
      const action = this.#c.chance(2, 3) ? 'reject' : 'warn';
      statements.push(
        node('Require', {
          doc: null,
          condition: condition.expr,
          action: action as 'reject' | 'warn',
          message: this.#make.message(scope, 2),
        }),
      );
      if (action === 'reject') scope = withShown(scope, condition.whenTrue);
    }
    const written = new Set(['x_key', 'res_model', 'res_id']);
    if (head.kind === 'map')
      statements.push(assign('x_key', this.#key(head, index, outer, scope), { mode: 'key' }));
    if (head.kind === 'owners' || this.#c.chance(1, 3)) {
      const value = this.#make.fill(
        { base: { kind: 'text' }, hint: true, nullable: true, closed: true },
        scope,
        2,
      );
      if (value !== null) statements.push(node('Match', { pairs: [this.#pair(value)] }));
    }
    const assignments: ast.Statement[] = [];
    for (const field of Object.values(target.fields)) {
      if (written.has(field.name) || field.write === 'never') continue;
      const isNeeded = field.required === true && field.default === undefined;
      if (!isNeeded && !this.#c.chance(2, 3)) continue;
      const made = this.#assignment(field, target, scope, head, isNeeded);
      if (made !== null) assignments.push(made);
    }
    if (this.#c.chance(1, 4)) {
      const value = this.#make.pair(scope);
      if (value !== null) {
        const open = value.failures;
        const isOpen = [...open].some((kind) => kind === 'dangling' || kind === 'none' || kind === 'several');
        assignments.push(
          assign(
            'res_model',
            isOpen
              ? node('Else', {
                  value: value.expr,
                  handlers: [node('RejectHandler', { message: text('no parent') })],
                })
              : value.expr,
            { targets: [dotted('res_model'), dotted('res_id')] },
          ),
        );
      }
    }
    // A common is checked at each use; one that is used once may stand for any of the lines.
    const cut = assignments.length - this.#c.below(3);
    if (cut < assignments.length && this.#c.chance(1, 3)) {
      const name = `Part${this.commons.length}`;
      this.commons.push(
        node('Common', {
          doc: null,
          name: id(name),
          body: node('Body', { statements: assignments.slice(cut) }),
        }),
      );
      assignments.splice(cut, assignments.length, node('Use', { name: id(name) }));
    }
    statements.push(...assignments);
    return { body: node('Body', { statements }), whenFalse };
  }

  #key(head: MapSketch, index: number, outer: Scope, scope: Scope): ast.Expr {
    const recordId: ast.Expr = ref(scope.entity?.id ?? 'id');
    const parts: (string | ast.Expr)[] = [`m${index}:`, recordId];
    const [element] = outer.locals;
    if (head.each && element !== undefined && element.base.kind === 'text')
      parts.push(':', ref(element.name));
    const more = this.#c.chance(1, 3)
      ? this.#make.fill(
          { base: { kind: 'text', max: 40 }, hint: true, nullable: false, closed: true, lossless: true },
          { ...scope, lookups: new Set() },
          1,
        )
      : null;
    if (
      more !== null &&
      !more.loses &&
      more.base.kind === 'text' &&
      more.base.max !== undefined &&
      !head.each
    )
      parts.push('/', more.expr);
    const key = textOf(parts);
    // The text of an element may be of any length: the field holds so many characters only.
    return head.each ? textOf([`m${index}:`, recordId]) : key;
  }

  #pair(value: Made): ast.Match['pairs'][number] {
    const name = ref('name');
    const side: ast.Expr = this.#c.chance(1, 2)
      ? name
      : node('Call', { callee: id('lower'), args: [node('Arg', { param: null, value: name })] });
    return { target: side, source: value.expr };
  }

  #assignment(
    field: Field,
    target: Entity,
    scope: Scope,
    head: MapSketch,
    isNeeded: boolean,
  ): ast.Statement | null {
    const canWait = !isNeeded && field.required !== true && field.write !== 'create' && head.kind === 'map';
    const mode =
      field.write === 'create'
        ? 'initial'
        : this.#c.chance(1, 6)
          ? this.#c.one(['initial', 'exact'] as const)
          : null;
    const isLater = canWait && mode === null && this.#c.chance(1, 8);
    const waits = canWait && mode !== 'initial';
    const own = head.targets;
    const wide: Scope = waits
      ? {
          ...scope,
          reach: new Set(this.#heads.map((map) => map.id)),
          lookups: new Set(Object.keys(this.#target.entities).filter((name) => !own.includes(name))),
        }
      : scope;
    const base = baseOfField(field.type, 'target', `${target.name}.${field.name}`, true);
    const value = this.#make.fill(
      { base, hint: true, nullable: field.required !== true, closed: true },
      wide,
      1 + this.#c.below(3),
    );
    if (value === null) {
      if (!isNeeded) return null;
      const fallback = this.#make.fill({ base, hint: true, nullable: false, closed: true }, { ...scope }, 0);
      return assign(field.name, fallback?.expr ?? this.#rejecting(base), {
        mode: field.write === 'create' ? 'initial' : null,
      });
    }
    return assign(field.name, value.expr, {
      mode: isLater ? 'later' : mode,
      operator: base.kind === 'list' && this.#c.chance(1, 2) && value.base.kind !== 'null' ? '+=' : '=',
      because: value.loses || this.#c.chance(1, 6) ? text('it is so') : null,
    });
  }

  /** A row that must be there. */
  #rejecting(base: Base): ast.Expr {
    const entity = base.kind === 'row' ? base.entity : '';
    const rows = this.#target.entities[entity]?.rows;
    const object = entity
      .split('.')
      .slice(1)
      .reduce<ast.Expr>(
        (of, part) => node('Member', { object: of, member: id(part) }),
        ref(entity.split('.')[0] ?? ''),
      );
    const name: ast.Expr =
      rows === undefined
        ? text('Kaya')
        : textOf(['Kaya', node('Literal', { value: { kind: 'number' as const, value: '7' } })]);
    return node('Else', {
      value: node('Index', { object, items: [{ left: ref('name'), right: name }] }),
      handlers: [node('RejectHandler', { message: text('no such row') })],
    });
  }
}

function literalsOf(base: Base): readonly ast.Literal[] {
  const of = (value: ast.Literal['value']): ast.Literal => node('Literal', { value });
  switch (base.kind) {
    case 'text':
      return ['Kaya', 'Open', 'a', ''].map((value) => of({ kind: 'text', value }));
    case 'integer':
      return ['0', '2', '7'].map((value) => of({ kind: 'number', value }));
    case 'decimal':
      return ['1', '12.50'].map((value) => of({ kind: 'number', value }));
    case 'boolean':
      return [true, false].map((value) => of({ kind: 'boolean', value }));
    case 'enum':
      return base.options.flatMap(({ value }) => optionLiteral(base.options, value) ?? []);
    default:
      return [];
  }
}
