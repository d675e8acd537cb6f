import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { Journal } from '../../src/runtime/journal.ts';
import type { Op, UnitRow } from '../../src/runtime/journal-types.ts';
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

/** A unit that was made, and of which there is nothing to say. */
function unit(id: string, more: Partial<UnitRow> = {}): UnitRow {
  return {
    map: 'people',
    unit: id,
    source: id,
    state: 'created',
    result: 'created',
    entity: 'partner',
    target: 1,
    claims: true,
    key: null,
    reason: null,
    failure: null,
    run: 1,
    laterRun: 0,
    plan: '',
    fingerprint: '',
    at: null,
    values: {},
    lists: {},
    initial: [],
    edited: [],
    warnings: [],
    references: [],
    strata: [],
    ...more,
  };
}

test('the units that a person is to hear of are those in trouble, with warnings, or edited by people', () => {
  const journal = new Journal(':memory:', { now });
  journal.saveUnits([
    unit('a'),
    unit('b', { warnings: [{ message: 'cut', at: 1 }] }),
    unit('c', { edited: ['name'] }),
    unit('d', { result: 'rejected' }),
    unit('e', { result: 'queued' }),
    unit('f', { map: 'others', result: 'queued' }),
    unit('g', { result: 'skipped' }),
  ]);
  expect([...journal.notableUnits('people')].map((one) => one.unit)).toEqual(['b', 'c', 'd', 'e']);
  journal.close();
});

test('when a call with an op was last made is known of the ops that are open', () => {
  let time = 0;
  const journal = new Journal(':memory:', { now: () => new Date(time) });
  const op: Op = {
    run: 1,
    kind: 'create',
    map: null,
    unit: null,
    entity: 'partner',
    target: null,
    sent: {},
    added: {},
    before: {},
    prior: null,
    after: null,
    probe: null,
    receipt: null,
    at: null,
  };
  const called = (): readonly number[] => journal.openOps().map((one) => Date.parse(one.called));
  const ops = journal.intend([op, op, op, op]);
  expect(called()).toEqual([0, 0, 0, 0]);
  time = 1000;
  journal.send(ops.slice(0, 2));
  time = 2000;
  journal.send(ops.slice(1, 3));
  expect(called()).toEqual([1000, 2000, 2000, 0]);
  expect(journal.openOps().map((one) => one.time)).toEqual(ops.map((one) => one.time));
  journal.complete(ops.slice(0, 1).map((one) => ({ op: one, target: 1 })));
  journal.forgetSendings();
  expect(called()).toEqual([0, 0, 0]);
  journal.close();
});
