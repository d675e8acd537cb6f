import type { FieldType, Option, Proposal } from '../model.ts';
import { isBooleanPair } from '../profile/boolean-words.ts';
import type { ColumnSummary } from '../profile/column.ts';
import { CANDIDATES, type Candidate } from '../profile/digest-values.ts';
import { choicesOf } from '../profile/publishable.ts';
import { isCalledLikeCode, isCalledLikeQuantity } from './names.ts';

/** What the values of a column have in common: a type that all of them fit, and perhaps a narrower one. */
interface InferredType extends Proposal {
  readonly proposed?: Proposal;
}

/** How a kind is called in evidence. */
const WORDS: Readonly<Record<Candidate, string>> = {
  integer: 'whole numbers',
  decimal: 'numbers',
  boolean: 'words for yes and no',
  date: 'dates',
  instant: 'times with a zone',
  local: 'times without a zone',
  records: 'lists of records',
  html: 'marked up',
  text: 'texts of no narrower kind',
};

/** Part of the values that are marked up, from which on a text is HTML: the others are HTML too, without a mark. */
const MARKED_UP = 0.8;
/** Part of the values that fit a narrower type, from which on it is proposed. */
const NEARLY = 0.95;
const NEARLY_OF = 20;

/**
 * The type that all values fit, with what speaks for it. Lengths are never concluded: that today's longest name has forty
 * letters does not bind tomorrow's. A list of records gets no fields here.
 * @param typed whether values say themselves what they are (JSON); texts of digits are numbers otherwise (CSV)
 */
export function inferType(name: string, summary: ColumnSummary, typed: boolean): InferredType {
  const { filled } = summary;
  if (filled === 0) return { type: { kind: 'text' }, confidence: 0, evidence: 'no record holds a value' };
  const kind = CANDIDATES.find((candidate) => fitsAll(candidate, summary));
  const confidence = rounded(filled / (filled + 2));
  if (kind === undefined)
    return { type: { kind: 'json' }, confidence, evidence: 'the values are of several kinds' };
  const all: Proposal = {
    type: typeOf(kind, summary, typed),
    confidence,
    evidence: `all values are ${WORDS[kind]}`,
  };
  const proposed = choice(name, kind, summary) ?? nearly(kind, summary, typed);
  return proposed === null ? all : { ...all, proposed };
}

function fitsAll(candidate: Candidate, summary: ColumnSummary): boolean {
  const { filled, values } = summary;
  const count = summary.fits.get(candidate) ?? 0;
  if (candidate === 'html') return count >= filled * MARKED_UP && summary.fits.get('text') === filled;
  if (count < filled) return false;
  if (candidate !== 'boolean') return true;
  const words = [...(values?.keys() ?? [])];
  return (
    words.length > 0 &&
    (words.every((word) => typeof word === 'boolean' || /^(?:true|false)$/i.test(String(word))) ||
      isBooleanPair(words.map(String)))
  );
}

function typeOf(kind: Candidate, summary: ColumnSummary, typed: boolean): FieldType {
  switch (kind) {
    case 'decimal':
      return typed ? { kind } : { kind, scale: summary.scale };
    case 'records':
      return { kind, fields: {} };
    default:
      return { kind };
  }
}

/** Different values of a whole number that is a code, where its name does not say so; and records for each, on average. */
const CODES = 12;
const CODE_REPEATED = 10;

/** A column that is a choice among few. */
function choice(name: string, kind: Candidate, summary: ColumnSummary): Proposal | null {
  if (kind !== 'text' && kind !== 'integer') return null;
  const { filled, distinct } = summary;
  const found = choicesOf([name], summary);
  if (kind === 'integer' && isYesNo(summary) && !isCalledLikeCode(name))
    return { type: { kind: 'boolean' }, confidence: 0.6, evidence: 'all values are 0 or 1, and both occur' };
  if (found === null) return null;
  const few = distinct.count <= CODES && distinct.count > 1 && filled >= distinct.count * CODE_REPEATED;
  if (kind === 'integer' && !isCalledLikeCode(name) && (!few || isCalledLikeQuantity(name))) return null;
  if (kind === 'text' && distinct.count === 1) return null;
  const code = isCalledLikeCode(name);
  // Texts repeat for many reasons (job titles, places); whole numbers that are no quantity hardly.
  const sure = code ? 0.65 : kind === 'integer' ? 0.55 : 0.4;
  const options = found.choices
    .map(
      ([value]): Option => ({
        value: kind === 'integer' ? Number(value) : value,
        label: String(value),
      }),
    )
    .toSorted((left, right) => compare(left.value, right.value));
  return {
    type: { kind: 'enum', options, ...(found.others > 0 || kind === 'text' ? { open: true } : {}) },
    confidence: rounded(Math.min(0.95, sure + 0.15 * Math.log10(filled / distinct.count))),
    evidence: `${distinct.count} different values, each in many records${code ? ', and it is called like a code' : ''}`,
  };
}

function compare(left: Option['value'], right: Option['value']): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function isYesNo({ values }: ColumnSummary): boolean {
  return (
    values?.size === 2 &&
    [...values.keys()].every((value) => value === 0 || value === 1 || value === '0' || value === '1')
  );
}

/** A type that nearly all values fit: the others may be mistakes. */
function nearly(kind: Candidate, summary: ColumnSummary, typed: boolean): Proposal | null {
  const { filled, fits } = summary;
  if (kind !== 'text' || filled < NEARLY_OF) return null;
  const narrower = CANDIDATES.find(
    (candidate) =>
      candidate !== 'text' && candidate !== 'boolean' && (fits.get(candidate) ?? 0) >= filled * NEARLY,
  );
  if (narrower === undefined) return null;
  const share = (fits.get(narrower) ?? 0) / filled;
  return {
    type: typeOf(narrower, summary, typed),
    confidence: rounded(share * 0.8),
    evidence: `${percent(share)} of the values are ${WORDS[narrower]}`,
  };
}

/** Two digits: more would change with every record. */
export function rounded(share: number): number {
  return Math.min(0.99, Math.round(share * 100) / 100);
}

/** "97 %"; all only where it is all. */
export function percent(share: number): string {
  return `${share === 1 ? 100 : Math.min(99, Math.round(share * 100))} %`;
}
