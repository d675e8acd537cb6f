/**
 * Files as a source: folders of CSV, JSONL and XML, as systems export them. This folder knows those formats, finds types
 * and ids where nobody declared them, and complains with file and line. It must not know maps, plans, or what a file's
 * columns mean.
 */
import type { FileValue } from '../../schema/file-ref.ts';
import type { Entity, EntityProfile, Profile, Schema } from '../../schema/model.ts';
import { EntityProfiler } from '../../schema/profile/entity-profiler.ts';
import {
  type CallOptions,
  ConnectorError,
  type FileSink,
  type PreflightFinding,
  type Source,
  type SourceReadOptions,
  type SourceRecord,
} from '../contract.ts';
import { CellErrors, MOST_CELLS } from './cell-errors.ts';
import type { FileSpec, FilesConfig } from './config.ts';
import { discoverFiles } from './discover.ts';
import { fileDownloads } from './download.ts';
import { foldRows } from './fold.ts';
import { preflightFiles } from './preflight.ts';
import { readFileRecords } from './read.ts';
import { openRows } from './rows.ts';
import { specsOf, undeclaredFiles } from './spec.ts';

export type { FileConfig, FilesConfig } from './config.ts';

/** A source that reads a folder of files. Nothing is opened before the first call. */
export function createFilesSource(config: FilesConfig): Source {
  const downloads = fileDownloads(config);
  const specOf = async (entity: Entity): Promise<FileSpec> => {
    const spec = (await specsOf(config)).get(entity.name);
    if (spec === undefined) {
      throw new ConnectorError(
        'record',
        `There is no file for ${entity.name} any more. Run \`mapc discover source\` again.`,
      );
    }
    // What discovery found it to be: the same bytes may look otherwise in tomorrow's file.
    const encoding = spec.encoding ?? entity.access?.encoding;
    return encoding === undefined ? spec : { ...spec, encoding };
  };
  async function* read(
    entity: Entity,
    fields: readonly string[],
    options: SourceReadOptions = {},
  ): AsyncGenerator<readonly SourceRecord[]> {
    yield* readFileRecords(await specOf(entity), entity, fields, options);
  }
  return {
    system: 'files',
    discover: async (entities: readonly string[] | null, options: CallOptions = {}): Promise<Schema> =>
      await discoverFiles(
        await specsOf(config),
        entities,
        config.language ?? 'en_US',
        await undeclaredFiles(config),
        options,
      ),
    profile: async (schema: Schema, today: string, options: CallOptions = {}): Promise<Profile> => {
      const entities: Record<string, EntityProfile> = {};
      const bad: string[] = [];
      for (const entity of Object.values(schema.entities)) {
        const pages = read(entity, Object.keys(entity.fields), options);
        try {
          entities[entity.name] = await profileOf(entity, pages, options);
        } catch (error) {
          // Other files may hold such cells too: a person mends them all at once.
          if (!(error instanceof CellErrors)) throw error;
          bad.push(...error.cells);
          if (bad.length >= MOST_CELLS) throw new CellErrors(bad.slice(0, MOST_CELLS), true);
        }
      }
      if (bad.length > 0) throw new CellErrors(bad, false);
      return { taken: today, entities };
    },
    count: async (entity: Entity, options: CallOptions = {}): Promise<number> => {
      const spec = await specOf(entity);
      let count = 0;
      for await (const _ of foldRows(spec, openRows(spec).rows)) {
        if (++count % 1000 === 0) options.signal?.throwIfAborted();
      }
      return count;
    },
    read,
    download: async (address: string, sink: FileSink, options: CallOptions = {}): Promise<FileValue> =>
      await downloads.put(address, sink, options),
    preflight: async (entities: readonly Entity[]): Promise<readonly PreflightFinding[]> =>
      await preflightFiles(config, entities),
    // Files are closed as they are read.
    close: async (): Promise<void> => await downloads.close(),
  };
}

async function profileOf(
  entity: Entity,
  pages: AsyncIterable<readonly SourceRecord[]>,
  options: CallOptions,
): Promise<EntityProfile> {
  const profiler = new EntityProfiler(entity);
  for await (const page of pages) {
    for (const { values } of page) profiler.see(values);
    options.progress?.(profiler.rows, null, entity.name);
  }
  return profiler.result();
}
