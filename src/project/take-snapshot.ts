import type { CallOptions, Source, Target } from '../connectors/contract.ts';
import {
  readSchema,
  type SchemaChange,
  SnapshotError,
  schemaDrift,
  schemaExists,
  writeProfile,
  writeSchema,
} from '../schema/index.ts';
import type { Schema } from '../schema/model.ts';
import type { Side } from './config.ts';
import { loadPlan, planPath } from './plan-file.ts';
import { type Project, readText } from './project.ts';
import { schemaFolder } from './schemas.ts';

export interface SnapshotOptions extends CallOptions {
  /** Today, "YYYY-MM-DD": the date of the profile. */
  readonly today: string;
  /** Compares only; no file is written. */
  readonly checkOnly: boolean;
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
  /** Files whose text is new. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Discovers one side as it is now, compares it with the snapshot that was there, and writes it.
 * @throws ConnectorError, PlanError
 */
export async function takeSnapshot(
  project: Project,
  connector:
    | { readonly side: 'source'; readonly source: Source }
    | { readonly side: 'target'; readonly target: Target },
  options: SnapshotOptions,
): Promise<SnapshotResult> {
  const { side } = connector;
  const folder = schemaFolder(project, side);
  const wanted = project.config.discover?.[side]?.entities ?? null;
  const live =
    connector.side === 'source'
      ? await connector.source.discover(wanted, options)
      : markProvisioned(project, await connector.target.discover(wanted, options));
  const before = previous(folder);
  const changes = before === null ? [] : schemaDrift(before, live);
  let records: number | null = null;
  let files: { readonly written: readonly string[]; readonly removed: readonly string[] } = {
    written: [],
    removed: [],
  };
  if (!options.checkOnly) {
    files = writeSchema(folder, live);
    if (connector.side === 'source') {
      const profile = await connector.source.profile(live, options.today, options);
      writeProfile(folder, profile);
      records = Object.values(profile.entities).reduce((sum, { rows }) => sum + rows, 0);
    }
  }
  const entities = Object.values(live.entities);
  return {
    side,
    system: live.system,
    version: live.version,
    entities: entities.length,
    fields: entities.reduce((sum, entity) => sum + Object.keys(entity.fields).length, 0),
    records,
    first: before === null,
    changes,
    ...files,
  };
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
