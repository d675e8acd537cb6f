import { define } from './define.ts';
import { writeInFormat } from './format.ts';
import * as time from './time.ts';
import { unreadable } from './time-functions.ts';

const DAY = { anyOf: ['date', 'local'] } as const;

/** Functions by the calendar: parts of days and local times, what lies between two, and how they are written. */
export const calendarFunctions = [
  define({
    name: 'year',
    params: [{ name: 'value', type: DAY }],
    result: 'integer',
    loses: true,
    doc: 'The year of a day or a local time.',
    examples: [{ args: ['2019-03-04'], result: 2019 }],
    implement: ([value]) => time.partOf(value, 'year') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'month',
    params: [{ name: 'value', type: DAY }],
    result: 'integer',
    loses: true,
    doc: 'The month of a day or a local time, January 1.',
    examples: [{ args: ['2019-03-04T22:30:00'], result: 3 }],
    implement: ([value]) => time.partOf(value, 'month') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'day',
    params: [{ name: 'value', type: DAY }],
    result: 'integer',
    loses: true,
    doc: 'The day of the month of a day or a local time.',
    examples: [{ args: ['2019-03-04'], result: 4 }],
    implement: ([value]) => time.partOf(value, 'day') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'weekday',
    params: [{ name: 'value', type: DAY }],
    result: 'integer',
    loses: true,
    doc: 'The day of the week of a day or a local time, Monday 1 to Sunday 7.',
    examples: [
      { args: ['2019-03-04'], result: 1 },
      { args: ['2019-03-10'], result: 7 },
    ],
    implement: ([value]) => time.partOf(value, 'dayOfWeek') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'hour',
    params: [{ name: 'value', type: 'local' }],
    result: 'integer',
    loses: true,
    doc: 'The hour of a local time, 0 to 23.',
    examples: [{ args: ['2019-03-04T22:30:00'], result: 22 }],
    implement: ([value]) => time.partOf(value, 'hour') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'minute',
    params: [{ name: 'value', type: 'local' }],
    result: 'integer',
    loses: true,
    doc: 'The minute of a local time.',
    examples: [{ args: ['2019-03-04T22:30:00'], result: 30 }],
    implement: ([value]) => time.partOf(value, 'minute') ?? unreadable(value, 'day or local time'),
  }),
  define({
    name: 'plus_months',
    params: [
      { name: 'date', type: 'date' },
      { name: 'months', type: 'integer' },
    ],
    result: 'date',
    doc: 'The same day so many months later, earlier with a negative number; where that month is too short for it, its last day.',
    examples: [
      { args: ['2024-01-15', 1], result: '2024-02-15' },
      { args: ['2024-01-31', 1], result: '2024-02-29' },
      { args: ['2024-02-29', -12], result: '2023-02-28' },
    ],
    implement: ([date, months]) =>
      time.addMonths(date, months) ?? unreadable(date, 'day within the calendar'),
  }),
  define({
    name: 'days_between',
    params: [
      { name: 'from', type: 'date' },
      { name: 'to', type: 'date' },
    ],
    result: 'integer',
    doc: 'How many days later the second day is; negative where it is earlier.',
    examples: [
      { args: ['2024-02-28', '2024-03-01'], result: 2 },
      { args: ['2024-03-01', '2024-02-28'], result: -2 },
    ],
    implement: ([from, to]) => time.daysBetween(from, to) ?? unreadable(`${from} / ${to}`, 'pair of days'),
  }),
  define({
    name: 'minutes_between',
    params: [
      { name: 'from', type: 'instant' },
      { name: 'to', type: 'instant' },
    ],
    result: 'integer',
    loses: true,
    doc: 'How many whole minutes later the second instant is, without the seconds that are left; negative where it is earlier.',
    examples: [
      { args: ['2019-03-04T10:00:00Z', '2019-03-04T11:30:59Z'], result: 90 },
      { args: ['2019-03-04T10:00:00Z', '2019-03-04T09:00:00Z'], result: -60 },
    ],
    implement: ([from, to]) =>
      time.minutesBetween(from, to) ?? unreadable(`${from} / ${to}`, 'pair of instants'),
  }),
  define({
    id: 'minutes_between_local',
    name: 'minutes_between',
    params: [
      { name: 'from', type: 'local' },
      { name: 'to', type: 'local' },
    ],
    result: 'integer',
    loses: true,
    doc: 'The same of two local times, by the calendar, as if no clock were ever changed.',
    examples: [{ args: ['2019-12-31T23:30:00', '2020-01-01T00:15:00'], result: 45 }],
    implement: ([from, to]) =>
      time.localMinutesBetween(from, to) ?? unreadable(`${from} / ${to}`, 'pair of local times'),
  }),
  define({
    name: 'format',
    params: [
      { name: 'date', type: 'date' },
      { name: 'format', type: 'date_format' },
    ],
    result: 'text',
    doc: 'A day as a text of the format that is written out, which `date` reads again.',
    examples: [{ args: ['2019-03-04', 'd.M.yyyy'], result: '4.3.2019' }],
    implement: ([date, format]) => writeInFormat(date, format) ?? unreadable(date, 'day'),
  }),
  define({
    id: 'format_local',
    name: 'format',
    params: [
      { name: 'local', type: 'local' },
      { name: 'format', type: 'local_format' },
    ],
    result: 'text',
    loses: true,
    doc: 'A local time as a text of the format that is written out, which `local` reads again; fractions of a second are gone, and what the format leaves out.',
    examples: [
      { args: ['2019-03-04T22:30:00', 'dd.MM.yyyy HH:mm'], result: '04.03.2019 22:30' },
      { args: ['2019-03-04T00:30:00', "M/d/yyyy 'at' h:mm a"], result: '3/4/2019 at 12:30 AM' },
    ],
    implement: ([local, format]) => writeInFormat(local, format) ?? unreadable(local, 'local time'),
  }),
  define({
    name: 'epoch_seconds',
    params: [{ name: 'seconds', type: 'integer' }],
    result: 'instant',
    doc: 'The instant so many seconds after 1970 began in UTC.',
    examples: [{ args: [1551652200], result: '2019-03-03T22:30:00Z' }],
    implement: ([seconds]) =>
      time.instantOfEpoch(seconds * 1000) ?? unreadable(String(seconds), 'second within the calendar'),
  }),
  define({
    name: 'epoch_milliseconds',
    params: [{ name: 'milliseconds', type: 'integer' }],
    result: 'instant',
    doc: 'The instant so many milliseconds after 1970 began in UTC.',
    examples: [{ args: [1551652200500], result: '2019-03-03T22:30:00.5Z' }],
    implement: ([milliseconds]) =>
      time.instantOfEpoch(milliseconds) ?? unreadable(String(milliseconds), 'moment within the calendar'),
  }),
];
