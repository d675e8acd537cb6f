import { ConnectorError, type ListChange, type TargetId, type TargetRow } from '../connectors/contract.ts';
import type { OpKind, RunKind, StoredOp, Values } from '../runtime/journal-types.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { recover } from '../runtime/recover.ts';
import { searchAll } from '../runtime/rows.ts';
import {
  backOff,
  checkInterrupted,
  patiently,
  readRows,
  type Session,
  sameInTarget,
  stopped,
  targetEntity,
} from '../runtime/session.ts';
import { asList } from '../runtime/wanted.ts';
import type { JsonValue } from '../schema/model.ts';
import { type MigrationContext, withSession } from './context.ts';
import { settleOpenFields } from './provision.ts';

export interface RollbackOptions {
  /**
   * `records`: all that runs and samples moved. `sample`: only what samples moved. `provision`: what was provisioned;
   * refused while records stand.
   */
  readonly scope: 'records' | 'sample' | 'provision';
}
export interface RollbackResult {
  readonly deleted: number;
  readonly restored: number;
  readonly unprovisioned: number;
  /** What was left alone, and why. */
  readonly left: readonly LeftAlone[];
}
export interface LeftAlone {
  readonly entity: string;
  readonly target: TargetId | null;
  readonly map: string | null;
  readonly unit: string | null;
  readonly reason: string;
}

/** Ops of one kind and entity in a row are undone in one call. */
const PAGE = 500;
const LOST_ATTEMPTS = 5;

/**
 * Undoes what was done, the latest first: created rows are deleted, updated ones get their former values back, members
 * that were added to lists are taken out, derived rows go last and only where nothing else refers to them. A row that a
 * person changed since is left alone and listed. A rollback that was stopped goes on with the same command.
 * @throws MigrationError `usage` where something that stands forbids it; `busy`, `stopped`, `interrupted`
 */
export async function rollback(context: MigrationContext, options: RollbackOptions): Promise<RollbackResult> {
  return withSession(context, async (session) => {
    await recover(session);
    const undoing = new Undoing(session);
    switch (options.scope) {
      case 'records':
      case 'sample': {
        const runs = runsOf(session, options.scope === 'sample' ? ['sample'] : ['run', 'sample']);
        if (options.scope === 'sample') refuseLaterRun(session, runs);
        await undoing.undo(runs, ['create', 'update', 'delete']);
        await undoing.undo(runs, ['derive']);
        for (const run of runs) session.journal.endRun(run, 'undone');
        if (options.scope === 'records') session.journal.forgetUnits(null);
        else for (const run of runs) session.journal.forgetUnits(run);
        break;
      }
      case 'provision': {
        const { create = 0, update = 0, derive = 0 } = session.journal.countOps();
        if (create + update + derive > 0) {
          throw new MigrationError(
            'usage',
            `${create + update + derive} writes of a run still stand on what was provisioned. Roll the run back first.`,
          );
        }
        await settleOpenFields(session);
        const runs = runsOf(session, ['provision']);
        await undoing.undo(runs, ['provision-row', 'provision-field']);
        for (const run of runs) session.journal.endRun(run, 'undone');
        break;
      }
    }
    return undoing.result();
  });
}

function runsOf(session: Session, kinds: readonly RunKind[]): ReadonlySet<number> {
  return new Set(session.journal.runs().flatMap((run) => (kinds.includes(run.kind) ? [run.id] : [])));
}

/** @throws MigrationError `usage` where a run built upon the sample */
function refuseLaterRun(session: Session, samples: ReadonlySet<number>): void {
  if (session.journal.standingRuns().some((run) => !samples.has(run))) {
    throw new MigrationError(
      'usage',
      'A run stands upon the sample. Roll back everything, or keep the sample.',
    );
  }
}

interface Refused {
  readonly op: StoredOp;
  readonly reason: string;
}

