import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../connectors/contract.ts';
import { Journal } from '../runtime/journal.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, workDirectory } from './context.ts';

/** Which rows of the target this project made itself, as its journal says. */
export interface OwnRows {
  isOwn(entity: string, id: JsonValue): boolean;
  close(): void;
}

const NONE: OwnRows = { isOwn: () => false, close: () => undefined };

/**
 * None where there is no journal, or it speaks of another database: there the ids mean other rows.
 * @throws ConnectorError where the target does not say which database it is; MigrationError `format`
 */
export async function openOwnRows(
  context: Pick<MigrationContext, 'directory' | 'now'>,
  target: Pick<Target, 'identity'>,
): Promise<OwnRows> {
  const path = join(workDirectory(context), 'journal.db');
  if (!existsSync(path)) return NONE;
  const journal = new Journal(path, { now: context.now });
  try {
    const known = journal.database();
    if (known === null || known !== (await target.identity())) {
      journal.close();
      return NONE;
    }
  } catch (error) {
    journal.close();
    throw error;
  }
  return {
    isOwn: (entity, id) => (typeof id === 'number' || typeof id === 'string') && journal.isOwn(entity, id),
    close: () => journal.close(),
  };
}
