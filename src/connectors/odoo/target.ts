import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions, Target, TargetId, TargetTraits } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { updatingActivities, withoutNewFollowers } from './activity-followers.ts';
import { emitAddon } from './addon/emit.ts';
import { writeAlike } from './alike.ts';
import type { OdooSettings, Timeouts } from './config.ts';
import { completed, defaultTimeouts } from './config.ts';
import { connect } from './connect.ts';
import { discover } from './discover.ts';
import { domainOf } from './domain.ts';
import { identity } from './identity.ts';
import { createKeyed } from './keyed-create.ts';
import { fitsLoad } from './keyed-rows.ts';
import { normalise } from './normalise.ts';
import { WITHOUT_FLOW, writePartners } from './partner-flow.ts';
import { preflight } from './preflight.ts';
import { provisionField, unprovisionField } from './provision.ts';
import { provisionModel, unprovisionModel } from './provision-model.ts';
import { readBatch, readRows, rowsByIds } from './reading.ts';
import { OdooSession } from './session.ts';
import { beforeDelete, beforeUpdate } from './team-memberships.ts';
import type { OdooTransport } from './transport.ts';
import { wireNewRows, wireRows } from './wire-rows.ts';

/** What a test may put in the place of the network. */
export interface OdooDependencies {
  readonly timeouts?: Partial<Timeouts>;
  readonly transport?: OdooTransport;
}

/** One process serves a database well, more callers gain nothing; Odoo ends a request after 120 seconds. */
export const odooTraits: TargetTraits = {
  // A refused `load` tries its rows one by one, which takes long for many; larger calls are no faster.
  batch: { create: 100, update: 500, delete: 500, read: readBatch },
  atomicCalls: true,
  concurrency: 1,
  lateCommit: 120_000,
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
      if (keys !== undefined && fitsLoad(entity, rows)) {
        const load = (): Promise<readonly TargetId[]> => createKeyed(session, entity, wire, keys, options);
        return entity.name === 'mail.activity' ? withoutNewFollowers(session, wire, load, options) : load();
      }
      const context = entity.name === 'res.partner' ? { context: WITHOUT_FLOW } : {};
      const send = (): Promise<JsonValue> => session.call(entity.name, 'create', [wire], context, options);
      const answer = await (entity.name === 'mail.activity'
        ? withoutNewFollowers(session, wire, send, options)
        : send());
      const ids: readonly JsonValue[] = Array.isArray(answer) ? answer : [answer];
      if (ids.length !== rows.length || !ids.every((id) => typeof id === 'number'))
        throw new ConnectorError(
          'lost',
          `Odoo was asked to create ${rows.length} rows of ${entity.name} and did not answer with as many ids`,
        );
      return ids.filter((id) => typeof id === 'number');
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
      const write = (): Promise<void> =>
        entity.name === 'res.partner'
          ? writePartners(session, wired, options)
          : writeAlike(session, entity.name, wired, options);
      await (entity.name === 'mail.activity' ? updatingActivities(session, wired, write, options) : write());
    },
    async delete(entity, ids, options) {
      const rows = ids.map(numeric);
      await beforeDelete(session, entity.name, rows, options);
      await remove(session, entity, rows, options);
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
