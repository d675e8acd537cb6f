import { type Base, baseOfField } from '../../src/check/types.ts';
import type * as ast from '../../src/language/ast.ts';
import { RESERVED } from '../../src/language/tokens.ts';
import type { FailureKind } from '../../src/plan/types.ts';
import type { Entity, Field, Schema } from '../../src/schema/model.ts';
import type { Choices } from './choices.ts';

/**
 * Expressions by type: for a base that is wanted, one of the ways to come by it in a scope, with what the type then is
 * (null, failures, losses). The rules are those of `language.md` section 5, written a second time: a program made by
 * them that the checker refuses shows that the two disagree.
 */

const span: ast.Span = { file: 'generated.map', start: 0, end: 0 };
export const node = <K extends string, T extends object>(kind: K, rest: T) => ({ kind, ...rest, span });
const reserved: ReadonlySet<string> = new Set(RESERVED);
export const id = (name: string): ast.Id => node('Id', { name, quoted: reserved.has(name) });
export const dotted = (name: string): ast.Name => node('Name', { ids: name.split('.').map(id) });
export const ref = (name: string): ast.Expr => node('NameRef', { id: id(name) });
export const text = (value: string): ast.Text => node('Text', { parts: [value] });
const literal = (value: ast.Literal['value']): ast.Literal => node('Literal', { value });
const number = (digits: string): ast.Expr => literal({ kind: 'number', value: digits });
const NULL: ast.Expr = literal({ kind: 'null' });
const arg = (value: ast.Expr, param: ast.Id | null = null): ast.Arg => node('Arg', { param, value });
const member = (object: ast.Expr, name: string): ast.Expr => node('Member', { object, member: id(name) });
const binary = (operator: ast.BinaryOperator, left: ast.Expr, right: ast.Expr): ast.Expr =>
  node('Binary', { operator, left, right });

/** Joins texts that stand side by side, as the parser does. */
export function textOf(parts: readonly (string | ast.Expr)[]): ast.Text {
  const merged: (string | ast.Expr)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return node('Text', { parts: merged.length === 0 ? [''] : merged });
}

export interface Made {
  readonly expr: ast.Expr;
  readonly base: Base;
  readonly nullable: boolean;
  readonly failures: ReadonlySet<FailureKind>;
  readonly loses: boolean;
  /** Of a lookup, what befalls the values that it asks by: no row is made of these. */
  readonly asked?: ReadonlySet<FailureKind>;
}

interface Want {
  readonly base: Base;
  /** The place passes on what it expects: a literal may be an option, a decimal, markup. */
  readonly hint: boolean;
  readonly nullable: boolean;
  /** Without failures that somebody must handle. */
  readonly closed: boolean;
  readonly lossless?: boolean;
}

export interface MapSketch {
  readonly id: string;
  readonly name: string | null;
  readonly kind: 'map' | 'owners';
  readonly source: string;
  readonly targets: readonly string[];
  readonly each: boolean;
  readonly partial: boolean;
}

export interface TableSketch {
  readonly name: string;
  readonly keys: readonly Base[];
  readonly base: Base;
  readonly nullable: boolean;
  readonly failures: readonly FailureKind[];
  /** Entity whose rows it names. */
  readonly rows: string | null;
}

export interface FnSketch {
  readonly name: string;
  readonly params: readonly { readonly base: Base; readonly nullable: boolean }[];
  readonly base: Base;
  readonly nullable: boolean;
  readonly failures: ReadonlySet<FailureKind>;
  readonly loses: boolean;
}

interface Local {
  readonly name: string;
  readonly base: Base;
  readonly nullable: boolean;
  readonly failures: ReadonlySet<FailureKind>;
}

export interface Scope {
  readonly entity: Entity | null;
  readonly locals: readonly Local[];
  readonly present: ReadonlySet<string>;
  /** Names that are shown not to be zero. */
  readonly nonzero: ReadonlySet<string>;
  /** Maps through which a reference may be translated here. */
  readonly reach: ReadonlySet<string>;
  /** Target entities that may be looked up here. */
  readonly lookups: ReadonlySet<string>;
}

const none: ReadonlySet<FailureKind> = new Set();
const OPEN: ReadonlySet<FailureKind> = new Set(['none', 'several', 'convert', 'dangling', 'io']);
const isOpen = (made: Made): boolean => [...made.failures].some((kind) => OPEN.has(kind));
const SCALARS = [
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'instant',
  'money',
  'float',
  'local',
] as const;

/** A value that goes through a function. */
type Piping = (
  value: Made | null,
  fn: string,
  args: readonly (ast.Expr | Made | null)[],
  result: Base,
  more?: { failures?: readonly FailureKind[]; loses?: boolean; nullable?: boolean },
) => Made | null;

interface Condition {
  readonly expr: ast.Expr;
  readonly nullable: boolean;
  readonly failures: ReadonlySet<FailureKind>;
  readonly loses: boolean;
  readonly whenTrue: Shown;
  readonly whenFalse: Shown;
}

/** A map over the records themselves that has no name of its own. */
function isPlainMap(map: MapSketch): boolean {
  return map.kind === 'map' && map.name === null && !map.each;
}

/** What a condition shows of names. */
export interface Shown {
  readonly present: readonly string[];
  readonly nonzero: readonly string[];
}

const NOTHING: Shown = { present: [], nonzero: [] };

export class Expressions {
  readonly #c: Choices;
  readonly #source: Schema;
  readonly #target: Schema;
  readonly #maps: readonly MapSketch[];
  readonly tables: TableSketch[] = [];
  readonly functions: FnSketch[] = [];
  #locals = 0;

  constructor(choices: Choices, source: Schema, target: Schema, maps: readonly MapSketch[]) {
    this.#c = choices;
    this.#source = source;
    this.#target = target;
    this.#maps = maps;
  }

  freshName(): string {
    this.#locals += 1;
    return `v${this.#locals}`;
  }

  /** A value for a place; null where there is no way to it. */
  fill(want: Want, scope: Scope, depth: number): Made | null {
    const made = this.make(want.base, want.hint, scope, depth);
    const fitted = made === null ? null : this.#fit(made, want, scope, depth);
    if (fitted !== null && !(want.lossless && fitted.loses)) return fitted;
    const plain = this.literal(want.base, want.hint);
    if (plain !== null) return plain;
    return want.nullable ? nothing() : null;
  }

  /** Handles what may fail, removes null and shortens, as the place asks for it. */
  #fit(made: Made, want: Want, scope: Scope, depth: number): Made | null {
    let fitted = made;
    if (fitted.failures.size > 0 && ((want.closed && isOpen(fitted)) || this.#c.chance(1, 3))) {
      fitted = this.#handled(fitted, want, scope, depth);
    }
    if (fitted.nullable && !want.nullable) {
      const other =
        (want.base.kind === 'json' ? null : this.literal(want.base, true)) ?? this.#proven(want.base, scope);
      if (other === null) return null;
      fitted = {
        ...joined([fitted, other]),
        expr: binary('??', fitted.expr, other.expr),
        nullable: other.nullable,
      };
    }
    if (
      want.base.kind === 'text' &&
      want.base.max !== undefined &&
      fitted.base.kind === 'text' &&
      (fitted.base.max ?? Number.POSITIVE_INFINITY) > want.base.max
    ) {
      fitted = {
        ...fitted,
        expr: node('Pipe', {
          value: fitted.expr,
          fn: id('truncate'),
          args: [arg(number(String(want.base.max)))],
        }),
        base: { kind: 'text', max: want.base.max },
        loses: true,
      };
    }
    if (
      (want.base.kind === 'decimal' || want.base.kind === 'money') &&
      want.base.scale !== undefined &&
      (fitted.base.kind === 'decimal' || fitted.base.kind === 'money') &&
      (fitted.base.scale ?? Number.POSITIVE_INFINITY) > want.base.scale
    ) {
      fitted = {
        ...fitted,
        expr: node('Pipe', {
          value: fitted.expr,
          fn: id('round'),
          args: [arg(number(String(want.base.scale)))],
        }),
        base: want.base,
        loses: true,
      };
    }
    return fitted;
  }

