import type { Explanation } from './explanation.ts';
import { account, file } from './maps.ts';
import { profileOf, SOURCE } from './schemas.ts';

const quiet = ['industry', 'parent', 'owner', 'revenue', 'since', 'employees', 'website'].map(
  (field) => `account.${field}`,
);

export const COMPLETENESS = {
  'field-forgotten': {
    text: 'Discovery saw values in these fields, and no map reads or drops them: the data would stay behind and nobody would know. Assign them, or write `drop … because "…"`; the reason stands in the report of what is left.',
    fails: file(account().replace('account', '«account»')),
    passes: file(account('drop notes because "unused since 2019"')),
    profile: profileOf(SOURCE, ['account'], quiet),
  },
  'entity-forgotten': {
    text: 'Discovery saw records of this entity, and no map, `skip` or `manual` speaks of it. What does not move is a decision, too, and has its reason in the map.',
    fails: file(account('drop notes because "unused since 2019"')).replace(
      'migration dataverse -> odoo',
      '«migration dataverse -> odoo»',
    ),
    passes: file(
      account('drop notes because "unused since 2019"'),
      'skip team because "teams are set up by hand"',
    ),
    profile: profileOf(SOURCE, ['account', 'team'], quiet),
  },
  'drop-read': {
    text: 'The map says that this field is left behind, and reads it all the same. One of the two is out of date: take the name out of `drop`, or the line that reads it.',
    fails: file(account('website = website', 'drop «website» because "unused since 2019"')),
    passes: file(account('website = website')),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
