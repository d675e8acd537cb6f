import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

let sandbox: OdooSandbox;
beforeAll(async () => {
  sandbox = await startOdooSandbox({ db: 'crm' });
});
afterAll(() => sandbox.close());

/** A project without snapshots, with people to read and these entities of the target. */
function makeNew(entities: string, people = 'id,name\na,Kaya\n', files = ''): string {
  const folder = makeProject();
  rmSync(join(folder, 'schemas'), { recursive: true });
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'people.csv'), people);
  const yaml = join(folder, 'mapc.yaml');
  const text = readFileSync(yaml, 'utf8').replace('folder: data', `folder: data${files}`);
  writeFileSync(yaml, `${text}discover: { target: { entities: [${entities}] } }\n`);
  return folder;
}
const discover = (...words: readonly string[]) =>
  runCli(['discover', ...words], { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password });

describe('mapc discover', () => {
  it('names an entity that the target does not have, and writes nothing', async () => {
    const folder = makeNew('res.partner, res.county');
    const { code, err } = await discover(folder);
    expect(err).toContain('has no entity res.county (did you mean res.country?)');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'schemas'))).toBe(false);
  });

  it('writes no schema of a side that it could not read to its end', async () => {
    const folder = makeNew(
      'res.partner',
      'id,born\na,2001-02-03\nb,soon\n',
      ', files: { people: { fields: { born: date } } }',
    );
    const { code, err } = await discover('source', folder);
    expect(err).toContain('line 3: born is "soon", which is not a date');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'schemas'))).toBe(false);
  });

  it('says which line of which map a change breaks, weakens or makes needless', async () => {
    const folder = makeNew('res.partner');
    const main = join(folder, 'main.map');
    writeFileSync(
      main,
      `migration files -> odoo

provision { field res.partner.x_id : char(64) unique "Source id" }

map people -> res.partner {
  key x_id = id
  name = name ?? "?"
  user_id = null
  refno = name
  function = name
}
`,
    );
    expect((await discover(folder)).out).toContain('First snapshot.');
    const snapshot = join(folder, 'schemas/target/res.partner.json');
    const now = readFileSync(snapshot, 'utf8');
    // What this Odoo calls `ref` had another name the last time, and `function` was longer.
    writeFileSync(snapshot, now.replace('"ref": {', '"refno": {'));
    const before = readFileSync(snapshot, 'utf8');
    const { code, out } = await discover('target', folder, '--check');
    expect(code).toBe(1);
    expect(out).toMatch(/res\.partner\.refno is gone, and res\.partner\.ref has its label and type/);
    expect(out).toMatch(/breaks +main\.map:9:3 .*refno/);
    expect(out).toContain('help: write `ref`, its new name');
    expect(out).toContain('1 line breaks.');
    expect(readFileSync(snapshot, 'utf8')).toBe(before);
    const data: unknown = JSON.parse((await discover('target', folder, '--check', '--json')).out);
    expect(data).toMatchObject({
      target: {
        changes: [
          {
            kind: 'renamed',
            field: 'refno',
            to: 'ref',
            lines: [{ effect: 'breaks', code: 'M0202', line: 9, fixes: [{ edits: [{ text: 'ref' }] }] }],
          },
        ],
      },
      other: [],
      mended: 0,
    });
    writeFileSync(main, readFileSync(main, 'utf8').replace('refno = name', 'ref = name'));
    expect((await discover('target', folder)).out).toContain('1 finding of `mapc check` would go away');
    expect((await discover('target', folder, '--check')).out).toContain('Nothing changed');
  });

  it('needs no map, neither at first nor when something changed since', async () => {
    const folder = makeNew('res.partner');
    rmSync(join(folder, 'main.map'));
    expect(await discover(folder)).toMatchObject({ code: 0, err: '' });
    const snapshot = join(folder, 'schemas/target/res.partner.json');
    writeFileSync(snapshot, readFileSync(snapshot, 'utf8').replace('"ref": {', '"refno": {'));
    const { code, out } = await discover('target', folder, '--check');
    expect(out).toContain('res.partner.refno is gone');
    expect(code).toBe(1);
  });

  it('tells what changed also where the other side was never read', async () => {
    const folder = makeNew('res.partner');
    await discover('target', folder);
    const snapshot = join(folder, 'schemas/target/res.partner.json');
    writeFileSync(snapshot, readFileSync(snapshot, 'utf8').replace('"ref": {', '"refno": {'));
    const { code, out } = await discover('target', folder, '--check');
    expect(out).toContain('once `mapc discover source` has run');
    expect(code).toBe(1);
  });

  it('lets people correct what was discovered, for good, and says when that is needed no more', async () => {
    const folder = makeNew('res.partner', 'id,name,born\na,Kaya,1999\n');
    const main = join(folder, 'main.map');
    const map = (lines: string): void =>
      writeFileSync(
        main,
        `migration files -> odoo

provision { field res.partner.x_id : char unique "Source id" }

map people -> res.partner {
  key x_id = id
  name = name
  user_id = null
  ${lines}
}
`,
      );
    map('color = born');
    await discover(folder);
    const check = () => runCli(['check', folder]);
    expect((await check()).out).toContain('cannot be empty');
    const overrides = join(folder, 'schemas/source/overrides.yaml');
    writeFileSync(
      overrides,
      'people:\n  fields:\n    name: { required: true }\n    born: { type: text(4) }\n',
    );
    expect((await check()).out).toContain('`res.partner.color` takes a whole number');
    map('ref = born');
    const agreed = await check();
    expect([agreed.out, agreed.err, agreed.code]).toEqual(['No findings in 1 file.\n', '', 0]);
    // The next discovery changes nothing of it, and knows what it corrects.
    expect((await discover(folder, '--check')).code).toBe(0);
    writeFileSync(overrides, 'people:\n  fields:\n    name: { required: true }\n    gone: absent\n');
    const stale = await discover('source', folder, '--check');
    expect(stale.out).toContain('schemas/source/overrides.yaml:4: people.gone is not there');
    expect(stale.code).toBe(1);
    expect((await check()).err).toContain('schemas/source/overrides.yaml:4: people.gone is not there');
  });

  it.each([
    ['people: { fields: { name: { requird: true } } }', /overrides\.yaml:1: .*did you mean `required`/],
    [
      'people:\n  fields:\n    name: { type: txt }',
      /overrides\.yaml:3: "txt" is not a type; write one of text/,
    ],
    ['people: nothing', /overrides\.yaml:1: .*must be a block of keys/],
    ['people: {', /overrides\.yaml:\d+:\d+: this is not YAML/],
  ])('refuses corrections that it cannot read: %s', async (text, message) => {
    const folder = makeProject({ 'schemas/source/overrides.yaml': text });
    const { code, err } = await runCli(['check', folder]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('looks for what the maps ask for, and takes it when it is missing', async () => {
    const folder = makeNew('res.partner, helpdesk.ticket');
    const ask = (name: string): void =>
      writeFileSync(
        join(folder, 'main.map'),
        `migration files -> odoo\nif target has ${name} or target has crm.stage.name { reconcile { counts = 100% } }\n`,
      );
    ask('project.task');
    expect((await discover('target', folder)).err).toContain('has no entity helpdesk.ticket');
    ask('helpdesk.ticket and target has crm.team');
    expect((await discover('target', folder)).code).toBe(0);
    expect(readdirSync(join(folder, 'schemas', 'target'))).toEqual([
      '_schema.json',
      'crm.team.json',
      'res.partner.json',
    ]);
  });

  it('looks for what the maps use only where the target has what they ask for', async () => {
    const folder = makeNew('res.partner, helpdesk.stage, helpdesk.team');
    const write = (condition: string, more = ''): void =>
      writeFileSync(
        join(folder, 'main.map'),
        `migration files -> odoo
${condition} {
  provision { row crm.team { key name = "Cases" } }
  map people -> crm.lead {
    key x_source_id = id
    a = helpdesk.team[name = "Cases"]
    b = T[c]
    if target has crm.lead.name { d = sale.order[name = "S1"] }
  }
  table T : text -> helpdesk.stage[name] { "a" -> "b" }
}
${more}`,
      );
    write('if target has res.partner');
    expect((await discover('target', folder)).code).toBe(0);
    expect(readdirSync(join(folder, 'schemas', 'target'))).toEqual([
      '_schema.json',
      'crm.lead.json',
      'crm.team.json',
      'res.partner.json',
      'sale.order.json',
    ]);
    write('if not target has helpdesk.ticket');
    expect((await discover('target', folder)).err).toContain('no entities helpdesk.stage');
    write('if target has helpdesk.ticket', 'map pets -> res.partner { a = helpdesk.team[name = "b"] }');
    expect((await discover('target', folder)).err).toContain('has no entity helpdesk.team');
  });

  it('keeps the snapshots of another system as a variant, and the project its own', async () => {
    const folder = makeNew('res.partner');
    expect((await discover('target', folder, '--variant', 'helpdesk')).code).toBe(0);
    expect(existsSync(join(folder, 'schemas', 'variants', 'helpdesk', 'target', 'res.partner.json'))).toBe(
      true,
    );
    expect(existsSync(join(folder, 'schemas', 'target'))).toBe(false);
    expect((await discover('target', folder, '--variant', 'helpdesk', '--check')).code).toBe(0);
    expect((await discover('target', folder, '--check')).code).toBe(1);
  });

  it('takes no name of a variant that leads elsewhere', async () => {
    for (const name of ['../target', 'a/b', '.', '']) {
      const { code, err } = await discover('target', makeNew('res.partner'), '--variant', name);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining('A variant is called by a name'),
      });
    }
  });

  it('says what a file is read as that is not UTF-8', async () => {
    const folder = makeNew('res.partner');
    const letters = Buffer.from([
      ...Buffer.from('id,name\na,Ay'),
      0xfe,
      ...Buffer.from('e '),
      0xdd,
      ...Buffer.from('zmir\n'),
    ]);
    writeFileSync(join(folder, 'data', 'people.csv'), letters);
    const { out } = await discover('source', folder);
    expect(out).toContain('people is read as windows-1254: have a look');
    expect(readFileSync(join(folder, 'schemas/source/people.json'), 'utf8')).toContain('windows-1254');
  });

  it('takes a misspelt side for one', async () => {
    expect((await discover('sorce')).err).toContain(
      'There is no side and no folder sorce. Did you mean source?',
    );
  });
});
