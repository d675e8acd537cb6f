import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dump, differences, withoutZeros } from '../canonical.ts';
import { copyProject, type TemporaryProject } from '../project.ts';
import {
  count,
  type DeltaReport,
  type HandoffReport,
  lost,
  type OwnersReport,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type SampleReport,
  type ScanReport,
  type VerifyReport,
} from '../shapes.ts';
import type { Pair, PairWorld, Size } from './pair.ts';

/**
 * One migration from beginning to end, through every phase: each test is a step and builds upon those before it. While a
 * phase works, both systems fail now and then; what comes of it is the same as if they did not.
 * @param afterRun adds steps of the pair's own, after the first run
 */
export function migratePair(
  pair: Pair,
  size: Size,
  afterRun: (at: () => { readonly world: PairWorld; readonly project: TemporaryProject }) => void = () =>
    undefined,
): void {
  describe(`${pair.title}, ${size.records} records`, () => {
    let world: PairWorld;
    let project: TemporaryProject;
    let untouched: string;
    let provisioned: string;
    let scanned: ScanReport;
    let sampled: SampleReport;
    /** What went wrong, by phase. */
    const troubles: Record<string, Readonly<Record<string, number>>> = {};

    beforeAll(async () => {
      world = await pair.start(size.scale);
      project = copyProject(pair.project, world.variables);
    });
    afterAll(async () => {
      project.remove();
      await world.close();
    });

    /** Lets a phase work while both systems fail. */
    async function troubled<T>(phase: string, work: () => Promise<T>): Promise<T> {
      await world.disturb();
      const result = await work();
      troubles[phase] = await world.calm();
      expect({ phase, struck: Object.keys(troubles[phase]).length }).not.toEqual({ phase, struck: 0 });
      return result;
    }
    const ours = (changes: readonly string[]): readonly string[] =>
      changes.filter((change) => pair.stays === null || !pair.stays.test(change));
    const sourceOf = (map: string): string =>
      pair.sources[map] ?? map.replace(/^owners /, '').replace(/->.*/, '');
    const unitsOf = (source: string): number => pair.units[source]?.(world) ?? world.rows(source).length;
    const report = (...parts: readonly string[]): string => project.text('.mapc', 'reports', ...parts);

    test('discovery finds both sides, and a second one finds no drift', async () => {
      expect(await troubled('discover', () => project.mapc('discover'))).toMatchObject({ code: 0 });
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

    test('the mapping is a page that people read, with every map', async () => {
      expect(await project.mapc('doc')).toMatchObject({ code: 0 });
      const plan = JSON.parse(project.text('.mapc', 'plan.json')) as { readonly maps: object };
      const page = report('mapping.html');
      for (const map of Object.keys(plan.maps)) expect(page).toContain(map.replaceAll('>', '&gt;'));
    });

    test('extraction stages every record, and keeps what it has', async () => {
      expect(await troubled('extract', () => project.mapc('extract'))).toMatchObject({ code: 0 });
      for (const entity of pair.staged)
        expect(project.text('.mapc', 'stage', `${entity}.jsonl`).trimEnd().split('\n')).toHaveLength(
          world.rows(entity).length,
        );
      const { result } = await project.json<{ entities: readonly { kept: boolean }[] }>('extract');
      expect(result.entities.every(({ kept }) => kept)).toBe(true);
    });

    test('the scan counts every record, and tells before anything is made what could not move', async () => {
      untouched = await world.dump();
      const { code, result } = await troubled('scan', () => project.json<ScanReport>('scan'));
      expect({ code, by: result.rejectedBy }).toEqual({ code: 1, by: 'forecast' });
      for (const { entity, records } of result.entities)
        expect(`${entity} ${records}`).toBe(`${entity} ${world.rows(entity).length}`);
      expect(result.entities.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThanOrEqual(
        size.records,
      );
      expect(result.people).toHaveLength(pair.people.waiting);
      expect(await world.dump()).toBe(untouched);
    });

    test('provisioning shows first and then makes what is missing, once', async () => {
      expect(await project.mapc('provision')).toMatchObject({ code: 0 });
      expect(await world.dump()).toBe(untouched);
      expect(await troubled('provision', () => project.mapc('provision', '--apply'))).toMatchObject({
        code: 0,
      });
      provisioned = await world.dump();
      expect(provisioned).not.toBe(untouched);
      expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
      expect(await world.dump()).toBe(provisioned);
      // What we provisioned ourselves is not drift.
      expect(await project.mapc('discover', 'target', '--check')).toMatchObject({ code: 0 });
    });

    test('who is not found waits for a person, and is then known', async () => {
      const { code, result } = await troubled('owners', () => project.json<OwnersReport>('owners', 'list'));
      expect(code).toBe(3);
      expect(result.owners.filter(({ state }) => state === 'queued')).toHaveLength(pair.people.waiting);
      expect(await project.mapc('owners', 'resolve', ...pair.people.resolve(result))).toMatchObject({
        code: 0,
      });
      expect(await project.mapc('owners', 'list')).toMatchObject({ code: 0 });
      expect(await world.dump()).toBe(provisioned);
    });

    test('nothing stands in the way of a run', async () => {
      expect(await troubled('preflight', () => project.mapc('preflight'))).toMatchObject({ code: 0 });
    });

    test('a scan and a rehearsal write nothing', async () => {
      world.watch();
      const { result: told } = await project.json<ScanReport>('scan');
      expect({ by: told.rejectedBy, people: told.people }).toEqual({ by: 'rehearsal', people: [] });
      scanned = told;
      const { code, result } = await troubled('rehearsal', () => project.json<RunReport>('run', '--dry-run'));
      expect(code).toBe(3);
      expect(result.run).toBeNull();
      expect(count(result, 'created')).toBeGreaterThan(size.created);
      expect(world.writes()).toEqual([]);
      expect(await world.dump()).toBe(provisioned);
    });

    test('a sample moves a few records and shows each field on both sides; its rollback takes them away', async () => {
      const { result } = await troubled('sample', () => project.json<SampleReport>('sample', '-n', '5'));
      const created = result.records.filter((one) => one.result === 'created');
      expect(created.length).toBeGreaterThan(10);
      for (const { fields } of created) expect(fields.length).toBeGreaterThan(0);
      expect(await project.mapc('verify')).toMatchObject({ code: 0 });
      expect(await world.dump()).not.toBe(provisioned);
      const { code, result: undone } = await project.json<RollbackReport>('rollback', '--sample');
      expect({ code, left: undone.left }).toEqual({ code: 0, left: [] });
      expect(ours(differences(withoutZeros(provisioned), withoutZeros(await world.dump())))).toEqual([]);
      sampled = (await project.json<SampleReport>('sample', '-n', '5')).result;
    });

    test('a run moves the rest, and every record is accounted for', async () => {
      const { code, result } = await troubled('run', () => project.json<RunReport>('run'));
      expect(code).toBe(3);
      expect(lost(result)).toEqual([]);
      expect(result.maps.every(({ conserved }) => conserved)).toBe(true);
      for (const { map, units } of result.maps)
        expect(`${map} ${units}`).toBe(`${map} ${unitsOf(sourceOf(map))}`);
      expect(count(result, 'created')).toBeGreaterThan(size.created);
      expect(count(result, 'queued', 'gone')).toBe(0);
      // What the sample moved stands, and the run found it as it left it, or led it to what had not moved then.
      const moved = sampled.records.filter((one) => !['rejected', 'queued', 'skipped'].includes(one.result));
      const maps = result.maps.filter(({ map }) => !pair.found.includes(sourceOf(map)));
      expect(count(result, 'unchanged') + count({ maps }, 'updated')).toBe(moved.length);
      // What is not moved is what the scan said, and the worklist says it.
      const { troubles: waiting } = result.worklist;
      expect(waiting.reduce((sum, one) => sum + one.count, 0)).toBe(count(result, 'rejected'));
      expect(waiting.length).toBeGreaterThan(0);
      expect(reasons(scanned.rejected)).toEqual(reasons(waiting));
    });

    afterRun(() => ({ world, project }));

    test('every row of ours is there once', async () => {
      const dump = JSON.parse(await world.dump()) as Dump;
      // A note with a file is two rows: its message and its attachment.
      const ids = Object.entries(dump).flatMap(([model, rows]) =>
        Object.values(rows).flatMap(({ x_source_id }) =>
          typeof x_source_id === 'string' ? [`${model} ${x_source_id}`] : [],
        ),
      );
      expect(ids.length).toBeGreaterThan(size.created);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('a second run writes nothing at all', async () => {
      const before = await world.dump();
      world.watch();
      const { code, result } = await troubled('second run', () => project.json<RunReport>('run'));
      expect(code).toBe(3);
      expect(count(result, 'created', 'updated')).toBe(0);
      expect(lost(result)).toEqual([]);
      expect(world.writes()).toEqual([]);
      expect(await world.dump()).toBe(before);
    });

    test('every value reads back as it was written', async () => {
      const { code, result } = await troubled('verify', () => project.json<VerifyReport>('verify'));
      expect(result.differences).toEqual([]);
      expect(code).toBe(0);
      expect(result.fields).toBeGreaterThan(size.fields);
    });

    test('verification finds what a person changed', async () => {
      const { entity, having, field } = pair.edited;
      const dump = JSON.parse(await world.dump()) as Dump;
      const id = Number(Object.entries(dump[entity] ?? {}).find(([, row]) => row[having])?.[0]);
      await world.call(entity, 'write', [id], { [field]: 'somebody else' });
      const { code, result } = await project.json<VerifyReport>('verify');
      expect(code).toBe(1);
      expect(result.differences).toMatchObject([{ entity, target: id, field, found: 'somebody else' }]);
      await world.call(entity, 'write', [id], { [field]: result.differences[0]?.written ?? false });
      expect(await project.mapc('verify')).toMatchObject({ code: 0 });
    });

    async function expectReconciled(phase: string): Promise<void> {
      const { code, result } = await troubled(phase, () => project.json<ReconcileReport>('reconcile'));
      expect(code).toBe(3);
      expect(result.passed).toBe(true);
      expect(result.thresholds.every(({ met }) => met)).toBe(true);
      expect(result.thresholds).toMatchObject([
        { measure: 'counts', measured: 100 },
        { measure: 'owners' },
        { measure: 'fields', measured: 100 },
      ]);
    }

    test('all is reconciled to 100 %, and a threshold that asks for the contrary is not met', async () => {
      await expectReconciled('reconcile');
      const plan = JSON.parse(project.text('.mapc', 'plan.json')) as { thresholds: { operator: string }[] };
      const [first] = plan.thresholds;
      if (first === undefined) throw new Error('The plan has no threshold.');
      first.operator = '<';
      writeFileSync(project.path('strict.json'), JSON.stringify(plan));
      expect(await project.mapc('reconcile', '--plan', 'strict.json')).toMatchObject({ code: 1 });
    });

    test('what changed in the source meanwhile is moved, and nothing else', async () => {
      await world.change(pair.changes);
      const { code, result } = await troubled('delta', () => project.json<DeltaReport>('delta'));
      expect(code).toBe(3);
      expect(lost(result)).toEqual([]);
      const found = result.entities.flatMap(({ entity, added, changed, deleted }) =>
        added + changed + deleted === 0 ? [] : [{ entity, added, changed, deleted }],
      );
      const number = (entity: string, what: string): number =>
        pair.changes.filter((change) => change.entity === entity && change.what === what).length;
      const expected = [...new Set(pair.changes.map(({ entity }) => entity))].map((entity) => ({
        entity,
        added: number(entity, 'added'),
        changed: number(entity, 'changed'),
        deleted: number(entity, 'deleted'),
      }));
      expect(found.toSorted(byEntity)).toEqual(expected.toSorted(byEntity));
      const dump = await world.dump();
      for (const change of pair.changes) if ('seen' in change) expect(dump).toContain(change.seen);
      expect(await project.mapc('verify')).toMatchObject({ code: 0 });
      await expectReconciled('reconcile after delta');
    });

    test('what people rebuild by hand is listed, record by record', async () => {
      const { code, result } = await project.json<HandoffReport>('handoff');
      expect(code).toBe(0);
      const manual = result.sections.filter(({ fate }) => fate === 'manual');
      expect(manual.length).toBeGreaterThan(0);
      for (const { entity, rows } of manual) {
        expect(rows).toHaveLength(world.rows(entity).length);
        expect(report('handoff', `${entity}.csv`).trimEnd().split('\n')).toHaveLength(1 + rows.length);
      }
    });

    test('a sample that a run built upon cannot go alone, nor what was provisioned', async () => {
      const before = await world.dump();
      expect(await project.mapc('rollback', '--sample')).toMatchObject({ code: 2 });
      expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 2 });
      expect(await world.dump()).toBe(before);
    });

    test('a rollback leaves the target as it was', async () => {
      const { code, result } = await troubled('rollback', () => project.json<RollbackReport>('rollback'));
      expect({ code, left: result.left }).toEqual({ code: 0, left: [] });
      expect(ours(differences(withoutZeros(provisioned), withoutZeros(await world.dump())))).toEqual([]);
    });

    test('and without what was provisioned, byte for byte', async () => {
      const undo = (): ReturnType<TemporaryProject['mapc']> => project.mapc('rollback', '--provision');
      expect(await troubled('rollback of provisioning', undo)).toMatchObject({ code: 0 });
      const after = await world.dump();
      expect(ours(differences(untouched, after))).toEqual([]);
      if (pair.stays === null) expect(after).toBe(untouched);
    });

    test('all that could go wrong went wrong, and in every phase something', () => {
      expect(Object.keys(troubles)).toEqual([
        'discover',
        'extract',
        'scan',
        'provision',
        'owners',
        'preflight',
        'rehearsal',
        'sample',
        'run',
        'second run',
        'verify',
        'reconcile',
        'delta',
        'reconcile after delta',
        'rollback',
        'rollback of provisioning',
      ]);
      const kinds = new Set(Object.values(troubles).flatMap((struck) => Object.keys(struck)));
      expect([...kinds].sort()).toEqual(world.faults.toSorted());
    });
  });
}

const byEntity = (a: { readonly entity: string }, b: { readonly entity: string }): number =>
  a.entity < b.entity ? -1 : 1;

/** Rejections, one a line. */
function reasons(
  all: readonly { readonly map: string; readonly reason: string; readonly count: number }[],
): readonly string[] {
  return all.map(({ map, reason, count: records }) => `${map} ${records} ${reason}`).sort();
}
