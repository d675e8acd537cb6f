import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Progress, SourceRecord } from '../connectors/contract.ts';
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
    const { plan } = context;
    let manifest: Manifest = options.again
      ? { format: STAGE_FORMAT, source: source.system, entities: {} }
      : (readManifest(context) ?? { format: STAGE_FORMAT, source: source.system, entities: {} });
    const results = new Map<string, ExtractResult['entities'][number]>();
    const store = contentStore(context);
    const progress = progressTogether(context.progress);
    const failures: unknown[] = [];
    const read = async (entity: string, fields: readonly string[]): Promise<void> => {
      if (failures.length > 0) return;
      const path = join(stageDirectory(context), `${entity}.jsonl`);
      const schema = context.sourceSchema.entities[entity];
      if (schema === undefined) {
        throw new MigrationError(
          'drift',
          `The source has no ${entity}. Discover it again and check the maps.`,
        );
      }
      const files = new StagedFiles(store, join(stageDirectory(context), `${entity}.files.jsonl`));
      const { staged, records } = await readEntity({ ...context, progress }, schema, fields, files);
      progress(staged.records, null, entity, true);
      // What was read whole is kept though another entity failed; but nobody works on behind a fault of our own.
      if (failures.some((error) => !(error instanceof MigrationError))) return;
      // Between the new file and its entry nobody may take the one for the other.
      context.beforeCommit?.('manifest');
      writeManifest(context, without(manifest, entity));
      context.beforeCommit?.('stage');
      const fresh = { ...staged, sha256: writeRecords(path, records) };
      manifest = inOrder({ ...manifest, entities: { ...manifest.entities, [entity]: fresh } }, plan);
      context.beforeCommit?.('manifest');
      writeManifest(context, manifest);
      files.forget();
      const { records: count, counted } = fresh;
      results.set(entity, { entity, records: count, counted, kept: false, files: fresh.files ?? NO_FILES });
    };
    const lane = pLimit(source.concurrency ?? 1);
    const reading = plan.extract.map(async ({ entity, fields }) => {
      const staged = manifest.entities[entity];
      const kept =
        staged !== undefined &&
        existsSync(join(stageDirectory(context), `${entity}.jsonl`)) &&
        fields.every((field) => staged.fields.includes(field));
      if (kept) {
        const { records, counted, files = NO_FILES } = staged;
        results.set(entity, { entity, records, counted, kept, files });
        return;
      }
      await lane(async () => {
        try {
          await read(entity, fields);
        } catch (error) {
          failures.push(error);
        }
      });
    });
    await Promise.all(reading);
    if (failures.length > 0) throw failures[0];
    return { entities: plan.extract.flatMap(({ entity }) => results.get(entity) ?? []) };
  } finally {
    lock.release();
  }
}

/** Entities as the plan lists them, then those that it does not read: the same in whichever order they were read. */
function inOrder(manifest: Manifest, plan: MigrationContext['plan']): Manifest {
  const { entities } = manifest;
  const listed = plan.extract.flatMap(({ entity }) => {
    const staged = entities[entity];
    return staged === undefined ? [] : [[entity, staged] as const];
  });
  return { ...manifest, entities: { ...Object.fromEntries(listed), ...entities } };
}

/** Tells of entities that are read at once as of one: all that is done of them, all there is, their names. */
function progressTogether(report: Progress): (...told: [...Parameters<Progress>, ended?: boolean]) => void {
  const under = new Map<string, { readonly done: number; readonly total: number | null }>();
  return (done, total, what, ended = false) => {
    if (ended) {
      under.delete(what);
      return;
    }
    under.set(what, { done, total });
    const all = [...under.values()];
    report(
      all.reduce((sum, one) => sum + one.done, 0),
      all.reduce<number | null>(
        (sum, one) => (sum === null || one.total === null ? null : sum + one.total),
        0,
      ),
      [...under.keys()].join(', '),
    );
  };
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
