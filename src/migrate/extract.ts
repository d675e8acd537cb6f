import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceRecord } from '../connectors/contract.ts';
import { acquireLock } from '../runtime/lock.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { checkInterrupted, readOptions } from '../runtime/session.ts';
import type { Entity } from '../schema/model.ts';
import { contentStore, type MigrationContext, needSource, workDirectory } from './context.ts';
import { patientlyRead } from './patiently-read.ts';
import {
  type Manifest,
  readManifest,
  STAGE_FORMAT,
  type StagedEntity,
  stageDirectory,
  writeManifest,
} from './stage.ts';
import { volumeOf, writeRecords } from './stage-records.ts';
import { type FileVolume, NO_FILES, StagedFiles } from './staged-files.ts';

export interface ExtractOptions {
  /** Reads again what is staged already. */
  readonly again: boolean;
}
export interface ExtractResult {
  readonly entities: readonly {
    readonly entity: string;
    readonly records: number;
    readonly counted: number;
    /** It was staged already and not read again. */
    readonly kept: boolean;
    readonly files: FileVolume;
  }[];
}

/**
 * Source -> `.mapc/stage/<entity>.jsonl`, sorted by id, and the files that its records hold -> `.mapc/files`. An entity
 * that was finished is not read again, so a stopped extraction goes on with the entity at which it was stopped, and with
 * those of its files that did not come.
 * @throws MigrationError `stopped` where the source fails, `busy` where a run is alive
 */
export async function extract(context: MigrationContext, options: ExtractOptions): Promise<ExtractResult> {
  const source = needSource(context);
  const lock = acquireLock(workDirectory(context));
  try {
    let manifest: Manifest = options.again
      ? { format: STAGE_FORMAT, source: source.system, entities: {} }
      : (readManifest(context) ?? { format: STAGE_FORMAT, source: source.system, entities: {} });
    const entities: ExtractResult['entities'][number][] = [];
    const store = contentStore(context);
    for (const { entity, fields } of context.plan.extract) {
      const path = join(stageDirectory(context), `${entity}.jsonl`);
      const staged = manifest.entities[entity];
      if (
        staged !== undefined &&
        existsSync(path) &&
        fields.every((field) => staged.fields.includes(field))
      ) {
        const { records, counted, files = NO_FILES } = staged;
        entities.push({ entity, records, counted, kept: true, files });
        continue;
      }
      const schema = context.sourceSchema.entities[entity];
      if (schema === undefined) {
        throw new MigrationError(
          'drift',
          `The source has no ${entity}. Discover it again and check the maps.`,
        );
      }
      const files = new StagedFiles(store, join(stageDirectory(context), `${entity}.files.jsonl`));
      const read = await readEntity(context, schema, fields, files);
      // Between the new file and its entry nobody may take the one for the other.
      context.beforeCommit?.('manifest');
      writeManifest(context, without(manifest, entity));
      context.beforeCommit?.('stage');
      const fresh = { ...read.staged, sha256: writeRecords(path, read.records) };
      manifest = { ...manifest, entities: { ...manifest.entities, [entity]: fresh } };
      context.beforeCommit?.('manifest');
      writeManifest(context, manifest);
      files.forget();
      const { records, counted } = fresh;
      entities.push({ entity, records, counted, kept: false, files: fresh.files ?? NO_FILES });
    }
    return { entities };
  } finally {
    lock.release();
  }
}

function without(manifest: Manifest, entity: string): Manifest {
  const { [entity]: _read, ...others } = manifest.entities;
  return { ...manifest, entities: others };
}

/** Reads an entity whole, with a token for its changes where the source gives one. */
export async function readEntity(
  context: MigrationContext,
  schema: Entity,
  fields: readonly string[],
  files: StagedFiles,
): Promise<{
  readonly staged: Omit<StagedEntity, 'sha256'>;
  readonly records: ReadonlyMap<string, SourceRecord>;
}> {
  const source = needSource(context);
  const options = { ...readOptions(context), sink: files };
  return patientlyRead(context, schema, async () => {
    const taken = context.now().toISOString();
    const counted = await source.count(schema, options);
    // A record that moves between pages while they are read comes twice: the later reading counts.
    const records = new Map<string, SourceRecord>();
    const keep = async (page: readonly SourceRecord[]): Promise<void> => {
      for (const record of page) records.set(record.id, await files.withoutBodies(record, schema));
      context.progress(records.size, counted, schema.name);
      checkInterrupted(context);
    };
    let token: { readonly token?: string } = {};
    if (source.changes === undefined) {
      for await (const page of source.read(schema, fields, options)) await keep(page);
    } else {
      const { pages } = await source.changes(schema, fields, null, options);
      for await (const { records: page, ...last } of pages) {
        await keep(page);
        if (last.token !== undefined) token = { token: last.token };
      }
    }
    return {
      staged: { fields, records: records.size, counted, taken, files: volumeOf(records), ...token },
      records,
    };
  });
}
