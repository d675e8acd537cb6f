import type { CallOptions, PreflightFinding, PreflightNeeds } from '../../contract.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { originOfModel } from './module-origin.ts';
import { moduleSteps } from './module-steps.ts';

const NOT_OURS = 'mapc installs nothing itself';

/** A model that the maps need and that Odoo lacks. */
export async function missingModel(
  session: OdooSession,
  model: string,
  options?: CallOptions,
): Promise<PreflightFinding> {
  const origin = originOfModel(model);
  const steps = origin === null ? null : await moduleSteps(session, origin.module, options);
  return {
    severity: 'error',
    message:
      steps === null
        ? `Odoo has no model ${model}, which the maps need: install the module that brings it; ${NOT_OURS}`
        : `Odoo has no model ${model}, which the maps need. It is of the ${steps}; ${NOT_OURS}`,
  };
}

/**
 * Modules that the maps take to be there and that are not, and what they do without: how to get it, and what becomes of
 * the records otherwise.
 * @param installed null where the login may not read the list of modules
 */
export async function lackingFindings(
  session: OdooSession,
  needs: Pick<PreflightNeeds, 'modules' | 'lacking'>,
  installed: readonly string[] | null,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  for (const { name, where } of needs.modules) {
    if (installed?.includes(name) === true) continue;
    const steps = await moduleSteps(session, name, options);
    findings.push(
      installed === null
        ? {
            severity: 'info',
            message: `The maps were compiled for an Odoo with the module ${name} (${where}); whether it is installed cannot be told, for the login may not see the modules`,
          }
        : {
            severity: 'error',
            message: `${name} is not installed, and the maps were compiled for an Odoo that has it (${where}). Install it${steps === null ? '' : ` (${steps})`}, or discover the target again, for the other side of the condition; ${NOT_OURS}`,
          },
    );
  }
  for (const { what, name, instead } of needs.lacking) {
    const module = what === 'module' ? name : originOfModel(name)?.module;
    const there =
      what === 'module' ? installed?.includes(name) === true : await isThere(session, name, options);
    const steps = there || module === undefined ? null : await moduleSteps(session, module, options);
    findings.push(
      there
        ? {
            severity: 'warning',
            message: `${name} is there now, though the maps were compiled for an Odoo without it: ${instead}. Discover the target and compile again to make use of it`,
          }
        : {
            severity: 'info',
            message: `${name} is not there${steps === null ? '' : ` (${steps})`}: ${instead}`,
          },
    );
  }
  return findings;
}

/** Whether Odoo has a model, or a field (`model.field`). */
async function isThere(session: OdooSession, name: string, options?: CallOptions): Promise<boolean> {
  if ((await mayDo(session, name, 'read', options)) !== null) return true;
  const dot = name.lastIndexOf('.');
  const model = name.slice(0, Math.max(dot, 0));
  if (model === '' || (await mayDo(session, model, 'read', options)) === null) return false;
  return Object.hasOwn(await session.describe(model, options), name.slice(dot + 1));
}
