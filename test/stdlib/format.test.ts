import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem, readInFormat, writeInFormat } from '../../src/stdlib/format.ts';
import { callNamed as call } from './support/call.ts';

test.each([
  ['dd.MM.yyyy', null],
  ["d 'of' M, yyyy", null],
  ['yyyyMMdd', null],
  ['DD.MM.YYYY', '`DD` means nothing in it'],
  ['dd.MM.yy', '`yy` means nothing in it'],
  ['dd.MM', 'it has no year (`yyyy`)'],
  ['yyyy', 'it has no month (`MM`)'],
  ['dd.MM.yyyy dd', 'it has the day (`dd`) twice'],
  ['dd.MM.yyyy HH:mm', 'a day has no time'],
])('as the format of a day %s: %s', (format, problem) => {
  expect(formatProblem(format, 'date')).toBe(problem);
});

test.each([
  ['dd.MM.yyyy HH:mm:ss', null],
  ['M/d/yyyy h:mm a', null],
  ['dd.MM.yyyy', 'it has no hour (`HH`, or `hh` with `a` for AM and PM)'],
  ['dd.MM.yyyy HH', 'it has no minute (`mm`)'],
  ['dd.MM.yyyy hh:mm', '`hh` needs `a`, for AM or PM'],
  ['dd.MM.yyyy HH:mm a', '`a` goes with `hh`'],
  ['dd.MM.yyyy HH hh:mm a', 'it has the hour twice'],
])('as the format of a local time %s: %s', (format, problem) => {
  expect(formatProblem(format, 'local')).toBe(problem);
});

test('what is not of the format is not read, and a day that there is not either', () => {
  for (const text of [
    '4.3.2019',
    '04.03.19',
    '04/03/2019',
    '04.03.2019 10:00',
    '٠٤.03.2019',
    '30.02.2019',
    '',
  ])
    expect(call('date_of_text', text, 'dd.MM.yyyy')).toMatchObject({ kind: 'convert' });
  for (const text of ['3/4/2019 13:00 PM', '3/4/2019 0:10 AM', '3/4/2019 1:60 PM', '3/4/2019 1:00'])
    expect(call('local_of_text', text, 'M/d/yyyy h:mm a')).toMatchObject({ kind: 'convert' });
});

test('noon is PM and midnight is AM', () => {
  const format = 'yyyy-MM-dd hh:mm a';
  expect(readInFormat('2019-03-04 12:00 pm', format)).toBe('2019-03-04T12:00:00');
  expect(readInFormat('2019-03-04 12:00 AM', format)).toBe('2019-03-04T00:00:00');
  expect(writeInFormat('2019-03-04T12:00:00', format)).toBe('2019-03-04 12:00 PM');
  expect(writeInFormat('2019-03-04T00:00:00', format)).toBe('2019-03-04 12:00 AM');
});

test('signs of a format stand for themselves', () => {
  expect(readInFormat('2019.03.04', 'yyyy-MM-dd')).toBeNull();
  expect(readInFormat('x2019(03)04', "'x'yyyy(MM)dd")).toBe('2019-03-04');
  expect(writeInFormat('2019-03-04', "''yyyy-MM-dd")).toBe("'2019-03-04");
});

test('what is written in a format is read again', () => {
  const days = fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  fc.assert(
    fc.property(
      days,
      fc.constantFrom('dd.MM.yyyy', 'M/d/yyyy', 'yyyyMMdd', "d 'd' M yyyy"),
      (day, format) => {
        expect(call('date_of_text', call('format', day, format) as string, format)).toBe(day);
      },
    ),
  );
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom('dd.MM.yyyy HH:mm', 'h:mm a, M/d/yyyy', 'yyyyMMdd H.mm.ss'),
      (day, minutes, format) => {
        const local = call('plus_minutes_local', `${day}T00:00:00`, minutes) as string;
        expect(call('local_of_text', call('format_local', local, format) as string, format)).toBe(local);
      },
    ),
  );
});
