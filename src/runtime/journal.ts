/**
 * The journal: what was done to the target, and what became of every unit of work. One SQLite file. It knows nothing of
 * expressions or of connectors; it is asked and told by the driver and the phases. Each method that writes is one
 * transaction, durable when it returns.
 */
import type { BesideRow, TargetId } from '../connectors/contract.ts';
import type { JsonValue } from '../schema/model.ts';
import { JournalFile } from './journal-file.ts';
import { readOp, readResolution, readTarget, readUnit } from './journal-rows.ts';
import type { Op, OpenOp, OpState, Resolution, RunKind, RunRow, StoredOp, UnitRow } from './journal-types.ts';
import type { IdMap, RecordState, Translation } from './types.ts';

interface JournalOptions {
  readonly now: () => Date;
  /** Called before each transaction is committed, with the name of the method; a test throws here to play a kill. */
  readonly beforeCommit?: (what: string) => void;
}

/** Life states in which a row stands for the record. */
const STANDING: ReadonlySet<RecordState> = new Set(['created', 'updated', 'matched', 'unchanged']);

export class Journal {
  readonly #file: JournalFile;
  readonly #options: JournalOptions;
  /** Which database the journal speaks of, where that is to be stored with the next write. */
  #database: string | null = null;

  /**
   * Opens the journal, or makes an empty one.
   * @throws MigrationError `format` where the file has another format or is no journal
   */
  constructor(path: string, options: JournalOptions) {
    this.#options = options;
    this.#file = new JournalFile(path);
  }

  close(): void {
    this.#file.close();
  }

  /** Writes a copy to a new file, for rehearsals. */
  copyTo(path: string): void {
    this.#file.copyTo(path);
  }

  // ---- the target's database

