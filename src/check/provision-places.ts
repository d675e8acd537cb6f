import type { Span } from '../language/ast.ts';
import type { Diagnostic } from './diagnostics/index.ts';
import { spell } from './expressions/names.ts';
import type { Made } from './provision.ts';

/** Where the maps ask for fields of the target, by `entity.field`. */
export function provisionPlaces({ fields, models }: Made): ReadonlyMap<string, Span> {
  return new Map([
    ...[...fields.keys()].map((name) => [spell(name.ids), name.span] as const),
    ...[...models.keys()].flatMap((model) =>
      model.columns.map(({ name }) => [`${spell(model.name.ids)}.${name.name}`, name.span] as const),
    ),
  ]);
}

/** What a provisioned field imposes stands in `provision`: no line of a snapshot says it, or it says so only afterwards. */
export function atProvision(found: Diagnostic, places: ReadonlyMap<string, Span>): Diagnostic {
  if (found.schema?.side !== 'target' || found.schema.field === null) return found;
  const name = `${found.schema.entity}.${found.schema.field}`;
  const span = places.get(name);
  if (span === undefined || (span.file === found.span.file && span.start === found.span.start)) return found;
  const related = [...found.related, { span, message: `\`${name}\` is made here` }];
  return { ...found, related, schema: null };
}
