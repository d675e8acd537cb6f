import { isDate, isInstant, isLocal } from '../../schema/iso.ts';
import type { Field, FieldType, JsonValue } from '../../schema/model.ts';

/** What the values of a column have in common so far. */
export interface Evidence {
  filled: number;
  /** Kinds that every value so far would fit. */
  readonly fits: Set<Candidate>;
  /** Digits behind the point, at most. */
  scale: number;
  /** Evidence of nested records, where every value is a list of objects. */
  inner: Map<string, Evidence> | null;
}

/** From narrow to wide: the first that fits is taken. */
const CANDIDATES = ['integer', 'decimal', 'boolean', 'date', 'instant', 'local', 'records', 'text'] as const;
type Candidate = (typeof CANDIDATES)[number];

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?$/;

/** Adds the cells of a row. `typed`: the file says itself what is a number and what is a text (JSONL). */
export function observe(
  evidence: Map<string, Evidence>,
  cells: Readonly<Record<string, JsonValue>>,
  typed: boolean,
): void {
  for (const [name, value] of Object.entries(cells)) {
    let column = evidence.get(name);
    if (column === undefined) {
      column = { filled: 0, fits: new Set(CANDIDATES), scale: 0, inner: null };
      evidence.set(name, column);
    }
    if (value === null) continue;
    column.filled++;
    const fits = fitsOf(value, column, typed);
    for (const candidate of [...column.fits]) if (!fits.has(candidate)) column.fits.delete(candidate);
  }
}

function fitsOf(value: JsonValue, column: Evidence, typed: boolean): ReadonlySet<Candidate> {
  switch (typeof value) {
    case 'boolean':
      return new Set(['boolean']);
    case 'number':
      return new Set(Number.isSafeInteger(value) ? ['integer', 'decimal'] : ['decimal']);
    case 'string':
      return typed ? new Set(textFits(value)) : new Set([...numberFits(value, column), ...textFits(value)]);
    default: {
      if (!Array.isArray(value) || !value.every(isObject)) return new Set();
      column.inner ??= new Map();
      for (const item of value) observe(column.inner, item, typed);
      return new Set(['records']);
    }
  }
}

function numberFits(text: string, column: Evidence): readonly Candidate[] {
  if (/^(?:true|false)$/i.test(text)) return ['boolean'];
  // A leading zero is part of a code (postal codes, article numbers), and so are more digits than a number holds.
  const match = DECIMAL.exec(text);
  if (match === null) return [];
  column.scale = Math.max(column.scale, match[1]?.length ?? 0);
  return match[1] === undefined && Number.isSafeInteger(Number(text)) ? ['integer', 'decimal'] : ['decimal'];
}

function textFits(text: string): readonly Candidate[] {
  if (isDate(text)) return ['text', 'date'];
  if (isInstant(text)) return ['text', 'instant'];
  if (isLocal(text)) return ['text', 'local'];
  return ['text'];
}

/** The type that all values fit; `text` for a column without any, `json` where nothing else fits. */
export function inferType(evidence: Evidence, typed: boolean): FieldType {
  if (evidence.filled === 0) return { kind: 'text' };
  const candidate = CANDIDATES.find((each) => evidence.fits.has(each));
  switch (candidate) {
    case undefined:
      return { kind: 'json' };
    case 'decimal':
      return typed ? { kind: 'decimal' } : { kind: 'decimal', scale: evidence.scale };
    case 'records':
      return { kind: 'records', fields: inferFields(evidence.inner ?? new Map(), typed) };
    default:
      return { kind: candidate };
  }
}

/** Fields by name in the order in which the columns came. */
export function inferFields(
  evidence: ReadonlyMap<string, Evidence>,
  typed: boolean,
): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    [...evidence].map(([name, column]) => [name, { name, label: name, type: inferType(column, typed) }]),
  );
}

function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
