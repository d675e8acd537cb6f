import type {
  Arg,
  Binary,
  Body,
  Expr,
  Handler,
  If,
  MatchArm,
  Name,
  Span,
  Statement,
  Static,
  Text,
} from './ast.ts';
import type { Comments, Gap } from './comments.ts';
import { type Aligned, align, halves } from './print-align.ts';
import * as flat from './print-flat.ts';
import { LEVEL } from './print-flat.ts';
import { columnAfter, fill, listed, STEP, spaces, WIDTH } from './print-lines.ts';

/** Room for what opens a block behind the arguments before it: `match x {`. */
const OPENING = 20;

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
 * Lays bodies and expressions out over lines: on one line where it fits and nobody broke the block, else broken at the
 * loosest place. Comments stay where a line ends or starts; what stands elsewhere moves above its statement.
 */
export class Layout {
  readonly comments: Comments;
  /** Starts of blocks that the author opened over several lines. */
  private readonly opened: readonly number[];

  /** A tree without a text: nobody wrote its blocks one way or the other. */
  private readonly generated: boolean;

  /** Blocks by their places: printing one to see whether it fits would double the work with each block around it. */
  private readonly joinedBlocks = new Map<string, string | null>();

  constructor(comments: Comments, opened: readonly number[], generated: boolean) {
    this.comments = comments;
    this.opened = opened;
    this.generated = generated;
  }

  // ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────

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

  private lineBreak(end: number, start: number, indent: number): string {
    return this.newLine(this.comments.gap(end, start), indent);
  }

  private newLine(gap: Gap, indent: number): string {
    return `${gap.trailing}\n${gap.own.map((each) => `${spaces(indent)}${each.text}\n`).join('')}${spaces(indent)}`;
  }

  private startOf(item: Item): number {
    return this.comments.docStart(item.span.start, item.doc ?? null);
  }

  /** Whether something within must have lines of its own: a comment, or a block that the author opened. */
  private mustBreak(span: Span): boolean {
    if (this.comments.within(span.start, span.end)) return true;
    return this.opened.some((offset) => offset >= span.start && offset < span.end);
  }

  // ── Statements ────────────────────────────────────────────────────────────────────────────────────────

  /** A body from its brace on: on one line if it was so, or is a generated record, and fits. */
  body(node: Body, record: boolean, indent: number, column: number, after = 0): string {
    const line = flat.body(node, record);
    const empty = node.statements.length === 0;
    if (
      (record || empty || !this.generated) &&
      !this.mustBreak(node.span) &&
      column + line.length + after <= WIDTH
    )
      return line;
    return this.block(
      node.statements.map((each) => this.statementItem(each)),
      node.span,
      indent,
      column,
    );
  }

  private statementItem(node: Statement): Item {
    const item = { span: node.span, print: (indent: number) => this.statement(node, indent) };
    switch (node.kind) {
      case 'Assign':
        return {
          ...item,
          // What sets a line apart, a word before its field or several fields, must not move the others.
          aligned: {
            group: 'assign',
            ...assignHalves(node),
            aside: node.mode !== null || node.targets.length > 1,
          },
        };
      case 'Let':
        return {
          ...item,
          aligned: { group: 'let', left: `let ${flat.id(node.name)}`, mark: '=' },
        };
      default:
        return item;
    }
  }

