import { ConnectorError, type PreflightFinding } from '../connectors/contract.ts';
import type { Journal } from '../runtime/journal.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { FALLBACK, findFallback } from '../runtime/people.ts';
import { unheldRequires } from '../runtime/requires.ts';
import { patiently, readOptions, type Session } from '../runtime/session.ts';
import { bytesText } from '../schema/bytes-text.ts';
import { type MigrationContext, otherDatabase, withSession } from './context.ts';
import { findDrift } from './drift.ts';
import { preflightNeeds } from './preflight-needs.ts';
import { rehearse } from './rehearse.ts';
import { scanStage } from './scan-stage.ts';
import { type KnownPerson, sharedPeople } from './shared-people.ts';
import { missingFromStage, readManifest } from './stage.ts';

export interface PreflightResult {
  readonly findings: readonly PreflightFinding[];
  /** No finding is an error. */
  readonly ready: boolean;
}

/** What stands in the way of a run, all of it at once. Moves nothing. */
export async function preflight(context: MigrationContext): Promise<PreflightResult> {
  return withSession(
    context,
    async (session) => {
      const findings: PreflightFinding[] = [];
      findings.push(...stageFindings(context));
      findings.push(...(await sourceFindings(context, session)));
      const { plan, store, target } = session;
      const needs = preflightNeeds(plan, store, context.sourceSchema, await absentModels(session));
      findings.push(
        ...(await patiently(session, false, () => target.preflight(needs, readOptions(session)))),
      );
      if (findings.every(({ severity }) => severity !== 'error')) {
        const other = await otherDatabase(session);
        if (other !== null) findings.push({ severity: 'error', message: other });
      }
      for (const { message } of await findDrift(session)) findings.push({ severity: 'error', message });
      findings.push(...(await fallbackFindings(session)));
      findings.push(...journalFindings(session));
      if (findings.every(({ severity }) => severity !== 'error')) {
        findings.push(...(await recordFindings(context, session)));
      }
      return { findings, ready: findings.every((finding) => finding.severity !== 'error') };
    },
    { anyDatabase: true },
  );
}

/** Entities that the plan itself makes and that are not there yet: what they lack is told as drift. */
async function absentModels(session: Session): Promise<ReadonlySet<string>> {
  const models = session.plan.provision.flatMap((step) => (step.kind === 'model' ? [step.entity] : []));
  if (models.length === 0) return new Set();
  const live = await patiently(session, false, () => session.target.discover(models, readOptions(session)));
  return new Set(models.filter((model) => live.entities[model] === undefined));
}

/**
 * What the source says of its account. What is staged already moves without it, so that a source which cannot be reached
 * any more stands in the way of nothing but another `extract`.
 */
async function sourceFindings(
  { source, noSource, sourceSchema, plan }: MigrationContext,
  session: Session,
): Promise<readonly PreflightFinding[]> {
  if (noSource !== undefined)
    return [{ severity: 'info', message: `The source is not asked: ${withoutDot(noSource)}.` }];
  if (source?.preflight === undefined) return [];
  const entities = plan.extract.flatMap(({ entity, fields }) => {
    const whole = sourceSchema.entities[entity];
    if (whole === undefined) return [];
    const read = Object.entries(whole.fields).filter(([name]) => fields.includes(name));
    return [{ ...whole, fields: Object.fromEntries(read) }];
  });
  try {
    return await source.preflight(entities, readOptions(session));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const message = `The source cannot be asked: ${withoutDot(error.message)}. What is extracted can be moved all the same.`;
    return [{ severity: 'warning', message }];
  }
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function stageFindings(context: MigrationContext): readonly PreflightFinding[] {
  const manifest = readManifest(context);
  const missing = missingFromStage(context.plan, manifest);
  const findings: PreflightFinding[] = missing.map((entity) => ({
    severity: 'error',
    message: `${entity} is not extracted yet. Run "mapc extract".`,
  }));
  for (const { entity } of context.plan.extract) {
    const staged = manifest?.entities[entity];
    if (staged === undefined || staged.records === staged.counted) continue;
    findings.push({
      severity: 'warning',
      message: `${entity}: the source counted ${staged.counted} records and ${staged.records} were read; it changed meanwhile, or some cannot be read.`,
    });
  }
  return findings;
}

async function fallbackFindings(session: Session): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  for (const map of Object.values(session.plan.maps)) {
    if (map.kind !== 'owners') continue;
    try {
      await findFallback(session, map);
    } catch (error) {
      if (!(error instanceof MigrationError) || error.kind !== 'unready') throw error;
      findings.push({ severity: 'error', message: error.message });
    }
  }
  return findings;
}

