import type { MapPlan } from './types.ts';

/** Whether a map brings configuration into the target: `provision` applies it, no run does. */
export function isConfiguration({ phase }: Pick<MapPlan, 'phase'>): boolean {
  return phase === 'provision';
}

/** Whether a map belongs to the migration itself. */
export function isMigration({ phase }: Pick<MapPlan, 'phase'>): boolean {
  return phase === 'run';
}
