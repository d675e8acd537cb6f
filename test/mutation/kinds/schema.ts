import type { CheckedAssignment, CheckedWrite } from '../../../src/check/program.ts';
import type { Entity, Field, FieldType } from '../../../src/schema/model.ts';
import { atLines, atText, atWord, both, type Kind, type Mutant, says } from '../mutant.ts';
import { type Opened, type Project, withEntity, withField } from '../project.ts';

/** What happens to a schema between two discoveries while the maps stay as they are. */

interface Assigned {
  readonly arm: CheckedWrite;
  readonly assignment: CheckedAssignment;
  readonly field: Field;
}

/** Every field of the target that discovery knows and a map writes, once for each line. */
function assigned({ project, checked }: Opened): readonly Assigned[] {
  const seen = new Set<string>();
  return checked.program.maps.flatMap((map) =>
    map.arms.flatMap((arm) =>
      arm.kind === 'skip'
        ? []
        : arm.assignments.flatMap((assignment) =>
            assignment.fields.flatMap(({ field, span }): Assigned[] => {
              const key = `${arm.target.name}.${field.name} ${span.file} ${span.start}`;
              const known = project.target.entities[arm.target.name]?.fields[field.name];
              if (known === undefined || seen.has(key)) return [];
              seen.add(key);
              return [{ arm, assignment, field }];
            }),
          ),
    ),
  );
}

const isNull = ({ value }: CheckedAssignment): boolean =>
  value.expr.op === 'literal' && value.expr.value === null;

/** A change of the written field, told at the line that writes it. */
function writtenField(
  name: string,
  applies: (one: Assigned, opened: Opened) => boolean,
  change: (field: Field) => Field | null,
): Kind {
  return {
    name,
    by: 'check',
    places: (opened) =>
      assigned(opened)
        .filter((one) => applies(one, opened))
        .map(({ arm, assignment, field }) => ({
          place: `${arm.target.name}.${field.name}`,
          make: () => withField(opened.project, 'target', arm.target.name, field.name, change),
          told: atLines(opened.project, assignment.span),
        })),
  };
}

function retyped(field: Field, type: FieldType): Field {
  const { default: _, ...rest } = field;
  return { ...rest, type };
}

const otherType = (type: FieldType): FieldType =>
  type.kind === 'boolean' ? { kind: 'date' } : { kind: 'boolean' };

/** Fields that the maps read or drop. */
function readFields({ checked }: Opened): readonly (readonly [string, string])[] {
  return [...checked.program.reads].flatMap(([entity, fields]) =>
    [...fields.keys()].map((field) => [entity, field] as const),
  );
}

function usedFields(opened: Opened, side: 'source' | 'target'): readonly (readonly [string, string])[] {
  const { program } = opened.checked;
  const all =
    side === 'source'
      ? [
          ...readFields(opened),
          ...program.maps.flatMap((map) => map.drops.map(({ field }) => [map.source.name, field] as const)),
        ]
      : [
          ...[...program.targetReads].flatMap(([entity, fields]) =>
            [...fields.keys()].map((field) => [entity, field] as const),
          ),
          ...assigned(opened).map(({ arm, field }) => [arm.target.name, field.name] as const),
        ];
  const known = all.filter(
    ([entity, field]) => opened.project[side].entities[entity]?.fields[field] !== undefined,
  );
  return [...new Map(known.map((one) => [one.join(' '), one])).values()];
}

/** The schema with a field called otherwise, and everything in it that names the field. */
function renamed(project: Project, side: 'source' | 'target', entity: string, field: string): Project {
  const name = `${field}x`;
  const changed = withField(project, side, entity, field, (one) => ({ ...one, name }));
  return withEntity(changed, side, entity, (found) => ({
    ...found,
    id: found.id === field ? name : found.id,
    display: found.display === field ? name : found.display,
    ...(found.rows === undefined
      ? {}
      : {
          rows: found.rows.map((row) =>
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [key === field ? name : key, value]),
            ),
          ),
        }),
  }));
}

const sides = ['source', 'target'] as const;

const renames: readonly Kind[] = sides.map((side) => ({
  name: `a field of the ${side} is renamed`,
  by: 'check',
  places: (opened) =>
    usedFields(opened, side).map(([entity, field]) => ({
      place: `${entity}.${field}`,
      make: () => renamed(opened.project, side, entity, field),
      told: both(atWord(field), ({ help }) => help.includes(`\`${field}x\``)),
    })),
}));

