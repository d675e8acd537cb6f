import type { Entity, FieldType, JsonValue } from '../../schema/model.ts';
import type { CallOptions, TargetRow } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import { relationOf } from './domain.ts';
import { externalIds } from './external-ids.ts';
import { EndlessBody } from './protocols/body.ts';
import type { OdooSession, WireRow } from './session.ts';
import { idOf } from './session.ts';
import { fromWire, isModelReference } from './values/values.ts';

/** Rows in one `search_read`, at most. */
export const readBatch = 2000;

/**
 * Rows under a domain, in order of id, in canonical form. A field may be a path ("team_id.name"): the row it leads to is
 * read as well, and null along the way is null. Of the file of an attachment comes the digest. `xmlid` is the external id, null where there is none.
 * @throws ConnectorError
 */
export async function readRows(
  session: OdooSession,
  entity: Entity | string,
  domain: readonly JsonValue[],
  fields: readonly string[],
  limit: number,
  options?: CallOptions,
): Promise<readonly TargetRow[]> {
  const model = typeof entity === 'string' ? entity : entity.name;
  const plan = await planOf(session, entity, fields, options);
  const wire: WireRow[] = [];
  const asked = askedFor(model, [...plan.types.keys()]);
  let after = 0;
  let most = readBatch;
  while (wire.length < limit) {
    const from = after === 0 ? domain : [...domain, ['id', '>', after]];
    const size = Math.min(most, limit - wire.length);
    let page: Page;
    try {
      page = await readPage(session, model, from, asked, plan, size, options);
    } catch (error) {
      // Rows with long texts: fewer of them make a shorter answer.
      const tooLong = error instanceof ConnectorError && error.cause instanceof EndlessBody;
      if (!tooLong || size === 1) throw error;
      most = Math.ceil(size / 2);
      continue;
    }
    const [first] = page.ids;
    // A server, or a cache before it, that answers every page with the same one would be read for ever.
    if (first !== undefined && first <= after)
      throw new ConnectorError(
        'protocol',
        `Odoo at ${session.config.url} was asked for the rows of ${model} after ${after} and sent row ${first} again, so its pages have no end`,
      );
    wire.push(...page.rows);
    const last = page.ids.at(-1);
    if (last === undefined || page.ids.length < size) break;
    after = last;
  }
  return finish(session, model, wire, fields, plan, options);
}

interface Page {
  /** What was found: more than the rows where one went in between. */
  readonly ids: readonly number[];
  readonly rows: readonly WireRow[];
}

async function readPage(
  session: OdooSession,
  model: string,
  domain: readonly JsonValue[],
  fields: readonly string[],
  { types }: ReadPlan,
  limit: number,
  options?: CallOptions,
): Promise<Page> {
  if ([...types.values()].some(isList))
    return session.searchThenRead(model, domain, fields, { limit }, options);
  const rows = await session.searchRead(model, domain, fields, { limit }, options);
  return { ids: rows.map(idOf), rows };
}

/** Whether a field holds rows, of which some may be archived. */
function isList({ kind }: FieldType): boolean {
  return kind === 'references' || kind === 'children' || kind === 'records';
}

/** Of files Odoo keeps what they are beside what they hold: the one is asked for in place of the other. */
const WHAT_THEY_ARE = ['checksum', 'file_size'] as const;

function askedFor(model: string, fields: readonly string[]): readonly string[] {
  if (fields.length === 0) return ['id'];
  const asked = fields.flatMap((field) => (isKnownByDigest(model, field) ? WHAT_THEY_ARE : [field]));
  return [...new Set(asked)];
}

/** Whether a field holds a file of which Odoo keeps the SHA-1. */
export function isKnownByDigest(model: string, field: string): boolean {
  return model === 'ir.attachment' && field === 'datas';
}

/** The digest of the file of an attachment; null where it has none. */
function digestIn({ checksum, file_size: size }: WireRow): JsonValue {
  return typeof checksum === 'string' && typeof size === 'number' && size > 0
    ? { sha1: checksum, size }
    : null;
}

interface ReadPlan {
  /** What is asked of this model. */
  readonly types: ReadonlyMap<string, FieldType>;
  /** Paths by their first step, without it. */
  readonly walks: ReadonlyMap<string, readonly string[]>;
}

async function planOf(
  session: OdooSession,
  entity: Entity | string,
  fields: readonly string[],
  options?: CallOptions,
): Promise<ReadPlan> {
  const types = new Map<string, FieldType>();
  const walks = new Map<string, string[]>();
  for (const field of fields) {
    const dot = field.indexOf('.');
    const first = dot === -1 ? field : field.slice(0, dot);
    if (first === 'id' || first === 'xmlid') continue;
    types.set(first, await session.typeOf(entity, first, options));
    if (dot !== -1) walks.set(first, [...(walks.get(first) ?? []), field.slice(dot + 1)]);
  }
  return { types, walks };
}

async function finish(
  session: OdooSession,
  model: string,
  wire: readonly WireRow[],
  fields: readonly string[],
  plan: ReadPlan,
  options?: CallOptions,
): Promise<readonly TargetRow[]> {
  const modelIds: number[] = [];
  for (const [field, type] of plan.types)
    if (isModelReference(type))
      for (const row of wire) {
        const id = row[field];
        if (typeof id === 'number') modelIds.push(id);
      }
  const names =
    modelIds.length === 0 ? new Map<number, string>() : await session.modelNames(modelIds, options);
  const walked = new Map<string, ReadonlyMap<number, TargetRow>>();
  for (const [field, paths] of plan.walks) {
    const type = plan.types.get(field);
    if (type === undefined) continue;
    const ids = [...new Set(wire.map((row) => row[field]).filter((id) => typeof id === 'number'))];
    const rows = await rowsByIds(session, relationOf(type, `${model}.${field}`), ids, paths, options);
    walked.set(field, new Map(rows.map((row) => [Number(row.id), row])));
  }
  const external = fields.includes('xmlid')
    ? await externalIds(session, model, wire.map(idOf), options)
    : new Map<number, string>();
  return wire.map((row) => {
    const id = idOf(row);
    const values: Record<string, JsonValue> = {};
    for (const field of fields) {
      const dot = field.indexOf('.');
      if (field === 'id') values[field] = id;
      else if (isKnownByDigest(model, field)) values[field] = digestIn(row);
      else if (field === 'xmlid') values[field] = external.get(id) ?? null;
      else if (dot !== -1) {
        const first = field.slice(0, dot);
        const there = row[first];
        const next = typeof there === 'number' ? walked.get(first)?.get(there) : undefined;
        values[field] = next?.values[field.slice(dot + 1)] ?? null;
      } else {
        const type = plan.types.get(field);
        values[field] = type === undefined ? null : fromWire(type, row[field] ?? false, names);
      }
    }
    return { id, values };
  });
}

/** Rows by id in the order of `ids`; those that are gone are left out. @throws ConnectorError */
export async function rowsByIds(
  session: OdooSession,
  entity: Entity | string,
  ids: readonly number[],
  fields: readonly string[],
  options?: CallOptions,
): Promise<readonly TargetRow[]> {
  const found = new Map<number, TargetRow>();
  for (let at = 0; at < ids.length; at += readBatch) {
    const some = ids.slice(at, at + readBatch);
    for (const row of await readRows(session, entity, [['id', 'in', some]], fields, some.length, options))
      found.set(Number(row.id), row);
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
