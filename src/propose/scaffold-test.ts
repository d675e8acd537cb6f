import type { Around } from './around.ts';
import type { Sample } from './proposal.ts';
import type { ProposedField } from './scaffold.ts';
import { entityName, identifier, oneLine, quoted } from './text.ts';

interface Held {
  readonly field: string;
  readonly sample: Sample;
}

/**
 * A test that reaches every line, option and warning: the first record holds a value in each field, those behind it the
 * other values of each; then what leads nowhere, and what waits for a person.
 */
export function testOf({ entity, model }: Around, key: string, fields: readonly ProposedField[]): string {
  const arriving = byTurn(fields, ({ warns, waits }) => warns === undefined && waits === undefined);
  const gone = byTurn(fields, ({ warns }) => warns !== undefined);
  const waiting = byTurn(fields, ({ waits }) => waits === true);
  const records = [...(arriving.length === 0 ? [[]] : arriving), ...gone, ...waiting];
  const always = (arriving[0] ?? []).filter(({ field }) => entity.fields[field]?.required === true);
  const steps = records.map((own, index) => {
    const held = [...always.filter(({ field }) => own.every((one) => one.field !== field)), ...own];
    const id = idText(entity.fields[entity.id]?.type.kind, index + 1);
    const given = [
      `  given ${entityName(entity.name)} {`,
      `    ${identifier(entity.id)} = ${id}`,
      ...held.map(({ field, sample }) => `    ${identifier(field)} = ${sample.given}`),
      '  }',
    ];
    const keyed = `${key} = ${quoted(id.replaceAll('"', ''))}`;
    const expected = waiting.includes(own)
      ? [`  expect no ${model} { ${keyed} }`, '  expect queue "gone"']
      : [
          `  expect ${model} {`,
          `    ${keyed}`,
          ...held.flatMap(({ sample }) => sample.expected.map(({ name, value }) => `    ${name} = ${value}`)),
          '  }',
        ];
    return { given, expected };
  });
  const warnings = new Set(gone.flat().flatMap(({ sample }) => sample.warns ?? []));
  return [
    `test ${quoted(`${oneLine(entity.label)}: each field arrives`)} {`,
    ...steps.flatMap(({ given }) => given),
    ...steps.flatMap(({ expected }) => expected),
    ...[...warnings].map((text) => `  expect warn ${quoted(text)}`),
    '}',
  ].join('\n');
}

/** Records that together hold all samples of a kind: the first of each field, then the second … */
function byTurn(
  fields: readonly ProposedField[],
  isMeant: (sample: Sample) => boolean,
): readonly (readonly Held[])[] {
  const lists = fields.map(({ field, proposal }) =>
    proposal.samples.filter(isMeant).map((sample): Held => ({ field: field.name, sample })),
  );
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_none, turn) => lists.flatMap((list) => list[turn] ?? []));
}

function idText(kind: string | undefined, number: number): string {
  return kind === 'integer' || kind === 'float' || kind === 'decimal' ? String(number) : quoted(`r${number}`);
}
