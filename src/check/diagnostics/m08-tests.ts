import { entry } from './entry.ts';

/** M08: tests. */
export const TESTS = {
  'test-reference': entry(
    'M0801',
    'error',
    (p: { id: string; entities: string }) =>
      `the test gives no record with the id "${p.id}" among ${p.entities}`,
    (p) =>
      `add the record to the test: \`given … { … = "${p.id}" }\`; one that is not to be there is written \`"entity:${p.id}"\``,
  ),
} as const;
