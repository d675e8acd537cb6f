import type { Environment } from './environment.ts';
import { OdooError } from './errors.ts';
import { isTruthy, pythonRepr } from './python.ts';
import type { FieldDescriptor } from './types.ts';

/** A column of `load`: the field, and for a reference by what its rows are named. */
export interface LoadColumn {
  readonly name: string;
  readonly field: FieldDescriptor | null;
  /** `null` is a name, `id` an external id, `.id` an id. Anything else is a field of the other record. */
  readonly by: string | null;
}

/** One row of `load`, not yet converted. */
export interface LoadRow {
  readonly index: number;
  readonly values: ReadonlyMap<string, unknown>;
  /** What each reference or list is named by; fields whose cells are all empty are missing. */
  readonly references: ReadonlyMap<string, ReadonlyMap<string | null, unknown>>;
}

/**
 * The columns that `load` is given: `name`, `id`, `.id`, `country_id`, `country_id/id`, `country_id/.id` and the older
 * spellings `country_id:id` and `country_id.id`.
 *
 * @throws OdooError for a field that the model does not have, and for lists of children, which the sandbox does not load.
 */
export function loadColumns(env: Environment, model: string, paths: readonly unknown[]): LoadColumn[] {
  const { fields } = env.model(model);
  return paths.map((path) => {
    const [name = '', by, ...deeper] = String(path)
      .replaceAll(/([^/])\.id/g, '$1/.id')
      .replaceAll(/([^/]):id/g, '$1/id')
      .split('/');
    if (name === 'id' || name === '.id') return { name, field: null, by: null };
    const field = fields.get(name);
    if (field === undefined) throw new OdooError('builtins.KeyError', name);
    if (field.type === 'one2many' || deeper.length > 0)
      throw new OdooError(
        'builtins.NotImplementedError',
        `This sandbox does not simulate load() of ${pythonRepr(path)}: it loads no rows of other models.`,
      );
    return { name, field, by: by ?? null };
  });
}

export function isReference(field: FieldDescriptor): boolean {
  return field.type === 'many2one' || field.type === 'many2many';
}

/** The matrix as rows. A cell that is missing at the end of a row counts as none. */
export function loadRows(columns: readonly LoadColumn[], data: readonly unknown[]): LoadRow[] {
  return data.map((given, index) => {
    const cells: readonly unknown[] = Array.isArray(given) ? given : [];
    const values = new Map<string, unknown>();
    const references = new Map<string, Map<string | null, unknown>>();
    for (const [place, column] of columns.entries()) {
      if (column.field === null || !isReference(column.field)) {
        if (place < cells.length) values.set(column.name, cells[place]);
        continue;
      }
      const named = references.get(column.name) ?? new Map<string | null, unknown>();
      references.set(column.name, named.set(column.by, cells[place]));
    }
    // An empty reference is there all the same: it clears the field.
    for (const [name, named] of references)
      if (![...named.values()].some(isTruthy)) references.set(name, new Map());
    return { index, values, references };
  });
}
