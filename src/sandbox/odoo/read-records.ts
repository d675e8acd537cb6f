import type { Environment } from './environment.ts';
import { invalidFieldError } from './errors.ts';
import { inDefaultOrder } from './search.ts';
import type { FieldDescriptor, FieldValue, ModelDescriptor, Values } from './types.ts';

/**
 * Records as `read` gives them: empty values are `false`, numbers 0, references `[id, name]` (or the id where
 * `load` says so). Ids that are gone are left out.
 *
 * @throws OdooError on a field that the model does not have.
 */
export function readRecords(
  env: Environment,
  model: string,
  ids: readonly number[],
  names: readonly string[] | null,
  plainReferences: boolean,
): Values[] {
  const descriptor = env.model(model);
  const fields =
    names === null || names.length === 0
      ? [...descriptor.fields.values()]
      : names.map((name) => fieldOf(descriptor, name));
  const known = ids.filter((id) => env.database.has(model, id));
  env.behaviour(model)?.checkRead?.(env, known);
  return known.map((id) => {
    const record: Values = { id };
    for (const field of fields)
      record[field.name] = present(env, model, field, env.value(model, id, field), plainReferences);
    return record;
  });
}

function fieldOf(model: ModelDescriptor, name: string): FieldDescriptor {
  const field = model.fields.get(name);
  if (field === undefined) throw invalidFieldError(name, model.model);
  return field;
}

function present(
  env: Environment,
  model: string,
  field: FieldDescriptor,
  value: FieldValue,
  plainReferences: boolean,
): unknown {
  switch (field.type) {
    case 'one2many':
    case 'many2many':
      return presentList(env, model, field, Array.isArray(value) ? value : []);
    case 'many2one': {
      if (typeof value !== 'number') return false;
      if (plainReferences) return value;
      return [value, env.displayName(field.relation ?? '', value)];
    }
    case 'integer':
    case 'float':
    case 'monetary':
    case 'many2one_reference':
      return value ?? 0;
    case 'boolean':
      return value === true;
    case 'binary':
      return sized(env, field, value);
    case 'json':
    case 'properties':
    case 'properties_definition':
    case 'serialized':
      return typeof value === 'string' ? JSON.parse(value) : false;
    default:
      return value ?? false;
  }
}

/** Lists that say of themselves that archived rows belong to them (`context={'active_test': False}`). */
const withArchived: ReadonlySet<string> = new Set([
  'account.move.line.tax_ids',
  'crm.team.crm_team_member_all_ids',
  'mail.message.notified_partner_ids',
  'mail.message.partner_ids',
  'project.task.user_ids',
  'sale.order.line.tax_id',
]);

/** Archived rows are left out of lists, unless the context asks for them. */
function presentList(
  env: Environment,
  model: string,
  field: FieldDescriptor,
  ids: readonly number[],
): number[] {
  const relation = field.relation;
  if (relation === undefined || !env.hasModel(relation)) return [];
  const active = env.model(relation).fields.get('active');
  const shown =
    active === undefined || env.context.active_test === false || withArchived.has(`${model}.${field.name}`)
      ? [...ids]
      : ids.filter((id) => env.value(relation, id, active) === true);
  return shown.length < 2 ? shown : inDefaultOrder(env, relation, shown);
}

function sized(env: Environment, field: FieldDescriptor, value: FieldValue): unknown {
  const wanted = env.context.bin_size === true || env.context[`bin_size_${field.name}`] === true;
  if (!wanted || typeof value !== 'string' || value === '') return value ?? false;
  const bytes = Buffer.byteLength(value, 'base64');
  if (bytes < 1024) return `${bytes.toFixed(2)} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(2)} Kb` : `${(kilobytes / 1024).toFixed(2)} Mb`;
}
