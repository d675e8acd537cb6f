import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo

provision { field res.partner.x_id : char(64) unique "Source id" }

map customer -> res.partner {
  key x_id = id
  name = name
}

table Equivalent : text -> text {
  "mail" -> "Automated action"
  else   -> "Server action"
}

manual rule because "rebuilt as automated actions" {
  name       = name
  what_it_does = detail
  equivalent = Equivalent[kind]
  belongs_to = customer
}
skip session because "no business value."
`;

const entity = (name: string, label: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    name,
    label,
    id: 'id',
    display: 'name',
    fields: { id: { label: 'Id', type: { kind: 'text' }, required: true, unique: true }, ...fields },
  });
const text = (label: string): unknown => ({ label, type: { kind: 'text' } });

function projectWithRules(map = MAP): string {
  const folder = makeProject({
    'main.map': map,
    'schemas/source/rule.json': entity('rule', 'Business rule', {
      name: text('Name'),
      detail: text('Detail'),
      kind: text('Kind'),
      customer: { label: 'Customer', type: { kind: 'reference', targets: ['customer'] } },
    }),
    'schemas/source/session.json': entity('session', 'Web session', { name: text('Name') }),
  });
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, 'data', `${name}.csv`), `${lines.join('\n')}\n`);
  mkdirSync(join(folder, 'data'));
  write('customer', ['id,name', 'c1,Kaya']);
  write('rule', [
    'id,name,detail,kind,customer',
    'r1,Welcome,"Sends a mail | twice <b>\nand again",mail,c1',
    'r2,=1+1,,other,',
  ]);
  write('session', ['id,name', 's1,one']);
  return folder;
}

describe('handoff', () => {
  it('lists what people rebuild, and what stays behind, in every form', async () => {
    const folder = projectWithRules();
    expect(await runCli(['extract', folder])).toMatchObject({ code: 0 });
    const told = await runCli(['handoff', folder, '--json']);
    expect(told).toMatchObject({ code: 0, err: '' });
    const { sections, bare, reports } = JSON.parse(told.out) as {
      readonly sections: unknown;
      readonly bare: unknown;
      readonly reports: readonly string[];
    };
    expect(bare).toEqual([]);
    expect(sections).toMatchObject([
      {
        entity: 'rule',
        label: 'Business rule',
        fate: 'manual',
        records: 2,
        columns: ['name', 'what_it_does', 'equivalent', 'belongs_to'],
        rows: [
          {
            id: 'r1',
            values: ['Welcome', 'Sends a mail | twice <b>\nand again', 'Automated action', 'Kaya'],
          },
          { id: 'r2', values: ['=1+1', null, 'Server action', null] },
        ],
      },
      { entity: 'session', fate: 'skip', because: 'no business value.', columns: [], rows: [] },
    ]);
    const [page = '', markdown = '', data = '', csv = ''] = reports.map((path) => readFileSync(path, 'utf8'));
    expect(reports.map((path) => path.slice(folder.length))).toEqual([
      '/.mapc/reports/handoff.html',
      '/.mapc/reports/handoff.md',
      '/.mapc/reports/handoff.json',
      '/.mapc/reports/handoff/rule.csv',
    ]);
    expect(page).toContain('<th>What it does</th>');
    expect(page).toContain('twice &lt;b&gt;');
    expect(markdown).toContain(
      '| Welcome | Sends a mail \\| twice \\<b\\> and again | Automated action | Kaya |',
    );
    expect(markdown).toContain('left behind: no business value.\n');
    expect(JSON.parse(data)).toMatchObject({
      source: 'files',
      target: 'odoo',
      sections: [
        {
          entity: 'rule',
          because: 'rebuilt as automated actions',
          rows: [
            { id: 'r1', name: 'Welcome', equivalent: 'Automated action', belongs_to: 'Kaya' },
            { id: 'r2', name: '=1+1', what_it_does: null },
          ],
        },
        { entity: 'session', rows: [] },
      ],
      unread: [],
    });
    // A spreadsheet that opens it reckons nothing.
    expect(csv).toContain(`\nr2,'=1+1,,Server action,\n`);
    expect((await runCli(['handoff', folder])).out).toContain(
      'rule: 2 records, for people to rebuild: rebuilt as automated actions.\n',
    );
  });

  it('tells what discovery could not read, which is in no section', async () => {
    const folder = projectWithRules();
    const path = join(folder, 'schemas', 'source', '_schema.json');
    const why = 'the login may not read the definition of plugin';
    const unread = [{ what: 'entity', entity: 'plugin', why, help: 'give it a role' }];
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), unread }));
    expect(await runCli(['extract', folder])).toMatchObject({ code: 0 });
    const told = `plugin: ${why}. To have it: give it a role.`;
    expect((await runCli(['handoff', folder])).out).toContain(`Not read: ${told}\n`);
    const report = (name: string): string => readFileSync(join(folder, '.mapc', 'reports', name), 'utf8');
    expect(report('handoff.html')).toContain(`<li>${told}</li>`);
    expect(report('handoff.md')).toContain(`## What could not be read\n\n- ${told}\n`);
    expect(JSON.parse(report('handoff.json'))).toMatchObject({ unread });
  });

  it('says which command is to come first, and where only a number can be told', async () => {
    const folder = projectWithRules(MAP.replace(/ \{\n {2}name {7}= name[^}]*\}/, ''));
    expect((await runCli(['handoff', folder])).out).toContain('Nothing but their number is told of rule:');
    const before = await runCli(['handoff', projectWithRules()]);
    expect(before).toMatchObject({ code: 2 });
    expect(before.err).toContain('Not extracted yet: rule. Run "mapc extract" first.');
  });
});
