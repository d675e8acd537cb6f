import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, differences, withoutZeros } from './support/canonical.ts';
import { resolutions } from './support/function365.ts';
import { copyProject, type TemporaryProject } from './support/project.ts';
import {
  count,
  lost,
  type OwnersReport,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type SampleReport,
  type VerifyReport,
} from './support/shapes.ts';
import { inOdoo, startWorld, type World } from './support/world.ts';

/** Maps with a name of their own, and what they read. */
const NAMED: Readonly<Record<string, string>> = {
  ToCall: 'phonecall',
  ToMeet: 'appointment',
  ToWrite: 'email',
};

/** One migration from beginning to end; each test is a step and builds upon those before it. */
describe('Function 365 into Odoo', () => {
  let world: World;
  let project: TemporaryProject;
  let untouched: string;
  let provisioned: string;
  let sampled: SampleReport;

  beforeAll(async () => {
    world = await startWorld({});
    project = copyProject('specs/function365-odoo', world.variables);
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('discovery finds both sides, and a second one finds no drift', async () => {
    expect(await project.mapc('discover')).toMatchObject({ code: 0 });
    expect(await project.mapc('discover', '--check')).toMatchObject({ code: 0 });
  });

  test('the project checks, warnings included, and is in style', async () => {
    expect(await project.mapc('check', '--strict')).toMatchObject({ code: 0 });
    expect(await project.mapc('fmt', '--check')).toMatchObject({ code: 0 });
  });

  test('compiling twice gives the same bytes', async () => {
    expect(await project.mapc('compile')).toMatchObject({ code: 0 });
    const first = project.text('.mapc', 'plan.json');
    expect(await project.mapc('compile', '-o', 'again.json')).toMatchObject({ code: 0 });
    expect(project.text('again.json')).toBe(first);
  });

  test('provisioning shows first and then makes what is missing, once', async () => {
    untouched = await world.dump();
    expect(await project.mapc('provision')).toMatchObject({ code: 0 });
    expect(await world.dump()).toBe(untouched);
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    provisioned = await world.dump();
    expect(provisioned).not.toBe(untouched);
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    expect(await world.dump()).toBe(provisioned);
    // What we provisioned ourselves is not drift.
    expect(await project.mapc('discover', 'target', '--check')).toMatchObject({ code: 0 });
  });

  test('extraction stages every record, and keeps what it has', async () => {
    expect(await project.mapc('extract')).toMatchObject({ code: 0 });
    for (const entity of ['account', 'contact', 'lead', 'opportunity', 'email', 'annotation'])
      expect(project.text('.mapc', 'stage', `${entity}.jsonl`).trimEnd().split('\n')).toHaveLength(
        world.dataverse.rows(entity).length,
      );
    const { result } = await project.json<{ entities: readonly { kept: boolean }[] }>('extract');
    expect(result.entities.every(({ kept }) => kept)).toBe(true);
  });

  test('who is not found waits for a person, and is then known', async () => {
    const { code, result } = await project.json<OwnersReport>('owners', 'list');
    expect(code).toBe(3);
    expect(result.owners.filter(({ state }) => state === 'queued')).toHaveLength(6);
    expect(await project.mapc('owners', 'resolve', ...resolutions(result))).toMatchObject({ code: 0 });
    expect(await project.mapc('owners', 'list')).toMatchObject({ code: 0 });
    expect(await world.dump()).toBe(provisioned);
  });

  test('nothing stands in the way of a run', async () => {
    expect(await project.mapc('preflight')).toMatchObject({ code: 0 });
  });

  test('a rehearsal writes nothing', async () => {
    world.gate.watch(() => 'pass');
    const { code, result } = await project.json<RunReport>('run', '--dry-run');
    expect(code).toBe(3);
    expect(result.run).toBeNull();
    expect(count(result, 'created')).toBeGreaterThan(2000);
    expect(world.gate.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await world.dump()).toBe(provisioned);
  });

  test('a sample moves a few records, and its rollback takes them away', async () => {
    const { result } = await project.json<SampleReport>('sample', '-n', '5');
    expect(result.records.some((one) => one.result === 'created')).toBe(true);
    expect(await world.dump()).not.toBe(provisioned);
    const { code, result: undone } = await project.json<RollbackReport>('rollback', '--sample');
    expect({ code, left: undone.left }).toEqual({ code: 0, left: [] });
    expect(differences(withoutZeros(provisioned), withoutZeros(await world.dump()))).toEqual([]);
    sampled = (await project.json<SampleReport>('sample', '-n', '5')).result;
  });

  test('a run moves the rest, and every record is accounted for', async () => {
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    expect(lost(result)).toEqual([]);
    expect(result.maps.every(({ conserved }) => conserved)).toBe(true);
    for (const { map, units } of result.maps) {
      const source = NAMED[map] ?? map.replace(/^owners /, '').replace(/->.*/, '');
      // A stage becomes one of each team that has opportunities in it.
      const records =
        source === 'processstage.unit' ? stagesOfTeams(world) : world.dataverse.rows(source).length;
      expect(`${map} ${units}`).toBe(`${map} ${records}`);
    }
    expect(count(result, 'created')).toBeGreaterThan(2000);
    expect(count(result, 'rejected')).toBeGreaterThan(0);
    expect(count(result, 'queued', 'gone')).toBe(0);
    expect(result.worklist.troubles.reduce((sum, trouble) => sum + trouble.count, 0)).toBe(
      count(result, 'rejected', 'queued'),
    );
    // What the sample moved stands, and the run found it as it left it.
    const moved = sampled.records.filter((one) => !['rejected', 'queued', 'skipped'].includes(one.result));
    // What led to records that had not moved leads there now; but accounts, no map finds rows that were there before.
    const completed = result.maps
      .filter(({ map }) => !map.startsWith('account'))
      .reduce((sum, { states }) => sum + states.updated, 0);
    expect(count(result, 'unchanged') + completed).toBe(moved.length);
  });

  test('every row of ours is there once', async () => {
    const dump = JSON.parse(await world.dump()) as Dump;
    const ids = Object.values(dump).flatMap((rows) =>
      Object.values(rows).flatMap(({ x_source_id }) =>
        typeof x_source_id === 'string' ? [x_source_id] : [],
      ),
    );
    expect(ids.length).toBeGreaterThan(2000);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a second run writes nothing at all', async () => {
    const before = await world.dump();
    world.gate.watch(() => 'pass');
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(3);
    expect(count(result, 'created', 'updated')).toBe(0);
    expect(lost(result)).toEqual([]);
    expect(world.gate.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await world.dump()).toBe(before);
  });

  test('every value reads back as it was written', async () => {
    const { code, result } = await project.json<VerifyReport>('verify');
    expect(result.differences).toEqual([]);
    expect(code).toBe(0);
    expect(result.fields).toBeGreaterThan(40_000);
  });

  test('verification finds what a person changed', async () => {
    const dump = JSON.parse(await world.dump()) as Dump;
    const id = Number(Object.entries(dump['res.partner'] ?? {}).find(([, row]) => row.x_nhs_number)?.[0]);
    await changeField(world, id, 'function', 'somebody else');
    const { code, result } = await project.json<VerifyReport>('verify');
    expect(code).toBe(1);
    expect(result.differences).toMatchObject([
      { entity: 'res.partner', target: id, field: 'function', found: 'somebody else' },
    ]);
    await changeField(world, id, 'function', result.differences[0]?.written ?? false);
    expect(await project.mapc('verify')).toMatchObject({ code: 0 });
  });

  test('the thresholds of the map are met, and a stricter one is not', async () => {
    const { code, result } = await project.json<ReconcileReport>('reconcile');
    expect(code).toBe(3);
    expect(result.passed).toBe(true);
    expect(result.thresholds.map(({ measure, met }) => `${measure} ${met}`)).toEqual([
      'counts true',
      'owners true',
      'fields true',
    ]);
    // A plan whose one threshold says the contrary of what is.
    const plan = JSON.parse(project.text('.mapc', 'plan.json')) as { thresholds: { operator: string }[] };
    const [first] = plan.thresholds;
    if (first === undefined) throw new Error('The plan has no threshold.');
    first.operator = '<';
    writeFileSync(project.path('strict.json'), JSON.stringify(plan));
    expect(await project.mapc('reconcile', '--plan', 'strict.json')).toMatchObject({ code: 1 });
  });

  test('a sample that a run built upon cannot go alone, nor what was provisioned', async () => {
    const before = await world.dump();
    expect(await project.mapc('rollback', '--sample')).toMatchObject({ code: 2 });
    expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 2 });
    expect(await world.dump()).toBe(before);
  });

  test('a rollback leaves Odoo as it was', async () => {
    const { code, result } = await project.json<RollbackReport>('rollback');
    expect({ code, left: result.left }).toEqual({ code: 0, left: [] });
    expect(differences(withoutZeros(provisioned), withoutZeros(await world.dump()))).toEqual([]);
  });

  test('and without what was provisioned, byte for byte', async () => {
    expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 0 });
    const after = await world.dump();
    expect(differences(untouched, after)).toEqual([]);
    expect(after).toBe(untouched);
  });
});

/** How many stages the teams have together: those that an opportunity of theirs is in. */
function stagesOfTeams({ dataverse }: World): number {
  const stages = new Set(dataverse.rows('processstage').map(({ processstageid }) => processstageid));
  const pairs = dataverse
    .rows('opportunity')
    .filter(({ stageid }) => stages.has(stageid ?? null))
    .map(({ stageid, _owningbusinessunit_value: unit }) => `${stageid} ${unit}`);
  return new Set(pairs).size;
}

/** As a person does it, with nothing logged. */
async function changeField(world: World, id: number, field: string, value: unknown): Promise<void> {
  await inOdoo(world, 'res.partner', 'write', [id], { [field]: value });
}
