import { type MigrationContext, openJournal } from './context.ts';
import { type Worklist, worklist } from './counts.ts';

/** What people have to look at, as the journal has it now. */
export function readWorklist(context: MigrationContext): Worklist {
  const journal = openJournal(context);
  try {
    return worklist(journal, context.plan);
  } finally {
    journal.close();
  }
}
