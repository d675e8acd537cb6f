import { env } from 'node:process';
import { people } from '../../../src/sandbox/odoo/seed-demo.ts';
import type { Variables } from '../../e2e/support/project.ts';

/** Where the real Odoo is, as the environment says it. */
const NEEDED = ['ODOO_URL', 'ODOO_DB', 'ODOO_LOGIN', 'ODOO_PASSWORD'] as const;

/** Which of the variables that a live test needs are not set. */
export function notSet(...more: readonly string[]): readonly string[] {
  return [...NEEDED, ...more].filter((name) => (env[name] ?? '') === '');
}

export const odoo: Variables = Object.fromEntries(NEEDED.map((name) => [name, env[name] ?? '']));

async function rpc(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const answer = await fetch(new URL('/jsonrpc', odoo.ODOO_URL), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } }),
  });
  const { result, error } = (await answer.json()) as {
    readonly result?: unknown;
    readonly error?: { readonly data?: { readonly message?: string } };
  };
  if (error !== undefined) throw new Error(error.data?.message ?? JSON.stringify(error));
  return result;
}

let user: Promise<unknown> | null = null;

/** One call of Odoo's `execute_kw`. @throws Error with what Odoo said */
export async function call(
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { ODOO_DB: db, ODOO_LOGIN: login, ODOO_PASSWORD: password } = odoo;
  // Odoo takes its time to check a password.
  user ??= rpc('common', 'login', [db, login, password]);
  return rpc('object', 'execute_kw', [db, await user, password, model, method, args, kwargs]);
}

/** What a migration must leave as many of as it found. */
const COUNTED = [
  'calendar.attendee',
  'calendar.event',
  'crm.lead',
  'crm.lost.reason',
  'crm.stage',
  'crm.team',
  'ir.actions.act_window',
  'ir.attachment',
  'ir.model',
  'ir.model.data',
  'ir.model.fields',
  'ir.ui.menu',
  'ir.ui.view',
  'mail.activity',
  'mail.alias',
  'mail.followers',
  'mail.message',
  'product.category',
  'product.pricelist',
  'product.pricelist.item',
  'product.product',
  'product.template',
  'project.project',
  'project.task',
  'project.task.type',
  'res.partner',
  'res.partner.industry',
  'utm.source',
] as const;

/** How many rows there are, archived ones too. */
export async function counts(): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  for (const model of COUNTED) {
    // What Odoo itself keeps of its web pages comes and goes.
    const where = model === 'ir.attachment' ? [['res_model', '!=', 'ir.ui.view']] : [];
    all[model] = await call(model, 'search_count', [where], { context: { active_test: false } });
  }
  return all;
}

/** Stages of tasks that are no project's and nobody's, as those of a user who is deleted come to be. */
async function ownerless(): Promise<readonly number[]> {
  const domain = [
    ['project_ids', '=', false],
    ['user_id', '=', false],
  ];
  return (await call('project.task.type', 'search', [domain])) as readonly number[];
}

/**
 * The people whom Function 365 knows, as users of the real Odoo; `remove` takes them away again, with the stages that Odoo
 * gave each of them for his own tasks.
 */
export async function makeUsers(): Promise<{ readonly remove: () => Promise<void> }> {
  const made = await call(
    'res.users',
    'create',
    [
      people.map(([name, login]) => ({
        name,
        login: `${login}@function365.example`,
        email: `${login}@function365.example`,
      })),
    ],
    { context: { no_reset_password: true } },
  );
  const rows = (await call('res.users', 'read', [made, ['partner_id']])) as readonly {
    readonly partner_id: readonly [number, string];
  }[];
  return {
    async remove() {
      const before = new Set(await ownerless());
      await call('res.users', 'unlink', [made]);
      await call('project.task.type', 'unlink', [(await ownerless()).filter((id) => !before.has(id))]);
      await call('res.partner', 'unlink', [rows.map((row) => row.partner_id[0])]);
    },
  };
}
