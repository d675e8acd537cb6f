import type * as ast from '../../language/ast.ts';
import type { Edit, SourceText } from '../../language/index.ts';
import { children } from '../../language/walk.ts';

/** Every node that a span can lead to, so that `kind` tells them apart. */
export type TreeNode =
  | ast.Declaration
  | ast.ProvisionItem
  | ast.Column
  | ast.TypeExpr
  | ast.TableEntry
  | ast.MapArm
  | ast.SkipArm
  | ast.Body
  | ast.Statement
  | ast.Expr
  | ast.Handler
  | ast.Arg
  | ast.MatchArm
  | ast.GivenStep
  | ast.ExpectStep
  | ast.Name
  | ast.Id;

const EXPRESSIONS: ReadonlySet<string> = new Set<ast.Expr['kind']>([
  'Literal',
  'Text',
  'DateLiteral',
  'This',
  'NameRef',
  'Member',
  'Index',
  'Call',
  'Pipe',
  'Unary',
  'Binary',
  'As',
  'If',
  'MatchExpr',
  'List',
  'Else',
  'Record',
]);

const STATEMENTS: ReadonlySet<string> = new Set<ast.Statement['kind']>([
  'Assign',
  'When',
  'Match',
  'Let',
  'Use',
  'Drop',
  'Require',
  'StaticIf',
]);

/**
 * The texts and trees of a project, for fixes: from the span of a diagnostic to the nodes around it, and to edits that
 * keep the lines of a map as people write them. What it returns are edits; nothing is changed.
 */
export class Places {
  private readonly files: readonly SourceText[];
  private readonly declarations: readonly ast.Declaration[];

  constructor(files: readonly SourceText[], declarations: readonly ast.Declaration[]) {
    this.files = files;
    this.declarations = declarations;
  }

  text(span: ast.Span): string {
    return this.source(span).slice(span.start, span.end);
  }

  /** The first declaration of that kind in the project. */
  first<K extends ast.Declaration['kind']>(kind: K): (ast.Declaration & { readonly kind: K }) | null {
    const found = this.declarations.find(
      (one): one is ast.Declaration & { readonly kind: K } => one.kind === kind,
    );
    return found ?? null;
  }

  /** The nodes that cover a span, the nearest first. */
  around(span: ast.Span): readonly TreeNode[] {
    const covers = (node: TreeNode): boolean =>
      node.span.file === span.file && node.span.start <= span.start && span.end <= node.span.end;
    const path: TreeNode[] = [];
    let level: readonly TreeNode[] = this.declarations;
    for (;;) {
      const next = level.find(covers);
      if (next === undefined) return path.reverse();
      path.push(next);
      // `children` gives nodes of the tree, whose union `TreeNode` writes out.
      level = children(next) as unknown as readonly TreeNode[];
    }
  }

  /** The expression that stands at exactly this span, and what it is a part of; null where there is none. */
  expression(span: ast.Span): { readonly node: ast.Expr; readonly parent: TreeNode | null } | null {
    const path = this.around(span);
    const index = path.findLastIndex(
      (node) => isExpression(node) && node.span.start === span.start && node.span.end === span.end,
    );
    const node = path[index];
    return node !== undefined && isExpression(node) ? { node, parent: path[index + 1] ?? null } : null;
  }

  /** The statement around a span, the nearest one. */
  statement(span: ast.Span): ast.Statement | null {
    return this.around(span).find(isStatement) ?? null;
  }

  /** The assignment whose whole value, its handlers too, stands at this span. */
  assignment(span: ast.Span): ast.Assign | null {
    const found = this.statement(span);
    if (found?.kind !== 'Assign') return null;
    const { value } = found;
    return value.span.start === span.start && value.span.end === span.end ? found : null;
  }

