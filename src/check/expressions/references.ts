import type * as ast from '../../language/ast.ts';
import type { Candidates, FailureKind } from '../../plan/types.ts';
import { alsoAt, type Context, type MapHead, type Scope } from '../context.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { asFixes } from '../fixes/references.ts';
import { renameTo } from '../fixes/rename.ts';
import { didYouMean, orList } from '../suggest.ts';
import { describe, entityList, type Typed } from '../types.ts';
import { infer, isError } from './infer.ts';
import { spell } from './names.ts';
import { takes } from './shown.ts';

/**
 * From a reference of the source to the row of `target` that became of it (`language.md` section 5, References):
 * the candidates are the maps of that source to that target; one fits, several need `as`, none is an error.
 */
export function translate(cx: Context, value: Typed, target: string): Typed {
  if (value.type.base.kind !== 'source') return value;
  const found = candidatesFor(cx, value, [target]);
  return found ? translated(cx, value, target, found) : cx.error(value.span);
}

interface Found {
  readonly candidates: Candidates;
  /** Entities that the reference may lead to and that no map brings there. */
  readonly without: readonly string[];
}

/** The map of each entity that the reference may lead to, into one of the targets. Reports several of one, or none at all. */
function candidatesFor(cx: Context, value: Typed, targets: readonly string[]): Found | null {
  const { base } = value.type;
  if (base.kind !== 'source') return null;
  const candidates: Record<string, readonly string[]> = {};
  const without: string[] = [];
  const target = entityList(targets);
  for (const entity of base.entities) {
    const direct = targets.flatMap((one) => mapsTo(cx, entity, one));
    const chain = direct.length === 0 ? chainTo(cx, entity, targets) : null;
    const heads = chain === null ? direct : [chain];
    const [only] = heads;
    if (only === undefined) {
      without.push(entity);
    } else if (heads.length > 1) {
      cx.report(
        'several-maps-for',
        value.span,
        { entity, target, maps: heads.map((head) => `\`${head.id}\``).join(', ') },
        {
          help: severalHelp(cx, heads),
          ...(value.origin ? { schema: { side: 'source', ...value.origin } } : {}),
          related: mapPlaces(heads),
          fixes: asFixes(
            cx.places,
            value.span,
            heads.map((head) => nameOf(cx, head)),
          ),
        },
      );
      return null;
    } else {
      candidates[entity] = [only.id];
    }
  }
  if (without.length < base.entities.length) return { candidates, without };
  // The map that is meant is there, with a misspelt name.
  if (cx.heads.some((head) => targets.some((one) => isLost(cx, head, without, one)))) return null;
  const entity = without[0] ?? '';
  const [first = ''] = targets;
  const people = targets.length === 1 && PEOPLE.has(first);
  cx.gather(`map ${entity} ${target}`, value.span, ([place, ...others]) =>
    cx.report(
      'no-map-for',
      place ?? value.span,
      { entity, target },
      {
        help: people ? ownersHelp(entity, first) : mapHelp(entity, first),
        related: alsoAt(others),
        ...(value.origin ? { schema: { side: 'source', ...value.origin } } : {}),
      },
    ),
  );
  return null;
}

/**
 * To a row of one of several entities of the target, for a field that takes any of them: a row of one of them, or what
 * became of a reference of the source there. The maps into these entities are the candidates, one for each source.
 */
export function toEither(cx: Context, value: Typed, entities: readonly string[]): Typed {
  const { base } = value.type;
  if (base.kind === 'row' && entities.includes(base.entity))
    return cx.typed(
      value.span,
      { kind: 'either', entities },
      { op: 'row_pair', of: value.expr, entity: base.entity },
      { nullable: value.type.nullable, parts: [value] },
    );
  if (base.kind !== 'source') return value;
  const found = candidatesFor(cx, value, entities);
  if (!found) return cx.error(value.span);
  return cx.typed(
    value.span,
    { kind: 'either', entities },
    { op: 'ref_pair', of: value.expr, candidates: found.candidates },
    {
      nullable: value.type.nullable,
      parts: [value],
      failures: referenceFailures(cx, value, found.candidates, found.without),
    },
  );
}

/** What to do depends on whether the maps have names. */
function severalHelp(cx: Context, heads: readonly MapHead[]): string {
  const unnamed = heads.find((head) => nameOf(cx, head) === null);
  const say = 'say which with `as`, by the name of the map';
  return unnamed === undefined
    ? say
    : `${say}; one without a name is given one so: \`map Name: ${unnamed.source} -> …\``;
}

