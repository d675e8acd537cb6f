import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, withoutZeros } from './support/canonical.ts';
import { copyProject, type TemporaryProject } from './support/project.ts';
import { count, type RollbackReport, type RunReport, type VerifyReport } from './support/shapes.ts';
import { inOdoo, startWorld, type World } from './support/world.ts';

const MAP = `migration deals -> odoo

provision {
  field crm.lead.x_source_id : char unique "Deal"
  field res.partner.x_source_id : char unique "Company"
}

map companies -> res.partner {
  key   x_source_id = "company:{Id}"
  match name = Name
  name       = Name
  is_company = true
  email      = Email
  phone      = Phone
}

map deals -> crm.lead {
  key x_source_id = "deal:{Id}"
  type       = "Opportunity"
  name       = Title
  user_id    = null
  partner_id = Company else null
  email_from = Email because "the customer's stands where it has one"
  phone      = Phone because "the customer's stands where it has one"
}
`;

const COMPANIES = {
  k1: ['One AG', 'info@one.example', '+49 30 901820'],
  k2: ['Two AG', '', ''],
  k3: ['Three AG', 'info@three.example', ''],
  // Odoo has it already, with an address and a number of its own.
  k4: ['Four AG', 'info@four.example', '+49 30 901824'],
} as const;

const DEALS = [
  ['d1', 'Another', 'k1', 'ann@one.example', '+49 30 901829'],
  ['d2', 'None', 'k1', '', ''],
  ['d3', 'Own', 'k2', 'bob@two.example', '+49 30 901828'],
  ['d4', 'Half', 'k3', '', '+49 30 901827'],
  ['d5', 'The same', 'k4', 'INFO@four.example', '+4930901824'],
  ['d6', 'Nobody', '', 'free@six.example', '+49 30 901826'],
  ['d7', 'Second of two', 'k2', 'cy@two.example', ''],
] as const;

