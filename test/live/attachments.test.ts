import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target, TargetId, TargetValues } from '../../src/connectors/contract.ts';
import { createOdooTarget } from '../../src/connectors/odoo/index.ts';
import { type ContentStore, openContentStore } from '../../src/runtime/content-store.ts';
import { targetWithFiles } from '../../src/runtime/target-with-files.ts';
import type { FileRef } from '../../src/schema/file-ref.ts';
import type { Entity } from '../../src/schema/model.ts';

/** Files of all sizes on a real Odoo, by each protocol that it has. What the tests make they take away again. */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;
const missing = NEEDED.filter((name) => (env[name] ?? '') === '');
const MB = 1024 * 1024;

if (missing.length > 0)
  describe('Files on a real Odoo', () => {
    test.skip(`without ${missing.join(', ')} nothing is written`, () => undefined);
  });

describe.skipIf(missing.length > 0).each(['jsonrpc', 'xmlrpc'] as const)('Files over %s', (protocol) => {
  let folder: string;
  const made: TargetId[] = [];
  let store: ContentStore;
  let target: Target;
  let entity: Entity;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mapc-live-files-'));
    store = openContentStore(folder);
    const connection = {
      url: env.ODOO_URL ?? '',
      db: env.ODOO_DB ?? '',
      login: env.ODOO_LOGIN ?? '',
      password: env.ODOO_PASSWORD ?? '',
    };
    target = targetWithFiles(createOdooTarget({ ...connection, protocol }), store);
    const found = (await target.discover(['ir.attachment'])).entities['ir.attachment'];
    if (found === undefined) throw new Error('There is no ir.attachment.');
    entity = found;
  });
  afterAll(async () => {
    await target.delete(entity, made);
    await target.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (bytes: number, seed: number): Promise<FileRef> => store.put(() => noise(bytes, seed));
  const create = async (rows: readonly TargetValues[], keyed: boolean): Promise<readonly TargetId[]> => {
    const ids = await target.create(entity, rows, keyed ? { keys: rows.map(() => randomUUID()) } : {});
    made.push(...ids);
    return ids;
  };
  const digests = async (ids: readonly TargetId[]): Promise<readonly unknown[]> =>
    (await target.read(entity, ids, ['datas'])).map(({ values }) => values.datas);

  test.each([true, false])('small ones arrive as they are (with keys: %s)', async (keyed) => {
    const files = await Promise.all([1, 2, 3, 4, 5000, 400_001].map(put));
    const rows = files.map((datas, place) => ({ name: `mapc ${place} <&>.bin`, datas }));
    const ids = await create(rows, keyed);
    expect(await digests(ids)).toEqual(files.map(({ sha1, size }) => ({ sha1, size })));
  });

  test('one of 60 MB does', async () => {
    const file = await put(60 * MB + 1, 7);
    const ids = await create([{ name: 'mapc large.bin', datas: file }], true);
    expect(await digests(ids)).toEqual([{ sha1: file.sha1, size: file.size }]);
  });

  test('one that is written over can be had before', async () => {
    const [before, after] = [await put(70_001, 1), await put(90_002, 2)];
    const [id = 0] = await create(
      [{ name: 'mapc changes', mimetype: 'application/x-own', datas: before }],
      false,
    );
    expect(await target.keepFile?.(entity, id, 'datas', store)).toEqual(before);
    await target.update(entity, [{ id, values: { datas: after } }]);
    expect(await digests([id])).toEqual([{ sha1: after.sha1, size: after.size }]);
    const [row] = await target.read(entity, [id], ['mimetype']);
    expect(row?.values.mimetype).toBe('application/x-own');
  });

  test('of one that breaks off nothing is stored', async () => {
    const file = await put(3 * MB, 3);
    const name = `mapc ${randomUUID()}`;
    const own = createOdooTarget({
      url: env.ODOO_URL ?? '',
      db: env.ODOO_DB ?? '',
      login: env.ODOO_LOGIN ?? '',
      password: env.ODOO_PASSWORD ?? '',
      protocol,
    });
    const files = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(MB);
      throw new Error('the disk is gone');
    };
    await expect(own.create(entity, [{ name, datas: file }], { files })).rejects.toThrow('the disk is gone');
    const where = [{ path: 'name', operator: '=', value: name } as const];
    expect(await own.search(entity, { where, fields: [] })).toEqual([]);
    await own.close();
  });
});

/** Bytes that no compression makes fewer of. */
async function* noise(bytes: number, seed: number): AsyncGenerator<Uint8Array> {
  for (let at = 0, block = 0; at < bytes; at += MB, block += 1) {
    const piece = Buffer.alloc(Math.min(MB, bytes - at));
    const digest = createHash('sha256').update(`${seed} ${block}`).digest();
    for (let place = 0; place < piece.length; place += digest.length) {
      digest.writeUInt32LE(place, 0);
      digest.copy(piece, place);
    }
    yield piece;
  }
}
