import type { PreflightNeeds } from '../../contract.ts';

/** Models whose rows come and change with those of another (`_inherits`). */
const alongside: Readonly<Record<string, readonly string[]>> = {
  'res.users': ['res.partner'],
  'product.product': ['product.template'],
  'product.template': ['product.product'],
};

/** Models of which a run makes or changes rows, those that go along with others too. */
export function modelsWritten({ written }: Pick<PreflightNeeds, 'written'>): ReadonlySet<string> {
  return new Set(Object.keys(written).flatMap((model) => [model, ...(alongside[model] ?? [])]));
}
