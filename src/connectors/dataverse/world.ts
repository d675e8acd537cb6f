import { type Clock, realClock } from '../clock.ts';

/** Time and chance, which tests replace. */
export interface World {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

/** Time as the clock gives it, and true chance. */
export function worldOf(clock: Clock): World {
  return {
    now: () => clock.now().getTime(),
    sleep: async (milliseconds, signal) => {
      await clock.sleep(milliseconds, signal ?? null);
      signal?.throwIfAborted();
    },
    random: () => Math.random(),
  };
}

export const realWorld: World = worldOf(realClock);
