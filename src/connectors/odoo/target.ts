import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions, Target, TargetId, TargetTraits } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { updatingActivities, withoutNewFollowers } from './activity-followers.ts';
import { emitAddon } from './addon/emit.ts';
import { type RowWrite, type WireValues, writeAlike } from './alike.ts';
import type { OdooSettings, Timeouts } from './config.ts';
import { completed, defaultTimeouts } from './config.ts';
import { connect } from './connect.ts';
import { discover } from './discover.ts';
import { domainOf } from './domain.ts';
import { identity } from './identity.ts';
import { createKeyed } from './keyed-create.ts';
import { fitsLoad, loadSets } from './keyed-rows.ts';
import { writeLeads } from './lead-dates.ts';
import { normalise } from './normalise.ts';
import { WITHOUT_FLOW, writePartners } from './partner-flow.ts';
import { deletingUsers } from './personal-stages.ts';
import { preflight } from './preflight.ts';
import { provisionField, unprovisionField } from './provision.ts';
import { provisionModel, unprovisionModel } from './provision-model.ts';
import { readBatch, readRows, rowsByIds } from './reading.ts';
import { OdooSession } from './session.ts';
import { beforeDelete, beforeUpdate } from './team-memberships.ts';
import type { OdooTransport } from './transport.ts';
import { forgetUnasked, newestMessage, updatingFollowed } from './unasked-rows.ts';
import { updatingUsers } from './user-mails.ts';
import { wireNewRows, wireRows } from './wire-rows.ts';

/** What a test may put in the place of the network. */
export interface OdooDependencies {
  readonly timeouts?: Partial<Timeouts>;
  readonly transport?: OdooTransport;
}

/**
 * One process serves a database well, more callers gain nothing. Odoo ends a request after 120 seconds
 * (`limit_time_real`) and takes bodies of 128 MiB (`DEFAULT_MAX_CONTENT_LENGTH` in `odoo/http.py`).
 */
export const odooTraits: TargetTraits = {
  batch: { create: 1000, update: 500, delete: 500, read: readBatch },
  limits: { milliseconds: 120_000, bytes: 128 * 2 ** 20 },
  atomicCalls: true,
  concurrency: 1,
  lateCommit: 120_000,
};

/** What `create` of a model needs beside the context of a migration. */
const contextOfCreate: Readonly<Record<string, { readonly [name: string]: JsonValue }>> = {
  'res.partner': WITHOUT_FLOW,
  // Odoo archives the partner of a user who is made inactive, and forbids that of an active user: it looks without
  // saying which users it means.
  'res.users': { active_test: true },
};

/**
 * Odoo as a target. Nothing is sent before the first call.
 *
 * `create` and `delete` are one transaction each. `update` is one for each set of equal values (of partners: see
 * `writePartners`): when it fails, the sets before the failing one are written; writing them again changes nothing.
 */