/** What the staged records themselves will run into: it needs a complete stage and a target that is as expected. */
async function recordFindings(
  context: MigrationContext,
  session: Session,
): Promise<readonly PreflightFinding[]> {
  const owners = Object.values(session.plan.maps).filter((map) => map.kind === 'owners');
  const { waiting, shared } = await rehearse(
    context,
    session,
    (map) => map.kind === 'owners',
    ({ journal }) => ({
      waiting: new Map(
        owners.map((map) => [
          map.source,
          new Set(
            [...journal.units(map.id)].flatMap((unit) => (unit.result === 'queued' ? [unit.unit] : [])),
          ),
        ]),
      ),
      shared: sharedPeople(owners.flatMap((map) => knownPeople(journal, map.id))),
    }),
  );
  const { largestFile } = session.target.traits;
  const scan = scanStage(session.plan, session.store, session.schema, waiting, largestFile);
  const unheld = unheldRequires(session.plan, session.store);
  const people = [...waiting].filter(([, ids]) => ids.size > 0);
  return [
    ...unheld.map(({ action, message }) => ({
      severity: action === 'reject' ? ('error' as const) : ('warning' as const),
      message: `The map requires of the whole: ${message}.`,
    })),
    ...people.map(([entity, ids]) => ({
      severity: 'warning' as const,
      message: `${entity}: people found nowhere in the target: ${ids.size} of ${session.store.count(entity)}, references to them: ${scan.waitingFor.get(entity) ?? 0}; "mapc owners" lists them.`,
    })),
    ...(shared === null ? [] : [{ severity: 'warning' as const, message: shared }]),
    ...scan.files.flatMap(({ entity, field, volume, tooLarge }) => [
      {
        severity: 'info' as const,
        message: `${entity}.${field}: ${volume.count} ${volume.count === 1 ? 'file' : 'files'} with ${bytesText(volume.bytes)}, the largest ${bytesText(volume.largest)}.`,
      },
      ...(tooLarge === 0
        ? []
        : [
            {
              severity: 'warning' as const,
              message: `${entity}.${field}: ${tooLarge} of these files ${tooLarge === 1 ? 'is' : 'are'} larger than the ${bytesText(largestFile ?? 0)} that the target takes; where they are written, their records will be rejected.`,
            },
          ]),
    ]),
    ...scan.orphans.map(({ entity, field, count, examples }) => ({
      severity: 'warning' as const,
      message: `${entity}.${field}: references to records that the source does not have: ${count} (${examples.join(', ')}).`,
    })),
    ...scan.circles.map(({ entity, field, target, count, example }) => ({
      severity: 'warning' as const,
      message: `${entity}.${field}: records that are their own ancestors: ${count} (${example.join(' -> ')}); ${target} takes no circles, so they will be rejected.`,
    })),
  ];
}

/** People who are somebody of the target; those whom the map itself gives to one user are left out. */
function knownPeople(journal: Journal, map: string): readonly KnownPerson[] {
  return [...journal.units(map)].flatMap(({ unit, state, entity, target, reason }) =>
    state === 'matched' && entity !== null && target !== null && reason !== FALLBACK
      ? [{ source: unit, entity, id: target }]
      : [],
  );
}

function journalFindings(session: Session): readonly PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  const open = session.journal.openOps().length;
  if (open > 0) {
    findings.push({
      severity: 'info',
      message: `${open} writes of a run that was stopped are unsettled; the next run settles them first.`,
    });
  }
  return findings;
}
