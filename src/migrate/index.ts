/**
 * The phases of a migration over the runtime: extract, scan, owners, provision, preflight, sample, run, delta, verify,
 * reconcile, rollback; beside them rehearsals, which write nothing, the tests of maps, over a target in memory, and the
 * inventory of what does not move. Each is one function from a context to a plain result that the command line prints. They
 * know the plan, the journal and the contract of connectors; nothing of the language and nothing of any one system.
 */
export { MigrationError, type MigrationErrorKind } from '../runtime/migration-error.ts';
export { DEFAULT_SETTINGS, type RunSettings } from '../runtime/session.ts';
export { unextractedConfiguration } from './configuration.ts';
export type { MigrationContext } from './context.ts';
export type { MapCounts, StateCounts, Trouble, Warning, Worklist } from './counts.ts';
export { type DeltaOptions, type DeltaResult, delta } from './delta.ts';
export type { DriftFinding } from './drift.ts';
export { emitModule } from './emit-module.ts';
export { type ExtractOptions, type ExtractResult, extract } from './extract.ts';
export { type HandoffResult, type HandoffSection, handoff } from './handoff.ts';
export { type MappedEntity, type Mapping, mapping } from './mapping.ts';
export type { MappingClass } from './mapping-class.ts';
export type { LostField } from './mapping-loss.ts';
export type { MappedTable } from './mapping-tables.ts';
export { type OwnRows, openOwnRows } from './own-rows.ts';
export {
  exportOwners,
  importOwners,
  listOwners,
  type OwnerEntry,
  type OwnerResolution,
  resolveOwners,
  sharedOwners,
} from './owners.ts';
export { type PreflightResult, preflight } from './preflight.ts';
export { type ProvisionOptions, type ProvisionResult, provision } from './provision.ts';
export { readWorklist } from './read-worklist.ts';
export { type ReconcileOptions, type ReconcileResult, reconcile } from './reconcile.ts';
export type { RefreshedEntity } from './refresh.ts';
export { type RollbackOptions, type RollbackResult, rollback } from './rollback.ts';
export { DriftError, type RunOptions, type RunResult, run } from './run.ts';
export { sameField } from './same-field.ts';
export {
  type SampledField,
  type SampledRecord,
  type SampleOptions,
  type SampleResult,
  sample,
} from './sample.ts';
export { type ScanResult, scan, type UnmatchedPerson } from './scan.ts';
export type { ReferenceGroup } from './scan-references.ts';
export { type StageScan, scanStage } from './scan-stage.ts';
export type { ProvisionedShowing } from './show-provisioned.ts';
export { type Manifest, readManifest, type StagedEntity } from './stage.ts';
export { type StageCase, type StageLine, type StageMatrix, stageMatrix } from './stage-matrix.ts';
export type { StageToMake } from './stages-to-make.ts';
export {
  type Coverage,
  runTests,
  type TestFailure,
  type TestResult,
  type TestRunResult,
} from './test-run.ts';
export type { LeftAlone } from './undoing.ts';
export { type Difference, type VerifyOptions, type VerifyResult, verify } from './verify.ts';
