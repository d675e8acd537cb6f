import { tableOf } from './constraints.ts';
import type { Environment } from './environment.ts';
import { foreignKeyError } from './errors.ts';
import { relationOf } from './registry.ts';

/**
 * Deletes rows as the database does: references to them are cleared, follow, or forbid it. No hooks run for rows that
 * go by cascade.
 *
 * @throws OdooError where another row still needs one of these.
 */
export function deleteRows(env: Environment, model: string, ids: readonly number[]): void {
  if (ids.length === 0) return;
  const going = new Set(ids);
  for (const { model: other, field } of env.registry.references(model)) {
    const found = env.database.lookup(other.model, field.name, ids);
    const pointing = [...found].filter((id) => !(other.model === model && going.has(id)));
    if (pointing.length === 0) continue;
    const rule = field.ondelete ?? (field.required === true ? 'restrict' : 'set null');
    if (rule === 'restrict') {
      throw foreignKeyError(other.model, other.name, `${tableOf(other.model)}_${field.name}_fkey`);
    }
    if (rule === 'cascade') deleteRows(env, other.model, pointing);
    else for (const id of pointing) env.database.update(other.model, id, { [field.name]: null });
  }
  for (const field of env.model(model).fields.values()) {
    const relation = relationOf(field);
    if (relation === null) continue;
    for (const id of ids) {
      for (const other of [...env.database.linked(relation.name, relation.side, id)]) {
        const forward = relation.side === 'forward';
        env.database.unlink(relation.name, forward ? id : other, forward ? other : id);
      }
    }
  }
  for (const { field } of env.registry.relations(model)) {
    const relation = relationOf(field);
    if (relation === null) continue;
    const side = relation.side === 'forward' ? 'backward' : 'forward';
    for (const id of ids) {
      for (const other of [...env.database.linked(relation.name, side, id)]) {
        const forward = relation.side === 'forward';
        env.database.unlink(relation.name, forward ? other : id, forward ? id : other);
      }
    }
  }
  for (const id of ids) env.database.remove(model, id);
}
