/**
 * With a task Odoo deletes all tasks below it, and with a project all tasks in it, whoever made them. What a migration takes
 * away is what it made.
 */
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { writeAlike } from '../alike.ts';
import { idOf, type OdooSession } from '../session.ts';

/**
 * Before tasks are deleted: others below them come to stand alone, with the customers that they have.
 * @throws ConnectorError
 */
export async function freeTasksBelow(
  session: OdooSession,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  const domain: JsonValue = [
    ['parent_id', 'in', ids],
    ['id', 'not in', ids],
  ];
  const others = await session.searchRead('project.task', domain, ['partner_id'], {}, options);
  const freed = others.map((row) => ({
    id: idOf(row),
    values: { parent_id: false, partner_id: row.partner_id ?? false },
  }));
  await writeAlike(session, 'project.task', freed, options);
}

/** @throws ConnectorError `record` where one of these projects has tasks */
export async function refuseTasksWithin(
  session: OdooSession,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  const models = await session.modelIds(['project.task'], options);
  if (!models.has('project.task')) return;
  const domain: JsonValue = [['project_id', 'in', ids]];
  const count = await session.call('project.task', 'search_count', [domain], {}, options);
  if (typeof count !== 'number' || count === 0) return;
  throw new ConnectorError(
    'record',
    `${count === 1 ? 'A task stands' : `${count} tasks stand`} in the project, and Odoo would delete ${count === 1 ? 'it' : 'them'} too: move ${count === 1 ? 'it' : 'them'} to another project, or delete ${count === 1 ? 'it' : 'them'}`,
  );
}
