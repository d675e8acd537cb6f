import type { Span } from './ast.ts';
import type { Comments, Gap } from './comments.ts';
import { type Aligned, align, halves } from './print-align.ts';
import * as flat from './print-flat.ts';
import { STEP, spaces, WIDTH } from './print-lines.ts';

/** One line, or a few, of a block: a statement, an entry, an arm, a declaration. */
export interface Item {
  readonly span: Span;
  /** The `///` lines that stand above it. */
  readonly doc?: string | null;
  /** The text at an indentation, without the indentation of its first line. */
  readonly print: (indent: number) => string;
  /** The same in two halves around a mark. */
  readonly aligned?: Omit<Aligned, 'right'>;
}

interface Line {
  readonly above: readonly { text: string; blank: boolean }[];
  readonly blank: boolean;
  readonly doc: readonly string[];
  readonly text: string;
  readonly aligned: Aligned | undefined;
  readonly trailing: string;
}

/**
 * Lays the items of a block out over lines, with the comments that stand between them. It knows no statement and no
 * expression.
 */
export abstract class BlockLayout {
  readonly comments: Comments;
  /** Starts of blocks that the author opened over several lines. */
  private readonly opened: readonly number[];

  /** A tree without a text: nobody wrote its blocks one way or the other. */
  protected readonly generated: boolean;

  /** Blocks by their places: printing one to see whether it fits would double the work with each block around it. */
  private readonly joinedBlocks = new Map<string, string | null>();

  constructor(comments: Comments, opened: readonly number[], generated: boolean) {
    this.comments = comments;
    this.opened = opened;
    this.generated = generated;
  }

  /**
   * Items between braces; `span` starts at the `{`, or behind what stands before it, and ends behind the `}`. A block
   * that was written on one line stays there if it fits behind `column`.
   */
  block(
    items: readonly Item[],
    span: { start: number; end: number },
    indent: number,
    column: number,
  ): string {
    const line = this.joined(items, span);
    if (line !== null && column + line.length <= WIDTH) return line;
    const first = items[0];
    const start = span.start + 1;
    const last = items.at(-1)?.span.end ?? start;
    const before = this.comments.gap(start, first ? this.startOf(first) : span.end - 1);
    const lines = this.lines(items, indent + STEP);
    const after = first ? this.comments.gap(last, span.end - 1) : null;
    const opening = [...before.own.map((each, index) => ({ ...each, blank: index > 0 && each.blank }))];
    const [head, ...rest] = lines;
    const all = head
      ? [{ ...head, above: [...opening, ...head.above], blank: opening.length > 0 && before.blank }, ...rest]
      : [];
    if (all.length > 0 && after) {
      const end = all[all.length - 1];
      if (end) all[all.length - 1] = { ...end, trailing: end.trailing + after.trailing };
    }
    const closing = head ? (after?.own ?? []) : opening;
    const text = [this.text(all, indent + STEP), this.own(closing, indent + STEP)]
      .filter((part) => part !== '')
      .join('\n');
    if (text === '' && before.trailing === '') return '{}';
    return `{${before.trailing}\n${text}${text === '' ? '' : '\n'}${spaces(indent)}}`;
  }

  /** A block on one line, or null where it has several; the same at every indentation, so it is asked for once. */
  private joined(items: readonly Item[], span: { start: number; end: number }): string | null {
    const key = `${span.start}-${span.end}`;
    const known = this.joinedBlocks.get(key);
    if (known !== undefined) return known;
    // A comment may be printed elsewhere by and by.
    if (this.comments.within(span.start, span.end)) return null;
    const line = this.join(items, span);
    this.joinedBlocks.set(key, line);
    return line;
  }

  private join(items: readonly Item[], span: { start: number; end: number }): string | null {
    if (this.generated || this.comments.breaks(span.start, span.end)) return null;
    if (items.some((item) => typeof item.doc === 'string')) return null;
    const parts = items.map((item) => item.print(0));
    return parts.some((part) => part.includes('\n')) ? null : flat.braces(parts, '  ');
  }

  /** The lines of items that follow each other, with what stands between them; nothing before the first. */
  lines(items: readonly Item[], indent: number): readonly Line[] {
    const lines: Line[] = [];
    for (const [index, item] of items.entries()) {
      const previous = items[index - 1];
      const gap: Gap | null = previous ? this.comments.gap(previous.span.end, this.startOf(item)) : null;
      const before = lines.at(-1);
      if (gap && before) lines[lines.length - 1] = { ...before, trailing: before.trailing + gap.trailing };
      const { text, stray } = this.comments.without(this.startOf(item), item.span.end, () =>
        item.print(indent),
      );
      lines.push({
        above: [...(gap?.own ?? []), ...stray.map((comment) => ({ text: comment, blank: false }))],
        blank: gap?.blank ?? false,
        doc: docLines(item.doc ?? null),
        text,
        aligned: halves(item.aligned, text),
        trailing: '',
      });
    }
    return lines;
  }

  /** Lines as text, marks lined up, each at the indentation. */
  text(lines: readonly Line[], indent: number): string {
    const aligned = align(
      lines.map((line) => ({ aligned: line.aligned, apart: line.blank || line.above.length > 0 })),
      indent,
    );
    return lines
      .map((line, index) => {
        const above = this.own(line.above, indent);
        const doc = line.doc.map((each) => `${spaces(indent)}${each}`).join('\n');
        const text = `${spaces(indent)}${aligned[index] ?? line.text}${line.trailing}`;
        const gap = line.blank ? '\n' : '';
        return [above, gap + [doc, text].filter((part) => part !== '').join('\n')]
          .filter((part) => part !== '')
          .join('\n');
      })
      .join('\n');
  }

  own(comments: readonly { text: string; blank: boolean }[], indent: number): string {
    return comments.map(({ text, blank }) => `${blank ? '\n' : ''}${spaces(indent)}${text}`).join('\n');
  }

  /** From the end of one part to the start of the next within an item: a space, or a new line with comments. */
  joint(end: number, start: number, indent: number): string {
    const gap = this.comments.gap(end, start);
    if (gap.trailing === '' && gap.own.length === 0) return ' ';
    return this.newLine(gap, indent);
  }

  protected lineBreak(end: number, start: number, indent: number): string {
    return this.newLine(this.comments.gap(end, start), indent);
  }

  protected newLine(gap: Gap, indent: number): string {
    return `${gap.trailing}\n${gap.own.map((each) => `${spaces(indent)}${each.text}\n`).join('')}${spaces(indent)}`;
  }

  private startOf(item: Item): number {
    return this.comments.docStart(item.span.start, item.doc ?? null);
  }

  /** Whether something within must have lines of its own: a comment, or a block that the author opened. */
  protected mustBreak(span: Span): boolean {
    if (this.comments.within(span.start, span.end)) return true;
    return this.opened.some((offset) => offset >= span.start && offset < span.end);
  }
}

function docLines(doc: string | null): readonly string[] {
  return doc === null ? [] : doc.split('\n').map((line) => `/// ${line}`.trimEnd());
}
