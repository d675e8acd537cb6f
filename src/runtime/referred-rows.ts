import type { TargetId } from '../connectors/contract.ts';
import type { FieldType, JsonValue } from '../schema/model.ts';

/** A row of the target. */
interface ReferredRow {
  readonly entity: string;
  readonly id: TargetId;
}

/**
 * The rows to which a value of a field of that type refers: by their ids where the type says whose they are, by entity
 * and id (`{ model, id }`) where it leads to several. Elements of a list in their order; anything else refers to none.
 */
export function referredRows(
  type: FieldType | undefined,
  value: JsonValue | readonly JsonValue[] | undefined,
): readonly ReferredRow[] {
  const targets = referredEntities(type);
  const [only] = targets;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item): readonly ReferredRow[] => {
    if (targets.length === 1 && only !== undefined)
      return isTargetId(item) ? [{ entity: only, id: item }] : [];
    if (!isPair(item) || !targets.includes(item.model)) return [];
    return [{ entity: item.model, id: item.id }];
  });
}

/** The entities to which a field of that type may refer. */
export function referredEntities(type: FieldType | undefined): readonly string[] {
  switch (type?.kind) {
    case 'reference':
      return type.targets;
    case 'references':
      return [type.target];
    default:
      return [];
  }
}

/** How a field of that type says that it refers to the row: what to search by. */
export function referenceTo(type: FieldType, { entity, id }: ReferredRow): JsonValue {
  return referredEntities(type).length > 1 ? { model: entity, id } : id;
}

/** What a reference to one of several entities holds. */
export function isPair(value: unknown): value is { readonly model: string; readonly id: TargetId } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'model' in value &&
    typeof value.model === 'string' &&
    'id' in value &&
    isTargetId(value.id)
  );
}

function isTargetId(value: unknown): value is TargetId {
  return typeof value === 'number' || typeof value === 'string';
}
