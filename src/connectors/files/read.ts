import { bytesOfBase64 } from '../../schema/file-ref.ts';
import type { Entity, Field, JsonValue } from '../../schema/model.ts';
import { ConnectorError, type FileSink, type SourceReadOptions, type SourceRecord } from '../contract.ts';
import { CellErrors, MOST_CELLS } from './cell-errors.ts';
import type { FileSpec } from './config.ts';
import { foldRows } from './fold.ts';
import { Ids } from './identity.ts';
import type { Row, Rows } from './row.ts';
import { openRows } from './rows.ts';
import { CellError, canonicalValue } from './value.ts';

const PAGE = 1000;

/**
 * Every record of a file in its own order, with the types of the entity (not of today's contents).
 * @throws ConnectorError naming file and line; of cells that do not fit their column, up to ten at once
 */
export async function* readFileRecords(
  spec: FileSpec,
  entity: Entity,
  fields: readonly string[],
  options: SourceReadOptions,
): AsyncGenerator<readonly SourceRecord[]> {
  const wanted = fields.map((name) => {
    const field = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (field === undefined) throw new ConnectorError('record', `${entity.name} has no field "${name}".`);
    return field;
  });
  const idColumns = idColumnsOf(spec, entity);
  const joined = idColumns.length > 1 ? entity.id : null;
  const ids = new Ids(spec, idColumns);
  const opened = openRows(spec, digitsOf(Object.values(entity.fields)));
  let page: SourceRecord[] = [];
  const bad: string[] = [];
  for await (const { line, cells } of foldRows(spec, checkedRows(spec, entity, opened))) {
    const id = ids.next(cells, line);
    const values = wanted.map((field): readonly [string, JsonValue] => {
      if (field.name === joined) return [field.name, id];
      const cell = Object.hasOwn(cells, field.name) ? (cells[field.name] ?? null) : null;
      try {
        return [field.name, canonicalValue(field, cell)];
      } catch (error) {
        if (!(error instanceof CellError)) throw error;
        bad.push(`${spec.shown}, line ${line}: ${error.message}`);
        return [field.name, null];
      }
    });
    if (bad.length >= MOST_CELLS) throw new CellErrors(bad.slice(0, MOST_CELLS), true);
    // After a cell that does not fit only others like it are looked for.
    if (bad.length > 0) continue;
    const { sink } = options;
    const held = sink === undefined ? values : await withoutFiles(wanted, values, sink);
    page.push({ id, values: Object.fromEntries(held) });
    if (page.length === PAGE) {
      options.signal?.throwIfAborted();
      yield page;
      page = [];
    }
  }
  options.signal?.throwIfAborted();
  if (bad.length > 0) throw new CellErrors(bad, false);
  if (page.length > 0) yield page;
}

/** The values with the files among them in the sink: a page is not to hold a thousand files. */
async function withoutFiles(
  fields: readonly Field[],
  values: readonly (readonly [string, JsonValue])[],
  sink: FileSink,
): Promise<readonly (readonly [string, JsonValue])[]> {
  if (fields.every(({ type }) => type.kind !== 'binary')) return values;
  const held: (readonly [string, JsonValue])[] = [];
  for (const [place, [name, value]] of values.entries()) {
    const bytes =
      fields[place]?.type.kind === 'binary' && typeof value === 'string' ? bytesOfBase64(value) : null;
    held.push([name, bytes === null ? value : await sink.put(() => once(bytes))]);
  }
  return held;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The columns whose values make the id: what is declared, or the entity's own id. */
function idColumnsOf(spec: FileSpec, entity: Entity): readonly string[] {
  const given = spec.id ?? spec.group?.by;
  if (given === undefined) return [entity.id];
  return typeof given === 'string' ? [given] : given;
}

/** The rows, as long as the file still has the columns that the snapshot knows. */
async function* checkedRows(spec: FileSpec, entity: Entity, opened: Rows): AsyncGenerator<Row> {
  const known = namesOf(Object.values(entity.fields));
  // Only a header says which columns there are.
  let checked = spec.format !== 'csv';
  for await (const row of opened.rows) {
    if (!checked) {
      checked = true;
      const made = new Set([entity.id, spec.group?.into]);
      const gone = [...known].filter((name) => !opened.columns.has(name) && !made.has(name));
      if (gone.length > 0) {
        throw new ConnectorError(
          'configuration',
          `${spec.shown} has no column ${gone.join(', ')} any more. Run \`mapc discover source\` again.`,
        );
      }
    }
    for (const { name, of } of opened.duplicates) {
      if (known.has(name) || row.cells[name] === row.cells[of]) continue;
      throw new ConnectorError(
        'configuration',
        `${spec.shown}, line ${row.line}: the two columns ${of} differ, which they did not when the schema was discovered. Run \`mapc discover source\` again.`,
      );
    }
    yield row;
  }
}

function namesOf(fields: readonly Field[]): ReadonlySet<string> {
  return new Set(
    fields.flatMap((field) =>
      field.type.kind === 'records'
        ? [field.name, ...namesOf(Object.values(field.type.fields))]
        : [field.name],
    ),
  );
}

/** Columns whose numbers keep the digits that the file has. */
function digitsOf(fields: readonly Field[]): ReadonlySet<string> {
  return new Set(
    fields.flatMap(({ name, type }) => {
      // In a text and in the id that a reference holds, too, a number stands as it was written.
      if (['decimal', 'money', 'text', 'reference'].includes(type.kind)) return [name];
      return type.kind === 'records' ? [...digitsOf(Object.values(type.fields))] : [];
    }),
  );
}
