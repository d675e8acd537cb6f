import { expect, test } from 'vitest';
import { Pace } from '../../src/runtime/pace.ts';

const MIB = 1024 * 1024;

test('rows with files go into one call up to a quarter of what the server takes, as base64', () => {
  const limits = { milliseconds: 120_000, bytes: 128 * MIB };
  const pace = new Pace({ batch: { create: 100, update: 100, delete: 100, read: 100 }, limits }, 'create');
  const row = (size: number) => ({
    name: 'a file',
    datas: { sha256: 'a'.repeat(64), sha1: 'b'.repeat(40), size },
  });
  expect(pace.take(Array.from({ length: 40 }, () => row(5 * MIB)))).toBe(4);
  expect(pace.take(Array.from({ length: 40 }, () => row(60 * MIB)))).toBe(1);
  expect(pace.take(Array.from({ length: 200 }, () => row(100)))).toBe(100);
});
