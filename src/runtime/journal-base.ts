import { JournalFile } from './journal-file.ts';

export interface JournalOptions {
  readonly now: () => Date;
  /** Called before each transaction is committed, with the name of the method; a test throws here to play a kill. */
  readonly beforeCommit?: (what: string) => void;
}

/** The file of a journal, its transactions, and which database it speaks of. */
export abstract class JournalBase {
  protected readonly file: JournalFile;
  readonly #options: JournalOptions;
  /** Which database the journal speaks of, where that is to be stored with the next write. */
  #database: string | null = null;

  /**
   * Opens the journal, or makes an empty one.
   * @throws MigrationError `format` where the file has another format or is no journal
   */
  constructor(path: string, options: JournalOptions) {
    this.#options = options;
    this.file = new JournalFile(path);
  }

  close(): void {
    this.file.close();
  }

  /** Writes a copy to a new file, for rehearsals. */
  copyTo(path: string): void {
    this.file.copyTo(path);
  }

  /** Which database the journal speaks of; null where it speaks of none: nothing of it would be taken for another's. */
  database(): string | null {
    const row = this.file.one(
      `SELECT value FROM meta WHERE name = 'database' AND (EXISTS (SELECT 1 FROM units) OR EXISTS (SELECT 1 FROM resolutions)
       OR EXISTS (SELECT 1 FROM ops WHERE state IN ('done', 'left', 'intent')))`,
    );
    return row === undefined ? null : String(row.value);
  }

  /** What is written from here on speaks of this database. */
  speakOf(database: string): void {
    this.#database = database;
  }

  /** Now, ISO 8601. */
  protected now(): string {
    return this.#options.now().toISOString();
  }

  /** As {@link transaction}, but nobody waits for the disk. */
  protected quickTransaction<T>(what: string, work: () => T): T {
    return this.file.quickTransaction(work, () => this.#options.beforeCommit?.(what));
  }

  protected transaction<T>(what: string, work: () => T): T {
    const result = this.file.transaction(
      () => {
        if (this.#database !== null)
          this.file.statement("INSERT OR REPLACE INTO meta VALUES ('database', ?)").run(this.#database);
        return work();
      },
      () => this.#options.beforeCommit?.(what),
    );
    this.#database = null;
    return result;
  }
}
