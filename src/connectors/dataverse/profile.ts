import type { Entity, EntityProfile, JsonValue, Profile, Schema } from '../../schema/model.ts';
import { EntityProfiler } from '../../schema/profile/entity-profiler.ts';
import { type CallOptions, ConnectorError } from '../contract.ts';
import { BODIES } from './attribute.ts';
import { aboutBodies } from './bodies.ts';
import type { DataverseClient } from './client.ts';
import { columnOf } from './columns.ts';
import type { JsonRecord } from './json.ts';
import { pagesOf } from './read.ts';
import { canonicalValue } from './value.ts';

/**
 * Profiles the records of all tables, a page in memory at a time. Bodies are not downloaded: a note has one where it says
 * that it is a document, an attachment where it says that it has a size. Companions that stand in
 * annotations only repeat their column and are not counted.
 */
export async function profileDataverse(
  client: DataverseClient,
  schema: Schema,
  today: string,
  options: CallOptions,
): Promise<Profile> {
  const entities: Record<string, EntityProfile> = {};
  for (const entity of Object.values(schema.entities)) {
    entities[entity.name] = await profileTable(client, entity, options);
  }
  return { taken: today, entities };
}

async function profileTable(
  client: DataverseClient,
  entity: Entity,
  options: CallOptions,
): Promise<EntityProfile> {
  const body = BODIES[entity.name];
  const columns = Object.values(entity.fields)
    .map((field) => columnOf(entity, field))
    .filter((column) => column !== null)
    .filter(({ read }) => read === 'value' || read === 'reference');
  const files = Object.values(entity.fields).flatMap((field) => {
    const column = field.access?.body === undefined ? null : columnOf(entity, field);
    return column === null ? [] : [{ name: field.name, about: aboutBodies(entity, [column]) }];
  });
  const profiler = new EntityProfiler(entity);
  const extra = files.flatMap(({ about }) => about);
  for await (const page of pagesOf(client, entity, columns, extra, options)) {
    for (const row of page) {
      profiler.see();
      for (const column of columns) {
        const value = row[column.property];
        if (value === null || value === undefined || value === '') continue;
        const canonical = whereItFits(() => canonicalValue(column, row, entity.name));
        if (canonical === undefined) profiler.mark(column.field.name);
        else profiler.fill(column.field.name, canonical);
      }
      if (body !== undefined && saysItHasBody(row)) profiler.mark(body);
      for (const { name, about } of files)
        if (about.some((column) => typeof row[column] === 'string')) profiler.mark(name);
    }
    options.progress?.(profiler.rows, null, entity.name);
  }
  return profiler.result();
}

/** Undefined for a value that its column does not allow: it is there, and `extract` says what is wrong with it. */
function whereItFits(read: () => JsonValue): JsonValue | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'protocol') return undefined;
    throw error;
  }
}

/** A note may call itself a document and be empty: the size knows better, where there is one. */
function saysItHasBody(row: JsonRecord): boolean {
  const { isdocument, filesize } = row;
  return typeof filesize === 'number' ? filesize > 0 && isdocument !== false : isdocument === true;
}
