/**
 * The checker: from syntax trees and two schemas to a checked program, or to diagnostics that say why there is none. It
 * does no input or output, knows no connector and no runtime; expressions come out in the plan's form.
 */
export { type CheckInput, type CheckResult, check } from './check.ts';
export {
  DIAGNOSTICS,
  type Diagnostic,
  type DiagnosticName,
  type SchemaPlace,
  type Severity,
} from './diagnostics.ts';
export { type Applied, applyEdits, applySafeFixes } from './fixes/apply.ts';
export { fixedLines } from './fixes/preview.ts';
export { type AffectedLine, type Effect, type Impact, impactOf, type SidedChange } from './impact.ts';
export type { CheckedProgram } from './program.ts';
