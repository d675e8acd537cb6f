import type {
  Body,
  Column,
  Declaration,
  ExpectStep,
  File,
  GivenStep,
  MapDecl,
  MatchExpr,
  MigrationHeader,
  Name,
  ProvisionField,
  ProvisionItem,
  ProvisionModel,
  Static,
  TableDecl,
  TableEntry,
} from './ast.ts';
import { Comments } from './comments.ts';
import type { Item } from './print-blocks.ts';
import * as flat from './print-flat.ts';
import { Layout } from './print-layout.ts';
import { LEVEL } from './print-levels.ts';
import { columnAfter, fill, listed, STEP, spaces, WIDTH } from './print-lines.ts';
import type { SourceText } from './source.ts';
import { walk } from './walk.ts';

/**
 * A tree as text, in the one style of `mapc fmt`: two spaces, 120 columns, marks lined up. With the source that the
 * tree was read from, comments and single blank lines stay where they were and blocks stay open or on one line as
 * written; without it (a generated tree) the printer decides. Printing what was printed changes nothing, and reading
 * it gives the same tree. The tree must have been read without errors: what the parser skipped is not in it.
 */
export function print(file: File, source?: SourceText): string {
  return new Printer(file, source).file(file);
}

class Printer {
  private readonly comments: Comments;
  private readonly layout: Layout;
  private readonly generated: boolean;

  constructor(file: File, source: SourceText | undefined) {
    this.comments = new Comments(file, source);
    this.generated = source === undefined;
    this.layout = new Layout(
      this.comments,
      this.generated ? [] : openedBlocks(file, this.comments),
      this.generated,
    );
  }

  file(file: File): string {
    const declarations = file.declarations.map((each) => this.declaration(each));
    const items = file.migration ? [this.header(file.migration), ...declarations] : declarations;
    const first = items[0];
    const start = first ? this.comments.docStart(first.span.start, first.doc ?? null) : file.span.end;
    const before = this.comments.gap(0, start);
    const lines = this.layout.lines(items, 0);
    const last = items.at(-1);
    const after = last ? this.comments.gap(last.span.end, file.span.end) : null;
    const above = [
      ...(before.trailing === '' ? [] : [{ text: before.trailing.trim(), blank: false }]),
      ...before.own.map((each, index) => ({
        ...each,
        blank: (index > 0 || before.trailing !== '') && each.blank,
      })),
    ];
    const [head, ...rest] = lines;
    const all = head
      ? [{ ...head, above: [...above, ...head.above], blank: above.length > 0 && before.blank }, ...rest]
      : [];
    const end = all.at(-1);
    if (end && after) all[all.length - 1] = { ...end, trailing: end.trailing + after.trailing };
    const spaced = this.generated
      ? all.map((line, index) => ({ ...line, blank: index > 0 && apart(file, index) }))
      : all;
    const text = [this.layout.text(spaced, 0), this.layout.own(head ? (after?.own ?? []) : above, 0)];
    const whole = text.filter((part) => part !== '').join('\n');
    return whole === '' ? '' : `${whole}\n`;
  }

  private header(node: MigrationHeader): Item {
    return {
      span: node.span,
      doc: node.doc,
      print: () => `migration ${flat.id(node.source)} -> ${flat.id(node.target)}`,
    };
  }

  private declaration(node: Declaration): Item {
    return { span: node.span, doc: node.doc, print: (indent) => this.print(node, indent) };
  }

