import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../check/index.ts';
import { readProfile, readSchema, schemaExists } from '../schema/index.ts';
import type { Profile, Schema } from '../schema/model.ts';
import type { Side } from './config.ts';
import type { Project } from './project.ts';
import { ProjectError } from './project-error.ts';
import { schemaFolder } from './schemas.ts';

/** The project's own snapshots, which stand in for a side that a variant does not have. */
interface Own {
  readonly source: Schema;
  readonly target: Schema;
  readonly profile: Profile | null;
}

/**
 * The variants of a project, by name: each folder in `schemas/variants` with snapshots of a `source`, a `target`, or both.
 * @throws ProjectError where a folder holds neither, SnapshotError
 */
export function loadVariants(project: Project, own: Own): readonly Variant[] {
  return variantNames(project).map((name) => {
    const folder = (side: Side): string => schemaFolder(project, side, name);
    const source = schemaExists(folder('source'));
    const target = schemaExists(folder('target'));
    if (!source && !target)
      throw new ProjectError(
        `schemas/variants/${name} holds no snapshot. \`mapc discover target --variant ${name}\` writes one; otherwise remove the folder.`,
      );
    return {
      name,
      source: source ? readSchema(folder('source')) : own.source,
      target: target ? readSchema(folder('target')) : own.target,
      // Counts of one system say nothing of another.
      profile: source ? readProfile(folder('source')) : own.profile,
    };
  });
}

function variantNames(project: Project): readonly string[] {
  try {
    return readdirSync(join(project.folder, 'schemas', 'variants'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
