import type * as ast from '../language/ast.ts';
import type { At, ExprNode, Phase } from '../plan/types.ts';
import type { Entity, Field, Profile, Schema } from '../schema/model.ts';
import {
  type Diagnostic,
  type DiagnosticName,
  type DiagnosticOptions,
  type DiagnosticParams,
  diagnostic,
} from './diagnostics/index.ts';
import { shownBy } from './expressions/shown.ts';
import type { Places } from './fixes/places.ts';
import type { CheckedTable } from './program.ts';
import type { Facts } from './static.ts';
import {
  type Base,
  ERROR_BASE,
  type Failures,
  mergeFailures,
  NO_FAILURES,
  type Type,
  type Typed,
} from './types.ts';

/** A map as its head declares it: what references can be translated through, before any body is checked. */
export interface MapHead {
  readonly id: string;
  readonly kind: 'map' | 'owners';
  readonly phase: Phase;
  readonly name: string | null;
  readonly source: string;
  /** Targets of its writing arms, in order, without repetition. */
  readonly targets: readonly string[];
  readonly each: boolean;
  /** Some record may be left without a row: a guard without `else`, or a chain that ends in `skip`. */
  readonly partial: boolean;
  /** What decides it, where that is one guard: it takes every record for which this holds. */
  readonly guard: ast.Expr | null;
  /** Its name, or that of its source. */
  readonly span: ast.Span;
}

/** What misses a declaration. */
const DECLARED: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>([
  'unknown-common',
  'unknown-function',
  'unknown-map',
  'unknown-name',
  'no-map-for',
]);

/** Several of these may stand at one place, each of another thing. */
const OF_THE_WHOLE: ReadonlySet<DiagnosticName> = new Set<DiagnosticName>([
  'entity-forgotten',
  'no-map-for',
  'several-maps-for',
]);

/**
 * What the elaboration of one project shares: the two schemas, what is declared, what was read, what was reported.
 * The only mutable state of the checker.
 */
export class Context {
  readonly source: Schema;
  /** As discovered, with the fields, and later the rows, that `provision` adds. */
  target: Schema;
  readonly profile: Profile | null;
  readonly heads: readonly MapHead[];
  readonly commons: ReadonlyMap<string, ast.CommonDecl>;
  readonly functions: ReadonlyMap<string, ast.FnDecl>;
  readonly facts: Facts;
  /** The texts and trees, for fixes. */
  readonly places: Places;
  /** Declarations may be lost: text could not be read, or a file is not there. */
  readonly incomplete: boolean;
  /** Tables of which some use says what becomes of a value that no line names. */
  readonly answeredTables: ReadonlySet<string>;
  readonly tables = new Map<string, CheckedTable>();
  readonly reads = new Map<string, Map<string, ast.Span>>();
  readonly targetReads = new Map<string, Map<string, ast.Span>>();
  /** Source entities of which a field was named that is not there: which one was meant, nobody knows. */
  readonly misread = new Set<string>();
  /** Index of a span: a node's `at` until `lower` turns it into lines. */
  readonly spans: ast.Span[] = [];
  private readonly spanIndex = new Map<string, At>();
  private readonly found: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private readonly gathered = new Map<
    string,
    { readonly spans: ast.Span[]; readonly tell: (spans: readonly ast.Span[]) => void }
  >();
  private currentReads: Set<string> | null = null;

  constructor(input: {
    readonly source: Schema;
    readonly target: Schema;
    readonly profile: Profile | null;
    readonly heads: readonly MapHead[];
    readonly commons: ReadonlyMap<string, ast.CommonDecl>;
    readonly functions: ReadonlyMap<string, ast.FnDecl>;
    readonly facts: Facts;
    readonly places: Places;
    readonly incomplete: boolean;
    readonly answeredTables: ReadonlySet<string>;
  }) {
    this.source = input.source;
    this.target = input.target;
    this.profile = input.profile;
    this.heads = input.heads;
    this.commons = input.commons;
    this.functions = input.functions;
    this.facts = input.facts;
    this.places = input.places;
    this.incomplete = input.incomplete;
    this.answeredTables = input.answeredTables;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.found;
  }

  /**
   * Reports once: a `common` that is used three times has its mistakes told once, with the words of its first use. What
   * may be declared in text that could not be read is not missed; a slip of the fingers is told all the same.
   */
  report<N extends DiagnosticName>(
    name: N,
    span: ast.Span,
    params: DiagnosticParams<N>,
    options: DiagnosticOptions = {},
  ): void {
    const made = diagnostic(name, span, params, options);
    const certain = made.fixes.some(({ safety }) => safety === 'safe');
    if (this.incomplete && DECLARED.has(name) && !certain) return;
    const told = OF_THE_WHOLE.has(name) ? made.message : '';
    const identity = `${made.code} ${span.file} ${span.start} ${span.end} ${told}`;
    if (this.seen.has(identity)) return;
    this.seen.add(identity);
    this.found.push(made);
  }

  /**
   * Keeps a mistake that is met in many places, and is one, until all of them are known.
   * @param key what is the same in all of them
   * @param tell reports it, given its places, the first first
   */
  gather(key: string, span: ast.Span, tell: (spans: readonly ast.Span[]) => void): void {
    const { spans } = getOrMake(this.gathered, key, () => ({ spans: [], tell }));
    if (!spans.some((one) => one.file === span.file && one.start === span.start)) spans.push(span);
  }

  /** Reports what was gathered. */
  reportGathered(): void {
    for (const { spans, tell } of this.gathered.values()) tell(spans);
    this.gathered.clear();
  }

