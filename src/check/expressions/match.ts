import type * as ast from '../../language/ast.ts';
import type { Domain, ExprNode } from '../../plan/types.ts';
import type { JsonValue } from '../../schema/model.ts';
import { type Context, type Scope, withLocal } from '../context.ts';
import type { SchemaPlace } from '../diagnostics/index.ts';
import { rowsSeen, undeclaredEvidence, withEvidence } from '../evidence.ts';
import { renameTo } from '../fixes/rename.ts';
import { elseArmFixes } from '../fixes/tables.ts';
import { andList, didYouMean } from '../suggest.ts';
import { type Base, canFail, describe, ERROR_BASE, type Typed, type as typeOf } from '../types.ts';
import { type Expected, infer, inferTowards, isError } from './infer.ts';
import { inferLiteral, optionNames } from './literals.ts';
import { pathOf } from './narrowing.ts';
import { commonDomain, domainOf } from './operators.ts';
import { unify } from './unify.ts';

type PlanPattern = (ExprNode & { op: 'match' })['arms'][number]['pattern'];

/** `match subject { … }`: takes a polymorphic reference apart, or compares with literals; every case is named. */
export function inferMatch(cx: Context, scope: Scope, node: ast.MatchExpr, expected: Expected): Typed {
  const subject = infer(cx, scope, node.subject);
  if (isError(subject)) return subject;
  const covered = new Set<string>();
  let nullCovered = !subject.type.nullable;
  let otherwise = false;
  let misnamed = false;
  const patterns: PlanPattern[] = [];
  const values: Typed[] = [];
  for (const arm of node.arms) {
    const pattern = scope.called ? reachable(cx, arm.pattern, subject) : arm.pattern;
    if (!pattern) continue;
    let inner = scope;
    switch (pattern.kind) {
      case 'else':
        otherwise = true;
        patterns.push({ kind: 'otherwise' });
        break;
      case 'literals': {
        const literals = pattern.values.map((literal) => inferLiteral(cx, literal, subject.type.base));
        const as = literals.reduce(
          (domain, one) => comparedAs(cx, subject, one, domain),
          domainOf(subject.type.base) ?? 'reference',
        );
        const plan = literals.map(
          (literal): JsonValue => (literal.expr.op === 'literal' ? literal.expr.value : null),
        );
        for (const value of plan) {
          if (value === null) nullCovered = true;
          else covered.add(JSON.stringify(value));
        }
        patterns.push({ kind: 'values', as, values: plan });
        break;
      }
      case 'entities': {
        const entities = pattern.entities.map(({ entity, binder }) => {
          const known = checkEntity(cx, subject.type.base, entity);
          misnamed ||= !known;
          covered.add(entity.name);
          if (binder) {
            const bound: Base = known
              ? {
                  kind: 'source',
                  entities: [entity.name],
                  whole: subject.type.base.kind === 'source' && subject.type.base.whole,
                }
              : ERROR_BASE;
            inner = withLocal(cx, inner, binder, typeOf(bound));
          }
          return { entity: entity.name, binder: binder?.name ?? null };
        });
        patterns.push({ kind: 'entities', entities });
        break;
      }
      default:
        return pattern satisfies never;
    }
    values.push(absent(cx, pattern, subject) ?? inferTowards(cx, inner, arm.value, expected));
  }
  // The case that seems to be left out is the one that is misspelt.
  if (!otherwise && !misnamed) reportMissing(cx, subject, covered, nullCovered, node);
  const all = unify(cx, values, node.span);
  const typed = cx.typed(
    node.span,
    all.base,
    {
      op: 'match',
      subject: subject.expr,
      arms: patterns.map((pattern, index) => ({
        pattern,
        value: (all.values[index] ?? subject).expr,
      })),
    },
    { nullable: all.values.some((value) => value.type.nullable), parts: [subject, ...all.values] },
  );
  return { ...typed, holds: heldByFailing(node.subject, subject, patterns, all.values) };
}

/** The subject, where only arms fail that null does not come to. */
function heldByFailing(
  expr: ast.Expr,
  subject: Typed,
  patterns: readonly PlanPattern[],
  values: readonly Typed[],
): ReadonlySet<string> {
  const path = pathOf(expr);
  const nothing = new Set<string>();
  if (path === null || canFail(subject)) return nothing;
  const takesNull = patterns.some(
    (pattern, index) =>
      canFail(values[index] ?? subject) &&
      (pattern.kind === 'otherwise' || (pattern.kind === 'values' && pattern.values.includes(null))),
  );
  return takesNull ? nothing : new Set([path]);
}

