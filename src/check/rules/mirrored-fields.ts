import { reasonFixes } from '../fixes/values.ts';
import { writeArms } from '../order.ts';
import type { Typed } from '../types.ts';
import type { Rule } from './rule.ts';

/**
 * What the target keeps as one with a field of another row cannot be written beside the reference to that row: the map
 * says `because`, or leaves it out (section 5, `mirrors` of a field).
 */
export const mirroredFields: Rule = ({ program, places, report }) => {
  for (const map of program.maps)
    for (const arm of writeArms(map)) {
      const references = new Set(
        arm.assignments.flatMap(({ fields, value }) =>
          isNothing(value) ? [] : fields.map(({ field }) => field.name),
        ),
      );
      for (const { fields, value, because } of arm.assignments) {
        if (because !== null || isNothing(value)) continue;
        for (const { field, span } of fields) {
          const { mirrors } = field;
          if (mirrors === undefined || !references.has(mirrors.split('.')[0] ?? '')) continue;
          report(
            'mirrored-field',
            span,
            { field: field.name, entity: arm.target.name, other: mirrors },
            {
              schema: { side: 'target', entity: arm.target.name, field: field.name },
              fixes: reasonFixes(places, value.span),
            },
          );
        }
      }
    }
};

/** Null, and nothing else. */
function isNothing({ type }: Typed): boolean {
  return type.base.kind === 'null';
}
