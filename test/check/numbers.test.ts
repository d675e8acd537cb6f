import { describe, expect, test } from 'vitest';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { entity, schema, text } from './support/schemas.ts';

const source = schema('dataverse', [
  entity('account', 'accountid', {
    'accountid!': { kind: 'text', max: 36 },
    name: text,
    whole: { kind: 'integer' },
    many: { kind: 'integer' },
    rate: { kind: 'float' },
    part: { kind: 'decimal' },
  }),
]);
const divided = (value: string): string => account(`website = "{${value}}"`);

describe('a division', () => {
  const within = (value: string): string => account(`website = "{(${value}) ?? 0}"`);

  test('can fail where nobody has shown that it is not by zero', () => {
    expectReport(account('let x = whole / many website = «"{x ?? 0}"»'), 'unhandled-failure', {
      source,
      message: /divided by may be 0 \(\*convert\*\)/,
    });
    expectReport(account('is_company = «rate / rate > 1»'), 'unhandled-failure', { source });
    expectReport(divided('1.5 / 0'), 'unhandled-failure', { source });
    expectReport(divided('1.5 / 0.00'), 'unhandled-failure', { source });
    expectReport(divided('1.5 / -0'), 'unhandled-failure', { source });
  });

  test('cannot by a number that is written out', () => {
    expectClean(within('whole / 3'), { source });
    expectClean(within('part / 0.001'), { source });
    expectClean(within('part / -2'), { source });
  });

  test('is told how to ask first', () => {
    expectReport(account('website = «"{(part / many) ?? 0}"»'), 'unhandled-failure', {
      source,
      help: /`else null`.*or ask first: `if … != 0 then/,
    });
  });

  test.each([
    'if many != 0 then whole / many else null',
    'if 0 != many then whole / many else null',
    'if many == 0 then null else whole / many',
    'if many > 0 then whole / many else null',
    'if many >= 1 then whole / many else null',
    'if many < -1 then whole / many else null',
    'if many <= 0 then null else whole / many',
    'if 5 == many then whole / many else null',
    'if not (many == 0) then whole / many else null',
    'if whole != null and many != 0 then whole / many else null',
    'if whole == null or many == 0 then null else whole / many',
    'if many > 0 or many < 0 then whole / many else null',
    'if part > 0.5 then 1 / part else null',
  ])('cannot by what a condition has shown not to be zero: %s', (value) => {
    expectClean(within(value), { source });
  });

  test.each([
    'if many != 1 then whole / many else null',
    'if many >= 0 then whole / many else null',
    'if many > -1 then whole / many else null',
    'if many <= 1 then whole / many else null',
    'if many == 1 then null else whole / many',
    'if many != whole then whole / many else null',
    'if many != null then whole / many else null',
    'if many != 0 or whole != 0 then whole / many else null',
    'if many != 0 then null else whole / many',
  ])('can by what a condition has not shown: %s', (value) => {
    expectReport(within(value), 'unhandled-failure', { source });
  });

  test('goes by a guard, by what is required, and by the guards before', () => {
    const line = 'website = "{(whole / many) ?? 0}"';
    expectClean(account(`require many != 0 else reject "none" ${line}`), { source });
    expectReport(account(`require many != 0 else warn "none" ${line}`), 'unhandled-failure', { source });
    const head = 'map account -> res.partner { key x_source_id = accountid name = "?" user_id = null';
    expectClean(`${head} when many > 0 ${line} } else skip because "none"`, { source });
    expectClean(
      `${head} when many == 0 } else -> res.partner { key x_source_id = accountid name = "?" user_id = null ${line} }`,
      { source },
    );
  });

  test('is not handled twice', () => {
    expectReport(account('website = "{(«whole / 3 else 0») ?? 0}"'), 'else-needless', { source });
    expectClean(within('whole / many else 0'), { source });
  });

  test('of a function’s parameter goes by what the function asks', () => {
    const fn = (value: string): string => `fn share(a: decimal, b: decimal): decimal? = ${value}`;
    const call = account('website = "{share(part ?? 0, part ?? 0) ?? 0}"');
    expectClean(`${fn('if b == 0 then null else a / b')} ${call}`, { source });
    expectReport(`${fn('a / b')} ${call}`, 'unhandled-failure', { source });
  });
});

describe('a number that is written out', () => {
  test('is told where its place would round it', () => {
    expectReport(account('employees = «9007199254740993»'), 'number-rounded', {
      help: /9007199254740991/,
    });
    expectReport(account('employees = -«9007199254740993»'), 'number-rounded');
    expectReport(account('is_company = employees == «9007199254740992»'), 'number-rounded');
    expectReport(account('is_company = rate == «0.12345678901234567890»'), 'number-rounded', { source });
    expectReport(account(`is_company = rate == «1${'0'.repeat(309)}»`), 'number-rounded', { source });
  });

  test('is as good as any other where it is held', () => {
    expectClean(account('employees = 9007199254740991'));
    expectClean(account('is_company = rate == 0.1'), { source });
    expectClean(account('is_company = rate == 100000000000000000000'), { source });
  });

  test('keeps every digit as a decimal', () => {
    const { program } = expectClean(account('is_company = part == 9007199254740993'), { source });
    expect(JSON.stringify(program.maps)).toContain('"value":"9007199254740993"');
  });

  test('of more digits than a number holds is the option that is written so, and no near one', () => {
    const options = [{ value: 9007199254740992, label: 'Even' }];
    const kinds = schema('dataverse', [
      entity('account', 'accountid', {
        'accountid!': { kind: 'text', max: 36 },
        name: text,
        size: { kind: 'enum', options },
      }),
    ]);
    expectClean(account('is_company = size == 9007199254740992'), { source: kinds });
    expectReport(account('is_company = size == «9007199254740993»'), 'unknown-option', { source: kinds });
  });
});
