import { join } from 'node:path';
import type { SchemaPlace } from '../check/diagnostics.ts';
import { snapshotFileName } from '../schema/snapshot-files.ts';
import { type Project, readText } from './project.ts';

/** A line of a snapshot that a person can open. */
export interface SchemaLine {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** Where in the snapshots a place of the schema stands; null where its file is not there. */
export function findSchemaLine(project: Project, { side, entity, field }: SchemaPlace): SchemaLine | null {
  const file = snapshotFileName(entity);
  const text = readText(join(project.folder, 'schemas', side, file));
  if (text === null) return null;
  const lines = text.split('\n');
  // One field a line, four spaces in; an entity as a whole is its `"name"`.
  const start = field === null ? '  "name":' : `    ${JSON.stringify(field)}:`;
  const index = lines.findIndex((line) => line.startsWith(start));
  return { path: `schemas/${side}/${file}`, line: Math.max(index, 0) + 1, text: (lines[index] ?? '').trim() };
}