const removals: readonly Kind[] = sides.map((side) => ({
  name: `a field of the ${side} is removed`,
  by: 'check',
  places: (opened) =>
    usedFields(opened, side)
      .filter(([entity, field]) => opened.project[side].entities[entity]?.id !== field)
      .map(([entity, field]) => ({
        place: `${entity}.${field}`,
        make: () => withField(opened.project, side, entity, field, () => null),
        told: atWord(field),
      })),
}));

/** Fields of written entities that no arm into them assigns. */
function unassigned(opened: Opened): readonly { readonly entity: string; readonly field: Field }[] {
  const arms = opened.checked.program.maps.flatMap((map) =>
    map.kind === 'owners' ? [] : map.arms.flatMap((arm) => (arm.kind === 'write' ? [arm] : [])),
  );
  const entities = new Map(arms.map((arm) => [arm.target.name, arm.target]));
  return [...entities.values()].flatMap((entity) =>
    Object.values(entity.fields)
      .filter(({ name }) => opened.project.target.entities[entity.name]?.fields[name] !== undefined)
      .filter(({ name }) =>
        arms.some(
          (arm) =>
            arm.target.name === entity.name &&
            !arm.assignments.some(({ fields }) => fields.some(({ field }) => field.name === name)),
        ),
      )
      .map((field) => ({ entity: entity.name, field })),
  );
}

function unassignedField(
  name: string,
  applies: (field: Field) => boolean,
  change: (field: Field) => Field,
): Kind {
  return {
    name,
    by: 'check',
    places: (opened) =>
      unassigned(opened)
        .filter(({ field }) => applies(field))
        .map(({ entity, field }) => ({
          place: `${entity}.${field.name}`,
          make: () => withField(opened.project, 'target', entity, field.name, change),
          told: both(says(field.name), atWord(entity)),
        })),
  };
}

const plain = (field: Field): boolean =>
  field.write === undefined &&
  field.default === undefined &&
  field.required !== true &&
  field.computed !== true;

/** Options and rows that the maps name, with the text in which they do. */
const optionsOfTarget: Kind = {
  name: 'an option of the target that a map names is gone',
  by: 'check',
  places: (opened) =>
    assigned(opened).flatMap(({ arm, assignment, field }): Mutant[] => {
      const { type } = field;
      if (type.kind !== 'enum') return [];
      const tree = JSON.stringify(assignment.value.expr);
      const tables = [...opened.checked.program.tables.values()].filter(
        (table) => tree.includes(`"table":"${table.name}"`) && table.plan.rows === null,
      );
      const named = new Set(
        tables.flatMap((table) =>
          table.plan.entries.flatMap(({ result }) => (result.kind === 'values' ? result.values : [])),
        ),
      );
      return type.options
        .filter(
          ({ value }) => named.has(value) || tree.includes(`"op":"literal","value":${JSON.stringify(value)}`),
        )
        .map(({ value, label }) => ({
          place: `${arm.target.name}.${field.name} ${label}`,
          make: () =>
            withField(opened.project, 'target', arm.target.name, field.name, (one) => ({
              ...one,
              type: { ...type, options: type.options.filter((option) => option.value !== value) },
            })),
          told: (diagnostic, mutant) =>
            atText(`"${label}"`)(diagnostic, mutant) || atText(`"${value}"`)(diagnostic, mutant),
        }));
    }),
};

const optionsAdded: Kind = {
  name: 'an option comes to an enum that a table translates',
  by: 'check',
  places: (opened) =>
    [...opened.checked.program.tables.values()].flatMap((table) =>
      table.keys.flatMap(({ base }): Mutant[] => {
        if (base.kind !== 'enum' || base.open || table.plan.otherwise !== null) return [];
        const dot = base.of.lastIndexOf('.');
        const [entity, field] = [base.of.slice(0, dot), base.of.slice(dot + 1)];
        const { options } = base;
        return [
          {
            place: `${table.name}: ${base.of}`,
            make: () =>
              withField(opened.project, 'source', entity, field, (one) => ({
                ...one,
                type: { kind: 'enum', options: [...options, { value: 99, label: 'Brand new' }] },
              })),
            told: atLines(opened.project, table.span),
          },
        ];
      }),
    ),
};

