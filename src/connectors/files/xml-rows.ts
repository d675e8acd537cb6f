import { SaxesParser } from 'saxes';
import type { JsonValue } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import { decoded } from './decoded.ts';
import type { Row } from './row.ts';

/** What an element holds so far. */
interface Open {
  readonly name: string;
  text: string;
  readonly cells: Map<string, JsonValue[]>;
  nil: boolean;
}

/**
 * The records of an XML file: the elements that `record` names, or otherwise those right below the root. Attributes and
 * inner elements are cells; an element that holds elements of its own becomes a list of nested records, since nothing
 * says that there is ever only one. Prefixes of names are left out, `xsi:nil` is null, and no entity is ever fetched.
 */
export async function* xmlRows(spec: FileSpec, columns: Set<string>): AsyncGenerator<Row> {
  const words = new Set(['', ...(spec.null ?? [])]);
  const rows: Row[] = [];
  const open: Open[] = [];
  /** How many elements are open around where a record may begin. */
  let above = 0;
  const parser = new SaxesParser({ position: true });
  let failure: Error | null = null;
  parser.on('error', (error) => {
    failure ??= error;
  });
  parser.on('opentag', (tag) => {
    const name = plainName(tag.name);
    const isRecord = open.length === 0 && (spec.record === undefined ? above === 1 : name === spec.record);
    if (open.length === 0 && !isRecord) {
      above += 1;
      return;
    }
    const cells = new Map<string, JsonValue[]>();
    let nil = false;
    for (const [attribute, given] of Object.entries(tag.attributes)) {
      const value = typeof given === 'string' ? given : given.value;
      if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) continue;
      if (plainName(attribute) === 'nil' && value === 'true') nil = true;
      else if (!attribute.startsWith('xsi:')) cells.set(plainName(attribute), [cellOf(value, words)]);
    }
    open.push({ name, text: '', cells, nil });
  });
  const addText = (text: string): void => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) {
      above -= 1;
      return;
    }
    const parent = open.at(-1);
    if (parent !== undefined) {
      const values = parent.cells.get(closed.name) ?? [];
      values.push(contentOf(closed, words));
      parent.cells.set(closed.name, values);
      return;
    }
    const cells = cellsOf(closed);
    for (const name of Object.keys(cells)) columns.add(name);
    rows.push({ line: parser.line, cells });
  });
  let any = false;
  for await (const text of decoded(spec)) {
    any ||= text.trim() !== '';
    parser.write(text);
    if (failure !== null) throw broken(spec, failure);
    for (const row of rows.splice(0)) yield row;
  }
  if (!any) throw new ConnectorError('configuration', `${spec.shown} is empty.`);
  parser.close();
  if (failure !== null) throw broken(spec, failure);
  yield* rows;
}

function broken(spec: FileSpec, error: Error): ConnectorError {
  // "12:34: unclosed tag: a"
  const [, line, message] = /^(\d+):\d+:\s*(.*)$/s.exec(error.message) ?? [];
  const where = line === undefined ? '' : `, line ${line}`;
  return new ConnectorError(
    'configuration',
    `${spec.shown}${where}: this is not XML: ${(message ?? error.message).replace(/\.$/, '')}.`,
    { cause: error },
  );
}

function plainName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function cellOf(text: string, words: ReadonlySet<string>): string | null {
  return words.has(text) ? null : text;
}

/** A text, or a record where it holds attributes or elements. */
function contentOf(element: Open, words: ReadonlySet<string>): JsonValue {
  if (element.nil) return null;
  if (element.cells.size === 0) return cellOf(element.text.trim(), words);
  const cells = cellsOf(element);
  return element.text.trim() === '' ? cells : { ...cells, text: element.text.trim() };
}

function cellsOf({ cells }: Open): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    [...cells].map(([name, values]): [string, JsonValue] => {
      const [only = null] = values;
      const plain = values.length === 1 && (only === null || typeof only !== 'object');
      return [name, plain ? only : values.filter((value) => value !== null)];
    }),
  );
}
