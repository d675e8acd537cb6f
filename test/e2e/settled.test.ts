import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from './support/built.ts';
import { differences, withoutZeros } from './support/canonical.ts';
import { killedUntilDone, moments } from './support/killed.ts';
import { copyProject, TemporaryProject } from './support/project.ts';
import { type Settled, settle } from './support/settle.ts';
import { count, type RollbackReport, type RunReport } from './support/shapes.ts';
import { callOdoo, inOdoo, startWorld, type World } from './support/world.ts';

/** Rows that people made and a migration finds, changes and gives back; each test is a step. */
describe('a migration into an Odoo that people work in', () => {
  let world: World;
  let project: TemporaryProject;
  let settled: Settled;
  let untouched: string;

  beforeAll(async () => {
    build();
    world = await startWorld({ scale: 0.01 });
    project = copyProject('test/e2e/support/settled', world.variables);
    settled = await settle((model, method, args, kwargs) => callOdoo(world, model, method, args, kwargs));
    untouched = await world.dump();
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('is discovered, checked and made ready', async () => {
    for (const step of [['discover'], ['check', '--strict'], ['provision', '--apply'], ['extract']])
      expect({ step, ...(await project.mapc(...step)) }).toMatchObject({ step, code: 0 });
  });

  test('changes what is there, and makes what is not', async () => {
    expect(await project.mapc('sample', '-n', '2')).toMatchObject({ code: 0 });
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    expect(count(result, 'matched', 'updated')).toBeGreaterThan(5);
    expect(count(result, 'created')).toBeGreaterThan(3);
    const again = await project.json<RunReport>('run');
    expect(count(again.result, 'created', 'updated')).toBe(0);
    expect(await project.mapc('verify')).toMatchObject({ code: 0 });
  });

  /** Works with a copy of the project, and then leaves the target as it was before. */
  async function aside(work: (copy: TemporaryProject) => Promise<void>): Promise<void> {
    const steer = async (what: 'save' | 'restore'): Promise<void> => {
      const { status } = await fetch(`${world.odoo.url}/sandbox/${what}`, { method: 'POST' });
      expect(status).toBe(200);
    };
    await steer('save');
    const copy = new TemporaryProject(mkdtempSync(join(tmpdir(), 'mapc-settled-')), world.variables);
    cpSync(project.folder, copy.folder, { recursive: true });
    try {
      await work(copy);
    } finally {
      copy.remove();
      await steer('restore');
    }
  }

  test.each([1, 2, 7])(
    'is undone, byte for byte, by a rollback that is killed again and again (%i)',
    (seed) =>
      aside(async (copy) => {
        const kills = [
          ...(await killedUntilDone(copy, world.gate, moments(seed), 'rollback')),
          ...(await killedUntilDone(copy, world.gate, moments(seed + 1), 'rollback', '--provision')),
        ];
        expect(kills.length).toBeGreaterThanOrEqual(5);
        expect(differences(withoutZeros(untouched), withoutZeros(await world.dump()))).toEqual([]);
      }),
  );

  test('is undone but for what a person changed since, of what Odoo had changed by itself', () =>
    aside(async (copy) => {
      // Odoo gave this lead the address of its new customer.
      const [lead] = settled.leads.slice(-1);
      await inOdoo(world, 'crm.lead', 'write', [lead], { street: 'Their street' });
      const { code, result } = await copy.json<RollbackReport>('rollback');
      expect({ code, left: result.left }).toEqual({ code: 0, left: [] });
      expect(await copy.mapc('rollback', '--provision')).toMatchObject({ code: 0 });
      const different = differences(withoutZeros(untouched), withoutZeros(await world.dump()));
      expect(different).toHaveLength(1);
      expect(different[0]).toMatch(`crm.lead ${lead}: `);
      const [was, is] = (different[0] ?? '').split(' became ');
      expect(is?.replace('"street":"Their street",', '')).toBe(was?.replace(`crm.lead ${lead}: `, ''));
    }));

  test('is undone, byte for byte', async () => {
    const { result } = await project.json<RollbackReport>('rollback');
    expect(result.left).toEqual([]);
    expect(result.restored).toBeGreaterThan(10);
    expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 0 });
    expect(differences(withoutZeros(untouched), withoutZeros(await world.dump()))).toEqual([]);
  });
});