/** Options of the source that a table or a comparison names. */
const optionsOfSource: Kind = {
  name: 'an option of the source that a map names is gone',
  by: 'check',
  places: (opened) => {
    const named = new Map<string, { entity: string; field: string; value: unknown; label: string }>();
    for (const [entity, field] of readFields(opened)) {
      const type = opened.project.source.entities[entity]?.fields[field]?.type;
      if (type?.kind !== 'enum') continue;
      for (const { value, label } of type.options) {
        const text = new RegExp(`\\b${field} *(==|!=|in)[^\\n]*"${label}"`);
        const inTable = [...opened.checked.program.tables.values()].some(
          (table) =>
            table.keys.some(({ base }) => base.kind === 'enum' && base.of === `${entity}.${field}`) &&
            table.plan.entries.some(({ keys }) => keys.includes(value)),
        );
        const reads = opened.checked.program.reads.get(entity)?.get(field);
        const file = reads === undefined ? undefined : opened.project.files.get(reads.file);
        if (inTable || (file !== undefined && text.test(file.text)))
          named.set(`${entity}.${field} ${label}`, { entity, field, value, label });
      }
    }
    return [...named]
      .filter(([, { entity, label }]) => comparesIn(opened, entity, label))
      .map(([place, { entity, field, value, label }]) => ({
        place,
        make: () =>
          withField(opened.project, 'source', entity, field, (one) =>
            one.type.kind === 'enum'
              ? {
                  ...one,
                  type: { ...one.type, options: one.type.options.filter((option) => option.value !== value) },
                }
              : one,
          ),
        told: atText(`"${label}"`),
      }));
  },
};

/** Whether a map of the entity, or a common or a table, has the label in it. */
function comparesIn(opened: Opened, entity: string, label: string): boolean {
  return opened.nodes.some(
    ({ node, above, source }) =>
      above.length === 0 &&
      ((node.kind === 'Map' && node.source.ids.map(({ name }) => name).join('.') === entity) ||
        (node.kind === 'Table' && node.from.some((name) => name.ids[0]?.name === entity))) &&
      source.text.slice(node.span.start, node.span.end).includes(`"${label}"`),
  );
}

/** Rows that discovery saw and that a lookup or a table names by a literal. */
function namedRows(opened: Opened): readonly { readonly entity: string; readonly name: string }[] {
  const tree = JSON.stringify([
    opened.checked.program.maps.map((map) => map.arms),
    [...opened.checked.program.tables.values()].map(({ plan }) => plan),
  ]);
  const tables = [...opened.checked.program.tables.values()];
  return Object.values(opened.project.target.entities).flatMap((entity) =>
    (entity.rows ?? []).flatMap(({ name }) =>
      typeof name === 'string' &&
      (tree.includes(
        `"op":"lookup","entity":"${entity.name}","where":[{"path":"name","value":{"op":"literal","value":${JSON.stringify(name)}`,
      ) ||
        tables.some(
          ({ plan }) =>
            plan.rows?.entity === entity.name &&
            plan.entries.some(({ result }) => result.kind === 'values' && result.values.includes(name)),
        ))
        ? [{ entity: entity.name, name }]
        : [],
    ),
  );
}

type Row = NonNullable<Entity['rows']>[number];

/** A row that a map names, told at its name; `become` says what is there in its place. */
function namedRow(name: string, become: (row: Row, id: string) => readonly Row[]): Kind {
  return {
    name,
    by: 'check',
    places: (opened) =>
      namedRows(opened).map(({ entity, name: called }) => ({
        place: `${entity} ${called}`,
        make: () =>
          withEntity(opened.project, 'target', entity, (one) => ({
            ...one,
            rows: (one.rows ?? []).flatMap((row) => (row.name === called ? become(row, one.id) : [row])),
          })),
        told: atText(`"${called}"`),
      })),
  };
}

const rowsGone = namedRow('a row of the target that a map names is gone', () => []);

const rowsTwice = namedRow('a row of the target that a map names is there twice', (row, id) => [
  row,
  { ...row, [id]: 9999 },
]);

const sourceTypes: Kind = {
  name: 'a field of the source that a map reads is of another type',
  by: 'check',
  places: (opened) =>
    readFields(opened)
      .filter(([entity, field]) => opened.project.source.entities[entity]?.fields[field] !== undefined)
      .map(([entity, field]) => ({
        place: `${entity}.${field}`,
        make: () =>
          withField(opened.project, 'source', entity, field, (one) => ({
            ...one,
            type: otherType(one.type),
          })),
        told: atWord(field),
      })),
};

