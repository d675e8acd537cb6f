import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAddons } from './support/addons.ts';
import { copyProject, type TemporaryProject } from './support/project.ts';

describe('OPEX 365 into an Odoo with phone calls, with a helpdesk, with both, with neither', () => {
  let project: TemporaryProject;
  beforeAll(() => {
    project = copyProject('specs/opex365-odoo', {});
    addAddons(project);
  });
  afterAll(() => project.remove());

  test('the maps check on every side', async () => {
    const { code, out } = await project.mapc('check', '--matrix', '--strict');
    expect(out).toContain('Checked in 5 combinations, all that there are');
    expect(code).toBe(0);
  });

  test('the tests pass on every side', async () => {
    const { code, out } = await project.mapc('test', '--matrix');
    expect(out).toContain('Run in 5 combinations');
    expect(out).toContain('a case becomes a ticket');
    expect(out).toContain('a call stays a call');
    expect(code).toBe(0);
  });
});
