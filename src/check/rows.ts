import type { Entity, JsonValue, ReferenceRow } from '../schema/model.ts';
import type { Context } from './context.ts';

/**
 * The discovered reference rows whose dotted paths equal the values; null where a path leads to what discovery did not
 * read, or where there is none but maps of configuration make rows, so that nothing can be said.
 */
export function rowsWith(
  cx: Context,
  entity: Entity,
  values: Readonly<Record<string, JsonValue>>,
): readonly ReferenceRow[] | null {
  const rows = entity.rows ?? null;
  if (rows === null) return null;
  const found: ReferenceRow[] = [];
  for (const row of rows) {
    let fits = true;
    for (const [path, wanted] of Object.entries(values)) {
      const value = valueAt(cx, entity, row, path.split('.'));
      if (value === undefined) return null;
      if (value !== wanted) fits = false;
    }
    if (fits) found.push(row);
  }
  return found.length === 0 && isConfigured(cx, entity) ? null : found;
}

/** Whether `provision` makes rows of it out of records of the source. */
function isConfigured(cx: Context, entity: Entity): boolean {
  return cx.heads.some(({ phase, targets }) => phase === 'provision' && targets.includes(entity.name));
}

/** Undefined where discovery did not read that far. */
function valueAt(
  cx: Context,
  entity: Entity,
  row: ReferenceRow,
  path: readonly string[],
): JsonValue | undefined {
  const [first, ...rest] = path;
  const value = first !== undefined && Object.hasOwn(row, first) ? row[first] : undefined;
  if (value === undefined || rest.length === 0) return value;
  if (value === null) return null;
  const type = entity.fields[first ?? '']?.type;
  const next = type?.kind === 'reference' ? cx.target.entities[type.targets[0] ?? ''] : undefined;
  const target = next?.rows?.find((candidate) => candidate[next.id] === value);
  return next && target ? valueAt(cx, next, target, rest) : undefined;
}
