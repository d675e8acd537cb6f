/** The exit codes of `mapc`: what a script may rely on. */
export const EXIT = {
  done: 0,
  /** Diagnostics with errors, missed thresholds, differences, drift. */
  findings: 1,
  /** The command or the configuration is wrong. */
  wrong: 2,
  /** Done, but records are rejected or queued, or rows were left alone. */
  incomplete: 3,
  /** The other side failed, or another run is alive; the same command goes on later. */
  failed: 4,
  /** The person asked to stop; the same command goes on later. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
