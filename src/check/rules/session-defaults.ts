import { addLineFixes, bodyOf } from '../fixes/lines.ts';
import { writeArms } from '../order.ts';
import { andList } from '../suggest.ts';
import { isWhole, type Rule } from './rule.ts';

/** Defaults that depend on the session count as unassigned: a map that leaves them out is told (section 5). */
export const sessionDefaultsAssigned: Rule = ({ program, places, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      if (arm.assignments.length === 0 || program.incomplete || !isWhole(arm)) continue;
      const assigned = new Set(arm.assignments.flatMap((one) => one.fields.map(({ field }) => field.name)));
      const left = Object.values(arm.target.fields).filter(
        (field) =>
          field.default === 'session' &&
          !field.required &&
          field.write !== 'never' &&
          !assigned.has(field.name),
      );
      const [first] = left;
      if (first)
        report(
          'session-default',
          arm.span,
          { entity: arm.target.name, fields: andList(left.map((field) => `\`${field.name}\``)) },
          {
            help: `assign it, if only \`${first.name} = null\``,
            schema: { side: 'target', entity: arm.target.name, field: first.name },
            fixes: addLineFixes(
              places,
              bodyOf(places, arm.span),
              'leave them empty',
              left.map(({ name }) => `${name} = null`).join('\n'),
            ),
          },
        );
    }
  }
};
