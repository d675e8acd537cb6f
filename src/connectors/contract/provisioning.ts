import type { Entity, FieldType, JsonValue } from '../../schema/model.ts';
import type { CallOptions } from './calls.ts';

/** A field to be made. */
export interface ProvisionedField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly unique: boolean;
  /** Why it is needed, for people. */
  readonly doc?: string;
}

/** An entity to be made, with its fields; the system adds those that every entity has. */
export interface ProvisionedModel {
  readonly name: string;
  readonly label: string;
  readonly fields: readonly ProvisionedField[];
  readonly doc?: string;
}

/** All that is to be made in a target, in the order to make it, for a module of the target's own kind. */
export interface ProvisionedThings {
  readonly models: readonly ProvisionedModel[];
  readonly fields: readonly { readonly entity: Entity; readonly field: ProvisionedField }[];
  /** `key` finds the row, `values` is what else it holds. */
  readonly rows: readonly {
    readonly entity: Entity;
    readonly key: Readonly<Record<string, JsonValue>>;
    readonly values: Readonly<Record<string, JsonValue>>;
  }[];
}

/** A file of such a module; `path` is relative to its folder, with `/`. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}

export interface EmittedModule {
  readonly files: readonly EmittedFile[];
  /** What could not be said in it, a sentence each. */
  readonly notes: readonly string[];
}

export interface ProvisionOptions extends CallOptions {
  /** The caller made it and lost the answer: give its receipt where it is there, of the same type and custom.
   * A connector that cannot tell gives null, as without. */
  readonly adopt?: true;
}

/** What people are to see of an entity: the fields that it gets, or the whole of one that is made. */
export interface ShownEntity {
  readonly entity: string;
  /** The label of an entity that is made, which gets views and a menu of its own; null where it was there before. */
  readonly made: string | null;
  readonly fields: readonly {
    readonly name: string;
    readonly type: FieldType;
    /** People look for records by it. */
    readonly searched: boolean;
  }[];
}

/** By what people see it. */
export interface Showing {
  readonly parts: readonly {
    /** What it is, in the system's own word for people: "form", "menu". */
    readonly what: string;
    readonly name: string;
    /** `missing`: it is to be made, or to get fields. */
    readonly status: 'missing' | 'present' | 'made';
  }[];
  /** What nobody sees and what to do about it, a sentence each. */
  readonly notes: readonly string[];
}
