import type { TargetId } from '../connectors/contract.ts';
import { PlanError } from '../plan/plan-error.ts';
import type { Expr, TableResult } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { identityOf } from '../stdlib/compare.ts';
import { Failure } from '../stdlib/failure.ts';
import { type Compiled, type EvaluationContext, textOf } from './evaluate-context.ts';
import { type Notes, type Result, type Scope, together } from './evaluate-scope.ts';

export type Where = readonly { readonly path: string; readonly value: JsonValue }[];

/** The one row that fits, by asking the target; failures `none` and `several`. */
function rowWhere(entity: string, where: Where, context: EvaluationContext, notes: Notes): Result {
  const need = { kind: 'lookup', entity, where } as const;
  const answer = context.answers.get(need);
  if (answer === undefined) return notes.need(need);
  const what = `${entity} with ${where.map(({ path, value }) => `${path} ${quoted(value)}`).join(', ')}`;
  if (answer.kind !== 'ids') return unanswered(what, answer);
  const [id] = answer.ids;
  if (id === undefined) return new Failure('none', `there is no ${what}`);
  return answer.ids.length === 1 ? id : new Failure('several', `there are ${answer.ids.length} of ${what}`);
}

/** An answer that holds no value: the question failed, or it is of another kind, which is the same to a record. */
export function unanswered(
  what: string,
  answer: { readonly kind: string; readonly reason?: string },
): Failure {
  return new Failure(
    'io',
    `${what} could not be read: ${answer.reason ?? `the answer was "${answer.kind}"`}`,
  );
}

export function compileLookup(
  expr: Extract<Expr, { op: 'lookup' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const where = compileWhere(expr, compile);
  return (scope) => {
    const conditions = where(scope);
    if (conditions instanceof Failure || conditions === null) return conditions;
    return rowWhere(expr.entity, conditions, context, scope.notes);
  };
}

/** What a lookup asks by; null where a condition is null. */
export function compileWhere(
  expr: Extract<Expr, { op: 'lookup' }>,
  compile: (expr: Expr) => Compiled,
): (scope: Scope) => Where | Failure | null {
  const where = expr.where.map(({ path, value }) => ({ path, value: compile(value) }));
  return (scope) => {
    const values = together(where, ({ value }) => value(scope));
    if (values instanceof Failure) return values;
    if (values.includes(null)) return null;
    return where.map(({ path }, index) => ({ path, value: values[index] ?? null }));
  };
}

export function compileTargetGet(
  expr: Extract<Expr, { op: 'target_get' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const of = compile(expr.of);
  const { entity, field } = expr;
  return (scope) => {
    const id = of(scope);
    if (id instanceof Failure || id === null) return id;
    if (!isTargetId(id)) return new Failure('dangling', `${textOf(id).slice(0, 60)} is no row of ${entity}`);
    const need = { kind: 'row', entity, id, field } as const;
    const answer = context.answers.get(need);
    if (answer === undefined) return scope.notes.need(need);
    return answer.kind === 'value' ? answer.value : unanswered(`${field} of ${entity} ${id}`, answer);
  };
}

function isTargetId(value: JsonValue): value is TargetId {
  return typeof value === 'string' || typeof value === 'number';
}

export function compileTable(
  expr: Extract<Expr, { op: 'table' }>,
  compile: (expr: Expr) => Compiled,
  context: EvaluationContext,
): Compiled {
  const { tables } = context.plan;
  const table = Object.hasOwn(tables, expr.table) ? tables[expr.table] : undefined;
  if (table === undefined)
    throw new PlanError(`The plan has no table ${JSON.stringify(expr.table)}: compile it again.`);
  const name = expr.table;
  const keys = expr.keys.map(compile);
  // Of two entries with one key the first counts, as they are tried in the order of writing.
  const entries = new Map(
    table.entries.toReversed().map((entry) => [identityOf(table.domains, entry.keys), entry]),
  );
  const give = (result: TableResult, at: number, notes: Notes): Result => {
    if (result.kind === 'reject') return new Failure('none', result.message, { disposition: 'reject', at });
    const { values } = result;
    if (table.rows === null) return values.length === 1 ? (values[0] ?? null) : values;
    const where = table.rows.paths.map((path, index) => ({ path, value: values[index] ?? null }));
    return rowWhere(table.rows.entity, where, context, notes);
  };
  return (scope) => {
    const values = together(keys, (key) => key(scope));
    if (values instanceof Failure) return values;
    if (values.includes(null)) return null;
    const entry = entries.get(identityOf(table.domains, values));
    const key = values.map(quoted).join(', ');
    scope.notes.stratum(`table ${name} ${entry === undefined ? 'else' : key}`);
    if (entry !== undefined) return give(entry.result, entry.at, scope.notes);
    if (table.otherwise !== null) return give(table.otherwise.result, table.otherwise.at, scope.notes);
    return new Failure('none', `${key} is not in the table ${name}`);
  };
}

function quoted(value: JsonValue): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : textOf(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
