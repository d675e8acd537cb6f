import type { Explanation } from './explanation.ts';
import { account, file } from './maps.ts';

const test = (...steps: readonly string[]): string =>
  `test "a person of a company" {\n${steps.map((step) => `  ${step}\n`).join('')}}`;

export const TESTS = {
  'test-reference': {
    text: 'The reference can lead to records of several entities, and no record of the test has this id. Which entity an id belongs to is known from the records that the test gives. Give the record, with its id at least.',
    fails: file(account(), test('given contact { contactid = "c1", company = «"a1"» }')),
    passes: file(
      account(),
      test('given account { accountid = "a1" }', 'given contact { contactid = "c1", company = "a1" }'),
    ),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
