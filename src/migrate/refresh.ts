import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangePage, SourceChanges, SourceRecord } from '../connectors/contract.ts';
import { acquireLock } from '../runtime/lock.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { checkInterrupted, readOptions } from '../runtime/session.ts';
import type { Entity } from '../schema/model.ts';
import { contentStore, type MigrationContext, needSource, workDirectory } from './context.ts';
import { readEntity } from './extract.ts';
import { patientlyRead } from './patiently-read.ts';
import {
  heldEntry,
  type Manifest,
  readManifest,
  STAGE_FORMAT,
  type StagedEntity,
  stageDirectory,
  writeManifest,
} from './stage.ts';
import { hashOfRecords, readRecords, volumeOf, writeRecords } from './stage-records.ts';
import { StagedFiles } from './staged-files.ts';

/** What became of an entity of the stage. */
export interface RefreshedEntity {
  readonly entity: string;
  /** As `SourceChanges.found`; `first`: it was not staged before, or without a field that the maps read now. */
  readonly found: SourceChanges['found'] | 'first';
  /** Why the whole entity was read, or dates were compared; null where that is plain. */
  readonly why: string | null;
  /** Records that the source sent. */
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
  /** Records that are staged now. */
  readonly records: number;
}

interface Refreshed {
  readonly said: Omit<RefreshedEntity, 'entity'>;
  readonly staged: Omit<StagedEntity, 'pending'>;
  /** Null where they are as they were. */
  readonly records: ReadonlyMap<string, SourceRecord> | null;
}

/**
 * Brings the stage up to date: asks the source what changed since the stage was read, and changes just that. Stopped
 * anywhere, each entity is as it was or up to date, and a run may work from either; the same call goes on.
 * @throws MigrationError `stopped` where the source fails, `busy` where a run is alive, `format` where the stage was edited
 */
export async function refresh(context: MigrationContext): Promise<readonly RefreshedEntity[]> {
  const source = needSource(context);
  const lock = acquireLock(workDirectory(context));
  try {
    let manifest: Manifest = readManifest(context) ?? {
      format: STAGE_FORMAT,
      source: source.system,
      entities: {},
    };
    const commit = (entity: string, entry: StagedEntity): void => {
      manifest = { ...manifest, entities: { ...manifest.entities, [entity]: entry } };
      context.beforeCommit?.('manifest');
      writeManifest(context, manifest);
    };
    const refreshed: RefreshedEntity[] = [];
    for (const { entity, fields } of context.plan.extract) {
      const schema = context.sourceSchema.entities[entity];
      if (schema === undefined) {
        throw new MigrationError(
          'drift',
          `The source has no ${entity}. Discover it again and check the maps.`,
        );
      }
      const path = join(stageDirectory(context), `${entity}.jsonl`);
      const entry = manifest.entities[entity];
      const files = new StagedFiles(
        contentStore(context),
        join(stageDirectory(context), `${entity}.files.jsonl`),
      );
      const before =
        entry === undefined || !existsSync(path) ? null : await heldEntry(context, entity, entry);
      const { staged, records, said } =
        before !== null && canChange(before, fields, schema)
          ? await changesOf(context, schema, path, before, files)
          : await anew(context, schema, fields, files);
      if (records !== null) {
        // The file is written between two manifests, and fits one of them at any moment.
        if (before !== null) commit(entity, { ...before, pending: staged });
        context.beforeCommit?.('stage');
        writeRecords(path, records);
      }
      commit(entity, staged);
      files.forget();
      refreshed.push({ entity, ...said });
    }
    return refreshed;
  } finally {
    lock.release();
  }
}

/** Whether changed records fit beside those that are staged: with the same fields, which are all there still. */
function canChange(staged: StagedEntity, fields: readonly string[], schema: Entity): boolean {
  return (
    fields.every((field) => staged.fields.includes(field)) &&
    staged.fields.every((field) => Object.hasOwn(schema.fields, field))
  );
}

async function anew(
  context: MigrationContext,
  schema: Entity,
  fields: readonly string[],
  files: StagedFiles,
): Promise<Refreshed> {
  const { staged, records } = await readEntity(context, schema, fields, files);
  const { size } = records;
  return {
    staged: { ...staged, sha256: hashOfRecords(records) },
    records,
    said: { found: 'first', why: null, read: size, added: size, changed: 0, deleted: 0, records: size },
  };
}

async function changesOf(
  context: MigrationContext,
  schema: Entity,
  path: string,
  before: StagedEntity,
  files: StagedFiles,
): Promise<Refreshed> {
  const held = await readRecords(path);
  const options = { ...readOptions(context), sink: files, held: new Set(held.keys()) };
  return patientlyRead(context, schema, async () => {
    const taken = context.now().toISOString();
    const { found, why, pages } = await asked(context, schema, before, options);
    const came = new Map<string, SourceRecord>();
    const gone = new Set<string>();
    let token: { readonly token?: string } = {};
    let read = 0;
    for await (const page of pages) {
      for (const record of page.records) {
        came.set(record.id, await files.withoutBodies(record, schema));
        gone.delete(record.id);
      }
      for (const id of page.deleted) {
        came.delete(id);
        gone.add(id);
      }
      if (page.token !== undefined) token = { token: page.token };
      read += page.records.length;
      context.progress(read, null, schema.name);
      checkInterrupted(context);
    }
    const records = new Map(found === 'whole' ? [] : held);
    for (const id of gone) records.delete(id);
    for (const [id, record] of came) records.set(id, record);
    const counts = compared(held, records);
    const { fields } = before;
    const counted = before.counted + records.size - held.size;
    const staged = { fields, records: records.size, counted, taken, files: volumeOf(records), ...token };
    const differs = counts.added + counts.changed + counts.deleted > 0;
    return {
      staged: { ...staged, sha256: differs ? hashOfRecords(records) : before.sha256 },
      records: differs ? records : null,
      said: { found, why, read, ...counts, records: records.size },
    };
  });
}

/** Asks for changes; of a source that cannot tell, everything. */
async function asked(
  context: MigrationContext,
  schema: Entity,
  { fields, token }: StagedEntity,
  options: ReturnType<typeof readOptions> & {
    readonly sink: StagedFiles;
    readonly held: ReadonlySet<string>;
  },
): Promise<SourceChanges> {
  const source = needSource(context);
  if (source.changes !== undefined) return source.changes(schema, fields, token ?? null, options);
  async function* pages(): AsyncGenerator<ChangePage> {
    for await (const records of source.read(schema, fields, options)) yield { records, deleted: [] };
  }
  return { found: 'whole', why: null, pages: pages() };
}

/** What differs, by content. */
function compared(
  before: ReadonlyMap<string, SourceRecord>,
  after: ReadonlyMap<string, SourceRecord>,
): Pick<RefreshedEntity, 'added' | 'changed' | 'deleted'> {
  let [added, changed, deleted] = [0, 0, 0];
  for (const [id, record] of after) {
    const known = before.get(id);
    if (known === undefined) added += 1;
    else if (known !== record && JSON.stringify(known) !== JSON.stringify(record)) changed += 1;
  }
  for (const id of before.keys()) if (!after.has(id)) deleted += 1;
  return { added, changed, deleted };
}
