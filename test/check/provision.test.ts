import { describe, expect, test } from 'vitest';
import { lower } from '../../src/lower/lower.ts';
import { checkPlan } from '../../src/plan/read.ts';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema, TARGET, text } from './support/schemas.ts';

const MODEL = `model x_deal "Deal" {
  x_name : char(200) "Name"
  x_company : res.partner "Company"
  x_parent : x_deal "Part of"
  x_kind : selection("a", "b") "Kind"
  x_source_id : char(64) unique "Id in the source"
}`;
const DEALS = `map deal -> x_deal {
  key x_source_id = dealid
  x_name = title | truncate(200) because "longer titles are cut"
  x_company = company else null
}`;
const inProvision = (items: string): string => `${account()} provision { ${items} }`;

describe('a provisioned model', () => {
  test('takes records like any other entity, and is one step of the plan', () => {
    const checked = expectClean(`provision { ${MODEL} } ${account()} ${DEALS}`);
    const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
    expect(plan.provision).toEqual([
      {
        kind: 'model',
        entity: 'x_deal',
        label: 'Deal',
        fields: [
          { name: 'x_name', label: 'Name', type: { kind: 'text', max: 200 }, unique: false },
          {
            name: 'x_company',
            label: 'Company',
            type: { kind: 'reference', targets: ['res.partner'] },
            unique: false,
          },
          {
            name: 'x_parent',
            label: 'Part of',
            type: { kind: 'reference', targets: ['x_deal'] },
            unique: false,
          },
          {
            name: 'x_kind',
            label: 'Kind',
            type: {
              kind: 'enum',
              options: [
                { value: 'a', label: 'a' },
                { value: 'b', label: 'b' },
              ],
            },
            unique: false,
          },
          { name: 'x_source_id', label: 'Id in the source', type: { kind: 'text', max: 64 }, unique: true },
        ],
        at: expect.any(Number),
      },
    ]);
    expect(plan.expects).toContainEqual(
      expect.objectContaining({ entity: 'x_deal', field: 'x_name', provisioned: true }),
    );
    expect(checkPlan(plan)).toBe(plan);
    expect(plan.spans[plan.provision[0]?.at ?? -1]).toEqual({ file: 'main.map', line: 2, column: 19 });
  });

  test('can be pointed to by what comes after it, have more fields, and rows', () => {
    const { program } = expectClean(
      inProvision(`${MODEL}
        field x_deal.x_more, res.partner.x_note : text "More"
        field res.partner.x_deal : x_deal "Deal"
        row x_deal { key x_source_id = "none" x_name = "None" }`),
    );
    expect(program.provision.map(({ kind }) => kind)).toEqual(['model', 'field', 'field', 'field', 'row']);
  });

  test('does not know what it was not given', () => {
    expectReport(
      `provision { ${MODEL} } ${account()} ${DEALS.replace('x_name', '«x_nam»')}`,
      'unknown-field',
      {
        help: /x_name/,
      },
    );
  });

  test.each([
    [`field res.partner.x_deal : «x_deal» "Deal" ${MODEL}`, 'unknown-name'],
    ['model x_a "A" { x_b : «x_b» "B" }', 'unknown-name'],
    ['model x_a "A" { x_b : «res.partnr» "B" }', 'unknown-name'],
    ['model «deal» "Deal" { x_name : text "Name" }', 'not-allowed-here'],
    ['model x_deal "Deal" { «name» : text "Name" }', 'not-allowed-here'],
    ['model x_a "A" { x_b : text "B" } model «x_a» "A" { x_c : text "C" }', 'declared-twice'],
    ['model x_a "A" { x_b : text "B" «x_b» : integer "B" }', 'declared-twice'],
    ['model x_a "{A}" { x_b : text "B" }'.replace('"{A}"', '«"{A}"»'), 'text-not-plain'],
  ] as const)('%s: %s', (items, name) => {
    expectReport(inProvision(items), name);
  });

  test('that is there already may lack nothing, and mean nothing else', () => {
    const made = { type: text, provisioned: true } as const;
    const target = (fields: Parameters<typeof entity>[2]) =>
      schema('odoo', [
        ...Object.values(TARGET.entities),
        entity('x_a', 'id', { id: { kind: 'integer' }, ...fields }),
      ]);
    expectClean(inProvision('model x_a "A" { x_b : char(20) "B" }'), { target: target({ x_b: made }) });
    expectReport(inProvision('model x_a "A" { x_b : text "B" «x_c» : text "C" }'), 'declared-twice', {
      target: target({ x_b: made }),
      help: /field x_a\.x_c/,
    });
    expectReport(inProvision('model x_a "A" { «x_b» : text "B" }'), 'declared-twice', {
      target: target({ x_b: { kind: 'integer' } }),
    });
  });

  test('on a side that is not taken is not there', () => {
    const { diagnostics } = checkText(
      `${account()} provision { if target has res.partner.nothing { ${MODEL} } } ${DEALS}`,
      { source: SOURCE },
    );
    expect(diagnostics.map(({ name }) => name)).toContain('unknown-entity');
  });
});

