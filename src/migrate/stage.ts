import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from '../plan/types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { digestOf } from '../schema/digest.ts';
import type { FileVolume } from './staged-files.ts';

export const STAGE_FORMAT = 1;

/** What `extract` brought, one entry an entity. */
export interface Manifest {
  readonly format: typeof STAGE_FORMAT;
  readonly source: string;
  readonly entities: Readonly<Record<string, StagedEntity>>;
}
export interface StagedEntity {
  readonly fields: readonly string[];
  readonly records: number;
  /** What the source said it has, when the reading began. */
  readonly counted: number;
  /** Of the file, hex. */
  readonly sha256: string;
  /** ISO 8601, when the reading began. */
  readonly taken: string;
  /** What its records refer to in `.mapc/files`; absent in what was staged before there was such a place. */
  readonly files?: FileVolume;
  /** From where the source is asked for changes; absent where it has no such thing, or gave none. */
  readonly token?: string;
  /** What takes the place of all this once the file is the one that it speaks of: a delta was about to write it. */
  readonly pending?: Omit<StagedEntity, 'pending'>;
}

export function stageDirectory(context: { readonly directory: string }): string {
  return join(context.directory, '.mapc', 'stage');
}

function manifestPath(context: { readonly directory: string }): string {
  return join(stageDirectory(context), 'manifest.json');
}

/** @throws MigrationError `format` for a manifest of another format, or one that is damaged */
export function readManifest(context: { readonly directory: string }): Manifest | null {
  const path = manifestPath(context);
  if (!existsSync(path)) return null;
  try {
    const data = JSON.parse(readFileSync(path, 'utf8')) as Manifest; // its format is checked below, its shape is ours
    if (data.format === STAGE_FORMAT && typeof data.entities === 'object') return data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new MigrationError('format', `${path} is damaged or of another version. Extract again with --again.`);
}

export function writeManifest(context: { readonly directory: string }, manifest: Manifest): void {
  writeSafely(manifestPath(context), (write) => write(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** Writes a file so that it is there whole or not at all, whenever the process or the machine stops. */
export function writeSafely(path: string, fill: (write: (text: string) => void) => void): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.part`;
  const file = openSync(temporary, 'w');
  try {
    fill((text) => {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * What the manifest says of a file, given the SHA-256 that the file has: a delta writes the file between two manifests, and
 * may have been stopped before or after it. Null where the file is neither.
 */
function settledEntry(
  { pending, ...entry }: StagedEntity,
  sha256: string,
): Omit<StagedEntity, 'pending'> | null {
  if (sha256 === entry.sha256) return entry;
  return pending?.sha256 === sha256 ? pending : null;
}

/** Entities of the plan that the stage lacks, or holds without a field that the plan reads. */
export function missingFromStage(plan: Pick<Plan, 'extract'>, manifest: Manifest | null): readonly string[] {
  return plan.extract
    .filter(({ entity, fields }) => {
      const staged = manifest?.entities[entity];
      return staged === undefined || fields.some((field) => !staged.fields.includes(field));
    })
    .map(({ entity }) => entity);
}

/**
 * What a run works from, as one digest. Every file is read once and held to the manifest: an answer of the source that
 * somebody edited is no answer of the source.
 * @throws MigrationError `unready` where something was not extracted, `format` where a file is not what was extracted
 */
export async function stageDigest(context: {
  readonly directory: string;
  readonly plan: Pick<Plan, 'extract'>;
}): Promise<string> {
  const manifest = readManifest(context);
  const missing = missingFromStage(context.plan, manifest);
  if (missing.length > 0) {
    throw new MigrationError(
      'unready',
      `Not extracted yet: ${missing.join(', ')}. Run "mapc extract" first.`,
    );
  }
  const staged: (readonly [string, string])[] = [];
  for (const { entity } of context.plan.extract) {
    const entry = manifest?.entities[entity];
    if (entry !== undefined) staged.push([entity, (await heldEntry(context, entity, entry)).sha256]);
  }
  return digestOf(staged);
}

/**
 * What the manifest says of the file that is there. The file is read once.
 * @throws MigrationError `format` where it is not what was extracted
 */
export async function heldEntry(
  context: { readonly directory: string },
  entity: string,
  entry: StagedEntity,
): Promise<Omit<StagedEntity, 'pending'>> {
  const path = join(stageDirectory(context), `${entity}.jsonl`);
  const settled = existsSync(path) ? settledEntry(entry, await hashOf(path)) : null;
  if (settled !== null) return settled;
  throw new MigrationError(
    'format',
    `The stage was changed after \`mapc extract\`: ${path} is not the file that was written then. Run \`mapc extract --again\`.`,
  );
}

/** SHA-256 of a file, hex; it is never in memory whole. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer); // no encoding, so bytes
  return hash.digest('hex');
}
