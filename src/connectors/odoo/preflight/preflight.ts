import type { CallOptions, PreflightFinding, PreflightNeeds } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import { modulesOf } from '../discovery/modules.ts';
import { orNone } from '../external-ids.ts';
import { sharesAddresses } from '../habits/partner-flow.ts';
import { supportedVersions } from '../knowledge.ts';
import { mayDo } from '../rights.ts';
import type { OdooSession } from '../session.ts';
import { automationFindings } from './automations.ts';
import { editionFindings, seriesOf } from './edition.ts';
import { fileFindings } from './files.ts';
import { mailFindings } from './mail.ts';
import { lackingFindings, missingModel } from './missing.ts';
import { scheduledFindings } from './scheduled.ts';
import { stageFindings } from './stage-messages.ts';

/**
 * Tries what a run will need: the server, its version, the login, the language, the company, every model and the right
 * to read its records, of those that are written also to create, change and delete them, and the right to make custom
 * fields. Then what may get in its way: modules that are missing, what Odoo does of its own accord with records that come,
 * room for files, mail. Writes nothing.
 */
export async function preflight(
  session: OdooSession,
  needs: PreflightNeeds,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  const { login, db } = session.config;
  try {
    const version = await session.version(options);
    const series = seriesOf(version);
    if (!(series >= supportedVersions.from && series <= supportedVersions.to))
      findings.push({
        severity: 'warning',
        message: `Odoo ${version} is outside of what is supported (${supportedVersions.from} to ${supportedVersions.to}); run a sample first`,
      });
    await session.user(options);
    await session.company(options);
  } catch (error) {
    // Without a login nothing else can be asked.
    if (error instanceof ConnectorError) return [...findings, { severity: 'error', message: error.message }];
    throw error;
  }
  const languages = await orNone(() =>
    session.searchRead('res.lang', [['code', '=', session.language]], ['active'], {}, options),
  );
  if (languages[0]?.active !== true)
    findings.push({
      severity: 'error',
      message: `The language ${session.language} is not active in the database ${db}; activate it, or name another in run.language`,
    });
  const entities = new Set(needs.entities);
  for (const entity of [...entities].sort())
    findings.push(...(await modelFindings(session, entity, Object.hasOwn(needs.written, entity), options)));
  if ((await mayDo(session, 'ir.model.fields', 'create', options)) !== true)
    findings.push({
      severity: 'warning',
      message: `${login} may not make custom fields; provisioning needs the right "Administration: Access Rights"`,
    });
  const { modules, unread } = await modulesOf(session, [], options);
  const installed = unread.length === 0 ? modules : null;
  return [
    ...findings,
    ...(await lackingFindings(session, needs, installed, options)),
    ...(await rulesOfModels(session, entities, options)),
    ...personalStages(needs),
    ...(await automationFindings(session, needs, options)),
    ...(await scheduledFindings(session, needs, options)),
    ...(await stageFindings(session, needs, options)),
    ...(await fileFindings(session, needs.files, options)),
    ...(await mailFindings(session, options)),
    ...(await editionFindings(session, installed, options)),
    {
      severity: 'info',
      message:
        installed === null
          ? `${login} may not see which modules are installed; they are told by their models`
          : `Modules installed in ${db}: ${installed.length}`,
    },
  ];
}

/** Rules of Odoo under which rows of these models end up otherwise than a person may expect. */
async function rulesOfModels(
  session: OdooSession,
  entities: ReadonlySet<string>,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  if (entities.has('crm.team')) {
    const field = 'is_membership_multi';
    const [team] = await orNone(() =>
      session.searchRead('crm.team', [], [field], { limit: 1, order: 'id' }, options),
    );
    if (team?.[field] === false)
      findings.push({
        severity: 'warning',
        message:
          'Multi Teams is off in Odoo: a person who joins a second sales team leaves the first. Where people are in several teams, switch it on in the settings of CRM before the run',
      });
  }
  if (entities.has('res.partner') && (await sharesAddresses(session, options)))
    findings.push({
      severity: 'warning',
      message:
        'After Odoo 18.0 a company and its contacts share one address, the one that was written last; a contact whose own address matters needs another type than "contact"',
    });
  return findings;
}

/** What a rollback cannot take away: Odoo shows these stages to their owner alone, who keeps at least one. */
function personalStages({ written }: PreflightNeeds): readonly PreflightFinding[] {
  if (written['project.task']?.includes('user_ids') !== true) return [];
  return [
    {
      severity: 'info',
      message:
        'Whoever is given a first task gets stages for their own tasks from Odoo (Inbox, Today, …), which nobody else sees; a rollback leaves them',
    },
  ];
}

const operations = [
  ['read', 'read'],
  ['create', 'create'],
  ['write', 'change'],
  ['unlink', 'delete'],
] as const;

async function modelFindings(
  session: OdooSession,
  model: string,
  isWritten: boolean,
  options?: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const missing: string[] = [];
  for (const [operation, word] of isWritten ? operations : operations.slice(0, 1)) {
    const may = await mayDo(session, model, operation, options);
    if (may === null) return [await missingModel(session, model, options)];
    if (!may) missing.push(word);
  }
  return missing.length === 0
    ? []
    : [
        {
          severity: 'error',
          message: `${session.config.login} may not ${missing.join(', ')} ${model}; give it the rights, or another login to the environment`,
        },
      ];
}
