import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';
import { profileOf, SOURCE } from '../support/schemas.ts';

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
