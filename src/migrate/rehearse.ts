import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MapPlan } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import { Journal } from '../runtime/journal.ts';
import { Paces } from '../runtime/pace.ts';
import type { Session } from '../runtime/session.ts';
import { WriteQueue } from '../runtime/write-queue.ts';
import { type MigrationContext, workDirectory } from './context.ts';
import { rehearsalTarget } from './rehearsal-target.ts';

/**
 * Does everything that a run would do, without writing to the target: the journal is a copy, and what would be written
 * is kept in memory beside what the target really has. Hands the rehearsal's session and its run to `look`, then forgets
 * it.
 * @param remake what people deleted in the target is made again
 */
export async function rehearse<T>(
  context: MigrationContext,
  session: Session,
  maps: ((map: MapPlan) => boolean) | null,
  look: (rehearsal: Session, run: number) => T | Promise<T>,
  remake = false,
): Promise<T> {
  const path = join(workDirectory(context), 'rehearsal.db');
  const forget = (): void => {
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  };
  forget();
  session.journal.copyTo(path);
  const journal = new Journal(path, { now: context.now });
  try {
    const target = rehearsalTarget(session.target, session.schema);
    const rehearsal: Session = {
      ...session,
      journal,
      target,
      paces: new Paces(target.traits),
      queue: new WriteQueue(target.traits.concurrency),
      // Nobody waits in a rehearsal for an answer that another process lost.
      settings: { ...session.settings, lateCommit: 0 },
      traced: true,
    };
    const { id } = journal.beginRun('run', 'rehearsal');
    await drive(rehearsal, { run: id, retry: true, remake, only: null, maps });
    return await look(rehearsal, id);
  } finally {
    journal.close();
    forget();
  }
}
