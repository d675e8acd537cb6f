/**
 * Files of which nothing moves: the columns of the hand-off, which are for people. Tests of maps do not reach them; what
 * they say is held by `test/e2e/golden/handoff.md`.
 */
export const INVENTORIES: readonly { readonly project: string; readonly file: string }[] = [
  { project: 'specs/function365-odoo', file: 'processes.map' },
];

/** Mutants that neither `check` nor a test tells, each with the reason why that is right. */
export const SURVIVORS: readonly {
  readonly project: string;
  readonly kind: string;
  /** A part of the place. */
  readonly place: string;
  readonly because: string;
}[] = [
  {
    project: 'specs/function365-odoo',
    kind: 'a reference of the target leads to another entity',
    place: 'mail.activity.res_model_id',
    because: 'which entity of a target holds its models is a fact of the connector, not of the schema model',
  },
  {
    project: 'specs/function365-odoo',
    kind: 'a value of a table of texts is misspelt',
    place: 'else -> "?"',
    because: 'any code that no country has says the same',
  },
  {
    project: 'specs/function365-odoo',
    kind: 'a text is another one',
    place: 'CountryCode[address1_country]',
    because:
      'the warning is only told of a country that was typed, so that what stands for none is never seen',
  },
  {
    project: 'specs/function365-odoo',
    kind: 'a key is a field like any other',
    place: 'key partner_id = who',
    because: 'whether several fields together tell records apart, only the records say',
  },
  {
    project: 'specs/function365-odoo',
    kind: 'a common is no longer used',
    place: 'use Parties',
    because: 'what it named is missed, and told, where it is used: in another common',
  },
  ...['match partyid', 'match p.partyid', 'match objectid', 'match who', 'match r {'].map((place) => ({
    project: 'specs/function365-odoo',
    kind: 'an arm of a match is cut',
    place,
    because: 'its `else` takes what the arm did; the tests of the project miss the arm',
  })),
  {
    project: 'specs/function365-odoo',
    kind: 'an arm of a match is cut',
    place: '⟨task -> null⟩',
    because: 'nobody takes part in a task there, and the `else` behind the match would take one',
  },
  ...['workflow.', 'sdkmessageprocessingstep.', 'role.'].map((place) => ({
    project: 'specs/function365-odoo',
    kind: 'a field of the source that a map reads is of another type',
    place,
    because: 'a column of the hand-off shows a value of any type',
  })),
  {
    project: 'examples/northwind',
    kind: 'a field is no longer written',
    place: 'user_id = null',
    because: 'a new row has no salesperson either; the example shows no row that had one before',
  },
  {
    project: 'examples/northwind',
    kind: 'an entity is no longer skipped',
    place: 'skip categories',
    because: 'what other maps read is folded into them, and need not be skipped: the line is for the reader',
  },
  {
    project: 'examples/northwind',
    kind: 'a `??` is cut',
    place: 'expected_revenue = lines',
    because: 'a line without a price or a quantity adds nothing to the sum, as null or as zero',
  },
  {
    project: 'examples/northwind',
    kind: 'an `initial` is cut',
    place: 'initial ',
    because: 'three examples show a first run; a second one is shown by Function 365',
  },
  {
    project: 'examples/northwind',
    kind: 'a text is another one',
    place: 'comment = html(',
    because: 'the companies of the examples have contacts: what stands for none is not shown',
  },
  {
    project: 'examples/northwind',
    kind: 'a text is another one',
    place: 'country_id = Country[Country ?? "none"]',
    because: 'any word that is no country says the same',
  },
  ...['an entry of an open table is cut', 'a key of a table is misspelt'].map((kind) => ({
    project: 'examples/northwind',
    kind,
    place: '" -> "',
    because:
      'three of the twenty-five countries are shown; a customer of another one would be rejected, not corrupted',
  })),
  {
    project: 'examples/northwind',
    kind: 'two values of a table are swapped',
    place: 'Country: ',
    because:
      'three of the twenty-five countries are shown: whoever needs the table to be right lists them all',
  },
];
