import { type CheckResult, check } from '../check/index.ts';
import { lower } from '../lower/index.ts';
import type { Plan } from '../plan/types.ts';
import type { Schema } from '../schema/model.ts';
import { importLoader, readMapFiles } from './map-files.ts';
import type { Project } from './project.ts';
import { loadProfile, loadSchema } from './schemas.ts';

export interface CompiledProject {
  readonly checked: CheckResult;
  readonly source: Schema;
  readonly target: Schema;
  /** Null where a diagnostic is an error. */
  readonly plan: Plan | null;
}

/** Checks a project against its snapshots, and lowers it where nothing is wrong. @throws ProjectError, SnapshotError */
export function compileProject(project: Project): CompiledProject {
  const source = loadSchema(project, 'source');
  const target = loadSchema(project, 'target');
  const checked = check({
    files: readMapFiles(project),
    load: importLoader(project),
    source,
    target,
    profile: loadProfile(project),
  });
  const { timezone, language } = project.settings;
  const broken = checked.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return {
    checked,
    source,
    target,
    plan: broken ? null : lower({ checked, target, settings: { timezone, language } }),
  };
}
