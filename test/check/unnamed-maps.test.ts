import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, SOURCE, schema } from './support/schemas.ts';

const deal = (lines: string): string =>
  `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" ${lines} }`;
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
