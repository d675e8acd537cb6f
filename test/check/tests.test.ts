import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema, TARGET } from './support/schemas.ts';

const block = (lines: string): string => `${account()} test "t" { ${lines} }`;

test('given records and expectations become values of both schemas', () => {
  const { program } = expectClean(
    block(`given account { accountid = "a1", name = "Kaya", industry = "Mining", parent = "a0", revenue = 12.50 }
           given odoo.res.partner.industry { name = "Mining" }
           expect res.partner { x_source_id = "a1", industry_id.name = "Mining" }
           expect no crm.lead { name = "x" }
           expect reject "nameless"`),
  );
  const [first] = program.tests;
  expect(first?.given[0]).toMatchObject({
    side: 'source',
    id: 'a1',
    values: { name: 'Kaya', industry: 1, parent: { entity: 'account', id: 'a0' }, revenue: '12.50' },
  });
  expect(first?.given[1]).toMatchObject({ side: 'target', values: [{ path: 'name', value: 'Mining' }] });
  expect(first?.expects.map((one) => one.kind)).toEqual(['record', 'record', 'reject']);
  expect(first?.expects[0]).toMatchObject({
    values: [{ path: 'x_source_id' }, { path: 'industry_id.name' }],
  });
});

test('a polymorphic reference leads to a record that the test gives', () => {
  expectClean(block('given account { accountid = "a1" } given contact { contactid = "c1", company = "a1" }'));
  expectReport(block('given contact { contactid = "c1", company = «"a1"» }'), 'test-reference');
});

test('moments, markup and files are written as texts', () => {
  const { program } = expectClean(
    block(`given account { accountid = "a", since = "2024-03-31T10:00:00+01:00" }
           expect res.partner { comment = "<p>x</p>" }`),
  );
  expect(program.tests[0]?.given[0]).toMatchObject({ values: { since: '2024-03-31T09:00:00Z' } });
  expect(program.tests[0]?.expects[0]).toMatchObject({ values: [{ value: '<p>x</p>' }] });
  expectReport(block('given account { since = «"yesterday"» }'), 'type-mismatch', {
    help: '2024-03-31T09:30:00Z',
  });
});

test('a path leads through lists, and through an id where the record names its model', () => {
  expectClean(block('expect res.partner { category_id.name = "VIP" }'));
  expectClean(block('expect mail.message { model = "res.partner", res_id.name = "Kaya" }'));
  expectReport(block('expect mail.message { «res_id».name = "Kaya" }'), 'no-members', {
    help: '`model = "…"`',
  });
});

test('what a test looks at is not what the plan reads', () => {
  const { program } = expectClean(block('expect res.partner { user_id.login = "x" }'));
  expect([...program.targetReads.keys()]).not.toContain('res.users');
});

test('the lines of a document are given as records', () => {
  const source = schema('files', [
    ...Object.values(SOURCE.entities),
    entity('order', 'number', {
      'number!': { kind: 'text', max: 9 },
      lines: {
        kind: 'records',
        fields: {
          what: { name: 'what', label: 'What', type: { kind: 'reference', targets: ['deal'] } },
          price: { name: 'price', label: 'Price', type: { kind: 'decimal' } },
          note: { name: 'note', label: 'Note', type: { kind: 'text' } },
        },
      },
    }),
  ]);
  const { program } = expectClean(
    block('given order { number = "1", lines = [{ what = "d", price = 2.50 }] }'),
    {
      source,
    },
  );
  expect(program.tests[0]?.given[0]).toMatchObject({
    values: { lines: [{ what: { entity: 'deal', id: 'd' }, price: '2.50', note: null }] },
  });
  expectReport(block('given order { lines = [{ «prise» = 2 }] }'), 'unknown-field', {
    source,
    help: '`price`',
  });
});