  /** A line, or several, below a statement; on the same line where others follow it there. */
  below({ span }: { readonly span: ast.Span }, text: string, apart = ' '): Edit {
    const source = this.source(span);
    const rest = /^[^\S\n]*,?[^\S\n]*(\/\/[^\n]*)?(?=\n|$)/.exec(source.slice(span.end));
    if (!this.startsLine(span) || rest === null)
      return insert(span.file, span.end, `${apart}${text.replaceAll('\n', ' ')}`);
    const indent = `\n${this.indent(span)}`;
    return insert(
      span.file,
      span.end + rest[0].trimEnd().length,
      `${indent}${text.replaceAll('\n', indent)}`,
    );
  }

  /** A line above a statement; on the same line where others stand before it there. */
  above({ span }: { readonly span: ast.Span }, text: string): Edit {
    return insert(
      span.file,
      span.start,
      this.startsLine(span) ? `${text}\n${this.indent(span)}` : `${text} `,
    );
  }

  /** A line at the end of a body. */
  into(body: { readonly span: ast.Span; readonly statements: readonly ast.Statement[] }, text: string): Edit {
    const { span } = body;
    const last = body.statements.at(-1);
    if (last && this.startsLine(last.span)) return this.below(last, text);
    const inside = this.text({ ...span, start: last?.span.end ?? span.start + 1, end: span.end - 1 });
    if (last === undefined && inside.includes('\n'))
      return insert(
        span.file,
        span.start + 1,
        `\n${this.indent(span)}  ${text.replaceAll('\n', `\n${this.indent(span)}  `)}`,
      );
    return insert(span.file, span.end - 1, `${/\s$/.test(inside) ? '' : ' '}${text.replaceAll('\n', ' ')} `);
  }

  /** Takes out something that stands in a list of lines, and its line where it was alone on it. */
  without({ span }: { readonly span: ast.Span }): Edit {
    const source = this.source(span);
    const after = /^[^\S\n]*,?/.exec(source.slice(span.end))?.[0].trimEnd().length ?? 0;
    const end = span.end + after;
    const rest = /^[^\S\n]*(\n|$)/.exec(source.slice(end));
    if (this.startsLine(span) && rest !== null) {
      const start = lineStart(source, span.start);
      const next = end + rest[0].length;
      // Of the blank lines above and below it one stays.
      const blank = /(^|\n\n)$/.test(source.slice(0, start)) && source[next] === '\n';
      return edit(span.file, start, blank ? next + 1 : next, '');
    }
    const before = /[^\S\n]*$/.exec(source.slice(0, span.start))?.[0].length ?? 0;
    return edit(span.file, this.startsLine(span) ? span.start : span.start - before, end, '');
  }

  /** Takes a handler out, and the `else` before it. */
  withoutElse({ span }: { readonly span: ast.Span }): Edit {
    const before = /\s*else\s*$/.exec(this.source(span).slice(0, span.start))?.[0].length ?? 0;
    return edit(span.file, span.start - before, span.end, '');
  }

  /** A declaration at the end of a file. */
  atEnd(file: string, text: string): Edit {
    const source = this.source({ file, start: 0, end: 0 });
    const end = source.trimEnd().length;
    return edit(file, end, source.length, `\n\n${text}\n`);
  }

  private source({ file }: ast.Span): string {
    return this.files.find(({ path }) => path === file)?.text ?? '';
  }

  private startsLine(span: ast.Span): boolean {
    const source = this.source(span);
    return source.slice(lineStart(source, span.start), span.start).trim() === '';
  }

  private indent(span: ast.Span): string {
    const source = this.source(span);
    return /^[^\S\n]*/.exec(source.slice(lineStart(source, span.start)))?.[0] ?? '';
  }
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

export function insert(file: string, at: number, text: string): Edit {
  return edit(file, at, at, text);
}

export function edit(file: string, start: number, end: number, text: string): Edit {
  return { span: { file, start, end }, text };
}

function isExpression(node: TreeNode): node is ast.Expr {
  return EXPRESSIONS.has(node.kind);
}

function isStatement(node: TreeNode): node is ast.Statement {
  return STATEMENTS.has(node.kind);
}
