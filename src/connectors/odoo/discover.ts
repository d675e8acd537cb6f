import type { Entity, Field, JsonValue, ReferenceRow, Schema } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { orNone } from './external-ids.ts';
import type { Defaults, FieldDescription, Person } from './fields.ts';
import { defaultsFrom, fieldFrom } from './fields.ts';
import { defaultEntities, mostReferenceRows, probes, referenceRows, uniqueKeys } from './knowledge.ts';
import { readRows } from './reading.ts';
import type { OdooSession } from './session.ts';
import { objectOf } from './session.ts';

/**
 * The schema of the models in `entities`, or of those that customer data touches where it is null. A model that this
 * Odoo does not have is left out: that is how the compiler learns that a module is missing.
 *
 * Of small configuration models the rows are read too, with a field `xmlid` that holds the external id, by which
 * a row is found whatever language its name is in.
 * @throws ConnectorError
 */
export async function discover(
  session: OdooSession,
  entities: readonly string[] | null,
  options?: CallOptions,
): Promise<Schema> {
  const version = await session.version(options);
  const person = await session.person(options);
  const names = [...new Set(entities ?? defaultEntities)].sort();
  const labels = await modelLabels(session, names, options);
  const found: Record<string, Entity> = {};
  let done = 0;
  for (const name of names) {
    if (labels === null || labels.has(name)) {
      const entity = await entityOf(session, name, labels?.get(name) ?? name, person, options);
      if (entity !== null) found[name] = entity;
    }
    options?.progress?.(++done, names.length, name);
  }
  return {
    system: 'odoo',
    version,
    language: session.language,
    modules: await modulesOf(session, Object.keys(found), options),
    entities: found,
  };
}

/** Labels of the models that exist; null where the login may not read them, so that each has to be tried. */
async function modelLabels(
  session: OdooSession,
  names: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<string, string> | null> {
  try {
    const rows = await session.searchRead(
      'ir.model',
      [['model', 'in', names]],
      ['model', 'name'],
      {},
      options,
    );
    return new Map(rows.map((row) => [String(row.model), String(row.name)]));
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'forbidden') return null;
    throw error;
  }
}

/** Installed modules, sorted; where their list may not be read, those whose model is there. @throws ConnectorError */
export async function modulesOf(
  session: OdooSession,
  existing: readonly string[],
  options?: CallOptions,
): Promise<readonly string[]> {
  const rows = await orNone(() =>
    session.searchRead('ir.module.module', [['state', '=', 'installed']], ['name'], {}, options),
  );
  const names =
    rows.length > 0
      ? rows.map((row) => String(row.name))
      : Object.entries(probes)
          .filter(([, model]) => existing.includes(model))
          .map(([module]) => module);
  return names.sort();
}

async function entityOf(
  session: OdooSession,
  model: string,
  label: string,
  person: Person,
  options?: CallOptions,
): Promise<Entity | null> {
  let descriptions: Readonly<Record<string, FieldDescription>>;
  try {
    descriptions = await session.describe(model, options);
  } catch (error) {
    // "Object x doesn't exist"
    if (error instanceof ConnectorError && error.kind === 'record') return null;
    throw error;
  }
  const defaults = await defaultsOf(session, model, descriptions, person, options);
  const entity = entityFrom(model, label, descriptions, defaults);
  const rows = await rowsOfEntity(session, entity, options);
  return rows === null ? entity : { ...entity, rows };
}

async function defaultsOf(
  session: OdooSession,
  model: string,
  descriptions: Readonly<Record<string, FieldDescription>>,
  person: Person,
  options?: CallOptions,
): Promise<Defaults> {
  try {
    const values = await defaultValues(session, model, Object.keys(descriptions), options);
    return defaultsFrom(
      descriptions,
      withoutZone(values, descriptions),
      person,
      session.config.company !== undefined,
    );
  } catch (error) {
    // Some models have defaults only within a window of their own, and fail without it; others may not be created.
    if (error instanceof ConnectorError && (error.kind === 'record' || error.kind === 'forbidden')) return {};
    throw error;
  }
}

/** XML-RPC cannot answer where one of the defaults is None, and says null for all: then each half is asked. */
async function defaultValues(
  session: OdooSession,
  model: string,
  fields: readonly string[],
  options?: CallOptions,
): Promise<Readonly<Record<string, JsonValue>>> {
  const answer = await session.call(model, 'default_get', [fields], {}, options);
  if (answer !== null) return objectOf(answer, 'default_get');
  if (fields.length <= 1) return {};
  const middle = Math.ceil(fields.length / 2);
  return {
    ...(await defaultValues(session, model, fields.slice(0, middle), options)),
    ...(await defaultValues(session, model, fields.slice(middle), options)),
  };
}

/** The zone is that of this very call; a record made by the connector gets none. */
function withoutZone(
  values: Readonly<Record<string, JsonValue>>,
  descriptions: Readonly<Record<string, FieldDescription>>,
): Readonly<Record<string, JsonValue>> {
  return values.tz === 'UTC' && descriptions.tz?.type === 'selection' ? { ...values, tz: false } : values;
}

/** What `fields_get` and `default_get` said, as an entity without its rows. */
export function entityFrom(
  model: string,
  label: string,
  descriptions: Readonly<Record<string, FieldDescription>>,
  defaults: Defaults,
): Entity {
  const fields: Record<string, Field> = {};
  for (const name of Object.keys(descriptions).sort())
    fields[name] = fieldFrom(model, name, descriptions[name] ?? {}, defaults);
  fields.id ??= { name: 'id', label: 'ID', type: { kind: 'integer' }, write: 'never', unique: true };
  if (model in referenceRows)
    fields.xmlid = {
      name: 'xmlid',
      label: 'External ID',
      type: { kind: 'text' },
      write: 'never',
      computed: true,
    };
  const display = ['name', 'x_name', 'subject', 'display_name'].find((name) => name in fields) ?? null;
  const keys = uniqueKeys[model]?.filter((key) => key.every((field) => field in fields)) ?? [];
  return { name: model, label, id: 'id', display, fields, ...(keys.length === 0 ? {} : { keys }) };
}

/** Null for a model that is no configuration, has too many rows, or may not be read. */
async function rowsOfEntity(
  session: OdooSession,
  entity: Entity,
  options?: CallOptions,
): Promise<readonly ReferenceRow[] | null> {
  const wanted = referenceRows[entity.name];
  if (wanted === undefined) return null;
  const fields = ['id', ...wanted.filter((field) => field in entity.fields), 'xmlid'];
  try {
    const rows = await readRows(session, entity, [], fields, mostReferenceRows + 1, options);
    return rows.length > mostReferenceRows ? null : rows.map((row) => row.values);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'forbidden') return null;
    throw error;
  }
}
