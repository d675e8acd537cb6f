import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema } from './support/schemas.ts';

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

const message = (lines: string): string => `map deal -> mail.message { key x_source_id = dealid ${lines} }`;
const site = (head: string): string =>
  `map ${head} -> res.partner { key x_source_id = "site:{accountid}" name = name ?? "?" user_id = null }`;

test('a map without a name is named by its source', () => {
  const two = `${account()} ${site('Site: account')}`;
  const { program } = expectClean(`${two} ${deal('partner_id = company as account else null')}`);
  expect(JSON.stringify(program.maps)).toContain('{"account":["account->res.partner"]}');
  expectReport(`${two} ${deal('partner_id = company as «acount» else null')}`, 'unknown-map', {
    help: '`account`',
  });
});

test('two maps without a name are not told apart by their source', () => {
  const two = `${account()} map account -> mail.message { key x_source_id = accountid }`;
  expectReport(`${two} ${deal('partner_id = «company as account» else null')}`, 'several-maps-for');
});

test('`ref` of what became several rows means the map without a name, where there is one', () => {
  const line = 'model, res_id = ref(company) else null';
  const { program } = expectClean(`${account()} ${site('Site: account')} ${message(line)}`);
  expect(JSON.stringify(program.maps)).toContain('{"account":["account->res.partner"]}');
  const named = account().replace('map account', 'map Main: account');
  expectReport(
    `${named} ${site('Site: account')} ${message('model, res_id = «ref(company)» else null')}`,
    'several-maps-for',
  );
});

test('what stands in nested records is kept whole where the source says so', () => {
  const source = (enforced: boolean) =>
    schema('dataverse', [
      ...Object.values(SOURCE.entities).filter(({ name }) => name !== 'deal'),
      entity('deal', 'dealid', {
        'dealid!': { kind: 'text', max: 30 },
        parts: {
          kind: 'records',
          fields: {
            maker: {
              name: 'maker',
              label: 'maker',
              type: { kind: 'reference', targets: ['account'] },
              ...(enforced ? { enforced: true as const } : {}),
            },
          },
        },
      }),
    ]);
  const part = (value: string): string =>
    `map deal each p in parts -> crm.lead { key x_source_id = dealid name = "?" type = "lead" partner_id = ${value} }`;
  expectClean(`${account()} ${part('p.maker')}`, { source: source(true) });
  expectReport(`${account()} ${part('«p.maker»')}`, 'unhandled-failure', { source: source(false) });
});

test('a map over the elements of a list and one over the records themselves stand beside each other unnamed', () => {
  const { program } = expectClean(
    `${account('parent_id = null')} map account each d in deal[company = this] -> res.partner {
       key x_source_id = "deal:{d.dealid}" name = d.title ?? "?" parent_id = this as account user_id = null }`,
  );
  expect(program.maps.map(({ id }) => id)).toEqual(['account->res.partner', 'account.deal->res.partner']);
});
