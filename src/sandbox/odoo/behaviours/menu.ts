import type { Behaviour } from '../behaviour.ts';
import type { DomainNode } from '../domain.ts';
import type { Environment } from '../environment.ts';
import { OdooError, validationError } from '../errors.ts';
import { checkModelAccess } from './provisioning.ts';

const model = 'ir.ui.menu';

/** Menus: a search shows those that lead the caller somewhere, and their children move up when one is deleted. */
export const menu: Behaviour = {
  searchFilter(env): DomainNode | null {
    if (env.context['ir.ui.menu.full_list']) return null;
    return { kind: 'leaf', field: 'id', operator: 'in', value: [...visible(env)] };
  },
  beforeUnlink(env, ids) {
    for (const child of [...env.database.lookup(model, 'parent_id', ids)])
      env.write(model, [child], { parent_id: false });
  },
  computed: { complete_name: (env, id) => path(env, id) },
  displayName: path,
  recursion: {
    exception: 'odoo.exceptions.ValidationError',
    message: 'Error! You cannot create recursive menus.',
  },
};

/** Actions that open a window. */
export const windowAction: Behaviour = {
  afterCreate: (env, id) => checkAction(env, id),
  afterWrite: (env, id) => checkAction(env, id),
};

function checkAction(env: Environment, id: number): void {
  const opened = env.text('ir.actions.act_window', id, 'res_model') ?? '';
  if (!env.hasModel(opened)) throw validationError(`Invalid model name '${opened}' in action definition.`);
}

function path(env: Environment, id: number): string {
  const parent = env.ref(model, id, 'parent_id');
  const own = env.text(model, id, 'name') ?? '';
  return parent === null ? own : `${path(env, parent)}/${own}`;
}

function visible(env: Environment): ReadonlySet<number> {
  const seen = new Set<number>();
  for (const id of env.database.ids(model)) {
    if (!leadsSomewhere(env, id)) continue;
    for (let at: number | null = id; at !== null; at = env.ref(model, at, 'parent_id')) seen.add(at);
  }
  return seen;
}

function leadsSomewhere(env: Environment, id: number): boolean {
  const [kind, row] = (env.text(model, id, 'action') ?? '').split(',');
  if (kind !== 'ir.actions.act_window' || !env.exists(kind, Number(row))) return false;
  const groups = env.list(model, id, 'groups_id');
  const own = env.list('res.users', env.uid, 'groups_id');
  if (groups.length > 0 && !groups.some((group) => own.includes(group))) return false;
  try {
    checkModelAccess(env, env.text(kind, Number(row), 'res_model') ?? '', 'read');
    return true;
  } catch (error) {
    if (error instanceof OdooError) return false;
    throw error;
  }
}
