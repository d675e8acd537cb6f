import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptEntities } from '../connectors/contract.ts';
import {
  digestOf,
  entityFromText,
  entityToText,
  nodeSnapshotFiles,
  SnapshotError,
  snapshotFileName,
} from '../schema/index.ts';
import type { Entity } from '../schema/model.ts';
import type { Side } from './config.ts';
import type { Project } from './project.ts';

/** Half a discovery is worth going on from for a day, in milliseconds; after that the system has moved on. */
const DAY = 24 * 60 * 60 * 1000;

/** Entities of one side that were read by a discovery that has not come to its end, one file each. */
export interface KeptDiscovery extends KeptEntities {
  /** Entities that are kept of this discovery and of those that it goes on from. */
  count(): number;
  /** Of them those that this discovery took from an earlier one. */
  recalled(): number;
  /** When a discovery has come to its end, or is to begin anew. */
  forget(): void;
}

/**
 * What is kept in `.mapc/discovery/<environment>/<side>` between two discoveries of the same system. Each file is written
 * in one step; one that cannot be read counts as not there. The folder of snapshots is not touched.
 */
export function keptDiscovery(
  project: Pick<Project, 'folder' | 'environment'>,
  side: Side,
  now: () => Date,
): KeptDiscovery {
  const folder = join(project.folder, '.mapc', 'discovery', encodeURIComponent(project.environment), side);
  const from = join(folder, '_from.json');
  const files = nodeSnapshotFiles;
  const pathOf = (entity: string): string => join(folder, snapshotFileName(entity));
  const held = new Set<string>();
  let recalled = 0;

  function forget(): void {
    rmSync(folder, { recursive: true, force: true });
    held.clear();
  }

  return {
    begin(system) {
      // A digest: the name of a system may hold a login, and need not stand in a file.
      const key = digestOf(system);
      const before = headOf(files.read(from));
      const age = before === null ? Number.NaN : now().getTime() - Date.parse(before.began);
      if (before?.system === key && age >= 0 && age < DAY) return;
      forget();
      files.write(from, `${JSON.stringify({ system: key, began: now().toISOString() })}\n`);
    },
    recall(name) {
      const entity = entityOf(files.read(pathOf(name)), pathOf(name));
      if (entity === null) return null;
      recalled++;
      held.add(name);
      return entity;
    },
    keep(entity) {
      if (held.has(entity.name)) return;
      files.write(pathOf(entity.name), entityToText(entity));
      held.add(entity.name);
    },
    count: () => held.size,
    recalled: () => recalled,
    forget,
  };
}

function headOf(text: string | null): { readonly system: string; readonly began: string } | null {
  if (text === null) return null;
  try {
    const head: unknown = JSON.parse(text);
    return typeof head === 'object' &&
      head !== null &&
      'system' in head &&
      'began' in head &&
      typeof head.system === 'string' &&
      typeof head.began === 'string'
      ? { system: head.system, began: head.began }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What is broken is read from the system again. */
function entityOf(text: string | null, path: string): Entity | null {
  if (text === null) return null;
  try {
    return entityFromText(text, path);
  } catch (error) {
    if (error instanceof SnapshotError) return null;
    throw error;
  }
}
