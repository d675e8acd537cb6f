import { expect, test } from 'vitest';
import { moveNotes } from './support/moved-notes.ts';

const MB = 1024 * 1024;

test('files go from source to target without being in memory', async () => {
  // Above the service's limit for one answer, so that they come in blocks, and not a whole number of these.
  const notes = { count: 12, bytes: 5_000_001, heap: 64 };
  const { files, findings, states, verified, memory, sent, arrived } = await moveNotes(notes);
  expect(files.bytes).toBeGreaterThan(notes.count * notes.bytes);
  expect(findings.join('\n')).toMatch(
    /annotation\.documentbody: \d+ files with 60\.\d MB, the largest 5\.0 MB\./,
  );
  expect(states.rejected).toBe(0);
  expect(verified.wrong).toBe(0);
  expect(sent).toHaveLength(notes.count);
  expect(arrived).toEqual(sent);
  expect((memory.peak - memory.before) / MB).toBeLessThan(90);
});
