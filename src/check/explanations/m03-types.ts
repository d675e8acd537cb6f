import type { Explanation } from './explanation.ts';
import { account, bare, contact, deal, file } from './maps.ts';

const message = (line: string): string => bare('map deal -> mail.message', 'key x_source_id = dealid', line);

export const TYPES = {
  'type-mismatch': {
    text: 'The field takes another type of value than it is given. Nothing is converted in silence, because a conversion can lose or change something: it is written out as a function, such as `html(…)`, `int(…)` or `label(…)`.',
    fails: file(account('comment = «notes»')),
    passes: file(account('comment = html(notes)')),
  },
  'too-long': {
    text: 'The source allows longer texts than the target holds. Some systems cut what is too long, others refuse the record. Say here which it shall be: `truncate` cuts, with the reason in `because`; or map the value to a longer field.',
    fails: file(account('ref = «website»')),
    passes: file(account('ref = website | truncate(20) because "20 characters are enough to find it"')),
  },
  'unknown-option': {
    text: 'The field takes one of a fixed list of options, and this is none of them. Options are written by their label in the snapshot’s language, or by their value where two labels are alike.',
    fails: file(
      bare(
        'map deal -> crm.lead',
        'key x_source_id = dealid',
        'name = title ?? "?"',
        'type = «"oportunity"»',
      ),
    ),
    passes: file(deal()),
  },
  'nullable-required': {
    text: 'The target needs a value in this field, and the source allows it to be empty. A required field that is empty is refused; a key that is empty finds nothing again. Say what stands there then (`?? "…"`), or keep such records out with `require … != null else reject "…"`.',
    fails: file(
      bare('map account -> res.partner', 'key x_source_id = accountid', 'name = «name»', 'user_id = null'),
    ),
    passes: file(account()),
  },
  'nullable-text': {
    text: 'A text is put together from values, and one of them can be empty. What would stand in its place is a guess (nothing? a dash?), so the map says it: `{website ?? ""}`.',
    fails: file(account('website = "https://{«website»}"')),
    passes: file(account('website = "https://{website ?? ""}"')),
  },
  'unhandled-failure': {
    text: 'Something can go wrong with this value, and the map does not say what happens then. A lookup may find no row, or several (*none*, *several*); a text may not be a number (*convert*); a reference may lead to a record that is not there (*dangling*). `else` answers: with another value (`else null`), a note in the report (`else warn "…"`), a person (`else queue`), or by leaving the record out (`else reject "…"`).',
    fails: file(account('parent_id = «parent»')),
    passes: file(account('parent_id = parent else warn "the parent account is missing"')),
  },
  'not-comparable': {
    text: 'The two sides are of types that are never equal and have no order between them. One of them is converted first, or the comparison is with another field.',
    fails: file(account('is_company = «name == 3»')),
    passes: file(account('is_company = employees == 3')),
  },
  'not-a-condition': {
    text: 'A condition must be true or false: there is no rule by which other values count as one of them. To ask whether a value is there, compare it with null.',
    fails: file(account('is_company = if «name» then true else false')),
    passes: file(account('is_company = if name != null then true else false')),
  },
  'wrong-operand': {
    text: 'The operator has no meaning for a value of this type. Arithmetic takes numbers, `and` and `or` take true or false, `in` takes a list on its right. Texts are put together inside quotes: `"{first} {last}"`.',
    fails: file(contact('website = «first» + last')),
    passes: file(contact('website = "{first ?? ""} {last ?? ""}"')),
  },
  'wrong-arguments': {
    text: 'The function is given other arguments than it takes: too many, too few, or of another type. A value before `|` is the first argument.',
    fails: file(account('website = «website | replace("http:")»')),
    passes: file(account('website = website | replace("http:", "https:")')),
  },
  'branches-differ': {
    text: 'The branches give values of different types, so the whole has none. Every branch of `if`, `match`, `??` and every item of a list must fit the same place; null fits everywhere.',
    fails: file(account('employees = «if name == null then "none" else employees»')),
    passes: file(account('employees = if name == null then 0 else employees')),
  },
  'match-incomplete': {
    text: 'A `match` names every case, so that no value is left without an answer. An option that the source adds later is then found by this check, not by a run. Null is a case of its own where the value can be empty.',
    fails: file(
      bare(
        'map deal -> crm.lead',
        'key x_source_id = dealid',
        'name = title ?? "?"',
        'type = «match status { "Open" -> "lead"  "Won" -> "opportunity" }»',
      ),
    ),
    passes: file(
      bare(
        'map deal -> crm.lead',
        'key x_source_id = dealid',
        'name = title ?? "?"',
        'type = match status { "Open" -> "lead"  "Won" -> "opportunity"  else -> "lead" }',
      ),
    ),
  },
  'no-members': {
    text: 'A dot walks from a reference to a field of the record that it leads to, or into a nested record. This value is neither. Functions take a value apart: `host(website)`.',
    fails: file(account('website = website.«host»')),
    passes: file(account('website = host(website)')),
  },
  'ambiguous-reference': {
    text: 'The reference can lead to records of several entities, which have different fields. `match` takes the cases apart, and says for each what is read.',
    fails: file(contact('website = company.«website»')),
    passes: file(
      contact('website = match company { account a -> a.website  contact -> null  null -> null } else null'),
    ),
  },
  'not-a-pair': {
    text: '`ref(…)` gives two values, the model and the id of the row that a record became. Both are written at once, into the field that names the model and the one that holds the id; an id alone could point into any model.',
    fails: file(account(), message('res_id = «ref(company) else null»')),
    passes: file(account(), message('model, res_id = ref(company) else null')),
  },
  'pair-expected': {
    text: 'Two fields on the left are filled by one value only where that value is a pair, and only `ref(…)` gives one. Two values that have nothing to do with each other are assigned on two lines.',
    fails: file(account(), message('model, res_id = «company»')),
    passes: file(account(), message('model, res_id = ref(company) else null')),
  },
  'not-a-list': {
    text: '`+=` adds to what a list holds and takes nothing away. A field that holds one value is assigned with `=`.',
    fails: file(account('«website += website»')),
    passes: file(account('website = website')),
  },
  'else-needless': {
    text: 'Nothing can go wrong with this value, so its `else` would never be used, and a reader would think that something can. A value that may be empty is not a failure: `??` says what stands in its place.',
    fails: file(account('website = «website else null»')),
    passes: file(account('website = website ?? "none"')),
  },
  'create-needs-lookup': {
    text: '`else create` makes the row that a lookup searched for and did not find, with the values that it searched by. A reference to a record of the source has no such values: the record is moved by a map of its own. Where it may lead nowhere, a row that stands in for it has a key of its own: `else create { key … = … }`.',
    fails: file(account('parent_id = parent else «create»')),
    passes: file(account('parent_id = parent else null')),
  },
  'nullable-argument': {
    text: 'The function declares that this parameter is never empty, and the value can be. Say what is given instead with `??`, or let the function take an empty value by writing a `?` behind the type.',
    fails: file('fn shout(t: text): text = t | upper', account('website = shout(«website»)')),
    passes: file('fn shout(t: text): text = t | upper', account('website = shout(website ?? "")')),
  },
  'wrong-literal': {
    text: 'The text should name a time zone, a language, a regular expression or a format, and does not, or it is not written out. Such texts stand in the map itself, so that a slip shows before anything runs. Regular expressions are those of RE2, which are fast on any text.',
    fails: file(account('website = website | replace_pattern(«"(https?://"», "")')),
    passes: file(account('website = website | replace_pattern("^https?://", "")')),
  },
  'number-rounded': {
    text: 'The number has more digits than its place can hold, and would become another one in silence. Whole numbers are exact up to 9007199254740991 (2⁵³ − 1), numbers with a floating point to 15 to 17 digits. Decimals and texts keep every digit.',
    fails: file(account('employees = «9007199254740993»')),
    passes: file(account('employees = 9007199254740991')),
  },
} as const satisfies Readonly<Record<string, Explanation>>;
