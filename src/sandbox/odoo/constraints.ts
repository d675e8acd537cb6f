import type { Environment } from './environment.ts';
import { constraintError, foreignKeyError, missingValueError, OdooError } from './errors.ts';
import type { FieldDescriptor, ModelDescriptor, UniqueRule } from './types.ts';

/**
 * What the database and the model refuse: NOT NULL, checks, uniqueness, references that point nowhere, circles.
 * `changed` names the columns of an update; null for a new row.
 *
 * @throws OdooError
 */
export function checkRow(
  env: Environment,
  model: ModelDescriptor,
  id: number,
  changed: readonly string[] | null,
): void {
  const row = env.database.get(model.model, id);
  if (row === undefined) return;
  for (const field of requiredColumns(env, model)) {
    if ((changed === null || changed.includes(field.name)) && row[field.name] === undefined) {
      throw missingValueError(model.model, model.name, field.name, field.string);
    }
  }
  const behaviour = env.behaviour(model.model);
  for (const check of behaviour?.checks ?? [])
    if (!check.holds(row)) {
      throw constraintError(check.message, { kind: 'check', message: check.message });
    }
  for (const rule of env.registry.unique.get(model.model) ?? []) {
    if (changed === null || rule.fields.some((name) => changed.includes(name)))
      checkUnique(env, model, id, rule);
  }
  for (const name of changed ?? Object.keys(row)) {
    const field = model.fields.get(name);
    const value = row[name];
    if (field?.type !== 'many2one' || typeof value !== 'number') continue;
    if (!env.exists(field.relation ?? '', value)) {
      throw foreignKeyError(model.model, model.name, `${tableOf(model.model)}_${name}_fkey`);
    }
    if (name === 'parent_id' && field.relation === model.model) checkCircle(env, model, id);
  }
}

/** A model's table. */
export function tableOf(model: string): string {
  return model.replaceAll('.', '_');
}

function checkUnique(env: Environment, model: ModelDescriptor, id: number, rule: UniqueRule): void {
  const row = env.database.get(model.model, id);
  if (row === undefined) return;
  const values = rule.fields.map((name) => row[name] ?? null);
  if (values.includes(null)) return;
  const best =
    rule.fields.find((name) => name === 'name' || name === 'res_id' || name === 'code') ??
    rule.fields[0] ??
    '';
  for (const other of env.database.lookup(model.model, best, [row[best] ?? null])) {
    if (other === id) continue;
    const candidate = env.database.get(model.model, other);
    if (rule.fields.every((name, index) => (candidate?.[name] ?? null) === values[index])) {
      throw constraintError(
        rule.message ||
          `duplicate key value violates unique constraint "${tableOf(model.model)}_${rule.fields.join('_')}_uniq_index"\n` +
            `DETAIL:  Key (${rule.fields.join(', ')})=(${values.join(', ')}) already exists.\n`,
        { kind: 'unique', model: model.model, fields: rule.fields },
      );
    }
  }
}

function checkCircle(env: Environment, model: ModelDescriptor, id: number): void {
  const seen = new Set<number>([id]);
  for (
    let at = env.ref(model.model, id, 'parent_id');
    at !== null;
    at = env.ref(model.model, at, 'parent_id')
  ) {
    if (seen.has(at)) {
      const error = env.behaviour(model.model)?.recursion;
      throw new OdooError(
        error?.exception ?? 'odoo.exceptions.UserError',
        error?.message ?? 'Recursion Detected.',
      );
    }
    seen.add(at);
  }
}

const cache = new WeakMap<ModelDescriptor, { version: number; fields: readonly FieldDescriptor[] }>();

function requiredColumns(env: Environment, model: ModelDescriptor): readonly FieldDescriptor[] {
  const known = cache.get(model);
  if (known !== undefined && known.version === env.registry.version) return known.fields;
  const fields = [...model.fields.values()].filter(
    (field) => field.required === true && field.company_dependent !== true && env.isColumn(field),
  );
  cache.set(model, { version: env.registry.version, fields });
  return fields;
}
