/**
 * A task without a customer takes that of the task above it, else of its project: when it is put below a task or into
 * a project, and whenever a task above it is given a customer, be it the same (`_compute_partner_id` of `project.task`). A
 * migration changes no task by writing another one, and no field that the map does not name.
 */
import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import type { RowWrite } from '../alike.ts';
import { idOf, type OdooSession } from '../session.ts';

/** What a task is below; a task that loses both loses its customer too. */
const ABOVE = ['parent_id', 'project_id'] as const;

/** Runs `write` with tasks as they are sent, and takes from others what they took in passing. @throws ConnectorError */
export async function updatingTasks(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  write: (rows: readonly RowWrite[]) => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  if (entity.fields.partner_id === undefined) return write(rows);
  const moved = rows.filter(
    ({ values }) => ABOVE.some((field) => field in values) && !('partner_id' in values),
  );
  const now = await customers(
    session,
    moved.map(({ id }) => id),
    options,
  );
  const sent = rows.map((row) => {
    const customer = now.get(row.id);
    return customer === undefined ? row : { id: row.id, values: { ...row.values, partner_id: customer } };
  });
  const givers = sent.flatMap(({ id, values }) => (typeof values.partner_id === 'number' ? [id] : []));
  const without =
    givers.length === 0 ? [] : await tasks(session, [...below(givers), ['partner_id', '=', false]], options);
  await write(sent);
  const given = new Set<JsonValue>(givers);
  // In 16.0 the project of a task that is put below another is worked out anew, and its customer with it, whatever the call
  // says of that.
  const own = sent.flatMap(({ id, values }) => (values.partner_id === false ? [id] : []));
  const wanted = [...new Set([...without, ...own])].filter((id) => !given.has(id));
  if (wanted.length === 0) return;
  const domain: JsonValue[] = [
    ['id', 'in', wanted],
    ['partner_id', '!=', false],
  ];
  const filled = await tasks(session, domain, options);
  if (filled.length > 0)
    await session.call('project.task', 'write', [filled, { partner_id: false }], {}, options);
}

/** Tasks and all below them. */
function below(ids: readonly number[]): readonly JsonValue[] {
  return [['id', 'child_of', ids]];
}

async function tasks(
  session: OdooSession,
  domain: JsonValue,
  options?: CallOptions,
): Promise<readonly number[]> {
  return (await session.searchRead('project.task', domain, ['id'], {}, options)).map(idOf);
}

async function customers(
  session: OdooSession,
  ids: readonly number[],
  options?: CallOptions,
): Promise<ReadonlyMap<number, JsonValue>> {
  if (ids.length === 0) return new Map();
  const rows = await session.searchRead('project.task', [['id', 'in', ids]], ['partner_id'], {}, options);
  return new Map(rows.map((row) => [idOf(row), row.partner_id ?? false]));
}
