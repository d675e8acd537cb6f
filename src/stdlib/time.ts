import { Temporal } from 'temporal-polyfill';

/** Whether the IANA time zone database has this name. */
export function isTimeZone(name: string): boolean {
  // Offsets such as "+03:00" are accepted by Temporal, but they are no zones: they know no summer.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  return attempt(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)) !== null;
}

/** Nanoseconds since 1970 of an instant; null for a text that is none. */
export function epochNanoseconds(instant: string): bigint | null {
  return attempt(() => Temporal.Instant.from(instant).epochNanoseconds);
}

/** The day of an instant in a zone, "YYYY-MM-DD". */
export function dateOfInstant(instant: string, zone: string): string | null {
  return attempt(() => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString());
}

/** The wall clock's time of an instant in a zone, "2019-03-04T10:11:12". */
export function localOfInstant(instant: string, zone: string): string | null {
  return attempt(() => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString());
}

/** The instant of a wall clock's time. In a gap the clock has gone on by its width, a doubled hour is the first one. */
export function instantOfLocal(local: string, zone: string): string | null {
  return attempt(() => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString());
}

/** The instant at which a day begins in a zone. */
export function instantOfDate(date: string, zone: string): string | null {
  return attempt(() => Temporal.PlainDate.from(date).toZonedDateTime(zone).toInstant().toString());
}

/** A text with an offset or Z, as an instant in UTC. */
export function parseInstant(text: string): string | null {
  return attempt(() => Temporal.Instant.from(text).toString());
}

/** A text without an offset, as a local time. */
export function parseLocal(text: string): string | null {
  if (/[zZ]|[+-]\d{2}:?\d{2}$/.test(text.slice(10))) return null;
  return attempt(() => Temporal.PlainDateTime.from(text).toString());
}

/** "YYYY-MM-DD", a day that exists. */
export function parseDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  return attempt(() => Temporal.PlainDate.from(text, { overflow: 'reject' }).toString());
}

export function addMinutesToInstant(instant: string, minutes: number): string | null {
  return attempt(() => Temporal.Instant.from(instant).add({ minutes }).toString());
}

export function addMinutesToLocal(local: string, minutes: number): string | null {
  return attempt(() => Temporal.PlainDateTime.from(local).add({ minutes }).toString());
}

export function addDays(date: string, days: number): string | null {
  return attempt(() => Temporal.PlainDate.from(date).add({ days }).toString());
}

/** Where the month has fewer days, its last one. */
export function addMonths(date: string, months: number): string | null {
  return attempt(() => Temporal.PlainDate.from(date).add({ months }).toString());
}

/** How many days later the second day is. */
export function daysBetween(from: string, to: string): number | null {
  return attempt(() => Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days);
}

/** How many whole minutes later the second instant is. */
export function minutesBetween(from: string, to: string): number | null {
  return attempt(
    () =>
      Temporal.Instant.from(from)
        .until(Temporal.Instant.from(to))
        .round({ largestUnit: 'minute', smallestUnit: 'minute', roundingMode: 'trunc' }).minutes,
  );
}

/** How many whole minutes later the second local time is by the calendar. */
export function localMinutesBetween(from: string, to: string): number | null {
  return attempt(
    () =>
      Temporal.PlainDateTime.from(from)
        .until(Temporal.PlainDateTime.from(to), { largestUnit: 'minute', roundingMode: 'trunc' })
        .round({ largestUnit: 'minute', smallestUnit: 'minute', roundingMode: 'trunc' }).minutes,
  );
}

/** A part of a day or of a local time; Monday is the first day of the week. */
export function partOf(
  text: string,
  part: 'year' | 'month' | 'day' | 'dayOfWeek' | 'hour' | 'minute',
): number | null {
  return attempt(() => Temporal.PlainDateTime.from(text)[part]);
}

/** The instant so many milliseconds after 1970 began, in UTC. */
export function instantOfEpoch(milliseconds: number): string | null {
  return attempt(() => Temporal.Instant.fromEpochMilliseconds(milliseconds).toString());
}

// Temporal answers a text that it cannot read, and a result outside its range, with a RangeError; anything else is ours.
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
