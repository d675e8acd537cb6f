import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { Journal } from '../../src/runtime/journal.ts';
import { acquireLock } from '../../src/runtime/lock.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mapc-journal-'));
  folders.push(made);
  return made;
}
const now = (): Date => new Date('2026-01-01T00:00:00Z');

test('a journal of another format is refused', () => {
  const path = join(folder(), 'journal.db');
  new Journal(path, { now }).close();
  const database = new DatabaseSync(path);
  database.exec("UPDATE meta SET value = '99' WHERE name = 'format'");
  database.close();
  expect(() => new Journal(path, { now })).toThrow(/has format 99, this mapc writes format 1/);
});

test('a file that is no journal is refused', () => {
  const path = join(folder(), 'journal.db');
  writeFileSync(
    path,
    'this is not a database, and it is long enough to look like a header of one. '.repeat(20),
  );
  expect(() => new Journal(path, { now })).toThrow(/is damaged or not a journal/);
});

test('what a transaction did is gone when it is cut off before its commit', () => {
  const path = join(folder(), 'journal.db');
  let die = false;
  const journal = new Journal(path, {
    now,
    beforeCommit: () => {
      if (die) throw new Error('killed');
    },
  });
  journal.beginRun('run', 'a');
  die = true;
  expect(() => journal.endRun(1, 'done')).toThrow('killed');
  journal.close();
  const again = new Journal(path, { now });
  expect(again.runs().map((run) => run.status)).toEqual(['open']);
  again.close();
});

test('a run that was stopped is continued with the same input only', () => {
  const journal = new Journal(':memory:', { now });
  expect(journal.beginRun('run', 'a')).toEqual({ id: 1, resumed: false });
  expect(journal.beginRun('run', 'a')).toEqual({ id: 1, resumed: true });
  expect(journal.beginRun('run', 'b')).toEqual({ id: 2, resumed: false });
  journal.endRun(2, 'done');
  expect(journal.beginRun('run', 'b')).toEqual({ id: 3, resumed: false });
  journal.close();
});

test('the lock is refused twice, and given back when its process is killed', async () => {
  const directory = folder();
  const lockModule = join(import.meta.dirname, '../../src/runtime/lock.ts');
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { acquireLock } from ${JSON.stringify(lockModule)}; acquireLock(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`,
  ]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(() => acquireLock(directory)).toThrow(/Another run of this project is alive/);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  const lock = acquireLock(directory);
  expect(() => acquireLock(directory)).toThrow(/alive/);
  lock.release();
});
