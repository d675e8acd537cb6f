import { expect, test } from 'vitest';
import { check } from '../../src/check/index.ts';
import { lower, lowerTests } from '../../src/lower/index.ts';
import { runTests, type TestRunResult } from '../../src/migrate/test-run.ts';
import { EMPTY_PROFILE } from '../check/support/check-map.ts';
import { SOURCE, TARGET } from '../check/support/schemas.ts';

const MAPS = `migration dataverse -> odoo
  table Kind : deal.status -> crm.lead.type { "Open" -> "Lead" "Won" -> "Opportunity" "Lost" -> "Opportunity" }
  map account -> res.partner {
    key x_source_id = accountid
    require name != null else reject "nameless"
    name = name  user_id = null
    industry_id = res.partner.industry[name = label(industry)] else create else null
    parent_id = parent else warn "the parent is missing"
  }
  map deal -> crm.lead {
    when stage != "Dead"
    key x_source_id = dealid
    name = title ?? "?"
    type = if status != null then Kind[status] else "Lead"
    partner_id = company else null
  } else skip because "dead"`;

async function run(tests: string): Promise<TestRunResult> {
  const checked = check({
    files: [{ path: 'main.map', text: `${MAPS}\n${tests}` }],
    load: () => null,
    source: SOURCE,
    target: TARGET,
    profile: EMPTY_PROFILE,
  });
  expect(checked.diagnostics.map((one) => one.message)).toEqual([]);
  const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
  return runTests(plan, lowerTests(checked), TARGET);
}

const failures = (result: TestRunResult): readonly string[] =>
  result.tests.flatMap((one) => one.failures.map((failure) => failure.message));

test('a test passes where the rows are as expected', async () => {
  const result = await run(`
    test "a deal becomes an opportunity of its company" {
      given account { accountid = "a", name = "Kaya", industry = "Mining" }
      given deal { dealid = "d", title = "Big", status = "Won", stage = "New", company = "a" }
      expect crm.lead { x_source_id = "d", type = "Opportunity", partner_id.name = "Kaya" }
      expect res.partner { name = "Kaya", industry_id.name = "Mining" }
      expect no crm.lead { type = "Lead" }
    }`);
  expect(failures(result)).toEqual([]);
});

test('a value that is not as expected is told field by field, of the row that comes nearest', async () => {
  const result = await run(`
    test "wrong" {
      given deal { dealid = "d", title = "Big", status = "Won", stage = "New" }
      expect crm.lead { x_source_id = "d", type = "Lead", name = "Big" }
    }`);
  expect(result.tests[0]?.failures).toEqual([
    {
      span: { file: 'main.map', line: 20, column: 7 },
      message: 'there is no such crm.lead',
      fields: [{ path: 'type', expected: 'lead', found: 'opportunity' }],
    },
  ]);
});

test('rejects and warnings are expected by a part of their text', async () => {
  const result = await run(`
    test "rejected" { given account { accountid = "a" } expect reject "nameless" expect no res.partner { x_source_id = "a" } }
    test "warned" { given account { accountid = "a", name = "x", parent = "gone" } expect warn "parent is missing" }
    test "not rejected" { given account { accountid = "a", name = "x" } expect reject "nameless" }`);
  expect(failures(result)).toEqual(['nothing is rejected with "nameless"; nothing was rejected']);
});

test('an expected path leads through lists and through ids whose model the row names', async () => {
  const result = await run(`
    map Note: deal -> mail.message {
      key x_source_id = dealid
      model, res_id = ref(company) else null
      body = html(title ?? "")
    }
    test "a note hangs on its company" {
      given account { accountid = "a", name = "Kaya" }
      given account { accountid = "b", name = "Elsewhere" }
      given deal { dealid = "c", company = "a", title = "<b>" }
      expect mail.message { model = "res.partner", res_id.name = "Kaya", body = "&lt;b&gt;" }
      expect no mail.message { model = "res.partner", res_id.name = "Elsewhere" }
      expect mail.message { x_source_id = "c", body = "" }
    }`);
  expect(failures(result)).toEqual(['there is no such mail.message']);
});

test('rows that the test puts into the target are found, through paths too', async () => {
  const result = await run(`
    test "listed" {
      given odoo.res.partner { name = "x", category_id.name = "VIP" }
      expect res.partner { category_id.name = "VIP" }
      expect no res.partner { category_id.name = "Other" }
    }
    test "found" {
      given odoo.res.partner.industry { name = "Retail" }
      given account { accountid = "a", name = "x", industry = "Retail" }
      expect res.partner { x_source_id = "a", industry_id.name = "Retail" }
    }`);
  expect(failures(result)).toEqual([]);
});

