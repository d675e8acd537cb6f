import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../server.ts';
import { missingRecord, unknownProperty, WebApiError } from './errors.ts';
import { keepsWhole } from './file-table.ts';
import type { AttributeSchema, TableSchema } from './schema.ts';
import type { Row, Store } from './store.ts';

/** Bytes that the service recommends for a piece. */
const piece = 4 * 1024 * 1024;
/** Bytes of a thumbnail here, which is the beginning of the image. */
const thumbnail = 1000;

/** The column for files or images of this name; null where it is another. */
export function fileColumn(table: TableSchema, property: string): AttributeSchema | null {
  const attribute = table.Attributes.find(({ LogicalName }) => LogicalName === property);
  const type = attribute?.AttributeTypeName;
  return attribute !== undefined && (type === 'FileType' || type === 'ImageType') ? attribute : null;
}

/** What a row shows of an image: its thumbnail, as base64. */
export function thumbnailOf(content: string): string {
  return Buffer.from(content, 'base64').subarray(0, thumbnail).toString('base64');
}

/** The file or the whole image of a row; null where it has none. */
export function contentOfColumn(row: Row, id: string, attribute: AttributeSchema): Buffer | null {
  const cell = row[attribute.LogicalName];
  if (typeof cell !== 'string') return null;
  if (attribute.AttributeTypeName === 'ImageType' && !keepsWhole(row, id)) return null;
  return Buffer.from(cell, 'base64');
}

/**
 * `GET …/column/$value`, whole or a range of it, and `GET …/column?size=full`, which gives the same in JSON (powerapps-docs,
 * "Use file column data", "Use image column data").
 * @throws WebApiError 404 for a row that there is not
 */
export function answerFile(
  store: Store,
  table: TableSchema,
  id: string,
  attribute: AttributeSchema,
  raw: boolean,
  request: SandboxRequest,
): SandboxResponse {
  const { LogicalName: property } = attribute;
  const row = store.row(table.LogicalName, id);
  if (row === undefined) throw missingRecord(table.LogicalName, id);
  const small = attribute.AttributeTypeName === 'ImageType' && request.query.get('size') !== 'full';
  const cell = row[property];
  const whole =
    small && typeof cell === 'string'
      ? Buffer.from(thumbnailOf(cell), 'base64')
      : contentOfColumn(row, id, attribute);
  if (whole === null) return { status: 204 };
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const name = row[`${property}_name`];
  const headers = {
    'x-ms-file-size': String(whole.length),
    'x-ms-file-name': typeof name === 'string' ? name : `${property}.png`,
    mimetype: 'application/octet-stream',
    ...(range === null ? {} : { 'x-ms-chunk-size': String(piece) }),
  };
  const [from, to] = range === null ? [0, whole.length - 1] : [Number(range[1]), Number(range[2])];
  if (from >= whole.length) throw new WebApiError(416, '0x80060888', 'The range cannot be satisfied.');
  const part = whole.subarray(
    from,
    Math.min(to + 1, whole.length, from + (range === null ? whole.length : piece)),
  );
  const bounds =
    range === null ? {} : { 'content-range': `bytes ${from}-${from + part.length - 1}/${whole.length}` };
  const status = range === null ? 200 : 206;
  if (raw) {
    const type = { 'content-type': 'application/octet-stream' };
    return { status, headers: { ...type, ...headers, ...bounds }, body: Buffer.from(part) };
  }
  return jsonResponse({ value: part.toString('base64') }, status, {
    'content-type': 'application/json; odata.metadata=minimal',
    'content-disposition': `attachment; filename=${headers['x-ms-file-name']}`,
    ...headers,
    ...bounds,
  });
}

/** What `InitializeFileBlocksDownload` is asked for. @throws WebApiError where there is no such row, column or file */
export function fileToRead(
  store: Store,
  table: TableSchema,
  id: string,
  property: string,
): { readonly bytes: Buffer; readonly name: string } {
  const attribute = fileColumn(table, property);
  if (attribute === null) throw unknownProperty(property, table.LogicalName);
  const row = store.row(table.LogicalName, id);
  if (row === undefined) throw missingRecord(table.LogicalName, id);
  const bytes = contentOfColumn(row, id, attribute);
  const name = row[`${property}_name`];
  if (bytes !== null) return { bytes, name: typeof name === 'string' ? name : `${property}.png` };
  throw new WebApiError(
    404,
    '0x80040217',
    attribute.AttributeTypeName === 'ImageType'
      ? `No FileAttachment records found for imagedescriptorId: ${String(row[`${property}id`] ?? '')} for image attribute: ${property} of ${table.LogicalName} record with id ${id}.`
      : `No file attachment found for attribute: ${property} EntityId: ${id}.`,
  );
}
