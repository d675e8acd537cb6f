import type { Body, Name, Statement, Static, Text } from './ast.ts';
import type { Item } from './print-blocks.ts';
import { ExpressionLayout, OPENING } from './print-expressions.ts';
import * as flat from './print-flat.ts';
import { LEVEL } from './print-levels.ts';
import { columnAfter, fill, STEP, WIDTH } from './print-lines.ts';

/**
 * Lays bodies and expressions out over lines: on one line where it fits and nobody broke the block, else broken at the
 * loosest place. Comments stay where a line ends or starts; what stands elsewhere moves above its statement.
 */
export class Layout extends ExpressionLayout {
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

  /** A reason behind a text, on the next line where it no longer fits. */
  reason(text: string, end: number, because: Text | null, indent: number): string {
    if (!because) return text;
    const line = flat.because(because);
    const gap = this.comments.gap(end, because.span.start);
    const fits = columnAfter(text, indent - STEP) + line.length <= WIDTH;
    if (fits && gap.trailing === '' && gap.own.length === 0) return text + line;
    return text + this.newLine(gap, indent) + line.trimStart();
  }
}

function assignHalves(node: Statement & { kind: 'Assign' }): { left: string; mark: string } {
  return { left: `${node.mode ? `${node.mode} ` : ''}${flat.names(node.targets)}`, mark: node.operator };
}
