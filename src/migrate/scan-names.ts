import { checkInterrupted, readOptions } from '../runtime/session.ts';
import { companionName, partyListOf, partyName } from '../schema/conventions.ts';
import type { Entity, JsonValue } from '../schema/model.ts';
import { type MigrationContext, needSource } from './context.ts';
import { patientlyRead } from './patiently-read.ts';
import type { ReferenceGroup } from './scan-references.ts';

type Values = Readonly<Record<string, JsonValue>>;

/**
 * Asks the source what is called that nobody staged a name of: the columns in which a record says so of what it refers to,
 * of the tables that need it, read once. What the source does not call by a name stays without one.
 * @throws MigrationError `usage` without a source, `stopped` where it fails
 */
export async function withNames(
  context: MigrationContext,
  groups: readonly ReferenceGroup[],
): Promise<readonly ReferenceGroup[]> {
  const nameless = groups.filter(({ listed }) => listed.some(({ name }) => name === null));
  const names = new Map<string, string>();
  for (const [entity, own] of Map.groupBy(nameless, (group) => group.entity)) {
    const schema = context.sourceSchema.entities[entity];
    if (schema === undefined) continue;
    const references = new Set(own.map(({ field }) => field));
    const fields = namingFields(schema, references);
    const wanted = new Set(own.flatMap(({ listed }) => listed.map(({ record }) => record)));
    if (fields.length === 0) continue;
    await readNames(context, schema, [schema.id, ...fields], (id, values) => {
      if (!wanted.has(id)) return;
      for (const field of references) {
        const name =
          companionName(schema, field, values) ??
          (partyListOf(schema)?.party === field ? partyName(schema, values) : null);
        if (name !== null) names.set(JSON.stringify([entity, field, id]), name);
      }
    });
  }
  return groups.map((group) => ({
    ...group,
    listed: group.listed.map((one) =>
      one.name === null
        ? { ...one, name: names.get(JSON.stringify([group.entity, group.field, one.record])) ?? null }
        : one,
    ),
  }));
}

/** The fields of an entity that say what its references lead to. */
function namingFields(schema: Entity, references: ReadonlySet<string>): readonly string[] {
  const parties = partyListOf(schema);
  const fields = [...references].flatMap((field) => {
    const companion = `${field}name`;
    return [
      ...(schema.fields[companion]?.companionOf === field ? [companion] : []),
      ...(parties?.party === field ? parties.names.filter((name) => schema.fields[name] !== undefined) : []),
    ];
  });
  return [...new Set(fields)].sort();
}

async function readNames(
  context: MigrationContext,
  schema: Entity,
  fields: readonly string[],
  take: (id: string, values: Values) => void,
): Promise<void> {
  const source = needSource(context);
  await patientlyRead(context, schema, async () => {
    for await (const page of source.read(schema, fields, readOptions(context))) {
      for (const { id, values } of page) take(id, values);
      checkInterrupted(context);
    }
  });
}
