import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

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

test('names and values of a test are checked like those of a map', () => {
  expectReport(block('given account { «nam» = "x" }'), 'unknown-field', { help: '`name`' });
  expectReport(block('given account { industry = «"Minig"» }'), 'unknown-option');
  expectReport(block('given «acount» { }'), 'unknown-entity');
  expectReport(block('expect res.partner { «nam» = "x" }'), 'unknown-field');
  expectReport(block('given account { employees = «1 + 1» }'), 'not-allowed-here');
});
