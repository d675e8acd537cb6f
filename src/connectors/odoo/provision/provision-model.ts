import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions, ProvisionedModel, ProvisionOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { idsByExternalId } from '../external-ids.ts';
import type { OdooSession } from '../session.ts';
import { idOf, objectOf } from '../session.ts';
import { columnOf, compare, fieldRow, refuseName } from './provision.ts';

/** What takes a provisioned model away again. */
interface Receipt {
  readonly model: string;
  readonly id: number;
}

/** Who may work with a model that was made: nobody may without such a row, not even an administrator. */
const administrators = 'base.group_system';

/**
 * Makes a custom model (`ir.model`, state `manual`) with its fields and the access of the administrators, in one call.
 * Null where it is there already with all its fields.
 * @throws ConnectorError `record` for names that Odoo refuses, and where the model is there otherwise
 */
export async function provisionModel(
  session: OdooSession,
  model: ProvisionedModel,
  options?: ProvisionOptions,
): Promise<JsonValue | null> {
  refuseModelName(model.name);
  const siblings = model.fields.map(({ name }) => name);
  for (const name of siblings) refuseName(name);
  const columns = model.fields.map((field) => ({
    field,
    path: `${model.name}.${field.name}`,
    column: columnOf(`${model.name}.${field.name}`, siblings, field.type),
  }));
  const [existing] = await session.searchRead(
    'ir.model',
    [['model', '=', model.name]],
    ['state'],
    {},
    options,
  );
  if (existing !== undefined) {
    const rows = await session.searchRead(
      'ir.model.fields',
      [['model', '=', model.name]],
      ['name', 'ttype', 'relation', 'size'],
      {},
      options,
    );
    for (const { field, path, column } of columns) {
      const row = rows.find((one) => one.name === field.name);
      if (row === undefined)
        throw new ConnectorError(
          'record',
          `${model.name} is there already, but has no ${field.name}; provision that as a field of its own, or remove the model in Odoo`,
        );
      await compare(session, path, row, column, options);
    }
    return options?.adopt === true && existing.state === 'manual'
      ? { model: model.name, id: idOf(existing) }
      : null;
  }
  const [group] = await idsByExternalId(session, 'res.groups', [administrators], options);
  if (group === undefined)
    throw new ConnectorError('record', `Odoo has no group ${administrators}, which would own ${model.name}`);
  const major = await session.major(options);
  const created = await session.call(
    'ir.model',
    'create',
    [
      [
        {
          name: model.label,
          model: model.name,
          state: 'manual',
          field_id: columns.map(({ field, path, column }) => [0, 0, fieldRow(path, field, column, major)]),
          access_ids: [
            [
              0,
              0,
              {
                name: `${model.name} administrators`,
                group_id: group,
                perm_read: true,
                perm_write: true,
                perm_create: true,
                perm_unlink: true,
              },
            ],
          ],
        },
      ],
    ],
    {},
    options,
  );
  const id = Array.isArray(created) ? created[0] : created;
  if (typeof id !== 'number')
    throw new ConnectorError('lost', `Odoo did not say which model it made for ${model.name}`);
  session.forgetModel(model.name);
  return { model: model.name, id } satisfies Receipt;
}

/** @throws ConnectorError `record` for a name that Odoo does not take for a custom model */
export function refuseModelName(name: string): void {
  if (!/^x_[a-z0-9_.]{1,61}$/.test(name))
    throw new ConnectorError(
      'record',
      `Odoo takes a custom model only under a name such as x_${name.toLowerCase().replace(/[^a-z0-9_.]/g, '_')}: small letters, digits, underscores and points after x_, at most 63`,
    );
}

/** Removes the model with its rows. Nothing happens where it is gone, or where the id is another model's by now. */
export async function unprovisionModel(
  session: OdooSession,
  receipt: JsonValue,
  options?: CallOptions,
): Promise<void> {
  const { model, id } = objectOf(receipt, 'provision');
  if (typeof model !== 'string' || typeof id !== 'number')
    throw new ConnectorError('record', 'This is no receipt of a model that was made in Odoo');
  const rows = await session.searchRead(
    'ir.model',
    [
      ['id', '=', id],
      ['model', '=', model],
      ['state', '=', 'manual'],
    ],
    ['model'],
    {},
    options,
  );
  if (rows.length > 0) await session.call('ir.model', 'unlink', [rows.map(idOf)], {}, options);
  session.forgetModel(model);
}
