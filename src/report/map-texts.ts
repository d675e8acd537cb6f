import type * as ast from '../language/ast.ts';
import { parse } from '../language/index.ts';
import { positionAt, type SourceText } from '../language/source.ts';
import { type AnyNode, walk } from '../language/walk.ts';
import type { At, Plan } from '../plan/types.ts';

/** What the maps say in their own words, by the place that a plan remembers. */
export interface MapTexts {
  /** The expression of an assignment, or the pairs of a `match`, on one line; null where the maps are not at hand. */
  readonly expression: (at: At) => string | null;
  /** The `///` lines above a map; null where there are none. */
  readonly doc: (at: At) => string | null;
  /** An entry of a table as it is written, labels as people know them; null where the maps are not at hand. */
  readonly entry: (at: At) => EntryText | null;
}

interface EntryText {
  /** Null for `else`. */
  readonly keys: readonly string[] | null;
  /** Null for an entry that rejects. */
  readonly values: readonly string[] | null;
  readonly because: string | null;
}

/** @param files the maps that the plan was made of; none where it was made elsewhere */
export function mapTexts(files: readonly SourceText[], { spans }: Pick<Plan, 'spans'>): MapTexts {
  const expressions = new Map<string, string>();
  const docs = new Map<string, string>();
  const entries = new Map<string, EntryText>();
  for (const source of files) {
    const { file } = parse(source);
    const place = ({ start }: ast.Span): string => {
      const { line, column } = positionAt(source, start);
      return name(source.path, line, column);
    };
    const written = ({ start, end }: ast.Span): string =>
      withoutComments(source.text.slice(start, end), file.comments, start);
    walk(file, (node) => {
      if (isAssign(node)) expressions.set(place(node.span), written(node.value.span));
      if (isMatch(node)) {
        const pairs = node.pairs.map((pair) => `${written(pair.target.span)} = ${written(pair.source.span)}`);
        expressions.set(place(node.span), pairs.join(', '));
      }
      if (isEntry(node)) {
        const { keys, values, because } = node;
        entries.set(place(node.span), {
          keys: keys === null ? null : keys.map(({ span }) => unquoted(written(span))),
          values: 'kind' in values ? null : values.map(({ span }) => unquoted(written(span))),
          because: because === null ? null : unquoted(written(because.span)),
        });
      }
      if ((isMap(node) || isOwners(node)) && node.doc !== null) {
        const named = node.kind === 'Map' ? (node.name ?? node.source) : node.source;
        docs.set(place(named.span), oneLine(node.doc));
      }
    });
  }
  const at = <T>(of: ReadonlyMap<string, T>, index: At): T | null => {
    const span = spans[index];
    return span === undefined ? null : (of.get(name(span.file, span.line, span.column)) ?? null);
  };
  return {
    expression: (index) => at(expressions, index),
    doc: (index) => at(docs, index),
    entry: (index) => at(entries, index),
  };
}

function name(file: string, line: number, column: number): string {
  return `${file}:${line}:${column}`;
}

/** A piece of a map on one line. Comments in it go, so that none swallows what stood on the next line. */
function withoutComments(text: string, comments: readonly ast.Comment[], start: number): string {
  const inside = comments.filter(({ span }) => span.start >= start && span.end <= start + text.length);
  let shorter = '';
  let from = 0;
  for (const { span } of inside) {
    shorter += `${text.slice(from, span.start - start)} `;
    from = span.end - start;
  }
  return oneLine(shorter + text.slice(from));
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
}

function isEntry(node: AnyNode): node is ast.TableEntry {
  return node.kind === 'TableEntry';
}
function isAssign(node: AnyNode): node is ast.Assign {
  return node.kind === 'Assign';
}
function isMatch(node: AnyNode): node is ast.Match {
  return node.kind === 'Match' && 'pairs' in node;
}
function isMap(node: AnyNode): node is ast.MapDecl {
  return node.kind === 'Map';
}
function isOwners(node: AnyNode): node is ast.OwnersDecl {
  return node.kind === 'Owners';
}
