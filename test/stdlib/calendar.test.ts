import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callNamed as call } from './support/call.ts';

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const counts = fc.integer({ min: -20_000, max: 20_000 });

test('the days between two days are those that lead from one to the other', () => {
  fc.assert(
    fc.property(days, counts, (day, count) => {
      expect(call('days_between', day, call('plus_days', day, count) as string)).toBe(count);
    }),
  );
});

test('the minutes between two moments are those that lead from one to the other', () => {
  fc.assert(
    fc.property(days, counts, fc.integer({ min: 0, max: 59 }), (day, count, seconds) => {
      const from = `${day}T10:00:00Z`;
      expect(call('minutes_between', from, call('plus_minutes', from, count) as string)).toBe(count);
      const local = `${day}T10:00:00`;
      const later = call('plus_minutes_local', local, count) as string;
      expect(call('minutes_between_local', local, later)).toBe(count);
      // Seconds that are left are cut towards zero, whichever way they lead.
      const second = String(seconds).padStart(2, '0');
      expect(call('minutes_between', from, `${day}T10:00:${second}Z`)).toBe(0);
      expect(call('minutes_between', `${day}T10:00:${second}Z`, from)).toBe(0);
    }),
  );
});

test('months later it is the same day, or the last of a month that is too short', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -500, max: 500 }), (day, months) => {
      const later = call('plus_months', day, months) as string;
      const of = (name: string, one: string): number => call(name, one) as number;
      expect(of('year', later) * 12 + of('month', later)).toBe(
        of('year', day) * 12 + of('month', day) + months,
      );
      if (of('day', later) !== of('day', day)) {
        expect(of('day', later)).toBeLessThan(of('day', day));
        expect(of('day', call('plus_days', later, 1) as string)).toBe(1);
      }
    }),
  );
});

test('the parts of a day are its digits, and seven days later it is the same day of the week', () => {
  fc.assert(
    fc.property(days, (day) => {
      expect([call('year', day), call('month', day), call('day', day)]).toEqual(day.split('-').map(Number));
      expect(call('weekday', call('plus_days', day, 7) as string)).toBe(call('weekday', day));
      expect(call('weekday', day)).toBe(new Date(day).getUTCDay() || 7);
    }),
  );
});

test('what lies outside of the calendar is a failure', () => {
  for (const result of [
    call('epoch_seconds', Number.MAX_SAFE_INTEGER),
    call('epoch_milliseconds', Number.MAX_SAFE_INTEGER),
    call('plus_months', '2019-03-04', Number.MAX_SAFE_INTEGER),
    call('days_between', '2019-02-30', '2019-03-04'),
    call('year', 'soon'),
  ])
    expect(result).toMatchObject({ kind: 'convert' });
});