test('a nested record is given as one, and read with a dot', () => {
  const nested = (name: string) => ({ name, label: name, type: { kind: 'text' } as const });
  const source = schema('dataverse', [
    ...Object.values(SOURCE.entities),
    entity('site', 'number', {
      'number!': { kind: 'text', max: 9 },
      address: { kind: 'record', fields: { city: nested('city'), street: nested('street') } },
    }),
  ]);
  const map = (value: string): string =>
    `map site -> res.partner { key x_source_id = "site:{number}" name = ${value} ?? "?" user_id = null } `;
  const { program } = expectClean(
    map('address.city') + block('given site { number = "1", address = { city = "Ankara" } }'),
    { source },
  );
  expect(program.tests[0]?.given[0]).toMatchObject({
    values: { address: { city: 'Ankara', street: null } },
  });
  expectReport(map('address.«town»'), 'no-members', { source });
});

test('names and values of a test are checked like those of a map', () => {
  expectReport(block('given account { «nam» = "x" }'), 'unknown-field', { help: '`name`' });
  expectReport(block('given account { industry = «"Minig"» }'), 'unknown-option');
  expectReport(block('given «acount» { }'), 'unknown-entity');
  expectReport(block('expect res.partner { «nam» = "x" }'), 'unknown-field');
  expectReport(block('given account { employees = «1 + 1» }'), 'not-allowed-here');
});

test('a reference to a record that is not there names its entity', () => {
  const { program } = expectClean(block('given contact { contactid = "c1", company = "account:gone" }'));
  expect(program.tests[0]?.given[0]).toMatchObject({
    values: { company: { entity: 'account', id: 'gone' } },
  });
});

test('a list of references is given by ids, and a list of options is expected as one', () => {
  const tags = { kind: 'references', target: 'deal' } as const;
  const source = schema('dataverse', [
    ...Object.values(SOURCE.entities),
    entity('folder', 'id', { id: { kind: 'text' }, deals: tags }),
  ]);
  const target = schema('odoo', [
    ...Object.values(TARGET.entities),
    entity('x.box', 'id', { kinds: { kind: 'enums', options: [], open: true } }),
  ]);
  const { program } = expectClean(
    block('given folder { id = "f", deals = ["d1", "d2"] } expect x.box { kinds = ["a", "b"] }'),
    { source, target },
  );
  expect(program.tests[0]).toMatchObject({
    given: [
      {
        values: {
          deals: [
            { entity: 'deal', id: 'd1' },
            { entity: 'deal', id: 'd2' },
          ],
        },
      },
    ],
    expects: [{ values: [{ path: 'kinds', value: ['a', 'b'] }] }],
  });
});

test('a number below zero is a value as others are', () => {
  const { program } = expectClean(
    block('given account { accountid = "a1", employees = -3, revenue = -12.50 }'),
  );
  expect(program.tests[0]?.given[0]).toMatchObject({ values: { employees: -3, revenue: '-12.50' } });
});

test('several choices at once are a list of their options', () => {
  const source = schema('dataverse', [
    ...Object.values(SOURCE.entities),
    entity('visit', 'Visit', {
      visitid: { label: 'Id', type: { kind: 'text', max: 36 }, required: true, unique: true },
      regions: {
        label: 'Regions',
        type: {
          kind: 'enums',
          options: [
            { value: 1, label: 'North' },
            { value: 2, label: 'South' },
          ],
        },
      },
    }),
  ]);
  const map = (value: string): string =>
    `map visit -> res.partner { key x_source_id = "visit:{visitid}" name = "?" user_id = null website = ${value} }`;
  expectClean(map('regions | each(r -> label(r)) | join(", ")'), { source });
  expectClean(map('if regions | any(r -> r == "North") then "n" else "s"'), { source });
  expectReport(map('if regions | any(r -> r == «"Nord"») then "n" else "s"'), 'unknown-option', { source });
  expectReport(map('«regions | join(", ")»'), 'wrong-arguments', { source });
});
