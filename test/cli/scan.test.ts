import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const MAP = `migration files -> odoo

provision {
  field res.partner.x_id     : char(64) unique "Source id"
  field res.partner.x_parent : res.partner "Parent"
}

map customer -> res.partner {
  key x_id = id
  require name != null else reject "no name"
  name     = name
  x_parent = parent else null
  comment  = if statecode == "Inactive" then "inactive" else "active"
}

map letter -> res.partner {
  key x_id  = "letter {code}"
  name      = subject ?? "Letter"
}

/// Who is written to becomes a placeholder where nobody knows them; a sender does not.
map activityparty -> res.partner {
  key x_id = id
  name     = "{letterid.subject else "no letter"}"
  x_parent = if participationtypemask != "To Recipient" then (partyid else null)
    else if partyid != null then (partyid else create { key x_id = partyid.id  name = addressused ?? "Unknown" })
    else res.partner[x_id = unresolvedpartyname] else create { name = addressused ?? "Unknown" } else null
  drop partyidname, ispartydeleted because "not used"
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
    id: 'id',
    display: 'name' in fields ? 'name' : null,
    fields: { id: field({ kind: 'text', max: 40 }, { required: true, unique: true }), ...fields },
  });

const DATA: Readonly<Record<string, readonly string[]>> = {
  customer: [
    'id,name,parent,statecode',
    'c1,Kaya,,1',
    'c2,Old,c1,2',
    'c3,,c9,1',
    'c4,"=HYPERLINK(1)",c8,1',
    'c5,Under Old,c2,1',
  ],
  letter: ['id,code,subject', 'l1,A,Hello', 'l2,A,Again', 'l3,,Nothing'],
  activityparty: [
    'id,letterid,partyid,partyidname,participationtypemask,addressused,unresolvedpartyname,ispartydeleted',
    'p1,l1,c1,Kaya,1,a@x.example,,false',
    'p2,l1,c7,Lost & Co,1,lost@x.example,,false',
    'p3,l1,c7,Lost & Co,2,lost@x.example,,false',
    'p4,l1,,,2,who@x.example,Who knows,false',
    'p5,l2,c2,Old,1,old@x.example,,false',
    'p6,l2,c1,Kaya,1,a@x.example,,true',
  ],
};

function project(data = DATA): string {
  const folder = makeProject({
    'main.map': MAP,
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
    'schemas/target/res.partner.json': entity('res.partner', {}).replace(
      /"fields":.*/,
      `"fields":${JSON.stringify({
        id: field('integer', { write: 'never' }),
        name: field('text', { required: true }),
        comment: field('text'),
      })}}`,
    ),
  });
  mkdirSync(join(folder, 'data'));
  for (const [name, lines] of Object.entries(data))
    writeFileSync(join(folder, 'data', `${name}.csv`), `${lines.join('\n')}\n`);
  return folder;
}

describe('scan', () => {
  it('tells findings from information, party by party', async () => {
    const folder = project();
    const extracted = await runCli(['extract', folder]);
    expect(extracted.code === 0 ? "" : extracted.out + extracted.err).toBe("");
    const { code, out } = await runCli(['scan', folder, '--no-target']);
    console.log(out, readFileSync(join(folder, ".mapc/reports/scan.csv"), "utf8"));
    expect(code).toBe(1);
    expect(readFileSync(join(folder, '.mapc/reports/scan.csv'), 'utf8')).toContain('x');
  });
});
