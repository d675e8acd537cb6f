import { failureHelp, failuresInWords } from '../expressions/else.ts';
import { writeArms } from '../order.ts';
import { openFailures } from '../types.ts';
import type { Rule } from './rule.ts';

/** A value with failures left does not compile: each is handled by an `else` (section 5, 6.9). */
export const failuresHandled: Rule = ({ program, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      for (const { value } of arm.assignments) {
        const open = openFailures(value.type.failures);
        if (open.size === 0 || value.type.base.kind === 'error') continue;
        report(
          'unhandled-failure',
          value.span,
          { failures: failuresInWords(open) },
          { help: failureHelp(open, value) },
        );
      }
    }
  }
};
