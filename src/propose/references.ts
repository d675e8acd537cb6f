import type { Field } from '../schema/model.ts';
import type { Around } from './around.ts';
import { byMap, type KnownMap } from './known-maps.ts';
import { fieldNames, prefixOf } from './names.ts';
import { type Column, dropped, type Proposal, type Sample } from './proposal.ts';
import { entityName, identifier, oneLine, quoted } from './text.ts';

/** What references are brought to, of the whole project and of what is proposed with it. */
export interface Known {
  readonly maps: readonly KnownMap[];
  /** Models that are proposed in the same file. */
  readonly models: ReadonlySet<string>;
}

/** What a map calls the record that a reference led to: no field of the entity may be called so. */
const BINDERS = ['r', 'one', 'found', 'record'];

/** One column, the line that fills it, and what a test says of it. */
interface Part {
  readonly column: Column;
  readonly line: string;
  readonly samples: readonly Sample[];
}

interface Moved {
  readonly entity: string;
  readonly map: KnownMap;
}

/**
 * A relation to each model of the target that the entities became, by the maps that the project has; what no map moves is
 * kept as the id that it has in the source.
 */
export function proposeReference(
  around: Around,
  field: Field,
  targets: readonly string[],
  { maps, models }: Known,
): Proposal {
  const moved = targets.flatMap((entity): readonly Moved[] => {
    const map = mapOf(entity, maps);
    return map === null ? [] : [{ entity, map }];
  });
  const left = targets.filter((entity) => moved.every((one) => one.entity !== entity));
  const lost = withReadableId(around, targets, left);
  const groups = [...Map.groupBy(moved, ({ map }) => map.target)];
  const parts = [
    ...groups.map(([target, arms]) =>
      relation(around, field, { target, arms, alone: groups.length === 1, maps, models }),
    ),
    ...(lost.length === 0 ? [] : [keptId(around, field, lost)]),
  ];
  if (parts.length === 0) return dropped(`it leads to ${left.join(', ')}, which has no map`);
  return {
    columns: parts.map(({ column }) => column),
    lines: parts.map(({ line }) => line),
    beside: [],
    dropped: null,
    remarks: [
      ...new Set([...moved.flatMap((one) => otherRows(one, maps)), ...withoutMap(lost, 'the id is')]),
    ],
    samples: parts.flatMap(({ samples }) => samples),
  };
}

function relation(
  around: Around,
  field: Field,
  of: {
    readonly target: string;
    readonly arms: readonly Moved[];
    /** No other model is led to. */
    readonly alone: boolean;
    readonly maps: readonly KnownMap[];
    readonly models: ReadonlySet<string>;
  },
): Part {
  const { target, arms, alone, maps, models } = of;
  const label = oneLine(field.label);
  // The model is told by the name where there are several.
  const named = alone ? field.name : `${field.name}_${target.replaceAll('.', '_').replace(/^x_/, '')}`;
  const name = around.fields.give(...fieldNames(named, around.prefix, 'relation'));
  const column: Column = {
    name,
    type: entityName(target),
    label: alone ? label : `${label} (${target})`,
    ...(models.has(target) ? { late: true as const } : {}),
  };
  const value = taken(
    around,
    field,
    arms.map(({ entity, map }) => ({ entity, value: (it: string) => byMap(it, map, maps) ?? it })),
  );
  const warning = `${label}: what it leads to did not move`;
  // Whose record it is waits for a person; who merely made it does not hold the record up.
  const waits = field.required === true && arms.some(({ map }) => map.people);
  return {
    column,
    line: `${name} ?= ${value} else ${waits ? 'queue' : `warn ${quoted(warning)}`}`,
    samples: arms.map(({ entity }) => ({
      given: quoted(`${entity}:gone`),
      expected: waits ? [] : [{ name, value: 'null' }],
      ...(waits ? { waits } : { warns: [warning] }),
    })),
  };
}

/**
 * Those of the entities whose ids can be had from a reference: `.id` is a field of its own where the one entity that can be
 * meant, or the arm of a `match`, has one of that name.
 */
