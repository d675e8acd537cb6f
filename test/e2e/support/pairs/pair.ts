import type { Variables } from '../project.ts';
import type { OwnersReport } from '../shapes.ts';

/** What tells one pair of systems from another. The steps are the same for all: `migrate-pair.ts`. */
export interface Pair {
  /** "Function 365 into Odoo" */
  readonly title: string;
  /** Folder of the project in the repository. */
  readonly project: string;
  /** Both sides, with records of the source `scale` times as many as usual. */
  start(scale: number): Promise<PairWorld>;
  /** Some entities whose records are all expected in the stage. */
  readonly staged: readonly string[];
  /** How many people no address finds, and the arguments of `owners resolve` that tell who they are. */
  readonly people: { readonly waiting: number; resolve(report: OwnersReport): readonly string[] };
  /** Of which entity the records are that a map takes, where its name does not say so. */
  readonly sources: Readonly<Record<string, string>>;
  /** How many units a map has that are not one of each record, by what it reads. */
  readonly units: Readonly<Record<string, (world: PairWorld) => number>>;
  /** Entities whose records become rows that were there before: a run changes these, too. */
  readonly found: readonly string[];
  /** A field that a person changes in a row that holds something in another one. */
  readonly edited: { readonly entity: string; readonly having: string; readonly field: string };
  /** What people do in the source after the run. */
  readonly changes: readonly Change[];
  /** Rows that the target makes by itself and that stay after a rollback, as `differences` tells them. */
  readonly stays: RegExp | null;
}

/** How many records are moved, and what that comes to at least. */
export interface Size {
  readonly scale: number;
  /** Records in the stage. */
  readonly records: number;
  /** Records that become rows. */
  readonly created: number;
  /** Values that are read back. */
  readonly fields: number;
}

export type Change =
  | {
      readonly what: 'changed' | 'added';
      readonly entity: string;
      readonly values: Readonly<Record<string, string | number | boolean | null>>;
      /** Text that stands in the target afterwards. */
      readonly seen: string;
    }
  | { readonly what: 'deleted'; readonly entity: string };

/** Both systems of a pair, and what tests do with them beside `mapc`. */
export interface PairWorld {
  readonly variables: Variables;
  /** What the source has of an entity. */
  rows(entity: string): readonly Readonly<Record<string, unknown>>[];
  /** The target's rows as canonical text. */
  dump(): Promise<string>;
  /** Counts calls that write from now on. */
  watch(): void;
  /** Calls since then that write, in words. */
  writes(): readonly string[];
  /** A call of the target's own interface: what a person does there. */
  call(entity: string, method: string, ...args: readonly unknown[]): Promise<unknown>;
  /** What people do in the source, to records that the target has by now. */
  change(changes: readonly Change[]): Promise<void>;
  /** From now on both sides fail now and then: limits, gateways, lost connections, lost answers. */
  disturb(): Promise<void>;
  /** All that {@link disturb} may do: "odoo drop-before". */
  readonly faults: readonly string[];
  /** Both work again. @returns how often what went wrong */
  calm(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
