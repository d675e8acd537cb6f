import pLimit from 'p-limit';
import type { FileValue } from '../../schema/file-ref.ts';
import type { Entity } from '../../schema/model.ts';
import { base64Of } from '../collected.ts';
import { ConnectorError, type SourceReadOptions } from '../contract.ts';
import type { DataverseClient } from './client.ts';
import type { Column } from './columns.ts';
import type { JsonRecord } from './json.ts';
import { MOST_AT_ONCE } from './lanes.ts';
import { setOf } from './set-of.ts';

/** Says of a note whether it has a file at all, so that those without one cost no request. */
const DOCUMENT_FLAG = 'isdocument';
/** Bytes of the file, as the platform counts them. */
const SIZE = 'filesize';

/** What begins a download by blocks, by table (powerapps-docs, "Use file data with Attachment and Note records"). */
const BEGIN: Readonly<Record<string, string>> = {
  annotation: 'InitializeAnnotationBlocksDownload',
  activitymimeattachment: 'InitializeAttachmentBlocksDownload',
};

/** Bytes of a block, and of a body that is read as the column that it is: the service's own word for what is not large. */
const BLOCK = 4 * 1024 * 1024;
/** Of bodies above this size two are read at once, so that a few blocks are in memory and no more. */
const SMALL = 256 * 1024;
const LARGE_AT_ONCE = 2;

type BodyColumn = Extract<Column, { readonly read: 'body' }>;

/** The columns to select beside those of the map, to know which rows have a body and how large it is. */
export function aboutBodies(entity: Entity, columns: readonly Column[]): readonly string[] {
  const bodies = columns.filter((column) => column.read === 'body');
  const about = bodies.flatMap(({ field, property }) =>
    field.access?.body === undefined ? [DOCUMENT_FLAG, SIZE] : (fileIdOf(field.access.body, property) ?? []),
  );
  return [...new Set(about)].filter((name) => Object.hasOwn(entity.fields, name));
}

/** The column that holds the id of a file or an image, by which a row says that it has one: another id for each upload. */
function fileIdOf(kind: string, property: string): string {
  return kind === 'file' ? property : `${property}id`;
}

/** Reads the bodies of a table's rows, each by itself, and puts them into the sink. After one has failed none begins. */
export function bodyReader(
  client: DataverseClient,
  entity: Entity,
  { sink, signal }: SourceReadOptions,
): (column: BodyColumn, id: string, row: JsonRecord) => Promise<FileValue | null> {
  const small = pLimit(MOST_AT_ONCE);
  const large = pLimit(LARGE_AT_ONCE);
  let failure: { readonly error: unknown } | null = null;
  const put = async (open: () => AsyncIterable<Uint8Array>, name: string | undefined): Promise<FileValue> =>
    sink === undefined ? await base64Of(open()) : await sink.put(open, name);
  /** A file or an image of a column, which says how large it is only when it is asked for. */
  const keepFile = async (
    kind: string,
    property: string,
    id: string,
    row: JsonRecord,
  ): Promise<FileValue | null> => {
    const about = fileIdOf(kind, property);
    const known = Object.hasOwn(entity.fields, about);
    const file = row[about];
    if (known && typeof file !== 'string') return null;
    const name = known ? `${entity.name}/${id}/${property} ${String(file)}` : undefined;
    try {
      return await put(blocks(client, entity, id, signal, property), name);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      // Only the small image is kept where the column was not made for whole ones; and a row may have none at all.
      if (kind === 'image') return await wholeColumn(property, id, name);
      if (known) throw error;
      return null;
    }
  };
  const wholeColumn = async (
    property: string,
    id: string,
    name: string | undefined,
  ): Promise<FileValue | null> => {
    const whole = async function* (): AsyncGenerator<Uint8Array> {
      const path = `${setOf(entity)}(${id})?$select=${property}`;
      const { object, bytes } = await client.getFile(path, property, { signal });
      const held = object[property];
      // What is no base64 is left to whoever the record is for: it says what is wrong with it.
      if (bytes === null) throw new NoFile(typeof held === 'string' && held !== '' ? held : null);
      if (bytes.length === 0) throw new NoFile(null);
      yield* bytes;
    };
    try {
      return await put(whole, name);
    } catch (error) {
      if (error instanceof NoFile) return error.text;
      throw error;
    }
  };
  const keep = async (
    { field, property }: BodyColumn,
    id: string,
    row: JsonRecord,
  ): Promise<FileValue | null> => {
    const kind = field.access?.body;
    if (kind !== undefined) return await keepFile(kind, property, id, row);
    const size = row[SIZE];
    const known = typeof size === 'number' ? size : null;
    const version = row['@odata.etag'];
    const name = typeof version === 'string' ? `${entity.name}/${id}/${property} ${version}` : undefined;
    if (known === null || known > BLOCK) return await put(blocks(client, entity, id, signal), name);
    return await wholeColumn(property, id, name);
  };
  return async (column, id, row) => {
    const own = column.field.access?.body === undefined;
    if (own && Object.hasOwn(entity.fields, DOCUMENT_FLAG) && row[DOCUMENT_FLAG] !== true) return null;
    const size = row[SIZE];
    const lane = own && typeof size === 'number' && size <= SMALL ? small : large;
    return await lane(async () => {
      if (failure !== null) throw failure.error;
      try {
        return await keep(column, id, row);
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    });
  };
}

/** The column holds nothing, or no base64. Never leaves this file. */
class NoFile extends Error {
  readonly text: string | null;
  constructor(text: string | null) {
    super('there is no file');
    this.text = text;
  }
}

/**
 * A file block by block (powerapps-docs, Web API reference: the action `DownloadBlock`).
 * @param column of the file, where it is a column for files
 */
function blocks(
  client: DataverseClient,
  entity: Entity,
  id: string,
  signal: AbortSignal | undefined,
  column?: string,
): () => AsyncGenerator<Uint8Array> {
  const action = column === undefined ? BEGIN[entity.name] : 'InitializeFileBlocksDownload';
  if (action === undefined)
    throw new ConnectorError('protocol', `Files of ${entity.name} cannot be read in blocks.`);
  return async function* () {
    const target = { [entity.id]: id, '@odata.type': `Microsoft.Dynamics.CRM.${entity.name}` };
    const parameters = { Target: target, ...(column === undefined ? {} : { FileAttributeName: column }) };
    const begun = await client.act(action, parameters, { signal });
    const {
      FileSizeInBytes: size,
      FileContinuationToken: token,
      IsChunkingSupported: divides,
    } = begun.object;
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || typeof token !== 'string')
      throw new ConnectorError(
        'protocol',
        `${action} for ${entity.name} ${id} did not say how large the file is, and by which token it is read.`,
      );
    for (let offset = 0; offset < size; ) {
      // Where files lie in the database itself, they come whole.
      const length = divides === false ? size : Math.min(BLOCK, size - offset);
      const block = { Offset: offset, BlockLength: length, FileContinuationToken: token };
      const { bytes } = await client.act('DownloadBlock', block, { signal, member: 'Data' });
      const came = (bytes ?? []).reduce((sum, piece) => sum + piece.length, 0);
      if (came !== length)
        throw new ConnectorError(
          'protocol',
          `The file of ${entity.name} ${id} was cut short: of ${length} bytes after the first ${offset} came ${came}.`,
        );
      offset += length;
      yield* bytes ?? [];
    }
  };
}
