/** Fixes that map a field of the target from the field of the source that has its name. */
import type { Fix } from '../../language/index.ts';
import type { Entity, Field } from '../../schema/model.ts';
import type { CheckedWrite } from '../program.ts';
import { type Base, baseOfField } from '../types.ts';
import { addLineFixes, bodyOf } from './lines.ts';
import { identifier } from './make.ts';
import type { Places } from './places.ts';

/** The line for a required field that nothing is assigned to; none where the source has nothing that fits as it is. */
export function namesakeFixes(
  places: Places,
  arm: CheckedWrite,
  source: Entity,
  required: string,
): readonly Fix[] {
  const field = arm.target.fields[required];
  const own = source.fields[required] ?? source.fields[required.replace(/^x_/, '')];
  if (!field || !own || !fits(own, field)) return [];
  const read = identifier(own.name);
  const lines =
    own.required || own.name === source.id
      ? [`${identifier(required)} = ${read}`]
      : [`require ${read} != null else reject "no ${own.name}"`, `${identifier(required)} = ${read}`];
  // A `require` before the assignment shows that there is a value.
  return addLineFixes(places, bodyOf(places, arm.span), `map \`${own.name}\``, lines.join('\n'));
}

function fits(own: Field, field: Field): boolean {
  const from: Base = baseOfField(own.type, 'source', '', true);
  const to: Base = baseOfField(field.type, 'target', '', true);
  if (from.kind === 'text' && to.kind === 'text')
    return to.max === undefined || (from.max !== undefined && from.max <= to.max);
  const plain = ['integer', 'float', 'boolean', 'date', 'instant', 'local', 'html'];
  return from.kind === to.kind && plain.includes(from.kind);
}
