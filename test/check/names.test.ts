import { expect, test } from 'vitest';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { TARGET } from './support/schemas.ts';

test('a map whose names all exist is clean', () => {
  expectClean(account('website = website'));
});

test('an unknown source field is told with the nearest name', () => {
  expectReport(account('website = «webste»'), 'unknown-field', { help: '`website`' });
});

test('an unknown target field is told with the nearest name', () => {
  expectReport(account('«websit» = website'), 'unknown-field', { help: '`website`' });
});

test('a target field that was renamed long ago is told what it is now', () => {
  expectReport(
    'map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "opportunity" «planned_revenue» = null }',
    'unknown-field',
    { help: /expected_revenue.*14\.0/ },
  );
});

test('what discovery could not read is told to be there', () => {
  const unread = [
    { what: 'entity', entity: 'crm.lost', why: 'the login may not read it', help: 'give it the right' },
    { what: 'fields', entity: 'res.partner', fields: ['secret'], why: 'a group hides it', help: 'join it' },
  ] as const;
  const target = { ...TARGET, unread };
  expectReport('map account -> «crm.lost» { }', 'unknown-entity', {
    target,
    help: '`crm.lost` is there and was not read: the login may not read it; give it the right',
  });
  expectReport(account('«secret» = null'), 'unknown-field', {
    target,
    help: '`res.partner.secret` is there and was not read: a group hides it; join it',
  });
});

test('an unknown entity is told on either side', () => {
  expectReport('map «acount» -> res.partner { key x_source_id = accountid }', 'unknown-entity', {
    help: '`account`',
  });
  expectReport('map account -> «res.parner» { }', 'unknown-entity', { help: '`res.partner`' });
});

test('an unknown function, common, map and table are told', () => {
  expectReport(account('website = website | «trimm»'), 'unknown-function', { help: '`trim`' });
  expectReport(account('use «Adress»'), 'unknown-common');
  expectReport(account('parent_id = parent as «Persn»'), 'unknown-map');
  expectReport(account('industry_id = «Industies»[industry]'), 'unknown-name');
});

test('an unknown function with no near name is told where the list is', () => {
  expectReport(account('website = «explode»(website)'), 'unknown-function', {
    help: /^docs\/functions\.md lists them \(`trim`.*`fn explode\(…\) = …`$/,
  });
});

test('an unknown field of one’s own is told how to declare it', () => {
  expectReport(account('«x_colour» = null'), 'unknown-field', {
    help: /^declare it in `provision \{ field res\.partner\.x_colour : char "…" \}`$/,
  });
  expectReport(account('«x_source_i» = null'), 'unknown-field', {
    help: /`x_source_id`\? Otherwise declare/,
  });
});

test('an entity of the other side is told to stand there', () => {
  const help = 'the source stands left of `->`, the target right of it';
  expectReport('map «res.partner» -> res.partner { }', 'unknown-entity', { help });
  expectReport('map account -> «account» { }', 'unknown-entity', { help });
});

test('a name that would hide another is an error', () => {
  expectReport(account('let «website» = "x"'), 'shadowing');
});

test('a column that the model has no word for can only be dropped', () => {
  const lead = (lines: string): string =>
    `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" ${lines} }`;
  expectClean(lead('drop odd because "internal"'));
  expectReport(lead('partner_id = «odd»'), 'type-mismatch');
});

test('a lookup is written with one `=`, and says so', () => {
  expectReport(account('industry_id = res.partner.industry[«name == "Mining"»]'), 'not-allowed-here', {
    help: /one `=`/,
  });
  expectReport(account('industry_id = res.partner.industry[«website»]'), 'not-allowed-here', {
    help: /one `=`/,
  });
});

test.each(['31.01.2024', '2024-13-45', '2024-02-30', 'soon', ''])('%j is no day', (written) => {
  expectReport(account(`since = «date "${written}"»`), 'wrong-literal', { help: /2024-01-31/ });
});

test('a day in another order is offered in the right one', () => {
  const { diagnostics } = checkText(account('since = date "3.4.2024"'));
  expect(diagnostics[0]?.fixes.map(({ edits }) => edits[0]?.text)).toEqual([
    'date "2024-04-03"',
    'date "2024-03-04"',
  ]);
});
