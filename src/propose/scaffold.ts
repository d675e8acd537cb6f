import type { CheckedProgram } from '../check/program.ts';
import { formatted } from '../language/index.ts';
import type { Entity, Field, FieldProfile } from '../schema/model.ts';
import type { Around } from './around.ts';
import { type FileMaps, fileMaps } from './files.ts';
import { type KnownMap, knownMaps } from './known-maps.ts';
import { modelNames, NameBook, prefixOf } from './names.ts';
import { platformColumn } from './platform-columns.ts';
import { type Column, dropped, type Proposal } from './proposal.ts';
import { proposeList, proposeReference } from './references.ts';
import { testOf } from './scaffold-test.ts';
import { entityName, identifier, oneLine, quoted } from './text.ts';
import { proposeValue } from './values.ts';

export interface ScaffoldInput {
  /** The project as it checks now: its maps say what references become, its schemas what there is. */
  readonly program: CheckedProgram;
  /** Entities of the source that no map takes. */
  readonly entities: readonly Entity[];
  /** Zone of local times that name none. */
  readonly timezone: string;
  /** What the source is called: "opex365". */
  readonly source: string;
}

export interface Scaffold {
  /** By entity, the model that is proposed for it. */
  readonly models: Readonly<Record<string, string>>;
  /** A `.map` file in the one style. */
  readonly text: string;
}

/** What the id of the source is called in every model. */
export const KEY = 'x_source_id';

/**
 * A model of one's own for each entity, a map that fills it and a test, as text: every line that writes is a proposal
 * (`?=`) that a person confirms. It is the same for the same project.
 */
export function scaffold({ program, entities, timezone, source }: ScaffoldInput): Scaffold {
  const { target } = program;
  const names = new NameBook(Object.keys(target.entities));
  const models = new Map(entities.map((entity) => [entity.name, names.give(...modelNames(entity.name))]));
  const own: readonly KnownMap[] = [...models].map(([from, model]) => ({
    source: from,
    target: model,
    name: null,
    people: false,
  }));
  const known = { maps: [...own, ...knownMaps(program)], models: new Set(models.values()) };
  const tables = new NameBook([...program.tables.keys(), ...program.maps.map(({ id }) => id)]);
  const parts = entities.map((entity) => {
    const prefix = prefixOf(entity.name);
    const around: Around = {
      entity,
      entities: program.source.entities,
      model: models.get(entity.name) ?? '',
      prefix,
      fields: new NameBook([KEY, 'x_name', 'x_active']),
      tables,
      timezone,
    };
    const fields = fieldsOf(entity).map((field) => {
      const seen = program.profile?.entities[entity.name]?.fields?.[field.name];
      return { field, proposal: propose(program, around, field, seen, known) };
    });
    const files = fileMaps(program, around, tables);
    return { around, fields: [keyField(entity, source), ...fields], files };
  });
  const text = [
    [
      '// Proposed by `mapc scaffold`; nothing of it is decided. Read each line, change what is wrong, and write `=` for `?=`',
      '// where it is right: until then nothing of it is made or moved.',
    ].join('\n'),
    provisionOf(parts),
    ...parts.flatMap(({ around, fields, files }) => [
      mapOf(around, fields, files),
      ...files.maps,
      ...fields.flatMap(({ proposal }) => proposal.beside),
      testOf(around, KEY, fields),
    ]),
  ].join('\n\n');
  return {
    models: Object.fromEntries(models),
    text: formatted({ path: 'scaffold.map', text: `${text}\n` }).text,
  };
}

export interface ProposedField {
  readonly field: Field;
  readonly proposal: Proposal;
}

