/**
 * Dataverse (Dynamics 365 and whatever else keeps its data there) as a source, over the Web API v9.2. This folder knows
 * that API, its metadata, its limits and Microsoft's sign-in, and turns what it reads into the schema model and canonical
 * values. It must not know maps, plans, journals or where the records go.
 */
import type { FileValue } from '../../schema/file-ref.ts';
import type { Entity, Profile, Schema } from '../../schema/model.ts';
import {
  type CallOptions,
  type ChangeOptions,
  ConnectorError,
  type DiscoverOptions,
  type FileSink,
  type PreflightFinding,
  type Source,
  type SourceChanges,
  type SourceReadOptions,
  type SourceRecord,
} from '../contract.ts';
import { isWebAddress, webDownloads } from '../web-download.ts';
import { changesInDataverse } from './changes.ts';
import { DataverseClient } from './client.ts';
import type { DataverseConfig } from './config.ts';
import { discoverDataverse } from './discover.ts';
import { preflightDataverse } from './preflight.ts';
import { profileDataverse } from './profile.ts';
import { rowsInRanges } from './ranges.ts';
import { questionOf, readDataverse } from './read.ts';
import { setOf } from './set-of.ts';
import { realWorld, type World } from './world.ts';

export type { DataverseConfig } from './config.ts';
export type { World } from './world.ts';

/** Tables that are read at once: their records are in memory until they are staged. */
const TABLES_AT_ONCE = 4;

/** Where `$count` stops counting. */
const COUNTED = 5000;

/**
 * A source that reads a Dataverse environment. Nothing is asked of the server before the first call.
 * @throws TypeError for a url that is none
 */
export function createDataverseSource(config: DataverseConfig, world: World = realWorld): Source {
  const client = new DataverseClient(config, world);
  // The token is for the environment itself: no other server is ever shown it.
  const downloads = webDownloads(
    config.largest_download === undefined ? {} : { largest: config.largest_download },
    {
      origin: client.addresses.origin,
      headers: async () => ({ authorization: await client.authorization() }),
    },
  );
  return {
    system: 'dataverse',
    concurrency: TABLES_AT_ONCE,
    discover: async (entities: readonly string[] | null, options: DiscoverOptions = {}): Promise<Schema> =>
      await discoverDataverse(client, entities, options),
    profile: async (schema: Schema, today: string, options: CallOptions = {}): Promise<Profile> =>
      await profileDataverse(client, schema, today, options),
    count: async (entity: Entity, options: CallOptions = {}): Promise<number> =>
      await countRows(client, entity, options),
    read: (
      entity: Entity,
      fields: readonly string[],
      options: SourceReadOptions = {},
    ): AsyncIterable<readonly SourceRecord[]> => readDataverse(client, entity, fields, options),
    changes: async (
      entity: Entity,
      fields: readonly string[],
      since: string | null,
      options: ChangeOptions = {},
    ): Promise<SourceChanges> => await changesInDataverse(client, entity, fields, since, options),
    download: async (address: string, sink: FileSink, options: CallOptions = {}): Promise<FileValue> =>
      await downloads.put(
        isWebAddress(address) ? address : new URL(address, client.addresses.origin).href,
        sink,
        options,
      ),
    preflight: async (
      entities: readonly Entity[],
      options: CallOptions = {},
    ): Promise<readonly PreflightFinding[]> => await preflightDataverse(client, entities, options),
    close: async (): Promise<void> => {
      await downloads.close();
      await client.close();
    },
  };
}

async function countRows(client: DataverseClient, entity: Entity, options: CallOptions): Promise<number> {
  const text = (await client.getText(`${setOf(entity)}/$count`, { signal: options.signal })).trim();
  if (!/^\d+$/.test(text)) {
    throw new ConnectorError(
      'protocol',
      `Asked for the number of records of ${entity.name}, the server answered "${text.slice(0, 60)}".`,
    );
  }
  const counted = Number(text);
  if (counted < COUNTED) return counted;
  // It stops there without a word, so that 5000 may mean any number: count the ids.
  let total = 0;
  for await (const page of rowsInRanges(client, entity, questionOf(client, entity, [], []), options)) {
    total += page.length;
    options.progress?.(total, null, entity.name);
  }
  return total;
}
