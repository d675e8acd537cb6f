import { expect, test } from 'vitest';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';
import { SOURCE } from './support/schemas.ts';

const owners = 'owners systemuser -> res.users { match lower(login) = lower(email) } else queue';
const deal = (lines: string): string =>
  `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" ${lines} }`;

test('a reference without a map is an error', () => {
  expectReport(deal('partner_id = «company» else null'), 'no-map-for');
});

test('a reference that may dangle says what then', () => {
  expectReport(`${account()} ${deal('partner_id = «company»')}`, 'unhandled-failure', { help: /else null/ });
  expectClean(`${account()} ${deal('partner_id = company else null')}`);
});

test('several maps need `as`', () => {
  const two = `${account()} map Site: account -> res.partner { key x_source_id = "site:{accountid}" name = name ?? "?" user_id = null }`;
  expectReport(`${two} ${deal('partner_id = «company» else null')}`, 'several-maps-for', { help: /as/ });
  expectClean(`${two} ${deal('partner_id = company as Site else null')}`);
});

test('a polymorphic reference is taken apart, every case named', () => {
  const line = (match: string): string =>
    `${owners} skip team because "x" ${account().replace('user_id = null', `user_id = ${match}`)}`;
  const seen = { rows: 3, filled: {} };
  const profile = { taken: '2026-01-01', entities: { systemuser: seen, team: seen } };
  expectClean(line('(match owner { systemuser u -> u  team -> null  null -> null }) else queue'));
  expectReport(line('(«match owner { systemuser u -> u  null -> null }») else queue'), 'match-incomplete', {
    profile,
    message: /team/,
  });
  expectReport(line('(«match owner { systemuser u -> u  team -> null }») else queue'), 'match-incomplete', {
    profile,
    message: /null/,
  });
  expectReport(line('(match owner { «sytemuser» u -> u  else -> null }) else queue'), 'unknown-entity', {
    help: '`systemuser`',
  });
});

test('a reference to itself waits for the second pass', () => {
  const { order } = expectClean(account('parent_id = parent else null'));
  expect(order.steps).toEqual([
    { map: 'account->res.partner', pass: 1 },
    { map: 'account->res.partner', pass: 2 },
  ]);
});

test('maps run after those whose rows they refer to, however they are written', () => {
  const { order } = expectClean(`${deal('partner_id = company else null')} ${account()}`);
  expect(order.steps.map((step) => step.map)).toEqual(['account->res.partner', 'deal->crm.lead']);
});

test('a cycle that nothing can open is an error', () => {
  expectReport(
    `map Contact: contact -> crm.lead { when ((match company { contact c -> c  else -> null }) as Contact else null) != null
       key x_source_id = contactid name = "x" type = "lead" } else skip because "alone"`,
    'order-cycle',
  );
});

test('a walk through a reference is checked at every step', () => {
  expectClean(
    `${account()} ${deal('')}`.replace('name = title ?? "?"', 'name = (company.name else null) ?? "?"'),
  );
  expectReport(
    `${account()} ${deal('')}`.replace('name = title ?? "?"', 'name = (company.«nam» else null) ?? "?"'),
    'unknown-field',
    { help: '`name`' },
  );
});

test('lookups say what happens when nothing, or too much, is found', () => {
  expectReport(account('industry_id = «res.partner.industry[name = website]»'), 'unhandled-failure');
  expectReport(
    account('industry_id = «res.partner.industry[name = website] else create»'),
    'unhandled-failure',
    {
      message: /several/,
    },
  );
  expectClean(account('industry_id = res.partner.industry[name = website] else create else null'));
  expectReport(account('industry_id = res.partner.industry[«nam» = website] else null'), 'unknown-field');
});

test('a lookup by literals is proved by the rows that discovery saw', () => {
  expectClean(account('industry_id = res.partner.industry[name = "Mining"]'));
  expectReport(account('industry_id = «res.partner.industry[name = "Minig"]»'), 'row-missing', {
    help: '`Mining`',
  });
});

test('an `else` that can never be used is told', () => {
  expectReport(account('website = «website else null»'), 'else-needless', { help: /\?\?/ });
});

test('an `else` behind a reference is not called needless where the field is what is wrong', () => {
  expectReport(`${account()} ${deal('«partner_idx» = company else null')}`, 'unknown-field');
  expectReport(account('website = «parent» else null'), 'type-mismatch');
});

test('people that no `owners` declares are told so', () => {
  const map = account('user_id = «owner»').replace('user_id = null ', '');
  expectReport(map, 'no-map-for', {
    help: /^declare who the people are: `owners systemuser -> res\.users \{ … \}`$/,
  });
});

test('a table is not told to create the row that it does not name', () => {
  const table =
    'table Category : account.website -> res.partner.category[name] { "a" -> "A" else -> reject "no" }';
  expectReport(`${table} ${account('category_id = «Category[website]»')}`, 'unhandled-failure', {
    help: /^add `else null` or `else reject "…"`$/,
  });
});

