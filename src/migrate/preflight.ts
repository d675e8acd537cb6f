import type { PreflightFinding } from '../connectors/contract.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { findFallback } from '../runtime/people.ts';
import { patiently, readOptions, type Session } from '../runtime/session.ts';
import { createTransformer } from '../runtime/transform.ts';
import { type MigrationContext, withSession } from './context.ts';
import { findDrift } from './drift.ts';
import { missingFromStage, readManifest } from './stage.ts';

export interface PreflightResult {
  readonly findings: readonly PreflightFinding[];
  /** No finding is an error. */
  readonly ready: boolean;
}

/** What stands in the way of a run, all of it at once. Moves nothing. */
export async function preflight(context: MigrationContext): Promise<PreflightResult> {
  return withSession(context, async (session) => {
    const findings: PreflightFinding[] = [];
    findings.push(...stageFindings(context));
    const entities = [...new Set(session.plan.expects.map((expected) => expected.entity))].sort();
    findings.push(
      ...(await patiently(session, false, () => session.target.preflight(entities, readOptions(session)))),
    );
    for (const { message } of await findDrift(session)) findings.push({ severity: 'error', message });
    findings.push(...(await peopleFindings(session)));
    findings.push(...journalFindings(session));
    return { findings, ready: findings.every((finding) => finding.severity !== 'error') };
  });
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

async function peopleFindings(session: Session): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  for (const map of Object.values(session.plan.maps)) {
    if (map.kind !== 'owners') continue;
    try {
      await findFallback(session, map);
    } catch (error) {
      if (!(error instanceof MigrationError) || error.kind !== 'unready') throw error;
      findings.push({ severity: 'error', message: error.message });
    }
    const { queued = 0 } = session.journal.countResults(map.id);
    if (queued > 0) {
      findings.push({
        severity: 'warning',
        message: `${queued} people of ${map.id} wait for a person to say who they are; "mapc owners" lists them.`,
      });
    }
  }
  return findings;
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
  // Evaluates nothing: it only shows that every map of the plan can be turned into functions.
  createTransformer(session.plan, {
    store: session.store,
    ids: session.journal.idMap(),
    answers: { get: () => undefined },
  });
  return findings;
}
