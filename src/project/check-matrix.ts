import {
  type Combination,
  checkCombination,
  checkMatrix,
  type MatrixInput,
  type MatrixResult,
  matrixOf,
} from '../check/index.ts';
import { refuseUnknownChoices } from './choices.ts';
import { type CompiledProject, compiled } from './compile-project.ts';
import { mapFiles } from './map-files.ts';
import type { Project } from './project.ts';
import { loadProfile, loadSchema } from './schemas.ts';
import { loadVariants } from './variants.ts';

/**
 * Checks a project in every combination of its choices and of what its systems have, against its own snapshots and those
 * of its variants.
 * @param choices options that are not varied, by choice
 * @throws ProjectError, SnapshotError
 */
export function checkProjectMatrix(project: Project, choices: ReadonlyMap<string, string>): MatrixResult {
  const result = checkMatrix(projectMatrix(project, choices));
  const diagnostics = result.findings.map(({ diagnostic }) => diagnostic);
  refuseUnknownChoices(choices, { choices: result.matrix.choices, diagnostics });
  return result;
}

/** What the matrix of a project is made of. @throws ProjectError, SnapshotError */
function projectMatrix(project: Project, choices: ReadonlyMap<string, string>): MatrixInput {
  const own = {
    source: loadSchema(project, 'source'),
    target: loadSchema(project, 'target'),
    profile: loadProfile(project),
  };
  return {
    ...own,
    ...mapFiles(project),
    choices,
    variants: loadVariants(project, own.profile),
  };
}

/** A combination that was compiled; its plan is null where a diagnostic is an error. */
export interface CompiledCombination extends CompiledProject {
  readonly combination: Combination;
}

/**
 * Compiles a project in every combination that {@link checkProjectMatrix} checks, one after another: together they would
 * not fit into memory. @throws ProjectError, SnapshotError
 */
export function* compileMatrix(
  project: Project,
  choices: ReadonlyMap<string, string>,
): Generator<CompiledCombination> {
  const input = projectMatrix(project, choices);
  const matrix = matrixOf(input);
  for (const combination of matrix.combinations) {
    const checked = checkCombination(input, matrix, combination);
    yield { combination, ...compiled(project, checked, combination) };
  }
}
