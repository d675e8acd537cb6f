import { sameValue } from '../runtime/canonical.ts';
import { sameExactly, sameInTarget } from '../runtime/session.ts';
import { extendedSchema, type MigrationContext } from './context.ts';
import { linesFor } from './plan-lines.ts';
import type { SampledField, SampledRecord } from './sample.ts';

/** Whether what was written and what the target gave back are the same to the target; of `+=`, whether it is among it. */
export function sameField(
  context: MigrationContext,
): (record: SampledRecord, field: SampledField) => boolean {
  const schema = extendedSchema(context.plan, context.targetSchema);
  return ({ map, target: row }, { field, written, target: found }) => {
    if (row === null || context.target === null) return sameValue(written, found);
    const [line] = linesFor(context.plan, map, row.entity, field);
    if (line?.mode === 'add' && Array.isArray(written) && Array.isArray(found))
      return written.every((item) => found.some((other) => sameValue(item, other)));
    const isSame = line?.exact === true ? sameExactly : sameInTarget;
    return isSame({ schema, target: context.target }, row.entity, field, written, found);
  };
}
