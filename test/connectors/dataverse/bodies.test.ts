import { afterEach, describe, expect, it } from 'vitest';
import { inMemory } from '../../../src/connectors/collected.ts';
import { ConnectorError, type FileSink, type Source } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { all, fakeWorld, field, json, type Scripted, scripted, table } from './server.ts';

const note = table('annotation', 'annotations', [
  field('documentbody', { kind: 'binary' }),
  field('filesize', { kind: 'integer' }),
  field('isdocument', { kind: 'boolean' }),
]);
const BLOCK = 4 * 1024 * 1024;

let server: Scripted | null = null;
let source: Source | null = null;
afterEach(async () => {
  await source?.close();
  await server?.close();
});

interface Note {
  readonly id: string;
  readonly size: number | null;
  readonly body: string | null;
}

/** Notes of which each is a document; `block` answers for a stretch of any of them. */
async function serve(
  notes: readonly Note[],
  block: (offset: number, length: number) => unknown = () => ({}),
  begun: Readonly<Record<string, unknown>> = {},
): Promise<Source> {
  const made = await scripted((response, { path, body }) => {
    const one = /^annotations\((\w+)\)/.exec(path)?.[1];
    if (path.startsWith('Initialize')) json(response, begun);
    else if (path === 'DownloadBlock') {
      const { Offset, BlockLength } = JSON.parse(body);
      json(response, block(Offset, BlockLength));
    } else if (one !== undefined)
      json(response, { annotationid: one, documentbody: notes.find(({ id }) => id === one)?.body });
    else
      json(response, {
        value: notes.map(({ id, size }) => ({
          '@odata.etag': `W/"${id}1"`,
          annotationid: id,
          isdocument: true,
          filesize: size,
        })),
      });
  });
  server = made;
  source = createDataverseSource(made.config, fakeWorld());
  return source;
}

const asked = (): readonly string[] => server?.calls.map(({ path }) => path) ?? [];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('bodies of notes', () => {
  it('are in no page, and read one by one', async () => {
    const reading = await serve([
      { id: 'a', size: 3, body: base64('one') },
      { id: 'b', size: 0, body: null },
    ]);
    const read = await all(reading.read(note, ['documentbody'], { sink: inMemory }));
    expect(read.map(({ values }) => values.documentbody)).toEqual([base64('one'), null]);
    expect(asked().toSorted()).toEqual([
      'annotations(a)?$select=documentbody',
      'annotations(b)?$select=documentbody',
      'annotations?$select=annotationid,isdocument,filesize',
    ]);
  });

  it('are asked for in blocks above 4 MiB, and where nobody says how large they are', async () => {
    const content = Buffer.alloc(BLOCK + 5, 'content');
    const begun = { FileSizeInBytes: content.length, FileName: 'a', FileContinuationToken: 'token' };
    const reading = await serve(
      [{ id: 'a', size: null, body: null }],
      (offset, length) => ({ Data: content.subarray(offset, offset + length).toString('base64') }),
      begun,
    );
    const [read] = await all(reading.read(note, ['documentbody'], { sink: inMemory }));
    expect(Buffer.from(String(read?.values.documentbody), 'base64').equals(content)).toBe(true);
    expect(server?.calls.slice(1).map(({ body }) => JSON.parse(body))).toEqual([
      { Target: { annotationid: 'a', '@odata.type': 'Microsoft.Dynamics.CRM.annotation' } },
      { Offset: 0, BlockLength: BLOCK, FileContinuationToken: 'token' },
      { Offset: BLOCK, BlockLength: 5, FileContinuationToken: 'token' },
    ]);
  });

  it('of which a block lacks a byte are refused, and not kept', async () => {
    const begun = { FileSizeInBytes: 10, FileContinuationToken: 'token' };
    const reading = await serve(
      [{ id: 'a', size: null, body: null }],
      () => ({ Data: base64('nine here') }),
      begun,
    );
    const error = await all(reading.read(note, ['documentbody'], { sink: inMemory })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConnectorError);
    expect(String(error)).toMatch(/annotation a was cut short: of 10 bytes after the first 0 came 9/);
  });

  it('that are no base64 stay as they are, for their record to be refused', async () => {
    const reading = await serve([{ id: 'a', size: 3, body: 'not base64!' }]);
    const [read] = await all(reading.read(note, ['documentbody'], { sink: inMemory }));
    expect(read?.values.documentbody).toBe('not base64!');
  });

  it('are named by their row and its version, so that none need be read twice', async () => {
    const named: (string | undefined)[] = [];
    const known: FileSink = {
      put: async (_, version) => {
        named.push(version);
        return 'QQ==';
      },
    };
    const reading = await serve([{ id: 'a', size: 3, body: base64('one') }]);
    await all(reading.read(note, ['documentbody'], { sink: known }));
    expect(named).toEqual(['annotation/a/documentbody W/"a1"']);
    expect(asked()).toHaveLength(1);
  });

  it('are begun no more once one of them has failed', async () => {
    const notes = Array.from({ length: 30 }, (_, place) => ({ id: `n${place}`, size: null, body: null }));
    const reading = await serve(notes, () => ({}), { FileSizeInBytes: 'many' });
    await expect(all(reading.read(note, ['documentbody'], { sink: inMemory }))).rejects.toThrow(
      /did not say how large the file is/,
    );
    expect(asked().length).toBeLessThan(5);
  });
});
