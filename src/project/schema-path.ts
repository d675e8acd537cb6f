import { join } from 'node:path';
import type { Side } from './config.ts';
import type { Project } from './project.ts';

/** The folder of a side's snapshots: the project's own, or those of a variant. */
export function schemaFolder(project: Project, side: Side, variant: string | null = null): string {
  return join(project.folder, ...schemaPath(side, variant));
}

/** The same from the project's folder on. */
export function schemaPath(side: Side, variant: string | null): readonly string[] {
  return variant === null ? ['schemas', side] : ['schemas', 'variants', variant, side];
}
