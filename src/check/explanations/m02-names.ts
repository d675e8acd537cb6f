import type { Explanation } from './explanation.ts';
import { account, bare, file } from './maps.ts';

const INDUSTRY =
  'table Industry : account.industry -> res.partner.industry[name] {\n  "Mining" -> "Mining"\n  else     -> "Wholesale"\n}';

const TAGS = 'if tags == path {\n  reconcile { counts = 100% }\n}';
const NO_PATH = 'if tags == flat {\n  reconcile { counts = 100% }\n}';

export const NAMES = {
  'unknown-entity': {
    text: 'The system has no entity of this name, at least not in its snapshot. Names are the technical ones of the system (`account`, `res.partner`), with upper and lower case as there. If the entity is new, `mapc discover` brings it into the snapshot.',
    fails: file(
      bare(
        'map «acount» -> res.partner',
        'key x_source_id = accountid',
        'name = name ?? "?"',
        'user_id = null',
      ),
    ),
    passes: file(account()),
  },
  'unknown-field': {
    text: 'The entity has no field of this name in its snapshot. The target’s fields stand left of `=`, the source’s right of it; names are the technical ones, not the labels. If the field is new, `mapc discover` brings it into the snapshot; if the migration needs it in the target, `provision` makes it.',
    fails: file(account('website = «webste»')),
    passes: file(account('website = website')),
  },
  'unknown-name': {
    text: 'Nothing of this name is known at this place. Names are looked for among the parameters, the names given by `let` and `each`, the fields of the record, and the tables, functions and choices of the project. A function sees its parameters only: what it needs of a record is given to it.',
    fails: file(INDUSTRY, account('industry_id = «Industy»[industry]')),
    passes: file(INDUSTRY, account('industry_id = Industry[industry]')),
  },
  'unknown-function': {
    text: 'There is no function of this name, neither in the standard library nor in this project. A function of one’s own is declared with `fn`.',
    fails: file(account('website = website | «trimm»')),
    passes: file(account('website = website | trim')),
  },
  'unknown-common': {
    text: '`use` takes over the lines of a `common` block, and there is none of this name. The block may stand in any file of the project, above or below its use.',
    fails: file('common Address {\n  website = website\n}', account('use «Adress»')),
    passes: file('common Address {\n  website = website\n}', account('use Address')),
  },
  'unknown-map': {
    text: 'There is no map of this name, and no entity of the target. What stands behind `as` says through which map a reference is followed: it is the name of a map (`map Site: account -> …`) or an entity that a map writes.',
    fails: file(account('parent_id = parent as «res.partnr» else null')),
    passes: file(account('parent_id = parent as res.partner else null')),
  },
  shadowing: {
    text: 'A new name would hide one that is visible here already. A reader could no longer tell which of the two is meant, so one of them takes another name.',
    fails: file(account('let «website» = name ?? "none"')),
    passes: file(account('let title = name ?? "none"', 'website = title')),
  },
  'use-recursive': {
    text: 'A `common` block uses itself, directly or through another one, so its lines would never come to an end. Taking out the `use` that closes the circle mends it.',
    fails: file('common Address {\n  website = website\n  use «Address»\n}', account('use Address')),
    passes: file('common Address {\n  website = website\n}', account('use Address')),
  },
  'fn-recursive': {
    text: 'A function calls itself, directly or through another one. Functions are unfolded where they are called, so that every value is known to come to an end; one that calls itself cannot be. Lists are worked through with `each`, `where` and `join` instead.',
    fails: file('fn «shown»(t: text?): text = shown(t) ?? "?"', account('website = shown(name)')),
    passes: file('fn shown(t: text?): text = t ?? "?"', account('website = shown(name)')),
  },
  'unknown-choice': {
    text: 'A choice names its options, and this is none of them. Left alone, a condition on it would silently be false for ever.',
    fails: file('choice tags : flat | path = «pth» because "crm.tag has no parent"', TAGS, account()),
    passes: file('choice tags : flat | path = path because "crm.tag has no parent"', TAGS, account()),
  },
  'choice-unused': {
    text: 'A choice is declared, and no `if` asks which of its options was taken. Changing it would change nothing, though a reader believes that it does. Either an `if` follows the choice, or it is a decision that needs no words here.',
    fails: file('choice «tags» : flat | path = path because "crm.tag has no parent"', account()),
    passes: file('choice tags : flat | path = path because "crm.tag has no parent"', TAGS, account()),
  },
  'options-alike': {
    text: 'Two or more options of a choice are named by no `if`, so whichever of them is chosen, the maps do the same. One option may go without a name: it is what the `else` does. A second one either lacks an `if` of its own, or is one option too many.',
    fails: file(
      'choice tags : flat | path | «none» = path because "crm.tag has no parent"',
      NO_PATH,
      account(),
    ),
    passes: file(
      'choice tags : flat | path | none = path because "crm.tag has no parent"',
      NO_PATH,
      'if tags == none {\n  reconcile { counts = 100% }\n}',
      account(),
    ),
  },
  'branch-dead': {
    text: 'One side of this `if` is never taken, whatever is chosen and whatever the systems have. Its facts exclude each other, or one of them always holds, also together with the `if`s around it. Often an `and` stands where an `or` was meant, or the name of another option.',
    fails: file(
      'choice tags : flat | path | none = path because "crm.tag has no parent"',
      'if «tags == path and tags == flat» {\n  reconcile { counts = 100% }\n}',
      account(),
    ),
    passes: file(
      'choice tags : flat | path | none = path because "crm.tag has no parent"',
      'if tags == path or tags == flat {\n  reconcile { counts = 100% }\n}',
      account(),
    ),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
