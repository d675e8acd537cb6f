/**
 * The journal: what was done to the target, and what became of every unit of work. One SQLite file. It knows nothing of
 * expressions or of connectors; it is asked and told by the driver and the phases. Each method that writes is one
 * transaction, durable when it returns.
 */
import type { TargetId } from '../connectors/contract.ts';
import { JournalOps } from './journal-ops.ts';
import { readOp, readTarget } from './journal-rows.ts';
import type { Op, OpenOp, OpState, RunKind, StoredOp } from './journal-types.ts';

/**
 * All of it, with the questions about what was done. `journal-base.ts` holds the file and its transactions, then come,
 * each upon the one before, `journal-runs.ts`, `journal-people.ts`, `journal-units.ts` and `journal-ops.ts`.
 */
export class Journal extends JournalOps {
  /** Ops of which it is not known how they ended, in order. */
  openOps(): readonly OpenOp[] {
    return this.file
      .all(
        `SELECT *, (SELECT MAX(time) FROM sendings WHERE first <= seq AND last >= seq) AS sent
         FROM ops WHERE state = 'intent' ORDER BY seq`,
      )
      .map((row) => ({ ...readOp(row), called: String(row.sent ?? row.time) }));
  }

  /** Ops in the given states, the latest first, `after` (exclusive) downward. */
  opsBackward(states: readonly OpState[], before: number | null, limit: number): readonly StoredOp[] {
    const marks = states.map(() => '?').join(', ');
    return this.file
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
    return this.file
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
    const rows = this.file.walk(
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
    return this.file
      .all(
        `SELECT DISTINCT run FROM ops JOIN runs ON runs.id = ops.run
         WHERE state IN ('done', 'left') AND runs.kind <> 'provision' ORDER BY run`,
      )
      .map((row) => Number(row.run));
  }

  /** How many ops of each kind stand. */
  countOps(runs: readonly RunKind[]): Readonly<Partial<Record<Op['kind'], number>>> {
    const counts: Partial<Record<Op['kind'], number>> = {};
    for (const row of this.file.all(
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
    const row = this.file.one(
      "SELECT COUNT(*) AS n FROM ops WHERE kind = 'derive' AND run = ? AND state IN ('done', 'left')",
      run,
    );
    return Number(row?.n ?? 0);
  }

  /** Whether any record that a run or a sample met has a row in the target. */
  holdsRecords(): boolean {
    return (
      this.file.one(
        `SELECT 1 FROM units JOIN runs ON runs.id = units.run
         WHERE target IS NOT NULL AND result <> 'gone' AND kind <> 'provision' LIMIT 1`,
      ) !== undefined
    );
  }

  /** Whether a row that this project wrote to was taken away, by a rollback or by a person. */
  isTakenAway(entity: string, target: TargetId): boolean {
    const states = this.file.one(
      `SELECT SUM(state = 'undone') AS undone, SUM(state IN ('done', 'left')) AS standing FROM ops
       WHERE entity = ? AND target = ?`,
      entity,
      JSON.stringify(target),
    );
    return Number(states?.undone ?? 0) > 0 && Number(states?.standing ?? 0) === 0;
  }
}
