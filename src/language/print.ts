import type {
  Body,
  Declaration,
  ExpectStep,
  File,
  GivenStep,
  MapDecl,
  MatchExpr,
  MigrationHeader,
  ProvisionItem,
  ProvisionModel,
  Static,
  TableDecl,
} from './ast.ts';
import { Comments } from './comments.ts';
import * as flat from './print-flat.ts';
import { columnAfter, type Item, Layout, WIDTH } from './print-layout.ts';
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
        const text = `choice ${flat.id(node.name)} : ${node.options.map(flat.id).join(' | ')} = ${flat.id(node.chosen)}`;
        return this.layout.reason(text, node.chosen.span.end, node.because, indent + 2);
      }
      case 'Owners': {
        const body = this.with(
          `owners ${flat.name(node.source)} -> ${flat.name(node.target)} `,
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
        const params = node.params.map(({ name, type }) => `${flat.id(name)}: ${flat.type(type)}`).join(', ');
        const result = node.result ? `: ${flat.type(node.result)}` : '';
        return this.layout.value(`fn ${flat.id(node.name)}(${params})${result} = `, node.value, indent);
      }
      case 'Common':
        return this.with(`common ${flat.id(node.name)} `, node.body, false, indent);
      case 'Map':
        return this.map(node, indent);
      case 'Fate': {
        const text = this.layout.reason(
          `${node.fate} ${flat.names(node.names)}`,
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
      const least = flat.expr(node.each.list).endsWith('"') ? flat.LEVEL.postfix + 1 : flat.LEVEL.expr;
      text += `${this.layout.expr(node.each.list, least, indent + 2, columnAfter(text, indent), 20)} `;
    }
    for (const [index, arm] of node.arms.entries()) {
      const previous = node.arms[index - 1];
      if (previous) text += `${this.layout.joint(previous.span.end, arm.span.start, indent)}else `;
      if (arm.kind === 'SkipArm') text += `skip${flat.because(arm.because)}`;
      else text = this.with(`${text}-> ${flat.name(arm.target)} `, arm.body, false, indent);
    }
    return text;
  }

  private table(node: TableDecl, indent: number): string {
    const attributes = node.attributes ? `[${flat.names(node.attributes)}]` : '';
    const text = `table ${flat.id(node.name)} : ${flat.names(node.from)} -> ${flat.name(node.to)}${attributes} `;
    const items = node.entries.map((entry) => {
      const left = flat.entryKeys(entry);
      const right = flat.entryValues(entry);
      return {
        span: entry.span,
        print: () => `${left} -> ${right}`,
        aligned: { group: 'entry', left, mark: '->', right },
      };
    });
    const start = (node.attributes?.at(-1) ?? node.to).span.end;
    return this.block(text, items, start, node.span.end, indent);
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
        const right = flat.column(node.column).slice(2);
        return {
          span: node.span,
          print: (indent) =>
            indent + left.length + right.length + 3 <= WIDTH
              ? `${left} : ${right}`
              : this.longField(node, indent),
          aligned: { group: 'field', left, mark: ':', right },
        };
      }
      case 'ProvisionModel':
        return { span: node.span, print: (indent) => this.model(node, indent) };
      case 'ProvisionRow':
        return {
          span: node.span,
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

  private longField(node: ProvisionItem & { kind: 'ProvisionField' }, indent: number): string {
    const pad = ' '.repeat(indent + 6);
    return `field ${node.names.map(flat.name).join(`,\n${pad}`)} ${flat.column(node.column)}`;
  }

  private model(node: ProvisionModel, indent: number): string {
    const items = node.columns.map(({ name, column }) => {
      const left = flat.id(name);
      const right = flat.column(column).slice(2);
      return {
        span: { ...name.span, end: column.span.end },
        print: () => `${left} : ${right}`,
        aligned: { group: 'column', left, mark: ':', right },
      };
    });
    const text = `model ${flat.name(node.name)} ${flat.text(node.label)} `;
    return this.block(text, items, node.label.span.end, node.span.end, indent);
  }

  /** `if`, its block, and the block of its `else`; their braces are found in the text. */
  private branches(condition: Static, parts: readonly (readonly Item[])[], indent: number): string {
    let text = `if ${flat.static_(condition)} `;
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
