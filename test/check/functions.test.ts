import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, TARGET } from './support/schemas.ts';

test('a function stands for its value, with the arguments in place of its parameters', () => {
  const { program } = expectClean(
    `fn label_of(a: account, none: text): text = a.name ?? none ${account('website = label_of(this, "?")')}`,
  );
  const arm = program.maps[0]?.arms[0];
  const website =
    arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'website') : null;
  expect(website?.value.type.nullable).toBe(false);
  expect(website?.value.expr).toMatchObject({
    op: 'coalesce',
    left: { op: 'get', field: 'name', of: { op: 'this' } },
    right: { op: 'literal', value: '?' },
  });
});

test('a value goes through a function by a pipe too', () => {
  expectClean(`fn shout(t: text): text = t | upper ${account('website = (name ?? "") | shout')}`);
});

test('a function sees its parameters only', () => {
  expectReport(`fn f(a: account): text = «website» ?? "" ${account()}`, 'unknown-name');
});

test('a function does not call itself, not even through another', () => {
  expectReport(`fn «f»(a: account): text = f(a) ${account()}`, 'fn-recursive');
  expectReport(`fn «f»(a: account): text = g(a) fn g(a: account): text = f(a) ${account()}`, 'fn-recursive');
});

test('arguments are counted and of the declared types', () => {
  const fn = 'fn f(t: text): text = t';
  expectReport(`${fn} ${account('website = «f()»')}`, 'wrong-arguments');
  expectReport(`${fn} ${account('website = f(«employees»)')}`, 'type-mismatch');
  expectReport(`${fn} ${account('website = f(«name»)')}`, 'nullable-argument');
  expectClean(`fn f(t: text?): text = t ?? "" ${account('website = f(name)')}`);
});

test('a result is of the declared type, also where nobody calls', () => {
  expectReport(`fn f(a: account): integer = «a.name» ${account()}`, 'type-mismatch');
  expectReport(`fn f(a: «acount»): text = "" ${account()}`, 'unknown-name', { help: '`account`' });
});

test('a function over a polymorphic reference takes it apart', () => {
  expectClean(
    `owners systemuser -> res.users { match lower(login) = lower(email) } else queue
     fn person(o: systemuser | team): res.users = match o { systemuser u -> u  team -> null  null -> null }
     skip team because "no" ${account().replace('user_id = null', 'user_id = person(owner) else queue')}`,
  );
});

test('an argument is what the parameter is declared to be, a bare null too', () => {
  expectClean(`fn f(a: account): text = (a.name else null) ?? "" ${account('website = f(null)')}`);
  // The handler is for references that may dangle; the record in hand does not.
  expectClean(`fn f(a: account): text = (a.name else null) ?? "" ${account('website = f(this)')}`);
});

test('a null that a function is given is equal to nothing, and asks for nothing', () => {
  const compared = (operator: string, right: string): unknown => {
    const { program } = expectClean(
      `fn f(a: text?, b: text?) = if a ${operator} ${right} then "yes" else "no" ${account('website = f(name, null)')}`,
    );
    const arm = program.maps[0]?.arms[0];
    const website =
      arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'website') : null;
    return website?.value.expr;
  };
  const literal = { op: 'literal', value: null };
  const value = { op: 'coalesce', left: literal, right: literal };
  expect(compared('==', 'b')).toMatchObject({ condition: { left: { op: 'get' }, right: value } });
  expect(compared('!=', 'b')).toMatchObject({ condition: { left: { op: 'get' }, right: value } });
  expect(compared('==', 'null')).toMatchObject({ condition: { left: { op: 'get' }, right: literal } });
});

test('a function may read a table', () => {
  expectClean(
    `fn f(t: text): text = T[t] table T : text -> text { else -> "x" } ${account('website = f(name ?? "")')}`,
  );
});

test('of a function of any record only the arms count that a call can come to', () => {
  const fn = `fn partner(r: any): res.partner = match r {
    account a -> a  systemuser u -> (u as crm.team)  null -> null  else -> null
  } else null`;
  expectClean(
    `${fn} ${account()} map deal -> crm.lead { key x_source_id = dealid name = "x" type = "lead" partner_id = partner(company) }`,
  );
  expectReport(
    `fn partner(r: any): res.partner = match r { «acount» a -> a  else -> null } else null
     ${account()} map deal -> crm.lead { key x_source_id = dealid name = "x" type = "lead" partner_id = partner(company) }`,
    'unknown-entity',
  );
});

test('an arm for null does not make a value null that cannot be', () => {
  const fn = 'fn word(t: text?): text = match t { null -> null  "a" -> "b"  else -> "c" }';
  expectClean(
    `${fn} map account -> res.partner { key x_source_id = accountid name = word(accountid) user_id = null }`,
  );
  expectReport(
    `${fn} map account -> res.partner { key x_source_id = accountid name = «word(name)» user_id = null }`,
    'nullable-required',
  );
});

test('an amount without its currency keeps its digits', () => {
  expectReport(account('x_amount = «revenue»'), 'type-mismatch', { target: withAmount });
  expectClean(account('x_amount = decimal(revenue)'), { target: withAmount });
});

const withAmount = {
  ...TARGET,
  entities: {
    ...TARGET.entities,
    'res.partner': entity('res.partner', 'id', {
      ...TARGET.entities['res.partner']?.fields,
      x_amount: { kind: 'decimal', precision: 16, scale: 2 },
    }),
  },
};
