/** Fixes for references: which map is meant, which entity, and the pair that `ref(…)` fills. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Entity, Field, Schema } from '../../schema/model.ts';
import { openFailures, type Typed } from '../types.ts';
import { identifier, maybe } from './make.ts';
import { insert, type Places } from './places.ts';
import { behind, given, instead } from './precedence.ts';

/** `… as Name`, for each map that could be meant and has a name. */
export function asFixes(places: Places, span: ast.Span, names: readonly (string | null)[]): readonly Fix[] {
  return names
    .filter((name) => name !== null)
    .slice(0, 3)
    .flatMap((name) =>
      maybe(`take the map \`${name}\``, behind(places, span, 'as', `as ${identifier(name)}`)),
    );
}

/** The field of the model before that of the id. */
export function pairFixes(places: Places, span: ast.Span, entity: Entity, id: Field): readonly Fix[] {
  const model = id.type.kind === 'reference_id' ? entity.fields[id.type.model] : undefined;
  const statement = places.statement(span);
  const [first] = statement?.kind === 'Assign' ? statement.targets : [];
  if (!model || !first || (statement?.kind === 'Assign' && statement.targets.length > 1)) return [];
  return maybe(`fill \`${model.name}\` too`, [
    insert(span.file, first.span.start, `${identifier(model.name)}, `),
  ]);
}

/** `ref(…)` around the reference that two fields are filled with. */
export function refFixes(places: Places, value: Typed): readonly Fix[] {
  const { span, type } = value;
  const edits = given(places, span, 'ref');
  const open = openFailures(type.failures).size > 0 || (type.base.kind === 'source' && !type.base.whole);
  return maybe(
    'write `ref(…)`',
    edits && open ? [...edits, insert(span.file, span.end, ' else null')] : edits,
  );
}

/** A reference that may lead to several entities, taken apart: the field of each that has it, else null. */
export function apartFixes(
  places: Places,
  source: Schema,
  object: ast.Span,
  whole: ast.Span,
  entities: readonly string[],
  member: string,
  dangles: boolean,
): readonly Fix[] {
  const having = entities.filter((entity) => source.entities[entity]?.fields[member]);
  const kinds = new Set(having.map((entity) => source.entities[entity]?.fields[member]?.type.kind));
  // An arm names an entity by one word.
  if (having.length === 0 || kinds.size > 1 || entities.some((entity) => entity.includes('.'))) return [];
  const arms = having.map(
    (entity, index) => `${identifier(entity)} r${index + 1} -> r${index + 1}.${identifier(member)}`,
  );
  const apart = `match ${places.text(object)} { ${arms.join('  ')}  else -> null }`;
  // A walk along a reference that may dangle says what then.
  const handled = places.assignment(whole) === null ? `(${apart} else null)` : `${apart} else null`;
  return maybe('take it apart', instead(whole, dangles ? handled : apart));
}
