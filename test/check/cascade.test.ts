import { describe, test } from 'vitest';
import { account, expectReport } from './support/check-map.ts';
import { profileOf, SOURCE } from './support/schemas.ts';

/** One mistake gives one diagnostic: what seems to be missing because of it is not told. */
describe('one mistake is told once', () => {
  test('a mistake of syntax in a required line', () => {
    expectReport(
      'map account -> res.partner { key x_source_id = accountid name = «)» user_id = null }',
      'syntax',
    );
  });
  test('a misspelt required field', () => {
    expectReport(
      'map account -> res.partner { key x_source_id = accountid «nam» = name ?? "?" user_id = null }',
      'unknown-field',
    );
  });
  test('a misspelt key', () => {
    expectReport(
      'map account -> res.partner { key «x_source» = accountid name = name ?? "?" user_id = null }',
      'unknown-field',
    );
  });
  test('a key that does not fit, of which nobody knows whether it could be another map’s', () => {
    expectReport(
      `${account()} map Site: account -> res.partner { key x_source_id = «"site:{notes ?? ""}"» name = "?" user_id = null }`,
      'too-long',
    );
  });
  test('a misspelt target, with fields that only its lines read', () => {
    expectReport(account('website = website').replace('res.partner', '«res.partnr»'), 'unknown-entity', {
      profile: profileOf(SOURCE, ['account']),
    });
  });
  test('a misspelt source field, which then seems forgotten', () => {
    const rest = 'drop industry, parent, owner, revenue, notes, since, employees because "later"';
    expectReport(account(`website = «webste» ${rest}`), 'unknown-field', {
      profile: profileOf(SOURCE, ['account']),
    });
  });
  test('a common that is not there, with the required field in it', () => {
    expectReport('map account -> res.partner { use «Naming» }', 'unknown-common');
  });
  test('a common that is not there, with the only lines that read a field', () => {
    expectReport(account('use «Naming»'), 'unknown-common', { profile: profileOf(SOURCE, ['account']) });
  });
  test('a common that is used twice and is not there', () => {
    const other =
      'map contact -> res.partner { key x_source_id = contactid name = last ?? "?" user_id = null use Naming }';
    expectReport(`${account('use «Naming»')}\n${other}`, 'unknown-common');
  });
  test('a line of a common that two maps use', () => {
    const other =
      'map contact -> res.partner { key x_source_id = contactid name = last ?? "?" user_id = null use Naming }';
    expectReport(`common Naming { website = «webste» }\n${account('use Naming')}\n${other}`, 'unknown-field');
  });
  test('a key that may be null, which then could be that of another map', () => {
    const other = 'map contact -> res.partner { key x_source_id = «last» name = last ?? "?" user_id = null }';
    expectReport(`${account()}\n${other}`, 'nullable-required');
  });
  const rest = 'drop industry, parent, owner, revenue, since, employees, notes because "later"';
  test('a misspelt function, with a field that only it reads', () => {
    expectReport(account(`website = «trimm»(website) ${rest}`), 'unknown-function', {
      profile: profileOf(SOURCE, ['account']),
    });
  });
  test('a misspelt lookup, with a field that only it reads', () => {
    expectReport(
      account(`industry_id = «res.partner.industy»[name = website] else null ${rest}`),
      'unknown-name',
      {
        profile: profileOf(SOURCE, ['account']),
      },
    );
  });
  test('a misspelt attribute of a lookup', () => {
    expectReport(
      account(`industry_id = res.partner.industry[«nmae» = website] else null ${rest}`),
      'unknown-field',
      {
        profile: profileOf(SOURCE, ['account']),
      },
    );
  });
  test('a misspelt entity of a match, which is then left out', () => {
    expectReport(
      'map deal -> crm.lead { key x_source_id = dealid name = match company { «acount» a -> "a"  null -> "b" } type = "lead" }',
      'unknown-entity',
    );
  });
  test('a misspelt option in a list', () => {
    expectReport(account('require industry in [«"Farmin"», "Mining"] else warn "odd"'), 'unknown-option');
  });
  test('a misspelt target of a map that others refer to', () => {
    const deal =
      'map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" partner_id = company else null }';
    expectReport(`${account().replace('res.partner', '«res.partnr»')}\n${deal}`, 'unknown-entity');
  });
  test('a table without the `else` that it needs', () => {
    expectReport(
      `table «Stage» : deal.stage -> crm.stage[team_id.name, name] { "New" -> "Sales", "New" }
       map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" stage_id = Stage[stage] }`,
      'table-open',
    );
  });
  test('a required field that nothing fills, and what it is to be made of', () => {
    const lines = account(`website = website ${rest}`).replace('name = name ?? "?" ', '');
    expectReport(lines.replace('res.partner', '«res.partner»'), 'required-unassigned', {
      profile: profileOf(SOURCE, ['account']),
    });
  });
  test('people whose `owners` are missing, wherever they are referred to', () => {
    const person = '(match owner { systemuser u -> u  team -> null  null -> null })';
    expectReport(
      account(`user_id = ${person} website = "x"`)
        .replace('user_id = null ', '')
        .replace('systemuser u -> u', 'systemuser u -> «u»') +
        '\nmap deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" }',
      'no-map-for',
    );
  });
  test('what an import would have declared', () => {
    expectReport(
      `import «"./more.map"»\n${account('use Naming website = shout(website)')}`,
      'import-missing',
    );
  });
});
