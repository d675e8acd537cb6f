import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../check/index.ts';
import { readProfile, schemaExists } from '../schema/index.ts';
import type { Profile } from '../schema/model.ts';
import { SIDES, type Side } from './config.ts';
import { overridesFile } from './overrides.ts';
import { type Project, readText } from './project.ts';
import { ProjectError } from './project-error.ts';
import { schemaFolder } from './schema-path.ts';
import { loadSchema } from './schemas.ts';

/**
 * Refuses a name that cannot be the name of a folder everywhere, or that leads out of its place.
 * @throws ProjectError
 */
export function refuseVariantName(name: string): void {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name))
    throw new ProjectError(
      `A variant is called by a name of letters, digits, ".", "-" and "_", such as helpdesk, not "${name}".`,
    );
}

/**
 * The variants of a project, by name: each folder in `schemas/variants` with snapshots of a `source`, a `target`, or both,
 * or with corrections that tell how such a system differs from the project's own.
 * @param profile what discovery counted in the project's own source
 * @throws ProjectError where a folder holds none of these, SnapshotError
 */
export function loadVariants(project: Project, profile: Profile | null): readonly Variant[] {
  return variantNames(project).map((name) => {
    const hasSnapshot = (side: Side): boolean => schemaExists(schemaFolder(project, side, name));
    const hasCorrections = (side: Side): boolean =>
      readText(join(project.folder, overridesFile(side, name))) !== null;
    if (!SIDES.some((side) => hasSnapshot(side) || hasCorrections(side)))
      throw new ProjectError(
        `schemas/variants/${name} holds no snapshot. \`mapc discover target --variant ${name}\` writes one; otherwise remove the folder.`,
      );
    return {
      name,
      source: loadSchema(project, 'source', name),
      target: loadSchema(project, 'target', name),
      // Counts of one system say nothing of another.
      profile: hasSnapshot('source') ? readProfile(schemaFolder(project, 'source', name)) : profile,
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
