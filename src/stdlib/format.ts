import { remembered } from './remembered.ts';

/** What the letters of a format stand for, in the words of ICU, .NET and Java: `dd.MM.yyyy HH:mm`. */
const LETTERS = {
  yyyy: { part: 'year', digits: '\\d{4}', hasTime: false },
  MM: { part: 'month', digits: '\\d{2}', hasTime: false },
  M: { part: 'month', digits: '\\d{1,2}', hasTime: false },
  dd: { part: 'day', digits: '\\d{2}', hasTime: false },
  d: { part: 'day', digits: '\\d{1,2}', hasTime: false },
  HH: { part: 'hour', digits: '\\d{2}', hasTime: true },
  H: { part: 'hour', digits: '\\d{1,2}', hasTime: true },
  hh: { part: 'clock', digits: '\\d{2}', hasTime: true },
  h: { part: 'clock', digits: '\\d{1,2}', hasTime: true },
  mm: { part: 'minute', digits: '\\d{2}', hasTime: true },
  ss: { part: 'second', digits: '\\d{2}', hasTime: true },
  a: { part: 'half', digits: '[AaPp][Mm]', hasTime: true },
} as const;

type Letters = keyof typeof LETTERS;
type Part = (typeof LETTERS)[Letters]['part'];

/** Letters, or a text that stands as it is. */
type Piece = { readonly letters: Letters } | { readonly text: string };

interface Format {
  readonly pieces: readonly Piece[];
  readonly expression: RegExp;
}

const readFormat = remembered(64, (format: string): Format | { readonly reason: string } => {
  const pieces: Piece[] = [];
  for (const [token, quoted, letter] of format.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g)) {
    if (quoted !== undefined) pieces.push({ text: quoted === '' ? "'" : quoted });
    else if (letter === undefined) pieces.push({ text: token });
    else if (isLetters(token)) pieces.push({ letters: token });
    else return { reason: `\`${token}\` means nothing in it` };
  }
  const source = pieces.map((piece) =>
    'text' in piece
      ? piece.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      : `(?<${LETTERS[piece.letters].part}>${LETTERS[piece.letters].digits})`,
  );
  const twice = twiceOf(pieces);
  if (twice !== null) return { reason: `it has the ${WORDS[twice]} twice` };
  return { pieces, expression: new RegExp(`^${source.join('')}$`, 'u') };
});

function isLetters(token: string): token is Letters {
  return Object.hasOwn(LETTERS, token);
}

const WORDS: Readonly<Record<Part, string>> = {
  year: 'year (`yyyy`)',
  month: 'month (`MM`)',
  day: 'day (`dd`)',
  hour: 'hour (`HH`, or `hh` with `a` for AM and PM)',
  clock: 'hour (`hh`)',
  minute: 'minute (`mm`)',
  second: 'second (`ss`)',
  half: 'half of the day (`a`)',
};

function partsOf(pieces: readonly Piece[]): readonly Part[] {
  return pieces.flatMap((piece) => ('letters' in piece ? [LETTERS[piece.letters].part] : []));
}

function twiceOf(pieces: readonly Piece[]): Part | null {
  const parts = partsOf(pieces);
  return parts.find((part, index) => parts.indexOf(part) !== index) ?? null;
}

/** What is wrong with a format for days, or for local times; null where nothing is. Each says a whole one. */
export function formatProblem(format: string, of: 'date' | 'local'): string | null {
  const read = readFormat(format);
  if ('reason' in read) return read.reason;
  const parts = partsOf(read.pieces);
  const missing = (['year', 'month', 'day'] as const).find((part) => !parts.includes(part));
  if (missing !== undefined) return `it has no ${WORDS[missing]}`;
  const timed = read.pieces.find((piece) => 'letters' in piece && LETTERS[piece.letters].hasTime);
  if (of === 'date') return timed === undefined ? null : 'a day has no time';
  if (parts.includes('hour') === parts.includes('clock'))
    return parts.includes('hour') ? 'it has the hour twice' : `it has no ${WORDS.hour}`;
  if (parts.includes('clock') !== parts.includes('half'))
    return parts.includes('half') ? '`a` goes with `hh`' : '`hh` needs `a`, for AM or PM';
  return parts.includes('minute') ? null : `it has no ${WORDS.minute}`;
}

/**
 * A text in a format, as an ISO 8601 text: "2019-03-04", or "2019-03-04T10:00:00" where the format has a time. Whether
 * there is such a day is for others to say. Null where the text is not of the format.
 */
export function readInFormat(text: string, format: string): string | null {
  const read = readFormat(format);
  const groups = 'reason' in read ? undefined : read.expression.exec(text)?.groups;
  if (groups === undefined) return null;
  const part = (name: Part): string => (groups[name] ?? '').padStart(2, '0');
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  if (groups.hour !== undefined) return `${day}T${part('hour')}:${part('minute')}:${part('second')}`;
  if (groups.clock === undefined) return day;
  const clock = Number(groups.clock);
  if (clock < 1 || clock > 12) return null;
  const hour = (clock % 12) + (groups.half?.toLowerCase() === 'pm' ? 12 : 0);
  return `${day}T${String(hour).padStart(2, '0')}:${part('minute')}:${part('second')}`;
}

/** A day, or a local time, of four digits of the year written in a format; null where the text is none or has no time. */
export function writeInFormat(iso: string, format: string): string | null {
  const read = readFormat(format);
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(iso);
  if ('reason' in read || match === null) return null;
  const [, year = '', month = '', day = '', hour, minute = '', second = '00'] = match;
  const short = (digits: string): string => String(Number(digits));
  const isTimed = read.pieces.some((piece) => 'letters' in piece && LETTERS[piece.letters].hasTime);
  if (isTimed && hour === undefined) return null;
  const hours = Number(hour ?? 0);
  const clock = String(hours % 12 === 0 ? 12 : hours % 12);
  const written = (letters: Letters): string => {
    switch (letters) {
      case 'yyyy':
        return year;
      case 'MM':
        return month;
      case 'M':
        return short(month);
      case 'dd':
        return day;
      case 'd':
        return short(day);
      case 'HH':
        return hour ?? '';
      case 'H':
        return String(hours);
      case 'hh':
        return clock.padStart(2, '0');
      case 'h':
        return clock;
      case 'mm':
        return minute;
      case 'ss':
        return second;
      case 'a':
        return hours < 12 ? 'AM' : 'PM';
    }
  };
  return read.pieces.map((piece) => ('text' in piece ? piece.text : written(piece.letters))).join('');
}
