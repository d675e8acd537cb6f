/** What kind of thing stopped a phase; the command line turns it into an exit code. */
export type MigrationErrorKind =
  /** The command or its settings are wrong. */
  | 'usage'
  /** The target no longer looks as the plan expects. */
  | 'drift'
  /** Another run of this project is alive. */
  | 'busy'
  /** The journal or the stage is of another format, or damaged. */
  | 'format'
  /** Something must happen first: extract, provision, a fallback owner. */
  | 'unready'
  /** The other side failed; the same command goes on later. */
  | 'stopped'
  /** The person interrupted; the same command goes on later. */
  | 'interrupted';

/** An error for a person: one plain sentence that says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly kind: MigrationErrorKind;
  constructor(kind: MigrationErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
