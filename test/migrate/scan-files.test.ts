import { expect, it } from 'vitest';
import { scanFiles } from '../../src/migrate/scan-files.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';

const file = (content: string, size: number): { sha256: string; sha1: string; size: number } => ({
  sha256: content.repeat(64),
  sha1: content.repeat(40),
  size,
});

it('counts files, names the largest, and tells which content was there before', () => {
  const store = createMemoryStore({
    note: [
      { id: 'n1', values: { body: file('a', 10), title: 'x' } },
      { id: 'n2', values: { body: file('b', 300) } },
      { id: 'n3', values: { body: file('a', 10) } },
      { id: 'n4', values: { body: null } },
      ...[1, 2, 3, 4].map((at) => ({ id: `o${at}`, values: { body: file(String(at), 20 + at) } })),
    ],
    mail: [{ id: 'm1', values: { attachment: file('b', 300) } }],
    person: [{ id: 'p1', values: { name: 'Kaya' } }],
  });
  expect(scanFiles(['note', 'mail', 'person'], store, 200)).toEqual([
    {
      entity: 'note',
      count: 7,
      bytes: 10 + 300 + 10 + 21 + 22 + 23 + 24,
      largest: [
        { record: 'n2', field: 'body', bytes: 300 },
        { record: 'o4', field: 'body', bytes: 24 },
        { record: 'o3', field: 'body', bytes: 23 },
        { record: 'o2', field: 'body', bytes: 22 },
        { record: 'o1', field: 'body', bytes: 21 },
      ],
      duplicates: { count: 1, bytes: 10 },
      tooLarge: 1,
    },
    {
      entity: 'mail',
      count: 1,
      bytes: 300,
      largest: [{ record: 'm1', field: 'attachment', bytes: 300 }],
      duplicates: { count: 1, bytes: 300 },
      tooLarge: 1,
    },
  ]);
});