function mapPlaces(heads: readonly MapHead[]): Diagnostic['related'] {
  return heads.slice(0, 3).map((head) => ({ span: head.span, message: `\`${head.id}\` is here` }));
}

/** Whether the map could be the one that is meant, if the name that is not there were right. */
function isLost(cx: Context, head: MapHead, sources: readonly string[], target: string): boolean {
  const from = sources.includes(head.source);
  const to = head.targets.includes(target);
  const lostTo = head.targets.some((one) => !cx.target.entities[one]);
  return (from && lostTo) || (to && !cx.source.entities[head.source]);
}

/** Where the people of a system are, whose records move with their owners. */
const PEOPLE: ReadonlySet<string> = new Set(['res.users', 'User']);

function ownersHelp(entity: string, target: string): string {
  return `declare who the people are: \`owners ${entity} -> ${target} { … }\``;
}

function mapHelp(entity: string, target: string): string {
  return `write \`map ${entity} -> ${target} { … }\`, or name another map with \`as\``;
}

/** `value as Name`: through the map of that name, the unnamed map of that source, or into the target of that name. */
export function inferAs(cx: Context, scope: Scope, node: ast.As): Typed {
  const value = infer(cx, scope, node.value);
  if (isError(value)) return value;
  if (value.type.base.kind !== 'source') {
    cx.report('wrong-operand', node.span, { operator: 'as', actual: describe(value.type.base) });
    return cx.error(node.span);
  }
  const name = spell(node.name.ids);
  if (cx.target.entities[name]) return { ...translate(cx, value, name), span: node.span };
  const named = cx.heads.find((candidate) => candidate.name === name);
  const unnamed = named
    ? []
    : cx.heads.filter((candidate) => isPlain(candidate) && candidate.source === name);
  if (unnamed.length > 1) return reportSeveral(cx, node.span, node.value.span, name, unnamed);
  const head = named ?? unnamed[0];
  const [target] = head?.targets ?? [];
  if (!head || target === undefined) {
    const known = [
      ...cx.heads.flatMap((candidate) => candidate.name ?? (isPlain(candidate) ? candidate.source : [])),
      ...Object.keys(cx.target.entities),
    ];
    cx.report(
      'unknown-map',
      node.name.span,
      { name },
      { help: didYouMean(name, known), fixes: renameTo(node.name.span, name, known) },
    );
    return cx.error(node.span);
  }
  if (head.targets.length > 1) {
    cx.report('map-splits', node.span, {
      map: name,
      targets: orList(head.targets.map((one) => `\`${one}\``)),
    });
    return cx.error(node.span);
  }
  const without = value.type.base.entities.filter((entity) => entity !== head.source);
  if (without.length === value.type.base.entities.length) {
    cx.report('no-map-for', node.span, { entity: without[0] ?? '', target: `\`${target}\`` });
    return cx.error(node.span);
  }
  const found = { candidates: { [head.source]: [head.id] }, without };
  return { ...translated(cx, value, target, found), span: node.span };
}

/**
 * `ref(value)`: the model and the id of whatever row became of it. No target says which of several maps is meant: it is
 * the one without a name; `as` says where another is.
 */
export function inferRef(cx: Context, value: Typed, span: ast.Span): Typed {
  const { base } = value.type;
  if (isError(value)) return value;
  if (base.kind === 'row') return pairOfRow(cx, value, base.entity, span);
  if (base.kind !== 'source') {
    cx.report('wrong-arguments', span, { fn: 'ref', expected: 'a reference', actual: describe(base) });
    return cx.error(span);
  }
  const candidates: Record<string, readonly string[]> = {};
  const without: string[] = [];
  for (const entity of base.entities) {
    const all = cx.heads.filter((head) => head.source === entity && !head.each && head.targets.length > 0);
    const plain = all.filter(isPlain);
    const heads = all.length > 1 && plain.length === 1 ? plain : all;
    if (heads.length > 1) return reportSeveral(cx, span, value.span, entity, heads);
    if (heads.length === 0) without.push(entity);
    else candidates[entity] = heads.map((head) => head.id);
  }
  if (without.length === base.entities.length) {
    cx.report('no-map-for', span, { entity: without[0] ?? '', target: 'a row of the target' });
    return cx.error(span);
  }
  const failures = referenceFailures(cx, value, candidates, without);
  return cx.typed(
    span,
    { kind: 'pair' },
    { op: 'ref_pair', of: value.expr, candidates },
    { nullable: value.type.nullable, parts: [value], failures },
  );
}

