import { describe, expect, test } from 'vitest';
import { DIAGNOSTICS, type DiagnosticName } from '../../src/check/diagnostics/index.ts';
import { checkExample, EXPLANATIONS, exampleFiles } from '../../src/check/explanations/index.ts';
import { applyEdits, type Diagnostic } from '../../src/check/index.ts';
import { type Fix, parse, print, type SourceText } from '../../src/language/index.ts';
import { account, checkText } from './support/check-map.ts';

/** What a fix leaves for the author to write or to decide, by diagnostic and title; all others leave nothing. */
const LEFT: Readonly<Record<string, DiagnosticName>> = {
  'too-long: keep the first 20 characters, and say why': 'reason-empty',
  'lossy-unexplained: say why': 'reason-empty',
  'mirrored-field: say why': 'reason-empty',
  'when-alone: skip the others, and say why': 'reason-empty',
  'field-forgotten: leave them behind, and say why': 'reason-empty',
  'entity-forgotten: leave it behind, and say why': 'reason-empty',
  // The example matches into a required field: what stands for the options left out is the author's to say.
  'match-incomplete: give null for all others': 'nullable-required',
  // The name was the key, and is required as well.
  'key-not-unique: write it into `x_source_id`': 'required-unassigned',
};

/** Where no edit or few would mend it: what is meant is known to the author only, or the mistake is elsewhere. */
const WITHOUT: readonly DiagnosticName[] = [
  'syntax',
  'import-missing',
  'declared-twice',
  'not-allowed-here',
  'reason-empty',
  'shadowing',
  'fn-recursive',
  'wrong-arguments',
  'branches-differ',
  'table-ambiguous',
  'table-arity',
  'when-last',
  'no-map-for',
  'lookup-own-target',
  'map-splits',
  'provision-early',
  'wrong-literal',
  'number-rounded',
  // What nothing follows is either taken out or asked for.
  'choice-unused',
  'options-alike',
  'branch-dead',
];

const names = Object.keys(DIAGNOSTICS) as DiagnosticName[];

function applied(files: readonly SourceText[], fix: Fix): readonly SourceText[] {
  const changed = applyEdits(files, fix.edits);
  return files.map((file) => changed.find(({ path }) => path === file.path) ?? file);
}

const told = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ name }) => name);

const found = names.flatMap((name) => {
  const { diagnostics, files } = checkExample(EXPLANATIONS[name], exampleFiles(EXPLANATIONS[name], 'fails'));
  return diagnostics.flatMap(({ fixes }) => fixes.map((fix) => ({ name, fix, files })));
});

describe('every fix of the examples, applied and checked again', () => {
  test.each(found.map((one) => [`${one.name}: ${one.fix.title}`, one] as const))(
    '%s',
    (title, { name, fix, files }) => {
      const after = applied(files, fix);
      expect(told(checkExample(EXPLANATIONS[name], after).diagnostics)).toEqual(
        LEFT[title] === undefined ? [] : [LEFT[title]],
      );
      // Nothing is left for the author behind a fix that nobody looks at.
      if (fix.safety === 'safe') expect(LEFT[title]).toBeUndefined();
    },
  );

  test('all diagnostics have one, but for those that are listed', () => {
    const without = names.filter((name) => !found.some((one) => one.name === name));
    expect(without.sort()).toEqual([...WITHOUT].sort());
  });

  test('what is left for the author is written by a fix', () => {
    const titles = found.map(({ name, fix }) => `${name}: ${fix.title}`);
    expect(Object.keys(LEFT).filter((title) => !titles.includes(title))).toEqual([]);
  });

  test.each(found.map((one) => [`${one.name}: ${one.fix.title}`, one] as const))(
    'keeps the lines as they are written: %s',
    (_, { fix, files }) => {
      for (const file of applied(files, fix)) {
        const read = parse(file);
        expect(read.errors).toEqual([]);
        // Marks may have to be lined up again, and long lines to be folded; indents and line breaks stay.
        const shape = (text: string): string =>
          text.replace(/ +(?==|->|because)/g, ' ').replace(/= +/g, '= ');
        expect(shape(print(read.file, file))).toBe(shape(file.text));
      }
    },
  );
});

const lead = (lines: string): string =>
  `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "opportunity" ${lines} }`;
const industry = (entries: string): string =>
  `table Industry : account.industry -> res.partner.industry[name] {\n${entries}}\n`;
const person =
  'map contact -> res.partner { key x_source_id = contactid name = last ?? "?" user_id = null }\n';