  at(span: ast.Span): At {
    const identity = `${span.file} ${span.start} ${span.end}`;
    const known = this.spanIndex.get(identity);
    if (known !== undefined) return known;
    const at = this.spans.push(span) - 1;
    this.spanIndex.set(identity, at);
    return at;
  }

  /** A typed expression; failures and losses of `parts` are carried along. */
  typed(
    span: ast.Span,
    base: Base,
    expr: ExprNode,
    options: {
      readonly nullable?: boolean;
      readonly parts?: readonly Typed[];
      readonly failures?: Failures;
      readonly loses?: readonly string[];
    } = {},
  ): Typed {
    const parts = options.parts ?? [];
    const unseen = parts.flatMap((part) => part.unseen ?? []);
    return {
      type: {
        base,
        nullable: options.nullable ?? false,
        failures: mergeFailures(...parts.map((part) => part.type.failures), options.failures ?? NO_FAILURES),
      },
      expr: { ...expr, at: this.at(span) },
      span,
      loses: [...new Set([...parts.flatMap((part) => part.loses), ...(options.loses ?? [])])],
      ...(unseen.length > 0 ? { unseen: mergeFailures(...unseen) } : {}),
    };
  }

  /** Stands where a mistake was reported. */
  error(span: ast.Span): Typed {
    return this.typed(span, ERROR_BASE, { op: 'literal', value: null }, { nullable: true });
  }

  readField(entity: Entity, field: Field, span: ast.Span): void {
    remember(this.reads, entity.name, field.name, span);
    this.currentReads?.add(`${entity.name}.${field.name}`);
  }

  readTarget(entity: Entity, field: Field, span: ast.Span): void {
    remember(this.targetReads, entity.name, field.name, span);
  }

  /** Runs `work` and returns, beside its result, the source fields that it read, as `entity.field`. */
  collectReads<T>(work: () => T): { readonly result: T; readonly reads: ReadonlySet<string> } {
    const outer = this.currentReads;
    const inner = new Set<string>();
    this.currentReads = inner;
    try {
      return { result: work(), reads: inner };
    } finally {
      this.currentReads = outer;
    }
  }
}

function getOrMake<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Other places of the same mistake, for its notes. */
export function alsoAt(spans: readonly ast.Span[]): Diagnostic['related'] {
  return spans.slice(0, 3).map((span) => ({ span, message: 'here, too' }));
}

function remember(
  into: Map<string, Map<string, ast.Span>>,
  entity: string,
  field: string,
  span: ast.Span,
): void {
  const fields = into.get(entity) ?? new Map<string, ast.Span>();
  into.set(entity, fields);
  if (!fields.has(field)) fields.set(field, span);
}

/** A local name: its type, and the functions that narrowed its value. */
interface Local {
  readonly type: Type;
  readonly loses: readonly string[];
}

/** What conditions have shown of names. */
export interface Shown {
  /** They hold a value. */
  readonly present: ReadonlySet<string>;
  /** They are not zero; they may be null. */
  readonly nonzero: ReadonlySet<string>;
}

export const NOTHING_SHOWN: Shown = { present: new Set(), nonzero: new Set() };

/** Where a name of an expression is looked for, innermost first; then come the fields of `entity`. */
export interface Scope {
  /** The source entity of `this`; null where there is none (provision rows, target sides of `match`). */
  readonly entity: Entity | null;
  readonly locals: ReadonlyMap<string, Local>;
  /** The target row in hand, on the target side of a `match`. */
  readonly columns: Entity | null;
  /** The target that the map around writes: it cannot be looked up. Null outside of maps. */
  readonly writes: Entity | null;
  /** What a guard, a `require` or an `if` has shown of names here. */
  readonly shown: Shown;
  /** The conditions around that hold of the record in hand, as they are written. */
  readonly holding: ReadonlySet<string>;
  /** Parameters of the function around, which stand for the arguments of the call. */
  readonly params: ReadonlyMap<string, Typed>;
  /** Functions that are being unfolded: none may call itself. */
  readonly unfolding: readonly string[];
  /** The body of a function is read for one call: what is needless there may be needed by another. */
  readonly called: boolean;
}

export const EMPTY_SCOPE: Scope = {
  entity: null,
  locals: new Map(),
  columns: null,
  writes: null,
  shown: NOTHING_SHOWN,
  holding: new Set(),
  params: new Map(),
  unfolding: [],
  called: false,
};

/** The scope with one more local name. Reports where the name would hide another. */
export function withLocal(
  cx: Context,
  scope: Scope,
  id: ast.Id,
  type: Type,
  loses: readonly string[] = [],
): Scope {
  if (scope.locals.has(id.name) || scope.params.has(id.name))
    cx.report('shadowing', id.span, { name: id.name, what: 'a local name' });
  else if (scope.entity?.fields[id.name])
    cx.report(
      'shadowing',
      id.span,
      { name: id.name, what: `the field \`${scope.entity.name}.${id.name}\`` },
      { schema: { side: 'source', entity: scope.entity.name, field: id.name } },
    );
  return { ...scope, locals: new Map([...scope.locals, [id.name, { type, loses }]]) };
}

/** The scope in which this has been shown, too. */
export function withShown(scope: Scope, { present, nonzero }: Shown): Scope {
  if (present.size === 0 && nonzero.size === 0) return scope;
  const { shown } = scope;
  return {
    ...scope,
    shown: { present: shown.present.union(present), nonzero: shown.nonzero.union(nonzero) },
  };
}

/** The scope in which the condition holds of the record in hand. */
export function withHolding(scope: Scope, condition: ast.Expr): Scope {
  return { ...scope, holding: scope.holding.union(shownBy(condition)) };
}
