import type { JsonValue } from '../../schema/model.ts';

/** A staged source record: canonical values by field name. Fields asked for are all present, null where empty. */
export interface SourceRecord {
  readonly id: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** A target row id: Odoo's integers, Salesforce's and Dataverse's strings. */
export type TargetId = number | string;

/** A row read from a target, canonical values; references are target ids, lists are arrays of them; a reference that may
 * lead to several entities is `{ model, id }`. */
export interface TargetRow {
  readonly id: TargetId;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** Values to write. An array for a list replaces it; `{ add }` and `{ remove }` change only what they name. */
export type TargetValues = Readonly<Record<string, JsonValue | ListChange>>;

export interface ListChange {
  readonly add?: readonly TargetId[];
  readonly remove?: readonly TargetId[];
}

/** What some fields of a row hold that no call names, and that a call may change all the same. Kept in the journal. */
export interface BesideRow {
  readonly entity: string;
  readonly id: TargetId;
  readonly values: Readonly<Record<string, JsonValue>>;
}