/** A field of the source that a line copies as it is. */
function copied(
  opened: Opened,
): readonly { one: CheckedAssignment; entity: string; field: Field; into: Field }[] {
  return opened.checked.program.maps.flatMap((map) =>
    map.arms.flatMap((arm) =>
      arm.kind === 'skip'
        ? []
        : arm.assignments.flatMap((one) => {
            const { expr } = one.value;
            const field =
              expr.op === 'get' && expr.of.op === 'this' ? map.source.fields[expr.field] : undefined;
            const into = one.fields[0]?.field;
            return field === undefined || into === undefined
              ? []
              : [{ one, entity: map.source.name, field, into }];
          }),
    ),
  );
}

const sourceOptional: Kind = {
  name: 'a field of the source that must be there may be empty',
  by: 'check',
  places: (opened) =>
    copied(opened)
      .filter(
        ({ one, entity, field, into }) =>
          field.required === true &&
          field.name !== opened.project.source.entities[entity]?.id &&
          (one.mode === 'key' || into.required === true),
      )
      .map(({ one, entity, field }) => ({
        place: `${entity}.${field.name}`,
        make: () =>
          withField(opened.project, 'source', entity, field.name, ({ required: _, ...rest }) => rest),
        told: atLines(opened.project, one.span),
      })),
};

const sourceLonger: Kind = {
  name: 'a text of the source is longer than its field in the target',
  by: 'check',
  places: (opened) =>
    copied(opened).flatMap(({ one, entity, field, into }): Mutant[] => {
      if (field.type.kind !== 'text' || into.type.kind !== 'text' || into.type.max === undefined) return [];
      const max = into.type.max + 1;
      return [
        {
          place: `${entity}.${field.name}`,
          make: () =>
            withField(opened.project, 'source', entity, field.name, (one) => ({
              ...one,
              type: { kind: 'text', max },
            })),
          told: atLines(opened.project, one.span),
        },
      ];
    }),
};

const newlyFilled: Kind = {
  name: 'a field of the source that was always empty is used',
  by: 'check',
  places: (opened) => {
    const { profile, source } = opened.project;
    if (profile === null) return [];
    const { program } = opened.checked;
    return program.maps.flatMap((map) =>
      Object.values(source.entities[map.source.name]?.fields ?? {})
        .filter(
          (field) =>
            (profile.entities[map.source.name]?.filled[field.name] ?? 0) === 0 &&
            field.companionOf === undefined &&
            field.name !== map.source.id &&
            !program.maps.some(
              (one) =>
                one.source.name === map.source.name &&
                (one.drops.some((drop) => drop.field === field.name) ||
                  program.reads.get(map.source.name)?.has(field.name) === true),
            ),
        )
        .map((field) => ({
          place: `${map.source.name}.${field.name}`,
          make: () => {
            const seen = profile.entities[map.source.name] ?? { rows: 1, filled: {} };
            const filled = { ...seen.filled, [field.name]: 1 };
            return {
              ...opened.project,
              profile: {
                ...profile,
                entities: { ...profile.entities, [map.source.name]: { ...seen, filled } },
              },
            };
          },
          told: both(says(field.name), atWord(map.source.name)),
        })),
    );
  },
};

const newEntities: Kind = {
  name: 'an entity of the source that was empty has rows',
  by: 'check',
  places: (opened) => {
    const { profile, source } = opened.project;
    if (profile === null) return [];
    const { program } = opened.checked;
    return Object.keys(source.entities)
      .filter(
        (name) =>
          (profile.entities[name]?.rows ?? 0) === 0 &&
          !program.maps.some((map) => map.source.name === name) &&
          !program.fates.some((fate) => fate.entity.name === name) &&
          !program.reads.has(name),
      )
      .map((name) => ({
        place: name,
        make: () => ({
          ...opened.project,
          profile: { ...profile, entities: { ...profile.entities, [name]: { rows: 3, filled: {} } } },
        }),
        told: says(name),
      }));
  },
};

const wrongTarget: Kind = {
  name: 'a reference of the target leads to another entity',
  by: 'check',
  places: (opened) =>
    assigned(opened)
      .filter(({ assignment, field }) => field.type.kind === 'reference' && !isNull(assignment))
      .map(({ arm, assignment, field }) => {
        const targets = field.type.kind === 'reference' ? field.type.targets : [];
        const other = ['res.country', 'res.users'].find((name) => !targets.includes(name)) ?? 'res.country';
        return {
          place: `${arm.target.name}.${field.name}`,
          make: () =>
            withField(opened.project, 'target', arm.target.name, field.name, (one) => ({
              ...one,
              type: { kind: 'reference', targets: [other] },
            })),
          told: atLines(opened.project, assignment.span),
        };
      }),
};