  statement(node: Statement, indent: number): string {
    const line = flat.statement(node);
    const inner = indent + STEP;
    // Without a text the bodies of a static `if` are open, as those of maps are.
    const whole = node.kind !== 'StaticIf' || !this.generated;
    if (whole && !this.mustBreak(node.span) && indent + line.length <= WIDTH) return line;
    switch (node.kind) {
      case 'Assign': {
        const mode = node.mode ? `${node.mode} ` : '';
        const targets = flat.pieces(node.targets);
        const room = node.operator.length + 2 + Math.min(flat.expr(node.value).length, OPENING);
        const left = fill(targets, indent + mode.length, inner, room);
        return this.reason(
          this.value(`${mode}${left} ${node.operator} `, node.value, indent),
          node.value.span.end,
          node.because,
          inner,
        );
      }
      case 'Let':
        return this.value(`let ${flat.id(node.name)} = `, node.value, indent);
      case 'When':
        return `when ${this.expr(node.condition, LEVEL.expr, indent, indent + 5)}`;
      case 'Match': {
        let text = 'match ';
        let end: number | null = null;
        for (const { target, source } of node.pairs) {
          if (end !== null) text += `,${this.lineBreak(end, target.span.start, inner)}`;
          text += this.pair(target, source, inner, columnAfter(text, indent), 1);
          end = source.span.end;
        }
        return text;
      }
      case 'Use':
        return line;
      case 'Drop':
        return this.reason(
          this.names('drop', node.names, indent),
          node.names.at(-1)?.span.end ?? 0,
          node.because,
          inner,
        );
      case 'Require': {
        const condition = `require ${this.expr(node.condition, LEVEL.expr, indent, indent + 8)}`;
        const message = `else ${node.action} ${flat.text(node.message)}`;
        return condition + this.lineBreak(node.condition.span.end, node.message.span.start, inner) + message;
      }
      case 'StaticIf': {
        const empty = node.then.statements.length === 0;
        let text = `if ${this.condition(node.condition, indent, empty ? ' {} else {'.length : 2)} `;
        text += this.body(node.then, false, indent, columnAfter(text, indent), 2);
        if (node.otherwise) {
          text += `${this.joint(node.then.span.end, node.otherwise.span.start, indent)}else `;
          text += this.body(node.otherwise, false, indent, columnAfter(text, indent));
        }
        return text;
      }
    }
  }

  /** A word and names, further lines of names under the first. */
  names(word: string, nodes: readonly Name[], indent: number, after = 0): string {
    const hang = indent + word.length + 1;
    return `${word} ${fill(flat.pieces(nodes), hang, hang, after)}`;
  }

  /** What follows the `if` of a static branch; further lines stand deeper than the block. */
  condition(node: Static, indent: number, after = 2): string {
    return fill(flat.facts(node), indent + 3, indent + 2 * STEP, after);
  }

  /** `left value`, the value broken where it must be. */
  value(left: string, value: Expr, indent: number): string {
    return left + this.expr(value, LEVEL.value, indent, columnAfter(left, indent));
  }

  /** `target = source`; a source for which there is little room goes on a new line. */
  private pair(target: Expr, source: Expr, indent: number, column: number, after: number): string {
    const text = `${this.expr(target, LEVEL.expr, indent, column, 2)} =`;
    const at = columnAfter(text, column) + 1;
    const inner = indent + STEP;
    const line = flat.expr(source, LEVEL.expr);
    if (at + line.length + after <= WIDTH || at <= WIDTH / 2)
      return `${text} ${this.expr(source, LEVEL.expr, indent, at, after)}`;
    return `${text}\n${spaces(inner)}${this.expr(source, LEVEL.expr, inner, inner, after)}`;
  }

  /** A reason behind a text, on the next line where it no longer fits. */
  reason(text: string, end: number, because: Text | null, indent: number): string {
    if (!because) return text;
    const line = flat.because(because);
    const gap = this.comments.gap(end, because.span.start);
    const fits = columnAfter(text, indent - STEP) + line.length <= WIDTH;
    if (fits && gap.trailing === '' && gap.own.length === 0) return text + line;
    return text + this.newLine(gap, indent) + line.trimStart();
  }

  // ── Expressions ───────────────────────────────────────────────────────────────────────────────────────

  /**
   * An expression that starts at `column` of a line indented by `indent`; `after` more characters must find room
   * behind its last line.
   */
  expr(node: Expr, least: number, indent: number, column: number, after = 0): string {
    const line = flat.expr(node, least);
    if (!this.mustBreak(node.span) && column + line.length + after <= WIDTH) return line;
    if (flat.level(node) < least) return `(${this.broken(node, indent, column + 1, after + 1)})`;
    return this.broken(node, indent, column, after);
  }

