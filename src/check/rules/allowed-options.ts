import type { Fix, Span } from '../../language/index.ts';
import type { AllowedBy, AllowedCase, Entity, Field, JsonValue, Option, Schema } from '../../schema/model.ts';
import { maybe, quoted } from '../fixes/make.ts';
import { knownValues } from '../known-values.ts';
import { writeArms } from '../order.ts';
import type { CheckedAssignment, CheckedWrite } from '../program.ts';
import { orList } from '../suggest.ts';
import type { Rule } from './rule.ts';

/**
 * No option is written where another field of the record has a value that does not allow it (dependent picklists, picklists
 * by record type; section 9). Where that value is not known before a run, nothing is claimed.
 */
export const allowedOptions: Rule = ({ program, report }) => {
  for (const map of program.maps) {
    for (const arm of writeArms(map)) {
      for (const assignment of arm.assignments) {
        const field = assignment.fields[0]?.field;
        if (field?.allowed === undefined || assignment.fields.length !== 1) continue;
        const written = knownValues(program, arm, assignment.value.expr).values;
        for (const allowed of field.allowed) {
          const controller = assignmentOf(arm, allowed.by);
          // What waits for a second pass is not there yet when the option is written.
          if (controller === null || controller.mode === 'later') continue;
          const cases = casesOf(allowed, knownValues(program, arm, controller.value.expr));
          const wrong =
            cases === null ? undefined : optionsOf(field, written).find((one) => !isAllowed(one, cases));
          if (cases === null || wrong === undefined) continue;
          const where = orList(
            cases.map(({ is }) => `\`${nameOf(program.target, arm.target.fields[allowed.by], is)}\``),
          );
          report(
            'option-not-allowed',
            assignment.value.span,
            {
              option: nameOfOption(wrong),
              field: field.name,
              entity: arm.target.name,
              by: allowed.by,
              is: where,
            },
            {
              help: helpFor(field, cases),
              fixes:
                assignment.value.expr.op === 'literal' ? fixesFor(field, cases, assignment.value.span) : [],
              related: [{ span: controller.span, message: `\`${allowed.by}\` is set here` }],
              schema: { side: 'target', entity: arm.target.name, field: field.name },
            },
          );
        }
      }
    }
  }
};

function assignmentOf(arm: CheckedWrite, name: string): CheckedAssignment | null {
  const found = arm.assignments.filter(({ fields }) => fields.some(({ field }) => field.name === name));
  const [only] = found;
  return only === undefined || found.length > 1 || only.fields.length > 1 ? null : only;
}

/** What is said of each value that the controlling field may have; null where it may have one of which nothing is said. */
function casesOf(
  { cases }: AllowedBy,
  known: { readonly values: readonly JsonValue[]; readonly complete: boolean },
): readonly AllowedCase[] | null {
  if (!known.complete || known.values.length === 0) return null;
  const found: AllowedCase[] = [];
  for (const value of new Set(known.values)) {
    const one = cases.find(({ is }) => is === value);
    if (one === undefined) return null;
    found.push(one);
  }
  return found;
}

/** The written values that are options: what else an open list takes, no other field allows or forbids. */
function optionsOf({ type }: Field, written: readonly JsonValue[]): readonly Option[] {
  const options = type.kind === 'enum' || type.kind === 'enums' ? type.options : [];
  return options.filter(({ value }) => written.includes(value));
}

/** Of several values of the controlling field the right one may be meant. */
function isAllowed({ value }: Option, cases: readonly AllowedCase[]): boolean {
  return cases.some(({ options }) => options.includes(value));
}

function nameOfOption({ value, label }: Option): string {
  return label === '' ? String(value) : label;
}

/** As people know the value: an option's label, or the row that a reference leads to. */
function nameOf(schema: Schema, field: Field | undefined, value: Option['value']): string {
  if (field?.type.kind === 'reference') {
    const target: Entity | undefined = schema.entities[field.type.targets[0] ?? ''];
    const row = target?.rows?.find((one) => one[target.id] === value);
    const name = target === undefined ? undefined : row?.[target.display ?? 'name'];
    return typeof name === 'string' ? name : String(value);
  }
  const options = field?.type.kind === 'enum' ? field.type.options : [];
  const option = options.find((one) => one.value === value);
  return option === undefined ? String(value) : nameOfOption(option);
}

/** Each of the options that are allowed, in place of a literal; none where there are many. */
function fixesFor(field: Field, cases: readonly AllowedCase[], span: Span): readonly Fix[] {
  const options = field.type.kind === 'enum' ? field.type.options : [];
  const names = options.filter((one) => isAllowed(one, cases)).map(nameOfOption);
  // Two options of one name: which is meant, only its value says.
  const plain = names.filter((name) => options.filter((one) => nameOfOption(one) === name).length === 1);
  return plain.length > 3
    ? []
    : plain.flatMap((name) => maybe(`write \`${quoted(name)}\``, [{ span, text: quoted(name) }]));
}

function helpFor(field: Field, cases: readonly AllowedCase[]): string {
  const options = field.type.kind === 'enum' || field.type.kind === 'enums' ? field.type.options : [];
  const names = options.filter((one) => isAllowed(one, cases)).map((one) => `\`${nameOfOption(one)}\``);
  if (names.length === 0) return `leave \`${field.name}\` out: no option of it is allowed there`;
  const shown = names.length > 8 ? [...names.slice(0, 7), `${names.length - 7} others`] : names;
  return `write ${orList(shown)}, which ${names.length === 1 ? 'is' : 'are'} allowed there`;
}