  #handled(made: Made, want: Want, scope: Scope, depth: number): Made {
    const handlers: ast.Handler[] = [];
    const parts: Made[] = [made];
    let left = made.failures;
    let nullable = made.nullable;
    const isLookup =
      made.expr.kind === 'Index' && made.base.kind === 'row' && made.expr.items.every((item) => item.right);
    if (isLookup && made.base.kind === 'row' && left.has('none') && this.#c.chance(1, 2)) {
      const body = this.#creation(made.base.entity, made.expr, scope, depth);
      if (body !== undefined) {
        handlers.push(node('CreateHandler', { body }));
        const others = [...left].filter((kind) => kind !== 'none' && kind !== 'dangling');
        left = new Set([...others, ...(made.asked ?? [])]);
      }
    }
    // A row that stands in for a record that is not there, known by a key of its own.
    const standsIn =
      made.expr.kind === 'As' && made.base.kind === 'row' && scope.lookups.has(made.base.entity);
    if (standsIn && made.base.kind === 'row' && left.has('dangling') && this.#c.chance(9, 10)) {
      const body = this.#creation(made.base.entity, null, scope, depth);
      if (body) {
        handlers.push(node('CreateHandler', { body }));
        left = new Set([...left].filter((kind) => kind !== 'none' && kind !== 'dangling'));
      }
    }
    while (left.size > 0 && (handlers.length === 0 || [...left].some((kind) => OPEN.has(kind)))) {
      const way = this.#c.below(5);
      const isDeep = depth > 0 && handlers.length < 2 && this.#c.chance(1, 2);
      const other =
        way > 2 || made.base.kind === 'json'
          ? null
          : want.nullable && this.#c.chance(1, 2)
            ? nothing()
            : isDeep
              ? this.fill({ ...want, base: made.base, hint: true, closed: this.#c.chance(2, 3) }, scope, 0)
              : this.literal(made.base, true);
      if (other !== null) {
        handlers.push(node('ValueHandler', { value: other.expr }));
        parts.push(other);
        nullable ||= other.nullable;
        left = other.failures;
        continue;
      }
      if (way === 3 && want.nullable) {
        handlers.push(node('WarnHandler', { message: this.message(scope, depth) }));
        nullable = true;
      } else if (way === 4) handlers.push(node('QueueHandler', {}));
      else handlers.push(node('RejectHandler', { message: this.message(scope, depth) }));
      left = none;
    }
    return { ...joined(parts), expr: node('Else', { value: made.expr, handlers }), nullable, failures: left };
  }

  /** The body of `else create`, null for one without, undefined where what is required cannot be given. */
  #creation(
    entity: string,
    lookup: ast.Index | null,
    scope: Scope,
    depth: number,
  ): ast.Body | null | undefined {
    const paths = new Set(
      lookup === null
        ? ['x_key']
        : lookup.items.flatMap((item) => (item.left.kind === 'NameRef' ? [item.left.id.name] : [])),
    );
    const fields = Object.values(this.#target.entities[entity]?.fields ?? {});
    const statements: ast.Assign[] =
      lookup === null ? [assign('x_key', text(this.#c.one(['gone', 'lost'])), { mode: 'key' })] : [];
    for (const field of fields) {
      if (paths.has(field.name) || field.write === 'never' || field.type.kind === 'reference_id') continue;
      const isNeeded = field.required === true && field.default === undefined;
      if (!isNeeded && !this.#c.chance(1, 6)) continue;
      const value = this.fill(
        {
          base: baseOfField(field.type, 'target', `${entity}.${field.name}`, true),
          hint: true,
          // A field with a default may be left out, and may not be null where it is written.
          nullable: field.required !== true,
          closed: true,
        },
        scope,
        Math.min(depth, 1),
      );
      if (value === null) {
        if (isNeeded) return undefined;
        continue;
      }
      statements.push(assign(field.name, value.expr));
    }
    return statements.length === 0 ? null : node('Body', { statements });
  }

  message(scope: Scope, depth: number): ast.Text {
    const word = this.#c.one(['not there', 'too bad: {', 'because "so"']);
    if (!this.#c.chance(1, 3)) return text(word);
    const hole = this.fill(
      { base: { kind: 'text' }, hint: true, nullable: false, closed: true },
      scope,
      depth - 1,
    );
    return hole === null ? text(word) : textOf([word, ' ', hole.expr]);
  }

  literal(base: Base, hint: boolean): Made | null {
    const made = (expr: ast.Expr, of: Base = base): Made => ({
      expr,
      base: of,
      nullable: false,
      failures: none,
      loses: false,
    });
    switch (base.kind) {
      case 'text': {
        const value = this.#c.one(['', 'Kaya', 'Open', 'a', '7', '{brace}', 'Ağ']).slice(0, base.max ?? 100);
        return made(text(value), { kind: 'text', max: [...value].length });
      }
      case 'html':
        return hint ? made(text(this.#c.one(['', 'plain', 'two words']))) : null;
      case 'integer':
        return made(number(this.#c.one(['0', '1', '2', '7', '9007199254740991'])));
      case 'float':
        return hint ? made(number(this.#c.one(['0', '1.5', '3']))) : null;
      case 'decimal':
        // With a point: beside a whole number a literal without one is whole too.
        return made(number(hint ? this.#c.one(['0.0', '1.50', '3.0']) : '1.50'));
      case 'money':
        return hint ? made(number(this.#c.one(['0.00', '1.50', '3.0']))) : null;
      case 'boolean':
        return made(literal({ kind: 'boolean', value: this.#c.chance(1, 2) }));
      case 'date':
        return made(node('DateLiteral', { value: this.#c.one(['2019-03-04', '2024-02-29']) }));
      case 'instant':
        return made(
          node('Pipe', {
            value: node('DateLiteral', { value: '2019-03-04' }),
            fn: id('instant'),
            args: [arg(text(this.#c.one(['UTC', 'Europe/Istanbul'])))],
          }),
        );
      case 'enum': {
        if (!hint) return null;
        const option = this.#c.maybe(
          base.options.filter(({ value }) => optionLiteral(base.options, value) !== null),
        );
        if (option === null) return null;
        const isAmbiguous = base.options.filter(({ label }) => label === option.label).length > 1;
        // A value may be written where no label is the same.
        const byValue =
          isAmbiguous || (this.#c.chance(1, 3) && !base.options.some(({ label }) => label === option.value));
        if (!byValue) return made(text(option.label));
        const { value } = option;
        if (isAmbiguous && base.options.some(({ label }) => label === value)) return null;
        return made(
          typeof value === 'number'
            ? number(String(value))
            : typeof value === 'boolean'
              ? literal({ kind: 'boolean', value })
              : text(value),
        );
      }
      case 'list':
        // It has no element that could lead nowhere.
        return hint ? { ...made(node('List', { items: [] })), base: wholly(base) } : null;
      case 'json':
        return made(this.#c.chance(1, 2) ? number('7') : text('x'));
      default:
        return null;
    }
  }

  /** A row that discovery saw: neither null nor a failure. */
  #proven(base: Base, scope: Scope): Made | null {
    if (base.kind !== 'row' || !scope.lookups.has(base.entity)) return null;
    const rows = this.#target.entities[base.entity]?.rows ?? [];
    const row = this.#c.maybe(
      rows.filter(({ name }) => rows.filter((other) => other.name === name).length === 1),
    );
    if (row === null || typeof row.name !== 'string') return null;
    return {
      expr: node('Index', {
        object: path(base.entity),
        items: [{ left: ref('name'), right: text(row.name) }],
      }),
      base,
      nullable: false,
      failures: none,
      loses: false,
    };
  }

  make(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const leaf = (): Made | null => {
      const found = this.#reads(base, scope);
      const made = this.literal(base, hint);
      if (made !== null && (found.length === 0 || this.#c.chance(1, 4))) return made;
      return this.#c.maybe(found) ?? made;
    };
    if (depth <= 0) return leaf();
    // Branches that give JSON need not agree in anything else.
    if (base.kind === 'json') return this.#c.one([leaf, ...this.#own(base, hint, scope, depth)])() ?? leaf();
    const ways: (() => Made | null)[] = [
      leaf,
      leaf,
      () => this.#if(base, hint, scope, depth),
      () => this.#coalesce(base, hint, scope, depth),
      () => this.#match(base, hint, scope, depth),
      () => this.#table(base, scope, depth),
      () => this.#call(base, scope, depth),
      () => this.#ofList(base, scope, depth),
      ...this.#own(base, hint, scope, depth),
      ...this.#own(base, hint, scope, depth),
    ];
    return this.#c.one(ways)() ?? leaf();
  }

  /** Ways that only values of this base know. */
  #own(base: Base, hint: boolean, scope: Scope, depth: number): (() => Made | null)[] {
    const of = (kind: Base, more: Partial<Want> = {}): Made | null => {
      const made = this.fill(
        { base: kind, hint: false, nullable: true, closed: false, ...more },
        scope,
        depth - 1,
      );
      // A bare null tells no overload from another.
      return made === null || isBare(made.base) ? null : made;
    };
    const pipe: Piping = (value, fn, args, result, more = {}) => {
      if (value === null) return null;
      const parts: Made[] = [value];
      const written: ast.Arg[] = [];
      for (const one of args) {
        if (one === null) return null;
        if ('base' in one) parts.push(one);
        written.push(arg('base' in one ? one.expr : one));
      }
      const all = joined(parts, result);
      const expr: ast.Expr = this.#c.chance(1, 3)
        ? node('Call', { callee: id(fn), args: [arg(value.expr), ...written] })
        : node('Pipe', { value: value.expr, fn: id(fn), args: written.length === 0 ? null : written });
      return {
        ...all,
        expr,
        nullable: all.nullable || more.nullable === true,
        failures: new Set([...all.failures, ...(more.failures ?? [])]),
        loses: all.loses || more.loses === true,
      };
    };
    const TEXT: Base = { kind: 'text' };
    const zone = (): ast.Expr => text(this.#c.one(['UTC', 'Europe/Istanbul', 'Europe/London']));
    switch (base.kind) {
      case 'text':
        return [
          () => this.#interpolation(scope, depth),
          () => this.#interpolation(scope, depth),
          () => pipe(of(TEXT), this.#c.one(['lower', 'upper', 'digits', 'slug']), [], TEXT),
          () => {
            const value = of(TEXT);
            return pipe(value, 'trim', [], value?.base ?? TEXT);
          },
          () => {
            const length = this.#c.one(['0', '3', '5']);
            return pipe(
              of(TEXT),
              'truncate',
              [number(length)],
              { kind: 'text', max: Number(length) },
              { loses: true },
            );
          },
          () => pipe(of(TEXT), this.#c.one(['host', 'email']), [], TEXT, { nullable: true }),
          () => this.#ofText(of, pipe),
          () => this.#ofText(of, pipe),
          () => pipe(of(TEXT), 'replace', [text(this.#c.one(['a', '', ' '])), of(TEXT)], TEXT),
          () => pipe(of(TEXT), 'phone', [text('GB')], TEXT, { failures: ['convert'] }),
          () => pipe(of({ kind: 'html' }), 'text', [], TEXT),
          () => {
            const kind = this.#c.one(['instant', 'date', 'decimal', 'money'] as const);
            const value = of({ kind });
            return value?.base.kind === kind ? pipe(value, 'raw', [], TEXT) : null;
          },
          () => pipe(of({ kind: 'list', of: plainType(TEXT) }), 'join', [text('/')], TEXT),
          () => this.#label(scope),
          () => pipe(of({ kind: 'json' }), 'json', [], TEXT, { nullable: false }),
        ];
      case 'html':
        return [
          () => pipe(of(TEXT), 'html', [], base),
          () => pipe(of(base), 'truncate', [number('9')], base, { loses: true }),
        ];
      case 'integer':
        return [
          () => this.#arithmetic(base, this.#c.one(['+', '-', '*'] as const), false, scope, depth),
          () => this.#negated(base, false, scope, depth),
          () => pipe(of(TEXT), 'length', [], base),
          () => pipe(of(base), 'abs', [], base, { loses: true }),
          () => pipe(of(base), this.#c.one(['min', 'max']), [of(base)], base),
          () => pipe(of({ kind: 'date' }), 'days_between', [of({ kind: 'date' })], base),
          () => {
            const kind = this.#c.one(['instant', 'local'] as const);
            return pipe(of({ kind }), 'minutes_between', [of({ kind })], base, { loses: true });
          },
          () =>
            pipe(
              of({ kind: this.#c.one(['date', 'local'] as const) }),
              this.#c.one(['year', 'month', 'day', 'weekday']),
              [],
              base,
              { loses: true },
            ),
          () => pipe(of({ kind: 'local' }), this.#c.one(['hour', 'minute']), [], base, { loses: true }),
          () => pipe(of(TEXT), 'int', [], base, { failures: ['convert'] }),
          () =>
            pipe(of({ kind: this.#c.one(['decimal', 'money', 'float'] as const) }), 'int', [], base, {
              failures: ['convert'],
            }),
          () => this.#counted(scope, depth),
          () => pipe(of({ kind: 'list', of: plainType(base) }), 'sum', [], base),
          () => this.#summed(base, scope, depth),
        ];
      case 'float':
        return [
          () => this.#arithmetic(base, this.#c.one(['+', '-', '*', '/'] as const), hint, scope, depth),
          () => pipe(of(TEXT), 'float', [], base, { failures: ['convert'] }),
          () => pipe(of({ kind: 'integer' }), 'float', [], base, { failures: ['convert'] }),
          () =>
            pipe(of({ kind: this.#c.one(['decimal', 'money'] as const) }), 'float', [], base, {
              failures: ['convert'],
              loses: true,
            }),
          () =>
            pipe(
              of(base),
              this.#c.one(['round', 'floor', 'ceil']),
              this.#c.chance(1, 2) ? [number('1')] : [],
              base,
              { failures: ['convert'], loses: true },
            ),
          () => pipe(of({ kind: 'list', of: plainType(base) }), 'sum', [], base),
          () => this.#summed(base, scope, depth),
        ];
      case 'decimal':
      case 'money':
        return [
          () => this.#arithmetic(base, this.#c.one(['+', '-', '*', '/'] as const), hint, scope, depth),
          () => this.#negated(base, hint, scope, depth),
          () => {
            const value = of(base);
            if (value === null || value.base.kind === 'integer') return null;
            return pipe(
              value,
              this.#c.one(['round', 'floor', 'ceil']),
              this.#c.one([[], [number('0')], [number('1')], [number('3')]]),
              { kind: base.kind },
              { loses: true },
            );
          },
          () => pipe(of({ kind: 'list', of: plainType(base) }), 'sum', [], { kind: base.kind }),
          () => this.#summed(base, scope, depth),
          ...(base.kind === 'money'
            ? [() => this.#c.maybe(this.#reads({ kind: 'integer' }, scope))]
            : [
                () =>
                  pipe(of(TEXT), 'decimal', this.#c.one([[], [text(',')]]), base, { failures: ['convert'] }),
                () => {
                  const list = of({ kind: 'list', of: plainType({ kind: 'integer' }) });
                  return pipe(list, 'avg', [], base, { nullable: true });
                },
                () =>
                  pipe(of({ kind: this.#c.one(['integer', 'float'] as const) }), 'decimal', [], base, {
                    failures: ['convert'],
                  }),
                () => {
                  const value = of({ kind: 'money' });
                  return value?.base.kind === 'money' ? pipe(value, 'decimal', [], base) : null;
                },
                () => this.#arithmetic({ kind: 'integer' }, '/', false, scope, depth, base),
              ]),
        ];
      case 'boolean':
        return [
          () => this.#asMade(this.condition(scope, depth)),
          () => this.#asMade(this.condition(scope, depth)),
          () => this.#asMade(this.condition(scope, depth)),
          () => pipe(of(TEXT), this.#c.one(['contains', 'starts_with', 'ends_with']), [of(TEXT)], base),
          () => pipe(of(TEXT), 'matches', [text(this.#c.one(['^[A-Z]', '(a+)+$', '\\pL{2}']))], base),
          () => pipe(of(TEXT), 'boolean', [], base, { failures: ['convert'] }),
        ];
      case 'date':
        return [
          () => pipe(of({ kind: 'instant' }), 'date', [zone()], base, { loses: true }),
          () => pipe(of({ kind: 'local' }), 'date', [], base, { loses: true }),
          () =>
            pipe(of(TEXT), 'date', this.#c.one([[], [text('d.M.yyyy')]]), base, { failures: ['convert'] }),
          () => pipe(of(base), 'plus_months', [of({ kind: 'integer' })], base),
          () => pipe(of(base), this.#c.one(['min', 'max']), [of(base)], base),
          () => pipe(of(base), 'plus_days', [of({ kind: 'integer' })], base),
        ];
      case 'instant':
        return [
          () => pipe(of({ kind: 'local' }), 'instant', [zone()], base),
          () => pipe(of({ kind: 'date' }), 'instant', [zone()], base),
          () => pipe(of(TEXT), 'instant', [], base, { failures: ['convert'] }),
          () => pipe(of(base), 'plus_minutes', [number('90')], base),
          () => pipe(of({ kind: 'integer' }), this.#c.one(['epoch_seconds', 'epoch_milliseconds']), [], base),
          () => this.#shifted(base, scope, depth),
        ];
      case 'local':
        return [
          () => pipe(of({ kind: 'instant' }), 'local', [zone()], base, { loses: true }),
          () =>
            pipe(of(TEXT), 'local', this.#c.one([[], [text('d.M.yyyy HH:mm')]]), base, {
              failures: ['convert'],
            }),
          () => this.#shifted(base, scope, depth),
        ];
      case 'binary':
        return [
          () => pipe(of(TEXT), 'content', [], base, { failures: ['convert'] }),
          () => pipe(of(TEXT), 'binary', [], base),
          () => pipe(of(TEXT), 'download', [], base, { failures: ['io'] }),
        ];
      case 'row':
        return [
          () => this.#lookup(base.entity, scope, depth),
          () => this.#lookup(base.entity, scope, depth),
          () => this.#proven(base, scope),
          () => this.#translated([base.entity], hint, scope, depth),
          () => this.#translated([base.entity], hint, scope, depth),
        ];
      case 'either': {
        const row = (): Made | null => {
          const made = this.make({ kind: 'row', entity: this.#c.one(base.entities) }, false, scope, depth);
          return made === null ? null : { ...made, base };
        };
        return [row, row, () => this.#translated(base.entities, hint, scope, depth)];
      }
      case 'source':
        return [];
      case 'list':
        return [
          () => this.#list(base.of.base, hint, scope, depth),
          () => this.#list(base.of.base, hint, scope, depth),
        ];
      case 'json':
        return [
          () => of({ kind: this.#c.one(['boolean', 'date', 'integer', 'text'] as const) }, { closed: true }),
          () => this.#recordValue(scope, depth),
          () => this.#wholeRecord(scope),
          () => this.#wholeRecord(scope),
        ];
      default:
        return [];
    }
  }

  /** Functions from a text, or from a day, to a text. */
  #ofText(of: (kind: Base) => Made | null, pipe: Piping): Made | null {
    const TEXT: Base = { kind: 'text' };
    const value = of(TEXT);
    const same = value?.base ?? TEXT;
    switch (this.#c.below(9)) {
      case 0:
        return pipe(value, this.#c.one(['lower', 'upper']), [text('tr')], TEXT);
      case 1:
        return pipe(value, this.#c.one(['title_case', 'unaccent']), [], TEXT, { loses: true });
      case 2:
        return pipe(value, 'collapse', [], same);
      case 3:
        return pipe(value, this.#c.one(['pad_start', 'pad_end']), [number('4'), text('0')], TEXT);
      case 4:
        return this.#c.chance(1, 2)
          ? pipe(value, 'right', [number('2')], { kind: 'text', max: 2 }, { loses: true })
          : pipe(value, 'substring', [number('1'), number('3')], { kind: 'text', max: 3 }, { loses: true });
      case 5:
        return pipe(value, 'replace_pattern', [text('([aeiou])+'), text('<$0$1>$$')], TEXT);
      case 6:
        return pipe(value, 'extract', [text(this.#c.one(['[0-9]+', '(a)|b']))], same, {
          loses: true,
          nullable: true,
        });
      case 7:
        return this.#c.chance(1, 2)
          ? pipe(value, 'url', [], TEXT, { failures: ['convert'] })
          : pipe(value, 'sha256', [], { kind: 'text', max: 64 });
      default:
        return this.#c.chance(1, 2)
          ? pipe(of({ kind: 'date' }), 'format', [text('d.M.yyyy')], TEXT)
          : pipe(of({ kind: 'local' }), 'format', [text('d.M.yyyy HH:mm')], TEXT, { loses: true });
    }
  }

  #asMade(condition: Condition): Made {
    return { ...condition, base: { kind: 'boolean' } };
  }

  /** A field, local or walk of the base. */
  #reads(base: Base, scope: Scope): readonly Made[] {
    const found: Made[] = [];
    for (const one of this.#names(scope)) {
      if (sameBase(one.base, base)) found.push(one);
      if (one.base.kind === 'source') {
        const id = this.#idOf(one.base.entities);
        if (id !== null && sameBase(id, base)) found.push({ ...one, expr: member(one.expr, 'id'), base: id });
      }
      if (one.base.kind === 'source' && one.base.entities.length === 1)
        for (const walked of this.#walks(one, scope)) {
          if (sameBase(walked.base, base)) found.push(walked);
          // One step further, where the names do not go in circles.
          if (
            walked.base.kind === 'source' &&
            walked.base.entities.length === 1 &&
            one.expr.kind === 'NameRef'
          )
            for (const further of this.#walks(walked, scope))
              if (sameBase(further.base, base)) found.push(further);
        }
      if (one.base.kind === 'record')
        for (const [name, field] of Object.entries(one.base.fields))
          if (sameBase(field.base, base))
            found.push({
              ...one,
              expr: member(one.expr, name),
              base: field.base,
              nullable: one.nullable || field.nullable,
            });
    }
    return found;
  }

  /** The type of `.id` where no field is called so: a text as long as the longest id among them. */
  #idOf(entities: readonly string[]): Base | null {
    let longest = 0;
    for (const name of entities) {
      const entity = this.#source.entities[name];
      const type = entity?.fields[entity.id]?.type;
      if (!entity || !type || entity.fields.id) return null;
      if (type.kind !== 'text' || type.max === undefined) return { kind: 'text' };
      longest = Math.max(longest, type.max);
    }
    return { kind: 'text', max: longest };
  }

  #names(scope: Scope): readonly Made[] {
    const names: Made[] = scope.locals.map(({ name, base, nullable, failures }) => ({
      expr: ref(name),
      base,
      nullable: nullable && !scope.present.has(name),
      failures,
      loses: false,
    }));
    if (scope.entity === null) return names;
    names.push({
      expr: node('This', {}),
      base: { kind: 'source', entities: [scope.entity.name], whole: true },
      nullable: false,
      failures: none,
      loses: false,
    });
    for (const field of Object.values(scope.entity.fields)) {
      const base = sourceBase(scope.entity, field);
      if (base.kind === 'other') continue;
      names.push({
        expr: ref(field.name),
        base,
        nullable: isNullable(scope.entity, field) && !scope.present.has(field.name),
        failures: none,
        loses: false,
      });
    }
    return names;
  }

  #walks(from: Made, _scope: Scope): readonly Made[] {
    const { base } = from;
    if (base.kind !== 'source') return [];
    const entity = this.#source.entities[base.entities[0] ?? ''];
    if (entity === undefined) return [];
    return Object.values(entity.fields).flatMap((field): readonly Made[] => {
      const to = sourceBase(entity, field);
      if (to.kind === 'other') return [];
      return [
        {
          expr: member(from.expr, field.name),
          base: to,
          nullable: from.nullable || isNullable(entity, field),
          failures: base.whole ? from.failures : new Set([...from.failures, 'dangling' as const]),
          loses: from.loses,
        },
      ];
    });
  }

  // ── Branches ──────────────────────────────────────────────────────────────────────────────────────────

  #if(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const condition = this.condition(scope, depth - 1);
    const branch = (shown: Shown): Made | null =>
      this.#branch(base, hint, withShown(scope, shown), depth - 1);
    const then = branch(condition.whenTrue);
    const otherwise = branch(condition.whenFalse);
    if (then === null || otherwise === null || (isBare(then.base) && isBare(otherwise.base))) return null;
    const both = joined([then, otherwise]);
    return {
      ...both,
      expr: node('If', { condition: condition.expr, then: then.expr, otherwise: otherwise.expr }),
      failures: new Set([...condition.failures, ...both.failures]),
      loses: both.loses || condition.loses,
    };
  }

  /** Null is a branch where something else gives the type. */
  #branch(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const made = this.make(base, hint, scope, depth);
    return made !== null && this.#c.chance(1, 6) && base.kind !== 'json' ? nothing() : made;
  }

  #coalesce(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const left = this.make(base, hint, scope, depth - 1);
    const right = this.make(base, true, scope, depth - 1);
    if (left === null || right === null || (base.kind === 'row' && !hint && left.base.kind !== 'row'))
      return null;
    return { ...joined([left, right]), expr: binary('??', left.expr, right.expr), nullable: right.nullable };
  }

  #match(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const subjects = this.#names(scope).filter(
      (one) =>
        one.base.kind === 'source' ||
        one.base.kind === 'enum' ||
        one.base.kind === 'boolean' ||
        one.base.kind === 'text' ||
        one.base.kind === 'integer',
    );
    const subject = this.#c.maybe(subjects);
    if (subject === null) return null;
    const parts: Made[] = [];
    const arms: ast.MatchArm[] = [];
    const arm = (pattern: ast.Pattern, inner: Scope): boolean => {
      const made = this.#branch(base, hint, inner, depth - 1);
      if (made === null) return false;
      parts.push(made);
      arms.push(node('MatchArm', { pattern, value: made.expr }));
      return true;
    };
    const literals = (values: readonly ast.Literal[]): ast.Pattern => ({ kind: 'literals', values });
    let whole = true;
    let isComplete = true;
    const of = subject.base;
    switch (of.kind) {
      case 'source': {
        const named = of.entities.filter(() => !this.#c.chance(1, 5));
        isComplete = named.length === of.entities.length;
        for (let at = 0; at < named.length; ) {
          const group = named.slice(at, at + 1 + this.#c.below(2));
          at += group.length;
          const binders = group.map((entity) => ({
            entity,
            name: this.#c.chance(2, 3) ? this.freshName() : null,
          }));
          // Only where one entity stands in an arm its binder always holds something.
          const bound =
            binders.length === 1 ? binders : binders.map(({ entity }) => ({ entity, name: null }));
          whole &&= arm(
            {
              kind: 'entities',
              entities: bound.map(({ entity, name }) => ({
                entity: id(entity),
                binder: name === null ? null : id(name),
              })),
            },
            {
              ...scope,
              locals: [
                ...scope.locals,
                ...bound.flatMap(({ entity, name }) =>
                  name === null
                    ? []
                    : [
                        {
                          name,
                          base: { kind: 'source', entities: [entity], whole: of.whole } as const,
                          nullable: false,
                          failures: none,
                        },
                      ],
                ),
              ],
            },
          );
        }
        break;
      }
      case 'enum': {
        const options = of.options.filter(() => !this.#c.chance(1, 5));
        isComplete = options.length === of.options.length && !of.open;
        for (const option of options) {
          const written = optionLiteral(of.options, option.value);
          if (written === null) isComplete = false;
          else whole &&= arm(literals([written]), scope);
        }
        break;
      }
      case 'boolean':
        whole &&= arm(literals([literal({ kind: 'boolean', value: true })]), scope);
        whole &&= arm(literals([literal({ kind: 'boolean', value: false })]), scope);
        break;
      case 'text':
        isComplete = false;
        whole &&= arm(
          literals([literal({ kind: 'text', value: 'Kaya' }), literal({ kind: 'text', value: 'a' })]),
          scope,
        );
        break;
      default:
        isComplete = false;
        whole &&= arm(literals([literal({ kind: 'number', value: '7' })]), scope);
    }
    const wantsNull = subject.nullable && this.#c.chance(1, 2);
    if (wantsNull) whole &&= arm(literals([literal({ kind: 'null' })]), scope);
    if (!isComplete || (subject.nullable && !wantsNull) || arms.length === 0)
      whole &&= arm({ kind: 'else' }, scope);
    if (!whole || parts.every((part) => isBare(part.base))) return null;
    const all = joined(parts);
    return {
      ...all,
      expr: node('MatchExpr', { subject: subject.expr, arms }),
      failures: new Set([...subject.failures, ...all.failures]),
    };
  }

  condition(scope: Scope, depth: number): Condition {
    const closed = (made: Made | null): Condition =>
      made === null || isBare(made.base)
        ? {
            expr: literal({ kind: 'boolean', value: true }),
            nullable: false,
            failures: none,
            loses: false,
            whenTrue: NOTHING,
            whenFalse: NOTHING,
          }
        : {
            expr: made.expr,
            nullable: made.nullable,
            failures: made.failures,
            loses: made.loses,
            whenTrue: NOTHING,
            whenFalse: NOTHING,
          };
    const nullables = this.#names(scope).filter(
      (one) => one.nullable && one.expr.kind === 'NameRef' && !isOpen(one),
    );
    const simple = (): Condition => {
      const one = this.#c.maybe(nullables);
      if (one === null || one.expr.kind !== 'NameRef') return closed(null);
      const { name } = one.expr.id;
      const isNull = this.#c.chance(1, 2);
      return {
        ...closed({ ...one, expr: binary(isNull ? '==' : '!=', one.expr, NULL), nullable: false }),
        whenTrue: { present: isNull ? [] : [name], nonzero: [] },
        whenFalse: { present: isNull ? [name] : [], nonzero: [] },
      };
    };
    const flag = (): Condition =>
      closed(
        this.fill(
          { base: { kind: 'boolean' }, hint: true, nullable: true, closed: true },
          scope,
          depth <= 0 ? 0 : depth - 1,
        ),
      );
    if (depth <= 0) return this.#c.chance(1, 2) ? simple() : flag();
    switch (this.#c.below(8)) {
      case 0:
        return flag();
      case 1:
        return simple();
      case 2: {
        const inner = this.condition(scope, depth - 1);
        return {
          ...inner,
          expr: node('Unary', { operator: 'not', operand: inner.expr }),
          whenTrue: inner.whenFalse,
          whenFalse: inner.whenTrue,
        };
      }
      case 3: {
        const isAnd = this.#c.chance(1, 2);
        const left = this.condition(scope, depth - 1);
        // The right side counts where the left one has not decided.
        const right = this.condition(withShown(scope, isAnd ? left.whenTrue : left.whenFalse), depth - 1);
        return {
          expr: binary(isAnd ? 'and' : 'or', left.expr, right.expr),
          nullable: left.nullable || right.nullable,
          failures: new Set([...left.failures, ...right.failures]),
          loses: left.loses || right.loses,
          whenTrue: (isAnd ? either : both)(left.whenTrue, right.whenTrue),
          whenFalse: (isAnd ? both : either)(left.whenFalse, right.whenFalse),
        };
      }
      case 4:
        return closed(this.#membership(scope, depth));
      case 5:
        return closed(this.#quantified(scope, depth));
      default:
        return this.#comparison(scope, depth) ?? simple();
    }
  }

  #comparison(scope: Scope, depth: number): Condition | null {
    const names = this.#names(scope).filter(({ base }) => domain(base) !== null);
    const first = this.#c.maybe(names);
    const left =
      first !== null && this.#c.chance(1, 2)
        ? first
        : this.make({ kind: this.#c.one(SCALARS) }, false, scope, depth - 1);
    const place = left === null ? null : domain(left.base);
    if (left === null || place === null) return null;
    let wanted: Base = left.base;
    if (place === 'number' && this.#c.chance(1, 4))
      wanted = {
        kind: this.#c.one(
          left.base.kind === 'float' ? (['integer'] as const) : (['float', 'decimal'] as const),
        ),
      };
    if (place === 'decimal' && this.#c.chance(1, 2))
      wanted = { kind: this.#c.one(['integer', 'decimal', 'money', 'float'] as const) };
    // A literal stands in the light of what is beside it; beside a literal nothing does.
    const isLiteral =
      left.expr.kind === 'Literal' || (left.expr.kind === 'Text' && left.expr.parts.length === 1);
    const right = this.make(
      wanted.kind === 'text' ? { kind: 'text' } : wanted,
      !isLiteral && wanted.kind === left.base.kind,
      scope,
      depth - 1,
    );
    if (right === null || domain(right.base) === null) return null;
    const a = this.#closed(left, scope);
    const b = this.#closed(right, scope);
    if (a === null || b === null) return null;
    const isOrdered = place !== 'boolean' && place !== 'reference' && this.#c.chance(1, 2);
    const operator = this.#c.one<ast.Comparison>(isOrdered ? ['<', '<=', '>', '>='] : ['==', '!=']);
    const present = [a, b].flatMap(({ expr }) => (expr.kind === 'NameRef' ? [expr.id.name] : []));
    const zero = ofZero(operator, a.expr, b.expr);
    return {
      expr: binary(operator, a.expr, b.expr),
      nullable: false,
      failures: new Set([...a.failures, ...b.failures]),
      loses: a.loses || b.loses,
      whenTrue: { present, nonzero: zero === false ? present : [] },
      whenFalse: { present: [], nonzero: zero === true ? present : [] },
    };
  }

  #closed(made: Made, scope: Scope): Made | null {
    if (!isOpen(made)) return made;
    const handled = this.#handled(
      made,
      { base: made.base, hint: true, nullable: true, closed: true },
      scope,
      0,
    );
    return isOpen(handled) ? null : handled;
  }

  #membership(scope: Scope, depth: number): Made | null {
    const read = this.#c.maybe(
      this.#names(scope).filter(({ base }) => ['text', 'integer', 'enum', 'date'].includes(base.kind)),
    );
    const left = read === null ? null : this.#closed(read, scope);
    if (left === null) return null;
    const { base } = left;
    const items = [0, 1].flatMap((): readonly Made[] => {
      const item =
        base.kind === 'enum'
          ? this.literal(base, true)
          : this.fill(
              {
                base: base.kind === 'text' ? { kind: 'text' } : base,
                hint: true,
                nullable: true,
                closed: true,
              },
              scope,
              depth - 2,
            );
      return item === null ? [] : [item];
    });
    return {
      ...joined([left, ...items], { kind: 'boolean' }),
      expr: binary('in', left.expr, node('List', { items: items.map(({ expr }) => expr) })),
      nullable: false,
    };
  }

  // ── Numbers, texts, times ─────────────────────────────────────────────────────────────────────────────

  #arithmetic(
    base: Base,
    operator: '+' | '-' | '*' | '/',
    hint: boolean,
    scope: Scope,
    depth: number,
    result: Base = base,
  ): Made | null {
    // Literals are read in the light of the other side; two of them have none.
    const left =
      this.#c.maybe(this.#reads(base, scope)) ?? (hint ? this.make(base, hint, scope, depth - 1) : null);
    const right = this.make(base, hint || base.kind === 'integer', scope, depth - 1);
    if (left === null || right === null || left.expr.kind === 'Literal') return null;
    const [a, b] = this.#c.chance(1, 2) || right.expr.kind === 'Literal' ? [left, right] : [right, left];
    const withoutScale: Base =
      result.kind === 'money' ? { kind: 'money' } : result.kind === 'decimal' ? { kind: 'decimal' } : result;
    const made = { ...joined([a, b], withoutScale), expr: binary(operator, a.expr, b.expr) };
    if (operator !== '/') return made;
    const isShown = b.expr.kind === 'NameRef' && scope.nonzero.has(b.expr.id.name);
    if (isShown || (written(b.expr) ?? 0) !== 0) return made;
    if (b.expr.kind === 'NameRef' && !isOpen(b) && this.#c.chance(1, 2)) {
      // Asked first: then it is not divided by zero.
      const test = binary(this.#c.one(['!=', '>', '<'] as const), b.expr, number('0'));
      return {
        ...made,
        expr: node('If', { condition: test, then: made.expr, otherwise: NULL }),
        nullable: true,
      };
    }
    return { ...made, failures: new Set([...made.failures, 'convert' as const]) };
  }

  #negated(base: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const made = this.make(base, hint, scope, depth - 1);
    return made === null ? null : { ...made, expr: node('Unary', { operator: '-', operand: made.expr }) };
  }

  #interpolation(scope: Scope, depth: number): Made | null {
    const parts: (string | ast.Expr)[] = [];
    const holes: Made[] = [];
    let max: number | null = 0;
    for (let at = 0; at <= this.#c.below(3); at += 1) {
      const word = this.#c.one([' ', '', 'x:', '{', '"']);
      parts.push(word);
      max = max === null ? null : max + word.length;
      const kind = this.#c.one(SCALARS.filter((one) => one !== 'boolean'));
      const hole = this.fill(
        { base: { kind }, hint: false, nullable: false, closed: false },
        scope,
        depth - 1,
      );
      if (hole === null) continue;
      holes.push(hole);
      parts.push(hole.expr);
      const length =
        hole.base.kind === 'text' ? (hole.base.max ?? null) : hole.base.kind === 'date' ? 10 : null;
      max = max === null || length === null ? null : max + length;
    }
    const node_ = textOf(parts);
    if (holes.length === 0) return null;
    return {
      ...joined(holes, max === null ? { kind: 'text' } : { kind: 'text', max }),
      expr: node_,
      nullable: false,
    };
  }

  #label(scope: Scope): Made | null {
    const subject = this.#c.maybe(this.#names(scope).filter(({ base }) => base.kind === 'enum'));
    if (subject === null) return null;
    return {
      ...subject,
      base: { kind: 'text' },
      expr: this.#c.chance(1, 2)
        ? node('Call', { callee: id('label'), args: [arg(subject.expr)] })
        : node('Pipe', { value: subject.expr, fn: id('label'), args: null }),
    };
  }

  #shifted(base: Base, scope: Scope, depth: number): Made | null {
    const moment = this.make(base, false, scope, depth - 1);
    const length = this.make({ kind: 'integer' }, false, scope, depth - 1);
    if (moment === null || length === null) return null;
    const duration = node('Call', {
      callee: id(this.#c.one(['minutes', 'hours', 'days'])),
      args: [arg(length.expr)],
    });
    return {
      ...joined([moment, length], base),
      expr: binary(this.#c.one(['+', '-'] as const), moment.expr, duration),
    };
  }

  // ── Lists ─────────────────────────────────────────────────────────────────────────────────────────────

  #lists(scope: Scope): readonly Made[] {
    const found = this.#names(scope).filter(({ base }) => base.kind === 'list');
    // The records that point to the one in hand.
    if (scope.entity !== null)
      for (const entity of Object.values(this.#source.entities))
        for (const field of Object.values(entity.fields))
          if (field.type.kind === 'reference' && field.type.targets.includes(scope.entity.name))
            found.push({
              expr: node('Index', {
                object: ref(entity.name),
                items: [{ left: ref(field.name), right: node('This', {}) }],
              }),
              base: { kind: 'list', of: plainType({ kind: 'source', entities: [entity.name], whole: true }) },
              nullable: false,
              failures: none,
              loses: false,
            });
    return found;
  }

  #element(list: Made): Local | null {
    return list.base.kind === 'list'
      ? { name: this.freshName(), base: list.base.of.base, nullable: false, failures: none }
      : null;
  }

  #lambda(local: Local, body: Made): ast.Arg {
    return arg(body.expr, id(local.name));
  }

  /** `list | sum(x -> …)`. */
  #summed(of: Base, scope: Scope, depth: number): Made | null {
    const list = this.#c.maybe(this.#lists(scope));
    const local = list === null ? null : this.#element(list);
    if (list === null || local === null) return null;
    const body = this.make(of, false, { ...scope, locals: [...scope.locals, local] }, depth - 1);
    if (body === null || body.base.kind !== of.kind) return null;
    const args = [this.#lambda(local, body)];
    return {
      ...joined([list, body], of.kind === 'decimal' || of.kind === 'money' ? { kind: of.kind } : of),
      nullable: list.nullable,
      expr: this.#c.chance(1, 3)
        ? node('Call', { callee: id('sum'), args: [arg(list.expr), ...args] })
        : node('Pipe', { value: list.expr, fn: id('sum'), args }),
    };
  }

  #list(of: Base, hint: boolean, scope: Scope, depth: number): Made | null {
    const base: Base = { kind: 'list', of: plainType(of) };
    switch (this.#c.below(4)) {
      case 0: {
        const items = [0, 1].flatMap((): readonly Made[] => {
          const item = this.make(of, hint, scope, depth - 1);
          return item === null ? [] : [item];
        });
        // Whole numbers may have been read in place of money: of them alone the list is one of whole numbers.
        if (
          items.length === 0 ||
          (of.kind === 'money' && items.every(({ base: one }) => one.kind === 'integer'))
        )
          return null;
        // A list holds texts as long, and numbers as fine, as its elements are: not as the place would have them.
        const isMeasured = of.kind === 'text' || isExact(of);
        const measured = isMeasured ? joined(items).base : of;
        return {
          ...joined(items, { kind: 'list', of: plainType(measured) }),
          nullable: false,
          expr: node('List', { items: items.map(({ expr }) => expr) }),
        };
      }
      case 1: {
        const list = this.#c.maybe(this.#lists(scope));
        const local = list === null ? null : this.#element(list);
        if (list === null || local === null) return null;
        const body = this.make(
          of,
          hint && of.kind === 'row',
          { ...scope, locals: [...scope.locals, local] },
          depth - 1,
        );
        if (body === null) return null;
        return {
          ...joined([list, body], { kind: 'list', of: plainType(body.base) }),
          nullable: list.nullable,
          expr: node('Pipe', { value: list.expr, fn: id('each'), args: [this.#lambda(local, body)] }),
        };
      }
      case 2: {
        if (of.kind !== 'text') return null;
        const made = this.make(of, false, scope, depth - 1);
        return made === null
          ? null
          : {
              ...made,
              base: { kind: 'list', of: plainType({ kind: 'text' }) },
              expr: node('Pipe', {
                value: made.expr,
                ...this.#c.one([
                  { fn: id('split'), args: [arg(text(this.#c.one([';', ' ', ''])))] },
                  { fn: id('split_pattern'), args: [arg(text('[; ]+'))] },
                  { fn: id('lines'), args: null },
                ]),
              }),
            };
      }
      default: {
        const list = this.make(base, false, scope, depth - 1);
        return list === null ? null : this.#arranged(list, scope, depth);
      }
    }
  }

  /** The same elements, fewer or in another order. */
  #arranged(list: Made, scope: Scope, depth: number): Made | null {
    const local = this.#element(list);
    if (local === null || local.base.kind === 'null' || list.expr.kind === 'List') return list;
    const inner: Scope = { ...scope, locals: [...scope.locals, local] };
    const fn = this.#c.one(['where', 'sort', 'reverse', 'distinct', 'compact', 'take', 'skip', 'flatten']);
    if (fn === 'take' || fn === 'skip')
      return {
        ...list,
        expr: node('Pipe', {
          value: list.expr,
          fn: id(fn),
          args: [arg(number(this.#c.one(['0', '1', '2'])))],
        }),
      };
    if (fn === 'flatten')
      return {
        ...list,
        nullable: false,
        expr: node('Pipe', {
          value: node('List', { items: [list.expr, list.expr] }),
          fn: id(fn),
          args: null,
        }),
      };
    if (fn === 'distinct' && ['html', 'record', 'enum', 'local'].includes(local.base.kind)) return list;
    if (fn === 'where') {
      const condition = this.condition(inner, depth - 1);
      return {
        ...list,
        failures: new Set([...list.failures, ...condition.failures]),
        loses: list.loses || condition.loses,
        expr: node('Pipe', { value: list.expr, fn: id(fn), args: [arg(condition.expr, id(local.name))] }),
      };
    }
    if (fn === 'sort') {
      const by = this.make({ kind: this.#c.one(SCALARS) }, false, inner, depth - 1);
      if (by === null) return list;
      return {
        ...joined([list, by], list.base),
        nullable: list.nullable,
        expr: node('Pipe', { value: list.expr, fn: id(fn), args: [this.#lambda(local, by)] }),
      };
    }
    return { ...list, expr: node('Pipe', { value: list.expr, fn: id(fn), args: null }) };
  }

  /** One element of a list, or the end of a chain of references. */
  #ofList(base: Base, scope: Scope, depth: number): Made | null {
    if (base.kind === 'list' || base.kind === 'row' || base.kind === 'json') return null;
    const list = this.make({ kind: 'list', of: plainType(base) }, false, scope, depth - 1);
    if (list === null || list.base.kind !== 'list' || list.expr.kind === 'List') return null;
    const ordered = ['text', 'integer', 'decimal', 'money', 'float', 'date', 'instant', 'boolean'].includes(
      base.kind,
    );
    const fn = this.#c.one(ordered ? ['first', 'last', 'only', 'min', 'max'] : ['first', 'last', 'only']);
    const isOnly = fn === 'only';
    return {
      ...list,
      base: list.base.of.base,
      nullable: list.nullable || !isOnly,
      failures: isOnly ? new Set([...list.failures, 'none', 'several']) : list.failures,
      expr: node('Pipe', { value: list.expr, fn: id(fn), args: null }),
    };
  }

  #counted(scope: Scope, depth: number): Made | null {
    const list = this.#c.maybe(this.#lists(scope));
    const arranged = list === null ? null : this.#arranged(list, scope, depth);
    if (arranged === null) return null;
    return {
      ...arranged,
      base: { kind: 'integer' },
      expr: node('Pipe', { value: arranged.expr, fn: id('count'), args: null }),
    };
  }

  #quantified(scope: Scope, depth: number): Made | null {
    const list = this.#c.maybe(this.#lists(scope));
    const local = list === null ? null : this.#element(list);
    if (list === null || local === null) return null;
    const condition = this.condition({ ...scope, locals: [...scope.locals, local] }, depth - 1);
    return {
      ...list,
      base: { kind: 'boolean' },
      failures: new Set([...list.failures, ...condition.failures]),
      loses: condition.loses,
      expr: node('Pipe', {
        value: list.expr,
        fn: id(this.#c.one(['any', 'all'])),
        args: [arg(condition.expr, id(local.name))],
      }),
    };
  }

  // ── Rows, tables, functions ───────────────────────────────────────────────────────────────────────────

  #lookup(entity: string, scope: Scope, depth: number): Made | null {
    const schema = this.#target.entities[entity];
    if (!scope.lookups.has(entity) || schema === undefined) return null;
    const fields = Object.values(schema.fields).filter(({ type }) =>
      ['text', 'integer', 'boolean', 'enum', 'date', 'reference'].includes(type.kind),
    );
    const count = 1 + this.#c.below(2);
    const items: { left: ast.Expr; right: ast.Expr }[] = [];
    const parts: Made[] = [];
    const direct = new Set<string>();
    for (let at = 0; at < count; at += 1) {
      const field = this.#c.one(fields);
      const inside =
        field.type.kind === 'reference' && field.type.targets.length === 1
          ? this.#target.entities[field.type.targets[0] ?? '']?.fields.name
          : undefined;
      const last = inside ?? field;
      if (direct.has(field.name)) continue;
      const base = baseOfField(last.type, 'target', `${entity}.${last.name}`, true);
      const wanted: Base = base.kind === 'text' ? { kind: 'text' } : base;
      const value = this.fill(
        { base: base.kind === 'text' ? base : wanted, hint: true, nullable: true, closed: false },
        scope,
        depth - 1,
      );
      // What literals alone say is proven against the rows that discovery saw.
      if (value === null || ['Literal', 'Text', 'DateLiteral'].includes(value.expr.kind)) continue;
      // A function stands for its value, which may be a literal.
      const { expr } = value;
      if (expr.kind === 'Call' && this.functions.some(({ name }) => name === expr.callee.name)) continue;
      direct.add(field.name);
      parts.push(value);
      items.push({
        left: inside === undefined ? ref(field.name) : member(ref(field.name), inside.name),
        right: value.expr,
      });
    }
    if (items.length === 0) return null;
    const isUnique = direct.has('id') || direct.has('x_key');
    return {
      ...joined(parts, { kind: 'row', entity }),
      expr: node('Index', { object: path(entity), items }),
      asked: new Set(parts.flatMap(({ failures }) => [...failures])),
      failures: new Set([
        ...parts.flatMap(({ failures }) => [...failures]),
        'none',
        ...(isUnique ? [] : ['several' as const]),
      ]),
    };
  }

  /** A reference of the source on its way to a row of the target. */
  #translated(targets: readonly string[], hint: boolean, scope: Scope, depth: number): Made | null {
    const [entity = '', other] = targets;
    const references = this.#references(scope).flatMap((one): readonly Made[] => {
      if (one.base.kind !== 'source') return [];
      const { entities, whole } = one.base;
      const fits = (map: MapSketch): boolean =>
        !map.each &&
        map.targets.length === 1 &&
        targets.includes(map.targets[0] ?? '') &&
        entities.includes(map.source);
      const alone = this.#maps.filter(fits);
      const chains = entities.flatMap((name) => {
        const own = this.#maps.filter((map) => map.source === name);
        const into = own.filter((map) => !map.each && map.targets.length > 1 && map.targets.includes(entity));
        const isOnly = other === undefined && !alone.some((map) => map.source === name) && into.length === 1;
        return isOnly ? into : [];
      });
      const all = [...alone, ...chains];
      const usable = (maps: readonly MapSketch[]): boolean =>
        maps.length > 0 && maps.every((map) => scope.reach.has(map.id));
      const made = (expr: ast.Expr, maps: readonly MapSketch[]): Made => ({
        ...one,
        expr,
        base: other === undefined ? { kind: 'row', entity } : { kind: 'either', entities: targets },
        failures: new Set([
          ...one.failures,
          'rejected' as const,
          ...(!whole ||
          entities.some((name) => !maps.some((map) => map.source === name)) ||
          maps.some((map) => map.partial || map.targets.length > 1)
            ? ['dangling' as const]
            : []),
          ...(maps.some((map) => map.kind === 'owners') ? ['unmatched' as const] : []),
        ]),
      });
      const found: Made[] = [];
      const isPlain =
        usable(all) && entities.every((name) => all.filter((map) => map.source === name).length <= 1);
      if (isPlain && hint) found.push(made(one.expr, all));
      if (isPlain && other === undefined)
        found.push(made(node('As', { value: one.expr, name: dotted(entity) }), all));
      for (const map of alone)
        if (map.name !== null && scope.reach.has(map.id))
          found.push(made(node('As', { value: one.expr, name: dotted(map.name) }), [map]));
      for (const map of alone)
        if (scope.reach.has(map.id) && this.#isNamedBySource(map))
          found.push(made(node('As', { value: one.expr, name: dotted(map.source) }), [map]));
      return found;
    });
    return this.#c.maybe(references) ?? (depth > 1 ? this.#lookup(entity, scope, depth - 1) : null);
  }

  /** Whether the name of its source says which map is meant. */
  #isNamedBySource(map: MapSketch): boolean {
    return (
      isPlainMap(map) &&
      this.#maps.filter((one) => isPlainMap(one) && one.source === map.source).length === 1 &&
      !this.#maps.some(({ name }) => name === map.source) &&
      this.#target.entities[map.source] === undefined
    );
  }

  #references(scope: Scope): readonly Made[] {
    const names = this.#names(scope).filter(({ base }) => base.kind === 'source');
    return [
      ...names,
      ...names.flatMap((one) =>
        one.base.kind === 'source' && one.base.entities.length === 1
          ? this.#walks(one, scope).filter(({ base }) => base.kind === 'source')
          : [],
      ),
    ];
  }

  /** `ref(…)`, for a pair of fields. */
  pair(scope: Scope): Made | null {
    const found = this.#references(scope).flatMap((one): readonly Made[] => {
      if (one.base.kind !== 'source') return [];
      const { entities, whole } = one.base;
      const maps = entities.flatMap((name) => {
        const all = this.#maps.filter((map) => !map.each && map.source === name);
        const plain = all.filter(isPlainMap);
        return all.length > 1 && plain.length === 1 ? plain : all;
      });
      const isFit =
        maps.length > 0 &&
        maps.every((map) => scope.reach.has(map.id)) &&
        entities.every((name) => maps.filter((map) => map.source === name).length <= 1);
      if (!isFit) return [];
      const isDangling =
        !whole ||
        entities.some((name) => !maps.some((map) => map.source === name)) ||
        maps.some((map) => map.partial);
      return [
        {
          ...one,
          base: { kind: 'pair' },
          expr: node('Call', { callee: id('ref'), args: [arg(one.expr)] }),
          failures: new Set([
            ...one.failures,
            'rejected' as const,
            ...(isDangling ? ['dangling' as const] : []),
            ...(maps.some((map) => map.kind === 'owners') ? ['unmatched' as const] : []),
          ]),
        },
      ];
    });
    return this.#c.maybe(found);
  }

  #table(base: Base, scope: Scope, depth: number): Made | null {
    const table = this.#c.maybe(
      this.tables.filter(
        (one) => sameBase(one.base, base) && (one.rows === null || scope.lookups.has(one.rows)),
      ),
    );
    if (table === null) return null;
    const keys = table.keys.map((key) =>
      this.fill({ base: key, hint: true, nullable: true, closed: false }, scope, depth - 1),
    );
    if (keys.some((key) => key === null)) return null;
    const parts = keys.filter((key) => key !== null);
    const all = joined(parts, table.base);
    return {
      ...all,
      expr: node('Index', {
        object: ref(table.name),
        items: parts.map(({ expr }) => ({ left: expr, right: null })),
      }),
      nullable: all.nullable || table.nullable,
      failures: new Set([...all.failures, ...table.failures]),
    };
  }

  #call(base: Base, scope: Scope, depth: number): Made | null {
    const fn = this.#c.maybe(this.functions.filter((one) => sameBase(one.base, base)));
    if (fn === null) return null;
    const parts: Made[] = [];
    for (const param of fn.params) {
      const value = this.fill(
        { base: param.base, hint: true, nullable: param.nullable, closed: true },
        scope,
        depth - 1,
      );
      // A parameter that the function does not read, or reads under an `else`, leaves no failure of its argument.
      if (value === null || value.failures.size > 0) return null;
      parts.push(value);
    }
    const loses = fn.loses || parts.some((part) => part.loses);
    return {
      expr: node('Call', { callee: id(fn.name), args: parts.map(({ expr }) => arg(expr)) }),
      base: fn.base,
      nullable: fn.nullable,
      failures: fn.failures,
      loses,
    };
  }

  /** `this`, or another reference: as JSON it is the record that it leads to. */
  #wholeRecord(scope: Scope): Made | null {
    const found = this.#c.maybe(
      this.#names(scope).filter(({ base }) => base.kind === 'source' || isSources(base)),
    );
    if (found === null) return null;
    const { base } = found.base.kind === 'list' ? found.base.of : found;
    const isWhole = base.kind === 'source' && base.whole;
    return {
      ...found,
      base: { kind: 'json' },
      failures: isWhole ? found.failures : new Set([...found.failures, 'dangling' as const]),
    };
  }

  #recordValue(scope: Scope, depth: number): Made | null {
    const parts: Made[] = [];
    const statements = ['a', 'b'].flatMap((name): readonly ast.Assign[] => {
      const made = this.fill(
        {
          base: { kind: this.#c.one(['text', 'integer', 'boolean', 'date'] as const) },
          hint: false,
          nullable: true,
          closed: true,
        },
        scope,
        depth - 1,
      );
      if (made === null) return [];
      parts.push(made);
      return [assign(name, made.expr)];
    });
    return {
      ...joined(parts, { kind: 'record', fields: {} }),
      nullable: false,
      expr: node('Record', { body: node('Body', { statements }) }),
    };
  }
}

function isSources(base: Base): boolean {
  return base.kind === 'list' && base.of.base.kind === 'source';
}

export function assign(name: string, value: ast.Expr, more: Partial<ast.Assign> = {}): ast.Assign {
  return node('Assign', {
    mode: null,
    targets: [dotted(name)],
    operator: '=' as const,
    value,
    because: null,
    ...more,
  });
}

function nothing(): Made {
  return { expr: NULL, base: { kind: 'null' }, nullable: true, failures: none, loses: false };
}

export function plainType(base: Base): {
  readonly base: Base;
  readonly nullable: false;
  readonly failures: ReadonlyMap<FailureKind, string>;
} {
  return { base, nullable: false, failures: new Map() };
}

export function withShown(scope: Scope, { present, nonzero }: Shown): Scope {
  return {
    ...scope,
    present: new Set([...scope.present, ...present]),
    nonzero: new Set([...scope.nonzero, ...nonzero]),
  };
}

function either(left: Shown, right: Shown): Shown {
  return {
    present: [...left.present, ...right.present],
    nonzero: [...left.nonzero, ...right.nonzero],
  };
}

function both(left: Shown, right: Shown): Shown {
  return {
    present: left.present.filter((name) => right.present.includes(name)),
    nonzero: left.nonzero.filter((name) => right.nonzero.includes(name)),
  };
}

/** The number that is written there; null for all else. */
function written(expr: ast.Expr): number | null {
  if (expr.kind === 'Unary' && expr.operator === '-') {
    const value = written(expr.operand);
    return value === null ? null : -value;
  }
  return expr.kind === 'Literal' && expr.value.kind === 'number' ? Number(expr.value.value) : null;
}

/** Whether a comparison with a written number would be true of zero; null where there is none, or two. */
function ofZero(operator: ast.Comparison, left: ast.Expr, right: ast.Expr): boolean | null {
  const [a, b] = [written(left), written(right)];
  if ((a === null) === (b === null)) return null;
  const [x, y] = [a ?? 0, b ?? 0];
  const results = { '==': x === y, '!=': x !== y, '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y };
  return results[operator];
}

function path(name: string): ast.Expr {
  const [first = '', ...rest] = name.split('.');
  return rest.reduce(member, ref(first));
}

export function isNullable(entity: Entity, field: Field): boolean {
  return field.required !== true && field.name !== entity.id;
}

export function sourceBase(entity: Entity, field: Field): Base {
  return baseOfField(field.type, 'source', `${entity.name}.${field.name}`, field.enforced === true);
}

function isExact(base: Base): boolean {
  return base.kind === 'decimal' || base.kind === 'money';
}

function isBare(base: Base): boolean {
  return base.kind === 'null' || (base.kind === 'list' && isBare(base.of.base));
}

/** Side by side: null where one is, failing where one does; the base of all, or one that is given. */
function joined(parts: readonly Made[], base?: Base): Made {
  const [first] = parts;
  return {
    expr: first?.expr ?? NULL,
    base: base ?? parts.map((part) => part.base).reduce(join, { kind: 'null' }),
    nullable: parts.some((part) => part.nullable),
    failures: new Set(parts.flatMap((part) => [...part.failures])),
    loses: parts.some((part) => part.loses),
  };
}

/** A list of references that all lead somewhere. */
function wholly(base: Base & { readonly kind: 'list' }): Base {
  const of = base.of.base;
  return of.kind === 'source' ? { kind: 'list', of: plainType({ ...of, whole: true }) } : base;
}

function join(left: Base, right: Base): Base {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'text' && right.kind === 'text')
    return left.max === undefined || right.max === undefined
      ? { kind: 'text' }
      : { kind: 'text', max: Math.max(left.max, right.max) };
  if (left.kind === 'list' && right.kind === 'list')
    return { kind: 'list', of: plainType(join(left.of.base, right.of.base)) };
  if (isExact(left) && isExact(right))
    return { kind: left.kind === 'money' || right.kind === 'money' ? 'money' : 'decimal' };
  if (left.kind === 'integer') return right;
  if (left.kind === 'source' && right.kind === 'source')
    return {
      kind: 'source',
      entities: [...new Set([...left.entities, ...right.entities])],
      whole: left.whole && right.whole,
    };
  return left;
}

/** Whether a value of the one base may stand where the other is wanted, whatever the length of a text. */
function sameBase(one: Base, wanted: Base): boolean {
  if (one.kind !== wanted.kind) return false;
  if (one.kind === 'enum' && wanted.kind === 'enum') return one.of === wanted.of;
  if (one.kind === 'enums' && wanted.kind === 'enums') return one.of === wanted.of;
  if (one.kind === 'row' && wanted.kind === 'row') return one.entity === wanted.entity;
  if (one.kind === 'either' && wanted.kind === 'either')
    return one.entities.every((name) => wanted.entities.includes(name));
  if (one.kind === 'source' && wanted.kind === 'source')
    return (
      one.entities.length === wanted.entities.length &&
      one.entities.every((name) => wanted.entities.includes(name))
    );
  if (one.kind === 'list' && wanted.kind === 'list') return sameBase(one.of.base, wanted.of.base);
  return true;
}

function domain(base: Base): string | null {
  switch (base.kind) {
    case 'text':
    case 'html':
    case 'local':
      return base.kind;
    case 'integer':
    case 'float':
      return 'number';
    case 'decimal':
    case 'money':
      return 'decimal';
    case 'boolean':
    case 'date':
    case 'instant':
      return base.kind;
    case 'enum':
      return 'boolean';
    case 'source':
    case 'row':
      return 'reference';
    default:
      return null;
  }
}

/** How a table or a pattern writes an option; null where no literal means it alone. */
export function optionLiteral(
  options: readonly { readonly value: string | number | boolean; readonly label: string }[],
  value: string | number | boolean,
): ast.Literal | null {
  const option = options.find((one) => one.value === value);
  if (option === undefined) return null;
  if (options.filter(({ label }) => label === option.label).length === 1)
    return literal({ kind: 'text', value: option.label });
  if (options.some(({ label }) => label === value)) return null;
  if (typeof value === 'number') return literal({ kind: 'number', value: String(value) });
  return typeof value === 'boolean' ? literal({ kind: 'boolean', value }) : literal({ kind: 'text', value });
}
