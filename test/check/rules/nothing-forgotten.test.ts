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
test('what is put together of others is read in their place', () => {
  const contact = SOURCE.entities.contact;
  const [first, last] = [contact?.fields.first, contact?.fields.last];
  if (contact === undefined || first === undefined || last === undefined)
    throw new Error('contacts have names');
  const fields = {
    ...contact.fields,
    whole: { ...last, name: 'whole', companionOf: 'last' },
    first: { ...first, part: 'whole' },
    last: { ...last, part: 'whole' },
  };
  const source = { ...SOURCE, entities: { ...SOURCE.entities, contact: { ...contact, fields } } };
  const profile = profileOf(source, ['contact']);
  const map = (name: string): string =>
    `map «contact» -> res.partner { key x_source_id = contactid name = ${name} ?? "?" user_id = null drop company because "no" }`;
  expectClean(map('whole').replace(/[«»]/g, ''), { source, profile });
  expectReport(map('last'), 'field-forgotten', { source, profile, message: /^`first` of/ });
});
test('every entity with rows is mapped or skipped', () => {
  const profile = profileOf(SOURCE, ['account', 'team']);
  expectReport(account(all), 'entity-forgotten', { profile, message: /team/ });
  expectClean(`${account(all)} skip team because "no counterpart"`, { profile });
});
test('what is dropped is not read', () => {
  expectReport(account('website = website drop «website» because "no"'), 'drop-read');
});
