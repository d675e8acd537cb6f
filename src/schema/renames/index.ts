/**
 * What the versions of a system call differently: a table of data, each row with its source (`data/`). Read where a
 * name is written that a schema does not have.
 */
import odoo from './data/odoo.json' with { type: 'json' };

/** What became of a model, or of a field of it, in `version`. */
export interface NameChange {
  readonly model: string;
  /** The field's name before; absent where the change is about the model. */
  readonly old?: string;
  /** The name since then, on the same model; `model.field` where it was moved; absent where it was removed. */
  readonly new?: string;
  readonly version: string;
  /** `replaced`: what stands in its place holds the value in another form. */
  readonly kind: 'renamed' | 'replaced' | 'moved' | 'removed';
  /** How the form differs. */
  readonly note?: string;
  /** The key of `sources` in the table. */
  readonly source: string;
}

// The compiler sees texts where the table has one of four words; a test holds the table to its form.
const TABLES: Readonly<Record<string, readonly NameChange[]>> = {
  odoo: odoo.rows as readonly NameChange[],
};

/** What is known of a model's names, in no order; empty for a system without a table. */
export function nameChanges(system: string, model: string): readonly NameChange[] {
  return (TABLES[system] ?? []).filter((change) => change.model === model);
}
