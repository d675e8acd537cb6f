import type { Expr } from '../plan/types.ts';
import type { JsonValue, Profile } from '../schema/model.ts';
import { filledIn, rowsSeen, valuesSeen } from './evidence.ts';

/**
 * How many of the records that discovery read a guard leaves out (`language.md` section 6.7). Null where that cannot be
 * told from counts: discovery did not look, or the guard asks for more than one field's value.
 */
export function leftOut(profile: Profile | null, entity: string, guard: Expr): number | null {
  const rows = rowsSeen(profile, entity);
  if (profile === null || rows === 0) return null;
  const taken = takenBy({ profile, entity, rows }, guard);
  return taken === null ? null : rows - taken;
}

interface Seen {
  readonly profile: Profile;
  readonly entity: string;
  readonly rows: number;
}

function takenBy(seen: Seen, guard: Expr): number | null {
  const bare = fieldOf(guard);
  if (bare !== null) return holding(seen, bare, [true]);
  if (guard.op === 'not') {
    // Of a field that is empty neither it nor its opposite holds.
    const field = fieldOf(guard.of);
    return field === null ? null : holding(seen, field, [false]);
  }
  if (guard.op === 'in') {
    const field = fieldOf(guard.left);
    const values = guard.right.op === 'list' ? guard.right.items.map(literalOf) : [undefined];
    return field === null || values.includes(undefined) ? null : holding(seen, field, values);
  }
  if (guard.op !== 'compare') return null;
  const field = fieldOf(guard.left);
  const value = literalOf(guard.right);
  if (field === null || value === undefined) return null;
  const filled = filledIn(seen.profile, seen.entity, field);
  if (value === null) {
    if (guard.operator === '!=') return filled;
    return guard.operator === '==' ? seen.rows - filled : null;
  }
  const equal = holding(seen, field, [value]);
  if (guard.operator === '==') return equal;
  // A comparison with an empty field does not hold.
  return guard.operator === '!=' && equal !== null ? filled - equal : null;
}

/** A field of the record in hand, also by its label; null for any other expression. */
function fieldOf(expr: Expr): string | null {
  return expr.op === 'get' && expr.of.op === 'this' ? expr.field : null;
}

function literalOf(expr: Expr): JsonValue | undefined {
  return expr.op === 'literal' ? expr.value : undefined;
}

/** In how many records the field holds one of the values; null where discovery did not count each of its values. */
function holding(
  { profile, entity }: Seen,
  field: string,
  values: readonly (JsonValue | undefined)[],
): number | null {
  if (filledIn(profile, entity, field) === 0) return 0;
  const seen = valuesSeen(profile, entity, field);
  if (seen?.options === undefined || (seen.others ?? 0) > 0) return null;
  return seen.options.reduce((sum, { value, count }) => (values.includes(value) ? sum + count : sum), 0);
}
