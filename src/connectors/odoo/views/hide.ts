import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooSession } from '../session.ts';
import { fieldsOf, isUntouched, withoutFields } from './arch.ts';
import { ALL_MENUS, type Found, findParts, type StoredView } from './parts.ts';

/**
 * Takes away what `show` made: of a model that was made all of it, of another one these fields, and the view with the
 * last of them. A view that a person changed stays, and with it all that was made for a model that was made.
 * @returns why something stays, a sentence each
 */
export async function hide(
  session: OdooSession,
  shown: { readonly entity: string; readonly made: boolean; readonly fields: readonly string[] },
  options?: CallOptions,
): Promise<readonly string[]> {
  const found = await findParts(session, shown.entity, options);
  const views = [found.views.form, found.views.list, found.views.search].filter((view) => view !== undefined);
  const fields = new Set(shown.fields);
  const changed = views.filter(
    ({ arch }) => !isUntouched(arch) && (shown.made || [...fieldsOf(arch)].some((name) => fields.has(name))),
  );
  const reasons = changed.map(
    ({ name }) =>
      `A person changed the view ${name} since, so it stays, and what it shows. Delete it in Odoo (Settings, Technical, Views), and roll back again.`,
  );
  try {
    if (!shown.made) for (const view of views) await withdraw(session, view, fields, options);
    else if (changed.length === 0) await removeAll(session, found, views, options);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
    return [...reasons, `${error.message}.`];
  }
  return reasons;
}

async function withdraw(
  session: OdooSession,
  view: StoredView,
  fields: ReadonlySet<string>,
  options?: CallOptions,
): Promise<void> {
  if (!isUntouched(view.arch) || ![...fieldsOf(view.arch)].some((name) => fields.has(name))) return;
  const rest = withoutFields(view.arch, fields);
  if (rest === null) await unlink(session, 'ir.ui.view', [view.id], options);
  else await session.call('ir.ui.view', 'write', [[view.id], { arch_db: rest }], {}, options);
}

/** The menu first: as long as it is there, it leads to something. */
async function removeAll(
  session: OdooSession,
  { menu, action, root }: Found,
  views: readonly StoredView[],
  options?: CallOptions,
): Promise<void> {
  if (menu !== null) await unlink(session, 'ir.ui.menu', [menu], options);
  if (root !== null) {
    const [child] = await session.searchRead(
      'ir.ui.menu',
      [['parent_id', '=', root]],
      ['name'],
      { context: ALL_MENUS, limit: 1 },
      options,
    );
    // With other entries below it, it stays: Odoo would turn them into apps.
    if (child === undefined) await unlink(session, 'ir.ui.menu', [root], options);
  }
  if (action !== null) await unlink(session, 'ir.actions.act_window', [action], options);
  if (views.length > 0)
    await unlink(
      session,
      'ir.ui.view',
      views.map(({ id }) => id),
      options,
    );
}

/** Rows that went meanwhile are no error. @throws ConnectorError */
async function unlink(
  session: OdooSession,
  model: string,
  ids: readonly number[],
  options?: CallOptions,
): Promise<void> {
  try {
    await session.call(model, 'unlink', [ids], {}, options);
  } catch (error) {
    const gone = error instanceof ConnectorError && /does not exist or has been deleted/.test(error.message);
    if (!gone) throw error;
  }
}
