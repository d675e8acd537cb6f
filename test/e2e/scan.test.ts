import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolutions } from './support/function365.ts';
import { copyProject, type TemporaryProject } from './support/project.ts';
import type { OwnersReport, RunReport, ScanReport } from './support/shapes.ts';
import { startWorld, type World } from './support/world.ts';

const counts = (groups: readonly { map: string; reason: string; count: number }[]): readonly string[] =>
  groups.map(({ map, reason, count }) => `${map} ${count} ${reason}`).sort();

describe('mapc scan on Function 365', () => {
  let world: World;
  let project: TemporaryProject;
  let alone: ScanReport;

  beforeAll(async () => {
    world = await startWorld({});
    project = copyProject('specs/function365-odoo', world.variables);
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('needs the stage, and says so', async () => {
    const { code, err } = await project.mapc('scan', '--no-target');
    expect(code).toBe(2);
    expect(err).toContain('Run "mapc extract" first.');
  });

  test('finds without any target what leads nowhere, as many as the source has', async () => {
    expect(await project.mapc('extract')).toMatchObject({ code: 0 });
    project.variables = { ...world.variables, ODOO_PASSWORD: '' };
    const { code, result } = await project.json<ScanReport>('scan', '--no-target');
    project.variables = world.variables;
    alone = result;
    expect({ code, clean: alone.clean, by: alone.rejectedBy, people: alone.people }).toEqual({
      code: 1,
      clean: false,
      by: 'forecast',
      people: null,
    });
    for (const { entity, records } of alone.entities)
      expect(`${entity} ${records}`).toBe(`${entity} ${world.dataverse.rows(entity).length}`);
    const accounts = new Set(world.dataverse.rows('account').map(({ accountid }) => accountid));
    const lost = world.dataverse
      .rows('account')
      .filter(({ _parentaccountid_value: parent }) => parent !== null && !accounts.has(parent));
    const [found] = alone.references.filter(
      ({ kind, field }) => kind === 'missing' && field === 'parentaccountid',
    );
    expect(lost.length).toBeGreaterThan(0);
    expect(found?.listed.map(({ record }) => record).sort()).toEqual(
      lost.map(({ accountid }) => accountid).sort(),
    );
    expect(alone.circles).toMatchObject([{ entity: 'account', field: 'parentaccountid', count: 4 }]);
    expect(alone.files).toMatchObject([
      {
        entity: 'annotation',
        count: world.dataverse.rows('annotation').filter(({ documentbody }) => documentbody).length,
      },
    ]);
  });

  test('knows the people only where it asks the target, and cannot rehearse before provisioning', async () => {
    const { code, result } = await project.json<ScanReport>('scan');
    expect(code).toBe(1);
    expect(result.rejectedBy).toBe('forecast');
    expect(result.unready.length).toBeGreaterThan(0);
    expect(result.people).toHaveLength(6);
    const staged = result.entities.flatMap(({ entity }) =>
      project.text('.mapc', 'stage', `${entity}.jsonl`).split('\n'),
    );
    for (const { id, records } of result.people ?? []) {
      const there = staged.filter((line) => line.includes(JSON.stringify({ entity: 'systemuser', id })));
      expect(records).toBe(there.length);
    }
  });

  test('writes nothing to the target', async () => {
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    const before = await world.dump();
    world.gate.watch(() => 'pass');
    const { result } = await project.json<ScanReport>('scan');
    expect(result.rejectedBy).toBe('rehearsal');
    expect(world.gate.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await world.dump()).toBe(before);
    // What hangs on records that wait for a person could not move today; only the rehearsal knows who waits.
    const total = ({ rejected }: ScanReport): number => rejected.reduce((sum, { count }) => sum + count, 0);
    expect(total(result)).toBeGreaterThan(total(alone));
    // And records that wait themselves are told of, where they would be rejected afterwards.
    for (const { map, reason, count } of alone.rejected) {
      const same = result.rejected.filter((one) => one.map === map && one.reason === reason);
      expect(same.reduce((sum, one) => sum + one.count, 0)).toBeGreaterThanOrEqual(count);
    }
  });

  test('says what a run then rejects, record by record', async () => {
    const { result: who } = await project.json<OwnersReport>('owners', 'list');
    expect(await project.mapc('owners', 'resolve', ...resolutions(who))).toMatchObject({ code: 0 });
    const { result: scanned } = await project.json<ScanReport>('scan');
    expect(scanned.people).toEqual([]);
    const { result } = await project.json<RunReport>('run');
    const rejected = result.worklist.troubles.filter((one) => one.result === 'rejected');
    expect(rejected.length).toBeGreaterThan(10);
    expect(counts(scanned.rejected)).toEqual(counts(rejected));
    // Whether a stage is there that a run makes, nobody knows without a target, nor what hangs on the opportunity in it.
    const known = ({ reason }: { readonly reason: string }): boolean =>
      !/^a stage that no process has|did not move$/.test(reason);
    expect(counts(alone.rejected.filter(known))).toEqual(counts(rejected.filter(known)));
    for (const { map, reason, count } of alone.rejected) {
      const same = rejected.filter((one) => one.map === map && one.reason === reason);
      expect(same.reduce((sum, one) => sum + one.count, 0)).toBeGreaterThanOrEqual(count);
    }
  });

  test('leaves a page and a table', async () => {
    const { out } = await project.mapc('scan');
    expect(out).toContain('finding      account.parentaccountid: 3 references to account lead to no record');
    expect(project.text('.mapc', 'reports', 'scan.html')).toContain('<h2>Good to know</h2>');
    expect(project.text('.mapc', 'reports', 'scan.csv')).toContain(
      'finding,reference,account,parentaccountid,3,',
    );
  });
});
