import { failureHelp, failuresInWords, imposedOn } from '../expressions/else.ts';
import { failureFixes } from '../fixes/values.ts';
import { writeArms } from '../order.ts';
import { openFailures } from '../types.ts';
import type { Rule } from './rule.ts';

/** A value with failures left does not compile: each is handled by an `else` (section 5, 6.9). */
export const failuresHandled: Rule = ({ program, places, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      for (const { value, fields, mode } of arm.assignments) {
        const open = openFailures(value.type.failures);
        if (open.size === 0 || value.type.base.kind === 'error') continue;
        report(
          'unhandled-failure',
          value.span,
          { failures: failuresInWords(open) },
          {
            help: failureHelp(open, value),
            ...imposedOn(value),
            fixes: failureFixes(
              { places, target: program.target },
              value,
              open,
              mode === 'key' || fields.some(({ field }) => field.required === true),
            ),
          },
        );
      }
    }
  }
};
