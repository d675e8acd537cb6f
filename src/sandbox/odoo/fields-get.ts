import type { Environment } from './environment.ts';
import type { FieldDescriptor, Values } from './types.ts';

/**
 * `fields_get`: names that the model does not have are left out; `attributes` keeps only those named (an empty list
 * keeps none, as in Odoo).
 */
export function fieldsGet(
  env: Environment,
  model: string,
  names: readonly string[] | null,
  attributes: readonly string[] | null,
): Values {
  const descriptor = env.model(model);
  const wanted = names === null || names.length === 0 ? null : new Set(names);
  const result: Values = {};
  for (const field of descriptor.fields.values()) {
    if (wanted !== null && !wanted.has(field.name)) continue;
    const all = describe(env, field);
    result[field.name] =
      attributes === null
        ? all
        : Object.fromEntries(Object.entries(all).filter(([name]) => attributes.includes(name)));
  }
  return result;
}

function describe(env: Environment, field: FieldDescriptor): Values {
  const stored = field.store === true;
  const list = field.type === 'one2many' || field.type === 'many2many';
  const sortable = stored && !list && field.type !== 'binary';
  const description: Values = {
    name: field.name,
    type: field.type,
    string: field.string,
    store: stored,
    readonly: field.readonly === true,
    required: field.required === true,
    manual: field.manual === true,
    company_dependent: field.company_dependent === true,
    searchable: stored || field.related !== undefined || env.isColumn(field),
    sortable,
    exportable: true,
    change_default: false,
    default_export_compatible: false,
    depends: field.depends ?? [],
  };
  if (field.relation !== undefined) {
    description.relation = field.relation;
    description.domain = [];
    description.context = {};
  }
  if (field.relation_field !== undefined) description.relation_field = field.relation_field;
  if (field.related !== undefined) description.related = field.related;
  if (field.selection !== undefined) description.selection = field.selection;
  if (field.size !== undefined) description.size = field.size;
  if (field.digits !== undefined) description.digits = field.digits;
  if (field.currency_field !== undefined) description.currency_field = field.currency_field;
  if (field.type === 'char' || field.type === 'text' || field.type === 'html') {
    description.translate = field.translate === true;
  }
  if (field.type === 'char') description.trim = true;
  if (['integer', 'float', 'monetary'].includes(field.type) && stored) description.group_operator = 'sum';
  return description;
}
