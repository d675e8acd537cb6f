import { isConfiguration } from '../plan/phase.ts';
import type { Plan } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import type { Session } from '../runtime/session.ts';
import { digestOf } from '../schema/digest.ts';
import type { MigrationContext } from './context.ts';
import { countMaps, type MapCounts, type Worklist, worklist } from './counts.ts';
import { extract } from './extract.ts';
import { refuseDrift } from './run.ts';
import { missingFromStage, readManifest, stageDigest } from './stage.ts';

/** What the maps inside of `provision` did. */
export interface ConfigurationResult {
  /** Source entities that they read and that are not extracted yet: nothing can be said of their records. */
  readonly unextracted: readonly string[];
  /** What became of their records so far; those that no `provision` has met are in no state. */
  readonly maps: readonly MapCounts[];
  readonly worklist: Worklist;
}

/** The part of the extraction that `provision` needs: what its maps read, and where options come from. */
function ownExtraction(plan: Plan): Pick<Plan, 'extract'> {
  const read = new Set(
    Object.values(plan.maps)
      .filter(isConfiguration)
      .flatMap(({ reads }) => reads),
  );
  for (const step of plan.provision)
    if (step.kind === 'field' && step.optionsFrom) read.add(step.optionsFrom.entity);
  return { extract: plan.extract.filter(({ entity }) => read.has(entity)) };
}

/** Source entities that `provision --apply` has to read first: then, and only then, it needs the source. */
export function unextractedConfiguration(
  context: Pick<MigrationContext, 'plan' | 'directory'>,
): readonly string[] {
  return missingFromStage(ownExtraction(context.plan), readManifest(context));
}

/** Extracts what the maps inside of `provision` read and the stage lacks. @throws as `extract` */
export async function extractConfiguration(context: MigrationContext): Promise<void> {
  if (unextractedConfiguration(context).length === 0) return;
  await extract({ ...context, plan: { ...context.plan, ...ownExtraction(context.plan) } }, { again: false });
}

/**
 * Applies the maps inside of `provision`, as a run applies the others: what was refused before is tried again, rows that
 * are gone are made again, what is as it should be is left alone.
 * @throws MigrationError as `run`
 */
export async function applyConfiguration(context: MigrationContext, session: Session): Promise<void> {
  if (!Object.values(session.plan.maps).some(isConfiguration)) return;
  await refuseDrift(session, 'provision');
  const staged = await stageDigest({ directory: context.directory, plan: ownExtraction(session.plan) });
  const { id } = session.journal.beginRun('provision', digestOf([session.planDigest, staged]));
  await drive(session, { run: id, retry: true, remake: true, only: null, maps: isConfiguration });
  session.journal.endRun(id, 'done');
}

export function configurationResult(context: MigrationContext, session: Session): ConfigurationResult {
  return {
    unextracted: unextractedConfiguration(context),
    maps: countMaps(session, isConfiguration),
    worklist: worklist(session.journal, session.plan, isConfiguration),
  };
}
