import type { Field, FieldProfile, Option } from '../schema/model.ts';
import type { Around } from './around.ts';
import { fieldNames, pascal } from './names.ts';
import type { Proposal } from './proposal.ts';
import { entityName, identifier, oneLine, quoted } from './text.ts';

/** An option as a map writes it, and as it is called in the target. */
interface ToldOption {
  /** Its label; its value where the label does not tell it apart. */
  readonly key: string;
  /** Unique among the options, never empty. */
  readonly label: string;
}

/** One of several options becomes one of a selection, by a table of its own, in which each is called as people see it. */
export function proposeChoice(
  around: Around,
  field: Field,
  options: readonly Option[],
  seen: FieldProfile | undefined,
): Proposal {
  const { entity, model, prefix } = around;
  const told = toldOptions(options);
  const own = field.name.startsWith(prefix) ? field.name.slice(prefix.length) : field.name;
  const table = around.tables.give(pascal(model, own));
  const name = around.fields.give(...fieldNames(field.name, prefix, 'value'));
  const label = oneLine(field.label);
  const warning = `${label}: an option that is not declared`;
  return {
    columns: [{ name, type: `selection(${told.map((one) => quoted(one.label)).join(', ')})`, label }],
    lines: [
      `${name} ?= ${table}[${identifier(field.name)}]${isOpen(options, seen) ? ` else warn ${quoted(warning)}` : ''}`,
    ],
    beside: [
      [
        `table ${table} : ${entityName(entity.name)}.${identifier(field.name)} -> ${model}.${name} {`,
        ...told.map((one) => `  ${one.key} -> ${quoted(one.label)}`),
        '}',
      ].join('\n'),
    ],
    dropped: null,
    remarks: [],
    samples: told.map((one) => ({ given: one.key, expected: [{ name, value: quoted(one.label) }] })),
  };
}

/** Options by names that tell them apart: with the value behind labels that are alike or empty. */
export function toldOptions(options: readonly Option[]): readonly ToldOption[] {
  const taken = new Set<string>();
  return options.map((option) => {
    const { value, label } = option;
    const alone = options.every((other) => other === option || other.label !== label);
    const wanted = alone && label.trim() !== '' ? label : `${oneLine(label)} (${String(value)})`.trimStart();
    let name = wanted;
    for (let number = 2; taken.has(name); number += 1) name = `${wanted} ${number}`;
    taken.add(name);
    return {
      key: alone ? quoted(label) : typeof value === 'string' ? quoted(value) : String(value),
      label: name,
    };
  });
}

/** Whether a map can name each of them: where labels are alike, by a value that is no label of another one. */
export function areNameable(options: readonly Option[]): boolean {
  return options.every(
    ({ value, label }) =>
      options.filter((other) => other.label === label).length === 1 ||
      typeof value !== 'string' ||
      options.every((other) => other.label !== value),
  );
}

/** Whether discovery saw values that are no declared option. */
function isOpen(options: readonly Option[], seen: FieldProfile | undefined): boolean {
  const others = (seen?.options ?? []).some(({ value }) => !options.some((option) => option.value === value));
  return others || (seen?.others ?? 0) > 0;
}
