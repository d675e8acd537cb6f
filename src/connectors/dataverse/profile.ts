import type { Entity, Profile, Schema } from '../../schema/model.ts';
import type { CallOptions } from '../contract.ts';
import { BODIES } from './attribute.ts';
import type { DataverseClient } from './client.ts';
import { columnOf } from './columns.ts';
import type { JsonRecord } from './json.ts';
import { pagesOf } from './read.ts';

/**
 * Counts records and filled fields, a page in memory at a time. Bodies are not downloaded: a note has one where it says
 * that it is a document, an attachment where it says that it has a size. Companions that stand in
 * annotations only repeat their column and are not counted.
 */
export async function profileDataverse(
  client: DataverseClient,
  schema: Schema,
  today: string,
  options: CallOptions,
): Promise<Profile> {
  const entities: Record<string, { rows: number; filled: Readonly<Record<string, number>> }> = {};
  for (const entity of Object.values(schema.entities)) {
    entities[entity.name] = await profileTable(client, entity, options);
  }
  return { taken: today, entities };
}

async function profileTable(
  client: DataverseClient,
  entity: Entity,
  options: CallOptions,
): Promise<{ rows: number; filled: Readonly<Record<string, number>> }> {
  const body = BODIES[entity.name];
  const columns = Object.values(entity.fields)
    .map((field) => columnOf(entity, field))
    .filter((column) => column !== null)
    .filter(({ read }) => read === 'value' || read === 'reference');
  const counts = new Map<string, number>();
  const add = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  let rows = 0;
  for await (const page of pagesOf(client, entity, columns, [], options)) {
    for (const row of page) {
      rows++;
      for (const { field, property } of columns) if (isFilled(row, property)) add(field.name);
      if (body !== undefined && saysItHasBody(row)) add(body);
    }
    options.progress?.(rows, null, entity.name);
  }
  return {
    rows,
    filled: Object.fromEntries([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function isFilled(row: JsonRecord, property: string): boolean {
  const value = row[property];
  return value !== null && value !== undefined && value !== '';
}

/** A note may call itself a document and be empty: the size knows better, where there is one. */
function saysItHasBody(row: JsonRecord): boolean {
  const { isdocument, filesize } = row;
  return typeof filesize === 'number' ? filesize > 0 && isdocument !== false : isdocument === true;
}
