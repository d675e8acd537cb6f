import type { CallOptions } from '../../contract.ts';
import { externalIds, orNone } from '../external-ids.ts';
import type { OdooSession, WireRow } from '../session.ts';
import { idOf, objectOf } from '../session.ts';
import { type FormPlace, formPlace } from './form-place.ts';

/** The form that Odoo shows of a model when nobody asks for another one, or the one that it is derived from. */
export interface PrimaryForm {
  readonly id: number;
  /** Null where no module of Odoo's owns it. */
  readonly externalId: string | null;
  readonly place: FormPlace;
}

/** Null where the model has no form, or the login may not see it. */
export async function primaryForm(
  session: OdooSession,
  model: string,
  options?: CallOptions,
): Promise<PrimaryForm | null> {
  const view = await primaryView(session, model, 'form', options);
  if (view === null) return null;
  const id = idOf(view);
  // One that is derived from the view of another model says only in what it differs.
  const arch =
    typeof view.inherit_id === 'number' ? await wholeArch(session, model, id, options) : String(view.arch_db);
  return { id, externalId: await ownedName(session, id, options), place: formPlace(arch) };
}

/** The external id of a model's search, to which a module can add; null where there is none. */
export async function primarySearch(
  session: OdooSession,
  model: string,
  options?: CallOptions,
): Promise<string | null> {
  const view = await primaryView(session, model, 'search', options);
  return view === null ? null : ownedName(session, idOf(view), options);
}

/** Null where no module of Odoo's owns the view. */
async function ownedName(session: OdooSession, id: number, options?: CallOptions): Promise<string | null> {
  const name = (await externalIds(session, 'ir.ui.view', [id], options)).get(id) ?? null;
  const own = name?.startsWith('__') === true || name?.startsWith('studio_customization.') === true;
  return own ? null : name;
}

/**
 * The view that Odoo takes of a model when nobody asks for another one. Where that is derived from another view of the
 * model, it is that one: what is added there is seen in all that are derived from it. Null where there is none, or the
 * login may not see it.
 */
export async function primaryView(
  session: OdooSession,
  model: string,
  type: 'form' | 'search',
  options?: CallOptions,
): Promise<WireRow | null> {
  const read = (where: readonly (readonly [string, string, string | number | boolean])[]) =>
    orNone(() =>
      session.searchRead(
        'ir.ui.view',
        [['model', '=', model], ['type', '=', type], ['active', '=', true], ...where],
        ['arch_db', 'inherit_id'],
        { order: 'priority, name, id', limit: 1 },
        options,
      ),
    );
  let [view] = await read([['mode', '=', 'primary']]);
  while (typeof view?.inherit_id === 'number') {
    const [parent] = await read([['id', '=', view.inherit_id]]);
    if (parent === undefined) break;
    view = parent;
  }
  return view ?? null;
}

/** As people get it, with all that adds to it. */
async function wholeArch(
  session: OdooSession,
  model: string,
  id: number,
  options?: CallOptions,
): Promise<string> {
  const views = objectOf(
    await session.call(model, 'get_views', [[[id, 'form']]], {}, options),
    'get_views',
  ).views;
  return String(objectOf(objectOf(views ?? null, 'get_views').form ?? null, 'get_views').arch);
}
