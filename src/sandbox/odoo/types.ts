/** The shapes that the parts of the Odoo sandbox share. Field descriptors are Odoo's own, as `fields_get` names them. */

/** What a column holds; `null` is SQL's NULL. References are ids; `json` and properties hold any JSON value as text. */
export type Scalar = string | number | boolean | null;

/** A field's value: a column, or the ids of a list field. */
export type FieldValue = Scalar | readonly number[];

/** Values as a client sends them. */
export type Values = Record<string, unknown>;

/** `[value, label]` pairs. */
export type Selection = readonly (readonly [string | number | boolean, string])[];

export interface FieldDescriptor {
  readonly name: string;
  readonly type: string;
  readonly string: string;
  readonly store?: boolean;
  readonly readonly?: boolean;
  readonly required?: boolean;
  readonly relation?: string;
  readonly relation_field?: string;
  readonly related?: string;
  /** The fields that it is computed from. */
  readonly depends?: readonly string[];
  readonly selection?: Selection;
  readonly size?: number;
  readonly digits?: readonly [number, number];
  readonly translate?: boolean;
  readonly currency_field?: string;
  readonly company_dependent?: boolean;
  readonly default?: unknown;
  /** What happens to this column when the row it points to is deleted. */
  readonly ondelete?: 'cascade' | 'restrict' | 'set null';
  /** Many-to-many: table, column of this model, column of the other. */
  readonly table?: readonly [string, string, string];
  /** Changes are logged as messages. */
  readonly tracking?: number;
  /** Made through `ir.model.fields`. */
  readonly manual?: boolean;
}

export interface ModelDescriptor {
  /** Row id in `ir.model`. */
  readonly id: number;
  readonly model: string;
  readonly name: string;
  readonly order: string;
  readonly fields: Map<string, FieldDescriptor>;
  /** Fields that a group hides from the login: only `ir.model.fields` tells of them. */
  readonly hidden?: readonly FieldDescriptor[];
  readonly manual: boolean;
}

export interface UniqueRule {
  readonly model: string;
  readonly fields: readonly string[];
  readonly message: string;
}

type SeedRow = Readonly<Record<string, unknown>>;

export interface OdooData {
  readonly models: ReadonlyMap<string, ModelDescriptor>;
  readonly unique: readonly UniqueRule[];
  readonly rows: Readonly<Record<string, readonly SeedRow[]>>;
}

/** The context of a call: `active_test`, `tracking_disable`, `default_…` and so on. */
export type CallContext = Readonly<Record<string, unknown>>;

/** Whether a value is a plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