/** Each fix that is shown here, of the one diagnostic that the map gives, leaves nothing. */
describe('other fixes', () => {
  test.each([
    [
      'a day',
      account('since = "2024-01-31"'),
      'date "2024-01-31"',
      'safe',
      account('since = date "2024-01-31"'),
    ],
    ['a number in quotes', account('employees = "5"'), '`5`', 'safe', account('employees = 5')],
    ['a number for a text', account('ref = 5'), '"5"', 'safe', account('ref = "5"')],
    ['a truth in quotes', account('is_company = "true"'), '`true`', 'safe', account('is_company = true')],
    [
      'another case',
      lead('').replace('"opportunity"', '"OPPORTUNITY"'),
      'Opportunity',
      'safe',
      lead('').replace('"opportunity"', '"Opportunity"'),
    ],
    [
      'an option in a text',
      account('website = "{industry ?? "Retail"}"').replace('industry ?? "Retail"', 'industry ?? "Mining"'),
      'people see',
      'maybe',
      account('website = "{label(industry ?? "Mining")}"'),
    ],
    [
      'a number in a text',
      account('website = "{employees}"'),
      'leave the place empty',
      'maybe',
      account('website = "{if employees == null then "" else "{employees}"}"'),
    ],
    [
      'a number as a text',
      account('website = employees'),
      'into a text',
      'maybe',
      account('website = if employees == null then null else "{employees}"'),
    ],
    [
      'a text as a number',
      account('employees = name'),
      'int(…)',
      'maybe',
      account('employees = int(name) else null'),
    ],
    [
      'a pipe that may be null',
      account('website = "{website | trim}"'),
      '?? ""',
      'maybe',
      account('website = "{(website | trim) ?? ""}"'),
    ],
    [
      'a required pipe',
      account('').replace('name ?? "?"', 'name | trim'),
      '?? "?"',
      'maybe',
      account('').replace('name ?? "?"', '(name | trim) ?? "?"'),
    ],
    [
      'a walk in a condition',
      lead('require company.name == "x" else warn "no"'),
      'leave it empty',
      'maybe',
      lead('require (company.name == "x" else false) else warn "no"'),
    ],
    [
      'a lookup',
      account('industry_id = res.partner.industry[name = name]'),
      'make the row',
      'maybe',
      account(
        'industry_id = res.partner.industry[name = name] else create else reject "no res.partner.industry was found"',
      ),
    ],
    [
      'an else for a null',
      account('website = website else "none"'),
      '??',
      'maybe',
      account('website = website ?? "none"'),
    ],
    [
      'an else too many',
      account('parent_id = parent else null else null'),
      'take it out',
      'safe',
      account('parent_id = parent else null'),
    ],
    [
      'a line twice',
      account('website = website\n website = website'),
      'second one',
      'safe',
      account('website = website'),
    ],
    [
      'an entry twice',
      `${industry('"Farming" -> "Mining"\n"Farming" -> "Mining"\nelse -> "Mining"\n')}${account('')}`,
      'second one',
      'safe',
      `${industry('"Farming" -> "Mining"\nelse -> "Mining"\n')}${account('')}`,
    ],
    [
      'a declaration twice',
      `common A { website = website }\ncommon A { website = website }\n${account('use A')}`,
      'second one',
      'safe',
      `common A { website = website }\n${account('use A')}`,
    ],
    [
      'options of the same name',
      `table Type : deal.status -> deal.status { }`
        .replace('deal.status ->', 'account.industry ->')
        .replace(
          'deal.status {',
          'res.partner.industry[name] {\n"Farming" -> "Agriculture" "Retail" -> "Wholesale"\n',
        ),
      'same name',
      'maybe',
      `table Type : account.industry -> res.partner.industry[name] {\n"Farming" -> "Agriculture" "Retail" -> "Wholesale" "Mining" -> "Mining"\n }`,
    ],
    [
      'a field to provision',
      account('x_old = website'),
      'provision',
      'maybe',
      `provision {\n  field res.partner.x_old : char "Old"\n}\n\n${account('x_old = website')}`,
    ],
    [
      'a presence',
      account('require name and is_known(name) else warn "x"').replace(
        'name and is_known(name)',
        'name and employees != null',
      ),
      'holds a value',
      'maybe',
      account('require name != null and employees != null else warn "x"'),
    ],
    [
      'a time zone',
      account('since = date(since, "Europe/Londn") because "a day is enough"'),
      'Europe/London',
      'maybe',
      account('since = date(since, "Europe/London") because "a day is enough"'),
    ],
    [
      'an entity of a match',
      `${person}${account('').replace('account -> res.partner', 'deal -> crm.lead')}`
        .replace(
          'key x_source_id = accountid name = name ?? "?" user_id = null ',
          'key x_source_id = dealid name = match company { acount a -> "x" account -> "y" null -> "z" } type = "lead"',
        )
        .replace(person, ''),
      'account',
      'safe',
      '',
    ],
  ] as const)('%s', (_what, before, title, safety, after) => {
    const { diagnostics, files } = checkText(before);
    expect(told(diagnostics)).toHaveLength(1);
    const fix = diagnostics[0]?.fixes.find((one) => one.title.includes(title));
    expect(fix?.safety).toBe(safety);
    const [file] = fix ? applied(files, fix) : [];
    const mended = file?.text.replace(/^migration dataverse -> odoo\n/, '') ?? '';
    if (after !== '') expect(mended.replace(/\s+/g, ' ')).toBe(after.replace(/\s+/g, ' '));
    expect(told(checkText(mended).diagnostics)).toEqual([]);
  });
});
