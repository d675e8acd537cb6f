import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import type { OdooSession } from '../session.ts';

/**
 * Odoo gives whoever gets a first task seven stages of his own, which nobody else sees; when the user is deleted they
 * stay, and are everybody's. Runs `remove`, which deletes users, and deletes these stages as well.
 * @throws ConnectorError
 */
export async function deletingUsers(
  session: OdooSession,
  remove: () => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const models = await session.modelIds(['project.task.type'], options);
  if (!models.has('project.task.type')) return remove();
  const domain: JsonValue = [
    ['user_id', '=', false],
    ['project_ids', '=', false],
  ];
  const ownerless = async (): Promise<readonly JsonValue[]> => {
    const ids = await session.call('project.task.type', 'search', [domain], {}, options);
    return Array.isArray(ids) ? ids : [];
  };
  const before = new Set(await ownerless());
  await remove();
  const stages = (await ownerless()).filter((id) => !before.has(id));
  if (stages.length > 0) await session.call('project.task.type', 'unlink', [stages], {}, options);
}
