import type { MapCounts } from '../migrate/index.ts';
import type { Plan } from '../plan/types.ts';

/**
 * Whether records are rejected, or wait for a person. Somebody of `owners` who is not found yet, and whom no record
 * refers to, keeps nothing from being done: a record that does is queued itself, and counted with its own map.
 */
export function recordsWait(maps: readonly MapCounts[], plan: Plan): boolean {
  return maps.some(
    ({ map, states }) => states.rejected > 0 || (states.queued > 0 && plan.maps[map]?.kind !== 'owners'),
  );
}
