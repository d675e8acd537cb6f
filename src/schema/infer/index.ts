/**
 * From records to a proposal of their schema, for systems that say nothing of themselves: types, ids, choices, references
 * by the overlap of values, each with its confidence and the evidence, which never quotes a value. Memory is bounded by the
 * number of columns, not of records. The folder knows values and names, and no system.
 */
import type { Entity, JsonValue, Schema } from '../model.ts';
import { identify } from './identify.ts';
import { inferFields } from './infer-fields.ts';
import type { Pointable } from './infer-reference.ts';
import { Observer, type Sighting } from './sighting.ts';

export { inferFields } from './infer-fields.ts';
export type { Pointable } from './infer-reference.ts';
export { idCandidates } from './names.ts';
export { Observer, type Sighting } from './sighting.ts';

type Records =
  | AsyncIterable<Readonly<Record<string, JsonValue>>>
  | Iterable<Readonly<Record<string, JsonValue>>>;

/**
 * Proposes a schema for records by entity, each stream read once. A field's type is one that all its values fit; `origin`
 * says how sure that is and what else the values speak for.
 * @param typed whether values say themselves what they are (JSON); texts of digits are numbers otherwise (CSV)
 */
export async function inferSchema(
  system: string,
  language: string,
  records: Readonly<Record<string, Records>>,
  typed: boolean,
): Promise<Schema> {
  const sightings: Sighting[] = [];
  for (const [entity, stream] of Object.entries(records)) {
    const observer = new Observer(typed);
    for await (const record of stream) observer.see(record);
    sightings.push(observer.sighting(entity));
  }
  const ids = new Map(sightings.map((sighting) => [sighting.entity, identify(sighting)]));
  const pointables = sightings.flatMap((sighting): readonly Pointable[] => {
    const id = ids.get(sighting.entity) ?? null;
    const summary = id === null ? undefined : sighting.columns.get(id);
    return id === null || summary === undefined ? [] : [{ entity: sighting.entity, id, summary }];
  });
  const entities = sightings.map((sighting) =>
    entityOf(sighting, ids.get(sighting.entity) ?? null, pointables),
  );
  return {
    system,
    version: '1',
    language,
    modules: [],
    entities: Object.fromEntries(entities.map((entity) => [entity.name, entity])),
  };
}

/** Where no column identifies the records, the first one stands as the id with a confidence of zero. */
function entityOf(sighting: Sighting, id: string | null, pointables: readonly Pointable[]): Entity {
  const { entity, rows, typed, columns } = sighting;
  const fields = {
    ...inferFields(columns, { entity, id: id === null ? [] : [id], rows, typed, pointables }),
  };
  const name = id ?? Object.keys(fields)[0] ?? 'id';
  const field = fields[name] ?? { name, label: name, type: { kind: 'text' } };
  fields[name] =
    id === null
      ? {
          ...field,
          origin: {
            kind: 'inferred',
            confidence: 0,
            evidence: 'no column identifies the records, so the first stands for it',
          },
        }
      : { ...field, required: true, unique: true };
  return { name: entity, label: entity, id: name, display: null, fields };
}
