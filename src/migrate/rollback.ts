import type { RunKind } from '../runtime/journal-types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { recover } from '../runtime/recover.ts';
import type { Session } from '../runtime/session.ts';
import { type MigrationContext, withSession } from './context.ts';
import { settleOpenProvision } from './provision.ts';
import { type LeftAlone, Undoing } from './undoing.ts';

export interface RollbackOptions {
  /**
   * `records`: all that runs and samples moved. `sample`: only what samples moved. `provision`: what was provisioned;
   * refused while records stand. `leave`: undoes nothing; what rollbacks left alone stays in the target for good and the
   * journal forgets it, so that a later run finds those records by key, and what was provisioned can go.
   */
  readonly scope: 'records' | 'sample' | 'provision' | 'leave';
}
export interface RollbackResult {
  readonly deleted: number;
  readonly restored: number;
  readonly unprovisioned: number;
  /** Rows that stay in the target for good. */
  readonly forgotten: number;
  /** What was left alone, and why. */
  readonly left: readonly LeftAlone[];
}
/**
 * Undoes what was done, the latest first: created rows are deleted, updated ones get their former values back, members
 * that were added to lists are taken out, derived rows go last and only where nothing else refers to them. A row that a
 * person changed since is left alone and listed. A rollback that was stopped goes on with the same command.
 * @throws MigrationError `usage` where something that stands forbids it; `busy`, `stopped`, `interrupted`
 */
export async function rollback(context: MigrationContext, options: RollbackOptions): Promise<RollbackResult> {
  return withSession(context, async (session) => {
    await recover(session);
    const undoing = new Undoing(session);
    let forgotten = 0;
    switch (options.scope) {
      case 'records':
      case 'sample': {
        const runs = runsOf(session, options.scope === 'sample' ? ['sample'] : ['run', 'sample']);
        if (options.scope === 'sample') refuseLaterRun(session, runs);
        await undoing.keepTogether(runs, ['create', 'update', 'derive']);
        await undoing.undo(runs, ['create', 'update', 'delete']);
        await undoing.undo(runs, ['derive']);
        for (const run of runs) session.journal.endRun(run, 'undone');
        session.journal.forgetUnits(runs);
        break;
      }
      case 'provision': {
        const { create = 0, update = 0, derive = 0 } = session.journal.countOps(['run', 'sample']);
        if (create + update + derive > 0) {
          throw new MigrationError(
            'usage',
            `${create + update + derive} writes of a run still stand on what was provisioned. Roll the run back first; for what a rollback left alone, "mapc rollback --leave" lets it stay for good.`,
          );
        }
        await settleOpenProvision(session);
        const runs = runsOf(session, ['provision']);
        await undoing.keepTogether(runs, ['create', 'update', 'derive']);
        await undoing.undo(runs, ['create', 'update', 'delete']);
        await undoing.undo(runs, ['derive']);
        await undoing.undo(runs, ['provision-row', 'provision-view', 'provision-field', 'provision-model']);
        for (const run of runs) session.journal.endRun(run, 'undone');
        session.journal.forgetUnits(runs);
        break;
      }
      case 'leave':
        forgotten = session.journal.forgetLeft();
        break;
    }
    return { ...undoing.result(), forgotten };
  });
}

function runsOf(session: Session, kinds: readonly RunKind[]): ReadonlySet<number> {
  return new Set(session.journal.runs().flatMap((run) => (kinds.includes(run.kind) ? [run.id] : [])));
}

/** @throws MigrationError `usage` where a run built upon the sample */
function refuseLaterRun(session: Session, samples: ReadonlySet<number>): void {
  if (session.journal.standingRuns().some((run) => !samples.has(run))) {
    throw new MigrationError(
      'usage',
      'A run stands upon the sample. Roll back everything, or keep the sample.',
    );
  }
}
