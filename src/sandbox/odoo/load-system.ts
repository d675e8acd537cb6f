import { behaviours } from './behaviours/index.ts';
import { registerBaseField } from './behaviours/provisioning.ts';
import { Database, type Row } from './database.ts';
import { Environment, type OdooSystem } from './environment.ts';
import { Registry, relationOf } from './registry.ts';
import { seedDemo } from './seed-demo.ts';
import type { FieldDescriptor, ModelDescriptor, OdooData, Scalar } from './types.ts';

/** The parameter that tells databases apart. */
export const UUID = 'database.uuid';

/** The date that rows of a new database bear. */
const installed = '2024-01-01 00:00:00';

/**
 * A new system with the rows of a new database, and the demonstration's where `seed` says so.
 * @param uuid the database's
 * @param list what views of lists are called, `list` from 18.0 on
 */
export function loadSystem(
  data: OdooData,
  seed: 'minimal' | 'demo',
  clock: () => Date,
  uuid: string,
  list: 'tree' | 'list' = 'tree',
): OdooSystem {
  const database = new Database();
  const rules = [...data.unique, { model: 'ir.model.data', fields: ['module', 'name'], message: '' }];
  const registry = new Registry(database, behaviours, rules);
  for (const model of data.models.values()) registry.addModel({ ...model, fields: new Map(model.fields) });
  if (list === 'list') callLists(registry);
  const system: OdooSystem = {
    database,
    registry,
    stamps: new Set([installed]),
    passwords: new Map(),
    clock,
  };
  const env = new Environment(system, 1, {}, installed);
  for (const model of registry.models.values()) insertModel(system, env, model);
  for (const [name, rows] of Object.entries(data.rows)) {
    const model = registry.models.get(name);
    if (model === undefined) continue;
    for (const row of rows) insertRow(system, model, row);
  }
  const parameters = registry.models.get('ir.config_parameter');
  if (parameters !== undefined) insertRow(system, parameters, { id: 2, key: UUID, value: uuid });
  database.reserve('ir.model', 700);
  database.reserve('ir.model.fields', 8000);
  database.reserve('ir.model.data', 21000);
  // Groups name the menus of a real database, which are not here: none that is made may take their place.
  database.reserve('ir.ui.menu', 1000);
  database.commit();
  if (seed === 'demo') {
    seedDemo(new Environment(system, 2, demoContext, installed));
    database.commit();
  }
  return system;
}

function callLists(registry: Registry): void {
  const type = registry.models.get('ir.ui.view')?.fields.get('type');
  if (type === undefined) return;
  const selection = (type.selection ?? []).map((option) =>
    option[0] === 'tree' ? (['list', 'List'] as const) : option,
  );
  registry.addField('ir.ui.view', { ...type, selection });
}

const demoContext = {
  tracking_disable: true,
  mail_create_nolog: true,
  mail_create_nosubscribe: true,
  mail_notrack: true,
  no_reset_password: true,
};

function insertModel(system: OdooSystem, env: Environment, model: ModelDescriptor): void {
  const thread = model.fields.get('message_follower_ids');
  system.database.insert('ir.model', model.id, {
    model: model.model,
    name: model.name,
    order: model.order,
    state: 'base',
    ...(thread !== undefined && thread.related === undefined ? { is_mail_thread: true } : {}),
  });
  for (const field of [...model.fields.values(), ...(model.hidden ?? [])])
    registerBaseField(env, model.id, model.model, field);
}

function insertRow(
  system: OdooSystem,
  model: ModelDescriptor,
  seed: Readonly<Record<string, unknown>>,
): void {
  const { database, registry } = system;
  const id = Number(seed.id);
  const row: Row = {};
  for (const [name, value] of Object.entries(seed)) {
    const field = model.fields.get(name);
    if (field === undefined || name === 'id') continue;
    const relation = relationOf(field);
    if (relation !== null) {
      if (!registry.models.has(field.relation ?? '') || !Array.isArray(value)) continue;
      for (const other of value) {
        if (relation.side === 'forward') database.link(relation.name, id, Number(other));
        else database.link(relation.name, Number(other), id);
      }
    } else if (registry.isColumn(field) && isKept(registry, field)) {
      // Rows were extracted as the columns hold them.
      row[name] = value as Scalar;
    }
  }
  for (const field of model.fields.values()) {
    // Left out of the data where they are false, and for the place in an order where it is 0.
    if (row[field.name] !== undefined || !registry.isColumn(field)) continue;
    if (field.type === 'boolean') row[field.name] = false;
    else if (field.name === 'sequence') row[field.name] = 0;
  }
  if (model.fields.has('create_date')) {
    row.create_uid = 1;
    row.create_date = installed;
    row.write_uid = 1;
    row.write_date = installed;
  }
  database.insert(model.model, id, row);
}

/** References to models that the sandbox does not have are left out. */
function isKept(registry: Registry, field: FieldDescriptor): boolean {
  return field.type !== 'many2one' || registry.models.has(field.relation ?? '');
}
