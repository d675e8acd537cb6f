import { JournalBase } from './journal-base.ts';
import type { RunKind, RunRow } from './journal-types.ts';

/** The runs of a project: samples, runs, deltas and provisionings, and how each ended. */
export abstract class JournalRuns extends JournalBase {
  /** Continues the last run where it was stopped with the same input, or begins a new one. */
  beginRun(kind: RunKind, input: string): { readonly id: number; readonly resumed: boolean } {
    const last = this.file.one('SELECT * FROM runs WHERE kind = ? ORDER BY id DESC LIMIT 1', kind);
    if (last !== undefined && last.status === 'open' && last.input === input) {
      return { id: Number(last.id), resumed: true };
    }
    const id = this.transaction('beginRun', () =>
      Number(
        this.file
          .statement('INSERT INTO runs (kind, input, started, status) VALUES (?, ?, ?, ?)')
          .run(kind, input, this.now(), 'open').lastInsertRowid,
      ),
    );
    return { id, resumed: false };
  }

  endRun(id: number, status: RunRow['status']): void {
    this.transaction('endRun', () =>
      this.file.statement('UPDATE runs SET status = ? WHERE id = ?').run(status, id),
    );
  }

  runs(): readonly RunRow[] {
    return this.file.all('SELECT * FROM runs ORDER BY id').map((row) => ({
      id: Number(row.id),
      kind: String(row.kind) as RunKind, // written by beginRun only
      input: String(row.input),
      started: String(row.started),
      status: String(row.status) as RunRow['status'], // written by beginRun and endRun only
    }));
  }
}
