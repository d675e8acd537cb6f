import type { Entity, JsonValue } from '../../schema/model.ts';
import type { CallOptions, Target, TargetId, TargetTraits, TargetValues } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { wireBytes } from '../wire-bytes.ts';
import { emitAddon } from './addon/emit.ts';
import { type RowWrite, type WireValues, writeAlike } from './alike.ts';
import type { OdooSettings, Timeouts } from './config.ts';
import { completed, defaultTimeouts } from './config.ts';
import { discover } from './discovery/discover.ts';
import { domainOf } from './domain.ts';
import { updatingActivities, withoutNewFollowers } from './habits/activity-followers.ts';
import { withTypes } from './habits/attachment-type.ts';
import { withoutBankNotes } from './habits/bank-notes.ts';
import { beside, besideNow, giveBack } from './habits/beside.ts';
import { giveOwn, partNewRows, updatingBesideCustomers } from './habits/customer-contacts.ts';
import { withoutLeadMessages } from './habits/lead-messages.ts';
import { WITHOUT_FLOW, writePartners } from './habits/partner-flow.ts';
import { deletingUsers } from './habits/personal-stages.ts';
import { beforeDelete, beforeUpdate } from './habits/team-memberships.ts';
import { withoutTracking } from './habits/tracked-changes.ts';
import { forgetUnasked, newestMessage, updatingFollowed } from './habits/unasked-rows.ts';
import { updatingUsers } from './habits/user-mails.ts';
import { deleteWonLeads, writeLeads } from './habits/write-leads.ts';
import { identity } from './identity.ts';
import { keepFile } from './keep-file.ts';
import { createKeyed } from './keyed/keyed-create.ts';
import { fitsLoad, loadSets } from './keyed/keyed-rows.ts';
import { preflight } from './preflight/preflight.ts';
import { connect } from './protocols/connect.ts';
import type { OdooTransport } from './protocols/transport.ts';
import { provisionField, unprovisionField } from './provision/provision.ts';
import { provisionModel, unprovisionModel } from './provision/provision-model.ts';
import { readBatch, readRows, rowsByIds } from './reading.ts';
import { OdooSession } from './session.ts';
import { normalise } from './values/normalise.ts';
import { largestFile } from './values/values.ts';
import { wireNewRows, wireRows } from './values/wire-rows.ts';
import { hide } from './views/hide.ts';
import { show } from './views/show.ts';

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
  largestFile,
  limits: { milliseconds: 120_000, bytes: 128 * 2 ** 20 },
  atomicCalls: true,
  concurrency: 1,
  takesTurns: true,
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
    keepFile: (entity, id, field, sink, options) =>
      keepFile(session, entity, numeric(id), field, sink, options),
    enforcesKeys: fitsLoad,
    async create(entity, rows, options) {
      if (rows.length === 0) return [];
      refuseTooMany(entity, rows);
      const given = await wireNewRows(session, entity, rows, options);
      const parted = await partNewRows(session, entity, given, options);
      const wire = parted.map(({ values }) => values);
      const { keys, turn = async <T>(call: () => Promise<T>): Promise<T> => call() } = options ?? {};
      const context = contextOfCreate[entity.name] ?? {};
      const newest = await newestMessage(session, entity, wire, options);
      const send = (): Promise<readonly number[]> =>
        keys !== undefined && fitsLoad(entity, rows)
          ? createKeyed(session, entity, loadSets(entity, rows), wire, keys, context, options)
          : createPlain(session, entity, wire, context, options);
      return making(send, async (tell) => {
        const made = await (entity.name === 'mail.activity'
          ? turn(() => withoutNewFollowers(session, wire, tell, options))
          : withoutBankNotes(
              session,
              entity,
              wire,
              () => turn(tell),
              (ids) => ids,
              options,
            ));
        const owns = made.map((id, index) => ({ id, values: parted[index]?.own ?? {} }));
        await giveOwn(session, entity, owns, options);
        await forgetUnasked(session, entity, wire, made, newest, options);
        return made;
      });
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
      const write = (): Promise<void> => updating(session, entity, wired, options);
      await (entity.fields.message_ids === undefined ? write() : withoutTracking(session, write, options));
    },
    beside: (entity, rows, options) => beside(session, entity, rows, options),
    besideNow: (rows, options) => besideNow(session, rows, options),
    giveBack: (rows, options) => giveBack(session, rows, options),
    async delete(entity, ids, options) {
      const rows = ids.map(numeric);
      await beforeDelete(session, entity.name, rows, options);
      if (entity.name === 'crm.lead') await deleteWonLeads(session, rows, options);
      const run = (): Promise<void> => remove(session, entity, rows, options);
      await (entity.name === 'res.users'
        ? deletingUsers(session, run, options)
        : withoutBankNotes(session, entity, [], run, () => rows, options));
    },
    provisionField: (entity, field, options) => provisionField(session, entity, field, options),
    unprovisionField: (receipt, options) => unprovisionField(session, receipt, options),
    provisionModel: (model, options) => provisionModel(session, model, options),
    unprovisionModel: (receipt, options) => unprovisionModel(session, receipt, options),
    show: (shown, options) => show(session, shown, options),
    hide: (shown, options) => hide(session, shown, options),
    emitModule: (name, title, things, options) => emitAddon(session, name, title, things, options),
    normalise,
    preflight: (needs, options) => preflight(session, needs, options),
    close: () => session.close(),
  };
}

/** Fewer rows in each of several calls go through. @throws ConnectorError `large` */
function refuseTooMany(entity: Entity, rows: readonly TargetValues[]): void {
  const most = odooTraits.limits?.bytes ?? Number.POSITIVE_INFINITY;
  const bytes = rows.reduce((sum, values) => sum + wireBytes(values), 0);
  if (rows.length > 1 && bytes > most)
    throw new ConnectorError(
      'large',
      `${rows.length} rows of ${entity.name} with ${bytes} bytes are too much for one call, which takes ${most} bytes`,
    );
}

/** Where what is done to rows that were just made fails, it is not so that nothing was stored. */
async function making(
  send: () => Promise<readonly number[]>,
  work: (send: () => Promise<readonly number[]>) => Promise<readonly number[]>,
): Promise<readonly number[]> {
  let stored = false;
  try {
    return await work(async () => {
      const ids = await send();
      stored = true;
      return ids;
    });
  } catch (error) {
    const says = error instanceof ConnectorError && (error.kind === 'record' || error.kind === 'transient');
    if (!stored || !says) throw error;
    throw new ConnectorError('lost', error.message, { cause: error });
  }
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
async function updating(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  const write = (): Promise<void> => writeAlike(session, entity.name, rows, options);
  switch (entity.name) {
    case 'res.partner':
      return withoutLeadMessages(session, entity, rows, () => writePartners(session, rows, options), options);
    case 'crm.lead':
      return updatingBesideCustomers(
        session,
        entity,
        rows,
        (sent) => writeLeads(session, sent, options),
        options,
      );
    case 'mail.activity':
      return updatingActivities(session, rows, write, options);
    case 'res.users':
      return updatingUsers(session, rows, write, options);
    case 'ir.attachment':
      return writeAlike(session, entity.name, await withTypes(session, rows, options), options);
    case 'res.partner.bank': {
      const values = rows.map((row) => row.values);
      return withoutBankNotes(session, entity, values, write, () => rows.map(({ id }) => id), options);
    }
    default:
      return updatingBesideCustomers(
        session,
        entity,
        rows,
        (sent) =>
          updatingFollowed(
            session,
            entity,
            sent,
            () => writeAlike(session, entity.name, sent, options),
            options,
          ),
        options,
      );
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
