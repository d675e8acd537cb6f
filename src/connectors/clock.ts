import { setTimeout as wait } from 'node:timers/promises';

/** The time by which a connector waits. */
export interface Clock {
  now(): Date;
  /** Resolves after so many milliseconds, or at once when the signal is given. */
  sleep(milliseconds: number, signal: AbortSignal | null): Promise<void>;
}

export const realClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    try {
      await wait(milliseconds, undefined, signal === null ? {} : { signal });
    } catch (error) {
      // Waiting ends early; whoever waited looks at the signal.
      if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    }
  },
};