export function createOdooTarget(settings: OdooSettings, dependencies: OdooDependencies = {}): Target {
  const config = completed(settings);
  const timeouts = { ...defaultTimeouts, ...dependencies.timeouts };
  const session = new OdooSession(config, async (options) => {
    const { transport } = dependencies;
    return transport === undefined
      ? connect(config, timeouts, options)
      : { transport, version: await transport.version(options) };
  });

  return {
    system: 'odoo',
    traits: odooTraits,
    identity: (options) => identity(session, options),
    discover: (entities, options) => discover(session, entities, options),
    async search(entity, query, options) {
      const domain = await domainOf(session, entity, query.where, query.after, options);
      return readRows(session, entity, domain, query.fields, query.limit ?? Number.MAX_SAFE_INTEGER, options);
    },
    read: (entity, ids, fields, options) => rowsByIds(session, entity, ids.map(numeric), fields, options),
    enforcesKeys: fitsLoad,
    async create(entity, rows, options) {
      if (rows.length === 0) return [];
      const wire = await wireNewRows(session, entity, rows, options);
      const { keys } = options ?? {};
      const context = contextOfCreate[entity.name] ?? {};
      const newest = await newestMessage(session, entity, wire, options);
      const send = (): Promise<readonly number[]> =>
        keys !== undefined && fitsLoad(entity, rows)
          ? createKeyed(session, entity, loadSets(entity, rows), wire, keys, context, options)
          : createPlain(session, entity, wire, context, options);
      const made = await (entity.name === 'mail.activity'
        ? withoutNewFollowers(session, wire, send, options)
        : send());
      await forgetUnasked(session, entity, wire, made, newest, options);
      return made;
    },
    async update(entity, rows, options) {
      const wire = await wireRows(
        session,
        entity,
        rows.map((row) => row.values),
        options,
      );
      const wired = rows.map((row, index) => ({ id: numeric(row.id), values: wire[index] ?? {} }));
      await beforeUpdate(session, entity.name, rows, options);
      await updating(session, entity, wired, options);
    },
    async delete(entity, ids, options) {
      const rows = ids.map(numeric);
      await beforeDelete(session, entity.name, rows, options);
      const run = (): Promise<void> => remove(session, entity, rows, options);
      await (entity.name === 'res.users' ? deletingUsers(session, run, options) : run());
    },
    provisionField: (entity, field, options) => provisionField(session, entity, field, options),
    unprovisionField: (receipt, options) => unprovisionField(session, receipt, options),
    provisionModel: (model, options) => provisionModel(session, model, options),
    unprovisionModel: (receipt, options) => unprovisionModel(session, receipt, options),
    emitModule: (name, title, things, options) => emitAddon(session, name, title, things, options),
    normalise,
    preflight: (entities, options) => preflight(session, entities, options),
    close: () => session.close(),
  };
}

/** One call of `create`. @throws ConnectorError `lost` where the answer is none */
async function createPlain(
  session: OdooSession,
  entity: Entity,
  wire: readonly WireValues[],
  context: Readonly<Record<string, JsonValue>>,
  options?: CallOptions,
): Promise<readonly number[]> {
  const named = Object.keys(context).length === 0 ? {} : { context };
  const answer = await session.call(entity.name, 'create', [wire], named, options);
  const ids: readonly JsonValue[] = Array.isArray(answer) ? answer : [answer];
  if (ids.length !== wire.length || !ids.every((id) => typeof id === 'number'))
    throw new ConnectorError(
      'lost',
      `Odoo was asked to create ${wire.length} rows of ${entity.name} and did not answer with as many ids`,
    );
  return ids.filter((id) => typeof id === 'number');
}

/** Writes rows, each model in its way, and takes back what Odoo does beside that. */
function updating(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  const write = (): Promise<void> => writeAlike(session, entity.name, rows, options);
  switch (entity.name) {
    case 'res.partner':
      return writePartners(session, rows, options);
    case 'crm.lead':
      return writeLeads(session, rows, options);
    case 'mail.activity':
      return updatingActivities(session, rows, write, options);
    case 'res.users':
      return updatingUsers(session, rows, write, options);
    default:
      return updatingFollowed(session, entity, rows, write, options);
  }
}

/** Odoo refuses to delete what is gone, so ask first; a row that goes in between costs one more round. */
async function remove(
  session: OdooSession,
  entity: Entity,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  for (let round = 1; ; round++) {
    const there =
      ids.length === 0 ? [] : await readRows(session, entity, [['id', 'in', ids]], [], ids.length, options);
    if (there.length === 0) return;
    try {
      await session.call(entity.name, 'unlink', [there.map((row) => row.id)], {}, options);
      return;
    } catch (error) {
      const gone =
        error instanceof ConnectorError && /does not exist or has been deleted/.test(error.message);
      if (!gone || round === 3) throw error;
    }
  }
}

function numeric(id: TargetId): number {
  if (typeof id === 'number') return id;
  throw new ConnectorError('record', `An id in Odoo is a number, not "${id}"`);
}
