/**
 * The checker: from syntax trees and two schemas to a checked program, or to diagnostics that say why there is none. It
 * does no input or output, knows no connector and no runtime; expressions come out in the plan's form.
 */

export { askedNames } from './asked-names.ts';
export { type CheckInput, type CheckResult, check, checkParsed } from './check.ts';
export { type Combination, type Matrix, type MatrixInput, matrixOf, type Variant } from './combinations.ts';
export type {
  Diagnostic,
  DiagnosticName,
} from './diagnostics/index.ts';
export { applyEdits, applySafeFixes } from './fixes/apply.ts';
export { type AffectedLine, type Effect, type Impact, impactOf, type SidedChange } from './impact.ts';
export { isWhole, type LoadInput, loadFiles } from './load.ts';
export {
  checkCombination,
  checkMatrix,
  type MatrixResult,
  type UncheckedSide,
} from './matrix.ts';
export { onlyWhere } from './only-where.ts';
