import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  compileProject,
  findSchemaLine,
  formatMaps,
  loadPlan,
  openProject,
  planPath,
  staleness,
  writePlan,
} from '../../src/project/index.ts';
import { makeProject } from './support/make-project.ts';

const open = (changes: Readonly<Record<string, string | null>> = {}) =>
  openProject(makeProject(changes), null, {});

describe('a project', () => {
  it('compiles from its folder without any secret', () => {
    const { checked, plan } = compileProject(open());
    expect(checked.diagnostics).toEqual([]);
    expect(Object.keys(plan?.maps ?? {})).toEqual(['customer->res.partner']);
  });

  it('has no plan where a diagnostic is an error', () => {
    const project = open({ 'main.map': 'migration files -> odoo\nmap customer -> res.partnr { }\n' });
    const { checked, plan } = compileProject(project);
    expect(plan).toBeNull();
    expect(checked.diagnostics.map(({ name }) => name)).toContain('unknown-entity');
  });

  it.each([
    [{ 'mapc.yaml': null }, /There is no mapc\.yaml in/],
    [{ 'main.map': null }, /There is no file main\.map, which `migration` in mapc\.yaml names/],
    [{ 'schemas/source/_schema.json': null }, /Run `mapc discover source`/],
    [{ 'schemas/target/_schema.json': null }, /Run `mapc discover target`/],
    [
      { 'schemas/target/res.partner.json': '{ "name": ' },
      /res\.partner\.json: not valid JSON.*Run `mapc discover` again/,
    ],
  ] as const)('says what is missing or broken: %o', (changes, message) => {
    expect(() => compileProject(open(changes))).toThrow(message);
  });

  it('refuses a map that is not UTF-8', () => {
    const folder = makeProject();
    writeFileSync(join(folder, 'main.map'), Buffer.from([0x6d, 0xff, 0xfe]));
    expect(() => compileProject(openProject(folder, null, {}))).toThrow(/not text in UTF-8/);
  });

  it('names the environments where one is unknown', () => {
    const folder = makeProject();
    expect(() => openProject(folder, 'stagging', {})).toThrow(/did you mean staging\?/);
    expect(() => openProject(folder, 'constructor', {})).toThrow(/no environment constructor/);
  });

  it('imports files from inside only', () => {
    const outside = join(tmpdir(), `mapc-outside-${process.pid}.map`);
    writeFileSync(outside, 'table T : customer.name -> res.partner.name { else -> "x" }\n');
    onTestFinished(() => rmSync(outside));
    const folder = makeProject({
      'main.map':
        'migration files -> odoo\nimport "parts/a.map"\nimport "link.map"\nimport "../outside.map"\n',
      'parts/a.map': 'import "b.map"\n',
      'parts/b.map': '\n',
    });
    symlinkSync(outside, join(folder, 'link.map'));
    const { checked } = compileProject(openProject(folder, null, {}));
    expect(checked.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['main.map', 'parts/a.map', 'parts/b.map']),
    );
    const missing = checked.diagnostics.filter(({ name }) => name === 'import-missing');
    expect(missing.map(({ message }) => message)).toEqual([
      expect.stringContaining('link.map'),
      expect.stringContaining('../outside.map'),
    ]);
  });

  it('writes a plan only where it says something else, and reads it back', () => {
    const project = open();
    const { plan } = compileProject(project);
    if (plan === null) throw new Error('the project must compile');
    expect(writePlan(planPath(project), plan)).toBe(true);
    expect(writePlan(planPath(project), plan)).toBe(false);
    expect(loadPlan(planPath(project))).toEqual(plan);
    expect(staleness(loadPlan(planPath(project)), plan)).toEqual([]);
    const digests = { ...plan.digests, maps: 'other', target: 'other' };
    expect(staleness(plan, { ...plan, digests })).toEqual(['the maps', 'the snapshot of the target']);
  });

  it('finds the line of a snapshot that a place of the schema stands on', () => {
    const project = open();
    const place = { side: 'target', entity: 'res.partner', field: 'email' } as const;
    expect(findSchemaLine(project, place)).toEqual({
      path: 'schemas/target/res.partner.json',
      line: 9,
      text: '"email": { "label": "Email", "type": { "kind": "text" } }',
    });
    expect(findSchemaLine(project, { ...place, entity: 'no.such' })).toBeNull();
  });

  it('formats what parses and leaves what does not', () => {
    const project = open({
      'main.map': 'migration files->odoo\nimport "broken.map"\n',
      'broken.map': 'map {{{\n',
    });
    const files = formatMaps(project);
    expect(files.map(({ path, state }) => [path, state])).toEqual([
      ['main.map', 'differs'],
      ['broken.map', 'broken'],
    ]);
    expect(files[0]?.text).toContain('migration files -> odoo');
  });
});
