import { type CheckResult, check } from '../check/index.ts';
import { lower } from '../lower/index.ts';
import type { Plan } from '../plan/types.ts';
import type { Schema } from '../schema/model.ts';
import { refuseUnknownChoices } from './choices.ts';
import { mapFiles } from './map-files.ts';
import type { Project } from './project.ts';
import { loadProfile, loadSchema } from './schemas.ts';

export interface CompiledProject {
  readonly checked: CheckResult;
  readonly source: Schema;
  readonly target: Schema;
  /** Null where a diagnostic is an error. */
  readonly plan: Plan | null;
}

/**
 * Checks a project against its snapshots, and lowers it where nothing is wrong.
 * @param choices options that stand in for those that the maps choose, by choice
 * @throws ProjectError, SnapshotError
 */
export function compileProject(
  project: Project,
  choices: ReadonlyMap<string, string> = new Map(),
): CompiledProject {
  const source = loadSchema(project, 'source');
  const target = loadSchema(project, 'target');
  const checked = check({
    ...mapFiles(project),
    source,
    target,
    profile: loadProfile(project),
    choices,
  });
  refuseUnknownChoices(choices, checked);
  return compiled(project, checked, { source, target });
}

/** Lowers what was checked, where nothing is wrong. */
export function compiled(
  project: Project,
  checked: CheckResult,
  { source, target }: Pick<CompiledProject, 'source' | 'target'>,
): CompiledProject {
  const { timezone, language } = project.settings;
  const broken = checked.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return {
    checked,
    source,
    target,
    plan: broken ? null : lower({ checked, target, settings: { timezone, language } }),
  };
}
