import type { ColumnSummary, Scalar } from './column.ts';
import { IDENTIFYING } from './patterns.ts';

/**
 * What of a column may be written into a file that goes under version control. The rule errs on the side of silence: a
 * value is named only where it is one choice among few that many records share, and the column is not called like something
 * that tells of a person. Spans of numbers and years follow the names alone, since both ends are values of single records.
 */

/** Parts of names (in lower case, without marks) that tell of a person, in the languages of the systems we meet. */
const TELLING = [
  'name|mail|phone|mobile|telefax|birth|address|street|city|town|postal|postcode|zipcode|country|region|province|county',
  'passport|iban|nhsn|social|password|secret|token|login|user|nick|photo|picture|website|homepage|webpage|latitude|longitude',
  'note|comment|description|subject|remark|body|salary|religion|ethnic|diagnos|disabil|licen[cs]e|vatn|taxn|taxid',
  'surname|person|patient|salutation|yomi|location|sender|recipient|signature|attendee',
  'soyad|isim|telefon|eposta|dogum|adres|sehir|vorname|nachname|geburt|strasse|prenom|naissance|adresse|courriel|ville',
].join('|');
const TELLING_PART = new RegExp(TELLING, 'i');
/** Short words tell only where they stand alone: `ad` is a name in Turkish, and in the middle of `lead`. */
const TELLING_WORD =
  /^(?:tel|fax|dob|zip|nhs|ssn|nin|ip|age|sex|url|plz|ort|nom|ad|pin|tc|tckn|vkn|venue|room|who|by)$/;

/** Whether a name or label says that the values tell of a person, a place or something that people wrote. */
export function isTelling(...names: readonly string[]): boolean {
  return names.some((name) => {
    const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ı/g, 'i');
    const words = plain
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .split(/[^\p{L}]+/u);
    return TELLING_PART.test(words.join('')) || words.some((word) => TELLING_WORD.test(word));
  });
}

/** Different values that a choice may have. */
const CHOICES = 50;
const LONGEST_CHOICE = 40;
/** Records that must share a text before it is named. */
const SHARED = 5;
/** Records there must be for each choice, on average. */
const REPEATED = 10;
/** Part of the values that may be too rare to be named. */
const RARE = 0.05;

/** A value with the number of records that hold it. */
export type Choice = readonly [value: Scalar, count: number];

/**
 * The values of a column that is a choice among few, most frequent first; null for every other column. A text is named only
 * where five records share it, and never in a column that has something identifying in it.
 */
export function choicesOf(
  names: readonly string[],
  summary: ColumnSummary,
): { readonly choices: readonly Choice[]; readonly others: number } | null {
  const { values, filled } = summary;
  if (values === null || values.size > CHOICES || filled < values.size * REPEATED) return null;
  if (isTelling(...names) || [...summary.patterns.keys()].some((pattern) => IDENTIFYING.has(pattern)))
    return null;
  const choices = [...values].filter(
    ([value, count]) =>
      count >= SHARED &&
      (typeof value !== 'string' || (value.length <= LONGEST_CHOICE && value.trim() !== '')),
  );
  const others = choices.reduce((rest, [, count]) => rest - count, filled);
  if (choices.length === 0 || others > filled * RARE) return null;
  return { choices: choices.toSorted(byCount), others };
}

/** Most frequent first, then by value, so that the same records always give the same order. */
export function byCount([left, many]: Choice, [right, few]: Choice): number {
  if (many !== few) return few - many;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}
