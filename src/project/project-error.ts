/** A project that cannot be worked with as it stands. The message is for a person: what is wrong, where, what to do. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
  /** The file that the message speaks of, relative to the project folder; null where it is about none. */
  readonly file: string | null;
  /** 1-based, null where the message is about the file as a whole. */
  readonly line: number | null;
  constructor(
    message: string,
    options: { readonly file?: string; readonly line?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.file = options.file ?? null;
    this.line = options.line ?? null;
  }
}
