import type { Entity, Field, Schema } from '../../schema/model.ts';
import { type CallOptions, ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';
import { declaredType } from './declared-type.ts';
import { detectEncoding } from './encoding.ts';
import { foldRows } from './fold.ts';
import { Ids, idCandidates, idOf, singular } from './identity.ts';
import { type Evidence, inferFields, observe } from './infer.ts';
import type { Cells, Row } from './row.ts';
import { openRows } from './rows.ts';

/** What one look at a file gives; references to other files are found once all have been looked at. */
interface Sighting {
  readonly spec: FileSpec;
  readonly fields: Readonly<Record<string, Field>>;
  readonly id: readonly string[];
  readonly declared: ReadonlySet<string>;
}

/**
 * Reads every file once and tells its columns, types and id, as declared or as the values have in common. Lengths are
 * never inferred: that today's longest name has forty letters does not bind tomorrow's.
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
  const entities = [...wanted].toSorted().flatMap((name) => {
    const sighting = sightings.get(name);
    return sighting === undefined ? [] : [entityOf(sighting, sightings, lying)];
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
  const evidence = new Map<string, Evidence>();
  const different = new Set<string>();
  const typed = spec.format === 'jsonl';
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
    observe(evidence, cells, typed);
    candidates ??= new IdWatch(spec, Object.keys(cells));
    candidates.see(cells, line);
  }
  for (const name of opened.columns) {
    // A file with a header and no rows has columns all the same.
    if (candidates === null) evidence.set(name, { filled: 0, fits: new Set(), scale: 0, inner: null });
  }
  candidates ??= new IdWatch(spec, [...opened.columns]);
  const same = new Set(opened.duplicates.map(({ name }) => name).filter((name) => !different.has(name)));
  const inferred = Object.entries(inferFields(evidence, typed)).filter(([name]) => !same.has(name));
  const declared = new Set<string>();
  const fields = declare(spec, Object.fromEntries(inferred), declared);
  return { spec, fields, id: candidates.chosen(), declared };
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
    return { ...field, type, ...(required ? { required: true as const } : {}) };
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
  sightings: ReadonlyMap<string, Sighting>,
  lying: ReadonlyMap<string, string>,
): Entity {
  const { spec, id, declared } = sighting;
  for (const name of Object.keys(spec.fields ?? {})) {
    if (!declared.has(name)) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown} has no column "${name}", whose type is declared.`,
      );
    }
  }
  const fields = Object.fromEntries(
    Object.entries(withReferences(sighting.fields, sighting, sightings, lying)).map(([name, field]) => [
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

/** Columns named like the id of another file, or like that file and `id`, are references to it. */
function withReferences(
  fields: Readonly<Record<string, Field>>,
  sighting: Sighting,
  sightings: ReadonlyMap<string, Sighting>,
  lying: ReadonlyMap<string, string>,
): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.values(fields).map((field): readonly [string, Field] => {
      const { type, name } = field;
      if (type.kind === 'reference') {
        const missing = type.targets.find((target) => !sightings.has(target));
        if (missing === undefined) return [name, field];
        throw new ConnectorError(
          'configuration',
          `${sighting.spec.shown}: ${name} is declared as a reference to "${missing}", for which there is no file.${addHint(missing, lying)}`,
        );
      }
      if (type.kind === 'records') {
        return [
          name,
          {
            ...field,
            type: { kind: 'records', fields: withReferences(type.fields, sighting, sightings, lying) },
          },
        ];
      }
      const plain = type.kind === 'integer' || type.kind === 'text';
      if (!plain || sighting.declared.has(name) || sighting.id.includes(name)) return [name, field];
      const targets = [...sightings.values()].filter((other) => other !== sighting && pointsTo(name, other));
      const [target] = targets;
      // Two files with such an id: nothing says which is meant.
      if (target === undefined || targets.length > 1) return [name, field];
      return [name, { ...field, type: { kind: 'reference', targets: [target.spec.entity] } }];
    }),
  );
}

function pointsTo(column: string, other: Sighting): boolean {
  const [id, ...more] = other.id;
  if (id === undefined || more.length > 0) return false;
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const name = plain(column);
  return (plain(id) !== 'id' && name === plain(id)) || name === `${plain(singular(other.spec.entity))}id`;
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
