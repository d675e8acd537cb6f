import type { SandboxRequest } from '../server.ts';
import type { Catalog } from './catalog.ts';
import { badRequest, missingRecord, missingTable, WebApiError } from './errors.ts';
import { fileToRead } from './files.ts';
import type { Store } from './store.ts';

/** The columns that hold files of notes and of attachments, by the action that begins to read them in blocks. */
const bodies: Readonly<Record<string, { readonly table: string; readonly column: string }>> = {
  InitializeAnnotationBlocksDownload: { table: 'annotation', column: 'documentbody' },
  InitializeAttachmentBlocksDownload: { table: 'activitymimeattachment', column: 'body' },
};

/** Bytes of a block at most (powerapps-docs, "Use file data with Attachment and Note records"). */
const longestBlock = 4 * 1024 * 1024;

interface BlockAnswer {
  readonly context: string;
  readonly value: Readonly<Record<string, string | number | boolean>>;
}

interface BlockWorld {
  readonly store: Store;
  readonly catalog: Catalog;
  /** Files can be read in several blocks. */
  readonly chunked: boolean;
}

/**
 * The actions by which a file is read in blocks (powerapps-docs, Web API reference): `InitializeAnnotationBlocksDownload`
 * and its sibling say how large it is and give a token, `DownloadBlock` a stretch of it as base64. Null for another path.
 * @throws WebApiError
 */
export function answerFileBlocks(
  world: BlockWorld,
  action: string,
  request: SandboxRequest,
): BlockAnswer | null {
  const { store, chunked } = world;
  const body = bodies[action];
  if (body === undefined && action !== 'DownloadBlock' && action !== fileColumns) return null;
  const given = parametersOf(request);
  if (action === fileColumns) return beginColumn(world, given);
  if (body === undefined)
    return { context: '#Microsoft.Dynamics.CRM.DownloadBlockResponse', value: block(store, given, chunked) };
  const { table, column } = body;
  const target = given.get('Target');
  const members = new Map<string, unknown>(
    typeof target === 'object' && target !== null ? Object.entries(target) : [],
  );
  const id = String(members.get(`${table}id`)).toLowerCase();
  if (members.get('@odata.type') !== `Microsoft.Dynamics.CRM.${table}`)
    throw badRequest(`The parameter 'Target' in the request payload is not a valid ${table}.`);
  const bytes = contentOf(store, table, column, id);
  return {
    context: `#Microsoft.Dynamics.CRM.${action}Response`,
    value: {
      FileContinuationToken: Buffer.from(JSON.stringify([table, column, id])).toString('base64url'),
      FileSizeInBytes: bytes.length,
      FileName: String(store.row(table, id)?.filename ?? ''),
    },
  };
}

/** The action that begins to read what a column for files or images holds. */
const fileColumns = 'InitializeFileBlocksDownload';

function beginColumn(
  { store, catalog, chunked }: BlockWorld,
  given: ReadonlyMap<string, unknown>,
): BlockAnswer {
  const target = given.get('Target');
  const members = new Map<string, unknown>(
    typeof target === 'object' && target !== null ? Object.entries(target) : [],
  );
  const name = String(members.get('@odata.type')).replace(/^#?Microsoft\.Dynamics\.CRM\./, '');
  const table = catalog.get(name);
  if (table === undefined) throw missingTable(name);
  const id = String(members.get(table.PrimaryIdAttribute)).toLowerCase();
  const column = String(given.get('FileAttributeName'));
  const { bytes, name: file } = fileToRead(store, table, id, column);
  return {
    context: `#Microsoft.Dynamics.CRM.${fileColumns}Response`,
    value: {
      FileContinuationToken: Buffer.from(JSON.stringify([name, column, id])).toString('base64url'),
      FileSizeInBytes: bytes.length,
      FileName: file,
      IsChunkingSupported: chunked,
    },
  };
}

function block(
  store: Store,
  given: ReadonlyMap<string, unknown>,
  chunked: boolean,
): Readonly<Record<string, string>> {
  const offset = given.get('Offset');
  const length = given.get('BlockLength');
  if (typeof offset !== 'number' || typeof length !== 'number' || offset < 0 || length <= 0)
    throw badRequest("'Offset' and 'BlockLength' are whole numbers of bytes.");
  if (chunked && length > longestBlock) throw badRequest(`A block has ${longestBlock} bytes at most.`);
  let named: unknown;
  try {
    named = JSON.parse(Buffer.from(String(given.get('FileContinuationToken')), 'base64url').toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const [table, column, id] = Array.isArray(named) ? named.map(String) : [];
  if (table === undefined || column === undefined || id === undefined)
    throw badRequest('The FileContinuationToken is not valid.');
  const bytes = contentOf(store, table, column, id);
  if (!chunked && length < bytes.length)
    throw new WebApiError(
      400,
      '0x80090017',
      'Downloading in multiple chunks is not supported for the files stored in the database.',
    );
  return { Data: bytes.subarray(offset, offset + length).toString('base64') };
}

function contentOf(store: Store, table: string, column: string, id: string): Buffer {
  const row = store.row(table, id);
  if (row === undefined) throw missingRecord(table, id);
  const cell = row[column];
  if (typeof cell !== 'string')
    throw new WebApiError(
      404,
      '0x80040217',
      `No file attachment found for attribute: ${column} EntityId: ${id}.`,
    );
  return Buffer.from(cell, 'base64');
}

function parametersOf({ body }: SandboxRequest): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('The parameters of an action are a JSON object.');
}
