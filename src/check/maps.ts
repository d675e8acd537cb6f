import type * as ast from '../language/ast.ts';
import type { Phase } from '../plan/types.ts';
import type { Entity } from '../schema/model.ts';
import { checkBody } from './bodies.ts';
import { type Context, EMPTY_SCOPE, type MapHead, type Scope, withLocal, withShown } from './context.ts';
import { countText } from './evidence.ts';
import { infer } from './expressions/infer.ts';
import { demandPlainText, demandReason } from './expressions/literals.ts';
import { dottedName, findEntity, spell } from './expressions/names.ts';
import { narrowing } from './expressions/narrowing.ts';
import { maybe } from './fixes/make.ts';
import { insert } from './fixes/places.ts';
import { leftOut } from './left-out.ts';
import type { CheckedArm, CheckedDrop, CheckedMap } from './program.ts';
import { describe, type Type, type Typed, type as typeOf } from './types.ts';

/** What references need to know of a map before any body is checked. */
export function headOfMap(node: ast.MapDecl, phase: Phase): MapHead {
  const source = spell(node.source.ids);
  const targets = node.arms.flatMap((arm) => (arm.kind === 'MapArm' ? [spell(arm.target.ids)] : []));
  const last = node.arms[node.arms.length - 1];
  const arms = node.arms.filter((arm) => arm.kind === 'MapArm');
  return {
    id: node.name?.name ?? `${source}${node.each ? `.${listOf(node.each)}` : ''}->${targets[0] ?? ''}`,
    kind: 'map',
    phase,
    name: node.name?.name ?? null,
    source,
    targets: [...new Set(targets)],
    each: node.each !== null,
    span: (node.name ?? node.source).span,
    partial: last?.kind === 'SkipArm' || (last?.kind === 'MapArm' && guardOf(last.body) !== null),
    guard: arms.length === 1 ? guardOf(arms[0]?.body) : null,
  };
}

/** What an unnamed map over the elements of a list is called by, beside one over the records themselves: the list's name. */
function listOf({ list, name }: NonNullable<ast.MapDecl['each']>): string {
  const ids = dottedName(list.kind === 'Index' ? list.object : list);
  return ids === null ? name.name : spell(ids);
}

export function headOfOwners(node: ast.OwnersDecl): MapHead {
  const source = spell(node.source.ids);
  const target = spell(node.target.ids);
  return {
    id: `owners ${source}->${target}`,
    kind: 'owners',
    phase: 'run',
    name: null,
    source,
    targets: [target],
    each: false,
    span: node.source.span,
    partial: false,
    guard: null,
  };
}

function guardOf(body: ast.Body | undefined): ast.Expr | null {
  return body?.statements.find((statement) => statement.kind === 'When')?.condition ?? null;
}

export function checkMap(cx: Context, node: ast.MapDecl, head: MapHead): CheckedMap | null {
  const source = findEntity(cx, 'source', head.source, node.source.span);
  if (!source) return null;
  const { result, reads } = cx.collectReads(() => {
    let scope: Scope = { ...EMPTY_SCOPE, entity: source };
    let each: CheckedMap['each'] = null;
    if (node.each) {
      const list = infer(cx, scope, node.each.list);
      scope = withLocal(cx, scope, node.each.name, elementOf(cx, list.type, node.each.list.span));
      each = { name: node.each.name.name, list };
    }
    const arms: CheckedArm[] = [];
    const drops: CheckedDrop[] = [];
    node.arms.forEach((arm, index) => {
      if (arm.kind === 'SkipArm') {
        arms.push({ kind: 'skip', because: demandReason(cx, arm.because), span: arm.span });
        return;
      }
      const checked = checkArm(cx, scope, arm);
      // What this arm did not take, its guard was false for.
      const guard = arm.body.statements.find((statement) => statement.kind === 'When');
      if (guard) scope = withShown(scope, narrowing(guard.condition).whenFalse);
      if (!checked) return;
      drops.push(...checked.drops);
      arms.push(checked.arm);
      const last = index === node.arms.length - 1;
      if (!last && checked.arm.kind === 'write' && !checked.arm.guard)
        cx.report('when-last', arm.target.span, {}, { help: 'give it a `when`, or make it the last' });
      if (last && node.arms.length === 1 && checked.arm.kind === 'write' && checked.arm.guardSpan)
        cx.report(
          'when-alone',
          checked.arm.guardSpan,
          // Of elements of a list discovery has no count.
          { count: each === null ? leftOutText(cx, source.name, checked.arm.guard) : null },
          {
            help: 'end the map with `} else skip because "…"`',
            fixes: maybe('skip the others, and say why', [
              insert(arm.body.span.file, arm.body.span.end, ' else skip because ""'),
            ]),
          },
        );
    });
    return { each, arms, drops };
  });
  return {
    id: head.id,
    kind: 'map',
    phase: head.phase,
    source,
    ...result,
    unmatched: null,
    reads,
    span: node.name?.span ?? node.source.span,
  };
}

/** "1,204 of 4,200 records on 2026-01-01"; null where discovery did not count what the guard asks for. */
function leftOutText(cx: Context, entity: string, guard: Typed | null): string | null {
  const count = guard && leftOut(cx.profile, entity, guard.expr);
  return cx.profile === null || count === null
    ? null
    : `${count.toLocaleString('en-US')} of ${countText(cx.profile, entity)}`;
}

function elementOf(cx: Context, list: Type, span: ast.Span): Type {
  if (list.base.kind === 'list') return typeOf(list.base.of.base);
  if (list.base.kind !== 'error')
    cx.report('wrong-operand', span, { operator: 'each', actual: describe(list.base) });
  return typeOf({ kind: 'error' });
}

function checkArm(
  cx: Context,
  scope: Scope,
  arm: ast.MapArm,
): { readonly arm: CheckedArm; readonly drops: readonly CheckedDrop[] } | null {
  const target: Entity | null = findEntity(cx, 'target', spell(arm.target.ids), arm.target.span);
  if (!target) return null;
  const { drops, ...body } = checkBody(cx, scope, arm.body, target);
  return { arm: { kind: 'write', target, ...body, span: arm.target.span }, drops };
}

/** `owners`: a map for people, found by `match`, without a key (`language.md` section 4). */
export function checkOwners(cx: Context, node: ast.OwnersDecl, head: MapHead): CheckedMap | null {
  const source = findEntity(cx, 'source', head.source, node.source.span);
  const target = findEntity(cx, 'target', spell(node.target.ids), node.target.span);
  if (!source || !target) return null;
  const { result, reads } = cx.collectReads(() =>
    checkBody(cx, { ...EMPTY_SCOPE, entity: source }, node.body, target),
  );
  const { drops, ...body } = result;
  const { otherwise } = node;
  return {
    id: head.id,
    kind: 'owners',
    phase: head.phase,
    source,
    each: null,
    arms: [{ kind: 'write', target, ...body, span: node.target.span }],
    unmatched:
      otherwise.kind === 'QueueHandler'
        ? { kind: 'queue' }
        : { kind: 'fallback', who: demandPlainText(cx, otherwise, 'the fallback of `owners`') },
    drops,
    reads,
    span: node.source.span,
  };
}