/** Several maps of one entity, where no target says which is meant. `value` is what an `as` is put behind. */
function reportSeveral(
  cx: Context,
  span: ast.Span,
  value: ast.Span,
  entity: string,
  heads: readonly MapHead[],
): Typed {
  cx.report(
    'several-maps-for',
    span,
    { entity, target: 'rows of the target', maps: heads.map((head) => `\`${head.id}\``).join(', ') },
    {
      help: severalHelp(cx, heads),
      related: mapPlaces(heads),
      fixes: asFixes(
        cx.places,
        value,
        heads.map((head) => nameOf(cx, head)),
      ),
    },
  );
  return cx.error(span);
}

/** What `as` calls the map: its name, or that of its source where no other is called so; null: it has none. */
function nameOf(cx: Context, head: MapHead): string | null {
  const { source } = head;
  if (head.name !== null || !isPlain(head) || cx.target.entities[source]) return head.name;
  const others = cx.heads.filter((one) => one.name === source || (isPlain(one) && one.source === source));
  return others.length === 1 ? source : null;
}

/** A map over the records themselves that has no name of its own. */
function isPlain(head: MapHead): boolean {
  return head.kind === 'map' && head.name === null && !head.each;
}

/** The pair of a row that is known already; null for null. */
function pairOfRow(cx: Context, value: Typed, entity: string, span: ast.Span): Typed {
  return cx.typed(
    span,
    { kind: 'pair' },
    { op: 'row_pair', of: value.expr, entity },
    { nullable: value.type.nullable, parts: [value] },
  );
}

/**
 * The chain some of whose arms make rows of the target: it serves where no map makes rows of this one alone, and nobody has
 * to ask which of several is meant. Null where a row of any of several entities is wanted: then `ref(…)` says it.
 */
function chainTo(cx: Context, entity: string, targets: readonly string[]): MapHead | null {
  const [target = '', other] = targets;
  const chains = cx.heads.filter(
    (head) =>
      head.source === entity && !head.each && head.targets.length > 1 && head.targets.includes(target),
  );
  return other === undefined && chains.length === 1 ? (chains[0] ?? null) : null;
}

function mapsTo(cx: Context, entity: string, target: string): readonly MapHead[] {
  return cx.heads.filter(
    (head) => head.source === entity && !head.each && head.targets.length === 1 && head.targets[0] === target,
  );
}

function translated(cx: Context, value: Typed, target: string, { candidates, without }: Found): Typed {
  const failures = new Map(referenceFailures(cx, value, candidates, without));
  const chain = headsOf(cx, candidates).find(({ targets }) => targets.length > 1);
  if (chain !== undefined && !failures.has('dangling'))
    failures.set(
      'dangling',
      `\`${chain.id}\` makes rows of ${orList(chain.targets.map((one) => `\`${one}\``))}`,
    );
  const row = cx.typed(
    value.span,
    { kind: 'row', entity: target },
    { op: 'translate', of: value.expr, candidates, ...(chain === undefined ? {} : { entity: target }) },
    { nullable: value.type.nullable, parts: [value], failures },
  );
  // The field that it comes from is still what imposes what is said of it.
  return value.origin ? { ...row, origin: value.origin } : row;
}

function headsOf(cx: Context, candidates: Candidates): readonly MapHead[] {
  return cx.heads.filter((head) => Object.values(candidates).some((maps) => maps.includes(head.id)));
}

function referenceFailures(
  cx: Context,
  value: Typed,
  candidates: Candidates,
  without: readonly string[],
): ReadonlyMap<FailureKind, string> {
  const failures = new Map<FailureKind, string>();
  const heads = headsOf(cx, candidates);
  const partial = heads.find((head) => head.partial && !isTaken(cx, value, head));
  const whole = value.type.base.kind === 'source' && value.type.base.whole;
  const [missing] = without.filter((entity) => cx.source.entities[entity]);
  if (!whole) failures.set('dangling', 'the reference may lead to a record that is not there');
  else if (missing !== undefined) failures.set('dangling', `a \`${missing}\` has no map`);
  else if (partial) failures.set('dangling', `\`${partial.id}\` leaves records out`);
  failures.set('rejected', 'the record that it leads to may be rejected');
  if (heads.some((head) => head.kind === 'owners'))
    failures.set('unmatched', 'nobody may be found for the owner');
  return failures;
}

/** Whether a map that leaves records out is known to take this one: it is the record in hand, and the guard is shown. */
function isTaken(cx: Context, value: Typed, { guard, source }: MapHead): boolean {
  const entity = cx.source.entities[source];
  return (
    guard !== null &&
    entity !== undefined &&
    value.holding !== undefined &&
    takes(guard, entity, value.holding)
  );
}
