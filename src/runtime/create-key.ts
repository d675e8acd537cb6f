import { digestOf } from '../schema/digest.ts';
import type { StoredOp } from './journal-types.ts';

/**
 * The key of the row that this intent makes, for a target that enforces keys: the same for every attempt, another for
 * every other intent. Number and time tell apart what one journal intends, also after it was put back from a copy; the
 * rest tells journals apart.
 */
export function createKey({ seq, time, entity, map, unit, sent, added }: StoredOp): string {
  return digestOf([seq, time, entity, map, unit, sent, added]);
}
