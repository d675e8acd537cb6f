import type { Entity, Field, JsonValue, ReferenceRow, Unread } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { mostReferenceRows, referenceRows, uniqueKeys } from '../knowledge.ts';
import { readRows } from '../reading.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { objectOf } from '../session.ts';
import type { Defaults, FieldDescription, Person } from './fields.ts';
import { defaultsFrom, fieldFrom } from './fields.ts';

/** What is the same for all models of one discovery. */
export interface Asked {
  /** Labels of the models that there are; null where nobody may tell. */
  readonly labels: ReadonlyMap<string, string> | null;
  readonly person: Person;
  /** Whether `ir.model.fields` may be asked which fields a group hides. */
  readonly hiddenFields: boolean;
  /** Whether `ir.model.data` may be read. */
  readonly externalIds: boolean;
}

interface DiscoveredEntity {
  /** Null where there is none of that name, or none that this login may see. */
  readonly entity: Entity | null;
  readonly unread: readonly Unread[];
}

/** A model with its fields, defaults and reference rows. @throws ConnectorError */
export async function discoverEntity(
  session: OdooSession,
  model: string,
  asked: Asked,
  options?: CallOptions,
): Promise<DiscoveredEntity> {
  const { labels, person } = asked;
  const none: DiscoveredEntity = { entity: null, unread: [] };
  if (labels !== null && !labels.has(model)) return none;
  let descriptions: Readonly<Record<string, FieldDescription>>;
  try {
    descriptions = await session.describe(model, options);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    // "Object x doesn't exist"
    if (error.kind === 'record') return none;
    if (error.kind !== 'forbidden') throw error;
    return { entity: null, unread: [forbidden('entity', model, `the login may not read ${model}`)] };
  }
  const unread: Unread[] = [];
  const hidden = asked.hiddenFields ? await hiddenFields(session, model, descriptions, options) : [];
  if (hidden.length > 0)
    unread.push({
      what: 'fields',
      entity: model,
      fields: hidden,
      why: 'a group that the login is not in hides them',
      help: 'if a map needs one, put the login into the group that may see it (ir.model.fields names it), and discover again',
    });
  const defaults = await defaultsOf(session, model, descriptions, person, options);
  if (typeof defaults === 'string')
    unread.push({
      what: 'defaults',
      entity: model,
      why: defaults,
      help: 'fields of it that are required count as having no default: give each a value',
    });
  const entity = entityFrom(
    model,
    labels?.get(model) ?? model,
    descriptions,
    typeof defaults === 'string' ? {} : defaults,
  );
  const rows = await rowsOfEntity(session, entity, asked.externalIds, options);
  const mayRead = rows !== 'forbidden' && (await mayDo(session, model, 'read', options)) !== false;
  if (!mayRead) unread.push(forbidden('rows', model, `the login may not read the records of ${model}`));
  return { entity: rows === null || rows === 'forbidden' ? entity : { ...entity, rows }, unread };
}

function forbidden(what: Unread['what'], entity: string, why: string): Unread {
  return { what, entity, why, help: `give the login a group that may read ${entity}, and discover again` };
}

/** Fields that the model has and `fields_get` keeps from this login. */
async function hiddenFields(
  session: OdooSession,
  model: string,
  descriptions: Readonly<Record<string, FieldDescription>>,
  options?: CallOptions,
): Promise<readonly string[]> {
  const rows = await session.searchRead('ir.model.fields', [['model', '=', model]], ['name'], {}, options);
  return rows
    .map((row) => String(row.name))
    .filter((name) => !Object.hasOwn(descriptions, name))
    .sort();
}

/** The defaults, or why Odoo does not tell them. */
async function defaultsOf(
  session: OdooSession,
  model: string,
  descriptions: Readonly<Record<string, FieldDescription>>,
  person: Person,
  options?: CallOptions,
): Promise<Defaults | string> {
  try {
    const values = await defaultValues(session, model, Object.keys(descriptions), options);
    return defaultsFrom(
      descriptions,
      withoutZone(values, descriptions),
      person,
      session.config.company !== undefined,
    );
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.kind === 'forbidden') return 'the login may not ask for them';
    // Some models have defaults only within a window of their own, and fail without it.
    if (error.kind === 'record') return 'Odoo cannot tell them outside of a screen of its own';
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
  const answer = await defaultGet(session, model, fields, options);
  if (answer !== null) return objectOf(answer, 'default_get');
  if (fields.length <= 1) return {};
  const middle = Math.ceil(fields.length / 2);
  return {
    ...(await defaultValues(session, model, fields.slice(0, middle), options)),
    ...(await defaultValues(session, model, fields.slice(middle), options)),
  };
}

/** Some models override the method as one of records (`account.move.line`, `res.partner.bank`): they want ids first. */
async function defaultGet(
  session: OdooSession,
  model: string,
  fields: readonly string[],
  options?: CallOptions,
): Promise<JsonValue> {
  try {
    return await session.call(model, 'default_get', [fields], {}, options);
  } catch (error) {
    if (!(error instanceof ConnectorError && /missing 1 required positional argument/.test(error.message)))
      throw error;
    return session.call(model, 'default_get', [[], fields], {}, options);
  }
}

/** The zone is that of this very call; a record made by the connector gets none. */
function withoutZone(
  values: Readonly<Record<string, JsonValue>>,
  descriptions: Readonly<Record<string, FieldDescription>>,
): Readonly<Record<string, JsonValue>> {
  return values.tz === 'UTC' && descriptions.tz?.type === 'selection' ? { ...values, tz: false } : values;
}

/** What `fields_get` and `default_get` said, as an entity without its rows. */
function entityFrom(
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

/** Null for a model that is no configuration or has too many rows. */
async function rowsOfEntity(
  session: OdooSession,
  entity: Entity,
  externalIds: boolean,
  options?: CallOptions,
): Promise<readonly ReferenceRow[] | 'forbidden' | null> {
  const wanted = referenceRows[entity.name];
  if (wanted === undefined) return null;
  // Without the right to read external ids a row has none that is known, which is not the same as having none.
  const fields = [
    'id',
    ...wanted.filter((field) => field in entity.fields),
    ...(externalIds ? ['xmlid'] : []),
  ];
  try {
    const rows = await readRows(session, entity, [], fields, mostReferenceRows + 1, options);
    return rows.length > mostReferenceRows ? null : rows.map((row) => row.values);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'forbidden') return 'forbidden';
    throw error;
  }
}
