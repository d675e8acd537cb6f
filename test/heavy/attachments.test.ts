import { expect, test } from 'vitest';
import { moveNotes } from '../e2e/support/moved-notes.ts';

const MB = 1024 * 1024;

test('two hundred megabytes of files go through a process with a heap of 96', async () => {
  const notes = { count: 40, bytes: 5 * MB, heap: 96 };
  const { files, states, verified, memory, sent, arrived } = await moveNotes(notes);
  expect(files.bytes).toBeGreaterThan(200 * MB);
  expect(states.rejected).toBe(0);
  expect(verified.wrong).toBe(0);
  expect(sent).toHaveLength(notes.count);
  expect(arrived).toEqual(sent);
  expect((memory.peak - memory.before) / MB).toBeLessThan(160);
});
