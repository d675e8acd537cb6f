import { evidence, withEvidence } from '../evidence.ts';
import { requiredFields } from '../expressions/required.ts';
import { namesakeFixes } from '../fixes/namesakes.ts';
import { requiredFixes } from '../fixes/values.ts';
import { writeArms } from '../order.ts';
import type { CheckedWrite } from '../program.ts';
import { andList } from '../suggest.ts';
import { isWhole, type Rule } from './rule.ts';

/** What the arm has to write and does not, where all of it was understood. */
export function missingFields(arm: CheckedWrite): readonly string[] {
  const assigned = new Set(arm.assignments.flatMap((one) => one.fields.map(({ field }) => field.name)));
  return isWhole(arm) ? requiredFields(arm.target).filter((field) => !assigned.has(field)) : [];
}

/** Every required field of the target without a default is assigned, and not with a nullable (6.2). */
export const requiredFieldsAssigned: Rule = ({ program, places, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      if (map.kind === 'owners' && arm.assignments.length === 0) continue;
      const missing = program.incomplete ? [] : missingFields(arm);
      const [first] = missing;
      if (first !== undefined)
        report(
          'required-unassigned',
          arm.span,
          { entity: arm.target.name, fields: andList(missing.map((field) => `\`${field}\``)) },
          {
            help: `add \`${first} = …\``,
            schema: { side: 'target', entity: arm.target.name, field: first },
            fixes: namesakeFixes(places, arm, map.source, first),
          },
        );
      for (const { fields, value, mode } of arm.assignments) {
        const culprit =
          fields.find(({ field }) => field.required === true) ?? (mode === 'key' ? fields[0] : undefined);
        if (culprit && value.type.nullable && value.type.base.kind !== 'error')
          report(
            'nullable-required',
            value.span,
            { target: `${arm.target.name}.${culprit.field.name}` },
            {
              help: withEvidence(
                value.type.base.kind === 'pair'
                  ? 'say above it what becomes of such a record: `require … != null else reject "…"`'
                  : 'say what stands there then: `… ?? "…"`',
                evidence(program.profile, value.origin ?? null),
              ),
              schema: { side: 'target', entity: arm.target.name, field: culprit.field.name },
              fixes: requiredFixes(places, value, mode),
            },
          );
      }
    }
  }
};
