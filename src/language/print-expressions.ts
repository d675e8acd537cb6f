import type { Arg, Binary, Body, Expr, Handler, If, MatchArm } from './ast.ts';
import { BlockLayout, type Item } from './print-blocks.ts';
import * as flat from './print-flat.ts';
import { branchLevel, LEVEL, level, negatedLevel, operandLevels, pipedLevel } from './print-levels.ts';
import { columnAfter, fill, listed, STEP, spaces, WIDTH } from './print-lines.ts';

/** Room for what opens a block behind the arguments before it: `match x {`. */
export const OPENING = 20;

/** Lays expressions out over lines: broken at the loosest place where one line has no room. */
export abstract class ExpressionLayout extends BlockLayout {
  /** A body from its brace on; records and handlers hold statements again. */
  abstract body(node: Body, record: boolean, indent: number, column: number, after?: number): string;

  /**
   * An expression that starts at `column` of a line indented by `indent`; `after` more characters must find room
   * behind its last line.
   */
  expr(node: Expr, least: number, indent: number, column: number, after = 0): string {
    const line = flat.expr(node, least);
    if (!this.mustBreak(node.span) && column + line.length + after <= WIDTH) return line;
    if (level(node) < least) return `(${this.broken(node, indent, column + 1, after + 1)})`;
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
        let text = `if ${this.expr(node.condition, branchLevel(node.condition), inner, column + 3)}`;
        text += `${this.lineBreak(node.condition.span.end, node.then.span.start, inner)}then `;
        text += this.expr(node.then, branchLevel(node.then), inner, inner + 5);
        text += `${this.lineBreak(node.then.span.end, node.otherwise.span.start, inner)}else `;
        return text + this.expr(node.otherwise, LEVEL.expr, indent, inner + 5, after);
      }
      case 'Pipe':
        return this.pipes(node, indent, column, after);
      case 'Binary': {
        if (node.operator === 'and' || node.operator === 'or')
          return this.operands(node, indent, column, after);
        const levels = operandLevels(node.operator);
        let text = this.expr(node.left, levels.left, indent, column);
        text += `${this.lineBreak(node.left.span.end, node.right.span.start, inner)}${node.operator} `;
        text += this.expr(node.right, levels.right, inner, columnAfter(text, column), after);
        return text;
      }
      case 'Unary': {
        const word = node.operator === 'not' ? 'not ' : '-';
        const least = node.operator === 'not' ? LEVEL.not : negatedLevel(node.operand);
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
      const start = `if ${flat.expr(condition, branchLevel(condition))} then `;
      const at = columnAfter(text, column);
      const flatThen = flat.expr(then, branchLevel(then));
      const quiet = !this.mustBreak({ file: '', start: condition.span.start, end: then.span.end });
      if (quiet && at + start.length + flatThen.length <= WIDTH) text += start + flatThen;
      else {
        const deeper = inner + STEP;
        text += `if ${this.expr(condition, branchLevel(condition), deeper, at + 3)}`;
        text += `${this.lineBreak(condition.span.end, then.span.start, deeper)}then `;
        text += this.expr(then, branchLevel(then), deeper, deeper + 5);
      }
      end = then.span.end;
      last = otherwise;
    }
    text += `${this.lineBreak(end ?? node.span.end, last.span.start, inner)}else `;
    return text + this.expr(last, LEVEL.expr, inner, inner + 5, after);
  }

  /** Operands of one `and` or `or`, one a line. */
  private operands(node: Binary, indent: number, column: number, after: number): string {
    const { left, right } = operandLevels(node.operator);
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
    const least = pipedLevel(head);
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

  /** `left value`, the value broken where it must be. */
  value(left: string, value: Expr, indent: number): string {
    return left + this.expr(value, LEVEL.value, indent, columnAfter(left, indent));
  }

  /** `target = source`; a source for which there is little room goes on a new line. */
  protected pair(target: Expr, source: Expr, indent: number, column: number, after: number): string {
    const text = `${this.expr(target, LEVEL.expr, indent, column, 2)} =`;
    const at = columnAfter(text, column) + 1;
    const inner = indent + STEP;
    const line = flat.expr(source, LEVEL.expr);
    if (at + line.length + after <= WIDTH || at <= WIDTH / 2)
      return `${text} ${this.expr(source, LEVEL.expr, indent, at, after)}`;
    return `${text}\n${spaces(inner)}${this.expr(source, LEVEL.expr, inner, inner, after)}`;
  }
}
