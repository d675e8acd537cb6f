import { digestOf } from '../../../schema/digest.ts';
import type { Entity, FieldType, JsonValue } from '../../../schema/model.ts';
import type { CallOptions, ProvisionedField, ProvisionOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooSession } from '../session.ts';
import { idOf, objectOf } from '../session.ts';

/** What takes a provisioned field away again. */
interface Receipt {
  readonly model: string;
  readonly field: string;
  readonly id: number;
}

/**
 * Makes one custom field (`ir.model.fields`, state `manual`). Null where a field of that name and kind is there
 * already. Odoo has no unique custom fields: a field that is asked to be unique gets an index and is not copied when a
 * person duplicates a record; that no value comes twice is kept by whoever writes.
 * @throws ConnectorError `record` for another type, or a name that Odoo refuses
 */
export async function provisionField(
  session: OdooSession,
  entity: Entity,
  field: ProvisionedField,
  options?: ProvisionOptions,
): Promise<JsonValue | null> {
  const path = `${entity.name}.${field.name}`;
  refuseName(field.name);
  const column = columnOf(path, Object.keys(entity.fields), field.type);
  const [existing] = await session.searchRead(
    'ir.model.fields',
    [
      ['model', '=', entity.name],
      ['name', '=', field.name],
    ],
    ['ttype', 'relation', 'size', 'state'],
    {},
    options,
  );
  if (existing !== undefined) {
    await compare(session, path, existing, column, options);
    // Asked for again by who made it, and lost the receipt.
    return options?.adopt === true && existing.state === 'manual'
      ? { model: entity.name, field: field.name, id: idOf(existing) }
      : null;
  }
  const model = (await session.modelIds([entity.name], options)).get(entity.name);
  if (model === undefined) throw new ConnectorError('record', `Odoo has no model ${entity.name}`);
  const created = await session.call(
    'ir.model.fields',
    'create',
    [
      [
        {
          model_id: model,
          ...fieldRow(path, field, column, await session.major(options)),
        },
      ],
    ],
    {},
    options,
  );
  const id = Array.isArray(created) ? created[0] : created;
  if (typeof id !== 'number')
    throw new ConnectorError('lost', `Odoo did not say which field it made for ${path}`);
  session.forgetFields(entity.name);
  return { model: entity.name, field: field.name, id } satisfies Receipt;
}

/** @throws ConnectorError `record` for a name that Odoo does not take for a custom field */
export function refuseName(name: string): void {
  if (!/^x_[a-z0-9_]{1,61}$/.test(name))
    throw new ConnectorError(
      'record',
      `Odoo takes a custom field only under a name such as x_${name.toLowerCase().replace(/[^a-z0-9_]/g, '_')}: small letters, digits and underscores after x_, at most 63`,
    );
}

/**
 * A row of `ir.model.fields`, without its model.
 * @param major version of Odoo
 * @throws ConnectorError `record` for a currency that this version cannot be told
 */
export function fieldRow(
  path: string,
  field: ProvisionedField,
  { currency_field: currency, ...column }: Column,
  major: number,
): Readonly<Record<string, JsonValue>> {
  // Before 17.0 it is the first of these that the model has, and nothing says another.
  if (currency !== undefined && major < 17 && !/^(x_)?currency_id$/.test(currency))
    throw new ConnectorError(
      'record',
      `${path}: Odoo ${major} takes the currency of an amount from currency_id or x_currency_id only, not from ${currency}; provision x_currency_id : res.currency first`,
    );
  return {
    ...(currency === undefined || major < 17 ? {} : { currency_field: currency }),
    name: field.name,
    field_description: field.label,
    state: 'manual',
    store: true,
    copied: !field.unique,
    index: field.unique,
    ...column,
  };
}

/** Removes the field with its data. Nothing happens where it is gone, or where the id is another field's by now. */
export async function unprovisionField(
  session: OdooSession,
  receipt: JsonValue,
  options?: CallOptions,
): Promise<void> {
  const { model, field, id } = objectOf(receipt, 'provision');
  if (typeof model !== 'string' || typeof field !== 'string' || typeof id !== 'number')
    throw new ConnectorError('record', 'This is no receipt of a field that was made in Odoo');
  const rows = await session.searchRead(
    'ir.model.fields',
    [
      ['id', '=', id],
      ['model', '=', model],
      ['name', '=', field],
      ['state', '=', 'manual'],
    ],
    ['name'],
    {},
    options,
  );
  if (rows.length > 0) await session.call('ir.model.fields', 'unlink', [rows.map(idOf)], {}, options);
  session.forgetFields(model);
}