  private print(node: Declaration, indent: number): string {
    switch (node.kind) {
      case 'Import':
        return `import ${flat.text(node.path)}`;
      case 'Choice': {
        const options = node.options.map((each, index) => `${index > 0 ? '| ' : ''}${flat.id(each)}`);
        const parts = [`choice ${flat.id(node.name)} :`, ...options, `= ${flat.id(node.chosen)}`];
        const text = fill(parts, indent, indent + STEP);
        return this.layout.reason(text, node.chosen.span.end, node.because, indent + 2);
      }
      case 'Owners': {
        const body = this.with(
          this.arrow(`owners ${flat.name(node.source)}`, node.target, indent),
          node.body,
          false,
          indent,
        );
        const otherwise = node.otherwise.kind === 'Text' ? flat.text(node.otherwise) : 'queue';
        return `${body}${this.layout.joint(node.body.span.end, node.otherwise.span.start, indent)}else ${otherwise}`;
      }
      case 'Provision':
        return this.block(
          'provision ',
          node.items.map((each) => this.provisionItem(each)),
          node.span.start,
          node.span.end,
          indent,
        );
      case 'Table':
        return this.table(node, indent);
      case 'Fn': {
        const params = node.params.map(({ name, type }) => `${flat.id(name)}: ${flat.type(type)}`);
        const start = `fn ${flat.id(node.name)}(`;
        const end = `)${node.result ? `: ${flat.type(node.result)}` : ''} =`;
        const line = `${start}${params.join(', ')}${end} `;
        const inner = `\n${spaces(indent + STEP)}`;
        const room = Math.min(flat.expr(node.value).length, 40);
        const head =
          indent + line.length + room <= WIDTH || params.length === 0
            ? line
            : `${start}${inner}${listed(params).join(inner)}\n${spaces(indent)}${end} `;
        return this.layout.value(head, node.value, indent);
      }
      case 'Common':
        return this.with(`common ${flat.id(node.name)} `, node.body, false, indent);
      case 'Map':
        return this.map(node, indent);
      case 'Fate': {
        const text = this.layout.reason(
          this.layout.names(node.fate, node.names, indent),
          node.names.at(-1)?.span.end ?? 0,
          node.because,
          indent + 2,
        );
        return node.body ? this.with(`${text} `, node.body, true, indent) : text;
      }
      case 'Branch': {
        const parts = node.otherwise ? [node.then, node.otherwise] : [node.then];
        return this.branches(
          node.condition,
          parts.map((each) => each.map((inner) => this.declaration(inner))),
          indent,
        );
      }
      case 'Require':
        return this.layout.statement(node, indent);
      case 'Reconcile': {
        const items = node.thresholds.map((each) => ({ span: each.span, print: () => flat.threshold(each) }));
        return this.block('reconcile ', items, node.span.start, node.span.end, indent);
      }
      case 'Test': {
        const items = node.steps.map((each) => ({
          span: each.span,
          print: (at: number) => this.step(each, at),
        }));
        return this.block(
          `test ${flat.text(node.title)} `,
          items,
          node.title.span.end,
          node.span.end,
          indent,
        );
      }
    }
  }

  /** Items in braces behind a text; the braces lie between the two offsets. */
  private block(text: string, items: readonly Item[], start: number, end: number, indent: number): string {
    return text + this.layout.block(items, { start, end }, indent, columnAfter(text, indent));
  }

  private with(text: string, body: Body, record: boolean, indent: number): string {
    return text + this.layout.body(body, record, indent, columnAfter(text, indent), 2);
  }

  private map(node: MapDecl, indent: number): string {
    let text = `map ${node.name ? `${flat.id(node.name)}: ` : ''}${flat.name(node.source)} `;
    if (node.each) {
      text += `each ${flat.id(node.each.name)} in `;
      // `date "…" ->` would be read as a field called date and the text of an arm.
      const least = flat.expr(node.each.list).endsWith('"') ? LEVEL.postfix + 1 : LEVEL.expr;
      text += `${this.layout.expr(node.each.list, least, indent + 2, columnAfter(text, indent), 20)} `;
    }
    for (const [index, arm] of node.arms.entries()) {
      const previous = node.arms[index - 1];
      if (previous) text += `${this.layout.joint(previous.span.end, arm.span.start, indent)}else `;
      if (arm.kind === 'SkipArm')
        text = this.layout.reason(`${text}skip`, arm.span.start, arm.because, indent + STEP);
      else {
        const after = index < node.arms.length - 1 ? ' else skip'.length : 0;
        const room = after + (arm.body.statements.length === 0 ? 2 : 1);
        text = this.arrow(text.trimEnd(), arm.target, indent, room);
        text += this.layout.body(arm.body, false, indent, columnAfter(text, indent), after);
      }
    }
    return text;
  }

