const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Whether it is a day of the calendar, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

interface Parts {
  readonly date: string;
  /** `HH:MM:SS`. */
  readonly time: string;
  /** `.123`, or nothing. */
  readonly fraction: string;
  readonly zone: string | null;
}

function partsOf(text: string): Parts | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, date = '', hours = '', minutes = '', seconds = '00', fraction = '', zone = null] = match;
  if (!isDate(date) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return { date, time: `${hours}:${minutes}:${seconds}`, fraction, zone };
}

export function isInstant(text: string): boolean {
  return instantOf(text) !== null;
}

export function isLocal(text: string): boolean {
  return localOf(text) !== null;
}

/** A time with its zone, as an instant in UTC; null for anything else. */
export function instantOf(text: string): string | null {
  const parts = partsOf(text);
  if (parts === null || parts.zone === null) return null;
  if (parts.zone === 'Z') return `${parts.date}T${parts.time}${parts.fraction}Z`;
  const zone = parts.zone.includes(':') ? parts.zone : `${parts.zone.slice(0, 3)}:${parts.zone.slice(3)}`;
  const time = Date.parse(`${parts.date}T${parts.time}${zone}`);
  return Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}${parts.fraction}Z`;
}

/** A time without a zone, `YYYY-MM-DDTHH:MM:SS`; null for anything else. */
export function localOf(text: string): string | null {
  const parts = partsOf(text);
  return parts === null || parts.zone !== null ? null : `${parts.date}T${parts.time}${parts.fraction}`;
}
