import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../src/connectors/contract.ts';
import { type FileStore, openFileStore, StoreError } from '../../src/runtime/store.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import type { JsonValue } from '../../src/schema/model.ts';

let directory = '';
const open: FileStore[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mapc-store-'));
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  rmSync(directory, { recursive: true });
});

function stage(entity: string, text: string, cacheBytes?: number): FileStore {
  writeFileSync(join(directory, `${entity}.jsonl`), text);
  const store = openFileStore(directory, cacheBytes === undefined ? {} : { cacheBytes });
  open.push(store);
  return store;
}

const lines = (records: readonly SourceRecord[]): string =>
  records.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('a store over files', () => {
  it('answers as the one in memory does, with a cache of any size', () => {
    const ids = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), {
      maxLength: 12,
    });
    const values = fc.constantFrom<JsonValue>(
      null,
      1,
      '1',
      true,
      'Kaya',
      { entity: 'b', id: 'x' },
      { id: 'x', entity: 'b' },
    );
    let run = 0;
    fc.assert(
      fc.property(
        ids.chain((list) =>
          fc.tuple(
            ...list.map((id) =>
              fc.record({ id: fc.constant(id), values: fc.record({ f: values, g: values }) }),
            ),
          ),
        ),
        fc.constantFrom(0, 400, 100_000),
        values,
        values,
        (records, cacheBytes, f, g) => {
          run += 1;
          const entity = `e${run}`;
          const files = stage(entity, lines(records), cacheBytes);
          const memory = createMemoryStore({ [entity]: records });
          expect(files.count(entity)).toBe(records.length);
          expect([...files.all(entity)]).toEqual([...memory.all(entity)]);
          for (const { id } of records) expect(files.get(entity, id)).toEqual(memory.get(entity, id));
          for (const conditions of [
            [{ field: 'f', value: f }],
            [
              { field: 'g', value: g },
              { field: 'f', value: f },
            ],
          ]) {
            const found = memory.where(entity, conditions);
            expect(files.where(entity, conditions)).toEqual(found);
            expect(found).toEqual(
              [...memory.all(entity)].filter((one) =>
                conditions.every(
                  ({ field, value }) => value !== null && same(one.values[field] ?? null, value),
                ),
              ),
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives records in the order of ids by code unit, whatever the order of the lines', () => {
    const store = stage('a', lines(['b', 'a', 'B', 'é', '10', '9'].map((id) => ({ id, values: {} }))));
    expect([...store.all('a')].map(({ id }) => id)).toEqual(['10', '9', 'B', 'a', 'b', 'é']);
  });

  it('reads records that are longer than any buffer, between short ones', () => {
    const long = 'ş'.repeat(1_500_000);
    const records = [
      { id: 'a', values: { n: 1, body: 'x' } },
      { id: 'b"\\', values: { n: 2, body: long } },
      { id: 'c', values: { n: 2, body: 'y' } },
    ];
    const store = stage('a', lines(records));
    expect(store.get('a', 'b"\\')?.values.body).toBe(long);
    expect([...store.all('a')].map((one) => String(one.values.body).length)).toEqual([1, long.length, 1]);
    expect(store.where('a', [{ field: 'body', value: long }]).map(({ id }) => id)).toEqual(['b"\\']);
    expect(store.where('a', [{ field: 'n', value: 2 }]).map(({ id }) => id)).toEqual(['b"\\', 'c']);
  });

  it('takes the last of two lines with one id, blank lines and a missing newline at the end', () => {
    const store = stage('a', '{"id":"1","values":{"n":1}}\n\n{"id":"1","values":{"n":2}}');
    expect([...store.all('a')]).toEqual([{ id: '1', values: { n: 2 } }]);
    expect(store.where('a', [{ field: 'n', value: 1 }])).toEqual([]);
  });

  it('knows no records of an entity that was not staged, nor of a path', () => {
    const store = stage('a', '');
    expect(store.count('a')).toBe(0);
    expect(store.get('b', '1')).toBeNull();
    expect([...store.all('../a')]).toEqual([]);
  });

  it.each(['{"id":"1","values":', '{"id":1,"values":{}}', '{"id":"1","values":[]}', 'null'])(
    'refuses %s, with the line',
    (line) => {
      const store = stage('a', `{"id":"0","values":{}}\n${line}\n`);
      expect(() => store.count('a')).toThrow(StoreError);
      expect(() => store.count('a')).toThrow(
        /a\.jsonl: line 2 cannot be read\. Run `mapc extract --again`\.$/,
      );
    },
  );

  it('does not hold what it reads', () => {
    const body = 'x'.repeat(100_000);
    const store = stage(
      'a',
      lines(Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, values: { body } }))),
      1_000_000,
    );
    for (let index = 0; index < 300; index += 1) store.get('a', `${index}`);
    const kept = store.get('a', '299');
    expect(store.get('a', '299')).toBe(kept);
    const early = store.get('a', '0');
    for (let index = 1; index < 30; index += 1) store.get('a', `${index}`);
    expect(store.get('a', '0')).not.toBe(early);
  });
});

function same(left: JsonValue, right: JsonValue): boolean {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null)
    return left === right;
  return JSON.stringify(Object.entries(left).sort()) === JSON.stringify(Object.entries(right).sort());
}
