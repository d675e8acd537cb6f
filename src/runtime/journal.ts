/**
 * The journal: what was done to the target, and what became of every unit of work. One SQLite file. It knows nothing of
 * expressions or of connectors; it is asked and told by the driver and the phases. Each method that writes is one
 * transaction, durable when it returns.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { TargetId } from '../connectors/contract.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Op, OpState, Resolution, RunKind, RunRow, StoredOp, UnitRow } from './journal-types.ts';
import { MigrationError } from './migration-error.ts';
import type { IdMap, RecordState, Translation } from './types.ts';

/** Raised when the tables or their meaning change; a journal of another format is refused. */
export const JOURNAL_FORMAT = 1;

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

export interface JournalOptions {
  readonly now: () => Date;
  /** Called before each transaction is committed, with the name of the method; a test throws here to play a kill. */
  readonly beforeCommit?: (what: string) => void;
}

/** Life states in which a row stands for the record. */
const STANDING: ReadonlySet<RecordState> = new Set(['created', 'updated', 'matched', 'unchanged']);

type Row = Record<string, SQLOutputValue>;

export class Journal {
  readonly #database: DatabaseSync;
  readonly #options: JournalOptions;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the journal, or makes an empty one.
   * @throws MigrationError `format` where the file has another format or is no journal
   */
  constructor(path: string, options: JournalOptions) {
    this.#options = options;
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
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
      this.#database.exec(TABLES);
      this.#database.prepare("INSERT INTO meta VALUES ('format', ?)").run(String(JOURNAL_FORMAT));
      this.#database.exec('COMMIT');
      return;
    }
    const found = this.#database.prepare("SELECT value FROM meta WHERE name = 'format'").get()?.['value'];
    if (found !== String(JOURNAL_FORMAT)) {
      throw new MigrationError(
        'format',
        `${path} has format ${String(found)}, this mapc writes format ${JOURNAL_FORMAT}. Finish this migration with the version that began it.`,
      );
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Writes a copy to a new file, for rehearsals. */
  copyTo(path: string): void {
    this.#database.prepare('VACUUM INTO ?').run(path);
  }

  // ---- runs

  /** Continues the last run where it was stopped with the same input, or begins a new one. */
  beginRun(kind: RunKind, input: string): { readonly id: number; readonly resumed: boolean } {
    const last = this.#one('SELECT * FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1', kind);
    if (last !== undefined && last['status'] === 'open' && last['input'] === input) {
      return { id: Number(last['id']), resumed: true };
    }
    const id = this.#transaction('beginRun', () =>
      Number(
        this.#statement('INSERT INTO runs (kind, input, started, status) VALUES (?, ?, ?, ?)').run(
          kind,
          input,
          this.#options.now().toISOString(),
          'open',
        ).lastInsertRowid,
      ),
    );
    return { id, resumed: false };
  }

  endRun(id: number, status: RunRow['status']): void {
    this.#transaction('endRun', () =>
      this.#statement('UPDATE runs SET status = ? WHERE id = ?').run(status, id),
    );
  }

  runs(): readonly RunRow[] {
    return this.#all('SELECT * FROM runs ORDER BY id').map((row) => ({
      id: Number(row['id']),
      kind: String(row['kind']) as RunKind, // written by beginRun only
      input: String(row['input']),
      started: String(row['started']),
      status: String(row['status']) as RunRow['status'], // written by beginRun and endRun only
    }));
  }

  // ---- units

  unit(map: string, unit: string): UnitRow | null {
    const row = this.#one('SELECT * FROM units WHERE map = ? AND unit = ?', map, unit);
    return row === undefined ? null : readUnit(row);
  }

  /** Units of a map, in order of unit id. */
  *units(map: string): Iterable<UnitRow> {
    // A statement of its own: other statements may run while this one is walked.
    const walk = this.#database.prepare('SELECT * FROM units WHERE map = ? ORDER BY unit');
    for (const row of walk.iterate(map)) yield readUnit(row);
  }

  maps(): readonly string[] {
    return this.#all('SELECT DISTINCT map FROM units ORDER BY map').map((row) => String(row['map']));
  }

  /** The unit whose the row is to write. */
  claimant(entity: string, target: TargetId): UnitRow | null {
    const row = this.#one(
      'SELECT * FROM units WHERE entity = ? AND target = ? AND claims = 1 LIMIT 1',
      entity,
      JSON.stringify(target),
    );
    return row === undefined ? null : readUnit(row);
  }

  /** Units of an entity that hold this key. */
  withKey(entity: string, key: string): readonly UnitRow[] {
    return this.#all('SELECT * FROM units WHERE entity = ? AND key = ?', entity, key).map(readUnit);
  }

  /** Whether a unit or a derivation of this project made the row. */
  madeRow(entity: string, target: TargetId): boolean {
    const found = this.#one(
      "SELECT 1 FROM ops WHERE entity = ? AND target = ? AND kind = 'create' AND state IN ('done', 'left') LIMIT 1",
      entity,
      JSON.stringify(target),
    );
    return found !== undefined;
  }

  /** The creation that was tried for a unit and given up, its row not having appeared in time. */
  abandonedCreate(map: string, unit: string): StoredOp | null {
    const row = this.#one(
      "SELECT * FROM ops WHERE map = ? AND unit = ? AND kind = 'create' AND state = 'void' AND error IS NULL ORDER BY seq DESC LIMIT 1",
      map,
      unit,
    );
    return row === undefined ? null : readOp(row);
  }

  saveUnits(units: readonly UnitRow[]): void {
    if (units.length === 0) return;
    this.#transaction('saveUnits', () => {
      for (const unit of units) this.#saveUnit(unit);
    });
  }

  /** The same unit under another id; there is none under the new one. */
  renameUnit(map: string, from: string, to: string): void {
    this.#transaction('renameUnit', () =>
      this.#statement('UPDATE units SET unit = ? WHERE map = ? AND unit = ?').run(to, map, from),
    );
  }

  /** Removes the units that a rolled-back run met and for which nothing stands. */
  forgetUnits(run: number | null): void {
    this.#transaction('forgetUnits', () =>
      this.#statement(
        `DELETE FROM units WHERE (?1 IS NULL OR run = ?1) AND NOT EXISTS (
           SELECT 1 FROM ops WHERE ops.map = units.map AND ops.unit = units.unit AND ops.state IN ('done', 'left', 'intent'))`,
      ).run(run),
    );
  }

  /** How many units of a map have each result. */
  countResults(map: string): Readonly<Partial<Record<RecordState, number>>> {
    const counts: Partial<Record<RecordState, number>> = {};
    for (const row of this.#all(
      'SELECT result, COUNT(*) AS n FROM units WHERE map = ? GROUP BY result',
      map,
    )) {
      counts[String(row['result']) as RecordState] = Number(row['n']); // written by #saveUnit only
    }
    return counts;
  }

  /** What became of the records, for evaluation. */
  idMap(): IdMap {
    return {
      get: (map, sourceId): Translation | null => {
        const row = this.#one(
          'SELECT state, entity, target, reason FROM units WHERE map = ? AND unit = ?',
          map,
          sourceId,
        );
        if (row === undefined) return null;
        const state = String(row['state']) as RecordState; // written by #saveUnit only
        const stands = STANDING.has(state) && row['target'] !== null;
        return {
          state,
          target: stands ? { entity: String(row['entity']), id: readTarget(row['target'] ?? null) } : null,
          reason: row['reason'] === null ? null : String(row['reason']),
        };
      },
    };
  }

  // ---- ops

  /** Writes intents, before the call. Returns their numbers. */
  intend(ops: readonly Op[]): readonly StoredOp[] {
    const time = this.#options.now().toISOString();
    return this.#transaction('intend', () =>
      ops.map((op) => {
        const { run, kind, map, unit, entity, target, ...detail } = op;
        const seq = this.#statement(
          "INSERT INTO ops (run, kind, map, unit, entity, target, state, time, detail) VALUES (?, ?, ?, ?, ?, ?, 'intent', ?, ?)",
        ).run(
          run,
          kind,
          map,
          unit,
          entity,
          target === null ? null : JSON.stringify(target),
          time,
          JSON.stringify(detail),
        ).lastInsertRowid;
        return { ...op, seq: Number(seq), state: 'intent' as const, time, error: null };
      }),
    );
  }

  /** The calls were carried out: rows and units as they stand now. */
  complete(
    done: readonly { readonly op: StoredOp; readonly target: TargetId; readonly receipt?: JsonValue }[],
  ): void {
    if (done.length === 0) return;
    this.#transaction('complete', () => {
      for (const { op, target, receipt } of done) {
        this.#statement("UPDATE ops SET state = 'done', target = ? WHERE seq = ?").run(
          JSON.stringify(target),
          op.seq,
        );
        if (receipt !== undefined) {
          this.#statement("UPDATE ops SET detail = json_set(detail, '$.receipt', json(?)) WHERE seq = ?").run(
            JSON.stringify(receipt),
            op.seq,
          );
        }
        if (op.after !== null) this.#saveUnit({ ...op.after, target });
      }
    });
  }

  /** The calls stored nothing; `error` is the target's own reason, null where it is only assumed. */
  void(ops: readonly StoredOp[], error: string | null, units: readonly UnitRow[] = []): void {
    if (ops.length === 0) return;
    this.#transaction('void', () => {
      for (const op of ops) {
        this.#statement("UPDATE ops SET state = 'void', error = ? WHERE seq = ?").run(error, op.seq);
      }
      for (const unit of units) this.#saveUnit(unit);
    });
  }

  /** The ops were undone, or left; their units are as they were before. */
  settle(
    ops: readonly {
      readonly op: StoredOp;
      readonly state: 'undone' | 'left';
      readonly error: string | null;
    }[],
  ): void {
    if (ops.length === 0) return;
    this.#transaction('settle', () => {
      for (const { op, state, error } of ops) {
        this.#statement('UPDATE ops SET state = ?, error = ? WHERE seq = ?').run(state, error, op.seq);
        if (state !== 'undone' || op.map === null || op.unit === null) continue;
        if (op.prior === null) {
          this.#statement('DELETE FROM units WHERE map = ? AND unit = ?').run(op.map, op.unit);
        } else {
          this.#saveUnit(op.prior);
        }
      }
    });
  }

  openOps(): readonly StoredOp[] {
    return this.#all("SELECT * FROM ops WHERE state = 'intent' ORDER BY seq").map(readOp);
  }

  /** Ops in the given states, the latest first, `after` (exclusive) downward. */
  opsBackward(states: readonly OpState[], before: number | null, limit: number): readonly StoredOp[] {
    const marks = states.map(() => '?').join(', ');
    return this.#all(
      `SELECT * FROM ops WHERE state IN (${marks}) AND seq < ? ORDER BY seq DESC LIMIT ?`,
      ...states,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    ).map(readOp);
  }

  /** Ops that stand on a row, in order. */
  opsOn(entity: string, target: TargetId): readonly StoredOp[] {
    return this.#all(
      "SELECT * FROM ops WHERE entity = ? AND target = ? AND state IN ('done', 'left') ORDER BY seq",
      entity,
      JSON.stringify(target),
    ).map(readOp);
  }

  /** Rows of the target that `else create` or `provision` made and that stand, in order of making. */
  *helperRows(): Iterable<{
    readonly kind: 'derive' | 'provision-row';
    readonly entity: string;
    readonly target: TargetId;
  }> {
    const walk = this.#database.prepare(
      "SELECT kind, entity, target FROM ops WHERE kind IN ('derive', 'provision-row') AND state IN ('done', 'left') AND target IS NOT NULL ORDER BY seq",
    );
    for (const row of walk.iterate()) {
      yield {
        kind: row['kind'] === 'derive' ? 'derive' : 'provision-row',
        entity: String(row['entity']),
        target: readTarget(row['target'] ?? null),
      };
    }
  }

  /** Runs of which writes to records stand. */
  standingRuns(): readonly number[] {
    return this.#all(
      "SELECT DISTINCT run FROM ops WHERE state IN ('done', 'left') AND kind NOT LIKE 'provision%' ORDER BY run",
    ).map((row) => Number(row['run']));
  }

  /** How many ops of each kind stand. */
  countOps(): Readonly<Partial<Record<Op['kind'], number>>> {
    const counts: Partial<Record<Op['kind'], number>> = {};
    for (const row of this.#all(
      "SELECT kind, COUNT(*) AS n FROM ops WHERE state IN ('done', 'left') GROUP BY kind",
    )) {
      counts[String(row['kind']) as Op['kind']] = Number(row['n']); // written by intend only
    }
    return counts;
  }

  // ---- people

  resolution(map: string, source: string): Resolution | null {
    const row = this.#one('SELECT * FROM resolutions WHERE map = ? AND source = ?', map, source);
    return row === undefined ? null : readResolution(row);
  }

  resolutions(): readonly Resolution[] {
    return this.#all('SELECT * FROM resolutions ORDER BY map, source').map(readResolution);
  }

  resolve(resolutions: readonly Resolution[]): void {
    this.#transaction('resolve', () => {
      for (const one of resolutions) {
        this.#statement('INSERT OR REPLACE INTO resolutions VALUES (?, ?, ?, ?, ?, ?)').run(
          one.map,
          one.source,
          one.entity,
          JSON.stringify(one.target),
          one.by,
          one.at,
        );
      }
    });
  }

  // ---- plumbing

  #saveUnit(unit: UnitRow): void {
    const {
      map,
      unit: id,
      source,
      state,
      result,
      entity,
      target,
      claims,
      key,
      reason,
      run,
      laterRun,
      ...detail
    } = unit;
    this.#statement('INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      map,
      id,
      source,
      state,
      result,
      entity,
      target === null ? null : JSON.stringify(target),
      claims ? 1 : 0,
      key,
      reason,
      run,
      laterRun,
      JSON.stringify(detail),
    );
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
  #one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }
  #all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }
  #transaction<T>(what: string, work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#options.beforeCommit?.(what);
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

