import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileSink, Source, SourceRecord } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import type { FileColumns } from '../../../src/sandbox/dataverse/file-table.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { object, requestToken } from '../../sandbox/dataverse/client.ts';
import { all } from './server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function start(
  fileColumns: FileColumns,
): Promise<{ sandbox: DataverseSandbox; source: Source; entity: Entity }> {
  const sandbox = await startDataverseSandbox({ scale: 0.05, fileColumns });
  const { url, tenant, client, secret } = sandbox;
  const source = createDataverseSource({ url, tenant, client, secret });
  open.push(source, sandbox);
  const { entities } = await source.discover(['new_contract']);
  if (entities.new_contract === undefined) throw new Error('There is no contract.');
  return { sandbox, source, entity: entities.new_contract };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Digests what it is given, and remembers the largest piece and what each file was called. */
function digests(): FileSink & { largest: number; readonly versions: string[] } {
  const sink = {
    largest: 0,
    versions: [] as string[],
    put: async (pieces: () => AsyncIterable<Uint8Array>, version?: string) => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const piece of pieces()) {
        sink.largest = Math.max(sink.largest, piece.length);
        size += piece.length;
        hash.update(piece);
      }
      if (version !== undefined) sink.versions.push(version);
      return { size, sha1: '', sha256: hash.digest('hex') };
    },
  };
  return sink;
}

/** What the server gives at an address of the file itself; null where it has none. */
async function downloaded(sandbox: DataverseSandbox, path: string): Promise<string | null> {
  const token = String(object(await (await requestToken(sandbox)).json()).access_token);
  const response = await fetch(`${sandbox.url}/api/data/v9.2/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.status === 204 ? null : sha256(new Uint8Array(await response.arrayBuffer()));
}

const digestIn = (record: SourceRecord | undefined, field: string): unknown => {
  const value = record?.values[field];
  return value === null || value === undefined
    ? null
    : Object.entries(value).find(([key]) => key === 'sha256')?.[1];
};

describe('columns for files and images', () => {
  it('are fields that hold files', async () => {
    const { entity } = await start({ count: 1, bytes: 10 });
    expect(entity.fields.new_document).toMatchObject({
      type: { kind: 'binary' },
      access: { body: 'file' },
      facts: { MaxSizeInKB: 131_072 },
    });
    expect(entity.fields.new_photo).toMatchObject({ type: { kind: 'binary' }, access: { body: 'image' } });
  });

  it('are read in blocks, whole and byte for byte, of the rows that have them', async () => {
    const { sandbox, source, entity } = await start({ count: 8, bytes: 9_000_000 });
    const sink = digests();
    const records = await all(source.read(entity, ['new_name', 'new_document', 'new_photo'], { sink }));
    expect(records).toHaveLength(8);
    let thumbnails = 0;
    for (const row of sandbox.rows('new_contract')) {
      const id = String(row.new_contractid);
      const record = records.find((one) => one.id === id);
      const file = await downloaded(sandbox, `new_contracts(${id})/new_document/$value`);
      expect(digestIn(record, 'new_document')).toBe(file);
      expect(file === null).toBe(row.new_document === null);
      const whole = await downloaded(sandbox, `new_contracts(${id})/new_photo/$value?size=full`);
      const small = await downloaded(sandbox, `new_contracts(${id})/new_photo/$value`);
      if (whole === null && small !== null) thumbnails += 1;
      expect(digestIn(record, 'new_photo')).toBe(whole ?? small);
    }
    expect(thumbnails).toBe(1);
    expect(sink.largest).toBeLessThanOrEqual(4 * 1024 * 1024);
    // Six files, three images.
    const begun = sandbox.requests().filter((line) => line.endsWith('/InitializeFileBlocksDownload'));
    expect(begun).toHaveLength(9);
    expect(new Set(sink.versions).size).toBe(9);
  });

  it('are read in one piece where the environment keeps files in its database', async () => {
    const { sandbox, source, entity } = await start({ count: 1, bytes: 9_000_000, chunked: false });
    const [record] = await all(source.read(entity, ['new_document'], { sink: digests() }));
    const file = await downloaded(sandbox, `new_contracts(${record?.id})/new_document/$value`);
    expect(digestIn(record, 'new_document')).toBe(file);
    expect(sandbox.requests().filter((line) => line.endsWith('/DownloadBlock'))).toHaveLength(1);
  });

  it('are tried again where an answer breaks off, and not taken short', async () => {
    const { sandbox, source, entity } = await start({ count: 1, bytes: 9_000_000 });
    sandbox.fault({ kind: 'truncate', path: 'DownloadBlock', after: 1 });
    const [record] = await all(source.read(entity, ['new_document'], { sink: digests() }));
    const file = await downloaded(sandbox, `new_contracts(${record?.id})/new_document/$value`);
    expect(digestIn(record, 'new_document')).toBe(file);
  });

  it('are counted in the profile without being read', async () => {
    const { sandbox, source, entity } = await start({ count: 8, bytes: 100 });
    const schema = {
      system: 'dataverse',
      version: '9.2',
      language: 'en_US',
      modules: [],
      entities: { new_contract: entity },
    };
    const { entities } = await source.profile(schema, '2026-01-01');
    expect(entities.new_contract?.filled).toMatchObject({ new_document: 6, new_photo: 3 });
    expect(sandbox.requests().filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});
