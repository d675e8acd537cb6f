import type { Environment } from './environment.ts';
import { relationOf } from './registry.ts';
import type { FieldDescriptor, FieldValue } from './types.ts';

/** What stands at the end of a `related` path. */
export function relatedValue(
  env: Environment,
  model: string,
  id: number,
  field: FieldDescriptor,
): FieldValue {
  const path = (field.related ?? '').split('.');
  let at: readonly { model: string; id: number }[] = [{ model, id }];
  for (const name of path.slice(0, -1)) {
    at = at.flatMap((record) => {
      const step = env.registry.models.get(record.model)?.fields.get(name);
      const relation = step?.relation;
      if (step === undefined || relation === undefined || !env.hasModel(relation)) return [];
      const next = env.value(record.model, record.id, step);
      const ids = Array.isArray(next) ? next : typeof next === 'number' ? [next] : [];
      return ids
        .filter((other) => env.database.has(relation, other))
        .map((other) => ({ model: relation, id: other }));
    });
  }
  const last = path.at(-1) ?? '';
  const isList = field.type === 'one2many' || field.type === 'many2many';
  const values = at.map((record) => {
    const target = env.registry.models.get(record.model)?.fields.get(last);
    return target === undefined ? null : env.value(record.model, record.id, target);
  });
  if (isList) return [...new Set(values.flatMap((value) => (Array.isArray(value) ? value : [])))];
  return values[0] ?? null;
}

/** Of many to many. */
export function linkedIds(env: Environment, id: number, field: FieldDescriptor): readonly number[] {
  const relation = relationOf(field);
  return relation === null ? [] : [...env.database.linked(relation.name, relation.side, id)];
}

/** Of one to many: the rows that lead here. */
export function childIds(
  env: Environment,
  model: string,
  id: number,
  field: FieldDescriptor,
): readonly number[] {
  const { relation, relation_field: via } = field;
  if (relation === undefined || via === undefined || !env.hasModel(relation)) return [];
  const other = env.model(relation);
  const back = other.fields.get(via);
  if (back === undefined || !env.isColumn(back)) return [];
  const ids = env.database.lookup(relation, via, [id]);
  if (back.type !== 'many2one_reference') return [...ids];
  const modelField = other.fields.has('res_model') ? 'res_model' : 'model';
  return [...ids].filter((child) => env.get(relation, child, modelField) === model);
}

/** "1/7/", from the top down to the row itself. */
export function parentPath(env: Environment, model: string, id: number): string {
  const chain: number[] = [];
  for (let at: number | null = id; at !== null && !chain.includes(at); at = env.ref(model, at, 'parent_id')) {
    chain.unshift(at);
    if (!env.model(model).fields.has('parent_id')) break;
  }
  return `${chain.join('/')}/`;
}
