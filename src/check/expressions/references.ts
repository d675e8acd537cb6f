import type * as ast from '../../language/ast.ts';
import type { Candidates, FailureKind } from '../../plan/types.ts';
import type { Context, MapHead, Scope } from '../context.ts';
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
  return found ? translated(cx, value, target, found.candidates, found.without) : cx.error(value.span);
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
    const heads = targets.flatMap((one) => mapsTo(cx, entity, one));
    const [only] = heads;
    if (only === undefined) {
      without.push(entity);
    } else if (heads.length > 1) {
      cx.report(
        'several-maps-for',
        value.span,
        { entity, target, maps: heads.map((head) => `\`${head.id}\``).join(', ') },
        { help: 'say which with `as`, by the name of the map' },
      );
      return null;
    } else {
      candidates[entity] = [only.id];
    }
  }
  if (without.length < base.entities.length) return { candidates, without };
  const entity = without[0] ?? '';
  const [first = ''] = targets;
  const people = targets.find((one) => PEOPLE.has(one) && targets.length === 1);
  cx.report(
    'no-map-for',
    value.span,
    { entity, target },
    { help: people === undefined ? mapHelp(entity, first) : ownersHelp(entity, people) },
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

/** Where the people of a system are, whose records move with their owners. */
const PEOPLE: ReadonlySet<string> = new Set(['res.users', 'User']);

function ownersHelp(entity: string, target: string): string {
  return `declare who the people are: \`owners ${entity} -> ${target} { … }\``;
}

function mapHelp(entity: string, target: string): string {
  return `write \`map ${entity} -> ${target} { … }\`, or name another map with \`as\``;
}

/** `value as Name`: through the map of that name, or into the target of that name. */
export function inferAs(cx: Context, scope: Scope, node: ast.As): Typed {
  const value = infer(cx, scope, node.value);
  if (isError(value)) return value;
  if (value.type.base.kind !== 'source') {
    cx.report('wrong-operand', node.span, { operator: 'as', actual: describe(value.type.base) });
    return cx.error(node.span);
  }
  const name = spell(node.name.ids);
  if (cx.target.entities[name]) return { ...translate(cx, value, name), span: node.span };
  const head = cx.heads.find((candidate) => candidate.name === name);
  const [target] = head?.targets ?? [];
  if (!head || target === undefined) {
    const known = [
      ...cx.heads.flatMap((candidate) => candidate.name ?? []),
      ...Object.keys(cx.target.entities),
    ];
    cx.report('unknown-map', node.name.span, { name }, { help: didYouMean(name, known) });
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
  return { ...translated(cx, value, target, { [head.source]: [head.id] }, without), span: node.span };
}

/** `ref(value)`: the model and the id of whatever row became of it. */
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
    const heads = cx.heads.filter((head) => head.source === entity && !head.each && head.targets.length > 0);
    if (heads.length === 0) without.push(entity);
    else candidates[entity] = heads.map((head) => head.id);
    if (heads.length > 1) {
      cx.report(
        'several-maps-for',
        span,
        { entity, target: 'rows of the target', maps: heads.map((head) => `\`${head.id}\``).join(', ') },
        { help: 'say which with `as`, by the name of the map' },
      );
    }
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

/** The pair of a row that is known already; null for null. */
function pairOfRow(cx: Context, value: Typed, entity: string, span: ast.Span): Typed {
  return cx.typed(
    span,
    { kind: 'pair' },
    { op: 'row_pair', of: value.expr, entity },
    { nullable: value.type.nullable, parts: [value] },
  );
}

function mapsTo(cx: Context, entity: string, target: string): readonly MapHead[] {
  return cx.heads.filter(
    (head) => head.source === entity && !head.each && head.targets.length === 1 && head.targets[0] === target,
  );
}

function translated(
  cx: Context,
  value: Typed,
  target: string,
  candidates: Candidates,
  without: readonly string[],
): Typed {
  return cx.typed(
    value.span,
    { kind: 'row', entity: target },
    { op: 'translate', of: value.expr, candidates },
    {
      nullable: value.type.nullable,
      parts: [value],
      failures: referenceFailures(cx, value, candidates, without),
    },
  );
}

function referenceFailures(
  cx: Context,
  value: Typed,
  candidates: Candidates,
  without: readonly string[],
): ReadonlyMap<FailureKind, string> {
  const failures = new Map<FailureKind, string>();
  const heads = cx.heads.filter((head) => Object.values(candidates).some((maps) => maps.includes(head.id)));
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
    guard !== null && entity !== undefined && value.shown !== undefined && takes(guard, entity, value.shown)
  );
}