// What follows reads back what this file wrote: the assertions name the shapes that #saveUnit and intend store.

function readTarget(text: SQLOutputValue): TargetId {
  return JSON.parse(String(text)) as TargetId;
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function readUnit(row: Row): UnitRow {
  const detail = JSON.parse(String(row['detail'])) as Omit<
    UnitRow,
    | 'map'
    | 'unit'
    | 'source'
    | 'state'
    | 'result'
    | 'entity'
    | 'target'
    | 'claims'
    | 'key'
    | 'reason'
    | 'run'
    | 'laterRun'
  >;
  return {
    ...detail,
    map: String(row['map']),
    unit: String(row['unit']),
    source: String(row['source']),
    state: String(row['state']) as RecordState,
    result: String(row['result']) as RecordState,
    entity: textOrNull(row['entity']),
    target: row['target'] === null ? null : readTarget(row['target'] ?? null),
    claims: row['claims'] === 1,
    key: textOrNull(row['key']),
    reason: textOrNull(row['reason']),
    run: Number(row['run']),
    laterRun: Number(row['laterRun']),
  };
}

function readOp(row: Row): StoredOp {
  const detail = JSON.parse(String(row['detail'])) as Omit<
    Op,
    'run' | 'kind' | 'map' | 'unit' | 'entity' | 'target'
  >;
  return {
    ...detail,
    seq: Number(row['seq']),
    run: Number(row['run']),
    kind: String(row['kind']) as Op['kind'],
    map: textOrNull(row['map']),
    unit: textOrNull(row['unit']),
    entity: String(row['entity']),
    target: row['target'] === null ? null : readTarget(row['target'] ?? null),
    state: String(row['state']) as OpState,
    time: String(row['time']),
    error: textOrNull(row['error']),
  };
}

function readResolution(row: Row): Resolution {
  return {
    map: String(row['map']),
    source: String(row['source']),
    entity: String(row['entity']),
    target: readTarget(row['target'] ?? null),
    by: String(row['person']),
    at: String(row['at']),
  };
}