  /** `-> target ` behind a text, on a line of its own where it no longer fits. */
  private arrow(text: string, target: Name, indent: number, after = 2): string {
    const arrow = `-> ${flat.name(target)} `;
    const fits = columnAfter(text, indent) + arrow.length + after < WIDTH;
    return `${text}${fits ? ' ' : `\n${spaces(indent + 2 * STEP)}`}${arrow}`;
  }

  private table(node: TableDecl, indent: number): string {
    const attributes = flat.pieces(node.attributes ?? []);
    const to = attributes.map((each, index) => (index === 0 ? `-> ${flat.name(node.to)}[${each}` : each));
    const target = to.length === 0 ? [`-> ${flat.name(node.to)}`] : [...to.slice(0, -1), `${to.at(-1)}]`];
    const parts = [`table ${flat.id(node.name)} :`, ...flat.pieces(node.from), ...target];
    const text = `${fill(parts, indent, indent + 2 * STEP, ' {}'.length)} `;
    const items = node.entries.map((entry) => ({
      span: entry.span,
      print: (at: number) => this.entry(entry, at),
      aligned: { group: 'entry', left: flat.entryKeys(entry), mark: '->' } as const,
    }));
    const start = (node.attributes?.at(-1) ?? node.to).span.end;
    return this.block(text, items, start, node.span.end, indent);
  }

  private entry(node: TableEntry, indent: number): string {
    const line = `${flat.entryKeys(node)} -> ${flat.entryValues(node)}`;
    if (indent + line.length <= WIDTH) return line;
    const inner = indent + STEP;
    const { keys, values } = node;
    const left = keys ? fill(listed(keys.map(flat.literal)), indent, inner, 3) : 'else';
    const start = `${left} -> `;
    const right =
      'kind' in values
        ? flat.rejection(values)
        : fill(listed(values.map(flat.literal)), columnAfter(start, indent), inner);
    const end = ('kind' in values ? values : values.at(-1))?.span.end ?? node.span.end;
    return this.layout.reason(start + right, end, node.because, inner);
  }

  private step(node: GivenStep | ExpectStep, indent: number): string {
    if (node.kind === 'Given') return this.with(`given ${flat.name(node.entity)} `, node.body, true, indent);
    const { outcome } = node;
    if (outcome.kind !== 'record') return `expect ${outcome.kind} ${flat.text(outcome.text)}`;
    return this.with(
      `expect ${outcome.negated ? 'no ' : ''}${flat.name(outcome.entity)} `,
      outcome.body,
      true,
      indent,
    );
  }

  // ── Provision ─────────────────────────────────────────────────────────────────────────────────────────

  private provisionItem(node: ProvisionItem): Item {
    switch (node.kind) {
      case 'ProvisionField': {
        const left = `field ${flat.names(node.names)}`;
        return {
          span: node.span,
          doc: node.doc,
          print: (indent) => this.field(node, indent),
          aligned: { group: 'field', left, mark: ':' },
        };
      }
      case 'ProvisionModel':
        return { span: node.span, doc: node.doc, print: (indent) => this.model(node, indent) };
      case 'ProvisionRow':
        return {
          span: node.span,
          doc: node.doc,
          print: (indent) => this.with(`row ${flat.name(node.entity)} `, node.body, true, indent),
        };
      case 'Map':
        return this.declaration(node);
      case 'ProvisionBranch':
        return {
          span: node.span,
          print: (indent) => {
            const parts = node.otherwise ? [node.then, node.otherwise] : [node.then];
            return this.branches(
              node.condition,
              parts.map((each) => each.map((inner) => this.provisionItem(inner))),
              indent,
            );
          },
        };
    }
  }

