import type { CallOptions } from '../../contract.ts';
import { KEYS } from '../knowledge.ts';
import { idOf, type OdooSession } from '../session.ts';
import type { ViewKind } from './nodes.ts';

/** The ids that what people see of a model has in the module of `KEYS`: the same as in a module that is emitted. */
export function namesOf(model: string) {
  const id = model.replaceAll('.', '_');
  return {
    form: `view_${id}_form`,
    list: `view_${id}_list`,
    search: `view_${id}_search`,
    action: `action_${id}`,
    menu: `menu_${id}`,
  };
}
/** The entry under which those of all models stand. */
export const ROOT = 'menu_migrated_data';

/** Odoo shows a login the menus only that lead it somewhere, unless it is asked for all. */
export const ALL_MENUS = { 'ir.ui.menu.full_list': true };

export interface StoredView {
  readonly id: number;
  readonly name: string;
  readonly arch: string;
  readonly active: boolean;
}
/** What there is of it. */
export interface Found {
  readonly views: Readonly<Partial<Record<ViewKind, StoredView>>>;
  readonly action: number | null;
  readonly menu: number | null;
  readonly root: number | null;
}

/** @throws ConnectorError `forbidden` too */
export async function findParts(session: OdooSession, model: string, options?: CallOptions): Promise<Found> {
  const names = namesOf(model);
  const rows = await session.searchRead(
    'ir.model.data',
    [
      ['module', '=', KEYS],
      ['name', 'in', [...Object.values(names), ROOT]],
    ],
    ['name', 'model', 'res_id'],
    {},
    options,
  );
  const idsOf = (of: string): Map<string, number> =>
    new Map(
      rows.flatMap((row) =>
        row.model === of && typeof row.res_id === 'number' ? [[String(row.name), row.res_id]] : [],
      ),
    );
  const present = async (of: string, context: Readonly<Record<string, boolean>>): Promise<Set<number>> => {
    const ids = [...idsOf(of).values()];
    if (ids.length === 0) return new Set();
    const found = await session.searchRead(of, [['id', 'in', ids]], ['name'], { context }, options);
    return new Set(found.map(idOf));
  };
  const views: Partial<Record<ViewKind, StoredView>> = {};
  const ids = idsOf('ir.ui.view');
  const stored =
    ids.size === 0
      ? []
      : await session.searchRead(
          'ir.ui.view',
          [['id', 'in', [...ids.values()]]],
          ['name', 'arch_db', 'active'],
          {},
          options,
        );
  for (const kind of ['form', 'list', 'search'] as const) {
    const row = stored.find(({ id }) => id === ids.get(names[kind]));
    if (row !== undefined)
      views[kind] = {
        id: idOf(row),
        name: String(row.name),
        arch: String(row.arch_db),
        active: row.active === true,
      };
  }
  const [actions, menus] = [
    await present('ir.actions.act_window', {}),
    await present('ir.ui.menu', ALL_MENUS),
  ];
  const there = (of: string, name: string, known: ReadonlySet<number>): number | null => {
    const id = idsOf(of).get(name);
    return id !== undefined && known.has(id) ? id : null;
  };
  return {
    views,
    action: there('ir.actions.act_window', names.action, actions),
    menu: there('ir.ui.menu', names.menu, menus),
    root: there('ir.ui.menu', ROOT, menus),
  };
}
