import { entry } from './entry.ts';

/** M07: completeness. */
export const COMPLETENESS = {
  'field-forgotten': entry(
    'M0701',
    'error',
    (p: { entity: string; fields: string; count: number }) =>
      `${p.fields} of \`${p.entity}\` ${p.count === 1 ? 'is' : 'are'} neither read nor dropped`,
    'assign what is wanted, and drop the rest: `drop … because "…"`',
  ),
  'entity-forgotten': entry(
    'M0702',
    'error',
    (p: { entity: string; rows: string }) => `\`${p.entity}\` (${p.rows}) is neither mapped nor skipped`,
    (p) => `write \`map ${p.entity} -> … { … }\`, or \`skip ${p.entity} because "…"\``,
  ),
  'drop-read': entry(
    'M0703',
    'error',
    (p: { field: string }) => `\`${p.field}\` is dropped here, and read elsewhere in the same map`,
    'take the name out of `drop`, or take out the line that reads it',
  ),
} as const;
