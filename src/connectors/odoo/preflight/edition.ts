import type { CallOptions, PreflightFinding } from '../../contract.ts';
import type { OdooSession } from '../session.ts';

/**
 * Which Odoo this is, where it is hosted and by which interface it is spoken to. What cannot be told from outside is said.
 *
 * On Odoo Online the external API belongs to the Custom plan, and from 19.0 on XML-RPC and JSON-RPC are deprecated, to be
 * removed with 22.0, on Odoo Online with 21.1 (odoo.com/documentation, developer/reference/external_api and
 * external_rpc_api).
 * @param modules installed ones; null where the login may not read them
 */
export async function editionFindings(
  session: OdooSession,
  modules: readonly string[] | null,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const version = await session.version(options);
  const findings: PreflightFinding[] = [
    { severity: 'info', message: `Odoo ${version}, ${editionOf(modules)}; ${hostingOf(session, version)}` },
  ];
  const { hostname } = new URL(session.config.url);
  if (version.startsWith('saas~') || /(^|\.)odoo\.com$/.test(hostname))
    findings.push({
      severity: 'warning',
      message:
        'On Odoo Online the external API belongs to the Custom plan: whoever holds the subscription looks whether it is that one, so that access is not withdrawn in the middle of a run',
    });
  const protocol = await session.protocol(options);
  if (seriesOf(version) >= 19 && protocol !== 'json2')
    findings.push({
      severity: 'warning',
      message: `Odoo ${version} is spoken to by ${protocol === 'xmlrpc' ? 'XML-RPC' : 'JSON-RPC'}, which is deprecated from 19.0 on and to be removed with 22.0 (Odoo Online 21.1); give the connection an api_key, so that it speaks JSON-2`,
    });
  return findings;
}

/** 17 of "17.0" and of "saas~17.2"; NaN for a version that names none. */
export function seriesOf(version: string): number {
  return Number.parseInt(/\d+/.exec(version)?.[0] ?? '', 10);
}

function editionOf(modules: readonly string[] | null): string {
  if (modules === null)
    return 'whether Community or Enterprise cannot be told, for the login may not see the modules';
  return modules.includes('web_enterprise') ? 'Enterprise' : 'Community';
}

/** Addresses under odoo.com are Odoo's own hosting: builds of Odoo.sh under dev.odoo.com, others of it like Odoo Online. */
function hostingOf({ config }: OdooSession, version: string): string {
  const { hostname } = new URL(config.url);
  if (version.startsWith('saas~')) return 'on Odoo Online, which alone has these versions';
  if (/\.dev\.odoo\.com$/.test(hostname)) return 'on Odoo.sh, as its address says';
  if (/(^|\.)odoo\.com$/.test(hostname))
    return 'on Odoo Online or Odoo.sh, which its address does not tell apart';
  return 'who hosts it cannot be told from its address';
}
