import { join } from 'node:path';
import { readProfile, readSchema, schemaExists } from '../schema/index.ts';
import type { Profile, Schema } from '../schema/model.ts';
import type { Side } from './config.ts';
import { corrected } from './overrides.ts';
import type { Project } from './project.ts';
import { ProjectError } from './project-error.ts';

/** The folder of a side's snapshots: the project's own, or those of a variant. */
export function schemaFolder(project: Project, side: Side, variant: string | null = null): string {
  return join(project.folder, ...schemaPath(side, variant));
}

/** The same from the project's folder on. */
export function schemaPath(side: Side, variant: string | null): readonly string[] {
  return variant === null ? ['schemas', side] : ['schemas', 'variants', variant, side];
}

/**
 * One side as its snapshot and the corrections beside it say.
 * @throws ProjectError where there is no snapshot yet, SnapshotError where it is broken
 */
export function loadSchema(project: Project, side: Side): Schema {
  const folder = schemaFolder(project, side);
  if (!schemaExists(folder))
    throw new ProjectError(
      `There is no snapshot of the ${side} in schemas/${side} yet. Run \`mapc discover ${side}\`.`,
    );
  return corrected(project, side, readSchema(folder));
}

/** What discovery counted in the source; null where it did not. @throws SnapshotError */
export function loadProfile(project: Project): Profile | null {
  return readProfile(schemaFolder(project, 'source'));
}
