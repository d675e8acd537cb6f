import { describe, expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';

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
