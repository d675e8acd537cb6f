import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build, start } from './support/built.ts';
import { differences, doubled, withoutIds, withoutZeros } from './support/canonical.ts';
import { resolutions } from './support/function365.ts';
import type { Call, Verdict } from './support/gate.ts';
import { copyProject, TemporaryProject } from './support/project.ts';
import { lost, type OwnersReport, type RunReport } from './support/shapes.ts';
import { startWorld, type World } from './support/world.ts';

/** What may go wrong in the middle of a run. The run that nothing disturbs is made once; all others are held to it. */
describe('a run that is disturbed ends as one that is not', () => {
  let world: World;
  /** Snapshots, plan and stage, and a journal that knows the fields and the people, but of no run. */
  let template: TemporaryProject;
  let project: TemporaryProject;
  /** The target before a run. */
  let before: string;
  let undisturbed: readonly string[];
  let report: RunReport;
  /** Calls that write, of the undisturbed run. */
  let writes: readonly Call[];

  beforeAll(async () => {
    build();
    world = await startWorld({ scale: 0.2 });
    template = copyProject('specs/function365-odoo', world.variables);
    for (const step of [['compile'], ['extract']]) {
      const { code, err } = await template.mapc(...step);
      if (code !== 0) throw new Error(`mapc ${step.join(' ')} ended with ${code}: ${err}`);
    }
    expect(await template.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    const owners = await template.json<OwnersReport>('owners', 'list');
    expect(await template.mapc('owners', 'resolve', ...resolutions(owners.result))).toMatchObject({
      code: 0,
    });
    before = await world.dump();
    await steer('save');
    await begin();
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    report = result;
    writes = world.gate.calls.filter((call) => call.writes);
    undisturbed = withoutIds(await world.dump(), before);
  }, 60_000);

  afterAll(async () => {
    // Where the beginning failed, that is what is to be told.
    project?.remove();
    template?.remove();
    await world?.close();
  });

  beforeEach(() => begin());

  async function steer(what: 'save' | 'restore'): Promise<void> {
    const { status } = await fetch(`${world.odoo.url}/sandbox/${what}`, { method: 'POST' });
    expect(status).toBe(200);
  }

  /** Odoo and the project as they were before any run, and ready for one. */
  async function begin(): Promise<void> {
    world.gate.watch(() => 'pass');
    await steer('restore');
    project?.remove();
    const folder = mkdtempSync(join(tmpdir(), 'mapc-kill-'));
    cpSync(template.folder, folder, { recursive: true });
    project = new TemporaryProject(folder, world.variables);
  }

  /**
   * Odoo makes whoever an activity is assigned to a follower of its record, and the connector takes that away in a call of
   * its own. Killed between the two, the followers of that one call stay: a limit that the connector tells of. Every other
   * row, and the followers of every other moment, are as they should be.
   */
  const FOLLOWERS_STAY = 'two thirds of the way, after a call';
  const isFollower = (row: string): boolean => row.startsWith('mail.followers ');

  /** The same command in this process, to the end; the target and the counts are then as they should be. */
  async function finish(moment = ''): Promise<RunReport> {
    world.gate.watch(() => 'pass');
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    await expectSame(result, moment);
    return result;
  }

  async function expectSame(result: RunReport, moment = ''): Promise<void> {
    const dump = await world.dump();
    expect(doubled(dump)).toEqual([]);
    const counts = (row: string): boolean => moment !== FOLLOWERS_STAY || !isFollower(row);
    expect(withoutIds(dump, before).filter(counts)).toEqual(undisturbed.filter(counts));
    expect(lost(result)).toEqual([]);
    expect(result.maps).toEqual(report.maps);
    expect(result.worklist).toEqual(report.worklist);
  }

  /** Runs the built command and kills it in the middle of a call. */
  async function killAt(fits: (call: Call) => boolean, verdict: Verdict): Promise<void> {
    let struck = 0;
    const running = start(project, 'run');
    world.gate.watch((call) => {
      if (struck === 0 && !fits(call)) return 'pass';
      struck += 1;
      if (struck === 1) {
        // After the call was carried out the answer must not come back first.
        running.process.kill('SIGKILL');
        return verdict;
      }
      return 'before';
    });
    const { signal, err } = await running.ended;
    expect({ signal, err }).toMatchObject({ signal: 'SIGKILL' });
    expect(struck).toBeGreaterThan(0);
  }

  test('the undisturbed run writes enough calls to be disturbed in', () => {
    expect(writes.length).toBeGreaterThan(10);
    expect(doubled(JSON.stringify({}))).toEqual([]);
    expect(undisturbed.length).toBeGreaterThan(300);
  });

  const share = (part: number): number => Math.floor((writes.length - 1) * part);
  const moments: readonly (readonly [string, () => (call: Call) => boolean, Verdict])[] = [
    ['while it still reads', () => (call) => call.method !== 'fields_get', 'before'],
    ['before its first row arrives', () => (call) => call.writes, 'before'],
    ['after its first rows were stored', () => (call) => call.writes, 'after'],
    ['a third of the way, before a call arrives', () => at(share(1 / 3)), 'before'],
    ['a third of the way, after a call', () => at(share(1 / 3)), 'after'],
    ['after the first updates', () => (call) => call.method === 'write', 'after'],
    ['between two passes, before an update', () => lateUpdate, 'before'],
    ['two thirds of the way, after a call', () => at(share(2 / 3)), 'after'],
    ['at the very last call, after it', () => at(share(1)), 'after'],
  ];

  function at(index: number): (call: Call) => boolean {
    return (call) => call.writes && call.writesBefore === index;
  }

  /** Updates come with second passes, which come late. */
  function lastUpdate(): number {
    return writes.findLastIndex((call) => call.method === 'write');
  }

  function lateUpdate(call: Call): boolean {
    return call.method === 'write' && call.writesBefore === lastUpdate();
  }

  test.each(moments)('killed %s, the same command finishes it', async (moment, fits, verdict) => {
    await killAt(fits(), verdict);
    const wrote = world.gate.calls.filter((call) => call.writes).length;
    const result = await finish(moment);
    // Killed before it wrote anything, there may be nothing to go on from.
    expect(result.resumed || wrote === 0).toBe(true);
    // Rows of the killed process are known for ours: a rollback takes them away too.
    expect(await project.mapc('rollback')).toMatchObject({ code: 0 });
    const different = differences(withoutZeros(before), withoutZeros(await world.dump()));
    expect(different.filter((row) => moment !== FOLLOWERS_STAY || !isFollower(row))).toEqual([]);
  });

  test('killed again and again, it gets there', async () => {
    // A creation that never arrived may still do so for two minutes; one that did is found at once.
    for (let kills = 0; kills < 4; kills += 1)
      await killAt((call) => call.writes && call.writesBefore === 1, 'after');
    await finish();
  });

  test('Ctrl-C ends it with 130, and the same command goes on', async () => {
    const running = start(project, 'run');
    let asked = false;
    world.gate.watch((call) => {
      if (!asked && call.writes && call.writesBefore === share(1 / 2)) {
        asked = true;
        running.process.kill('SIGINT');
      }
      return 'pass';
    });
    const { code, err } = await running.ended;
    expect({ code, err }).toMatchObject({ code: 130, err: expect.stringContaining('goes on from here') });
    expect(world.gate.calls.filter((call) => call.writes).length).toBeLessThan(writes.length);
    await finish();
  });

  test('a second run is refused while the first is alive', async () => {
    let release: (verdict: Verdict) => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      world.gate.watch((call) => {
        if (!call.writes || call.writesBefore > 0) return 'pass';
        resolve();
        return new Promise<Verdict>((answer) => {
          release = answer;
        });
      });
    });
    const running = start(project, 'run', '--json');
    await held;
    const { code, err } = await project.mapc('run');
    release('pass');
    expect(err).toContain('Another run of this project is alive');
    expect(err).not.toContain('    at ');
    expect(code).toBe(4);
    const first = await running.ended;
    expect({ code: first.code, err: first.err }).toMatchObject({ code: 3 });
    await expectSame(JSON.parse(first.out) as RunReport);
  });

  test.each([
    [
      'answers of creations that were carried out',
      { kind: 'drop-after-commit', method: 'create', after: 1, times: 3 },
      /^$/,
    ],
    [
      'calls that never arrive',
      { kind: 'drop-before', method: 'create', after: 2, times: 3 },
      /^(An answer of odoo was lost\. Waiting up to \d+ s to see whether .* so that nothing is made twice\.\n){1,3}$/,
    ],
    [
      'answers of updates that were carried out',
      { kind: 'drop-after-commit', method: 'write', after: 1, times: 2 },
      /^$/,
    ],
    ['a gateway that answers for Odoo', { kind: 'html-502', after: 40, times: 5 }, /^/],
    ['transactions that get in each other’s way', { kind: 'serialization', after: 20, times: 6 }, /^$/],
  ])('losing %s changes nothing', async (_what, fault, said) => {
    await world.fault(fault);
    const { code, out, err } = await project.mapc('run', '--json');
    expect(code).toBe(3);
    expect(err).toMatch(said);
    await expectSame(JSON.parse(out) as RunReport);
  });

  test('a source that asks for patience is read all the same', async () => {
    const staged = project.text('.mapc', 'stage', 'contact.jsonl');
    world.dataverse.fault({ kind: 'throttle', after: 2, times: 4, retryAfter: 0 });
    world.dataverse.fault({ kind: 'truncate', after: 8, times: 1 });
    expect(await project.mapc('extract', '--again')).toMatchObject({ code: 0 });
    expect(project.text('.mapc', 'stage', 'contact.jsonl')).toBe(staged);
    await finish();
  });
});
