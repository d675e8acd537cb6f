import { join } from 'node:path';
import type { SchemaPlace } from '../check/diagnostics/index.ts';
import { schemaExists } from '../schema/index.ts';
import { snapshotFileName } from '../schema/snapshot-files.ts';
import { type Project, readText } from './project.ts';
import { schemaFolder, schemaPath } from './schema-path.ts';

/** A line of a snapshot that a person can open. */
export interface SchemaLine {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Where in the snapshots a place of the schema stands; null where its file is not there. */
export function findSchemaLine(
  project: Project,
  { side, entity, field }: SchemaPlace,
  variant: string | null = null,
): SchemaLine | null {
  // A variant has its own snapshots of one side or of both.
  const own = variant === null || !schemaExists(schemaFolder(project, side, variant));
  const folder = schemaPath(side, own ? null : variant);
  const file = snapshotFileName(entity);
  const text = readText(join(project.folder, ...folder, file));
  if (text === null) return null;
  const lines = text.split('\n');
  // One field a line, four spaces in; an entity as a whole is its `"name"`.
  const start = field === null ? '  "name":' : `    ${JSON.stringify(field)}:`;
  const index = lines.findIndex((line) => line.startsWith(start));
  return {
    path: [...folder, file].join('/'),
    line: Math.max(index, 0) + 1,
    text: (lines[index] ?? '').trim(),
  };
}
