import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MigrationError } from './migration-error.ts';

interface Lock {
  release(): void;
}

/**
 * The lock of a project: an exclusive transaction on a database of its own. The operating system gives it back when
 * the process dies, however it dies, so a killed run never blocks the next one.
 * @throws MigrationError `busy` where another run holds it
 */
export function acquireLock(directory: string): Lock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(directory, 'lock.db'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new MigrationError(
        'busy',
        'Another run of this project is alive. Wait until it has finished, or stop it, and start again.',
        error,
      );
    }
    throw error;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
