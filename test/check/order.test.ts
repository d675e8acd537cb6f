import { expect, test } from 'vitest';
import { checkText, expectClean, expectReport } from './support/check-map.ts';
import { entity, schema, TARGET, text } from './support/schemas.ts';

const COMPANY = 'map account -> res.partner { key x_source_id = "a:{accountid}" name = "?" user_id = null }';
const deal = (lines: string) =>
  `map deal -> crm.lead { key x_source_id = "d:{dealid}" name = "?" type = "lead" ${lines} }`;

const steps = (map: string, options = {}): readonly string[] =>
  expectClean(map, options).order.steps.map(({ map, pass }) => `${map} ${pass}`);

test('what a `let` refers to comes before the map that reads it', () => {
  const lines = 'let owner = company as res.partner partner_id = owner else null';
  expect(steps(`${deal(lines)} ${COMPANY}`)).toEqual(['account->res.partner 1', 'deal->crm.lead 1']);
});

test('what a `match` refers to comes before', () => {
  expect(steps(`${deal('match partner_id = (company as res.partner else null)')} ${COMPANY}`)).toEqual([
    'account->res.partner 1',
    'deal->crm.lead 1',
  ]);
});

test('what a guard, a `require` and the rows of a table look up comes before', () => {
  const target = schema('odoo', [
    ...Object.values(TARGET.entities),
    entity('tag', 'id', {
      id: { kind: 'integer' },
      'name!': text,
      x_source_id: { type: text, unique: true },
    }),
  ]);
  const tags = 'map team -> tag { key x_source_id = teamid name = "?" }';
  const isThere = 'tag[name = stage ?? ""] else null';
  for (const lines of [
    `when (${isThere}) != null`,
    `require (${isThere}) != null else reject "no tag"`,
    'let found = Tags[stage] else null require found != null else reject "no tag"',
  ]) {
    const table = 'table Tags : text -> tag[name] { else -> "x" }';
    const { order, diagnostics } = expectCleanButWarned(`${table} ${deal(lines)} ${tags}`, target);
    expect(diagnostics).toEqual([]);
    expect(order).toEqual(['team->tag 1', 'deal->crm.lead 1']);
  }
});

function expectCleanButWarned(map: string, target: typeof TARGET) {
  const { order, diagnostics } = checkText(map, { target });
  return {
    order: order.steps.map(({ map: id, pass }) => `${id} ${pass}`),
    diagnostics: diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  };
}

test('where a reference forward cannot wait, the one back does, whichever map is written first', () => {
  const source = schema('dataverse', [
    entity('team', 'teamid', {
      'teamid!': text,
      first: { type: { kind: 'reference', targets: ['user'] }, enforced: true },
    }),
    entity('user', 'userid', {
      'userid!': text,
      team: { type: { kind: 'reference', targets: ['team'] }, enforced: true },
    }),
  ]);
  const row = (required: boolean) => ({
    type: { kind: 'reference' as const, targets: [required ? 'b' : 'a'] },
  });
  const target = schema('odoo', [
    entity('a', 'id', { id: { kind: 'integer' }, x: { type: text, unique: true }, 'b!': row(true) }),
    entity('b', 'id', { id: { kind: 'integer' }, x: { type: text, unique: true }, a: row(false) }),
  ]);
  const a = 'map team -> a { key x = "a:{teamid}" b = first ?? b[id = 1] else reject "none" }';
  const b = 'map user -> b { key x = "b:{userid}" a = team }';
  const wanted = ['user->b 1', 'team->a 1', 'user->b 2'];
  expect(steps(`${b} ${a}`, { source, target })).toEqual(wanted);
  expect(steps(`${a} ${b}`, { source, target })).toEqual(wanted);
});

test('configuration comes first, also before people, in an order of its own', () => {
  const inner = `map deal -> crm.lead { key x_source_id = "d:{dealid}" name = "?" type = "lead" partner_id = company else null } ${COMPANY}`;
  const owners = 'owners systemuser -> res.users { match login = email } else queue';
  expect(steps(`${owners} provision { ${inner} }`)).toEqual([
    'account->res.partner 1',
    'deal->crm.lead 1',
    'owners systemuser->res.users 1',
  ]);
});

test('what configuration waits for has to be configuration too', () => {
  const inner = deal('«partner_id = company else null»');
  expectReport(`${COMPANY} provision { ${inner} }`, 'provision-early', {
    help: /put `account->res\.partner` into/,
  });
});
