import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConnectorError, type Source, type SourceRecord } from '../../../src/connectors/contract.ts';
import { createFilesSource, type FileConfig } from '../../../src/connectors/files/index.ts';
import type { Entity, Schema } from '../../../src/schema/model.ts';

/** A source over files with these contents, in a folder that goes when the test ends. */
export function sourceOf(
  contents: Readonly<Record<string, string | Buffer>>,
  files?: Readonly<Record<string, FileConfig>>,
): Source & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mapc-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
  return { ...createFilesSource(files === undefined ? { folder } : { folder, files }), folder };
}

export function entityOf(schema: Schema, name: string): Entity {
  const entity = schema.entities[name];
  if (entity === undefined) throw new Error(`no ${name}`);
  return entity;
}

/** All records of an entity with all its fields. */
export async function recordsOf(source: Source, name: string): Promise<readonly SourceRecord[]> {
  const entity = entityOf(await source.discover([name]), name);
  return await readAll(source, entity);
}

export async function readAll(source: Source, entity: Entity): Promise<readonly SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const page of source.read(entity, Object.keys(entity.fields))) records.push(...page);
  return records;
}

/** The message of the connector error that the work ends in. */
export async function complaint(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ConnectorError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}
