import type { CallOptions } from '../contract.ts';
import { externalIds, orNone } from './external-ids.ts';
import { type FormPlace, formPlace } from './form-place.ts';
import type { OdooSession } from './session.ts';
import { idOf } from './session.ts';

/** The form that Odoo shows of a model when nobody asks for another one. */
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
  const domain = [
    ['model', '=', model],
    ['type', '=', 'form'],
    ['mode', '=', 'primary'],
    ['inherit_id', '=', false],
    ['active', '=', true],
  ];
  const order = { order: 'priority, name, id', limit: 1 };
  const [view] = await orNone(() => session.searchRead('ir.ui.view', domain, ['arch_db'], order, options));
  if (view === undefined) return null;
  const id = idOf(view);
  const name = (await externalIds(session, 'ir.ui.view', [id], options)).get(id) ?? null;
  const own = name?.startsWith('__') === true || name?.startsWith('studio_customization.') === true;
  return { id, externalId: own ? null : name, place: formPlace(String(view.arch_db)) };
}
