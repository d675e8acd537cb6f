import { spaces, WIDTH } from './print-lines.ts';

/** A line in two halves around a mark; neighbours of one group line their marks up. */
export interface Aligned {
  readonly group: 'assign' | 'let' | 'entry' | 'arm' | 'field' | 'column';
  readonly left: string;
  readonly mark: string;
  /** What follows the mark, further lines included. */
  readonly right: string;
  /** It joins a column where it fits, and never widens one: `exact x_consent_at` must not push `name` away. */
  readonly aside?: boolean;
}

/** What alignment needs of a line: whether something stands between it and the line before. */
export interface AlignLine {
  readonly aligned: Aligned | undefined;
  readonly apart: boolean;
}

/** Left sides longer than this stay out of the alignment: one long name must not push all others away. */
const LONGEST = 40;
/** In a body, left sides this much longer than the middle one of their run stay out too; none is moved further. */
const LONGER = 12;

/** A text in halves as it was laid out, or nothing where its left half itself was broken. */
export function halves(aligned: Omit<Aligned, 'right'> | undefined, text: string): Aligned | undefined {
  if (!aligned) return undefined;
  const start = `${aligned.left} ${aligned.mark} `;
  return text.startsWith(start) ? { ...aligned, right: text.slice(start.length) } : undefined;
}

/** The texts of lines whose marks line up with their neighbours'; nothing for a line that stays as it is. */
export function align(lines: readonly AlignLine[], indent: number): readonly (string | undefined)[] {
  const result: (string | undefined)[] = lines.map(() => undefined);
  let run: Mark[] = [];
  for (const [index, { aligned, apart }] of lines.entries()) {
    if (run.length > 0 && (!aligned || apart || aligned.group !== run[0]?.group)) {
      alignRun(run, indent, result);
      run = [];
    }
    if (aligned && aligned.left.length <= LONGEST)
      run.push({ ...aligned, index, end: aligned.left.length + 1 + aligned.mark.length });
  }
  alignRun(run, indent, result);
  return result;
}

interface Mark extends Aligned {
  readonly index: number;
  readonly end: number;
}

/** One column for those that agree with it; those that do not stick out, and neighbours among them line up again. */
function alignRun(run: readonly Mark[], indent: number, result: (string | undefined)[]): void {
  if (run.length === 0) return;
  const widest = column(run);
  const joins = (mark: Mark) =>
    mark.end <= widest &&
    !(mark.aside && mark.end < widest - LONGER) &&
    indent + widest + 1 + (mark.right.split('\n', 1)[0] ?? '').length <= WIDTH;
  let out: Mark[] = [];
  let joined = false;
  const parts: Mark[][] = [];
  for (const mark of run) {
    if (joins(mark)) {
      joined = true;
      result[mark.index] =
        `${mark.left}${spaces(widest - mark.left.length - mark.mark.length)}${mark.mark} ${mark.right}`;
      if (out.length > 0) parts.push(out);
      out = [];
    } else out.push(mark);
  }
  if (out.length > 0) parts.push(out);
  // A line alone, or lines none of which has room, stay as they are.
  if (joined) for (const part of parts) alignRun(part, indent, result);
}

/** The end of the marks' column: that of the longest left side that is not out of proportion. */
function column(run: readonly Mark[]): number {
  const plain = run.filter((mark) => !mark.aside);
  const ends = (plain.length > 0 ? plain : run).map((mark) => mark.end).sort((a, b) => a - b);
  const middle = ends[(ends.length - 1) >> 1] ?? 0;
  const limit = run[0]?.group === 'assign' ? middle + LONGER : Number.POSITIVE_INFINITY;
  return Math.max(...ends.filter((end) => end <= limit));
}