  /** Which database the journal speaks of; null where it speaks of none: nothing of it would be taken for another's. */
  database(): string | null {
    const row = this.#file.one(
      `SELECT value FROM meta WHERE name = 'database' AND (EXISTS (SELECT 1 FROM units) OR EXISTS (SELECT 1 FROM resolutions)
       OR EXISTS (SELECT 1 FROM ops WHERE state IN ('done', 'left', 'intent')))`,
    );
    return row === undefined ? null : String(row.value);
  }

  /** What is written from here on speaks of this database. */
  speakOf(database: string): void {
    this.#database = database;
  }

  // ---- runs

  /** Continues the last run where it was stopped with the same input, or begins a new one. */
  beginRun(kind: RunKind, input: string): { readonly id: number; readonly resumed: boolean } {
    const last = this.#file.one('SELECT * FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1', kind);
    if (last !== undefined && last.status === 'open' && last.input === input) {
      return { id: Number(last.id), resumed: true };
    }
    const id = this.#transaction('beginRun', () =>
      Number(
        this.#file
          .statement('INSERT INTO runs (kind, input, started, status) VALUES (?, ?, ?, ?)')
          .run(kind, input, this.#options.now().toISOString(), 'open').lastInsertRowid,
      ),
    );
    return { id, resumed: false };
  }

  endRun(id: number, status: RunRow['status']): void {
    this.#transaction('endRun', () =>
      this.#file.statement('UPDATE runs SET status = ? WHERE id = ?').run(status, id),
    );
  }

  runs(): readonly RunRow[] {
    return this.#file.all('SELECT * FROM runs ORDER BY id').map((row) => ({
      id: Number(row.id),
      kind: String(row.kind) as RunKind, // written by beginRun only
      input: String(row.input),
      started: String(row.started),
      status: String(row.status) as RunRow['status'], // written by beginRun and endRun only
    }));
  }

  // ---- units

  unit(map: string, unit: string): UnitRow | null {
    const row = this.#file.one('SELECT * FROM units WHERE map = ? AND unit = ?', map, unit);
    return row === undefined ? null : readUnit(row);
  }

  /** Units of a map, in order of unit id. */
  *units(map: string): Iterable<UnitRow> {
    const rows = this.#file.walk('SELECT * FROM units WHERE map = ? ORDER BY unit', map);
    for (const row of rows) yield readUnit(row);
  }

  /** Units of a map that the run did not meet, in order of unit id. */
  unitsBeside(map: string, run: number): readonly UnitRow[] {
    return this.#file
      .all('SELECT * FROM units WHERE map = ? AND run <> ? ORDER BY unit', map, run)
      .map(readUnit);
  }

  /** Units of a map that a person is to hear of: rejected, queued, with warnings or with what people edited. */
  *notableUnits(map: string): Iterable<UnitRow> {
    const rows = this.#file.walk(
      `SELECT * FROM units WHERE map = ? AND (result IN ('rejected', 'queued')
       OR json_array_length(detail, '$.warnings') > 0 OR json_array_length(detail, '$.edited') > 0) ORDER BY unit`,
      map,
    );
    for (const row of rows) yield readUnit(row);
  }

  maps(): readonly string[] {
    return this.#file.all('SELECT DISTINCT map FROM units ORDER BY map').map((row) => String(row.map));
  }

  /** The unit whose the row is to write. */
  claimant(entity: string, target: TargetId): UnitRow | null {
    const row = this.#file.one(
      'SELECT * FROM units WHERE entity = ? AND target = ? AND claims = 1 LIMIT 1',
      entity,
      JSON.stringify(target),
    );
    return row === undefined ? null : readUnit(row);
  }

  /** Units of an entity that hold this key. */
  withKey(entity: string, key: string): readonly UnitRow[] {
    return this.#file.all('SELECT * FROM units WHERE entity = ? AND key = ?', entity, key).map(readUnit);
  }

  /** Whether a unit or a derivation of this project made the row. */
  madeRow(entity: string, target: TargetId): boolean {
    const found = this.#file.one(
      "SELECT 1 FROM ops WHERE entity = ? AND target = ? AND kind = 'create' AND state IN ('done', 'left') LIMIT 1",
      entity,
      JSON.stringify(target),
    );
    return found !== undefined;
  }

  /** Whether this project made the row, by a map or by `provision`, and has not taken it away. */
  isOwn(entity: string, target: TargetId): boolean {
    const found = this.#file.one(
      "SELECT 1 FROM ops WHERE entity = ? AND target = ? AND kind IN ('create', 'derive', 'provision-row') AND state IN ('done', 'left') LIMIT 1",
      entity,
      JSON.stringify(target),
    );
    return found !== undefined;
  }

  /** The creation that was tried for a unit and given up, its row not having appeared in time. */
  abandonedCreate(map: string, unit: string): StoredOp | null {
    const row = this.#file.one(
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
      this.#file.statement('UPDATE units SET unit = ? WHERE map = ? AND unit = ?').run(to, map, from),
    );
  }

  /** Removes the units that rolled-back runs met last and for which nothing stands. */
  forgetUnits(runs: Iterable<number>): void {
    this.#transaction('forgetUnits', () => {
      for (const run of runs)
        this.#file
          .statement(
            `DELETE FROM units WHERE run = ? AND NOT EXISTS (
             SELECT 1 FROM ops WHERE ops.map = units.map AND ops.unit = units.unit AND ops.state IN ('done', 'left', 'intent'))`,
          )
          .run(run);
    });
  }

  /** Removes the units that stood on a row and that the run has not met yet. */
  forgetUnitsOn(entity: string, target: TargetId, run: number): void {
    this.#transaction('forgetUnitsOn', () =>
      this.#file
        .statement('DELETE FROM units WHERE entity = ? AND target = ? AND run <> ?')
        .run(entity, JSON.stringify(target), run),
    );
  }

  /** How many units of a map have each result. */
  countResults(map: string): Readonly<Partial<Record<RecordState, number>>> {
    const counts: Partial<Record<RecordState, number>> = {};
    for (const row of this.#file.all(
      'SELECT result, COUNT(*) AS n FROM units WHERE map = ? GROUP BY result',
      map,
    )) {
      counts[String(row.result) as RecordState] = Number(row.n); // written by #saveUnit only
    }
    return counts;
  }

  /** What became of the records, for evaluation. */
  idMap(): IdMap {
    return {
      get: (map, sourceId): Translation | null => {
        const row = this.#file.one(
          'SELECT state, entity, target, reason FROM units WHERE map = ? AND unit = ?',
          map,
          sourceId,
        );
        if (row === undefined) return null;
        const state = String(row.state) as RecordState; // written by #saveUnit only
        const stands = STANDING.has(state) && row.target !== null;
        return {
          state,
          target: stands ? { entity: String(row.entity), id: readTarget(row.target ?? null) } : null,
          reason: row.reason === null ? null : String(row.reason),
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
        const seq = this.#file
          .statement(
            "INSERT INTO ops (run, kind, map, unit, entity, target, state, time, detail) VALUES (?, ?, ?, ?, ?, ?, 'intent', ?, ?)",
          )
          .run(
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

  /** A call with these is about to be made, the first time or again. Nobody waits for the disk. */
  send(ops: readonly StoredOp[]): void {
    const numbers = ops.map((op) => op.seq);
    if (numbers.length === 0) return;
    this.#file.quickTransaction(
      () =>
        this.#file
          .statement('INSERT INTO sendings (first, last, time) VALUES (?, ?, ?)')
          .run(Math.min(...numbers), Math.max(...numbers), this.#options.now().toISOString()),
      () => this.#options.beforeCommit?.('send'),
    );
  }

  /** The calls were carried out: rows and units as they stand now. */
  complete(
    done: readonly {
      readonly op: StoredOp;
      readonly target: TargetId;
      readonly receipt?: JsonValue;
      readonly beside?: readonly BesideRow[];
    }[],
  ): void {
    if (done.length === 0) return;
    this.#transaction('complete', () => {
      for (const { op, target, receipt, beside } of done) {
        this.#file
          .statement("UPDATE ops SET state = 'done', target = ? WHERE seq = ?")
          .run(JSON.stringify(target), op.seq);
        if (receipt !== undefined) {
          this.#file
            .statement("UPDATE ops SET detail = json_set(detail, '$.receipt', json(?)) WHERE seq = ?")
            .run(JSON.stringify(receipt), op.seq);
        }
        if (beside !== undefined) {
          this.#file
            .statement("UPDATE ops SET detail = json_set(detail, '$.beside.after', json(?)) WHERE seq = ?")
            .run(JSON.stringify(beside), op.seq);
        }
        if (op.after !== null) this.#saveUnit({ ...op.after, target });
      }
    });
  }

  /** Undoing these is begun: what it gives back beside them, which the undoing itself may change. */
  keepBack(back: ReadonlyMap<StoredOp, readonly BesideRow[]>): void {
    if (back.size === 0) return;
    this.#transaction('keepBack', () => {
      for (const [op, rows] of back) {
        this.#file
          .statement("UPDATE ops SET detail = json_set(detail, '$.beside.back', json(?)) WHERE seq = ?")
          .run(JSON.stringify(rows), op.seq);
      }
    });
  }

  /** The calls stored nothing; `error` is the target's own reason, null where it is only assumed. */
  void(ops: readonly StoredOp[], error: string | null, units: readonly UnitRow[] = []): void {
    if (ops.length === 0) return;
    this.#transaction('void', () => {
      for (const op of ops) {
        this.#file.statement("UPDATE ops SET state = 'void', error = ? WHERE seq = ?").run(error, op.seq);
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
        this.#file.statement('UPDATE ops SET state = ?, error = ? WHERE seq = ?').run(state, error, op.seq);
        if (state !== 'undone' || op.map === null || op.unit === null) continue;
        if (op.prior === null) {
          this.#file.statement('DELETE FROM units WHERE map = ? AND unit = ?').run(op.map, op.unit);
        } else {
          this.#saveUnit(op.prior);
        }
      }
    });
  }

  /**
   * What a rollback left stays in the target for good: all that was done to those rows is no longer ours to undo, and
   * their units are unknown. Returns how many rows.
   */
  forgetLeft(): number {
    return this.#transaction('forgetLeft', () => {
      const left = this.#file.one(
        "SELECT COUNT(DISTINCT entity || ' ' || target) AS n FROM ops WHERE state = 'left'",
      );
      this.#file
        .statement(
          `UPDATE ops SET state = 'forgotten' WHERE state = 'left' OR (state = 'done' AND EXISTS (
           SELECT 1 FROM ops AS other WHERE other.entity = ops.entity AND other.target = ops.target AND other.state = 'left'))`,
        )
        .run();
      this.#file
        .statement(
          `DELETE FROM units WHERE EXISTS (
           SELECT 1 FROM ops WHERE ops.map = units.map AND ops.unit = units.unit AND ops.state = 'forgotten')
           AND NOT EXISTS (
           SELECT 1 FROM ops WHERE ops.map = units.map AND ops.unit = units.unit AND ops.state IN ('done', 'left', 'intent'))`,
        )
        .run();
      return Number(left?.n ?? 0);
    });
  }

  /** Ops of which it is not known how they ended, in order. */
  openOps(): readonly OpenOp[] {
    return this.#file
      .all(
        `SELECT *, (SELECT MAX(time) FROM sendings WHERE first <= seq AND last >= seq) AS sent
         FROM ops WHERE state = 'intent' ORDER BY seq`,
      )
      .map((row) => ({ ...readOp(row), called: String(row.sent ?? row.time) }));
  }

  /** Nothing is under way any more: when calls were made is of no use. */
  forgetSendings(): void {
    this.#transaction('forgetSendings', () => this.#file.statement('DELETE FROM sendings').run());
  }

  /** Ops in the given states, the latest first, `after` (exclusive) downward. */
  opsBackward(states: readonly OpState[], before: number | null, limit: number): readonly StoredOp[] {
    const marks = states.map(() => '?').join(', ');
    return this.#file
      .all(
        `SELECT * FROM ops WHERE state IN (${marks}) AND seq < ? ORDER BY seq DESC LIMIT ?`,
        ...states,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .map(readOp);
  }

  /** Ops that stand on a row, in order. */
  opsOn(entity: string, target: TargetId): readonly StoredOp[] {
    return this.#file
      .all(
        "SELECT * FROM ops WHERE entity = ? AND target = ? AND state IN ('done', 'left') ORDER BY seq",
        entity,
        JSON.stringify(target),
      )
      .map(readOp);
  }

  /** Rows of the target that `else create` or `provision` made and that stand, in order of making. */
  *helperRows(): Iterable<{
    readonly kind: 'derive' | 'provision-row';
    readonly entity: string;
    readonly target: TargetId;
  }> {
    const rows = this.#file.walk(
      "SELECT kind, entity, target FROM ops WHERE kind IN ('derive', 'provision-row') AND state IN ('done', 'left') AND target IS NOT NULL ORDER BY seq",
    );
    for (const row of rows) {
      yield {
        kind: row.kind === 'derive' ? 'derive' : 'provision-row',
        entity: String(row.entity),
        target: readTarget(row.target ?? null),
      };
    }
  }

  /** Runs and samples of which writes to records stand. */
  standingRuns(): readonly number[] {
    return this.#file
      .all(
        `SELECT DISTINCT run FROM ops JOIN runs ON runs.id = ops.run
         WHERE state IN ('done', 'left') AND runs.kind <> 'provision' ORDER BY run`,
      )
      .map((row) => Number(row.run));
  }

  /** How many ops of each kind stand. */
  countOps(runs: readonly RunKind[]): Readonly<Partial<Record<Op['kind'], number>>> {
    const counts: Partial<Record<Op['kind'], number>> = {};
    for (const row of this.#file.all(
      `SELECT ops.kind AS kind, runs.kind AS run, COUNT(*) AS n FROM ops JOIN runs ON runs.id = ops.run
       WHERE state IN ('done', 'left') GROUP BY ops.kind, runs.kind`,
    )) {
      const kind = String(row.kind) as Op['kind']; // written by intend only
      if (runs.includes(String(row.run) as RunKind)) counts[kind] = (counts[kind] ?? 0) + Number(row.n); // by beginRun
    }
    return counts;
  }

  /** How many rows that `else create` made in a run stand. */
  countDerived(run: number): number {
    const row = this.#file.one(
      "SELECT COUNT(*) AS n FROM ops WHERE kind = 'derive' AND run = ? AND state IN ('done', 'left')",
      run,
    );
    return Number(row?.n ?? 0);
  }

  /** Whether any record that a run or a sample met has a row in the target. */
  holdsRecords(): boolean {
    return (
      this.#file.one(
        `SELECT 1 FROM units JOIN runs ON runs.id = units.run
         WHERE target IS NOT NULL AND result <> 'gone' AND kind <> 'provision' LIMIT 1`,
      ) !== undefined
    );
  }

  /** Whether a row that this project wrote to was taken away, by a rollback or by a person. */
  isTakenAway(entity: string, target: TargetId): boolean {
    const states = this.#file.one(
      `SELECT SUM(state = 'undone') AS undone, SUM(state IN ('done', 'left')) AS standing FROM ops
       WHERE entity = ? AND target = ?`,
      entity,
      JSON.stringify(target),
    );
    return Number(states?.undone ?? 0) > 0 && Number(states?.standing ?? 0) === 0;
  }

  // ---- people

  resolution(map: string, source: string): Resolution | null {
    const row = this.#file.one('SELECT * FROM resolutions WHERE map = ? AND source = ?', map, source);
    return row === undefined ? null : readResolution(row);
  }

  resolutions(): readonly Resolution[] {
    return this.#file.all('SELECT * FROM resolutions ORDER BY map, source').map(readResolution);
  }

  resolve(resolutions: readonly Resolution[]): void {
    this.#transaction('resolve', () => {
      for (const one of resolutions) {
        this.#file
          .statement('INSERT OR REPLACE INTO resolutions VALUES (?, ?, ?, ?, ?, ?)')
          .run(one.map, one.source, one.entity, JSON.stringify(one.target), one.by, one.at);
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
    this.#file
      .statement('INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
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

  #transaction<T>(what: string, work: () => T): T {
    const result = this.#file.transaction(
      () => {
        if (this.#database !== null)
          this.#file.statement("INSERT OR REPLACE INTO meta VALUES ('database', ?)").run(this.#database);
        return work();
      },
      () => this.#options.beforeCommit?.(what),
    );
    this.#database = null;
    return result;
  }
}
