import { describe, test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';
import { profileOf, SOURCE } from '../support/schemas.ts';

describe('required fields', () => {
  test('each is assigned', () => {
    expectReport(
      'map account -> «res.partner» { key x_source_id = accountid user_id = null }',
      'required-unassigned',
      {
        message: /`name`/,
      },
    );
  });
  test('one that the session would fill is told', () => {
    expectReport(
      'map account -> «res.partner» { key x_source_id = accountid name = "x" }',
      'session-default',
      {
        message: /user_id/,
      },
    );
  });
});

describe('writable fields', () => {
  test('a computed field is not written', () => {
    expectReport(account('«display_name» = name'), 'not-writable', { help: /computes/ });
  });
  test('a field of the moment of creation is `initial`', () => {
    expectReport(account('«origin» = name'), 'create-only', { help: /initial/ });
    expectClean(account('initial origin = name'));
  });
  test('none is written twice', () => {
    expectReport(account('website = website «website» = name'), 'assigned-twice');
  });
});

describe('keys', () => {
  test('every map has one', () => {
    expectReport('map account -> «res.partner» { name = "x" user_id = null }', 'key-missing');
  });
  test('it is unique in the target', () => {
    expectReport(
      'map account -> res.partner { key «ref» = "x" name = "x" user_id = null }',
      'key-not-unique',
    );
  });
  test('it loses nothing', () => {
    expectReport(
      'map account -> res.partner { key x_source_id = «accountid | truncate(8)» name = "x" user_id = null }',
      'key-lossy',
    );
    expectReport(
      'map account -> res.partner { let short = accountid | truncate(8) key x_source_id = «short» name = "x" user_id = null }',
      'key-lossy',
    );
  });
  test('GUIDs of two entities never collide, other keys need a prefix each', () => {
    const contact = (key: string): string =>
      `map contact -> res.partner { «key x_source_id = ${key}» name = "x" user_id = null }`;
    expectClean(`${account()} ${contact('contactid').replace(/[«»]/g, '')}`);
    expectReport(`${account()} ${contact('last ?? "none"')}`, 'key-collides');
    expectReport(
      `map account -> res.partner { key x_source_id = "c:{accountid}" name = "x" user_id = null } ${contact('"c:{contactid}"')}`,
      'key-collides',
    );
    expectClean(
      `map account -> res.partner { key x_source_id = "a:{accountid}" name = "x" user_id = null } ${contact('"c:{contactid}"').replace(/[«»]/g, '')}`,
    );
  });
});

describe('nothing is forgotten', () => {
  const all =
    'website = website drop industry, parent, owner, revenue, notes, since, employees because "later"';
  test('every field with values is read or dropped', () => {
    const profile = profileOf(SOURCE, ['account']);
    expectClean(account(all), { profile });
    expectReport(
      account(all.replace('revenue, ', '')).replace('map account', 'map «account»'),
      'field-forgotten',
      {
        profile,
        message: /`revenue`/,
      },
    );
  });
  test('a field without values may be left out', () => {
    expectClean(account(all.replace('revenue, ', '')), {
      profile: profileOf(SOURCE, ['account'], ['account.revenue']),
    });
  });
  test('every entity with rows is mapped or skipped', () => {
    const profile = profileOf(SOURCE, ['account', 'team']);
    expectReport(account(all), 'entity-forgotten', { profile, message: /team/ });
    expectClean(`${account(all)} skip team because "no counterpart"`, { profile });
  });
  test('what is dropped is not read', () => {
    expectReport(account('website = website drop «website» because "no"'), 'drop-read');
  });
});

describe('guards', () => {
  test('a lone `when` is told', () => {
    expectReport(account('«when website != null»'), 'when-alone');
  });
  test('what stands behind an arm that takes everything is never reached', () => {
    expectReport(
      'map account -> «res.partner» { key x_source_id = accountid name = "x" user_id = null } else skip because "never"',
      'when-last',
    );
  });
});

test('what is not built yet is said, never ignored', () => {
  expectReport(
    `${account()} provision { «map Team: team -> res.partner.category { name = teamid }» }`,
    'not-built',
    { message: /map/ },
  );
});
