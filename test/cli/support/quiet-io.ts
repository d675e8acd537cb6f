import type { Io } from '../../../src/cli/io.ts';
import { plainColours } from '../../../src/report/colours.ts';

/** A terminal that nobody looks at, without colours, where waiting takes no time and nobody interrupts. */
export const QUIET_IO: Io = {
  out: () => undefined,
  err: () => undefined,
  bars: null,
  outColours: plainColours,
  errColours: plainColours,
  environment: {},
  directory: '/',
  now: () => new Date(0),
  sleep: async () => undefined,
  onInterrupt: () => () => undefined,
};
