import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyProject, TemporaryProject } from './support/project.ts';
import { inOdoo, startWorld, type World } from './support/world.ts';

const [DONE, FINDINGS, WRONG, FAILED] = [0, 1, 2, 4];

/** What people get wrong: each ends with one clear message, the right exit code and no stack. */
describe('bad input', () => {
  let world: World;
  /** Northwind, ready to run. */
  let ready: TemporaryProject;
  let project: TemporaryProject;

  beforeAll(async () => {
    world = await startWorld({ scale: 0.01, seed: 'minimal' });
    ready = copyProject('examples/northwind', world.variables);
    for (const step of [['compile'], ['provision', '--apply'], ['extract']])
      expect(await ready.mapc(...step)).toMatchObject({ code: DONE });
  });
  afterAll(async () => {
    ready.remove();
    await world.close();
  });
  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'mapc-bad-'));
    cpSync(ready.folder, folder, { recursive: true });
    project = new TemporaryProject(folder, world.variables);
  });
  afterEach(() => project.remove());

  /** Runs and expects the message, and nothing that only a programmer could read. */
  async function refuses(code: number, message: string | RegExp, ...argv: readonly string[]): Promise<void> {
    const outcome = await project.mapc(...argv);
    expect(outcome.err).toMatch(message);
    expect(outcome.code).toBe(code);
    const said = outcome.out + outcome.err;
    expect(said).not.toContain('    at ');
    expect(said).not.toContain('This is a fault of mapc');
    // Programs get the same, as JSON on standard output.
    const json = await project.mapc(...argv, '--json');
    expect(json.code).toBe(code);
    expect(JSON.parse(json.out)).toHaveProperty('error.message');
  }

  test('as it is, the project runs', async () => {
    expect(await project.mapc('run', '--dry-run')).toMatchObject({ code: DONE });
  });

  test('a map that is not there', async () => {
    rmSync(project.path('main.map'));
    await refuses(WRONG, /no file main\.map.*mapc\.yaml/, 'check');
  });

  test('a folder without mapc.yaml, and one that is not there', async () => {
    rmSync(project.path('mapc.yaml'));
    await refuses(WRONG, 'There is no mapc.yaml', 'run');
    await refuses(WRONG, 'There is no folder', 'run', 'nowhere');
  });

  test('a snapshot that was never taken', async () => {
    rmSync(project.path('schemas', 'target'), { recursive: true });
    await refuses(WRONG, 'mapc discover target', 'run');
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['not of a schema', () => '{"fields": 3}'],
    ['empty', () => ''],
  ])('a snapshot that is %s', async (_how, damage) => {
    const path = ['schemas', 'target', 'crm.lead.json'] as const;
    writeFileSync(project.path(...path), damage(project.text(...path)));
    await refuses(WRONG, 'crm.lead.json', 'check');
  });

  test('a mapc.yaml that is not YAML, and one with a misspelt key', async () => {
    const text = project.text('mapc.yaml');
    writeFileSync(project.path('mapc.yaml'), text.replace('migration: [main.map]', 'migration: [main.map'));
    await refuses(WRONG, /mapc\.yaml:\d+:\d+: this is not YAML/, 'check');
    writeFileSync(project.path('mapc.yaml'), text.replace('environments:', 'enviroments:'));
    await refuses(WRONG, /mapc\.yaml:\d+: .*did you mean `environments`/, 'check');
  });

  test('a secret that is not set, and one that stands in the file', async () => {
    const { ODOO_PASSWORD: _, ...without } = world.variables;
    project.variables = without;
    await refuses(WRONG, 'The environment variable ODOO_PASSWORD', 'run');
    writeFileSync(
      project.path('mapc.yaml'),
      project.text('mapc.yaml').replace(/"\$\{ODOO_PASSWORD\}"/, '"hunter2"'),
    );
    const { err } = await project.mapc('run');
    expect(err).toContain('must come from the environment');
    expect(err).not.toContain('hunter2');
  });

  test('a map with mistakes', async () => {
    writeFileSync(project.path('main.map'), project.text('main.map').replace('CompanyName', 'CompanyNaem'));
    await refuses(FINDINGS, 'CompanyNaem', 'run');
  });

  test('a password that Odoo does not take', async () => {
    project.variables = { ...world.variables, ODOO_PASSWORD: 'not this one' };
    await refuses(FAILED, 'does not accept the login admin', 'run');
    const { err } = await project.mapc('run');
    expect(err).not.toContain('not this one');
  });

  test('a database that Odoo does not have', async () => {
    project.variables = { ...world.variables, ODOO_DB: 'another' };
    await refuses(FAILED, 'another', 'run');
  });

  test('a secret that Dataverse does not take', async () => {
    const function365 = copyProject('specs/function365-odoo', {
      ...world.variables,
      DATAVERSE_SECRET: 'not this one',
    });
    const { code, err } = await function365.mapc('discover', 'source');
    function365.remove();
    expect(err).toMatch(/Dataverse|sign|secret|client/i);
    expect(err).not.toContain('not this one');
    expect(err).not.toContain('    at ');
    expect(code).toBe(FAILED);
  });

  test('a server that is not there, and one that is no Odoo', async () => {
    project.variables = { ...world.variables, ODOO_URL: 'http://127.0.0.1:1' };
    await refuses(FAILED, 'cannot be reached', 'run');
    project.variables = { ...world.variables, ODOO_URL: world.dataverse.url };
    await refuses(FAILED, world.dataverse.url, 'run');
  });

  test('a plan of another format, one that is damaged, and none', async () => {
    const plan = JSON.parse(project.text('.mapc', 'plan.json')) as Record<string, unknown>;
    writeFileSync(project.path('other.json'), JSON.stringify({ ...plan, format: 99 }));
    await refuses(WRONG, 'This plan has format 99', 'run', '--plan', 'other.json');
    writeFileSync(project.path('other.json'), JSON.stringify({ ...plan, maps: { odd: {} } }));
    await refuses(WRONG, 'This plan is damaged', 'run', '--plan', 'other.json');
    writeFileSync(project.path('other.json'), JSON.stringify(plan).slice(0, 500));
    await refuses(WRONG, 'This file is not a plan', 'run', '--plan', 'other.json');
    await refuses(WRONG, 'There is no plan at', 'run', '--plan', 'nowhere.json');
  });

  test('a target from which a field is gone', async () => {
    // Odoo lets nobody delete a field that a view shows.
    const views = await inOdoo(world, 'ir.ui.view', 'search', [
      ['model', '=', 'crm.lead'],
      ['name', 'like', '.migrated'],
    ]);
    expect(views).toHaveLength(2);
    await inOdoo(world, 'ir.ui.view', 'unlink', views);
    const fields = await inOdoo(world, 'ir.model.fields', 'search', [
      ['model', '=', 'crm.lead'],
      ['name', '=', 'x_source_id'],
    ]);
    await inOdoo(world, 'ir.model.fields', 'unlink', fields);
    await refuses(WRONG, /crm\.lead\.x_source_id is not there yet.*provision/, 'run');
    expect(await ready.mapc('provision', '--apply')).toMatchObject({ code: DONE });
  });

  test('a target that is not what the snapshot says', async () => {
    // The snapshot has a field that the live Odoo does not; a map writes it.
    const path = ['schemas', 'target', 'crm.lead.json'] as const;
    const text = project.text(...path);
    const line = text.split('\n').find((one) => one.includes('"partner_name"')) ?? '';
    expect(line).not.toBe('');
    writeFileSync(
      project.path(...path),
      text.replace(
        line,
        `${line.replace(/,?$/, ',')}\n${line.replaceAll('partner_name', 'partner_nickname')}`,
      ),
    );
    writeFileSync(
      project.path('main.map'),
      project
        .text('main.map')
        .replace(/^( *)type( *)= "Opportunity"$/m, '$&\n  partner_nickname = "{OrderID}"'),
    );
    expect(await project.mapc('check')).toMatchObject({ code: DONE });
    await refuses(FINDINGS, 'crm.lead.partner_nickname is not in the target any more', 'run');
  });

  test('a journal of another format, and one that is none', async () => {
    const journal = new DatabaseSync(project.path('.mapc', 'journal.db'));
    journal.exec("UPDATE meta SET value = '99' WHERE name = 'format'");
    journal.close();
    await refuses(WRONG, 'has format 99', 'run');
    writeFileSync(project.path('.mapc', 'journal.db'), 'this is no database, however long the text may be');
    await refuses(WRONG, 'journal.db', 'run');
  });

  test('nothing extracted yet, and a stage that is damaged', async () => {
    writeFileSync(project.path('.mapc', 'stage', 'manifest.json'), '{');
    await refuses(WRONG, 'Extract again', 'run');
    rmSync(project.path('.mapc', 'stage'), { recursive: true });
    await refuses(WRONG, 'mapc extract', 'run');
  });

  test('a stage that was cut short', async () => {
    const path = ['.mapc', 'stage', 'customers.jsonl'] as const;
    const text = project.text(...path);
    writeFileSync(project.path(...path), text.slice(0, text.length / 2));
    await refuses(WRONG, 'customers', 'run');
  });

  test('a stage in which a value was changed, and one whose file is gone', async () => {
    const path = ['.mapc', 'stage', 'customers.jsonl'] as const;
    const text = project.text(...path);
    writeFileSync(project.path(...path), text.replace('Berlin', 'Bremen'));
    expect(project.text(...path)).not.toBe(text);
    for (const argv of [['run'], ['run', '--dry-run'], ['sample', '-n', '1']])
      await refuses(
        WRONG,
        /stage was changed after `mapc extract`.*customers\.jsonl.*`mapc extract --again`/,
        ...argv,
      );
    rmSync(project.path(...path));
    await refuses(WRONG, /stage was changed after `mapc extract`.*customers\.jsonl/, 'run');
    expect(await project.mapc('extract', '--again')).toMatchObject({ code: DONE });
    expect(project.text(...path)).toBe(text);
    expect(await project.mapc('run', '--dry-run')).toMatchObject({ code: DONE });
  });

  test('a command, an option and a value that there are not', async () => {
    for (const argv of [
      ['frobnicate'],
      ['run', '--fast'],
      ['sample', '-n', 'many'],
      ['run', '--format', 'xml'],
    ]) {
      const { code, out, err } = await project.mapc(...argv);
      expect(err).not.toBe('');
      expect(out + err).not.toContain('    at ');
      expect({ argv, code }).toEqual({ argv, code: WRONG });
    }
  });
});
