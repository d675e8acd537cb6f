import { modeFixes, removeFixes, statementAt } from '../fixes/lines.ts';
import { writeArms } from '../order.ts';
import type { Rule } from './rule.ts';

/** No field is written that cannot be, and none twice (6.3). */
export const writableFields: Rule = ({ program, places, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      const seen = new Map<string, { readonly start: number; readonly end: number; readonly file: string }>();
      for (const { fields, mode } of arm.assignments) {
        for (const { field, span } of fields) {
          const schema = { side: 'target', entity: arm.target.name, field: field.name } as const;
          const params = { field: field.name, entity: arm.target.name };
          if (field.write === 'never')
            report('not-writable', span, params, {
              help: field.computed ? 'the system computes it: write the fields that it is made of' : null,
              schema,
              fixes: removeFixes(places, statementAt(places, span)),
            });
          else if (field.write === 'update' && mode !== 'later')
            report('update-only', span, params, {
              schema,
              fixes: modeFixes(places, span, 'later', mode === null ? 'safe' : 'maybe'),
            });
          else if (field.write === 'create' && mode !== 'initial' && mode !== 'key')
            report('create-only', span, params, {
              help: `write \`initial ${field.name} = …\``,
              schema,
              fixes: modeFixes(places, span, 'initial', mode === null ? 'safe' : 'maybe'),
            });
          const before = seen.get(field.name);
          if (before)
            report(
              'assigned-twice',
              span,
              { field: field.name },
              {
                related: [{ span: before, message: 'the first time' }],
                fixes: removeFixes(places, statementAt(places, span), statementAt(places, before)),
              },
            );
          seen.set(field.name, span);
        }
      }
    }
  }
};
