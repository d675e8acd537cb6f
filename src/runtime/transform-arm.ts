import type { Assignment, At, Expr, MapPlan, WriteArm } from '../plan/types.ts';
import { compileExpr } from './evaluate.ts';
import type { Compiled, EvaluationContext } from './evaluate-context.ts';
import { bind, lazily, type Scope } from './evaluate-scope.ts';

type CompiledLets = readonly { readonly name: string; readonly value: Compiled }[];

export interface CompiledAssignment {
  readonly plan: Assignment;
  readonly value: Compiled;
}

/** An arm of a map, its expressions compiled. */
export interface CompiledArm {
  readonly kind: 'write';
  readonly target: string;
  readonly guard: Compiled | null;
  readonly lets: CompiledLets;
  readonly requires: readonly {
    readonly condition: Compiled;
    readonly action: 'reject' | 'warn';
    readonly message: Compiled;
    readonly at: At;
  }[];
  readonly key: readonly CompiledAssignment[];
  readonly match: readonly { readonly sources: readonly Compiled[]; readonly at: At }[];
  readonly always: readonly CompiledAssignment[];
  readonly initial: readonly CompiledAssignment[];
  readonly later: readonly CompiledAssignment[];
  /** Fields filled in the second pass with records of the same map: the parent is the source's reference. */
  readonly hierarchies: readonly {
    readonly field: string;
    readonly parent: Compiled;
    readonly lets: CompiledLets;
    readonly at: At;
  }[];
  readonly at: At;
}

export function compileArm(
  arm: WriteArm,
  map: MapPlan,
  context: EvaluationContext,
  isHierarchy: (entity: string, field: string) => boolean,
): CompiledArm {
  const compile = (expr: Expr): Compiled => compileExpr(expr, context);
  const assignments = (when: Assignment['when']): readonly CompiledAssignment[] =>
    arm.assignments
      .filter((assignment) => assignment.when === when)
      .map((plan) => ({ plan, value: compile(plan.value) }));
  return {
    kind: 'write',
    target: arm.target,
    guard: arm.guard === null ? null : compile(arm.guard),
    lets: compileLets(arm, context),
    requires: arm.requires.map(({ condition, action, message, at }) => ({
      condition: compile(condition),
      action,
      message: compile(message),
      at,
    })),
    key: arm.key.map((plan) => ({ plan, value: compile(plan.value) })),
    match: arm.match.map(({ pairs, at }) => ({ sources: pairs.map(({ source }) => compile(source)), at })),
    always: assignments('always'),
    initial: assignments('initial'),
    later: assignments('later'),
    hierarchies: map.each === null ? hierarchiesOf(arm, map, context, isHierarchy) : [],
    at: arm.at,
  };
}

/** The scope in which an arm's expressions stand: every let is worked out at most once, when it is first asked for. */
export function scopeIn(lets: CompiledLets, base: Scope): Scope {
  let scope = base;
  for (const { name, value } of lets) {
    const seen = scope;
    scope = bind(
      scope,
      name,
      lazily(scope.notes, () => value(seen)),
    );
  }
  return scope;
}

function compileLets(arm: WriteArm, context: EvaluationContext): CompiledLets {
  return arm.lets.map(({ name, value }) => ({ name, value: compileExpr(value, context) }));
}

function hierarchiesOf(
  arm: WriteArm,
  map: MapPlan,
  context: EvaluationContext,
  isHierarchy: (entity: string, field: string) => boolean,
): CompiledArm['hierarchies'] {
  const inSource: EvaluationContext = { ...context, translate: { to: 'source', map: map.id } };
  const lets = compileLets(arm, inSource);
  return arm.assignments.flatMap((assignment) => {
    const field = assignment.fields.at(-1) ?? '';
    // A list of references is no chain of ancestors.
    const single = assignment.type.kind === 'reference' || assignment.type.kind === 'reference_id';
    if (assignment.when !== 'later' || !single || !isHierarchy(arm.target, field)) return [];
    if (!translatesThrough(map.id, [assignment.value, arm.lets])) return [];
    return [{ field, parent: compileExpr(assignment.value, inSource), lets, at: assignment.at }];
  });
}

/** Whether a translation with the map among its candidates stands anywhere in a piece of a plan. */
function translatesThrough(map: string, piece: unknown): boolean {
  if (typeof piece !== 'object' || piece === null) return false;
  if ('candidates' in piece && typeof piece.candidates === 'object' && piece.candidates !== null) {
    if (Object.values(piece.candidates).some((maps) => Array.isArray(maps) && maps.includes(map)))
      return true;
  }
  return Object.values(piece).some((inner) => translatesThrough(map, inner));
}
