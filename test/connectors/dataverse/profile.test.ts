import { expect, it, onTestFinished } from 'vitest';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Profile } from '../../../src/schema/model.ts';
import { profileToText } from '../../../src/schema/profile-text.ts';

const sandbox = await startDataverseSandbox({ pageSize: 500 });
const source = createDataverseSource(sandbox);
const profile: Profile = await source.profile(await source.discover(null), '2024-03-04');
await source.close();

it('the profile of the sandbox says what the values are like', () => {
  onTestFinished(async () => await sandbox.close());
  const { contact, account, lead } = profile.entities;
  // One of them is no address.
  expect(contact?.fields?.emailaddress1?.patterns).toEqual({
    email: (contact?.filled.emailaddress1 ?? 0) - 1,
  });
  expect(contact?.fields?.new_nhsnumber?.patterns).toEqual({ 'nhs-number': contact?.filled.new_nhsnumber });
  expect(contact?.fields?.new_nhsnumber?.shapes).toEqual(['9999999999', '999 999 9999']);
  expect(contact?.fields?.birthdate?.years).toBeUndefined();
  expect(Object.keys(contact?.fields?.parentcustomerid?.targets ?? {})).toEqual(['account', 'contact']);
  expect(account?.fields?.statecode?.options?.map(({ value }) => value)).toEqual([0, 1]);
  expect(account?.fields?.revenue).toMatchObject({ scale: expect.any(Number), range: { max: 90_000_000 } });
  expect(account?.fields?.name?.length?.max).toBe(160);
  expect(lead?.fields?.createdon?.years).toEqual({ min: 2018, max: 2024 });
});

it('and quotes none of its people', () => {
  const text = profileToText(profile);
  const PERSONAL =
    /^(?:(?:first|last|full|middle|company)?name|emailaddress\d?|internalemailaddress|domainname|windowsliveid|(?:mobile|tele)phone\d?|fax|new_nhsnumber|birthdate|address1_.*|description|subject|location|websiteurl|.*id)$/;
  const values = new Set<string>();
  for (const entity of Object.keys(profile.entities)) {
    for (const row of sandbox.rows(entity)) {
      for (const [name, value] of Object.entries(row))
        if (PERSONAL.test(name) && typeof value === 'string' && value !== '') values.add(value);
    }
  }
  expect(values.size).toBeGreaterThan(5_000);
  const quoted = new Set([...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([word]) => JSON.parse(word)));
  expect([...values].filter((value) => quoted.has(value))).toEqual([]);
  // Long ones not inside of others either.
  expect([...values].filter((value) => value.length > 8 && text.includes(value))).toEqual([]);
});
