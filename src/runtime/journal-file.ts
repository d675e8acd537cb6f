import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Row } from './journal-rows.ts';
import { MigrationError } from './migration-error.ts';

/** Raised when the tables or their meaning change; a journal of another format is refused. */
const JOURNAL_FORMAT = 1;

const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, input TEXT NOT NULL, started TEXT NOT NULL,
    status TEXT NOT NULL);
  CREATE TABLE units (
    map TEXT NOT NULL, unit TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL,
    entity TEXT, target TEXT, claims INTEGER NOT NULL, key TEXT, reason TEXT, run INTEGER NOT NULL,
    laterRun INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (map, unit)) WITHOUT ROWID;
  CREATE INDEX units_by_target ON units (entity, target);
  CREATE INDEX units_by_key ON units (entity, key);
  CREATE TABLE ops (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, kind TEXT NOT NULL, map TEXT, unit TEXT,
    entity TEXT NOT NULL, target TEXT, state TEXT NOT NULL, time TEXT NOT NULL, error TEXT, detail TEXT NOT NULL);
  CREATE INDEX ops_open ON ops (state) WHERE state = 'intent';
  CREATE INDEX ops_by_target ON ops (entity, target);
  CREATE INDEX ops_by_unit ON ops (map, unit);
  CREATE TABLE resolutions (
    map TEXT NOT NULL, source TEXT NOT NULL, entity TEXT NOT NULL, target TEXT NOT NULL, person TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (map, source)) WITHOUT ROWID;
`;

/** What came later, and is missing in journals that were begun before. */
const LATER_TABLES = `
  CREATE TABLE IF NOT EXISTS sendings (first INTEGER NOT NULL, last INTEGER NOT NULL, time TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS ops_derived ON ops (run) WHERE kind = 'derive';
`;

/** The journal's SQLite file: opened or made, its format checked, its statements kept. */
export class JournalFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the journal, or makes an empty one.
   * @throws MigrationError `format` where the file has another format or is no journal
   */
  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(path);
    try {
      this.#prepare(path);
    } catch (error) {
      this.#database.close();
      if (error instanceof MigrationError || !/not a database|malformed/.test(String(error))) throw error;
      throw new MigrationError(
        'format',
        `${path} is damaged or not a journal. Restore it from a copy; without it mapc cannot know what it wrote.`,
        error,
      );
    }
  }

  #prepare(path: string): void {
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    const made = this.#database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'").get();
    if (made === undefined) {
      this.#database.exec('BEGIN IMMEDIATE');
      this.#database.exec(TABLES + LATER_TABLES);
      this.#database.prepare("INSERT INTO meta VALUES ('format', ?)").run(String(JOURNAL_FORMAT));
      this.#database.exec('COMMIT');
      return;
    }
    const found = this.#database.prepare("SELECT value FROM meta WHERE name = 'format'").get()?.value;
    if (found !== String(JOURNAL_FORMAT)) {
      throw new MigrationError(
        'format',
        `${path} has format ${String(found)}, this mapc writes format ${JOURNAL_FORMAT}. Finish this migration with the version that began it.`,
      );
    }
    this.#database.exec(LATER_TABLES);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Writes a copy to a new file, for rehearsals. */
  copyTo(path: string): void {
    this.#database.prepare('VACUUM INTO ?').run(path);
  }

  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.statement(sql).all(...values);
  }

  /** Rows one by one, by a statement of its own: others may run while it is walked. */
  walk(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#database.prepare(sql).iterate(...values);
  }

  /** Like {@link JournalFile.transaction}; the death of the process loses nothing of it, that of the machine may. */
  quickTransaction<T>(work: () => T, beforeCommit: () => void): T {
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      return this.transaction(work, beforeCommit);
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
  }

  /** All of `work` or nothing, durable when it returns; `beforeCommit` may still throw. */
  transaction<T>(work: () => T, beforeCommit: () => void): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      beforeCommit();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
