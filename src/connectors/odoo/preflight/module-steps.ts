import type { CallOptions } from '../../contract.ts';
import type { OdooSession, WireRow } from '../session.ts';
import { look, textOf } from './look.ts';
import { originOfModule } from './module-origin.ts';

/**
 * How a person brings a module into an Odoo, in words: which one it is, where it comes from, what to click. Nothing is
 * installed by `mapc`: a module changes the database for everybody. Null for a module that is installed.
 */
export async function moduleSteps(
  session: OdooSession,
  module: string,
  options?: CallOptions,
): Promise<string | null> {
  const fields = ['name', 'shortdesc', 'state', 'license', 'to_buy', 'application'];
  const seen = await look(session, 'ir.module.module', [['name', '=', module]], fields, options);
  const row = typeof seen === 'string' ? undefined : seen[0];
  return row === undefined ? unlisted(module, seen === 'forbidden') : listed(module, row);
}

function listed(module: string, row: WireRow): string | null {
  const named = `module "${textOf(row, 'shortdesc')}" (${module})`;
  switch (textOf(row, 'state')) {
    case 'installed':
      return null;
    case 'to install':
    case 'to upgrade':
    case 'to remove':
      return `${named}, which waits for Odoo to carry out what was asked for it: Apps > Apply Scheduled Upgrades`;
    case 'uninstallable':
      return row.to_buy === true || isEnterprise(row)
        ? `Enterprise ${named}, which comes with a subscription to Odoo Enterprise`
        : `${named}, which Odoo calls not installable: its version is for another Odoo`;
    default:
      return `${isEnterprise(row) ? 'Enterprise ' : ''}${named}: ${clicks(module, textOf(row, 'shortdesc'), row.application === true)}`;
  }
}

function isEnterprise(row: WireRow): boolean {
  return /^OEEL/.test(textOf(row, 'license'));
}

/** The list of apps hides what is no application behind a filter. */
function clicks(module: string, label: string, application: boolean): string {
  return application
    ? `Apps > search "${label}" > Activate`
    : `Apps > take away the filter "Apps" > search "${module}" > Activate`;
}

/** @param hidden whether the login may not read the list */
function unlisted(module: string, hidden: boolean): string {
  const origin = originOfModule(module);
  if (origin?.from === 'enterprise')
    return `Enterprise module ${module}, which comes with a subscription to Odoo Enterprise`;
  if (origin?.from !== undefined)
    return `OCA module ${module} of ${origin.from.repository}: put its folder into the addons path, then Apps > Update Apps List > ${clicks(module, module, false).slice('Apps > '.length)}`;
  return hidden
    ? `module ${module}: ${clicks(module, module, false)}`
    : `module ${module}, which this server does not have: put its folder into the addons path, then Apps > Update Apps List > ${clicks(module, module, false).slice('Apps > '.length)}`;
}
