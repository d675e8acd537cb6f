import { isConfiguration } from '../plan/phase.ts';
import type { MapPlan, Plan, WriteArm } from '../plan/types.ts';
import { isFelt, type LostField } from './mapping-loss.ts';

/** How an entity of the source goes over. */
export type MappingClass =
  | '1:1'
  | 'split'
  | 'merge'
  | 'fold'
  | 'lossy'
  | 'configuration'
  | 'manual'
  | 'skipped';

/**
 * The classes of a source entity, computed from the plan; several may hold at once. The rules, in order:
 *
 * 1. `skipped`, `manual`: the maps say `skip` or `manual` of it. No other rule is asked.
 * 2. `fold`: no map takes its records, and others read them: they arrive as parts of other records.
 * 3. `configuration`: only maps inside of `provision` take its records.
 * 4. `split`: one kind of record becomes several: several maps take it, or a map with several writing arms, or one with `each`.
 * 5. `merge`: a map of another source entity writes one of its targets too.
 * 6. `1:1`: neither split nor merge.
 * 7. `lossy`, beside the others: a field is dropped, narrowed for a reason (`because`), or left empty with a warning (`else
 *    warn`), and the profile counts records that hold a value in it. Where nobody counted, they may.
 */
export function classesOf(plan: Plan, entity: string, lost: readonly LostField[]): readonly MappingClass[] {
  const fate = plan.fates.find((one) => one.entity === entity);
  const maps = mapsOf(plan, entity);
  if (fate !== undefined && maps.length === 0) return [fate.fate === 'skip' ? 'skipped' : 'manual'];
  const lossy: readonly MappingClass[] = lost.some((one) => one.entity === entity && isFelt(one))
    ? ['lossy']
    : [];
  if (maps.length === 0) return ['fold', ...lossy];
  if (maps.every(isConfiguration)) return ['configuration', ...lossy];
  const split = maps.length > 1 || maps.some((map) => writeArms(map).length > 1 || map.each !== null);
  const own = new Set(maps.flatMap(targetsOf));
  const merge = Object.values(plan.maps).some(
    (map) => map.source !== entity && targetsOf(map).some((target) => own.has(target)),
  );
  const shape: MappingClass[] = [];
  if (split) shape.push('split');
  if (merge) shape.push('merge');
  return [...(shape.length === 0 ? (['1:1'] as const) : shape), ...lossy];
}

/** The maps that take the records of an entity, in the order of the plan. */
export function mapsOf(plan: Plan, entity: string): readonly MapPlan[] {
  return Object.values(plan.maps).filter(({ source }) => source === entity);
}

export function writeArms(map: MapPlan): readonly WriteArm[] {
  return map.arms.filter((arm) => arm.kind === 'write');
}

/** The entities that a map writes, each once. */
export function targetsOf(map: MapPlan): readonly string[] {
  return [...new Set(writeArms(map).map(({ target }) => target))];
}
