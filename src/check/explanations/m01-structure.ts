import type { Explanation } from './explanation.ts';
import { account, file } from './maps.ts';

export const STRUCTURE = {
  syntax: {
    text: 'The text does not follow the grammar of the language. The place is the first at which it could not go on as it does; what is missing may stand just before. The line takes no part in the other checks until it can be read, so other findings in the same map may go away with it.',
    fails: file(account('website «host»(website)')),
    passes: file(account('website = host(website)')),
  },
  'import-missing': {
    text: 'The file that is imported cannot be found. The path counts from the folder of the file that imports it, and its letters must match in upper and lower case too.',
    fails: file('import «"./tabels.map"»', account()),
    passes: file('import "./tables.map"', account('use Address')),
    files: { './tables.map': 'common Address {\n  website = website\n}\n' },
  },
  'migration-missing': {
    text: 'No file says which system moves into which. One file of the project begins with `migration source -> target`; the maps below it, and those of the files that it imports, are checked between these two.',
    fails: `«»${account()}\n`,
    passes: file(account()),
  },
  'migration-twice': {
    text: 'Two files say `migration`. A project moves one system into one other, and says so in one place: the main file. Files that are imported hold declarations only.',
    fails: file('import "./people.map"', account()),
    passes: file('import "./common.map"', account('use Address')),
    files: {
      './people.map': '«migration dataverse -> odoo»\n\nskip team because "teams are set up by hand"\n',
      './common.map': 'common Address {\n  website = website\n}\n',
    },
  },
  'declared-twice': {
    text: 'Two declarations have the same name, so a reference to it could mean either. Maps without a name are known by their source and target: a second map between the same two needs a name of its own, written before the source (`map Site: account -> res.partner`).',
    fails: file(
      'common Address {\n  website = website\n}',
      'common «Address» {\n  employees = employees\n}',
      account('use Address'),
    ),
    passes: file(
      'common Address {\n  website = website\n}',
      'common Size {\n  employees = employees\n}',
      account('use Address', 'use Size'),
    ),
  },
  'text-not-plain': {
    text: 'This text is read by people and compared by tools before any record exists, so no value of a record can stand in it. Reasons, labels and titles are such texts. The messages of `reject` and `warn` are made for one record, and may hold `{…}`.',
    fails: file(account('drop notes because «"written by {name}"»')),
    passes: file(account('drop notes because "written by the old system"')),
  },
  'not-allowed-here': {
    text: 'What is written has a meaning elsewhere in a map, but none at this place. The records of a test and the rows of `provision`, for example, are plain values, so that a person can read off what will be there.',
    fails: file(
      account(),
      'test "a small farm" {\n  given account { accountid = "a1", employees = «1 + 1» }\n}',
    ),
    passes: file(account(), 'test "a small farm" {\n  given account { accountid = "a1", employees = 2 }\n}'),
  },
  'reason-empty': {
    text: 'The reason is an empty text, or a word that only holds its place. A reason is read by those who approve the map, and again years later by those who ask where a value has gone. A few words are enough.',
    fails: file(account('drop notes because «""»')),
    passes: file(account('drop notes because "unused since 2019"')),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
