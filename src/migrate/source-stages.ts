import { isSourceRef } from '../runtime/evaluate-context.ts';
import type { RecordStore } from '../runtime/types.ts';
import { stageListOf } from '../schema/conventions.ts';
import type { JsonValue, Schema } from '../schema/model.ts';

/** A stage as the source keeps it, in an entity of its own. */
export interface SourceStage {
  readonly entity: string;
  readonly id: string;
  readonly name: string;
  /** What the process is called, its id where the source does not say; null where it names none. */
  readonly process: string | null;
  /** The entity whose records go through it. */
  readonly about: string | null;
  readonly category: string | null;
  /** Place of the category, from 1 on; what has none comes last. */
  readonly order: number | null;
}

/** The stages that are extracted, by process, in order. */
export function sourceStages(
  entities: readonly string[],
  store: RecordStore,
  schema: Schema,
): readonly SourceStage[] {
  return entities
    .flatMap((entity) => {
      const described = schema.entities[entity];
      const list = stageListOf(described);
      if (list === null) return [];
      const type = described?.fields[list.category]?.type;
      const options = type?.kind === 'enum' ? type.options : [];
      return Array.from(store.all(entity), ({ id, values }): SourceStage => {
        const place = options.findIndex(({ value }) => value === values[list.category]);
        const process = list.process === null ? null : (values[list.process] ?? null);
        const about = list.about === null ? null : values[list.about];
        return {
          entity,
          id,
          name: textOf(values[list.name]),
          process: process === null ? null : calledOf(process, store, schema),
          about: typeof about === 'string' ? about : null,
          category: options[place]?.label ?? null,
          order: place < 0 ? null : place + 1,
        };
      });
    })
    .toSorted(
      (a, b) =>
        compare(a.about, b.about) ||
        compare(a.process, b.process) ||
        (a.order ?? 99) - (b.order ?? 99) ||
        compare(a.name, b.name),
    );
}

/** What a value of the source is called: a reference by the name of its record, its id where nobody knows more. */
export function calledOf(value: JsonValue, store: RecordStore, schema: Schema): string {
  if (!isSourceRef(value)) return textOf(value);
  const display = schema.entities[value.entity]?.display ?? null;
  const name = display === null ? null : store.get(value.entity, value.id)?.values[display];
  return typeof name === 'string' ? name : `${value.entity} ${value.id}`;
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}
