import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorError, type SourceRecord } from '../connectors/contract.ts';
import { compareIds } from '../runtime/canonical.ts';
import { acquireLock } from '../runtime/lock.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import type { Entity } from '../schema/model.ts';
import { type MigrationContext, needSource, workDirectory } from './context.ts';
import {
  type Manifest,
  readManifest,
  STAGE_FORMAT,
  type StagedEntity,
  stageDirectory,
  writeManifest,
  writeSafely,
} from './stage.ts';

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
  }[];
}

const ATTEMPTS = 6;

/**
 * Source -> `.mapc/stage/<entity>.jsonl`, sorted by id. An entity that was finished is not read again, so a stopped
 * extraction goes on with the entity at which it was stopped.
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
    for (const { entity, fields } of context.plan.extract) {
      const path = join(stageDirectory(context), `${entity}.jsonl`);
      const staged = manifest.entities[entity];
      if (
        staged !== undefined &&
        existsSync(path) &&
        fields.every((field) => staged.fields.includes(field))
      ) {
        entities.push({ entity, records: staged.records, counted: staged.counted, kept: true });
        continue;
      }
      const schema = context.sourceSchema.entities[entity];
      if (schema === undefined) {
        throw new MigrationError(
          'drift',
          `The source has no ${entity}. Discover it again and check the maps.`,
        );
      }
      const fresh = await readEntity(context, schema, fields, path);
      manifest = { ...manifest, entities: { ...manifest.entities, [entity]: fresh } };
      writeManifest(context, manifest);
      entities.push({ entity, records: fresh.records, counted: fresh.counted, kept: false });
    }
    return { entities };
  } finally {
    lock.release();
  }
}

async function readEntity(
  context: MigrationContext,
  schema: Entity,
  fields: readonly string[],
  path: string,
): Promise<StagedEntity> {
  const source = needSource(context);
  const options = context.signal === null ? {} : { signal: context.signal };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const taken = context.now().toISOString();
      const counted = await source.count(schema, options);
      // A record that moves between pages while they are read comes twice: the later reading counts.
      const records = new Map<string, SourceRecord>();
      for await (const page of source.read(schema, fields, options)) {
        for (const record of page) records.set(record.id, record);
        context.progress(records.size, counted, schema.name);
        if (context.signal?.aborted === true) {
          throw new MigrationError('interrupted', 'Interrupted. The same command goes on from here.');
        }
      }
      const hash = createHash('sha256');
      writeSafely(path, (write) => {
        for (const id of [...records.keys()].sort(compareIds)) {
          const line = `${JSON.stringify(records.get(id))}\n`;
          hash.update(line, 'utf8');
          write(line);
        }
      });
      return { fields, records: records.size, counted, sha256: hash.digest('hex'), taken };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const passing = error.kind === 'transient' || error.kind === 'lost' || error.kind === 'unreachable';
      if (!passing || attempt + 1 >= ATTEMPTS) {
        throw new MigrationError(
          'stopped',
          `${source.system} failed while ${schema.name} was read: ${error.message} What is staged is kept; the same command goes on from here.`,
          error,
        );
      }
      await context.sleep(error.retryAfter ?? 1000 * 2 ** attempt);
    }
  }
}
