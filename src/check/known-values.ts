import type { Expr, Handler } from '../plan/types.ts';
import type { Entity, JsonValue } from '../schema/model.ts';
import type { CheckedProgram, CheckedWrite } from './program.ts';

/** What can be said of the values of an expression without any record in hand. */
interface KnownValues {
  /** Values that it has for some record, as far as nobody knows better: literals, entries of tables, ids of known rows. */
  readonly values: readonly JsonValue[];
  /** It has no others; a record that is rejected or waits has none. */
  readonly complete: boolean;
}

const UNKNOWN: KnownValues = { values: [], complete: false };

/** @param arm whose `let`s the expression may name */
export function knownValues(program: CheckedProgram, arm: CheckedWrite, expr: Expr): KnownValues {
  const of = (one: Expr): KnownValues => knownValues(program, arm, one);
  switch (expr.op) {
    case 'literal':
      return { values: [expr.value], complete: true };
    case 'list':
      return joined(expr.items.map(of));
    case 'if':
      return joined([of(expr.then), of(expr.otherwise)]);
    case 'coalesce':
      return joined([of(expr.left), of(expr.right)]);
    case 'match':
      return joined(expr.arms.map(({ value }) => of(value)));
    case 'else':
      return joined([of(expr.of), ...expr.handlers.map((handler) => ofHandler(handler, of))]);
    case 'local': {
      const named = arm.lets.find(({ name }) => name === expr.name);
      return named === undefined ? UNKNOWN : of(named.value.expr);
    }
    case 'table':
      return valuesOfTable(program, expr.table);
    case 'lookup': {
      const entity = program.target.entities[expr.entity];
      const wanted: (readonly [string, JsonValue])[] = [];
      for (const { path, value } of expr.where) {
        if (value.op !== 'literal') return UNKNOWN;
        wanted.push([path, value.value]);
      }
      return entity === undefined ? UNKNOWN : idOfRow(entity, wanted);
    }
    default:
      return UNKNOWN;
  }
}

function ofHandler(handler: Handler, of: (expr: Expr) => KnownValues): KnownValues {
  switch (handler.kind) {
    case 'value':
      return of(handler.value);
    case 'warn':
      return { values: [null], complete: true };
    case 'reject':
    case 'queue':
      return { values: [], complete: true };
    case 'create':
      return UNKNOWN;
    default:
      return handler satisfies never;
  }
}

function joined(parts: readonly KnownValues[]): KnownValues {
  return {
    values: parts.flatMap(({ values }) => values),
    complete: parts.every(({ complete }) => complete),
  };
}

function valuesOfTable(program: CheckedProgram, name: string): KnownValues {
  const plan = program.tables.get(name)?.plan;
  if (plan === undefined) return UNKNOWN;
  const results = [...plan.entries, ...(plan.otherwise === null ? [] : [plan.otherwise])];
  const entity = plan.rows === null ? undefined : program.target.entities[plan.rows.entity];
  return joined(
    results.map(({ result }): KnownValues => {
      if (result.kind === 'reject') return { values: [], complete: true };
      const [only, ...others] = result.values;
      if (plan.rows !== null)
        return entity === undefined || result.values.includes(null)
          ? UNKNOWN
          : idOfRow(
              entity,
              plan.rows.paths.map((path, index) => [path, result.values[index] ?? null] as const),
            );
      return only === undefined || others.length > 0 ? UNKNOWN : { values: [only], complete: true };
    }),
  );
}

/** The id of the one discovered row with these values. A path through references is not followed. */
function idOfRow(entity: Entity, wanted: readonly (readonly [string, JsonValue])[]): KnownValues {
  const rows = entity.rows ?? [];
  if (rows.some((row) => wanted.some(([path]) => !Object.hasOwn(row, path)))) return UNKNOWN;
  const found = rows.filter((row) => wanted.every(([path, value]) => row[path] === value));
  const id = found.length === 1 ? found[0]?.[entity.id] : undefined;
  return id === undefined ? UNKNOWN : { values: [id], complete: true };
}