class Undoing {
  readonly #session: Session;
  readonly #left: LeftAlone[] = [];
  /** Rows of which nothing more is undone. */
  readonly #kept = new Set<string>();
  /** Rows that were seen to be as we left them. */
  readonly #checked = new Set<string>();
  /** Rows that the target would not delete, for others refer to them still. */
  #refused: Refused[] = [];
  #deleted = 0;
  #restored = 0;
  #unprovisioned = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  result(): RollbackResult {
    return {
      deleted: this.#deleted,
      restored: this.#restored,
      unprovisioned: this.#unprovisioned,
      left: this.#left,
    };
  }

  async undo(runs: ReadonlySet<number>, kinds: readonly OpKind[]): Promise<void> {
    let before: number | null = null;
    for (;;) {
      checkInterrupted(this.#session);
      // What a former rollback left may have become free since: it is tried again.
      const page: readonly StoredOp[] = this.#session.journal.opsBackward(['done', 'left'], before, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      before = last.seq;
      const ops = page.filter((op) => runs.has(op.run) && kinds.includes(op.kind));
      for (const stretch of stretches(ops)) await this.#undoStretch(stretch);
      this.#session.progress(page.length, null, 'rollback');
    }
    await this.#deleteRefused();
  }

  /**
   * Rows go once those that refer to them are gone; rows in a circle once the references of their second pass are
   * emptied. What the target still will not delete gets its references back, and is left.
   */
  async #deleteRefused(): Promise<void> {
    await this.#deleteWhileAnyGoes();
    const circle = this.#inCircles(this.#refused);
    if (circle.length > 0) {
      for (const one of circle) await this.#writeReferences(one.op, (op) => op.before);
      await this.#deleteWhileAnyGoes();
    }
    const left = this.#refused;
    this.#refused = [];
    for (const { op, reason } of left) {
      const emptied = circle.some((one) => one.op === op);
      this.#leave([op], emptied ? await this.#giveBack(op, reason) : reason);
    }
  }

  async #deleteWhileAnyGoes(): Promise<void> {
    for (let before = Infinity; this.#refused.length > 0 && this.#refused.length < before; ) {
      before = this.#refused.length;
      await this.#deleteAgain();
    }
  }

  /** Returns the reason for which the row is left, with what could not be given back. */
  async #giveBack(op: StoredOp, reason: string): Promise<string> {
    try {
      await this.#writeReferences(op, (later) => later.sent);
      return reason;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      return `${reason} A reference of it to a row that is gone now was emptied.`;
    }
  }

  /** Rows of circles of references, and rows between circles: what is left when those without a way in or out go. */
  #inCircles(rows: readonly Refused[]): readonly Refused[] {
    const names = new Map(
      rows.flatMap(({ op }) => (op.target === null ? [] : [[rowName(op.entity, op.target), op]])),
    );
    const ways = new Map(
      [...names].map(([name, op]) => [name, this.#referencesOf(op).filter((to) => names.has(to))]),
    );
    for (let before = -1; ways.size !== before; ) {
      before = ways.size;
      const reached = new Set([...ways.values()].flat());
      for (const [name, to] of ways) {
        if (!reached.has(name) || !to.some((other) => ways.has(other))) ways.delete(name);
      }
    }
    return rows.filter(({ op }) => op.target !== null && ways.has(rowName(op.entity, op.target)));
  }

  /** Names of rows that a row of ours refers to, by what we wrote. */
  #referencesOf(op: StoredOp): readonly string[] {
    const { fields } = targetEntity(this.#session, op.entity);
    const standing = op.target === null ? [] : this.#session.journal.opsOn(op.entity, op.target);
    return standing.flatMap(({ sent }) =>
      Object.entries(sent).flatMap(([field, value]) => {
        const type = fields[field]?.type;
        const targets =
          type?.kind === 'reference' ? type.targets : type?.kind === 'references' ? [type.target] : [];
        const ids = asList(value).filter((id) => typeof id === 'number' || typeof id === 'string');
        return targets.flatMap((target) => ids.map((id) => rowName(target, id)));
      }),
    );
  }

  async #deleteAgain(): Promise<void> {
    const again = this.#refused;
    this.#refused = [];
    for (const [entity, group] of Map.groupBy(again, ({ op }) => op.entity)) {
      await this.#delete(
        entity,
        group.map(({ op }) => op),
      );
    }
  }

  /** Sets what second passes wrote to a row that we made. */
  async #writeReferences(op: StoredOp, values: (op: StoredOp) => Values): Promise<void> {
    if (op.target === null) return;
    for (const later of this.#session.journal.opsOn(op.entity, op.target)) {
      if (later.kind === 'update') await this.#update(later.entity, [{ op: later, values: values(later) }]);
    }
  }

  async #undoStretch(ops: readonly StoredOp[]): Promise<void> {
    const [first] = ops;
    if (first === undefined) return;
    switch (first.kind) {
      case 'create':
      case 'provision-row':
      case 'derive': {
        const free = await this.#untouched(ops);
        const loose = first.kind === 'derive' ? await this.#unreferenced(first.entity, free) : free;
        await this.#delete(first.entity, loose);
        break;
      }
      case 'update': {
        // Of a row that we made, nothing is restored: it goes as a whole.
        const { journal } = this.#session;
        const former = ops.filter((op) => op.target === null || !journal.madeRow(op.entity, op.target));
        await this.#restore(first.entity, await this.#untouched(former));
        break;
      }
      case 'delete':
        this.#leave(ops, 'It was deleted because it went away in the source; mapc does not bring it back.');
        break;
      case 'provision-field':
        for (const op of ops) await this.#unprovision(op);
        break;
    }
  }

  #leave(ops: readonly StoredOp[], reason: string): void {
    for (const op of ops) {
      if (op.target !== null) this.#kept.add(rowName(op.entity, op.target));
      this.#left.push({ entity: op.entity, target: op.target, map: op.map, unit: op.unit, reason });
    }
    this.#session.journal.settle(ops.map((op) => ({ op, state: 'left' as const, error: reason })));
  }

  /** Ops whose rows are as we left them; the others are left, those whose rows are gone are done with. */
  async #untouched(ops: readonly StoredOp[]): Promise<readonly StoredOp[]> {
    const [first] = ops;
    if (first === undefined) return [];
    const { journal } = this.#session;
    const standing = new Map<StoredOp, readonly StoredOp[]>();
    const fields = new Set<string>();
    for (const op of ops) {
      const all = op.target === null ? [] : journal.opsOn(op.entity, op.target);
      standing.set(op, all);
      for (const one of all) {
        for (const field of [...Object.keys(one.sent), ...Object.keys(one.added)]) fields.add(field);
      }
    }
    const ids = ops.flatMap((op) => op.target ?? []);
    const rows = await readRows(this.#session, first.entity, ids, [...fields].sort());
    const free: StoredOp[] = [];
    const gone: StoredOp[] = [];
    for (const op of ops) {
      if (op.target === null) continue;
      const name = rowName(op.entity, op.target);
      const row = rows.get(op.target);
      if (row === undefined) gone.push(op);
      else if (this.#kept.has(name)) this.#leave([op], 'Something on this row was left alone.');
      else if (this.#checked.has(name)) free.push(op);
      else {
        const changed = this.#changedFields(row, standing.get(op) ?? [], op.kind === 'create');
        if (changed.length > 0) {
          this.#leave([op], `A person changed ${changed.join(', ')} since.`);
        } else {
          this.#checked.add(name);
          free.push(op);
        }
      }
    }
    journal.settle(gone.map((op) => ({ op, state: 'undone' as const, error: null })));
    return free;
  }

  /** Fields that hold neither what we wrote last nor, where an undoing was cut off, what was there before it. */
  #changedFields(row: TargetRow, standing: readonly StoredOp[], made: boolean): readonly string[] {
    const expected = new Map<string, { readonly value: JsonValue; readonly before: JsonValue | undefined }>();
    const last = standing.at(-1);
    for (const op of standing) {
      for (const [field, value] of Object.entries(op.sent)) {
        // References of a row that we made may have been emptied, to delete it.
        expected.set(field, { value, before: made || op === last ? op.before[field] : undefined });
      }
    }
    const changed: string[] = [];
    for (const [field, { value, before }] of expected) {
      const current = row.values[field] ?? null;
      const entity = last?.entity ?? '';
      if (sameInTarget(this.#session, entity, field, current, value)) continue;
      if (before !== undefined && sameInTarget(this.#session, entity, field, current, before)) continue;
      changed.push(field);
    }
    return changed;
  }

  async #unreferenced(entity: string, ops: readonly StoredOp[]): Promise<readonly StoredOp[]> {
    const free: StoredOp[] = [];
    for (const op of ops) {
      const referrer = op.target === null ? null : await this.#referrer(entity, op.target);
      if (referrer === null) free.push(op);
      else this.#leave([op], `${referrer} refers to it.`);
    }
    return free;
  }

  async #referrer(entity: string, target: TargetId): Promise<string | null> {
    for (const other of Object.values(this.#session.schema.entities)) {
      for (const field of Object.values(other.fields)) {
        const refers =
          (field.type.kind === 'reference' && field.type.targets.includes(entity)) ||
          (field.type.kind === 'references' && field.type.target === entity);
        if (!refers || field.computed === true) continue;
        const where = [{ path: field.name, operator: 'in' as const, value: [target] }];
        for await (const rows of searchAll(this.#session, other.name, where, [])) {
          const [row] = rows.filter((one) => other.name !== entity || one.id !== target);
          if (row !== undefined) return `${other.name} ${row.id} (${field.name})`;
        }
      }
    }
    return null;
  }

  async #delete(entity: string, ops: readonly StoredOp[]): Promise<void> {
    if (ops.length === 0) return;
    const session = this.#session;
    const ids = ops.flatMap((op) => op.target ?? []);
    const schema = targetEntity(session, entity);
    const size = session.target.traits.batch.delete;
    if (ops.length > size) {
      for (let at = 0; at < ops.length; at += size) await this.#delete(entity, ops.slice(at, at + size));
      return;
    }
    try {
      await patiently(session, false, () => session.target.delete(schema, ids));
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      if (ops.length === 1) {
        this.#refused.push(...ops.map((op) => ({ op, reason: error.message })));
        return;
      }
      const middle = Math.ceil(ops.length / 2);
      await this.#delete(entity, ops.slice(0, middle));
      await this.#delete(entity, ops.slice(middle));
      return;
    }
    this.#deleted += ops.length;
    // With a row goes all that was done to it, the latest first.
    const done = ops.flatMap((op) =>
      op.kind === 'create' && op.target !== null
        ? session.journal.opsOn(entity, op.target).toReversed()
        : [op],
    );
    session.journal.settle(done.map((op) => ({ op, state: 'undone' as const, error: null })));
  }

  async #restore(entity: string, ops: readonly StoredOp[]): Promise<void> {
    if (ops.length === 0) return;
    const size = this.#session.target.traits.batch.update;
    // Of two ops on one row the later one is undone first, in a call of its own.
    const doubled = new Set(ops.map((op) => op.target)).size < ops.length;
    if (ops.length > size || doubled) {
      const step = doubled ? 1 : size;
      for (let at = 0; at < ops.length; at += step) await this.#restore(entity, ops.slice(at, at + step));
      return;
    }
    try {
      await this.#update(
        entity,
        ops.map((op) => ({ op, values: formerValues(op) })),
      );
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      if (ops.length === 1) {
        this.#leave(ops, error.message);
        return;
      }
      const middle = Math.ceil(ops.length / 2);
      await this.#restore(entity, ops.slice(0, middle));
      await this.#restore(entity, ops.slice(middle));
      return;
    }
    this.#restored += ops.length;
    this.#session.journal.settle(ops.map((op) => ({ op, state: 'undone' as const, error: null })));
  }

  /** @throws ConnectorError `record` */
  async #update(
    entity: string,
    writes: readonly {
      readonly op: StoredOp;
      readonly values: Readonly<Record<string, JsonValue | ListChange>>;
    }[],
  ): Promise<void> {
    const session = this.#session;
    const schema = targetEntity(session, entity);
    const rows = writes.flatMap(({ op, values }) => (op.target === null ? [] : [{ id: op.target, values }]));
    for (let attempt = 0; ; attempt += 1) {
      try {
        await patiently(session, true, () => session.target.update(schema, rows));
        return;
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.kind === 'record') throw error;
        // The same values again change nothing: an update whose answer was lost is repeated.
        if (attempt + 1 >= LOST_ATTEMPTS) throw stopped(session, error);
        await session.sleep(backOff(attempt));
      }
    }
  }

  async #unprovision(op: StoredOp): Promise<void> {
    if (op.receipt === null) {
      this.#leave(
        [op],
        'It was made by a call whose answer was lost, so mapc cannot take it away; remove it by hand.',
      );
      return;
    }
    const { receipt } = op;
    await patiently(this.#session, false, () => this.#session.target.unprovisionField(receipt));
    this.#unprovisioned += 1;
    this.#session.journal.settle([{ op, state: 'undone', error: null }]);
  }
}

function formerValues(op: StoredOp): Readonly<Record<string, JsonValue | ListChange>> {
  const former: Values = op.before;
  const removals = Object.entries(op.added).map(([field, items]): [string, ListChange] => [
    field,
    { remove: asList(items).filter((id) => typeof id === 'number' || typeof id === 'string') },
  ]);
  return { ...former, ...Object.fromEntries(removals) };
}

function rowName(entity: string, target: TargetId): string {
  return `${entity} ${JSON.stringify(target)}`;
}

/** Neighbours of one kind and entity. */
function stretches(ops: readonly StoredOp[]): readonly (readonly StoredOp[])[] {
  const all: StoredOp[][] = [];
  for (const op of ops) {
    const open = all.at(-1);
    if (open?.[0]?.kind === op.kind && open[0].entity === op.entity) open.push(op);
    else all.push([op]);
  }
  return all;
}
