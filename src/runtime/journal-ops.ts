import type { BesideRow, TargetId } from '../connectors/contract.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Op, StoredOp, UnitRow } from './journal-types.ts';
import { JournalUnits } from './journal-units.ts';

/** What is done to the target: intended before each call, completed or void after it, undone or left by a rollback. */
export abstract class JournalOps extends JournalUnits {
  /** Writes intents, before the call. Returns their numbers. */
  intend(ops: readonly Op[]): readonly StoredOp[] {
    const time = this.now();
    return this.transaction('intend', () =>
      ops.map((op) => {
        const { run, kind, map, unit, entity, target, ...detail } = op;
        const seq = this.file
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
    this.quickTransaction('send', () =>
      this.file
        .statement('INSERT INTO sendings (first, last, time) VALUES (?, ?, ?)')
        .run(Math.min(...numbers), Math.max(...numbers), this.now()),
    );
  }

  /** Nothing is under way any more: when calls were made is of no use. */
  forgetSendings(): void {
    this.transaction('forgetSendings', () => this.file.statement('DELETE FROM sendings').run());
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
    this.transaction('complete', () => {
      for (const { op, target, receipt, beside } of done) {
        this.file
          .statement("UPDATE ops SET state = 'done', target = ? WHERE seq = ?")
          .run(JSON.stringify(target), op.seq);
        if (receipt !== undefined) {
          this.file
            .statement("UPDATE ops SET detail = json_set(detail, '$.receipt', json(?)) WHERE seq = ?")
            .run(JSON.stringify(receipt), op.seq);
        }
        if (beside !== undefined) {
          this.file
            .statement("UPDATE ops SET detail = json_set(detail, '$.beside.after', json(?)) WHERE seq = ?")
            .run(JSON.stringify(beside), op.seq);
        }
        if (op.after !== null) this.putUnit({ ...op.after, target });
      }
    });
  }

  /** Undoing these is begun: what it gives back beside them, which the undoing itself may change. */
  keepBack(back: ReadonlyMap<StoredOp, readonly BesideRow[]>): void {
    if (back.size === 0) return;
    this.transaction('keepBack', () => {
      for (const [op, rows] of back) {
        this.file
          .statement("UPDATE ops SET detail = json_set(detail, '$.beside.back', json(?)) WHERE seq = ?")
          .run(JSON.stringify(rows), op.seq);
      }
    });
  }

  /** The calls stored nothing; `error` is the target's own reason, null where it is only assumed. */
  void(ops: readonly StoredOp[], error: string | null, units: readonly UnitRow[] = []): void {
    if (ops.length === 0) return;
    this.transaction('void', () => {
      for (const op of ops) {
        this.file.statement("UPDATE ops SET state = 'void', error = ? WHERE seq = ?").run(error, op.seq);
      }
      for (const unit of units) this.putUnit(unit);
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
    this.transaction('settle', () => {
      for (const { op, state, error } of ops) {
        this.file.statement('UPDATE ops SET state = ?, error = ? WHERE seq = ?').run(state, error, op.seq);
        if (state !== 'undone' || op.map === null || op.unit === null) continue;
        if (op.prior === null) {
          this.file.statement('DELETE FROM units WHERE map = ? AND unit = ?').run(op.map, op.unit);
        } else {
          this.putUnit(op.prior);
        }
      }
    });
  }

  /**
   * What a rollback left stays in the target for good: all that was done to those rows is no longer ours to undo, and
   * their units are unknown. Returns how many rows.
   */
  forgetLeft(): number {
    return this.transaction('forgetLeft', () => {
      const left = this.file.one(
        "SELECT COUNT(DISTINCT entity || ' ' || target) AS n FROM ops WHERE state = 'left'",
      );
      this.file
        .statement(
          `UPDATE ops SET state = 'forgotten' WHERE state = 'left' OR (state = 'done' AND EXISTS (
           SELECT 1 FROM ops AS other WHERE other.entity = ops.entity AND other.target = ops.target AND other.state = 'left'))`,
        )
        .run();
      this.file
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
}