/** Odoo keeps the e-mail and the phone of a lead as one with its customer's: no customer is changed by its leads. */
describe('leads with other e-mails than their customers', () => {
  let world: World;
  let project: TemporaryProject;
  let provisioned: string;

  const write = (name: string, head: string, rows: readonly (readonly string[])[]): void =>
    writeFileSync(project.path('data', name), `${[head, ...rows.map((row) => row.join(','))].join('\n')}\n`);
  const companies = (changed: Readonly<Record<string, readonly string[]>> = {}): void =>
    write(
      'companies.csv',
      'Id,Name,Email,Phone',
      Object.entries({ ...COMPANIES, ...changed }).map(([id, row]) => [id, ...row]),
    );
  const deals = (changed: Readonly<Record<string, readonly string[]>> = {}): void =>
    write(
      'deals.csv',
      'Id,Title,Company,Email,Phone',
      DEALS.map((row) => changed[row[0]] ?? row),
    );
  /** What a record became: e-mail and phone. */
  const held = async (model: string, id: string): Promise<unknown> => {
    const email = model === 'crm.lead' ? 'email_from' : 'email';
    const rows = (await inOdoo(
      world,
      model,
      'search_read',
      [['x_source_id', '=', id]],
      [email, 'phone'],
    )) as readonly Readonly<Record<string, unknown>>[];
    return rows.map((row) => [row[email], row.phone]);
  };

  beforeAll(async () => {
    world = await startWorld({ scale: 0.01, seed: 'minimal' });
    project = copyProject('examples/northwind', world.variables);
    mkdirSync(project.path('data'), { recursive: true });
    companies();
    deals();
    writeFileSync(project.path('main.map'), MAP);
    writeFileSync(
      project.path('mapc.yaml'),
      `migration: [main.map]
environments:
  rehearsal:
    source:
      connector: files
      folder: data
      files:
        companies: { fields: { Name: "text required" } }
        deals: { fields: { Title: "text required", Company: "reference(companies)" } }
    target: { connector: odoo, url: "\${ODOO_URL}", db: "\${ODOO_DB}", login: "\${ODOO_LOGIN}", password: "\${ODOO_PASSWORD}" }
discover:
  source: { entities: [companies, deals] }
  target: { entities: [crm.lead, res.partner, res.users] }
`,
    );
    await inOdoo(world, 'res.partner', 'create', [
      { name: 'Four AG', is_company: true, email: 'old@four.example', phone: '+49 30 111' },
    ]);
    for (const step of [['discover'], ['check', '--strict'], ['provision', '--apply'], ['extract']]) {
      const { code, out, err } = await project.mapc(...step);
      expect({ step, code, out: code === 0 ? '' : out, err: code === 0 ? '' : err }).toEqual({
        step,
        code: 0,
        out: '',
        err: '',
      });
    }
    provisioned = await world.dump();
  });
  afterAll(async () => {
    project.remove();
    await world.close();
  });

  test('leave their customers as they were, and keep what these have not', async () => {
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    expect(count(result, 'created')).toBe(10);
    expect(await held('res.partner', 'company:k1')).toEqual([['info@one.example', '+49 30 901820']]);
    expect(await held('res.partner', 'company:k2')).toEqual([[false, false]]);
    expect(await held('res.partner', 'company:k3')).toEqual([['info@three.example', false]]);
    expect(await held('res.partner', 'company:k4')).toEqual([['info@four.example', '+49 30 901824']]);
    expect(await held('crm.lead', 'deal:d1')).toEqual([['info@one.example', '+49 30 901820']]);
    expect(await held('crm.lead', 'deal:d2')).toEqual([['info@one.example', '+49 30 901820']]);
    expect(await held('crm.lead', 'deal:d3')).toEqual([['bob@two.example', '+49 30 901828']]);
    expect(await held('crm.lead', 'deal:d4')).toEqual([['info@three.example', '+49 30 901827']]);
    expect(await held('crm.lead', 'deal:d5')).toEqual([['INFO@four.example', '+4930901824']]);
    expect(await held('crm.lead', 'deal:d6')).toEqual([['free@six.example', '+49 30 901826']]);
    expect(await held('crm.lead', 'deal:d7')).toEqual([['cy@two.example', false]]);
  });

  test('verify finds no difference, and says what Odoo keeps as one', async () => {
    const { code, result } = await project.json<VerifyReport>('verify');
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({
      wrong: 0,
      mirrored: [
        { entity: 'crm.lead', field: 'email_from', mirrors: 'partner_id.email', values: 3 },
        { entity: 'crm.lead', field: 'phone', mirrors: 'partner_id.phone', values: 2 },
      ],
    });
    expect(code).toBe(0);
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

  test('what changes in both is written, and nothing of it is taken for a person', async () => {
    // Of k1 Odoo gives the new address to its leads, k2 gets one for the first time, k3 loses its own.
    companies({
      k1: ['One AG', 'new@one.example', '+49 30 901820'],
      k2: ['Two AG', 'info@two.example', ''],
      k3: ['Three AG', '', ''],
    });
    deals({
      d1: ['d1', 'Another now', 'k1', 'other@one.example', '+49 30 901829'],
      d3: ['d3', 'Own', 'k2', 'eve@two.example', '+49 30 901828'],
      d4: ['d4', 'Half', 'k3', 'dan@three.example', '+49 30 901827'],
    });
    expect(await project.mapc('extract', '--again')).toMatchObject({ code: 0 });
    const { code, result } = await project.json<RunReport>('run');
    expect(code).toBe(0);
    expect(result.worklist.edited).toEqual([]);
    expect(count(result, 'updated')).toBe(6);
    expect(await held('res.partner', 'company:k1')).toEqual([['new@one.example', '+49 30 901820']]);
    expect(await held('crm.lead', 'deal:d1')).toEqual([['new@one.example', '+49 30 901820']]);
    expect(await held('crm.lead', 'deal:d2')).toEqual([['new@one.example', '+49 30 901820']]);
    expect(await held('res.partner', 'company:k2')).toEqual([['info@two.example', false]]);
    expect(await held('crm.lead', 'deal:d3')).toEqual([['info@two.example', '+49 30 901828']]);
    expect(await held('res.partner', 'company:k3')).toEqual([[false, false]]);
    expect(await held('crm.lead', 'deal:d4')).toEqual([['dan@three.example', '+49 30 901827']]);
    const verified = await project.json<VerifyReport>('verify');
    expect({ code: verified.code, differences: verified.result.differences }).toEqual({
      code: 0,
      differences: [],
    });
  });

  test('rolled back, Odoo is as it was', async () => {
    const { code, result } = await project.json<RollbackReport>('rollback');
    expect({ code, left: result.left }).toEqual({ code: 0, left: [] });
    expect(differences(withoutZeros(provisioned), withoutZeros(await world.dump()))).toEqual([]);
  });
});
