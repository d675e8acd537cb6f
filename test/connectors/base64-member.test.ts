import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitJson } from '../../src/connectors/base64-member.ts';

async function* chunked(text: string, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text, 'utf8');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  for (const [index, place] of places.entries()) yield bytes.subarray(place, places[index + 1] ?? place);
}

test('a file in JSON is what it was, wherever the answer is cut', async () => {
  const laws = fc.asyncProperty(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(fc.nat(), { maxLength: 6 }),
    fc.string(),
    async (bytes, cuts, beside) => {
      const base64 = Buffer.from(bytes).toString('base64');
      const text = JSON.stringify({ '@odata.context': 'x', Data: base64, beside });
      const split = await splitJson(chunked(text, cuts), 'Data');
      expect(JSON.parse(split.text)).toEqual({ '@odata.context': 'x', Data: '', beside });
      expect(Buffer.concat(split.bytes ?? []).equals(bytes)).toBe(true);
    },
  );
  await fc.assert(laws);
});

test('a long one is decoded in pieces', async () => {
  const bytes = Buffer.alloc(300_001, 'abc');
  const split = await splitJson(chunked(JSON.stringify({ Data: bytes.toString('base64') }), [1000]), 'Data');
  expect(split.bytes?.length).toBeGreaterThan(3);
  expect(Buffer.concat(split.bytes ?? []).equals(bytes)).toBe(true);
});

test.each([
  ['there is none', '{"other":"QQ=="}'],
  ['it is null', '{"Data":null}'],
  ['it is no base64', '{"Data":"no, not this"}'],
  ['something follows the end of it', '{"Data":"QQ==QQ=="}'],
  ['it is escaped', String.raw`{"Data":"QUJ\/"}`],
  ['it breaks off', '{"Data":"QUJD'],
])('where %s the answer stays as it is', async (_, text) => {
  expect(await splitJson(chunked(text, []), 'Data')).toEqual({ text, bytes: null });
});
