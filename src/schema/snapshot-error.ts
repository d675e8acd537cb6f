/** A snapshot that cannot be trusted. The message names the file, what is wrong in it, and what to do. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  /** The file, as it was given to the reader. */
  readonly path: string;
  /** What is wrong, with the place inside the file: `fields.name.type: …`. */
  readonly problem: string;
  constructor(path: string, problem: string, options: { readonly cause?: unknown } = {}) {
    super(`${path}: ${problem}. Run \`mapc discover\` again, or restore the file.`, options);
    this.path = path;
    this.problem = problem;
  }
}