test('coverage counts the branches of if and match, in the second pass too', async () => {
  const missed = async (tests: string): Promise<readonly string[]> =>
    (await run(tests)).coverage.missed.map(({ what, span }) => `${what} ${span.line}`);
  const some = await missed(`
    test "open" { given deal { dealid = "d", status = "Won", stage = "New" } expect crm.lead { x_source_id = "d" } }`);
  expect(some).toContain('if: else 14');
  expect(some).not.toContain('if: then 14');
  // A parent is of the same map, so that its line runs in the second pass.
  expect(some).toContain('else 8');
  const orphan = await missed(`
    test "orphan" { given account { accountid = "a", name = "x", parent = "gone" } expect warn "missing" }`);
  expect(orphan).not.toContain('else 8');
  expect(orphan).toContain('if: then 14');
});

test('coverage names what no test reached', async () => {
  const none = await run('');
  const some = await run(`
    test "a" { given deal { dealid = "d", status = "Won", stage = "New" } expect crm.lead { x_source_id = "d" } }`);
  expect(none.coverage.reached).toBe(0);
  const missed = some.coverage.missed.map(({ what }) => what);
  expect(some.coverage.total).toBe(none.coverage.total);
  expect(some.coverage.total).toBe(some.coverage.reached + missed.length);
  expect(missed).toContain('table Kind: 0');
  expect(missed).not.toContain('table Kind: 1');
  expect(missed).toContain('deal->crm.lead: skip');
  expect(missed).not.toContain('deal->crm.lead: -> crm.lead');
});

test('coverage leaves out what serves the hand-off alone, which no test reaches', async () => {
  const { coverage } = await run('');
  const told = await run(`
    table Told : contact.last -> text { "Kaya" -> "known" else -> "unknown" }
    manual contact because "people are asked" {
      told = if last != null then Told[last] else "nobody"
      kind = Kind["Open"]
    }`);
  expect(told.coverage).toEqual(coverage);
  expect(coverage.missed.map(({ what }) => what)).toContain('table Kind: 0');
});

test('a row that discovery saw and a test gives is one row', async () => {
  const given = 'given account { accountid = "a", name = "Kaya", industry = "Mining" }';
  const mining = 'given odoo.res.partner.industry { name = "Mining" }';
  const result = await run(`
    test "once" { ${given} ${mining} expect res.partner { name = "Kaya", industry_id.name = "Mining" } }
    test "twice" { ${given} ${mining} ${mining} expect res.partner { name = "Kaya", industry_id = null } }`);
  expect(failures(result)).toEqual([]);
});

test('rows that provision makes are there, and are the ones that a test gives', async () => {
  const provided = `provision { row res.partner.industry { key name = "Fishing" } }
    map contact -> res.partner {
      key x_source_id = contactid
      name = last ?? "?"  user_id = null  industry_id = res.partner.industry[name = last] else null
    }`;
  const fishing = 'given contact { contactid = "c", last = "Fishing" }';
  const there = 'expect res.partner { x_source_id = "c", industry_id.name = "Fishing" }';
  const result = await run(`${provided}
    test "made" { ${fishing} ${there} }
    test "given" { ${fishing} given odoo.res.partner.industry { name = "Fishing" } ${there} }`);
  expect(failures(result)).toEqual([]);
});

test('a reference through a chain leads to the rows of the entity that is wanted, and nowhere otherwise', async () => {
  const maps = `migration dataverse -> odoo
    map account -> res.partner {
      when name != null
      key x_source_id = accountid
      name = name  user_id = null
    } else -> mail.message { key x_source_id = accountid }
    map deal -> crm.lead {
      key x_source_id = dealid
      name = title ?? "?"
      type = "Lead"
      partner_id = company else warn "its company is a message"
    }
    test "a company that became a message is nobody's customer" {
      given account { accountid = "a", name = "Kaya" }
      given account { accountid = "b" }
      given deal { dealid = "d1", title = "One", company = "a" }
      given deal { dealid = "d2", title = "Two", company = "b" }
      expect crm.lead { x_source_id = "d1", partner_id.name = "Kaya" }
      expect crm.lead { x_source_id = "d2", partner_id = null }
      expect warn "its company is a message"
    }`;
  const checked = check({
    files: [{ path: 'main.map', text: maps }],
    load: () => null,
    source: SOURCE,
    target: TARGET,
    profile: EMPTY_PROFILE,
  });
  expect(checked.diagnostics.map((one) => one.message)).toEqual([]);
  const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
  expect(failures(await runTests(plan, lowerTests(checked), TARGET))).toEqual([]);
});