const wrongSource: Kind = {
  name: 'a reference of the source that a match takes apart may lead elsewhere',
  by: 'check',
  places: (opened) =>
    opened.nodes.flatMap(({ node }): Mutant[] => {
      if (node.kind !== 'MatchExpr' || node.subject.kind !== 'NameRef') return [];
      if (node.arms.some(({ pattern }) => pattern.kind === 'else')) return [];
      const field = node.subject.id.name;
      // In a common the field is that of every entity that uses it.
      const entities = new Set(
        opened.checked.program.maps
          .filter((map) => map.source.fields[field]?.type.kind === 'reference')
          .map((map) => map.source.name),
      );
      const elsewhere = opened.checked.program.maps.find(
        (map) =>
          map.kind === 'map' && ![...entities].some((name) => leadsTo(opened, name, field, map.source.name)),
      );
      if (elsewhere === undefined) return [];
      return [
        {
          place: `${field} in ${node.span.file}: ${node.arms.length} arms`,
          make: () =>
            [...entities].reduce(
              (project, entity) =>
                withField(project, 'source', entity, field, (one) =>
                  one.type.kind === 'reference'
                    ? { ...one, type: { ...one.type, targets: [...one.type.targets, elsewhere.source.name] } }
                    : one,
                ),
              opened.project,
            ),
          told: atLines(opened.project, node.span),
        },
      ];
    }),
};

function leadsTo(opened: Opened, entity: string, field: string, target: string): boolean {
  const type = opened.project.source.entities[entity]?.fields[field]?.type;
  return type?.kind === 'reference' && type.targets.includes(target);
}

export const SCHEMA_KINDS: readonly Kind[] = [
  ...renames,
  ...removals,
  writtenField(
    'a text of the target is shortened',
    ({ assignment: { value }, field }) =>
      field.type.kind === 'text' && value.type.base.kind === 'text' && value.expr.op !== 'literal',
    (field) => retyped(field, { kind: 'text', max: 1 }),
  ),
  writtenField(
    'an amount of the target keeps no pence',
    ({ assignment: { value }, field }) =>
      (field.type.kind === 'money' || field.type.kind === 'decimal') && value.expr.op !== 'literal',
    (field) => ({ ...field, type: { kind: 'money', scale: 0 } }),
  ),
  writtenField(
    'an amount of the target becomes a whole number',
    ({ assignment: { value }, field }) =>
      (field.type.kind === 'money' || field.type.kind === 'decimal') && value.expr.op !== 'literal',
    (field) => retyped(field, { kind: 'integer' }),
  ),
  writtenField(
    'a field of the target is of another type',
    ({ assignment }) => !isNull(assignment),
    (field) => retyped(field, otherType(field.type)),
  ),
  writtenField(
    'markup of the target becomes text',
    ({ assignment, field }) => field.type.kind === 'html' && !isNull(assignment),
    (field) => retyped(field, { kind: 'text' }),
  ),
  writtenField(
    'text of the target becomes markup',
    ({ assignment, field }) =>
      field.type.kind === 'text' &&
      assignment.value.expr.op !== 'literal' &&
      assignment.value.type.base.kind === 'text',
    (field) => retyped(field, { kind: 'html' }),
  ),
  writtenField(
    'a field of the target that may be left empty is required',
    ({ assignment, field }) => assignment.value.type.nullable && field.required !== true,
    (field) => ({ ...field, required: true }),
  ),
  writtenField(
    'a field of the target can only be read',
    () => true,
    (field) => ({ ...field, write: 'never' }),
  ),
  writtenField(
    'a field of the target can be written on create only',
    ({ assignment, field }) =>
      assignment.mode !== 'initial' && assignment.mode !== 'key' && field.write === undefined,
    (field) => ({ ...field, write: 'create' }),
  ),
  unassignedField('a field that no map writes is required', plain, (field) => ({ ...field, required: true })),
  unassignedField(
    'the default of a required field is gone',
    (field) => field.required === true && field.default !== undefined && field.write === undefined,
    ({ default: _, ...field }) => field,
  ),
  unassignedField('a field takes its default from the session', plain, (field) => ({
    ...field,
    default: 'session',
  })),
  optionsOfTarget,
  optionsAdded,
  optionsOfSource,
  rowsGone,
  rowsTwice,
  sourceTypes,
  sourceOptional,
  sourceLonger,
  newlyFilled,
  newEntities,
  wrongTarget,
  wrongSource,
];
