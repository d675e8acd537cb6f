import { readProfile, readSchema, schemaExists } from '../schema/index.ts';
import type { Profile, Schema } from '../schema/model.ts';
import type { Side } from './config.ts';
import { corrected } from './overrides.ts';
import type { Project } from './project.ts';
import { ProjectError } from './project-error.ts';
import { schemaFolder } from './schema-path.ts';

/**
 * One side as its snapshot and the corrections beside it say: of a variant, or of the project itself where the variant has
 * no snapshot of this side.
 * @throws ProjectError where there is no snapshot yet, SnapshotError where it is broken
 */
export function loadSchema(project: Project, side: Side, variant: string | null = null): Schema {
  const folder = schemaFolder(project, side, variant);
  if (schemaExists(folder)) return corrected(project, side, readSchema(folder), variant);
  if (variant !== null) return corrected(project, side, loadSchema(project, side), variant);
  throw new ProjectError(
    `There is no snapshot of the ${side} in schemas/${side} yet. Run \`mapc discover ${side}\`.`,
  );
}

/** What discovery counted in the source; null where it did not. @throws SnapshotError */
export function loadProfile(project: Project): Profile | null {
  return readProfile(schemaFolder(project, 'source'));
}
