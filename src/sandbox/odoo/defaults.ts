import type { Environment } from './environment.ts';
import type { FieldDescriptor, ModelDescriptor, Values } from './types.ts';

/** Defaults of the columns and lists that `given` does not name. */
export function defaultValues(env: Environment, model: ModelDescriptor, given: Readonly<Values>): Values {
  const values: Values = {};
  for (const field of fieldsWithDefault(env, model)) {
    if (Object.hasOwn(given, field.name)) continue;
    const value = defaultOf(env, model, field);
    if (value !== undefined) values[field.name] = value;
  }
  for (const [key, value] of Object.entries(env.context)) {
    if (!key.startsWith('default_')) continue;
    const name = key.slice('default_'.length);
    if (model.fields.has(name) && !Object.hasOwn(given, name)) values[name] = value;
  }
  return values;
}

/** One field's default; undefined where it has none. */
export function defaultOf(env: Environment, model: ModelDescriptor, field: FieldDescriptor): unknown {
  const context = env.context[`default_${field.name}`];
  if (context !== undefined) return context;
  const own = env.behaviour(model.model)?.defaults?.[field.name];
  if (own !== undefined) return own(env);
  if (field.default === undefined || field.default === '(default)') return undefined;
  if (field.relation === 'res.users' && field.type === 'many2one') return env.uid;
  if (field.relation === 'res.company' && field.type === 'many2one') return currentCompany(env);
  if (field.relation !== undefined && !env.hasModel(field.relation)) return undefined;
  return field.default;
}

/** The first of the companies that the call works for, else the one of a new database. */
export function currentCompany(env: Environment): number {
  const { allowed_company_ids: allowed } = env.context;
  return Array.isArray(allowed) && typeof allowed[0] === 'number' ? allowed[0] : 1;
}

const cache = new WeakMap<ModelDescriptor, { version: number; fields: readonly FieldDescriptor[] }>();

function fieldsWithDefault(env: Environment, model: ModelDescriptor): readonly FieldDescriptor[] {
  const known = cache.get(model);
  if (known !== undefined && known.version === env.registry.version) return known.fields;
  const own = env.behaviour(model.model)?.defaults ?? {};
  const fields = [...model.fields.values()].filter((field) => {
    if (field.related !== undefined) return false;
    return field.default !== undefined || own[field.name] !== undefined;
  });
  cache.set(model, { version: env.registry.version, fields });
  return fields;
}
