import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo

provision {
  field res.partner.x_id, crm.team.x_id, crm.tag.x_id : char(64) unique "Source id"
  field res.partner.x_parent, crm.tag.x_partner       : res.partner "Partner"
}

map customer -> res.partner {
  key x_id = customerid
  require name != null else reject "no name"
  name     = name ?? "?"
  x_parent = parent else null
  comment  = if statecode == "Inactive" then "inactive" else "active"
}

map letter -> crm.team {
  require code != null else reject "no code"
  key x_id = code
  name     = subject ?? "Letter"
}

/// Who is written to becomes a placeholder where nobody knows them; a sender does not.
map activityparty -> crm.tag {
  key x_id  = activitypartyid
  name      = "{(letterid.subject else null) ?? "no letter"}"
  x_partner = if participationtypemask != "To Recipient" then (partyid else null)
    else if partyid != null
    then (partyid else create { key x_id = partyid.id  name = addressused ?? "Unknown" })
    else (res.partner[name = unresolvedpartyname] else create else null)
  comment   = if ispartydeleted then "deleted" else partyidname
}
`;

const field = (kind: unknown, more: object = {}): unknown => ({
  label: 'Field',
  type: typeof kind === 'string' ? { kind } : kind,
  ...more,
});
const short = field({ kind: 'text', max: 40 });
const reference = (...targets: string[]): unknown => field({ kind: 'reference', targets });
const choice = (...labels: readonly string[]): unknown =>
  field({ kind: 'enum', options: labels.map((label, at) => ({ value: at + 1, label })) });
const entity = (name: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    name,
    label: name,
    id: `${name}id`,
    display: 'name' in fields ? 'name' : null,
    fields: { [`${name}id`]: field({ kind: 'text', max: 40 }, { required: true, unique: true }), ...fields },
  });

const targetEntity = (name: string): string =>
  JSON.stringify({
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: {
      id: field('integer', { write: 'never' }),
      name: field('text', { required: true }),
      comment: field('text'),
    },
  });

const DATA: Readonly<Record<string, readonly string[]>> = {
  customer: [
    'customerid,name,parent,statecode',
    'c1,Kaya,,1',
    'c2,Old,c1,2',
    'c3,,c9,1',
    'c4,"=HYPERLINK(1)",c8,1',
    'c5,Under Old,c2,1',
  ],
  letter: ['letterid,code,subject', 'l1,A,Hello', 'l2,A,Again', 'l3,,Nothing'],
  activityparty: [
    'activitypartyid,letterid,partyid,partyidname,participationtypemask,addressused,unresolvedpartyname,ispartydeleted',
    'p1,l1,c1,Kaya,1,a@x.example,,false',
    'p2,l1,c7,Lost & Co,1,lost@x.example,,false',
    'p3,l1,c7,Lost & Co,2,lost@x.example,,false',
    'p4,l1,,,2,who@x.example,Who knows,false',
    'p5,l2,c2,Old,1,old@x.example,,false',
    'p6,l2,c1,Kaya,1,a@x.example,,true',
  ],
};

function project(data = DATA, map = MAP): string {
  const folder = makeProject({
    'main.map': map,
    'schemas/source/customer.json': entity('customer', {
      name: short,
      parent: reference('customer'),
      statecode: choice('Active', 'Inactive'),
    }),
    'schemas/source/letter.json': entity('letter', { code: short, subject: short }),
    'schemas/source/activityparty.json': entity('activityparty', {
      letterid: reference('letter'),
      partyid: reference('customer'),
      partyidname: field({ kind: 'text', max: 40 }, { companionOf: 'partyid' }),
      participationtypemask: choice('Sender', 'To Recipient'),
      addressused: short,
      unresolvedpartyname: short,
      ispartydeleted: field('boolean'),
    }),
    ...Object.fromEntries(
      ['res.partner', 'crm.team', 'crm.tag'].map((name) => [
        `schemas/target/${name}.json`,
        targetEntity(name),
      ]),
    ),
  });
  mkdirSync(join(folder, 'data'));
  for (const [name, lines] of Object.entries(data))
    writeFileSync(join(folder, 'data', `${name}.csv`), `${lines.join('\n')}\n`);
  return folder;
}

async function scanned(
  folder: string,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  expect(await runCli(['extract', folder])).toMatchObject({ code: 0 });
  const { code, out } = await runCli(['scan', folder, '--no-target']);
  return { code, lines: out.trimEnd().split('\n') };
}

describe('scan', () => {
  it('tells findings from information, party by party', async () => {
    const folder = project();
    const { code, lines } = await scanned(folder);
    expect(code).toBe(1);
    expect(lines.slice(0, -2)).toEqual([
      'finding      customer->res.partner: 1 record would be rejected: no name. (c3)',
      'finding      letter->crm.team: 1 record would be rejected: no code. (l3)',
      // Of two who are written to and one who writes, all unknown, the maps make placeholders for those written to.
      'finding      activityparty.partyid: 1 reference to customer as "Sender" leads to no record of the stage. (p2 -> customer c7 "Lost & Co")',
      'finding      customer.parent: 2 references to customer lead to no record of the stage. (c3 -> customer c9, c4 -> customer c8)',
      'finding      letter->crm.team: 1 record has the key of another record before it, and would share its row. (l2)',
      'information  activityparty.partyid: 1 reference to customer as "To Recipient" leads to no record of the stage; the maps make a placeholder for each. (p3 -> customer c7 "Lost & Co")',
      'information  activityparty.partyid: 1 party as "To Recipient" is no record of the source; the maps make a placeholder for each. (p4 "Who knows")',
      'information  activityparty.partyid: 1 reference to customer as "Sender" leads to a record that is inactive. (p5 -> customer c2 "Old")',
      'information  activityparty.partyid: 1 reference to customer as "Sender" leads to what the source calls deleted. (p6 -> customer c1 "Kaya")',
      'information  customer.parent: 1 reference to customer leads to a record that is inactive. (c5 -> customer c2 "Old")',
      'information  people: The target was not asked, so nothing is said of people without a match.',
      'information  activityparty: 6 records.',
      'information  customer: 5 records.',
      'information  letter: 3 records.',
      '5 findings: records that would be rejected or share a row, or references that lead nowhere.',
    ]);
    const [page, csv] = ['scan.html', 'scan.csv'].map((name) =>
      readFileSync(join(folder, '.mapc', 'reports', name), 'utf8'),
    );
    expect(page).toContain('Lost &amp; Co');
    // Each line of a finding with what is said of it; the first column is what kind it is.
    expect(csv).toContain('\ninformation,party,activityparty,partyid,1,');
    expect(csv).toContain(',p4,,Who knows\n');
  });

  it('says nothing that a spreadsheet would reckon', async () => {
    const folder = project({
      ...DATA,
      customer: ['customerid,name,parent,statecode', 'c1,=1+1,,2', 'c2,Kaya,c1,1'],
      activityparty: DATA.activityparty?.slice(0, 1) ?? [],
    });
    await scanned(folder);
    expect(readFileSync(join(folder, '.mapc', 'reports', 'scan.csv'), 'utf8')).toContain(
      ",c2,customer c1,'=1+1\n",
    );
  });

  it('is content where nothing is wrong, whoever is inactive', async () => {
    const folder = project({
      customer: ['customerid,name,parent,statecode', 'c1,Kaya,,2', 'c2,Under,c1,1'],
      letter: ['letterid,code,subject', 'l1,A,Hello'],
      activityparty: [
        ...(DATA.activityparty?.slice(0, 1) ?? []),
        'p1,l1,c2,Under,1,a@x.example,,false',
        'p2,l1,,,2,who@x.example,Who knows,false',
      ],
    });
    const { code, lines } = await scanned(folder);
    expect(lines.filter((line) => line.startsWith('finding'))).toEqual([]);
    expect(lines).toContain('No finding: nothing would be rejected, and no reference leads nowhere.');
    expect(code).toBe(0);
  });

  it('counts what a second pass rejects, each record once', async () => {
    const map = MAP.replace('parent else null', 'parent else reject "its parent is not there"');
    const { lines } = await scanned(project(DATA, map));
    // c3 has no parent either, and is rejected before that.
    expect(lines.filter((line) => line.startsWith('finding      customer->'))).toEqual([
      'finding      customer->res.partner: 1 record would be rejected: no name. (c3)',
      'finding      customer->res.partner: 1 record would be rejected: its parent is not there. (c4)',
    ]);
  });

  it('takes nothing for rejected by what only a row of the target knows', async () => {
    const map = MAP.replace(
      '  key x_id = code',
      '  require (res.partner[name = "Us"] else reject "we are not there").comment == "open" else reject "closed"\n  key x_id = code',
    );
    const { lines } = await scanned(project(DATA, map));
    expect(lines.filter((line) => line.includes('closed'))).toEqual([]);
    // The record without a code is so whatever the target says.
    expect(lines).toContain('finding      letter->crm.team: 1 record would be rejected: no code. (l3)');
  });

  it('finds ids that are there twice', async () => {
    const folder = project();
    expect(await runCli(['extract', folder])).toMatchObject({ code: 0 });
    const stage = join(folder, '.mapc', 'stage');
    const lines = readFileSync(join(stage, 'letter.jsonl'), 'utf8');
    writeFileSync(join(stage, 'letter.jsonl'), `${lines}${lines.split('\n')[0]}\n`);
    const manifest = readFileSync(join(stage, 'manifest.json'), 'utf8');
    writeFileSync(
      join(stage, 'manifest.json'),
      manifest.replace(/("letter": \{[^}]*"records": )3/, (_, before: string) => `${before}4`),
    );
    const { out } = await runCli(['scan', folder, '--no-target']);
    expect(out).toContain(
      'finding      letter: 1 record has the id of another one; the last of them counts.',
    );
  });

  it('refuses a stage that is not complete', async () => {
    const { code, err } = await runCli(['scan', project(), '--no-target']);
    expect(code).toBe(2);
    expect(err).toContain('Not extracted yet: activityparty, customer, letter. Run "mapc extract" first.');
  });
});
