import { isSourceRef } from '../runtime/evaluate-context.ts';
import type { RecordStore } from '../runtime/types.ts';
import { asList } from '../runtime/wanted.ts';
import {
  companionName,
  isInactive,
  type PartyList,
  partyListOf,
  partyName,
  stageListOf,
  stateFields,
} from '../schema/conventions.ts';
import type { Entity, JsonValue, Schema } from '../schema/model.ts';
import { madeFor } from './forecast.ts';

/** A record that something is said of, for a person to find it. */
export interface ScannedRecord {
  readonly record: string;
  /** What it refers to: `account 4711`; null where it is about the record alone. */
  readonly to: string | null;
  /** What that is called, as the source says; null where it does not. */
  readonly name: string | null;
}

/** References of one field of which the same is to be said. */
export interface ReferenceGroup {
  /**
   * `missing`: the record is not in the stage. `empty`: a party that is no record. `unextracted`: records of that entity are
   * not extracted. `inactive`: it is there, and nobody uses it any more. `deleted`: the source says that it was deleted.
   */
  readonly kind: 'missing' | 'empty' | 'unextracted' | 'inactive' | 'deleted';
  readonly entity: string;
  readonly field: string;
  /** As what a party took part: "To Recipient"; null where the entity lists no parties. */
  readonly role: string | null;
  /** The entity that the references lead to; null for `empty`. */
  readonly leadsTo: string | null;
  readonly count: number;
  /** Of these, those in whose place the maps make a row of the target. */
  readonly placeholders: number;
  /** The first of them, at most {@link LISTED}. */
  readonly listed: readonly ScannedRecord[];
}

/** How many records are named one by one of each kind. */
export const LISTED = 1000;

/**
 * What every staged reference leads to, by field. Each record is read once.
 * @param made what `else create` makes, and for the sake of which record, by `madeFor`
 * @returns groups in the order of the entities, then of the fields as they were met
 */
export function scanReferences(
  entities: readonly string[],
  store: RecordStore,
  schema: Schema,
  made: ReadonlySet<string>,
): readonly ReferenceGroup[] {
  const staged = new Set(entities);
  const groups = new Map<string, { group: ReferenceGroup; listed: ScannedRecord[] }>();
  const add = (
    said: Pick<ReferenceGroup, 'kind' | 'entity' | 'field' | 'role' | 'leadsTo'>,
    record: ScannedRecord,
    placeholder: boolean,
  ): void => {
    const name = JSON.stringify(said);
    const known = groups.get(name) ?? {
      group: { ...said, count: 0, placeholders: 0, listed: [] },
      listed: [],
    };
    const { count, placeholders } = known.group;
    if (known.listed.length < LISTED) known.listed.push(record);
    groups.set(name, {
      listed: known.listed,
      group: { ...known.group, count: count + 1, placeholders: placeholders + (placeholder ? 1 : 0) },
    });
  };
  for (const entity of entities) {
    const described = schema.entities[entity];
    const parties = partyListOf(described);
    const stages = stageListOf(described);
    for (const { id, values } of store.all(entity)) {
      // A placeholder is made for the record itself, or for one that it belongs to, as a party to its e-mail.
      const isMade = (texts: readonly unknown[]): boolean =>
        [
          id,
          ...Object.values(values)
            .flatMap(asList)
            .flatMap((one) => (isSourceRef(one) ? [one.id] : [])),
        ].some((record) => texts.some((text) => typeof text === 'string' && made.has(madeFor(record, text))));
      for (const [field, value] of Object.entries(values)) {
        // Read for the stage matrix: that a process is no more says nothing of what moves.
        if (field === stages?.process) continue;
        const role = parties?.party === field ? roleOf(described, parties, values) : null;
        for (const ref of asList(value)) {
          if (!isSourceRef(ref)) continue;
          const found = staged.has(ref.entity) ? store.get(ref.entity, ref.id) : null;
          const kind = kindOf(staged, ref.entity, found?.values ?? null, schema, parties, role, values);
          if (kind === null) continue;
          const display = schema.entities[ref.entity]?.display ?? null;
          const shown = display === null ? null : (found?.values[display] ?? null);
          const called =
            companionName(described, field, values) ?? (role === null ? null : partyName(described, values));
          const record = {
            record: id,
            to: `${ref.entity} ${ref.id}`,
            name: typeof shown === 'string' ? shown : called,
          };
          add({ kind, entity, field, role, leadsTo: ref.entity }, record, found === null && isMade([ref.id]));
        }
      }
      if (parties === null || (values[parties.party] ?? null) !== null) continue;
      if (!(parties.party in values)) continue;
      const name = partyName(described, values);
      const said = { kind: 'empty', entity, field: parties.party, leadsTo: null } as const;
      const own = [id, ...parties.names.map((one) => values[one])];
      add({ ...said, role: roleOf(described, parties, values) }, { record: id, to: null, name }, isMade(own));
    }
  }
  return [...groups.values()].map(({ group, listed }) => ({ ...group, listed }));
}

/** Entities that references lead to whose state is not staged, so that nobody can tell whether they are inactive. */
export function withoutState(
  extract: readonly { readonly entity: string; readonly fields: readonly string[] }[],
  schema: Schema,
): readonly string[] {
  const referred = new Set(
    extract.flatMap(({ entity, fields }) =>
      fields.flatMap((field) => {
        const type = schema.entities[entity]?.fields[field]?.type;
        return type?.kind === 'reference' ? type.targets : [];
      }),
    ),
  );
  return extract
    .filter(({ entity, fields }) => {
      const states = stateFields(schema.entities[entity]);
      return referred.has(entity) && states.length > 0 && !states.some((field) => fields.includes(field));
    })
    .map(({ entity }) => entity);
}

function kindOf(
  staged: ReadonlySet<string>,
  to: string,
  found: Readonly<Record<string, JsonValue>> | null,
  schema: Schema,
  parties: PartyList | null,
  role: string | null,
  values: Readonly<Record<string, JsonValue>>,
): ReferenceGroup['kind'] | null {
  if (!staged.has(to)) return 'unextracted';
  if (found === null) return 'missing';
  if (role !== null && parties !== null && values[parties.deleted] === true) return 'deleted';
  return isInactive(schema.entities[to], found) ? 'inactive' : null;
}

function roleOf(
  entity: Entity | undefined,
  { role }: PartyList,
  values: Readonly<Record<string, JsonValue>>,
): string {
  const value = values[role] ?? null;
  const type = entity?.fields[role]?.type;
  const option = type?.kind === 'enum' ? type.options.find((one) => one.value === value) : undefined;
  return option?.label ?? (value === null ? 'no type' : String(value));
}