/**
 * The value of an arm whose entities the source does not have: what leads to one of them leads nowhere, whatever the arm
 * would do with the record. Null where the arm does not look at it.
 */
function absent(cx: Context, pattern: ast.Pattern, subject: Typed): Typed | null {
  const { base } = subject.type;
  if (pattern.kind !== 'entities' || base.kind !== 'source') return null;
  const looks = pattern.entities.some(({ binder }) => binder !== null);
  const isAbsent = pattern.entities.every(
    ({ entity }) => base.entities.includes(entity.name) && !cx.source.entities[entity.name],
  );
  const [first] = pattern.entities;
  if (!looks || !isAbsent || !first) return null;
  return cx.typed(
    first.entity.span,
    { kind: 'null' },
    { op: 'translate', of: subject.expr, candidates: {} },
    {
      nullable: true,
      failures: new Map([['dangling', `the source has no \`${first.entity.name}\``]]),
    },
  );
}

/**
 * What is left of a pattern in the body of a function that is read for one call: entities that this argument cannot lead
 * to, and null where it cannot be null, stand there for other calls. Null where nothing is left.
 */
function reachable(cx: Context, pattern: ast.Pattern, subject: Typed): ast.Pattern | null {
  const { base, nullable } = subject.type;
  if (pattern.kind === 'entities' && base.kind === 'source') {
    const entities = pattern.entities.filter(
      ({ entity }) => base.entities.includes(entity.name) || !cx.source.entities[entity.name],
    );
    return entities.length > 0 ? { ...pattern, entities } : null;
  }
  if (pattern.kind === 'literals' && !nullable) {
    const values = pattern.values.filter(({ value }) => value.kind !== 'null');
    return values.length > 0 ? { ...pattern, values } : null;
  }
  return pattern;
}

/** The field whose options, or targets, a `match` has to name. */
function imposedBy({ origin }: Typed): { readonly schema?: SchemaPlace } {
  return origin ? { schema: { side: 'source', entity: origin.entity, field: origin.field } } : {};
}

/** In what domain the subject is compared with this literal, too. Reports where the two are never equal. */
function comparedAs(cx: Context, subject: Typed, literal: Typed, domain: Domain): Domain {
  const { base } = literal.type;
  if (base.kind === 'null' || isError(literal)) return domain;
  const common = commonDomain(subject.type.base, base);
  if (common === null)
    cx.report('not-comparable', literal.span, {
      left: describe(subject.type.base),
      right: describe(base),
    });
  return common === 'decimal' ? common : domain;
}

/** Whether the reference may lead to the entity. Reports where not. */
function checkEntity(cx: Context, base: Base, entity: ast.Id): boolean {
  if (base.kind !== 'source') {
    cx.report('wrong-operand', entity.span, {
      operator: `match … { ${entity.name} … }`,
      actual: describe(base),
    });
  } else if (!base.entities.includes(entity.name)) {
    cx.report(
      'unknown-entity',
      entity.span,
      { name: entity.name, side: 'reference' },
      {
        help: didYouMean(entity.name, base.entities),
        fixes: renameTo(entity.span, entity.name, base.entities),
      },
    );
  } else {
    return true;
  }
  return false;
}

/** An entity that the snapshot does not have, or of which discovery saw no record, need not be named. */
function reportMissing(
  cx: Context,
  subject: Typed,
  covered: ReadonlySet<string>,
  nullCovered: boolean,
  node: ast.MatchExpr,
): void {
  const { base } = subject.type;
  const missing: string[] = [];
  let strangers: string | null = null;
  switch (base.kind) {
    case 'source':
      for (const entity of base.entities) {
        const seen = cx.profile === null || rowsSeen(cx.profile, entity) > 0;
        if (cx.source.entities[entity] && seen && !covered.has(entity)) missing.push(`\`${entity}\``);
      }
      break;
    case 'enum': {
      const names = optionNames(base.options);
      base.options.forEach((option, index) => {
        if (!covered.has(JSON.stringify(option.value))) missing.push(`"${names[index] ?? option.label}"`);
      });
      strangers = undeclaredEvidence(cx, base);
      if (base.open || strangers !== null) missing.push('values that nobody declared');
      break;
    }
    case 'boolean':
      for (const value of [true, false]) if (!covered.has(String(value))) missing.push(String(value));
      break;
    default:
      missing.push('every other value');
  }
  if (!nullCovered) missing.push('null');
  if (missing.length > 0)
    cx.report(
      'match-incomplete',
      node.span,
      { missing: andList(missing) },
      {
        help: withEvidence('name every case, or end with `else -> …`', strangers),
        ...imposedBy(subject),
        fixes: elseArmFixes(cx.places, node),
      },
    );
}
