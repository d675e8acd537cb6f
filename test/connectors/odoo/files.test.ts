import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inMemory } from '../../../src/connectors/collected.ts';
import type { FileOpener, Target, TargetId } from '../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../src/connectors/odoo/index.ts';
import { parseXmlAnswer } from '../../../src/connectors/odoo/protocols/xmlrpc-stream.ts';
import { base64Pieces } from '../../../src/connectors/odoo/values/wire-files.ts';
import { wireBytes } from '../../../src/connectors/wire-bytes.ts';
import { type OdooSandbox, startOdooSandbox } from '../../../src/sandbox/odoo/index.ts';
import type { FileRef } from '../../../src/schema/file-ref.ts';
import type { Entity } from '../../../src/schema/model.ts';

const contents = new Map<string, Buffer>();
const digest = (algorithm: string, bytes: Buffer): string =>
  createHash(algorithm).update(bytes).digest('hex');
function file(bytes: Buffer): FileRef {
  const sha256 = digest('sha256', bytes);
  contents.set(sha256, bytes);
  return { sha256, sha1: digest('sha1', bytes), size: bytes.length };
}
const files: FileOpener = async function* ({ sha256 }) {
  const bytes = contents.get(sha256) ?? Buffer.alloc(0);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
};

describe.each(['jsonrpc', 'xmlrpc', 'json2'] as const)('Files over %s', (protocol) => {
  let sandbox: OdooSandbox;
  let target: Target;
  let entity: Entity;
  beforeAll(async () => {
    sandbox = await startOdooSandbox(protocol === 'json2' ? { version: '19.0' } : {});
    const { url, db, login, password, apiKey } = sandbox;
    target = createOdooTarget({ url, db, login, password, protocol, api_key: apiKey });
    const found = (await target.discover(['ir.attachment'])).entities['ir.attachment'];
    if (found === undefined) throw new Error('no ir.attachment');
    entity = found;
  });
  afterAll(async () => {
    await target.close();
    await sandbox.close();
  });
  const held = async (id: TargetId | undefined): Promise<unknown> =>
    (await target.read(entity, [id ?? 0], ['datas', 'name']))[0]?.values;
  const named = async (name: string): Promise<number> =>
    (await target.search(entity, { where: [{ path: 'name', operator: '=', value: name }], fields: [] }))
      .length;

  it.each([1, 2, 3, 999, 1001, 70_000])('arrive whole (%i bytes), with keys and without', async (size) => {
    const datas = file(Buffer.alloc(size, 'bytes of a file'));
    const row = { name: `"a" <b> & \\ é ]]> ${size}\r\n.txt`, datas };
    for (const options of [{ files }, { files, keys: [`mapc_${protocol}_${size}`] }]) {
      const [id] = await target.create(entity, [row], options);
      expect(await held(id)).toMatchObject({ name: row.name, datas: { sha1: datas.sha1, size } });
      expect(await target.keepFile?.(entity, id ?? 0, 'datas', inMemory)).toBe(
        contents.get(datas.sha256)?.toString('base64'),
      );
    }
  });

  it('are written over', async () => {
    const [id = 0] = await target.create(entity, [{ name: 'over', datas: 'QQ==' }]);
    const datas = file(Buffer.from('another'));
    await target.update(entity, [{ id, values: { datas } }], { files });
    expect(await held(id)).toMatchObject({ datas: { sha1: datas.sha1, size: 7 } });
    await target.update(entity, [{ id, values: { datas: file(Buffer.alloc(0)) } }], { files });
    expect(await held(id)).toMatchObject({ datas: null });
  });

  it('that break off are not stored, and the reason is told', async () => {
    const datas = file(Buffer.alloc(5000, 'x'));
    const broken: FileOpener = async function* () {
      yield Buffer.alloc(2000, 'x');
      throw new Error('the disk is gone');
    };
    const name = `broken over ${protocol}`;
    await expect(target.create(entity, [{ name, datas }], { files: broken })).rejects.toThrow(
      'the disk is gone',
    );
    expect(await named(name)).toBe(0);
  });

  it('of several rows go together only up to a bound, one alone always', async () => {
    const bytes = target.traits.limits?.bytes ?? 0;
    const size = Math.ceil(bytes / 2.5);
    const datas: FileRef = { ...file(Buffer.from('never sent')), size };
    const rows = [1, 2].map((place) => ({ name: `too many ${place}`, datas }));
    await expect(target.create(entity, rows, { files })).rejects.toMatchObject({ kind: 'large' });
    expect(await named('too many 1')).toBe(0);
    expect(rows.every((row) => wireBytes(row) < bytes)).toBe(true);
  });

  it('larger than Odoo is given are refused before anything is sent', async () => {
    const datas: FileRef = { ...file(Buffer.from('never sent')), size: 128 * 1024 * 1024 + 1 };
    await expect(target.create(entity, [{ name: 'too large', datas }], { files })).rejects.toMatchObject({
      kind: 'record',
      message: expect.stringMatching(/ir\.attachment\.datas would be a file of 134217729 bytes/),
    });
  });
});

it('base64 is the same, in whatever pieces a file comes', async () => {
  const laws = fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 9 })), async (pieces) => {
    const all: Uint8Array[] = [];
    const content = async function* (): AsyncGenerator<Uint8Array> {
      yield* pieces;
    };
    for await (const piece of base64Pieces(content())) all.push(piece);
    expect(Buffer.concat(all).toString('latin1')).toBe(Buffer.concat(pieces).toString('base64'));
  });
  await fc.assert(laws);
});

it('a row takes about as many bytes as its JSON, its files as base64', () => {
  const values = { name: 'a name', list: [1, 2, 3], datas: { ...file(Buffer.from('x')), size: 3_000_000 } };
  expect(wireBytes(values)).toBeGreaterThan(4_000_000);
  expect(wireBytes(values)).toBeLessThan(4_000_200);
});

describe('an answer over XML-RPC', () => {
  const answer = (inner: string): string =>
    `<?xml version='1.0'?>\n<methodResponse>${inner}</methodResponse>\n`;
  it('is read with all its types', () => {
    const value =
      '<value><struct>\n<member><name>ids</name><value><array><data>\n<value><int>7</int></value>\n</data></array></value></member>' +
      '<member><name>messages</name><value><boolean>0</boolean></value></member>' +
      '<member><name>text</name><value><string>a &lt;b&gt; &amp;amp; &#233;</string></value></member></struct></value>';
    expect(parseXmlAnswer(answer(`<params><param>${value}</param></params>`))).toEqual({
      value: { ids: [7], messages: false, text: 'a <b> &amp; é' },
    });
  });
  it('may be a fault', () => {
    const fault =
      '<fault><value><struct><member><name>faultCode</name><value><int>2</int></value></member>' +
      '<member><name>faultString</name><value><string>no</string></value></member></struct></value></fault>';
    expect(parseXmlAnswer(answer(fault))).toEqual({ fault: { code: 2, text: 'no' } });
  });
  it('that breaks off is none', () => {
    const whole = answer('<params><param><value><int>7</int></value></param></params>').trim();
    for (let end = 0; end < whole.length; end += 1) expect(parseXmlAnswer(whole.slice(0, end))).toBeNull();
  });
});