  private field(node: ProvisionField, indent: number): string {
    const column = flat.column(node.column);
    const longest = Math.max(...node.names.map((each) => flat.name(each).length));
    // The type follows the last name if a line can hold both.
    const room = indent + 6 + longest + 1 + column.length <= WIDTH ? column.length + 1 : 0;
    const names = this.layout.names('field', node.names, indent, room);
    return `${names} ${this.column(node.column, indent, columnAfter(names, indent) + 1)}`;
  }

  /** `: type "label"`, the arguments of the type filled over lines of their own where they do not fit. */
  private column(node: Column, indent: number, column: number): string {
    const line = flat.column(node);
    if (column + line.length <= WIDTH) return line;
    const { type, unique, label } = node;
    const end = unique ? ' unique' : '';
    const inner = indent + STEP;
    let text = `: ${flat.type(type)}${end}`;
    if (column + text.length > WIDTH) {
      const args = flat.typeArgs(type);
      text =
        args === null || column + args.before.length > WIDTH
          ? `: ${fill(flat.typePieces(type), column + 2, inner, end.length)}${end}`
          : `: ${args.before}\n${spaces(inner)}${fill(args.args, inner, inner)}\n${spaces(indent)}${args.after}${end}`;
    }
    const fits = columnAfter(text, column) + 1 + flat.text(label).length <= WIDTH;
    return `${text}${fits ? ' ' : `\n${spaces(inner)}`}${flat.text(label)}`;
  }

  private model(node: ProvisionModel, indent: number): string {
    const items = node.columns.map(({ name, column, doc }) => {
      const left = flat.id(name);
      return {
        span: { ...name.span, end: column.span.end },
        doc,
        print: (at: number) => `${left} ${this.column(column, at, at + left.length + 1)}`,
        aligned: { group: 'column', left, mark: ':' } as const,
      };
    });
    const text = `model ${flat.name(node.name)} ${flat.text(node.label)} `;
    return this.block(text, items, node.label.span.end, node.span.end, indent);
  }

  /** `if`, its block, and the block of its `else`; their braces are found in the text. */
  private branches(condition: Static, parts: readonly (readonly Item[])[], indent: number): string {
    const after = parts[0]?.length === 0 ? ' {} else {'.length : 2;
    let text = `if ${this.layout.condition(condition, indent, after)} `;
    let end = condition.span.end;
    for (const [index, items] of parts.entries()) {
      const open = this.comments.find('{', end);
      if (index > 0) text += `${this.layout.joint(end, open, indent)}else `;
      const close = this.comments.find('}', items.at(-1)?.span.end ?? open + 1);
      text += this.layout.block(items, { start: open, end: close + 1 }, indent, columnAfter(text, indent));
      end = close + 1;
    }
    return text;
  }
}

/** Where the author opened a block over several lines: the offsets of bodies and match expressions. */
function openedBlocks(file: File, comments: Comments): readonly number[] {
  const opened: number[] = [];
  walk(file, (node) => {
    const { kind } = node;
    if (kind === 'Body') {
      const body = node as Body;
      const first = body.statements[0];
      if (first && comments.breaks(body.span.start, first.span.start)) opened.push(body.span.start);
    } else if (kind === 'MatchExpr') {
      const match = node as MatchExpr;
      const first = match.arms[0];
      if (first && comments.breaks(match.subject.span.end, first.span.start))
        opened.push(match.subject.span.end);
    }
    return true;
  });
  return opened;
}

/** In a generated file declarations stand apart, but imports, choices and fates of one kind stand together. */
function apart(file: File, index: number): boolean {
  const all = [file.migration, ...file.declarations].filter((each) => each !== null);
  const kind = all[index]?.kind;
  return kind !== all[index - 1]?.kind || (kind !== 'Import' && kind !== 'Choice' && kind !== 'Fate');
}
