import type { JsonValue } from '../model.ts';
import { isBooleanWord } from './boolean-words.ts';
import type { ColumnSummary, Scalar } from './column.ts';
import { DistinctValues } from './distinct.ts';
import { type Pattern, patternOf } from './patterns.ts';
import { shapeOf } from './shape.ts';

/** Shapes that are told apart; those that come later are not counted. */
const SHAPES = 200;
/** Texts whose shapes are counted: the first ones are examples enough. */
const SHAPED = 10_000;

/** Kinds of values, from narrow to wide: the first that all values fit is a column's type. */
export const CANDIDATES = [
  'integer',
  'decimal',
  'boolean',
  'date',
  'instant',
  'local',
  'records',
  'html',
  'text',
] as const;
export type Candidate = (typeof CANDIDATES)[number];

export interface Span {
  readonly min: number;
  readonly max: number;
}

/** What is kept of values once they have passed by: counts, spans, shapes and hashes. */
export class Digest {
  readonly #typed: boolean;
  #texts = 0;
  #blank = 0;
  #shaped = 0;
  #characters = 0;
  #length: Span | null = null;
  #number: Span | null = null;
  #years: Span | null = null;
  #scale = 0;
  #repeated = false;
  readonly #sketch = new DistinctValues();
  readonly #fits = new Map<Candidate, number>();
  readonly #patterns = new Map<Pattern, number>();
  readonly #shapes = new Map<string, number>();

  constructor(typed: boolean) {
    this.#typed = typed;
  }

  /** A value that came so many times. */
  see(value: Scalar, times: number): void {
    if (times > 1) this.#repeated = true;
    this.#sketch.add(String(value));
    if (typeof value === 'boolean') {
      this.#fit(times, 'boolean');
      return;
    }
    if (typeof value === 'number') {
      this.#number = spanning(this.#number, value);
      this.#scale = Math.max(this.#scale, fraction(String(value)));
      if (Number.isSafeInteger(value)) this.#fit(times, 'integer', 'decimal');
      else this.#fit(times, 'decimal');
      return;
    }
    this.#seeText(value, times);
  }

  /** A list or an object: only a list of objects has a type. */
  seeObject(value: JsonValue & object): void {
    if (!Array.isArray(value)) return;
    this.#texts++;
    this.#characters += value.length;
    this.#length = spanning(this.#length, value.length);
    const records = value.every(
      (item: JsonValue) => typeof item === 'object' && item !== null && !Array.isArray(item),
    );
    if (records) this.#fit(1, 'records');
  }

  /** This with more values, leaving this as it is. Only for values of which none was seen yet. */
  with(values: ReadonlyMap<Scalar, number>): Digest {
    const both = new Digest(this.#typed);
    both.#texts = this.#texts;
    both.#characters = this.#characters;
    both.#length = this.#length;
    for (const [candidate, count] of this.#fits) both.#fits.set(candidate, count);
    for (const [value, times] of values) both.see(value, times);
    return both;
  }

  result(): Omit<ColumnSummary, 'filled' | 'values' | 'inner'> {
    return {
      blank: this.#blank,
      distinct: this.#sketch.count(),
      repeated: this.#repeated || this.#sketch.repeated,
      sketch: this.#sketch,
      fits: this.#fits,
      length:
        this.#length === null
          ? null
          : { ...this.#length, average: Math.round((this.#characters / this.#texts) * 10) / 10 },
      number: this.#number,
      scale: this.#scale,
      years: this.#years,
      patterns: this.#patterns,
      shapes: this.#shapes,
    };
  }

  get bytes(): number {
    let shapes = 0;
    for (const shape of this.#shapes.keys()) shapes += shape.length * 2 + 8;
    return this.#sketch.bytes + shapes;
  }

  #seeText(text: string, times: number): void {
    this.#texts += times;
    let length = text.length;
    // A pair of surrogates is one character.
    for (let index = 0; index < text.length; index++)
      if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) length--;
    this.#characters += length * times;
    this.#length = spanning(this.#length, length);
    if (text.trim() === '') this.#blank += times;
    const pattern = patternOf(text);
    if (pattern !== null) this.#patterns.set(pattern, (this.#patterns.get(pattern) ?? 0) + times);
    if (this.#shaped < SHAPED) this.#seeShape(text, times);
    this.#fitText(text, pattern, times);
  }

  #seeShape(text: string, times: number): void {
    this.#shaped++;
    const shape = shapeOf(text);
    const count = this.#shapes.get(shape);
    if (count !== undefined || this.#shapes.size < SHAPES) this.#shapes.set(shape, (count ?? 0) + times);
  }

  #fitText(text: string, pattern: Pattern | null, times: number): void {
    this.#fit(times, 'text');
    if (!this.#typed && isBooleanWord(text)) this.#fit(times, 'boolean');
    switch (pattern) {
      case 'date':
      case 'instant':
      case 'local':
        // A type takes values as they stand, blanks around them too.
        this.#years = spanning(this.#years, Number(text.trim().slice(0, 4)));
        if (text.trim() === text) this.#fit(times, pattern);
        return;
      case 'html':
        this.#fit(times, 'html');
        return;
      case 'nhs-number':
      case 'integer':
      case 'decimal':
      case 'phone':
        if (NUMBER.test(text)) this.#seeNumber(text, times);
        return;
      default:
        return;
    }
  }

  /** A number in words: a leading zero is part of a code, and so are more digits than a number holds. */
  #seeNumber(text: string, times: number): void {
    this.#number = spanning(this.#number, Number(text));
    this.#scale = Math.max(this.#scale, fraction(text));
    if (this.#typed) return;
    if (!text.includes('.') && Number.isSafeInteger(Number(text))) this.#fit(times, 'integer', 'decimal');
    else this.#fit(times, 'decimal');
  }

  #fit(times: number, ...candidates: readonly Candidate[]): void {
    for (const each of candidates) this.#fits.set(each, (this.#fits.get(each) ?? 0) + times);
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

function fraction(text: string): number {
  const point = text.indexOf('.');
  return point < 0 || text.includes('e') ? 0 : text.length - point - 1;
}

function spanning(span: Span | null, value: number): Span {
  if (span === null) return { min: value, max: value };
  if (value >= span.min && value <= span.max) return span;
  return { min: Math.min(span.min, value), max: Math.max(span.max, value) };
}
