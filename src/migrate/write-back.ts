import { ConnectorError, type ListChange } from '../connectors/contract.ts';
import type { StoredOp } from '../runtime/journal-types.ts';
import { backOff, patiently, type Session, stopped, targetEntity } from '../runtime/session.ts';
import type { JsonValue } from '../schema/model.ts';

const LOST_ATTEMPTS = 5;

/** Gives rows of an entity the values that they are to have again. @throws ConnectorError `record` */
export async function writeBack(
  session: Session,
  entity: string,
  writes: readonly {
    readonly op: StoredOp;
    readonly values: Readonly<Record<string, JsonValue | ListChange>>;
  }[],
): Promise<void> {
  const schema = targetEntity(session, entity);
  const rows = writes.flatMap(({ op, values }) => (op.target === null ? [] : [{ id: op.target, values }]));
  for (let attempt = 0; ; attempt += 1) {
    try {
      await patiently(session, true, () => session.target.update(schema, rows));
      return;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind === 'record') throw error;
      // The same values again change nothing: an update whose answer was lost is repeated.
      if (attempt + 1 >= LOST_ATTEMPTS) throw stopped(session, error);
      await session.sleep(backOff(attempt));
    }
  }
}
