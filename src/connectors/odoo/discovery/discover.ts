import type { Entity, Schema, Unread } from '../../../schema/model.ts';
import type { CallOptions, DiscoverOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { identity } from '../identity.ts';
import { defaultEntities } from '../knowledge.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { type Asked, discoverEntity } from './discover-entity.ts';
import { modulesOf } from './modules.ts';

/**
 * The schema of the models in `entities`, or of those that customer data touches where it is null. A model that this
 * Odoo does not have is left out: that is how the compiler learns that a module is missing. What the login may not read is
 * told in `unread`. Models that `options.kept` has are not read again.
 *
 * Of small configuration models the rows are read too, with a field `xmlid` that holds the external id, by which
 * a row is found whatever language its name is in.
 * @throws ConnectorError
 */
export async function discover(
  session: OdooSession,
  entities: readonly string[] | null,
  options?: DiscoverOptions,
): Promise<Schema> {
  const version = await session.version(options);
  const person = await session.person(options);
  const { login, company = '' } = session.config;
  const kept = options?.kept;
  if (kept !== undefined)
    kept.begin([await identity(session, options), version, session.language, login, company].join('\n'));
  const names = [...new Set(entities ?? defaultEntities)].sort();
  const labels = await modelLabels(session, names, options);
  const asked: Asked = {
    labels,
    person,
    hiddenFields: (await mayDo(session, 'ir.model.fields', 'read', options)) === true,
    externalIds: (await mayDo(session, 'ir.model.data', 'read', options)) === true,
  };
  const found: Record<string, Entity> = {};
  const unread = unreadForAll(asked);
  let done = 0;
  for (const name of names) {
    const before = kept?.recall(name) ?? null;
    const one =
      before === null ? await discoverEntity(session, name, asked, options) : { entity: before, unread: [] };
    if (one.entity !== null) {
      found[name] = one.entity;
      if (one.unread.length === 0) kept?.keep(one.entity);
    }
    unread.push(...one.unread);
    options?.progress?.(++done, names.length, name);
  }
  const modules = await modulesOf(session, Object.keys(found), options);
  const all = [...modules.unread, ...unread];
  return {
    system: 'odoo',
    version,
    language: session.language,
    modules: modules.modules,
    ...(all.length === 0 ? {} : { unread: all }),
    entities: found,
  };
}

const administration = 'discover with a login that has the right "Administration: Access Rights"';

/** What the rights of the login keep from every model. */
function unreadForAll({ labels, hiddenFields, externalIds }: Asked): Unread[] {
  const unread: Unread[] = [];
  if (labels === null)
    unread.push({
      what: 'labels',
      why: 'the login may not read ir.model; models carry their technical names',
      help: administration,
    });
  if (!hiddenFields)
    unread.push({
      what: 'fields',
      why: 'the login may not read ir.model.fields, so fields that a group hides from it are not known',
      help: administration,
    });
  if (!externalIds)
    unread.push({
      what: 'external ids',
      why: 'the login may not read ir.model.data, so rows cannot be checked by their external ids',
      help: administration,
    });
  return unread;
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