test('`.id` is the id of whichever record a reference leads to, there or not', () => {
  const id = (value: string): string =>
    `map contact -> res.partner { key x_source_id = contactid name = ${value} user_id = null }`;
  const { program } = expectClean(id('company.id ?? "?"'));
  const arm = program.maps[0]?.arms[0];
  const name =
    arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'name') : null;
  expect(name?.value.expr).toMatchObject({ left: { op: 'id', of: { op: 'get', field: 'company' } } });
  expect(name?.value.type).toMatchObject({ base: { kind: 'text', max: 36 }, nullable: false });
  expect(name?.value.type.failures.size).toBe(0);
  expectReport(id('«company.id»'), 'nullable-required');
});

test('an arm for an entity that the source does not have leads nowhere, whatever it does', () => {
  const { account: accounts, ...others } = SOURCE.entities;
  expect(accounts).toBeDefined();
  const source = { ...SOURCE, entities: others };
  const map = (value: string): string =>
    `map contact -> res.partner { key x_source_id = contactid name = "x" user_id = null parent_id = ${value} }`;
  const value = 'match company { account a -> a  contact c -> null  null -> null }';
  const { program } = expectClean(map(`${value} else null`), { source });
  expectReport(map(`«${value}»`), 'unhandled-failure', { source });
  expect(JSON.stringify(program.maps[0]?.arms)).toContain('"candidates":{}');
});

test('a walk that was compared holds a value too', () => {
  const line = (value: string): string =>
    `map deal -> crm.lead { key x_source_id = dealid let d = this name = ${value} type = "lead" }`;
  expectReport(line('«d.title»'), 'nullable-required');
  expectClean(line('if d.title != null then d.title else "?"'));
});

test('a map that leaves records out takes this one where its guard is shown', () => {
  const deal = (line: string): string =>
    `map account -> res.partner { when website != null and name != null key x_source_id = accountid name = "x" user_id = null }
       else skip because "no website"
     map Lead: account -> crm.lead { key x_source_id = accountid name = "x" type = "lead" partner_id = ${line} }`;
  expectReport(deal('«this as res.partner»'), 'unhandled-failure', { message: 'leaves records out' });
  expectReport(deal('if website != null then this as res.partner else null'), 'unhandled-failure');
  expectClean(deal('if name != null and website != null then this as res.partner else null'));
  expectReport(
    deal('if name != null or website != null then this as res.partner else null'),
    'unhandled-failure',
  );
});

test('no row is made of what could not be had: the `else` for it stays', () => {
  const lookup = (handlers: string) =>
    account(`industry_id = «res.partner.industry[name = parent.name ?? "None"] ${handlers}»`);
  expectReport(lookup('else create'), 'unhandled-failure', { message: /dangling/ });
  expectClean(lookup('else create else null').replace(/[«»]/g, ''));
});

const split =
  'map Split: account -> res.partner { when name != null key x_source_id = accountid name = name user_id = null } else -> mail.message { key x_source_id = accountid }';

test('a chain into several entities is the way to each of them, and says what of the others', () => {
  expectReport(`${split} ${deal('partner_id = «company»')}`, 'unhandled-failure', {
    message: /dangling|`Split` makes rows of/,
  });
  expectClean(`${split} ${deal('partner_id = company else null')}`);
  expectClean(`${split} ${deal('partner_id = company as res.partner else null')}`);
  // By its name alone nobody knows which of its rows is meant.
  expectReport(`${split} ${deal('partner_id = «company as Split» else null')}`, 'map-splits', {
    help: /as crm\.lead/,
  });
});

test('a map into the entity alone comes before a chain that makes rows of others too', () => {
  const { program } = expectClean(
    `${split} ${account().replace('accountid', '"one:{accountid}"')} ${deal('partner_id = company else null')}`,
  );
  const [line] = program.maps
    .flatMap(({ arms }) => arms)
    .flatMap((arm) => (arm.kind === 'write' ? arm.assignments : []))
    .filter(({ fields }) => fields[0]?.field.name === 'partner_id');
  expect(JSON.stringify(line?.value.expr)).toContain('"account->res.partner"');
  expect(JSON.stringify(line?.value.expr)).not.toContain('Split');
});

test('a name for a reference can say what then, once it says which row is meant', () => {
  const body = (value: string): string => `${account()} ${deal(`let c = ${value} partner_id = c`)}`;
  expectClean(body('company as res.partner else warn "its company is missing"'));
  const { diagnostics } = checkText(body('company else warn "its company is missing"'));
  expect(diagnostics.map(({ name }) => name)).toEqual(['else-needless', 'unhandled-failure']);
  expect(diagnostics[0]?.help).toMatch(/as res\.partner else/);
});