interface Column {
  readonly ttype: string;
  readonly relation?: string;
  readonly relation_table?: string;
  readonly column1?: string;
  readonly column2?: string;
  readonly size?: number;
  readonly currency_field?: string;
  readonly on_delete?: string;
  readonly selection_ids?: readonly JsonValue[];
}

/** Texts of any length are `text`, bounded ones `char` of that size. `siblings`: the fields of its model. */
export function columnOf(
  path: string,
  siblings: readonly string[],
  type: FieldType,
): Column & Readonly<Record<string, JsonValue>> {
  switch (type.kind) {
    case 'text':
      return type.max === undefined ? { ttype: 'text' } : { ttype: 'char', size: type.max };
    case 'html':
    case 'integer':
    case 'float':
    case 'boolean':
    case 'date':
    case 'binary':
    case 'json':
      return { ttype: type.kind };
    case 'decimal':
      return { ttype: 'float' };
    case 'money': {
      const currency =
        type.currency ??
        ['currency_id', 'x_currency_id', 'company_currency', 'company_currency_id'].find((name) =>
          siblings.includes(name),
        );
      if (currency === undefined)
        throw new ConnectorError(
          'record',
          `${path}: Odoo needs a currency beside an amount of money, and its model has none; provision x_currency_id : res.currency first`,
        );
      return { ttype: 'monetary', currency_field: currency };
    }
    case 'instant':
      return { ttype: 'datetime' };
    case 'enum':
      return {
        ttype: 'selection',
        selection_ids: type.options.map((option, index) => [
          0,
          0,
          { value: String(option.value), name: option.label, sequence: index },
        ]),
      };
    case 'reference': {
      const [relation, other] = type.targets;
      if (relation === undefined || other !== undefined)
        throw new ConnectorError('record', `${path}: a reference in Odoo has exactly one target`);
      return { ttype: 'many2one', relation, on_delete: 'set null' };
    }
    case 'references':
      return { ttype: 'many2many', relation: type.target, ...joiningTable(path) };
    case 'local':
    case 'enums':
    case 'reference_id':
    case 'children':
    case 'record':
    case 'records':
    case 'other':
      throw new ConnectorError(
        'record',
        `${path}: a custom field of the kind "${type.kind}" cannot be made in Odoo`,
      );
  }
}

/** PostgreSQL cuts names that are longer, in silence. */
const LONGEST_TABLE = 63;

/**
 * The table that joins the rows of a list with its own: without one of its own, all lists between two models share one in
 * Odoo, and what is written to the one stands in the others.
 */
function joiningTable(path: string): Pick<Column, 'relation_table' | 'column1' | 'column2'> {
  const name = `x_${path.replace(/[^a-z0-9]+/g, '_')}_rel`;
  const table =
    name.length <= LONGEST_TABLE
      ? name
      : `${name.slice(0, LONGEST_TABLE - 13)}_${digestOf(path).slice(0, 12)}`;
  return { relation_table: table, column1: 'record_id', column2: 'listed_id' };
}

const texts: ReadonlySet<string> = new Set(['char', 'text']);

/** @throws ConnectorError `record` where the field that is there cannot hold what the wanted one would */
export async function compare(
  session: OdooSession,
  path: string,
  existing: Readonly<Record<string, JsonValue>>,
  column: Column,
  options?: CallOptions,
): Promise<void> {
  const alike =
    existing.ttype === column.ttype || (texts.has(String(existing.ttype)) && texts.has(column.ttype));
  if (!alike || (column.relation !== undefined && existing.relation !== column.relation))
    throw new ConnectorError(
      'record',
      `${path} is there already, but as ${existing.ttype}${existing.relation ? ` to ${existing.relation}` : ''}, not ${column.ttype}${column.relation === undefined ? '' : ` to ${column.relation}`}; take another name or remove it in Odoo`,
    );
  if (texts.has(column.ttype) && typeof existing.size === 'number' && existing.size > 0)
    if (column.size === undefined || existing.size < column.size)
      throw new ConnectorError(
        'record',
        `${path} is there already, but holds only ${existing.size} characters; take another name or remove it in Odoo`,
      );
  if (column.selection_ids === undefined) return;
  const rows = await session.searchRead(
    'ir.model.fields.selection',
    [['field_id', '=', existing.id ?? false]],
    ['value'],
    {},
    options,
  );
  const there = new Set(rows.map((row) => row.value));
  const missing = column.selection_ids.flatMap((command) => {
    const values: JsonValue = Array.isArray(command) ? (command[2] ?? null) : null;
    const value = objectOf(values, 'selection_ids').value ?? null;
    return there.has(value) ? [] : [String(value)];
  });
  if (missing.length > 0)
    throw new ConnectorError(
      'record',
      `${path} is there already, but lacks the options ${missing.join(', ')}`,
    );
}
