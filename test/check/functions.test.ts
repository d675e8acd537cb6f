import { expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';

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

test('a function may read a table', () => {
  expectClean(
    `fn f(t: text): text = T[t] table T : text -> text { else -> "x" } ${account('website = f(name ?? "")')}`,
  );
});
