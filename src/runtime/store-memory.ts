import type { SourceRecord } from '../connectors/contract.ts';
import { byField, EqualityIndex, nameOf } from './store-index.ts';
import type { RecordStore } from './types.ts';

/** A store over records in memory: for tests, and for records that come on standard input. */
export function createMemoryStore(records: Readonly<Record<string, readonly SourceRecord[]>>): RecordStore {
  const entities = new Map(
    Object.entries(records).map(([entity, list]) => {
      const byId = new Map(list.map((record) => [record.id, record]));
      const order = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
      return [entity, { byId, order, indexes: new Map<string, EqualityIndex>() }];
    }),
  );
  return {
    get: (entity, id) => entities.get(entity)?.byId.get(id) ?? null,
    all: (entity) => entities.get(entity)?.order ?? [],
    count: (entity) => entities.get(entity)?.order.length ?? 0,
    where(entity, conditions) {
      const held = entities.get(entity);
      if (held === undefined) return [];
      const sorted = byField(conditions);
      const name = nameOf(sorted);
      let index = held.indexes.get(name);
      if (index === undefined) {
        index = new EqualityIndex(sorted);
        for (const [place, record] of held.order.entries()) index.add(place, record);
        held.indexes.set(name, index);
      }
      return index.places(sorted.map(({ value }) => value)).flatMap((place) => held.order[place] ?? []);
    },
  };
}
