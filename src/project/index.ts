/**
 * A project folder: `mapc.yaml` with its environments and settings, the maps, the snapshots, the plan. It reads and
 * checks these files, puts secrets into connections, and calls the compiler. It opens no connection, and of connectors
 * knows only which keys they take; nothing of runs or how anything is shown.
 */

export { type CompiledCombination, checkProjectMatrix, compileMatrix } from './check-matrix.ts';
export { type CompiledProject, compileProject } from './compile-project.ts';
export { type ConnectionConfig, type ProjectConfig, SIDES, type Side } from './config.ts';
export { didYouMean } from './did-you-mean.ts';
export { type DriftImpact, driftImpact } from './drift-impact.ts';
export { type FixedPlace, fixMaps } from './fix-maps.ts';
export { type FormattedMap, formatMaps } from './format-maps.ts';
export { corrected, overridesFile, type StaleLine, staleOverridesOf } from './overrides.ts';
export { loadPlan, planPath, staleness, writePlan } from './plan-file.ts';
export { openProject, type Project, type ProjectSettings, readText } from './project.ts';
export { ProjectError } from './project-error.ts';
export { type ScaffoldFile, writeScaffold } from './scaffold-file.ts';
export { findSchemaLine, type SchemaLine } from './schema-line.ts';
export { schemaFolder } from './schema-path.ts';
export { loadProfile, loadSchema } from './schemas.ts';
export type { ProcessEnvironment } from './secrets.ts';
export { refuseMisspeltFolder } from './source-folder.ts';
export {
  type ReadSnapshot,
  readSnapshot,
  type SnapshotOptions,
  type SnapshotResult,
} from './take-snapshot.ts';
export { refuseVariantName } from './variants.ts';
export { moduleName, refuseModuleFolder, writeModule } from './write-module.ts';
