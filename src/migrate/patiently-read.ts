import { ConnectorError } from '../connectors/contract.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { checkInterrupted } from '../runtime/session.ts';
import type { Entity } from '../schema/model.ts';
import { type MigrationContext, needSource } from './context.ts';

const ATTEMPTS = 6;

/**
 * Reads something of an entity from the beginning, again where the source fails in a way that may pass.
 * @throws MigrationError `stopped` where it does not pass
 */
export async function patientlyRead<T>(
  context: MigrationContext,
  entity: Entity,
  read: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    checkInterrupted(context);
    try {
      return await read();
    } catch (error) {
      checkInterrupted(context, error);
      if (!(error instanceof ConnectorError)) throw error;
      const passing = error.kind === 'transient' || error.kind === 'lost' || error.kind === 'unreachable';
      if (!passing || attempt + 1 >= ATTEMPTS) {
        throw new MigrationError(
          'stopped',
          `${needSource(context).system} failed while ${entity.name} was read: ${error.message} What is staged is kept; the same command goes on from here.`,
          error,
        );
      }
      await context.sleep(error.retryAfter ?? 1000 * 2 ** attempt);
    }
  }
}
