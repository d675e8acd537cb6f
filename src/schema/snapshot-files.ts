import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entity, Profile, Schema } from './model.ts';
import { byCodeUnit } from './order.ts';
import { profileFromText, profileToText } from './profile-text.ts';
import { replaceFile } from './replace-file.ts';
import { entityFromText, entityToText, headerFromText, headerToText, schemaHeader } from './snapshot.ts';
import { SnapshotError } from './snapshot-error.ts';

/**
 * The few file operations that snapshots need, synchronous so that an entity can be loaded when it is first looked at.
 * `null` means that the file or folder is not there.
 */
export interface SnapshotFiles {
  list(folder: string): readonly string[] | null;
  read(path: string): string | null;
  /** Replaces the file in one step: a reader sees the old text or the new, never half. Makes folders as needed. */
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** The real file system. */
export const nodeSnapshotFiles: SnapshotFiles = {
  list: (folder) => unlessMissing(() => readdirSync(folder)),
  read: (path) => unlessMissing(() => readFileSync(path, 'utf8')),
  write: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, text);
  },
  remove: (path) => rmSync(path, { force: true }),
};

const HEADER = '_schema.json';
const PROFILE = '_profile.json';

/**
 * The file of an entity. Letters, digits, `.`, `-` and inner `_` stand for themselves; all else is percent-encoded, and so
 * is a leading `_`, which is kept for the files that are no entities.
 */
export function snapshotFileName(entity: string): string {
  const encoded = encodeURIComponent(entity.toWellFormed()).replace(
    /[!'()*~]|^[._]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `${encoded}.json`;
}

/** Whether a discovery has written to this folder. */
export function schemaExists(folder: string, files: SnapshotFiles = nodeSnapshotFiles): boolean {
  return files.read(join(folder, HEADER)) !== null;
}

/**
 * The schema in a folder. Every entity is listed, but its file is read and checked only when it is first looked at
 * (`schema.entities[name]`), apart from those in `entities`, which are read now. So a command that touches five entities of
 * four hundred reads five files. Names in `entities` that the folder does not have are simply not in the schema.
 * @throws SnapshotError also on a later look at a broken entity.
 */
export function readSchema(
  folder: string,
  entities: readonly string[] = [],
  files: SnapshotFiles = nodeSnapshotFiles,
): Schema {
  const path = join(folder, HEADER);
  const text = files.read(path);
  if (text === null) throw new SnapshotError(path, 'there is no snapshot here yet');
  const header = headerFromText(text, path);
  const lazy: Record<string, Entity> = {};
  for (const name of entityNames(folder, files)) {
    let entity: Entity | null = null;
    Object.defineProperty(lazy, name, {
      enumerable: true,
      get: () => {
        entity ??= readEntity(folder, name, files);
        return entity;
      },
    });
  }
  for (const name of entities) {
    // Looking is loading; a name that is not there stays absent.
    if (Object.hasOwn(lazy, name)) void lazy[name];
  }
  return { ...header, entities: lazy };
}

interface WrittenSnapshot {
  /** Entities whose file is new or has other text than before, sorted. */
  readonly written: readonly string[];
  /** Entities whose file was removed, because the system has them no more. */
  readonly removed: readonly string[];
}

/**
 * Writes a schema, one file an entity, touching only files whose text changes. Files of entities that the schema does not
 * have are removed, unless `partial` says that only some entities were asked for.
 */
export function writeSchema(
  folder: string,
  schema: Schema,
  options: { readonly partial?: boolean; readonly files?: SnapshotFiles } = {},
): WrittenSnapshot {
  const files = options.files ?? nodeSnapshotFiles;
  const before = entityNames(folder, files);
  writeChanged(join(folder, HEADER), headerToText(schemaHeader(schema)), files);
  const names = Object.keys(schema.entities).sort(byCodeUnit);
  const written = names.filter((name) => {
    const entity = schema.entities[name];
    return entity !== undefined && writeChanged(entityPath(folder, name), entityToText(entity), files);
  });
  const removed =
    options.partial === true ? [] : before.filter((name) => !Object.hasOwn(schema.entities, name));
  for (const name of removed) files.remove(entityPath(folder, name));
  return { written, removed };
}

/** The profile in a folder, null where none was taken. @throws SnapshotError */
export function readProfile(folder: string, files: SnapshotFiles = nodeSnapshotFiles): Profile | null {
  const path = join(folder, PROFILE);
  const text = files.read(path);
  return text === null ? null : profileFromText(text, path);
}

/** Writes a profile, keeping the old date where no count changed. A profile that is broken is replaced. */
export function writeProfile(
  folder: string,
  profile: Profile,
  files: SnapshotFiles = nodeSnapshotFiles,
): void {
  writeChanged(join(folder, PROFILE), profileToText(profile, previousProfile(folder, files)), files);
}

function previousProfile(folder: string, files: SnapshotFiles): Profile | null {
  try {
    return readProfile(folder, files);
  } catch (error) {
    // A new discovery is the way out of a broken profile, so it must not stop at one.
    if (error instanceof SnapshotError) return null;
    throw error;
  }
}

function readEntity(folder: string, name: string, files: SnapshotFiles): Entity {
  const path = entityPath(folder, name);
  const text = files.read(path);
  if (text === null) throw new SnapshotError(path, 'the file has gone while it was in use');
  const entity = entityFromText(text, path);
  if (entity.name !== name)
    throw new SnapshotError(path, `it holds "${entity.name}", but its name says "${name}"`);
  return entity;
}

/** Names of the entities that have a file, sorted. Files whose name no entity would get are passed over. */
function entityNames(folder: string, files: SnapshotFiles): readonly string[] {
  const names: string[] = [];
  for (const file of files.list(folder) ?? []) {
    if (file.startsWith('_') || !file.endsWith('.json')) continue;
    const name = decodeName(file.slice(0, -'.json'.length));
    if (name !== null && snapshotFileName(name) === file) names.push(name);
  }
  return names.sort(byCodeUnit);
}

function decodeName(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function entityPath(folder: string, entity: string): string {
  return join(folder, snapshotFileName(entity));
}

function writeChanged(path: string, text: string, files: SnapshotFiles): boolean {
  if (files.read(path) === text) return false;
  files.write(path, text);
  return true;
}

function unlessMissing<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
