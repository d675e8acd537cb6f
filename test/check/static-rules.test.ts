import { expect, test } from 'vitest';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';

/** Something that may stand in an `if` and means nothing to the rest. */
const INSIDE = '{ reconcile { counts = 100% } }';
const choice = 'choice tags : flat | path | none = path';

test('a choice that nothing asks for is told, and one that a body asks for is not', () => {
  expectReport(`choice «tags» : flat | path = path ${account()}`, 'choice-unused');
  expectClean(`choice tags : flat | path = path ${account('if tags == flat { website = website }')}`);
  expectClean(`choice tags : flat | path = path provision { if tags == flat { } } ${account()}`);
  expectClean(`choice tags : flat | path = path if source has nowhere { if tags == flat { } } ${account()}`);
});

test('a file that is not understood as a whole may ask for it where it was not read', () => {
  const { diagnostics } = checkText('choice tags : flat | path = path map {{{');
  expect(new Set(diagnostics.map(({ name }) => name))).toEqual(new Set(['syntax']));
});

test('one option may be what the `else` does; two that no `if` tells apart are told', () => {
  expectClean(`${choice} if tags == flat ${INSIDE} else { if tags == path ${INSIDE} } ${account()}`);
  expectReport(
    `choice tags : flat | path | «none» = path if tags == flat ${INSIDE} ${account()}`,
    'options-alike',
    {
      message: '`path` and `none`',
    },
  );
});

test('a side that nothing leads to is told, with the conditions around it, and what stands in it is not told again', () => {
  const never = 'this condition never holds';
  const always = 'its `else` is never taken';
  const told = (text: string, message: string) =>
    expectReport(`${choice} if tags == none or tags == flat ${INSIDE} ${text} ${account()}`, 'branch-dead', {
      message,
    });
  told(`if «tags == flat and tags == path» ${INSIDE}`, never);
  told(`if tags == flat { if «tags == path» { if tags == path and source has x ${INSIDE} } }`, never);
  told(`if tags == flat { } else { if «not tags != flat» ${INSIDE} }`, never);
  told(`if «tags == flat or tags == path or tags == none» ${INSIDE} else ${INSIDE}`, always);
  told(`if «target has x or not target has x» ${INSIDE} else ${INSIDE}`, always);
  told(`if «source has module "a" and tags != flat and not source has module "a"» ${INSIDE}`, never);
  // Another side, another kind and another name are other questions.
  expectClean(
    `if target has x and not source has x and not target has module "x" and not target has y ${INSIDE} ${account()}`,
  );
});

test('names of choices and options are checked on the sides that are not taken, and once where a common is used twice', () => {
  expectReport(`${choice} if tags == flat { if tags == «pth» ${INSIDE} } ${account()}`, 'unknown-choice');
  const site = account('use Web')
    .replace('account ->', 'Site: contact ->')
    .replace('accountid', '"b{contactid}"');
  expectReport(
    `${choice} common Web { if tags == «pth» { website = null } else { website = null } }
    ${account('use Web').replace('accountid', '"a{accountid}"')} ${site.replace('name ??', 'last ??')}`,
    'unknown-choice',
  );
});

test('options have no order', () => {
  expectReport(`${choice} if «tags < path» ${INSIDE} ${account()}`, 'wrong-operand', {
    help: '`==` or `!=`',
  });
});

test('a choice, its options and the name of a module are what they seem', () => {
  expectReport(
    `choice tags : flat | path = path choice «tags» : flat | path = path if tags == flat ${INSIDE} ${account()}`,
    'declared-twice',
    { message: 'choices called' },
  );
  expectReport(
    `choice tags : flat | path | «flat» = path if tags == flat ${INSIDE} ${account()}`,
    'declared-twice',
  );
  expectReport(`if target has module «"a{1}"» ${INSIDE} ${account()}`, 'text-not-plain');
});

test('what a branch cannot decide stands before it', () => {
  expectReport(`if target has x { «choice tags : flat | path = path» } ${account()}`, 'not-allowed-here');
  expectReport(`if target has x { } else { «import "./tables.map"» } ${account()}`, 'not-allowed-here');
});
