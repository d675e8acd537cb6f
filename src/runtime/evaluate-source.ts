import type { SourceRecord } from '../connectors/contract.ts';
import type { Expr } from '../plan/types.ts';
import type { JsonValue } from '../schema/model.ts';
import { Failure } from '../stdlib/failure.ts';
import { type Compiled, type EvaluationContext, isSourceRef, textOf } from './evaluate-context.ts';
import { type Result, type Scope, together } from './evaluate-scope.ts';
import { unanswered } from './evaluate-target.ts';

type Compile = (expr: Expr) => Compiled;

/** A field that an object has itself; null where it has not. */
export function own(values: Readonly<Record<string, JsonValue>>, field: string): JsonValue {
  return Object.hasOwn(values, field) ? (values[field] ?? null) : null;
}

export function compileGet(
  { of, field }: Extract<Expr, { op: 'get' }>,
  compile: Compile,
  context: EvaluationContext,
): Compiled {
  if (of.op === 'this') return (scope) => ofRecordInHand(scope, ({ values }) => own(values, field));
  const compiled = compile(of);
  return (scope) => {
    const value = compiled(scope);
    if (value instanceof Failure || value === null) return value;
    if (isSourceRef(value)) return ofRecord(value, context, ({ values }) => own(values, field));
    if (typeof value === 'object' && !Array.isArray(value)) {
      return own(value as Readonly<Record<string, JsonValue>>, field);
    }
    return new Failure('convert', `${textOf(value).slice(0, 60)} has no field ${field}`);
  };
}

export function compileRecordOf(
  { of, records }: Extract<Expr, { op: 'record_of' }>,
  compile: Compile,
  context: EvaluationContext,
): Compiled {
  const fields = new Map(records.map((one) => [one.entity, one.fields]));
  const whole = (entity: string, { values }: SourceRecord): Result => {
    const known = fields.get(entity);
    if (known === undefined) return new Failure('convert', `the plan does not say what a ${entity} holds`);
    const held = known.map((field): readonly [string, JsonValue] => [field, own(values, field)]);
    return Object.fromEntries(held.filter(([, value]) => value !== null));
  };
  if (of.op === 'this')
    return (scope) => ofRecordInHand(scope, (record) => whole(scope.record?.entity ?? '', record));
  const compiled = compile(of);
  return (scope) => {
    const value = compiled(scope);
    if (value instanceof Failure || value === null) return value;
    return isSourceRef(value)
      ? ofRecord(value, context, (record) => whole(value.entity, record))
      : new Failure('convert', `${textOf(value).slice(0, 60)} is no record of the source`);
  };
}

function ofRecordInHand({ record }: Scope, read: (record: SourceRecord) => Result): Result {
  return record === null ? new Failure('convert', 'there is no source record here') : read(record.record);
}

function ofRecord(
  { entity, id }: { readonly entity: string; readonly id: string },
  { store }: EvaluationContext,
  read: (record: SourceRecord) => Result,
): Result {
  const record = store.get(entity, id);
  return record === null ? new Failure('dangling', `its ${entity} ${id} is not in the source`) : read(record);
}

/** The file at an address, by asking the source; failure `io`. */
export function compileDownload(
  expr: Extract<Expr, { op: 'download' }>,
  compile: Compile,
  context: EvaluationContext,
): Compiled {
  const of = compile(expr.of);
  return (scope) => {
    const address = of(scope);
    if (address instanceof Failure || address === null) return address;
    if (typeof address !== 'string')
      return new Failure('io', `${textOf(address).slice(0, 60)} is no address of a file`);
    const need = { kind: 'download', address } as const;
    const answer = context.answers.get(need);
    if (answer === undefined) return scope.notes.need(need);
    return answer.kind === 'value' ? answer.value : unanswered('the file', answer);
  };
}

export function compileChildren(
  expr: Extract<Expr, { op: 'children' }>,
  compile: Compile,
  context: EvaluationContext,
): Compiled {
  const { entity } = expr;
  const where = expr.where.map(({ field, as, value }) => ({ field, as, value: compile(value) }));
  return (scope) => {
    const values = together(where, ({ value }) => value(scope));
    if (values instanceof Failure) return values;
    const conditions = where.map(({ field, as }, index) => ({ field, as, value: values[index] ?? null }));
    // Nothing equals null.
    if (values.includes(null)) return [];
    return context.store.where(entity, conditions).map(({ id }) => ({ entity, id }));
  };
}
