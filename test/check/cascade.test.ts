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
});