/** Fields that say something of their own: first by what people know a record, then those of the publisher, then the platform's. */
function fieldsOf(entity: Entity): readonly Field[] {
  const prefix = prefixOf(entity.name);
  const rank = ({ name }: Field): number =>
    name === entity.display ? 0 : prefix !== '' && name.startsWith(prefix) ? 1 : 2;
  return Object.values(entity.fields)
    .filter(({ name, companionOf, part, type }) => {
      const repeats = companionOf !== undefined || part !== undefined;
      return name !== entity.id && !repeats && type.kind !== 'children' && type.kind !== 'binary';
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

function propose(
  program: CheckedProgram,
  around: Around,
  field: Field,
  seen: FieldProfile | undefined,
  known: Parameters<typeof proposeReference>[3],
): Proposal {
  const because = platformColumn(program.source, field.name);
  if (because !== null) return dropped(because);
  if (field.type.kind === 'reference') return proposeReference(around, field, field.type.targets, known);
  if (field.type.kind === 'references') return proposeList(around, field, field.type.target, known);
  // Odoo knows a record by `x_name`.
  if (field.name === around.entity.display) {
    return proposeValue({ ...around, fields: { give: () => 'x_name' } }, field, seen);
  }
  return proposeValue(around, field, seen);
}

/** The id, by which a second run finds the record again. */
function keyField(entity: Entity, source: string): ProposedField {
  const field = entity.fields[entity.id];
  const max = field?.type.kind === 'text' ? field.type.max : undefined;
  const read = identifier(entity.id);
  const isText = field?.type.kind === 'text';
  return {
    field: field ?? { name: entity.id, label: entity.id, type: { kind: 'text' } },
    proposal: {
      columns: [
        {
          name: KEY,
          type: max === undefined ? 'char' : `char(${max})`,
          label: `${oneLine(source)} id`,
        },
      ],
      lines: [`key ${KEY} ?= ${isText ? read : `"{${read}}"`}`],
      beside: [],
      dropped: null,
      remarks: [],
      samples: [],
    },
  };
}

interface Part {
  readonly around: Around;
  readonly fields: readonly ProposedField[];
  readonly files: FileMaps;
}

function provisionOf(parts: readonly Part[]): string {
  const spelled = ({ type, label }: Column, unique: boolean): string =>
    `${type}${unique ? ' unique' : ''} ${quoted(label)}`;
  const models = parts.map(({ around, fields }) =>
    [
      `  /// ${oneLine(around.entity.label)}: \`${around.entity.name}\` of the source.`,
      `  model ${around.model} ${quoted(oneLine(around.entity.label))} {`,
      ...fields.flatMap(({ proposal }) =>
        proposal.columns
          .filter(({ late }) => late !== true)
          .map((column) => `    ${column.name} : ${spelled(column, column.name === KEY)}`),
      ),
      '  }',
    ].join('\n'),
  );
  // Two models may lead to each other: these fields are made when both are there.
  const late = parts.flatMap(({ around, fields }) =>
    fields.flatMap(({ proposal }) =>
      proposal.columns
        .filter((column) => column.late === true)
        .map((column) => `  field ${around.model}.${column.name} : ${spelled(column, false)}`),
    ),
  );
  const files = [...new Set(parts.flatMap((part) => part.files.provision))];
  return ['provision {', ...models, ...late, ...files.map((line) => `  ${line}`), '}'].join('\n');
}

function mapOf({ entity, model }: Around, fields: readonly ProposedField[], files: FileMaps): string {
  const drops = Map.groupBy(
    [
      ...fields.flatMap(({ field, proposal }) =>
        proposal.dropped === null ? [] : [{ name: field.name, because: proposal.dropped }],
      ),
      ...files.dropped,
    ],
    ({ because }) => because,
  );
  return [
    `map ${entityName(entity.name)} -> ${model} {`,
    ...fields.flatMap(({ proposal }) => [
      ...proposal.remarks.map((remark) => `  // ${oneLine(remark)}`),
      ...proposal.lines.map((line) => `  ${line}`),
    ]),
    ...[...drops].map(
      ([because, some]) =>
        `  drop ${some.map(({ name }) => identifier(name)).join(', ')} because ${quoted(because)}`,
    ),
    '}',
  ].join('\n');
}
