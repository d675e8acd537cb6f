import type { Entity, JsonValue } from './model.ts';

/** An entity whose records say who took part in what, and as what: Dataverse keeps recipients, attendees and senders so. */
export interface PartyList {
  /** The reference to who took part. */
  readonly party: string;
  /** An enum: as what. */
  readonly role: string;
  /** What a party is called that is no record, the best name first. */
  readonly names: readonly string[];
  /** A boolean: the record that is referred to was deleted. */
  readonly deleted: string;
}

const PARTY_LIST: PartyList = {
  party: 'partyid',
  role: 'participationtypemask',
  names: ['unresolvedpartyname', 'addressused'],
  deleted: 'ispartydeleted',
};

/**
 * How an entity lists parties; null where it does not. It is told by its fields, so that tables exported from Dataverse into
 * files are understood too.
 */
export function partyListOf(entity: Entity | undefined): PartyList | null {
  const { party, role } = PARTY_LIST;
  return entity?.fields[party]?.type.kind === 'reference' && entity.fields[role] !== undefined
    ? PARTY_LIST
    : null;
}

/** What a record of a party list itself calls who took part; null where it does not, or lists no parties. */
export function partyName(
  entity: Entity | undefined,
  values: Readonly<Record<string, JsonValue>>,
): string | null {
  for (const name of partyListOf(entity)?.names ?? []) {
    const value = values[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

/** The fields that may say of a record that nobody uses it any more, of those that an entity has. */
export function stateFields(entity: Entity | undefined): readonly string[] {
  return ['statecode', 'isdisabled'].filter((name) => entity?.fields[name] !== undefined);
}

/** Whether a record is inactive: a state that is labelled so, or a user who is disabled. Closed deals are not inactive. */
export function isInactive(entity: Entity | undefined, values: Readonly<Record<string, JsonValue>>): boolean {
  if (values.isdisabled === true) return true;
  const type = entity?.fields.statecode?.type;
  const { statecode } = values;
  if (type?.kind !== 'enum' || statecode === undefined || statecode === null) return false;
  const label = type.options.find(({ value }) => value === statecode)?.label ?? String(statecode);
  return label.toLowerCase() === 'inactive';
}

/** What a record itself says that the one is called to which its field leads: `partyidname` beside `partyid`. */
export function companionName(
  entity: Entity | undefined,
  field: string,
  values: Readonly<Record<string, JsonValue>>,
): string | null {
  const value = values[`${field}name`];
  return entity?.fields[`${field}name`]?.companionOf === field && typeof value === 'string' ? value : null;
}

/** An entity whose records are the stages of processes: Dataverse keeps those of business process flows so. */
export interface StageList {
  readonly name: string;
  /** An enum, in the order of the stages. */
  readonly category: string;
  /** The process that it is a stage of, and the entity whose records go through it; null where it does not say. */
  readonly process: string | null;
  readonly about: string | null;
}

/** How an entity lists stages; null where it does not. */
export function stageListOf(entity: Entity | undefined): StageList | null {
  if (entity?.fields.stagename === undefined || entity.fields.stagecategory === undefined) return null;
  const own = (name: string): string | null => (entity.fields[name] === undefined ? null : name);
  return {
    name: 'stagename',
    category: 'stagecategory',
    process: own('processid'),
    about: own('primaryentitytypecode'),
  };
}

/** Fields that documents need of an entity whose records are extracted, whether the maps read them or not. */
export function toldFields(entity: Entity | undefined): readonly string[] {
  const stages = stageListOf(entity);
  return stages === null
    ? []
    : [stages.name, stages.category, stages.process, stages.about].filter((name) => name !== null);
}
