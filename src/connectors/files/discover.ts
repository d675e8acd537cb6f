import {
  idCandidates,
  inferFields,
  Observer,
  type Pointable,
  type Sighting as Seen,
} from '../../schema/infer/index.ts';
import type { Entity, Field, Schema } from '../../schema/model.ts';
import { type CallOptions, ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import { declaredType } from './declared-type.ts';
import { detectEncoding } from './encoding.ts';
import { foldRows } from './fold.ts';
import { Ids, idOf } from './identity.ts';
import type { Cells, Row } from './row.ts';
import { openRows } from './rows.ts';

/** What one look at a file gives; its fields are told once all have been looked at, since they may point to others. */
interface Sighting {
  readonly spec: FileSpec;
  readonly seen: Seen;
  readonly id: readonly string[];
}

/**
 * Reads every file once and tells its columns, types, id and references, as declared or as the values speak for
 * (`schema/infer`): a type that all values fit and a reference that is likely enough are taken, what is narrower is proposed.
 * @param lying files in the folder that are not declared, by entity: only to say that they are there
 * @throws ConnectorError
 */
export async function discoverFiles(
  specs: ReadonlyMap<string, FileSpec>,
  names: readonly string[] | null,
  language: string,
  lying: ReadonlyMap<string, string>,
  options: CallOptions,
): Promise<Schema> {
  const wanted = names ?? [...specs.keys()];
  const unknown = wanted.filter((name) => !specs.has(name));
  if (unknown.length > 0) {
    throw new ConnectorError(
      'configuration',
      `There is no file for ${unknown.map((name) => `"${name}"`).join(', ')}; the files are ${[...specs.keys()].join(', ')}.${unknown.map((name) => addHint(name, lying)).join('')}`,
    );
  }
  const sightings = new Map<string, Sighting>();
  for (const spec of specs.values()) {
    options.signal?.throwIfAborted();
    sightings.set(spec.entity, await sight(spec, language));
    options.progress?.(sightings.size, specs.size, spec.entity);
  }
  const pointables = pointablesOf(sightings);
  const entities = [...wanted].toSorted().flatMap((name) => {
    const sighting = sightings.get(name);
    return sighting === undefined ? [] : [entityOf(sighting, pointables, sightings, lying)];
  });
  return {
    system: 'files',
    version: '1',
    language,
    modules: [],
    entities: Object.fromEntries(entities.map((entity) => [entity.name, entity])),
  };
}

async function sight(given: FileSpec, language: string): Promise<Sighting> {
  const spec = { ...given, encoding: given.encoding ?? (await detectEncoding(given, language)) };
  const opened = openRows(spec);
  const different = new Set<string>();
  const observer = new Observer(spec.format === 'jsonl');
  const watched = async function* (): AsyncGenerator<Row> {
    for await (const row of opened.rows) {
      for (const { name, of } of opened.duplicates) {
        if (row.cells[name] !== row.cells[of]) different.add(name);
      }
      yield row;
    }
  };
  let candidates: IdWatch | null = null;
  for await (const { line, cells } of foldRows(spec, watched())) {
    observer.see(cells);
    candidates ??= new IdWatch(spec, Object.keys(cells));
    candidates.see(cells, line);
  }
  // A file with a header and no rows has columns all the same.
  if (candidates === null) for (const name of opened.columns) observer.expect(name);
  candidates ??= new IdWatch(spec, [...opened.columns]);
  const seen = observer.sighting(spec.entity);
  const same = new Set(opened.duplicates.map(({ name }) => name).filter((name) => !different.has(name)));
  const columns = new Map([...seen.columns].filter(([name]) => !same.has(name)));
  return { spec, seen: { ...seen, columns }, id: candidates.chosen() };
}

/** The files whose records have an id of one column: others may point to them. */
function pointablesOf(sightings: ReadonlyMap<string, Sighting>): readonly Pointable[] {
  return [...sightings.values()].flatMap(({ spec, seen, id: [id, ...more] }) => {
    const summary = id === undefined || more.length > 0 ? undefined : seen.columns.get(id);
    return id === undefined || summary === undefined ? [] : [{ entity: spec.entity, id, summary }];
  });
}

/** Puts declared types in place of inferred ones; inside a folded list too. */
function declare(
  spec: FileSpec,
  fields: Readonly<Record<string, Field>>,
  declared: Set<string>,
): Readonly<Record<string, Field>> {
  const replaced = Object.values(fields).map((field): Field => {
    const inner = field.type.kind === 'records' ? declare(spec, field.type.fields, declared) : null;
    const words =
      spec.fields !== undefined && Object.hasOwn(spec.fields, field.name)
        ? spec.fields[field.name]
        : undefined;
    if (words === undefined)
      return inner === null ? field : { ...field, type: { kind: 'records', fields: inner } };
    declared.add(field.name);
    const { type, required } = declaredType(words, `${spec.shown}: fields: ${field.name}`);
    const { origin: _, ...rest } = field;
    return { ...rest, type, ...(required ? { required: true as const } : {}) };
  });
  return Object.fromEntries(replaced.map((field) => [field.name, field]));
}

/** Where the file lies in the folder all the same: what to write. */
function addHint(entity: string, lying: ReadonlyMap<string, string>): string {
  const file = lying.get(entity);
  return file === undefined
    ? ''
    : ` ${file} lies in the folder, but \`files\` in mapc.yaml names others only: add \`${entity}: {}\` under \`files\`.`;
}

function entityOf(
  sighting: Sighting,
  pointables: readonly Pointable[],
  sightings: ReadonlyMap<string, Sighting>,
  lying: ReadonlyMap<string, string>,
): Entity {
  const { spec, id, seen } = sighting;
  const declared = new Set<string>();
  const inferred = inferFields(seen.columns, { ...seen, id, pointables });
  const known = declare(spec, inferred, declared);
  for (const name of Object.keys(spec.fields ?? {})) {
    if (!declared.has(name)) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown} has no column "${name}", whose type is declared.`,
      );
    }
  }
  refuseNowhere(known, sighting, sightings, lying);
  const fields = Object.fromEntries(
    Object.entries(known).map(([name, field]) => [
      name,
      id.includes(name)
        ? { ...field, required: true as const, ...(id.length === 1 ? { unique: true as const } : {}) }
        : field,
    ]),
  );
  const [single] = id;
  if (id.length === 1 && single !== undefined) {
    return { ...named(spec), id: single, display: displayOf(fields, single), fields };
  }
  const joined = id.join('_');
  const identity: Field = {
    name: joined,
    label: id.join(' and '),
    type: { kind: 'text' },
    required: true,
    unique: true,
  };
  return {
    ...named(spec),
    id: joined,
    display: displayOf(fields, joined),
    fields: { ...fields, [joined]: identity },
    keys: [id],
  };
}

function named(spec: FileSpec): Pick<Entity, 'name' | 'label' | 'access'> {
  // UTF-8 goes without saying; another encoding is worth a look of the reviewer.
  const encoding =
    spec.encoding === 'utf-8' || spec.encoding === undefined ? {} : { encoding: spec.encoding };
  return { name: spec.entity, label: spec.entity, access: { path: spec.shown, ...encoding } };
}

/** A column that is called like a name, the first one with text in it otherwise. */
function displayOf(fields: Readonly<Record<string, Field>>, id: string): string | null {
  const texts = Object.values(fields).filter(({ name, type }) => type.kind === 'text' && name !== id);
  const best = texts.find(({ name }) => /^(?:full)?name$|name$|title$|subject$/i.test(name)) ?? texts[0];
  return best?.name ?? null;
}

/** @throws ConnectorError for a declared reference to a file that is not there */
function refuseNowhere(
  fields: Readonly<Record<string, Field>>,
  sighting: Sighting,
  sightings: ReadonlyMap<string, Sighting>,
  lying: ReadonlyMap<string, string>,
): void {
  for (const { name, type } of Object.values(fields)) {
    if (type.kind === 'records') refuseNowhere(type.fields, sighting, sightings, lying);
    if (type.kind !== 'reference') continue;
    const missing = type.targets.find((target) => !sightings.has(target));
    if (missing === undefined) continue;
    throw new ConnectorError(
      'configuration',
      `${sighting.spec.shown}: ${name} is declared as a reference to "${missing}", for which there is no file.${addHint(missing, lying)}`,
    );
  }
}

/** Tries the columns that could identify a record against every row, and drops those that repeat or are empty. */
class IdWatch {
  readonly #spec: FileSpec;
  readonly #declared: { readonly columns: readonly string[]; readonly ids: Ids } | null;
  readonly #open: Map<string, Map<string, number>>;
  /** Of each candidate that fell out, why; the likeliest comes first. */
  readonly #complaints = new Map<string, string>();
  readonly #names: readonly string[];

  constructor(spec: FileSpec, columns: readonly string[]) {
    this.#spec = spec;
    const given = spec.id ?? spec.group?.by;
    const names = given === undefined ? null : typeof given === 'string' ? [given] : given;
    const missing = names?.find((name) => !columns.includes(name));
    if (missing !== undefined) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown} has no column "${missing}", which is declared as its id.`,
      );
    }
    this.#declared = names === null ? null : { columns: names, ids: new Ids(spec, names) };
    this.#names = names === null ? idCandidates(spec.entity, columns) : [];
    this.#open = new Map(this.#names.map((name) => [name, new Map()]));
  }

  see(cells: Cells, line: number): void {
    this.#declared?.ids.next(cells, line);
    for (const [name, lines] of this.#open) {
      const id = idOf([name], cells);
      const before = id === null ? undefined : lines.get(id);
      if (id === null || before !== undefined) {
        this.#complaints.set(
          name,
          id === null
            ? `${name} is empty on line ${line}`
            : `${name} is ${JSON.stringify(id)} on line ${before} and again on line ${line}`,
        );
        this.#open.delete(name);
      } else lines.set(id, line);
    }
  }

  chosen(): readonly string[] {
    if (this.#declared !== null) return this.#declared.columns;
    const [name] = this.#open.keys();
    if (name !== undefined) return [name];
    const { shown, entity } = this.#spec;
    const likeliest = this.#names[0];
    if (likeliest === undefined)
      throw new ConnectorError(
        'configuration',
        `No column of ${shown} identifies its records: it has no column.`,
      );
    throw new ConnectorError(
      'configuration',
      `No column of ${shown} identifies its records: ${this.#complaints.get(likeliest)}. If ${likeliest} is the id, clean the file: each value once, none empty. Otherwise name the columns that identify a record together under \`files\` in mapc.yaml, \`${entity}: { id: [${likeliest}, …] }\`, or fold lines with \`group\`.`,
    );
  }
}