  private broken(node: Expr, indent: number, column: number, after: number): string {
    const inner = indent + STEP;
    switch (node.kind) {
      case 'Else': {
        let text = this.expr(node.value, LEVEL.expr, indent, column);
        let end = node.value.span.end;
        for (const handler of node.handlers) {
          const line = flat.handler(handler);
          const quiet = !this.comments.within(end, handler.span.start) && !this.mustBreak(handler.span);
          const joins = quiet && text.includes('\n') && /[)}\]]$/.test(text) && !/\n\s*else .*$/.test(text);
          if (joins && columnAfter(text, column) + 6 + line.length + after <= WIDTH) text += ` else ${line}`;
          else {
            text += `${this.lineBreak(end, handler.span.start, inner)}else `;
            text += this.handler(handler, inner, inner + 5, after);
          }
          end = handler.span.end;
        }
        return text;
      }
      case 'If': {
        if (node.otherwise.kind === 'If') return this.chain(node, indent, column, after);
        let text = `if ${this.expr(node.condition, flat.branchLevel(node.condition), inner, column + 3)}`;
        text += `${this.lineBreak(node.condition.span.end, node.then.span.start, inner)}then `;
        text += this.expr(node.then, flat.branchLevel(node.then), inner, inner + 5);
        text += `${this.lineBreak(node.then.span.end, node.otherwise.span.start, inner)}else `;
        return text + this.expr(node.otherwise, LEVEL.expr, indent, inner + 5, after);
      }
      case 'Pipe':
        return this.pipes(node, indent, column, after);
      case 'Binary': {
        if (node.operator === 'and' || node.operator === 'or')
          return this.operands(node, indent, column, after);
        const levels = flat.operandLevels(node.operator);
        let text = this.expr(node.left, levels.left, indent, column);
        text += `${this.lineBreak(node.left.span.end, node.right.span.start, inner)}${node.operator} `;
        text += this.expr(node.right, levels.right, inner, columnAfter(text, column), after);
        return text;
      }
      case 'Unary': {
        const word = node.operator === 'not' ? 'not ' : '-';
        const least = node.operator === 'not' ? LEVEL.not : flat.negatedLevel(node.operand);
        return word + this.expr(node.operand, least, indent, column + word.length, after);
      }
      case 'As': {
        const tail = ` as ${flat.name(node.name)}`;
        return this.expr(node.value, LEVEL.postfix, indent, column, after + tail.length) + tail;
      }
      case 'Member': {
        const tail = `.${flat.id(node.member)}`;
        return this.object(node.object, indent, column, after + tail.length) + tail;
      }
      case 'Index': {
        const object = this.object(node.object, indent, column, 1);
        const items = node.items.map(({ left, right }) => ({
          start: left.span.start,
          end: (right ?? left).span.end,
          print: (at: number) => {
            return right ? this.pair(left, right, at, at, 1) : this.expr(left, LEVEL.expr, at, at, 1);
          },
        }));
        return object + this.bracketed('[', items, ']', node.object.span.end, node.span.end, indent);
      }
      case 'Call': {
        const callee = flat.callee(node.callee);
        const span = { start: node.callee.span.end, end: node.span.end };
        return callee + this.args(node.args, span, indent, column + callee.length, after);
      }
      case 'List': {
        const items = node.items.map((item) => ({
          start: item.span.start,
          end: item.span.end,
          print: (at: number) => this.expr(item, LEVEL.value, at, at, 1),
        }));
        const quiet = !this.comments.within(node.span.start, node.span.end);
        if (items.length === 0 && quiet) return '[]';
        if (quiet && node.items.every(flat.isAtom)) {
          const filled = fill(listed(node.items.map((item) => flat.expr(item))), inner, inner);
          return `[\n${spaces(inner)}${filled}\n${spaces(indent)}]`;
        }
        return this.bracketed('[', items, ']', node.span.start + 1, node.span.end, indent);
      }
      case 'Record':
        return this.body(node.body, true, indent, column, after);
      case 'MatchExpr': {
        const tail = node.arms.length === 0 ? ' {}'.length + after : ' {'.length;
        const subject = this.expr(node.subject, flat.subjectLevel(node.subject), inner, column + 6, tail);
        const end = node.subject.span.end;
        // The `{` of the arms has no place in the tree: comments before the first arm stand above it.
        const text = `match ${subject} `;
        const span = { start: end, end: node.span.end };
        return text + this.block(this.arms(node.arms), span, indent, columnAfter(text, column));
      }
      case 'Literal':
      case 'Text':
      case 'DateLiteral':
      case 'This':
      case 'NameRef':
        return flat.expr(node);
    }
  }

  /** `if … then …`, `else if … then …`, `else …`: one case a line. */
  private chain(node: If, indent: number, column: number, after: number): string {
    const inner = indent + STEP;
    let text = '';
    let last: Expr = node;
    let end: number | null = null;
    while (last.kind === 'If') {
      const { condition, then, otherwise }: If = last;
      if (end !== null) text += `${this.lineBreak(end, last.span.start, inner)}else `;
      const start = `if ${flat.expr(condition, flat.branchLevel(condition))} then `;
      const at = columnAfter(text, column);
      const flatThen = flat.expr(then, flat.branchLevel(then));
      const quiet = !this.mustBreak({ file: '', start: condition.span.start, end: then.span.end });
      if (quiet && at + start.length + flatThen.length <= WIDTH) text += start + flatThen;
      else {
        const deeper = inner + STEP;
        text += `if ${this.expr(condition, flat.branchLevel(condition), deeper, at + 3)}`;
        text += `${this.lineBreak(condition.span.end, then.span.start, deeper)}then `;
        text += this.expr(then, flat.branchLevel(then), deeper, deeper + 5);
      }
      end = then.span.end;
      last = otherwise;
    }
    text += `${this.lineBreak(end ?? node.span.end, last.span.start, inner)}else `;
    return text + this.expr(last, LEVEL.expr, inner, inner + 5, after);
  }

  /** Operands of one `and` or `or`, one a line. */
  private operands(node: Binary, indent: number, column: number, after: number): string {
    const { left, right } = flat.operandLevels(node.operator);
    const parts: Expr[] = [];
    let first: Expr = node;
    while (first.kind === 'Binary' && first.operator === node.operator) {
      parts.unshift(first.right);
      first = first.left;
    }
    const inner = indent + STEP;
    const word = `${node.operator} `;
    let text = this.expr(first, left, inner, column);
    let end = first.span.end;
    for (const [index, part] of parts.entries()) {
      text += this.lineBreak(end, part.span.start, inner) + word;
      text += this.expr(part, right, inner, inner + word.length, index === parts.length - 1 ? after : 0);
      end = part.span.end;
    }
    return text;
  }

  private object(node: Expr, indent: number, column: number, after: number): string {
    return node.kind === 'NameRef'
      ? flat.object(node)
      : this.expr(node, LEVEL.postfix, indent, column, after);
  }

  private handler(node: Handler, indent: number, column: number, after: number): string {
    if (node.kind === 'CreateHandler' && node.body)
      return `create ${this.body(node.body, true, indent, column + 7, after)}`;
    if (node.kind !== 'ValueHandler') return flat.handler(node);
    if (!flat.looksLikeHandler(node.value)) return this.expr(node.value, LEVEL.expr, indent, column, after);
    return `(${this.expr(node.value, LEVEL.value, indent, column + 1, after + 1)})`;
  }

  private arms(nodes: readonly MatchArm[]): readonly Item[] {
    const patterns = nodes.map((arm) => flat.pattern(arm.pattern));
    return nodes.map((arm, index) => {
      const left = patterns[index] ?? '';
      const right = flat.expr(arm.value);
      const comma = flat.armSeparator(right, patterns[index + 1]);
      return {
        span: arm.span,
        print: (indent) => {
          const filled = fill(flat.patternPieces(arm.pattern), indent, indent + STEP, 3);
          return `${this.value(`${filled} -> `, arm.value, indent)}${comma}`;
        },
        aligned: { group: 'arm', left, mark: '->' },
      };
    });
  }

  /** One stage a line, unless there is one and its last argument is a block that can open where it stands. */
  private pipes(node: Expr & { kind: 'Pipe' }, indent: number, column: number, after: number): string {
    const stages: (typeof node)[] = [];
    let head: Expr = node;
    while (head.kind === 'Pipe') {
      stages.unshift(head);
      head = head.value;
    }
    const [only] = stages;
    const least = flat.pipedLevel(head);
    if (stages.length === 1 && only?.args && this.opens(only.args) && !this.mustBreak(head.span)) {
      const start = `${flat.expr(head, least)} | ${flat.id(only.fn)}`;
      if (!this.comments.within(head.span.end, only.fn.span.start) && column + start.length < WIDTH) {
        const span = { start: only.fn.span.end, end: only.span.end };
        return start + this.args(only.args, span, indent, column + start.length, after);
      }
    }
    let text = this.expr(head, least, indent, column);
    let end = head.span.end;
    const inner = indent + STEP;
    for (const stage of stages) {
      text += `${this.lineBreak(end, stage.fn.span.start, inner)}| ${flat.id(stage.fn)}`;
      const line = stage.args ? flat.args(stage.args) : '';
      const inside = { ...stage.span, start: stage.fn.span.start };
      if (stage.args && (this.mustBreak(inside) || columnAfter(text, column) + line.length + after > WIDTH)) {
        const span = { start: stage.fn.span.end, end: stage.span.end };
        text += this.args(stage.args, span, inner, columnAfter(text, column), after);
      } else text += line;
      end = stage.span.end;
    }
    return text;
  }

  /** Whether the last argument is a block, which opens on the line of the call: `each(l -> {`. */
  private opens(args: readonly Arg[]): boolean {
    const last = args.at(-1);
    return last?.value.kind === 'Record' || last?.value.kind === 'MatchExpr';
  }

  private args(
    args: readonly Arg[],
    { start, end }: { start: number; end: number },
    indent: number,
    column: number,
    after: number,
  ): string {
    const last = args.at(-1);
    const before = args.slice(0, -1);
    const quiet =
      last &&
      !this.mustBreak({ file: '', start, end: last.value.span.start }) &&
      !this.comments.within(last.span.end, end);
    if (last && quiet && this.opens(args)) {
      const lead = `(${before.map((arg) => `${flat.arg(arg)}, `).join('')}${last.param ? `${flat.freeId(last.param)} -> ` : ''}`;
      if (column + lead.length + OPENING <= WIDTH)
        return `${lead}${this.expr(last.value, LEVEL.value, indent, column + lead.length, after + 1)})`;
    }
    if (args.length === 0 && !this.comments.within(start, end)) return '()';
    const items = args.map((arg) => ({
      start: arg.span.start,
      end: arg.span.end,
      print: (at: number) => {
        const lead = arg.param ? `${flat.freeId(arg.param)} -> ` : '';
        return lead + this.expr(arg.value, LEVEL.value, at, at + lead.length, 1);
      },
    }));
    return this.bracketed('(', items, ')', start + 1, end, indent);
  }

  /** Parts one a line between brackets, with the comments between them. */
  private bracketed(
    open: string,
    parts: readonly { start: number; end: number; print: (indent: number) => string }[],
    close: string,
    start: number,
    end: number,
    indent: number,
  ): string {
    const inner = indent + STEP;
    let text = open;
    let from = start;
    for (const [index, part] of parts.entries()) {
      text += `${this.lineBreak(from, part.start, inner)}${part.print(inner)}${index < parts.length - 1 ? ',' : ''}`;
      from = part.end;
    }
    const last = this.comments.gap(from, end - 1);
    const own = last.own.map((each) => `\n${spaces(inner)}${each.text}`).join('');
    return `${text}${last.trailing}${own}\n${spaces(indent)}${close}`;
  }
}

function assignHalves(node: Statement & { kind: 'Assign' }): { left: string; mark: string } {
  return { left: `${node.mode ? `${node.mode} ` : ''}${flat.names(node.targets)}`, mark: node.operator };
}

function docLines(doc: string | null): readonly string[] {
  return doc === null ? [] : doc.split('\n').map((line) => `/// ${line}`.trimEnd());
}
