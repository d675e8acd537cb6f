import type { Comment, File } from './ast.ts';
import type { SourceText } from './source.ts';

/** What stands between two things that the printer prints: comments behind the first, and lines above the second. */
export interface Gap {
  /** Behind the first, on its line; each with the space before it. */
  readonly trailing: string;
  /** Lines of their own, each with whether a blank line stands above it. */
  readonly own: readonly { readonly text: string; readonly blank: boolean }[];
  /** A blank line stands right above the second thing. */
  readonly blank: boolean;
}

const NOTHING: Gap = { trailing: '', own: [], blank: false };

/**
 * Hands out the comments and blank lines of a text by place, each comment once. Without the text there is nothing to
 * hand out: a generated tree has no places.
 */
export class Comments {
  private readonly comments: readonly Comment[];
  private readonly text: string | null;
  private printed = new Set<Comment>();
  /** Comments without a line, by the place of the thing they are in: what is printed again need not find them again. */
  private readonly strays = new Map<string, Comment[]>();

  constructor(file: File, source: SourceText | undefined) {
    this.text = source ? source.text : null;
    this.comments = source ? file.comments.toSorted((a, b) => a.span.start - b.span.start) : [];
  }

  /** Whether a comment that was not printed yet stands between two offsets. */
  within(start: number, end: number): boolean {
    for (let index = this.first(start); ; index += 1) {
      const comment = this.comments[index];
      if (!comment || comment.span.end > end) return false;
      if (!this.printed.has(comment)) return true;
    }
  }

  /** Whether the text goes on on a new line between two offsets. */
  breaks(start: number, end: number): boolean {
    return this.text !== null && /[\r\n]/.test(this.text.slice(start, end));
  }

  /** The offset of a brace at or after another offset, not counting comments; that offset where there is no text. */
  find(brace: '{' | '}', from: number): number {
    if (this.text === null) return from;
    let offset = from;
    for (let index = this.first(from); ; index += 1) {
      const comment = this.comments[index];
      const found = this.text.indexOf(brace, offset);
      if (found < 0) return this.text.length;
      if (!comment || found < comment.span.start) return found;
      offset = comment.span.end;
    }
  }

  /** What stands between the end of one thing and the start of the next; its comments count as printed. */
  gap(start: number, end: number): Gap {
    if (this.text === null || end < start) return NOTHING;
    let trailing = '';
    let from = start;
    const own: { text: string; blank: boolean }[] = [];
    for (const comment of this.take(start, end)) {
      const between = this.text.slice(from, comment.span.start);
      if (own.length === 0 && !/[\r\n]/.test(between) && !trailing.includes('//'))
        trailing += `  ${comment.text}`;
      else
        own.push({ text: this.stays(comment, end) ? comment.text : moved(comment), blank: isBlank(between) });
      from = comment.span.end;
    }
    return { trailing, own, blank: isBlank(this.text.slice(from, end)) };
  }

  /** Whether it is printed where it stands: what stands before a brace comes behind it. */
  private stays(comment: Comment, end: number): boolean {
    return comment.ownLine && this.find('{', comment.span.end) >= end;
  }

  /**
   * Prints a thing, and gives the comments in it for which the printed form has no line. They were counted when the
   * lines were broken, and must not be: the thing is printed again without them.
   */
  without(start: number, end: number, print: () => string): { text: string; stray: readonly string[] } {
    if (!this.within(start, end)) return { text: print(), stray: [] };
    const key = `${start}-${end}`;
    const stray = this.strays.get(key) ?? [];
    for (;;) {
      const before = new Set(this.printed);
      for (const comment of stray) this.printed.add(comment);
      const text = print();
      const left = this.take(start, end);
      if (left.length === 0) return { text, stray: stray.map(moved) };
      this.printed = before;
      stray.push(...left);
      this.strays.set(key, stray);
    }
  }

  /** Where the `///` lines of a declaration start, going up from the declaration. */
  docStart(offset: number, doc: string | null): number {
    if (this.text === null || doc === null) return offset;
    let remaining = doc.split('\n').length;
    let start = offset;
    let line = this.text.lastIndexOf('\n', offset - 1);
    while (remaining > 0 && line >= 0) {
      const before = this.text.lastIndexOf('\n', line - 1);
      const content = this.text.slice(before + 1, line);
      if (content.trim() !== '') {
        remaining -= 1;
        start = before + 1 + (content.length - content.trimStart().length);
      }
      line = before;
    }
    return start;
  }

  private take(start: number, end: number): readonly Comment[] {
    const found: Comment[] = [];
    for (let index = this.first(start); index < this.comments.length; index += 1) {
      const comment = this.comments[index];
      if (!comment || comment.span.end > end) break;
      if (this.printed.has(comment)) continue;
      this.printed.add(comment);
      found.push(comment);
    }
    return found;
  }

  /** The index of the first comment that starts at or after an offset. */
  private first(offset: number): number {
    let low = 0;
    let high = this.comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.comments[middle]?.span.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBlank(between: string): boolean {
  return /(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)/.test(between);
}

/** A `///` that documents nothing where it stands must not document what it comes to stand above. */
function moved(comment: Comment): string {
  return comment.block ? comment.text : comment.text.replace(/^\/{3}(?!\/)/, '//');
}
