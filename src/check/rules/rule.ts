import type { Span } from '../../language/ast.ts';
import type { DiagnosticName, DiagnosticOptions, DiagnosticParams } from '../diagnostics/index.ts';
import type { Places } from '../fixes/places.ts';
import type { Order } from '../order.ts';
import type { CheckedProgram, CheckedWrite } from '../program.ts';

/** What a rule sees: the checked program and its order, never the world. */
interface RuleContext {
  readonly program: CheckedProgram;
  readonly order: Order;
  /** For fixes. */
  readonly places: Places;
  report<N extends DiagnosticName>(
    name: N,
    span: Span,
    params: DiagnosticParams<N>,
    options?: DiagnosticOptions,
  ): void;
}

export type Rule = (context: RuleContext) => void;

/** Whether something in an arm was not understood, so that what seems to be missing in it may be there. */
export function isWhole(arm: CheckedWrite): boolean {
  return !arm.incomplete;
}
