import { describe, expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

const lead = (value: string): string =>
  `${account()} map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" partner_id = ${value} }`;
const create = (body: string): string => `company else create { ${body} }`;

describe('a row that stands in for a record that is not there', () => {
  test('is known by the key that is said', () => {
    const { program } = expectClean(
      `${account()} map deal -> crm.lead {
         key x_source_id = dealid  name = title ?? "?"  type = "lead"
         require company != null else reject "no company"
         partner_id = ${create('key x_source_id = "gone:{company.id}"  name = "Gone"')}
       }`,
    );
    const arm = program.maps.at(-1)?.arms[0];
    const value = arm?.kind === 'write' ? arm.assignments.at(-1)?.value.expr : undefined;
    expect(value).toMatchObject({
      op: 'else',
      handlers: [{ kind: 'create', entity: 'res.partner', key: ['x_source_id'] }],
    });
  });

  test('has a key', () => {
    expectReport(lead('company else «create { name = "Gone" }»'), 'create-needs-lookup', { help: /key/ });
  });

  test('has one that the target keeps unique, that loses nothing and that is there', () => {
    expectReport(lead(create('key «ref» = "x"  name = "Gone"')), 'key-not-unique');
    expectReport(lead(create('key x_source_id = «truncate("abc", 2)»  name = "Gone"')), 'key-lossy');
    expectReport(lead(create('key x_source_id = «stage»  name = "Gone"')), 'nullable-required');
  });

  test('has what a row cannot be without', () => {
    expectReport(lead('company else «create { key x_source_id = "x" }»'), 'required-unassigned');
  });

  test('is of another entity than the map makes', () => {
    expectReport(
      account('parent_id = parent else create { key «x_source_id» = "x"  name = "Gone" }'),
      'lookup-own-target',
    );
  });

  test('behind a lookup what is looked for is the key', () => {
    expectReport(
      account('industry_id = res.partner.industry[name = notes] else create { «key name = "x"» } else null'),
      'not-allowed-here',
    );
  });
});

test('what is asked by is not null where nothing is found', () => {
  expectClean(account('industry_id = res.partner.industry[name = notes] else warn "no {notes}"'));
  expectReport(
    account('industry_id = res.partner.industry[name = notes] else warn "no {«website»}"'),
    'nullable-text',
  );
  expectReport(
    account(`industry_id = (if name == "x" then res.partner.industry[name = notes]
      else res.partner.industry[name = website]) else warn "{«notes»}"`),
    'nullable-text',
  );
});

test('`else create` makes a row that discovery did not see', () => {
  expectReport(account('industry_id = «res.partner.industry[name = "Fishing"]» else null'), 'row-missing');
  expectClean(account('industry_id = res.partner.industry[name = "Fishing"] else create else null'));
});

test('an `else` for a row that discovery saw is not needless: rows come and go', () => {
  expectClean(account('industry_id = res.partner.industry[name = "Mining"] else null'));
  expectClean(account('industry_id = res.partner.industry[name = "Mining"]'));
  expectReport(account('website = «name else null»'), 'else-needless');
});
