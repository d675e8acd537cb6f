import { reasonFixes } from '../fixes/values.ts';
import { writeArms } from '../order.ts';
import { andList } from '../suggest.ts';
import type { Rule } from './rule.ts';

/** Nothing narrows in silence: what loses a part of the value says `because` (section 5, 6.5). */
export const lossyExplained: Rule = ({ program, places, report }) => {
  for (const map of program.maps)
    for (const arm of writeArms(map))
      for (const { fields, value, because, mode } of arm.assignments) {
        // A key must not lose anything at all: that is told by its own rule.
        if (value.loses.length === 0 || because !== null || mode === 'key') continue;
        const [first] = fields;
        report(
          'lossy-unexplained',
          value.span,
          { field: first?.field.name ?? '', fn: andList(value.loses) },
          {
            help: 'add the reason: `because "…"`; it stands in the report of what is lost',
            fixes: reasonFixes(places, value.span),
          },
        );
      }
};
