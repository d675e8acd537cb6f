import { expect, test } from 'vitest';
import { account, checkText, expectClean, expectReport } from './support/check-map.ts';

/** What a field is known to hold: the type of the value that `website` is given. */
function typeOfValue(expr: string) {
  const { program, diagnostics } = checkText(account(`website = ${expr} because "a test"`));
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual(
    [],
  );
  const arm = program?.maps[0]?.arms[0];
  const line =
    arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0]?.field.name === 'website') : null;
  return line?.value.type ?? null;
}

test('a regular expression is one, and stands in the map', () => {
  expectClean(account('website = if matches(name, "^[A-Z]+$") then name else null'));
  expectReport(account('website = if name | matches(«"(a"») then name else null'), 'wrong-literal', {
    message: /`\(a` is no regular expression: missing closing \)/,
    help: /RE2/,
  });
  expectReport(account('website = if matches(website, «name») then name else null'), 'wrong-literal', {
    message: 'the regular expression is not written out',
    help: /cannot come out of a record/,
  });
  expectReport(account('website = if matches(name, «null») then name else null'), 'wrong-literal');
  expectReport(account('website = if matches(name, «"^[0-9]{4}$"») then name else null'), 'wrong-literal', {
    help: 'a brace that is meant as such is written `\\{`',
  });
  expectClean(account('website = if matches(name, "^[0-9]\\{4\\}$") then name else null'));
});

test('a replacement names groups that the pattern has', () => {
  expectClean(account('website = replace_pattern(website, "(a)(b)", "$2$1")'));
  expectReport(account('website = replace_pattern(website, "(a)(b)", «"$3"»)'), 'wrong-literal', {
    message: 'the pattern has 2 groups, and no `$3`',
  });
  // Of two that are wrong the first is told.
  expectReport(account('website = replace_pattern(website, «"(a"», "$3")'), 'wrong-literal');
});

test('a language, a decimal mark and a format are what there is', () => {
  expectClean(account('website = lower(website, "tr")'));
  expectReport(account('website = lower(website, «"tr_TR"»)'), 'wrong-literal', { help: /BCP 47/ });
  expectClean(account('employees = int(decimal(website, ",")) else null'));
  expectReport(account('employees = int(decimal(website, «";"»)) else null'), 'wrong-literal');
  expectClean(account('since = date(website, "dd.MM.yyyy") else null'));
  expectReport(account('since = date(website, «"DD.MM.YYYY"») else null'), 'wrong-literal', {
    message: /`DD` means nothing in it/,
    help: /`yyyy`/,
  });
  expectReport(account('since = date(website, «"dd.MM.yyyy HH:mm"») else null'), 'wrong-literal');
  expectReport(account('since = date(since, «"dd.MM.yyyy"») because "a day"'), 'wrong-literal', {
    message: /there is no time zone/,
  });
});

test('a country is looked at where it is written out, and may come out of a record', () => {
  expectClean(account('website = phone(website, "GB") else null'));
  expectClean(account('website = phone(website, name) else null'));
  expectReport(account('website = phone(website, «"UK"») else null'), 'wrong-literal', {
    message: 'there is no country `UK`',
    help: /`GB`/,
  });
});

test('other mistakes of a call are told as such, whatever its literals are', () => {
  expectReport(account('website = «lower(employees, "tr_TR")»'), 'wrong-arguments');
  expectReport(account('website = «lower(website, "tr", "tr")»'), 'wrong-arguments');
});

test('through a function of the map a literal stays one, and a parameter is none', () => {
  expectReport(`fn f(t: text, p: text): boolean = matches(t, «p») ${account()}`, 'wrong-literal');
});

test('what is cut out says why, and stands in no key', () => {
  expectReport(account('website = «extract(website, "[a-z]+")»'), 'lossy-unexplained');
  expectClean(account('website = extract(website, "[a-z]+") because "the rest is noise"'));
  for (const cut of ['substring(accountid, 3)', 'right(accountid, 3)', 'extract(accountid, "[0-9]+") ?? ""'])
    expectReport(
      `map account -> res.partner { key x_source_id = «${cut}» name = "?" user_id = null }`,
      'key-lossy',
    );
  expectClean('map account -> res.partner { key x_source_id = sha256(accountid) name = "?" user_id = null }');
});

test('a text is known to be as long as its function leaves it', () => {
  expect(typeOfValue('sha256(website)')?.base).toEqual({ kind: 'text', max: 64 });
  expect(typeOfValue('md5(website)')?.base).toEqual({ kind: 'text', max: 32 });
  expect(typeOfValue('right(website, 4)')?.base).toEqual({ kind: 'text', max: 4 });
  expect(typeOfValue('right(website, 400)')?.base).toEqual({ kind: 'text', max: 200 });
  expect(typeOfValue('substring(website, 4, 6)')?.base).toEqual({ kind: 'text', max: 6 });
  expect(typeOfValue('substring(website, 4)')?.base).toEqual({ kind: 'text', max: 200 });
  expect(typeOfValue('collapse(website)')?.base).toEqual({ kind: 'text', max: 200 });
  expect(typeOfValue('extract(website, "a")')).toMatchObject({
    base: { kind: 'text', max: 200 },
    nullable: true,
  });
  // Capitals may be longer than small letters: ß.
  expect(typeOfValue('upper(website)')?.base).toEqual({ kind: 'text' });
  expect(typeOfValue('pad_start(website, 4, "0")')?.base).toEqual({ kind: 'text' });
});

test('the name that a function has elsewhere leads to ours', () => {
  for (const [called, help] of [
    ['toLowerCase', 'here it is `lower`'],
    ['regexp_replace', 'here it is `replace_pattern`'],
    ['COALESCE', 'here that is said by `a ?? b`'],
    ['substr', 'here it is `substring(value, skip, length)`'],
  ] as const)
    expectReport(account(`website = «${called}»(website)`), 'unknown-function', { help });
  expectReport(account('website = «minuts»(3)'), 'unknown-function', { help: '`minutes`' });
});
