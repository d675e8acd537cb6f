import type { Explanation } from './explanation.ts';
import { account, bare, contact, deal, file, ticket } from './maps.ts';

const named = ['name = name ?? "?"', 'user_id = null'] as const;

export const MAPS = {
  'required-unassigned': {
    text: 'The target refuses a record without these fields, and has no default for them. Every record of this map would be rejected at run time; here it is one line.',
    fails: file(bare('map account -> «res.partner»', 'key x_source_id = accountid', 'user_id = null')),
    passes: file(account()),
  },
  'session-default': {
    text: 'What the map leaves out, the target fills from whoever is logged in. After the migration all these records would belong to the migration’s own user. Assign the field, if only null.',
    fails: file(bare('map account -> «res.partner»', 'key x_source_id = accountid', 'name = name ?? "?"')),
    passes: file(account()),
  },
  'not-writable': {
    text: 'The target does not let anybody write this field: it computes it, or fills it itself. What is assigned would be lost or refused. Write the fields that it is made from, or drop the value.',
    fails: file(account('«display_name» = name')),
    passes: file(account('website = website')),
  },
  'create-only': {
    text: 'The target takes this field when a record is made, and refuses changes later. `initial` says so in the map: a second run and a delta leave it alone.',
    fails: file(account('«origin» = name')),
    passes: file(account('initial origin = name')),
  },
  'update-only': {
    text: 'The target refuses this field when a record is made, and takes it afterwards. `later` says so in the map: the record is made first, and the field is written in a second pass.',
    fails: file(ticket('«closed» = true')),
    passes: file(ticket('later closed = true')),
  },
  'option-not-allowed': {
    text: 'The target allows this option only where another field of the record has a certain value. It is a dependent picklist, or one that differs from record type to record type. The map writes both, and the two do not go together. Where the other value is not known before a run, `mapc check` claims nothing.',
    fails: file(ticket('kind = "Inspection"', 'cause = «"Wear"»')),
    passes: file(ticket('kind = "Repair"', 'cause = "Wear"')),
  },
  'assigned-twice': {
    text: 'Two lines write the same field, so one of them would be lost. One may come from a `common` block that the map uses.',
    fails: file(account('website = website', '«website» = name')),
    passes: file(account('website = website ?? name')),
  },
  'key-missing': {
    text: 'The map has no key, so each run would make all its records anew. A key is how a second run, a delta or a rollback finds the record that the first run made. The id of the source, kept in a field of its own in the target, is a good key.',
    fails: file(bare('map account -> «res.partner»', ...named)),
    passes: file(account()),
  },
  'key-not-unique': {
    text: 'The target does not keep this field unique, so several records may hold the same key. A second run could not tell which of them is its own. `provision` makes a field for the key, unique, and rollback takes it away again.',
    fails: file(bare('map account -> res.partner', 'key «name» = accountid', 'user_id = null')),
    passes: file(account()),
  },
  'key-collides': {
    text: 'Two maps write the same entity, and a record of one may get the key of a record of the other. The second would overwrite the first. A word of its own in front of each key keeps them apart, as would the GUIDs of two entities.',
    fails: file(
      account(),
      contact().replace('key x_source_id = contactid', '«key x_source_id = last ?? "none"»'),
    ),
    passes: file(account(), contact().replace('contactid', '"contact:{contactid}"')),
  },
  'key-lossy': {
    text: 'The key is made with a function that loses a part of the value. Two records may then have the same key, and one would overwrite the other. A key takes the whole value; where it is too long for the field, choose a longer field.',
    fails: file(bare('map account -> res.partner', 'key x_source_id = «accountid | truncate(8)»', ...named)),
    passes: file(account()),
  },
  'when-alone': {
    text: 'Records for which this `when` is false are moved by nobody, and no line says that this is meant. `else skip because "…"` says why; `else -> …` gives them another target.',
    fails: file(account('«when website != null»')),
    passes: file(`${account('when website != null')} else skip because "accounts without a website are old"`),
  },
  'key-constant': {
    text: 'A key finds the row of one record again. This one says the same of every record, so that the first would be made and all others rejected. A word of its own at the beginning is right; behind it stands what tells the records apart.',
    fails: file(account().replace('key x_source_id = accountid', 'key x_source_id = «"account"»')),
    passes: file(account().replace('key x_source_id = accountid', 'key x_source_id = "account:{accountid}"')),
  },
  'when-last': {
    text: 'An arm of the chain has no `when`, so it takes every record, and what stands behind it is never reached. The arms are tried in order: those with a `when` first, the one that takes the rest last.',
    fails: file(
      `${account().replace('res.partner', '«res.partner»')} else skip because "accounts without a website are old"`,
    ),
    passes: file(account()),
  },
  'two-guards': {
    text: 'This body has two guards, and a record is asked one question. Two conditions that must both hold are one: `when a and b`. One of them may come from a `common` block that the map uses.',
    fails: file(
      `${account('when website != null', '«when employees > 5»')} else skip because "too small to move"`,
    ),
    passes: file(
      `${account('when website != null and employees > 5')} else skip because "too small to move"`,
    ),
  },
  'proposal-left': {
    text: '`?=` is a line that somebody, or `mapc propose`, suggested and nobody has confirmed. Samples and tests take it; `run` and `provision --apply` refuse. Changing `?=` to `=` is the confirmation, and shows in the diff.',
    fails: file(account('«website ?= website»')),
    passes: file(account('website = website')),
  },
  'lossy-unexplained': {
    text: 'The value loses something on its way, and nobody has written down why that is acceptable. The reason stands in the report of what is lost, which the owner of the data reads before the run.',
    fails: file(account('ref = «website | truncate(20)»')),
    passes: file(account('ref = website | truncate(20) because "20 characters are enough to find it"')),
  },
  'mirrored-field': {
    text: 'The target keeps this field as one with a field of the row that a reference leads to, and cannot hold two values. Odoo does so with the e-mail address and the phone number of a lead and of its customer: written on the lead, they would take the place of the customer’s. A run changes no customer in passing: where the customer has a value, it stands on the lead too, and only where it has none the lead keeps its own. `mapc verify` counts such values and takes them for no differences; `because` says that this is known. Where the value of the source is needed in any case, provision a field for it.',
    fails: file(account(), deal('partner_id = company else null', '«phone» = title')),
    passes: file(
      account(),
      deal(
        'partner_id = company else null',
        'phone = title because "the customer’s number stands where it has one"',
      ),
    ),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
