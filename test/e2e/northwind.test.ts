import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyProject, type TemporaryProject } from './support/project.ts';
import {
  count,
  lost,
  type ReconcileReport,
  type RollbackReport,
  type RunReport,
  type VerifyReport,
} from './support/shapes.ts';
import { startWorld, type World } from './support/world.ts';

/** The newcomers' example, as its README walks through it; each test is a step. */
describe('Northwind into a new Odoo', () => {
  let world: World;
  let project: TemporaryProject;
  let untouched: string;
  let provisioned: string;

  beforeAll(async () => {
    world = await startWorld({ scale: 0.01, seed: 'minimal' });
    project = copyProject('examples/northwind', world.variables);
    untouched = await world.dump();
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('the snapshots it carries are those of a new Odoo and of its files', async () => {
    const { code, out } = await project.mapc('discover', '--check');
    expect({ code, out }).toMatchObject({ code: 0 });
  });

  test('it checks without a warning and is in style', async () => {
    expect(await project.mapc('check', '--strict')).toMatchObject({ code: 0 });
    expect(await project.mapc('fmt', '--check')).toMatchObject({ code: 0 });
  });

  test('provision and extract make it ready', async () => {
    expect(await project.mapc('provision', '--apply')).toMatchObject({ code: 0 });
    expect(await project.mapc('extract')).toMatchObject({ code: 0 });
    expect(await project.mapc('preflight')).toMatchObject({ code: 0 });
    provisioned = await world.dump();
  });

  test('the run moves all customers, suppliers, products and orders', async () => {
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    expect(lost(result)).toEqual([]);
    const created = Object.fromEntries(result.maps.map(({ map, states }) => [map, states.created]));
    expect(created).toMatchObject({
      'customers->res.partner': 91,
      'suppliers->res.partner': 29,
      'products->product.template': 77,
      'orders->crm.lead': 830,
    });
    expect(result.derived).toBe(8);
  });

  test('a second run writes nothing', async () => {
    const before = await world.dump();
    world.gate.watch(() => 'pass');
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    expect(count(result, 'created', 'updated', 'rejected')).toBe(0);
    expect(world.gate.calls.filter(({ writes }) => writes)).toEqual([]);
    expect(await world.dump()).toBe(before);
  });

  test('all of it reads back, and the thresholds are met', async () => {
    const { code, result } = await project.json<VerifyReport>('verify');
    expect(result.differences).toEqual([]);
    expect(code).toBe(0);
    const reconciled = await project.json<ReconcileReport>('reconcile');
    expect({ code: reconciled.code, passed: reconciled.result.passed }).toEqual({ code: 0, passed: true });
  });

  test('rolled back, Odoo is as it was, byte for byte', async () => {
    const { code, result } = await project.json<RollbackReport>('rollback');
    expect({ code, left: result.left }).toEqual({ code: 0, left: [] });
    expect(await world.dump()).toBe(provisioned);
    expect(await project.mapc('rollback', '--provision')).toMatchObject({ code: 0 });
    expect(await world.dump()).toBe(untouched);
  });
});
