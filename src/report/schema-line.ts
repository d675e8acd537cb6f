import { entityToText, snapshotFileName } from '../schema/index.ts';
import type { Schema } from '../schema/model.ts';
import type { SchemaLineFinder } from './human.ts';

/** Finds places in schemas that stand on no disk, as if `mapc discover` had written them. */
export function schemaLineIn(schemas: {
  readonly source: Schema;
  readonly target: Schema;
}): SchemaLineFinder {
  return ({ side, entity, field }) => {
    const found = schemas[side].entities[entity];
    if (!found) return null;
    const lines = entityToText(found).split('\n');
    // One field a line, four spaces in; an entity as a whole is its `"name"`.
    const start = field === null ? '  "name":' : `    ${JSON.stringify(field)}:`;
    const index = lines.findIndex((line) => line.startsWith(start));
    return {
      path: `schemas/${side}/${snapshotFileName(entity)}`,
      line: Math.max(index, 0) + 1,
      text: (lines[index] ?? '').trim(),
    };
  };
}
