import type { Colours } from '../report/colours.ts';

/** Everything outside of the process that the command line touches, so that a test can stand in for it. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Talk: what is going on, what went wrong. */
  readonly err: (text: string) => void;
  /** Where progress bars may be drawn; null where standard error is no terminal. */
  readonly bars: NodeJS.WritableStream | null;
  readonly outColours: Colours;
  readonly errColours: Colours;
  /** Variables of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders on the command line are relative to it. */
  readonly directory: string;
  readonly now: () => Date;
  /** Resolves after so many milliseconds, or at once when the signal is given. */
  readonly sleep: (milliseconds: number, signal: AbortSignal | null) => Promise<void>;
  /** Calls back when the person asks to stop; returns how to listen no more. */
  readonly onInterrupt: (stop: () => void) => () => void;
}
