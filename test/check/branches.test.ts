import { expect, test } from 'vitest';
import { account, checkText, expectClean } from './support/check-map.ts';
import { TARGET } from './support/schemas.ts';

/** What was taken, without places; `at` is the text of the file at each place. */
function told(text: string, target = TARGET): unknown {
  const { branches, files } = checkText(text, { target });
  const whole = files[0]?.text ?? '';
  return branches.map(({ asked, holds, moves, fills, span }) => ({
    asked: asked.map(({ side, what, name, there }) => `${side} ${what} ${name}: ${there ? 'there' : 'not'}`),
    holds,
    moves: moves.map((move) => [move.source, move.target, whole.slice(move.span.start, move.span.end)]),
    fills,
    at: whole.slice(span.start, span.end),
  }));
}

test('a branch tells what it asked, and what becomes of the entities of the side that was taken', () => {
  const text = `if target has helpdesk.ticket { map nonsense -> helpdesk.ticket { } } else { ${account()} }`;
  expect(told(text)).toEqual([
    {
      asked: ['target name helpdesk.ticket: not'],
      holds: false,
      moves: [['account', 'res.partner', 'res.partner']],
      fills: [],
      at: 'target has helpdesk.ticket',
    },
  ]);
});

test('a branch inside a block tells the fields that it fills', () => {
  const text = account(
    'if target has module "base_vat" { website = website } else { street = website  if source has account.fax { zip = website } else { city = website } }',
  );
  expect(told(text)).toEqual([
    {
      asked: ['target module base_vat: not'],
      holds: false,
      moves: [],
      fills: ['street', 'city'],
      at: 'target has module "base_vat"',
    },
    {
      asked: ['source name account.fax: not'],
      holds: false,
      moves: [],
      fills: ['city'],
      at: 'source has account.fax',
    },
  ]);
});

test('what does not move is told as such, and a side that is empty says nothing', () => {
  const text = `if not target has helpdesk.ticket { skip contact because "no helpdesk" }
    if target has helpdesk.ticket { map nonsense -> nowhere { } } ${account()}`;
  expect(told(text)).toMatchObject([
    { holds: true, moves: [['contact', null, 'contact']] },
    { holds: false, moves: [], fills: [] },
  ]);
});

test('a choice alone is no matter of what a system has, and a branch that is not reached asks nothing', () => {
  const text = `choice tags : flat | path = flat
    if tags == path { if target has crm.lead { map nonsense -> nowhere { } } } ${account()}`;
  expectClean(text);
  expect(told(text)).toEqual([]);
});