test('what a provisioned field imposes is shown where it is provisioned', () => {
  const { diagnostics, files } = checkText(
    `provision { field res.partner.x_code : char(5) "Code" } ${account('x_code = name')}`,
  );
  const [only] = diagnostics;
  expect(only).toMatchObject({ name: 'too-long', schema: null });
  const [place] = only?.related ?? [];
  expect(place?.message).toBe('`res.partner.x_code` is made here');
  expect(files[0]?.text.slice(place?.span.start, place?.span.end)).toBe('res.partner.x_code');
});

describe('a table of rows that configuration makes', () => {
  const stages = (lines: string, value: string) =>
    `${lines} table Stage : text -> crm.team[name] { "a" -> "${value}" else -> "Sales" }
     map deal -> crm.lead { key x_source_id = "d:{dealid}" name = "?" type = "lead" x_team = Stage[stage] else null }
     provision { field crm.lead.x_team : crm.team "Team" field crm.team.x_id : char unique "Id" }`;
  const teams = 'provision { map team -> crm.team { key x_id = teamid name = "?" } }';

  test('may name what nobody has seen yet, and says what then', () => {
    const seen = stages('', 'North').replace('Stage[stage] else null', 'Stage[stage]');
    expectReport(seen.replace('"a" -> "North"', '«"a" -> "North"»'), 'table-value');
    expectClean(stages(teams, 'North'));
    const { diagnostics } = checkText(
      stages(teams, 'North').replace('Stage[stage] else null', 'Stage[stage]'),
    );
    expect(diagnostics.map(({ name }) => name)).toEqual(['unhandled-failure']);
  });

  test('needs no more than before where every row was seen', () => {
    expectClean(stages(teams, 'Projects').replace('Stage[stage] else null', 'Stage[stage]'));
  });
});

describe('options that come from the source', () => {
  const field = 'field res.partner.x_tags : multiselect(from deal.title) "Tags"';
  const tags =
    'map deal -> res.partner { key x_source_id = dealid name = "x" user_id = null x_tags = ["a", title ?? "b"] }';

  test('take any text, are read, and are named in the plan', () => {
    const checked = expectClean(`provision { ${field} } ${tags}`);
    const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
    expect(plan.provision).toMatchObject([
      { type: { kind: 'enums', options: [], open: true }, optionsFrom: { entity: 'deal', field: 'title' } },
    ]);
    expect(plan.extract.find(({ entity: name }) => name === 'deal')?.fields).toContain('title');
    expect(checkPlan(plan)).toBe(plan);
  });

  test('are texts of a field that there is, for many, in a field of their own', () => {
    expectReport(inProvision('field res.partner.x_t : multiselect(from deal.«titel») "T"'), 'unknown-field');
    expectReport(
      inProvision('field res.partner.x_t : multiselect(from «account.employees») "T"'),
      'type-mismatch',
    );
    expectReport(inProvision('field res.partner.x_t : «selection»(from deal.title) "T"'), 'unknown-name');
    expectReport(
      inProvision('model x_box "Box" { x_tags : «multiselect(from deal.title)» "T" }'),
      'not-allowed-here',
    );
  });

  test('written out are the only ones', () => {
    const written = field.replace('from deal.title', '"a", "b"');
    expectReport(
      `provision { ${written} } ${tags.replace('["a", title ?? "b"]', '«["a"]»')}`,
      'type-mismatch',
    );
  });
});

test('numbers of one’s own are floats in Odoo, whatever digits are asked for', () => {
  const map = `provision { field res.partner.x_a : decimal(10, 2) "A" }`;
  expectReport(`${map} ${account('x_a = «revenue»')}`, 'type-mismatch', { message: /takes a number/ });
  expectClean(`${map} ${account('x_a = float(revenue) else null because "a float keeps 15 digits"')}`);
});

test('a column may be a list of rows of the target, and of nothing else', () => {
  const { program } = expectClean(inProvision('field res.partner.x_friends : [res.partner] "Friends"'));
  expect(program.provision).toMatchObject([
    { kind: 'field', field: { name: 'x_friends', type: { kind: 'references', target: 'res.partner' } } },
  ]);
  expectReport(inProvision('field res.partner.x_names : «[char]» "Names"'), 'unknown-name');
});
