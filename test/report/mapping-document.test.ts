import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mapping } from '../../src/migrate/index.ts';
import { compileProject, openProject } from '../../src/project/index.ts';
import { mapTexts } from '../../src/report/map-texts.ts';
import { mappingPage, mappingToMarkdown, mappingToText } from '../../src/report/mapping.ts';
import type { MappingReport } from '../../src/report/mapping-content.ts';
import type { Profile } from '../../src/schema/model.ts';
import { makeProject } from '../project/support/make-project.ts';
import { expectGolden } from './support/golden.ts';

const MAP = `migration files -> odoo

provision {
  /// So that a second run finds what the first one made.
  field res.partner.x_id, crm.lead.x_id : char(64) unique "Source id | old"
  row crm.stage { key name = "Parked"  sequence = 9  fold = true }
}

/// People are found by their address.
owners person -> res.users {
  match lower(login) = lower(mail)
  drop name because "the address finds them"
} else "admin"

/// Customers become <b>contacts</b>.
map customer -> res.partner {
  key x_id = id
  name     = name  // as it is
  comment  = boss.name else warn "no boss for {name}"
  user_id  = keeper else queue
  drop fax because "nobody faxes | since 2001"
}

map Deal: deal -> crm.lead {
  when name != "test"
  key x_id   = id
  name       = name | truncate(5) because "short names are kept"
  partner_id = customer  // who pays
    else reject "its customer did not move"
  initial stage_id = Stage[phase ?? "", region ?? ""]
} else skip because "test deals stay behind"

table Stage : deal.phase, deal.region -> crm.stage[name] {
  "1", "EU" -> "New"
  "2", "EU" -> "Won" because "they \\"closed\\""
  "3", "US" -> "Parked"
  else      -> reject "no such phase"
}

manual rule because "rebuilt by people"
`;

const text = (label: string, more: object = {}): unknown => ({
  label,
  type: { kind: 'text', max: 40 },
  ...more,
});
const reference = (label: string, target: string): unknown => ({
  label,
  type: { kind: 'reference', targets: [target] },
});
const source = (name: string, label: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    name,
    label,
    id: 'id',
    display: 'name',
    fields: {
      id: text('Id', { required: true, unique: true }),
      name: text('Name', { required: true }),
      ...fields,
    },
  });
const target = (name: string, fields: Readonly<Record<string, unknown>>, more: object = {}): string =>
  JSON.stringify({
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: {
      id: { label: 'ID', type: { kind: 'integer' }, write: 'never' },
      name: { label: 'Name', type: { kind: 'text' }, required: true },
      ...fields,
    },
    ...more,
  });

const PROFILE: Profile = {
  taken: '2026-01-02',
  entities: {
    customer: { rows: 1200, filled: { id: 1200, name: 1200, fax: 7, boss: 3, keeper: 1200 } },
    deal: { rows: 40, filled: { id: 40, name: 40, customer: 40, phase: 39, region: 12 } },
    person: { rows: 2, filled: { id: 2, name: 2, mail: 2 } },
    rule: { rows: 5, filled: { id: 5, name: 5 } },
  },
};

function report(): MappingReport {
  const folder = makeProject({
    'main.map': MAP,
    'schemas/source/_profile.json': JSON.stringify(PROFILE),
    'schemas/source/customer.json': source('customer', 'Customer', {
      fax: text('Fax'),
      boss: reference('Boss', 'customer'),
      keeper: reference('Keeper', 'person'),
    }),
    'schemas/source/person.json': source('person', 'Person', { mail: text('E-mail') }),
    'schemas/source/deal.json': source('deal', 'Deal', {
      customer: reference('Customer', 'customer'),
      phase: text('Phase'),
      region: text('Region'),
    }),
    'schemas/source/rule.json': source('rule', 'Rule', {}),
    'schemas/target/res.users.json': target('res.users', {
      login: { label: 'Login', type: { kind: 'text' } },
    }),
    'schemas/target/res.partner.json': target('res.partner', {
      comment: { label: 'Notes', type: { kind: 'text' } },
      user_id: reference('Salesperson', 'res.users'),
    }),
    'schemas/target/crm.lead.json': target('crm.lead', {
      name: { label: 'Name', type: { kind: 'text', max: 5 }, required: true },
      partner_id: reference('Customer', 'res.partner'),
      stage_id: reference('Stage', 'crm.stage'),
    }),
    'schemas/target/crm.team.json': target('crm.team', {}, { rows: [{ id: 5, name: 'Europe' }] }),
    'schemas/target/crm.stage.json': target(
      'crm.stage',
      {
        sequence: { label: 'Sequence', type: { kind: 'integer' } },
        fold: { label: 'Folded', type: { kind: 'boolean' } },
        is_won: { label: 'Won', type: { kind: 'boolean' } },
        team_id: reference('Team', 'crm.team'),
      },
      {
        rows: [
          { id: 1, name: 'New', sequence: 1, fold: false, is_won: false, team_id: null },
          { id: 2, name: 'Won', sequence: 70, fold: false, is_won: true, team_id: 5 },
        ],
      },
    ),
  });
  const compiled = compileProject(openProject(folder, null, {}));
  const { plan, checked } = compiled;
  if (plan === null)
    throw new Error(checked.diagnostics.map(({ severity, message }) => `${severity} ${message}`).join('\n'));
  return {
    project: 'clinic',
    plan,
    mapping: mapping(plan, compiled.source, compiled.target, PROFILE),
    texts: mapTexts(checked.files, plan),
    counted: PROFILE.taken,
  };
}

const golden = (name: string): string => join(import.meta.dirname, 'golden', name);

it('says what becomes of everything, line by line', () => {
  expectGolden(golden('mapping.md'), mappingToMarkdown(report()));
});

it('says the same on a page', () => {
  expectGolden(golden('mapping.html'), mappingPage(report()));
});

it('says it in short on a terminal', () => {
  expect(mappingToText(report())).toBe(
    [
      'customer -> res.partner: 1:1, lossy',
      'deal -> crm.lead: 1:1, lossy',
      'person -> res.users: 1:1, lossy',
      'rule: manual',
      '3 kinds of records go from files to odoo: 3 1:1, 1 manual, 3 lossy.',
      '',
    ].join('\n'),
  );
});

it('does without the texts of the maps where a plan came alone', () => {
  const alone = report();
  const markdown = mappingToMarkdown({ ...alone, texts: mapTexts([], alone.plan), counted: null });
  expect(markdown).toContain('Nobody counted the records, so every loss is told.');
  expect(markdown).toContain('| 2 | EU | Won | Europe | 70 | no | yes |');
  expect(markdown).not.toContain('truncate');
});