function withReadableId(
  { entities }: Around,
  targets: readonly string[],
  left: readonly string[],
): readonly string[] {
  const isClear = (name: string): boolean => {
    const entity = entities[name];
    return entity === undefined || entity.id === 'id' || entity.fields.id === undefined;
  };
  const known = targets.filter((name) => entities[name] !== undefined);
  const isWhole = left.every((name) => entities[name] !== undefined);
  if (isWhole) return left.filter(isClear);
  const [only] = known;
  return known.length === 1 && only !== undefined && !isClear(only) ? [] : left;
}

/** The id in the source of what no map moves. */
function keptId(around: Around, field: Field, lost: readonly string[]): Part {
  const name = around.fields.give(...fieldNames(field.name, around.prefix, 'id'));
  // Of an entity that discovery did not read, `match` knows nothing: then it is the id of whichever record it is.
  const value = lost.every((entity) => around.entities[entity] !== undefined)
    ? taken(
        around,
        field,
        lost.map((entity) => ({ entity, value: (it: string) => `${it}.id` })),
      )
    : `${identifier(field.name)}.id`;
  return {
    column: { name, type: 'char', label: `${oneLine(field.label)} (id in the source)` },
    line: `${name} ?= ${value}`,
    samples: lost.map((entity) => ({
      given: quoted(`${entity}:gone`),
      expected: [{ name, value: '"gone"' }],
    })),
  };
}

/** What is taken of a reference: of each of these entities its own, of others nothing. */
function taken(
  { entity: { fields } }: Around,
  field: Field,
  arms: readonly { readonly entity: string; readonly value: (it: string) => string }[],
): string {
  const read = identifier(field.name);
  const [only] = arms;
  const all = field.type.kind === 'reference' ? field.type.targets.length : 0;
  if (all === 1 && only !== undefined) return only.value(read);
  const it = BINDERS.find((name) => fields[name] === undefined) ?? 'r_';
  const cases = arms.map(({ entity, value }) => `${entityName(entity)} ${it} -> ${value(it)}`);
  return `match ${read} { ${cases.join('  ')}  else -> null }`;
}

/** The map that a reference to an entity is brought to its row by; null where none can be named. */
function mapOf(entity: string, maps: readonly KnownMap[]): KnownMap | null {
  return maps.find((map) => map.source === entity && byMap('it', map, maps) !== null) ?? null;
}

function otherRows({ entity, map }: Moved, maps: readonly KnownMap[]): readonly string[] {
  const targets = new Set(maps.flatMap((one) => (one.source === entity ? [one.target] : [])));
  return targets.size < 2
    ? []
    : [`${entity} becomes ${[...targets].join(' and ')}: this leads to the row of ${map.target}.`];
}

/** @param kept "the id is", "the ids are" */
function withoutMap(lost: readonly string[], kept: string): readonly string[] {
  if (lost.length === 0) return [];
  const own = lost.filter((entity) => prefixOf(entity) !== '');
  const hint =
    own.length === 0 ? '' : ` \`mapc scaffold\` proposes one of ${own.join(', ')} too, in the same file.`;
  return [`No map makes one row of each ${lost.join(', ')}: ${kept} kept.${hint}`];
}

/** A list of many to many: rows of the model that its records became; their ids, where no map moves them. */
export function proposeList(around: Around, field: Field, entity: string, { maps, models }: Known): Proposal {
  const map = mapOf(entity, maps);
  const read = identifier(field.name);
  const label = oneLine(field.label);
  const name = around.fields.give(...fieldNames(field.name, around.prefix, 'value'));
  const it = BINDERS.find((one) => around.entity.fields[one] === undefined) ?? 'r_';
  const rest = { beside: [], dropped: null };
  if (map === null)
    return {
      ...rest,
      columns: [{ name, type: 'text', label: `${label} (ids in the source)` }],
      lines: [`${name} ?= ${read} | each(${it} -> ${it}.id) | join(", ")`],
      remarks: withoutMap([entity], 'the ids are'),
      samples: [{ given: '["gone"]', expected: [{ name, value: '"gone"' }] }],
    };
  return {
    ...rest,
    columns: [
      {
        name,
        type: `[${entityName(map.target)}]`,
        label,
        ...(models.has(map.target) ? { late: true as const } : {}),
      },
    ],
    lines: [`${name} ?= ${read} | each(${it} -> ${byMap(it, map, maps) ?? it} else null)`],
    remarks: otherRows({ entity, map }, maps),
    samples: [{ given: '["gone"]', expected: [] }],
  };
}
