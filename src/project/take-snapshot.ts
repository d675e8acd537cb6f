import { type CallOptions, ConnectorError, type Source, type Target } from '../connectors/contract.ts';
import {
  readSchema,
  type SchemaChange,
  SnapshotError,
  schemaDrift,
  schemaExists,
  writeProfile,
  writeSchema,
} from '../schema/index.ts';
import type { Entity, JsonValue, Schema, Unread } from '../schema/model.ts';
import { askedEntities } from './asked-entities.ts';
import type { Side } from './config.ts';
import { didYouMean } from './did-you-mean.ts';
import { type KeptDiscovery, keptDiscovery } from './kept-discovery.ts';
import { type StaleLine, staleLines } from './overrides.ts';
import { loadPlan, planPath } from './plan-file.ts';
import { type Project, readText } from './project.ts';
import { ProjectError } from './project-error.ts';
import { schemaFolder } from './schema-path.ts';

export interface SnapshotOptions extends CallOptions {
  /** Today, "YYYY-MM-DD": the date of the profile. */
  readonly today: string;
  /** Compares only; no file is written. */
  readonly checkOnly: boolean;
  /** Whose snapshots they are; absent: the project's own. */
  readonly variant?: string;
  /** The time, for how long half a discovery is kept. */
  readonly now: () => Date;
  /** Forgets what a discovery that broke off had read. */
  readonly fresh?: boolean;
  /** Names of entities that such a system usually has, to suggest where one is misspelt. */
  readonly usual?: readonly string[];
  /** Whether this project made a row of the target, by its id: such rows are no drift. */
  readonly isOwn?: (entity: string, id: JsonValue) => boolean;
}

