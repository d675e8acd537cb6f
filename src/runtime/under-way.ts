import type { TargetId } from '../connectors/contract.ts';

/** What a batch holds: keys and rows of the target, as {@link keyOf} and {@link rowOf} name them. */
interface Held {
  readonly keys: ReadonlySet<string>;
  readonly rows: ReadonlySet<string>;
}

/**
 * What batches hold that are decided on and not written yet: the journal does not tell of it. A record that meets something
 * of it can only be decided on when they are written.
 */
export class UnderWay {
  readonly #batches = new Set<Held>();

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  holdsKey(entity: string, key: string): boolean {
    return [...this.#batches].some(({ keys }) => keys.has(keyOf(entity, key)));
  }

  holdsRow(entity: string, id: TargetId): boolean {
    return [...this.#batches].some(({ rows }) => rows.has(rowOf(entity, id)));
  }

  /** Returns what to call when the batch is written. */
  add(keys: readonly Key[], rows: readonly Row[]): () => void {
    const held = {
      keys: new Set(keys.map(({ entity, key }) => keyOf(entity, key))),
      rows: new Set(rows.map(({ entity, id }) => rowOf(entity, id))),
    };
    this.#batches.add(held);
    return () => {
      this.#batches.delete(held);
    };
  }
}

interface Key {
  readonly entity: string;
  readonly key: string;
}
interface Row {
  readonly entity: string;
  readonly id: TargetId;
}

function keyOf(entity: string, key: string): string {
  return `${entity} ${key}`;
}

function rowOf(entity: string, id: TargetId): string {
  return `${entity} ${JSON.stringify(id)}`;
}
