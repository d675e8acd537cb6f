import { define } from './define.ts';
import { Failure } from './failure.ts';
import { readInFormat } from './format.ts';
import { quote } from './text-functions.ts';
import * as time from './time.ts';

/** Functions over days, instants and local times. From one to another a zone is named (`language.md` section 5). */
export const timeFunctions = [
  define({
    name: 'date',
    params: [
      { name: 'instant', type: 'instant' },
      { name: 'zone', type: 'zone' },
    ],
    result: 'date',
    fails: [],
    loses: true,
    doc: 'The day of an instant in a time zone; the time of day is gone.',
    examples: [
      { args: ['2019-03-04T22:30:00Z', 'Europe/Istanbul'], result: '2019-03-05' },
      { args: ['2019-03-04T22:30:00Z', 'Europe/London'], result: '2019-03-04' },
    ],
    implement: ([instant, zone]) => time.dateOfInstant(instant, zone) ?? unreadable(instant, 'instant'),
  }),
  define({
    id: 'date_of_local',
    name: 'date',
    params: [{ name: 'local', type: 'local' }],
    result: 'date',
    loses: true,
    doc: 'The day of a local time; the time of day is gone.',
    examples: [{ args: ['2019-03-04T22:30:00'], result: '2019-03-04' }],
    implement: ([local]) => time.parseDate(local.slice(0, 10)) ?? unreadable(local, 'local time'),
  }),
  define({
    id: 'date_of_text',
    name: 'date',
    params: [
      { name: 'value', type: 'text' },
      { name: 'format', type: 'date_format', optional: true },
    ],
    result: 'date',
    fails: ['convert'],
    doc: 'A day out of a text "YYYY-MM-DD", or of the format that is written out: yyyy, MM or M, dd or d, as in ICU, .NET and Java.',
    examples: [
      { args: ['2024-02-29'], result: '2024-02-29' },
      { args: ['2023-02-29'], fails: 'convert' },
      { args: ['29.02.2024'], fails: 'convert' },
      { args: ['29.02.2024', 'dd.MM.yyyy'], result: '2024-02-29' },
      { args: ['3/4/2019', 'M/d/yyyy'], result: '2019-03-04' },
    ],
    implement: ([value, format]) =>
      time.parseDate(inFormat(value, format)) ?? unreadable(value, `day such as ${format ?? '2019-03-04'}`),
  }),
  define({
    name: 'instant',
    params: [
      { name: 'local', type: 'local' },
      { name: 'zone', type: 'zone' },
    ],
    result: 'instant',
    doc: 'The instant at which the clocks of a zone show a local time; of a doubled hour the first, in a gap after it.',
    examples: [
      { args: ['2019-03-04T10:00:00', 'Europe/Istanbul'], result: '2019-03-04T07:00:00Z' },
      { args: ['2024-03-31T01:30:00', 'Europe/London'], result: '2024-03-31T01:30:00Z' },
    ],
    implement: ([local, zone]) => time.instantOfLocal(local, zone) ?? unreadable(local, 'local time'),
  }),
  define({
    id: 'instant_of_date',
    name: 'instant',
    params: [
      { name: 'date', type: 'date' },
      { name: 'zone', type: 'zone' },
    ],
    result: 'instant',
    doc: 'The instant at which a day begins in a time zone.',
    examples: [{ args: ['2019-03-04', 'Europe/Istanbul'], result: '2019-03-03T21:00:00Z' }],
    implement: ([date, zone]) => time.instantOfDate(date, zone) ?? unreadable(date, 'day'),
  }),
  define({
    id: 'instant_of_text',
    name: 'instant',
    params: [{ name: 'value', type: 'text' }],
    result: 'instant',
    fails: ['convert'],
    doc: 'An instant out of an ISO 8601 text with an offset or Z.',
    examples: [
      { args: ['2019-03-04T10:00:00+03:00'], result: '2019-03-04T07:00:00Z' },
      { args: ['2019-03-04T10:00:00'], fails: 'convert' },
    ],
    implement: ([value]) => time.parseInstant(value.trim()) ?? unreadable(value, 'instant with an offset'),
  }),
  define({
    name: 'local',
    params: [
      { name: 'instant', type: 'instant' },
      { name: 'zone', type: 'zone' },
    ],
    result: 'local',
    loses: true,
    doc: 'What the clocks of a zone show at an instant; where they were set back two instants show the same.',
    examples: [{ args: ['2019-03-04T07:00:00Z', 'Europe/Istanbul'], result: '2019-03-04T10:00:00' }],
    implement: ([instant, zone]) => time.localOfInstant(instant, zone) ?? unreadable(instant, 'instant'),
  }),
  define({
    id: 'local_of_text',
    name: 'local',
    params: [
      { name: 'value', type: 'text' },
      { name: 'format', type: 'local_format', optional: true },
    ],
    result: 'local',
    fails: ['convert'],
    doc: 'A local time out of an ISO 8601 text without an offset, or of the format that is written out: that of a day with HH or H, or hh or h with a for AM or PM, mm, and perhaps ss.',
    examples: [
      { args: ['2019-03-04T10:00'], result: '2019-03-04T10:00:00' },
      { args: ['2019-03-04T10:00Z'], fails: 'convert' },
      { args: ['04.03.2019 10:00', 'dd.MM.yyyy HH:mm'], result: '2019-03-04T10:00:00' },
      { args: ['3/4/2019 12:30 AM', 'M/d/yyyy h:mm a'], result: '2019-03-04T00:30:00' },
    ],
    implement: ([value, format]) =>
      time.parseLocal(inFormat(value, format)) ??
      unreadable(value, `local time ${format === undefined ? 'without an offset' : `such as ${format}`}`),
  }),
  define({
    name: 'plus_minutes',
    params: [
      { name: 'instant', type: 'instant' },
      { name: 'minutes', type: 'integer' },
    ],
    result: 'instant',
    fails: [],
    doc: 'The instant so many minutes later; earlier with a negative number.',
    examples: [{ args: ['2019-03-04T23:30:00Z', 45], result: '2019-03-05T00:15:00Z' }],
    implement: ([instant, minutes]) =>
      time.addMinutesToInstant(instant, minutes) ?? unreadable(instant, 'instant within the calendar'),
  }),
  define({
    id: 'plus_minutes_local',
    name: 'plus_minutes',
    params: [
      { name: 'local', type: 'local' },
      { name: 'minutes', type: 'integer' },
    ],
    result: 'local',
    doc: 'The local time so many minutes later by the calendar, as if no clock were ever changed.',
    examples: [{ args: ['2019-12-31T23:30:00', 45], result: '2020-01-01T00:15:00' }],
    implement: ([local, minutes]) =>
      time.addMinutesToLocal(local, minutes) ?? unreadable(local, 'local time within the calendar'),
  }),
  define({
    name: 'plus_days',
    params: [
      { name: 'date', type: 'date' },
      { name: 'days', type: 'integer' },
    ],
    result: 'date',
    doc: 'The day so many days later; earlier with a negative number.',
    examples: [{ args: ['2024-02-28', 2], result: '2024-03-01' }],
    implement: ([date, days]) => time.addDays(date, days) ?? unreadable(date, 'day within the calendar'),
  }),
];

/** The text of a format as ISO 8601; what is not of the format is no ISO 8601 either. */
function inFormat(value: string, format: string | undefined): string {
  const text = value.trim();
  return format === undefined ? text : (readInFormat(text, format) ?? '');
}

// A value of a declared type that is not of its form comes from a source that does not keep to its own schema. The
// checker does not ask for a handler; the record is rejected with this reason.
export function unreadable(value: string, what: string): Failure {
  return new Failure('convert', `${quote(value)} is no ${what}`);
}
