import { describe, expect, test } from 'vitest';
import { equalTrees } from '../../src/language/equal.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { maps } from './maps.ts';

function format(text: string): string {
  const source = { path: 'test.map', text };
  const { file, errors } = parse(source);
  expect(errors).toEqual([]);
  return print(file, source);
}

describe('fmt', () => {
  test('one style for a whole map, comments and blank lines where they were', () => {
    const messy = `// header


migration   crm->odoo
/// Firms become partners.
///  Twice indented.
map   Firm->res.partner{ // every firm
    key x_id="firm:{id}"


    name=name   city = address.city  // two on a line
    // of the sector
    industry_id=res.partner.industry[name=industry]else create
    user_id=owner because "u"
    category_id+=labels
    when   active  and(a or b)
    let long = ServiceContract[projectId = this] | where(c -> c.isPrimary and c.startDate > date "2019-01-01") | sort(p -> p.startDate) | last
    lines = items | each(l -> {
      name=l.text, price_unit = l.price
    })
    party = match owner { User u -> u
      Team -> null }
    note = "a\\u{41}\\}" // the end
    // last words
} else->crm.lead {use Foo}
else skip because "rest"
table T:Firm.kind->crm.stage[name]{ "one"->"Uno" else->reject "no" }
if target has module "m"{ skip A because "x" } // why
else { skip B because "y" }
// bye
`;
    expect(format(messy)).toBe(`// header

migration crm -> odoo
/// Firms become partners.
///  Twice indented.
map Firm -> res.partner {  // every firm
  key x_id = "firm:{id}"

  name = name
  city = address.city  // two on a line
  // of the sector
  industry_id  = res.partner.industry[name = industry] else create
  user_id      = owner because "u"
  category_id += labels
  when active and (a or b)
  let long = ServiceContract[projectId = this]
    | where(c -> c.isPrimary and c.startDate > date "2019-01-01")
    | sort(p -> p.startDate)
    | last
  lines = items | each(l -> {
    name       = l.text
    price_unit = l.price
  })
  party = match owner { User u -> u  Team -> null }
  note  = "aA\\}"  // the end
  // last words
} else -> crm.lead { use Foo } else skip because "rest"
table T : Firm.kind -> crm.stage[name] { "one" -> "Uno"  else -> reject "no" }
if target has module "m" { skip A because "x" }  // why
else { skip B because "y" }
// bye
`);
  });

  test('parentheses stand where the tree or the reader needs them', () => {
    const lines = [
      '(a + b) * c',
      'a - (b - c)',
      '(a as B).c',
      'not (a or b)',
      '(a ?? b) | f',
      '(a else b) ?? c',
      '-(-a)',
      '(if a then b else c) ?? d',
    ];
    for (const line of lines) expect(format(`fn f() = ${line}\n`)).toBe(`fn f() = ${line}\n`);
    expect(format('fn f() = ((a) * (b)) + (c)\n')).toBe('fn f() = a * b + c\n');
  });

  test('what is too long breaks at its loosest place', () => {
    const long = 'a_long_name_of_a_field_of_the_source_number';
    expect(
      format(`common C { x = f(${long}1, ${long}2, ${long}3) else reject "no" because "r" }`),
    ).toBe(`common C {
  x = f(
    ${long}1,
    ${long}2,
    ${long}3
  ) else reject "no" because "r"
}
`);
    expect(format(`common C { x = ${long}1 ?? ${long}2 ?? ${long}3 }`)).toBe(`common C {
  x = ${long}1 ?? ${long}2
    ?? ${long}3
}
`);
  });

  test('lists of names fill their lines, under the first; the reason stands behind the last', () => {
    const names = (count: number) =>
      Array.from({ length: count }, (_, index) => `field_number_${index}`).join(', ');
    expect(
      format(
        `map A -> B { drop ${names(12)} because "unused" drop ${names(6)} because "${'so '.repeat(9)}" }`,
      ),
    ).toBe(`map A -> B {
  drop field_number_0, field_number_1, field_number_2, field_number_3, field_number_4, field_number_5, field_number_6,
       field_number_7, field_number_8, field_number_9, field_number_10, field_number_11 because "unused"
  drop field_number_0, field_number_1, field_number_2, field_number_3, field_number_4, field_number_5
    because "${'so '.repeat(9)}"
}
`);
    expect(format(`skip ${names(9)} because "no"`)).toBe(`skip ${names(7)},
     field_number_7, field_number_8 because "no"
`);
    expect(format(`provision { field ${names(9)} : char(36) unique "Identifier" }`)).toBe(`provision {
  field field_number_0, field_number_1, field_number_2, field_number_3, field_number_4, field_number_5, field_number_6,
        field_number_7, field_number_8 : char(36) unique "Identifier"
}
`);
    expect(format(`common C { ${names(8)} = ref(the_record_that_it_hangs_on) }`)).toBe(`common C {
  ${names(7)},
    field_number_7 = ref(the_record_that_it_hangs_on)
}
`);
  });

  test('declarations break where they are too long', () => {
    const text = `choice a_name_for_the_choice : the_first_of_the_options | the_second_of_the_options | the_third_one | the_fourth = the_fourth because "r"
table K : A.kind -> B.kind {
  "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen" -> "x"
  "b" -> "y" because "this one is a long story that goes on and on until the line is full and then a little more so it breaks"
}
provision {
  field crm.lead.x_kind : selection("Prospect", "Customer", "Supplier", "Partner", "Competitor", "Investor", "Press", "Other") "Relation"
}
if target has crm.lead and target has res.partner and source has module "sales" and not source has module "marketing" or tags == flat { skip C because "x" }
fn long_function(first_argument: text, second_argument: [text?], third: integer?, fourth_argument: systemuser | team): text = "x"
map a_source_entity_with_quite_a_long_name.and_another_part_of_it -> a_target_entity_with_a_long_name.and_another_part_of_it { use A }
`;
    expect(
      format(text),
    ).toBe(`choice a_name_for_the_choice : the_first_of_the_options | the_second_of_the_options | the_third_one | the_fourth
  = the_fourth because "r"
table K : A.kind -> B.kind {
  "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen" -> "x"
  "b" -> "y"
    because "this one is a long story that goes on and on until the line is full and then a little more so it breaks"
}
provision {
  field crm.lead.x_kind : selection(
    "Prospect", "Customer", "Supplier", "Partner", "Competitor", "Investor", "Press", "Other"
  ) "Relation"
}
if target has crm.lead and target has res.partner and source has module "sales" and not source has module "marketing"
    or tags == flat { skip C because "x" }
fn long_function(
  first_argument: text,
  second_argument: [text?],
  third: integer?,
  fourth_argument: systemuser | team
): text = "x"
map a_source_entity_with_quite_a_long_name.and_another_part_of_it
    -> a_target_entity_with_a_long_name.and_another_part_of_it { use A }
`);
  });

  test('cases, conditions and lists break one case, one condition a line, and fill', () => {
    const body = `
  x_kind = if statecode == "Open" then "an open one of the kind" else if statecode == "Won" then "won" else if amount > 10000 then "big" else "small"
  when statecode == "Open" and amount_total > 10000 and owner.active and not deleted and (customer != null or contact != null)
  days = ["Monday the first", "Tuesday the second", "Wednesday the third", "Thursday the fourth", "Friday the fifth", "Saturday"]
`;
    expect(format(`common C {${body}}`)).toBe(`common C {
  x_kind = if statecode == "Open" then "an open one of the kind"
    else if statecode == "Won" then "won"
    else if amount > 10000 then "big"
    else "small"
  when statecode == "Open"
    and amount_total > 10000
    and owner.active
    and not deleted
    and (customer != null or contact != null)
  days = [
    "Monday the first", "Tuesday the second", "Wednesday the third", "Thursday the fourth", "Friday the fifth",
    "Saturday"
  ]
}
`);
  });

  test('marks stand in one column; what is far longer, or has a word before it, sticks out', () => {
    const long =
      '"a text that is so long that it has no room behind the column, but that fits without it, just so"';
    const body = `name = a  exact x_consent_given_at = b  exact x_number = c  key id = d  active = e  model, res_id = ref(f)
  a_name_far_longer_than_all_the_others = g  mode = ${long}  x_employees += h`;
    expect(format(`common C {\n  ${body}\n}`)).toBe(`common C {
  name         = a
  exact x_consent_given_at = b
  exact x_number           = c
  key id       = d
  active       = e
  model, res_id = ref(f)
  a_name_far_longer_than_all_the_others = g
  mode         = ${long}
  x_employees += h
}
`);
  });

  test('a file of comments alone, and an empty one', () => {
    expect(format('// a\n\n\n/* b */')).toBe('// a\n\n/* b */\n');
    expect(format('\n\n')).toBe('');
  });
});

test('a generated tree has open maps, and declarations that stand apart', () => {
  const { file } = parse({
    path: 'x.map',
    text: 'import "a" import "b" map A -> B { a = { b = 1 c = 2 } } map C -> D {}',
  });
  expect(print(file)).toBe(`import "a"
import "b"

map A -> B {
  a = { b = 1, c = 2 }
}

map C -> D {}
`);
});

test('the maps of the repository are as fmt writes them', () => {
  expect(maps.length).toBeGreaterThan(4);
  for (const source of maps) {
    const { file, errors } = parse(source);
    expect(errors, source.path).toEqual([]);
    expect(print(file, source), source.path).toBe(source.text);
  }
});

test('a `///` before a brace documents nothing behind it', () => {
  const text =
    'provision {\n  model x_device "Device" \n/// slashes\n  {\n    x_name : char "Name"\n  }\n}\n';
  const source = { path: 'main.map', text };
  const { file, errors } = parse(source);
  expect(errors).toEqual([]);
  const printed = print(file, source);
  expect(printed).toContain('model x_device "Device" {\n    // slashes\n    x_name : char "Name"');
  expect(equalTrees(parse({ path: 'main.map', text: printed }).file, file)).toBe(true);
});