export interface SnapshotResult {
  readonly side: Side;
  readonly system: string;
  readonly version: string;
  readonly entities: number;
  readonly fields: number;
  /** Records that the profile counted; null where none was taken. */
  readonly records: number | null;
  /** No snapshot was there to compare with. */
  readonly first: boolean;
  readonly changes: readonly SchemaChange[];
  /** Files that are not UTF-8, by entity, and what they are read as: found by their letters, unless it was declared. */
  readonly encodings: Readonly<Record<string, string>>;
  /** Lines of `overrides.yaml` that say nothing any more. */
  readonly stale: readonly StaleLine[];
  /** What the login could not read. */
  readonly unread: readonly Unread[];
  /** Entities that an earlier discovery had read before it broke off. */
  readonly resumed: number;
  /** Files whose text is new. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/** One side, read whole and not written yet. */
export interface ReadSnapshot {
  readonly side: Side;
  readonly live: Schema;
  /** No snapshot was there to compare with. */
  readonly first: boolean;
  readonly changes: readonly SchemaChange[];
  /** Writes the files (none where only a comparison was asked for) and says what is new in them. */
  write(): SnapshotResult;
}

/**
 * Discovers one side as it is now and compares it with the snapshot that was there. Nothing is written before all of it
 * was read: a snapshot of one day beside the counts of another would be believed.
 * @throws ConnectorError, PlanError; ProjectError where `discover:` names what the side does not have
 */
export async function readSnapshot(
  project: Project,
  connector:
    | { readonly side: 'source'; readonly source: Source }
    | { readonly side: 'target'; readonly target: Target },
  options: SnapshotOptions,
): Promise<ReadSnapshot> {
  const { side } = connector;
  const folder = schemaFolder(project, side, options.variant ?? null);
  const listed = project.config.discover?.[side]?.entities ?? null;
  const asked = connector.side === 'target' ? askedEntities(project) : [];
  const usual = options.usual ?? [];
  const all = listed ?? (usual.length > 0 ? usual : null);
  const wanted = asked.length === 0 || all === null ? listed : [...new Set([...all, ...asked])];
  const kept = keptDiscovery(project, side, options.now);
  if (options.fresh === true) kept.forget();
  const discovered = await keeping(side, kept, () => {
    const how = { ...options, kept };
    return connector.side === 'source'
      ? connector.source.discover(wanted, how)
      : connector.target.discover(wanted, how);
  });
  const live = side === 'source' ? discovered : markProvisioned(project, discovered);
  const before = previous(folder);
  const known = [...Object.keys(before?.entities ?? {}), ...usual];
  const needed = (listed ?? []).filter((name) => !asked.includes(name));
  const unknown = unknownEntities(needed, live);
  if (unknown.length > 0) {
    kept.forget();
    throw refusal(side, unknown, live, known);
  }
  const profile =
    connector.side === 'source' && !options.checkOnly
      ? await connector.source.profile(live, options.today, options)
      : null;
  const entities = Object.values(live.entities);
  const changes = before === null ? [] : schemaDrift(before, live, options.isOwn);
  return {
    side,
    live,
    first: before === null,
    changes,
    write: () => {
      const files = options.checkOnly ? { written: [], removed: [] } : writeSchema(folder, live);
      if (profile !== null) writeProfile(folder, profile);
      kept.forget();
      return {
        side,
        system: live.system,
        version: live.version,
        entities: entities.length,
        fields: entities.reduce((sum, entity) => sum + Object.keys(entity.fields).length, 0),
        records:
          profile === null ? null : Object.values(profile.entities).reduce((sum, { rows }) => sum + rows, 0),
        first: before === null,
        changes,
        encodings: encodingsOf(entities),
        stale: staleLines(project, side, live, options.variant ?? null),
        unread: live.unread ?? [],
        resumed: kept.recalled(),
        ...files,
      };
    },
  };
}

/** Says with what went wrong that not all is lost. */
async function keeping(side: Side, kept: KeptDiscovery, read: () => Promise<Schema>): Promise<Schema> {
  try {
    return await read();
  } catch (error) {
    const count = kept.count();
    if (!(error instanceof ConnectorError) || count === 0) throw error;
    const { kind, message, retryAfter } = error;
    const read = `${count} ${count === 1 ? 'entity' : 'entities'} of the ${side} had been read`;
    throw new ConnectorError(
      kind,
      `${message}. ${read} and ${count === 1 ? 'is' : 'are'} kept for a day: \`mapc discover ${side}\` goes on from there. The snapshot in schemas/${side} is as it was`,
      { ...(retryAfter === null ? {} : { retryAfter }), cause: error },
    );
  }
}

/** Names that were asked for and not found. What may not be read is there, and told in the report. */
function unknownEntities(wanted: readonly string[], live: Schema): readonly string[] {
  const unread = new Set(live.unread?.flatMap(({ what, entity }) => (what === 'entity' ? [entity] : [])));
  return wanted.filter((name) => !Object.hasOwn(live.entities, name) && !unread.has(name));
}

function refusal(
  side: Side,
  unknown: readonly string[],
  live: Schema,
  known: readonly string[],
): ProjectError {
  const near = [...new Set([...known, ...Object.keys(live.entities)])].filter(
    (one) => !unknown.includes(one),
  );
  const said = unknown.map((name) => {
    const meant = didYouMean(name, near);
    return meant === null ? name : `${name} (did you mean ${meant}?)`;
  });
  return new ProjectError(
    `mapc.yaml: the ${side} (${live.system} ${live.version}) has no ${unknown.length === 1 ? 'entity' : 'entities'} ${said.join(', ')}, or this login may not read ${unknown.length === 1 ? 'it' : 'them'}. Put \`discover.${side}.entities\` right; nothing was written.`,
    { file: 'mapc.yaml' },
  );
}

function encodingsOf(entities: readonly Entity[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entities.flatMap(({ name, access }) => (access?.encoding === undefined ? [] : [[name, access.encoding]])),
  );
}

/** The snapshot that is there. One that is broken counts as none: a new discovery is the way out of it. */
function previous(folder: string): Schema | null {
  try {
    if (!schemaExists(folder)) return null;
    const schema = readSchema(folder);
    // Entities are read when they are looked at; all are needed here.
    return { ...schema, entities: { ...schema.entities } };
  } catch (error) {
    if (error instanceof SnapshotError) return null;
    throw error;
  }
}

/**
 * What our own plan made in the target is no drift, and says so in the snapshot; also where another entity shows the
 * field as its own (in Odoo a user has every field of its partner).
 */
function markProvisioned(project: Project, schema: Schema): Schema {
  const path = planPath(project);
  if (readText(path) === null) return schema;
  const entities = { ...schema.entities };
  const made = loadPlan(path).provision.flatMap((step) => {
    const fields = schema.entities[step.entity]?.fields;
    const names =
      step.kind === 'field' ? [step.field] : step.kind === 'model' ? step.fields.map(({ name }) => name) : [];
    return names.flatMap((name) => fields?.[name] ?? []);
  });
  for (const one of made) {
    for (const [name, entity] of Object.entries(entities)) {
      const field = entity.fields[one.name];
      if (field === undefined || field.type.kind !== one.type.kind) continue;
      entities[name] = {
        ...entity,
        fields: { ...entity.fields, [field.name]: { ...field, provisioned: true } },
      };
    }
  }
  return { ...schema, entities };
}
