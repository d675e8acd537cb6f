import { type BesideRow, ConnectorError, type TargetId } from '../connectors/contract.ts';
import { besideToGiveBack } from '../runtime/beside.ts';
import type { OpKind, StoredOp, Values } from '../runtime/journal-types.ts';
import { withReferences } from '../runtime/mirrored.ts';
import { checkInterrupted, patiently, readRows, type Session, targetEntity } from '../runtime/session.ts';
import type { JsonValue } from '../schema/model.ts';
import { keptTogether } from './kept-together.ts';
import {
  changedFields,
  findReferrer,
  formerValues,
  inCircles,
  type Refused,
  rowName,
  stretches,
} from './undoing-rows.ts';
import { writeBack } from './write-back.ts';

export interface LeftAlone {
  readonly entity: string;
  readonly target: TargetId | null;
  readonly map: string | null;
  readonly unit: string | null;
  readonly reason: string;
}

/** Ops of one kind and entity in a row are undone in one call. */
const PAGE = 500;

/** Undoes ops, the latest first, and remembers what it left alone. One for a whole rollback. */
export class Undoing {
  readonly #session: Session;
  readonly #left: LeftAlone[] = [];
  /** Rows of which nothing more is undone. */
  readonly #kept = new Set<string>();
  /** Rows that others need which are left alone, and why. */
  #together: ReadonlyMap<string, string> = new Map();
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

  result(): {
    readonly deleted: number;
    readonly restored: number;
    readonly unprovisioned: number;
    readonly left: readonly LeftAlone[];
  } {
    return {
      deleted: this.#deleted,
      restored: this.#restored,
      unprovisioned: this.#unprovisioned,
      left: this.#left,
    };
  }

  /** Finds out first what must stay with what stays: {@link keptTogether}. */
  async keepTogether(runs: ReadonlySet<number>, kinds: readonly OpKind[]): Promise<void> {
    this.#together = await keptTogether(this.#session, (op) => runs.has(op.run) && kinds.includes(op.kind));
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
    const circle = inCircles(this.#session, this.#refused);
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
      if (later.kind === 'update')
        await writeBack(this.#session, later.entity, [{ op: later, values: values(later) }]);
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
      case 'provision-model':
      case 'provision-field':
        for (const op of ops) await this.#unprovision(op);
        break;
      case 'provision-view':
        for (const op of ops) await this.#hide(op);
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
    const asked = withReferences(this.#session, first.entity, fields);
    const rows = await readRows(this.#session, first.entity, ids, asked);
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
        const changed = changedFields(this.#session, row, standing.get(op) ?? [], op.kind === 'create');
        const together = this.#together.get(name);
        if (changed.length > 0) {
          this.#leave([op], `A person changed ${changed.join(', ')} since.`);
        } else if (together !== undefined && op.kind !== 'update') {
          this.#leave([op], together);
        } else {
          this.#checked.add(name);
          free.push(op);
        }
      }
    }
    await this.#settleWhole(first.entity, gone);
    return free;
  }

  async #unreferenced(entity: string, ops: readonly StoredOp[]): Promise<readonly StoredOp[]> {
    const free: StoredOp[] = [];
    for (const op of ops) {
      const referrer = op.target === null ? null : await findReferrer(this.#session, entity, op.target);
      if (referrer === null) free.push(op);
      else this.#leave([op], `${referrer} refers to it.`);
    }
    return free;
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
    await this.#settleWhole(entity, ops);
  }

  /** With a row that we made goes all that was done to it, the latest first, and what was done beside it. */
  async #settleWhole(entity: string, ops: readonly StoredOp[]): Promise<void> {
    const { journal } = this.#session;
    const done = ops.flatMap((op) =>
      op.kind === 'create' && op.target !== null ? journal.opsOn(entity, op.target).toReversed() : [op],
    );
    const beside = done.filter((op) => op.beside !== undefined).sort((a, b) => b.seq - a.seq);
    // One after the other: what the later one gives back is what the earlier one left.
    for (const op of beside)
      await this.#giveBackBeside([...(await besideToGiveBack(this.#session, [op])).values()].flat());
    journal.settle(done.map((op) => ({ op, state: 'undone' as const, error: null })));
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
    const beside = await besideToGiveBack(this.#session, ops);
    const isOwn = (op: StoredOp, row: BesideRow): boolean => row.entity === entity && row.id === op.target;
    try {
      await writeBack(
        this.#session,
        entity,
        ops.map((op) => {
          const own = beside.get(op)?.filter((row) => isOwn(op, row)) ?? [];
          return { op, values: Object.assign({}, ...own.map((row) => row.values), formerValues(op)) };
        }),
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
    for (const op of ops) await this.#giveBackBeside(beside.get(op)?.filter((row) => !isOwn(op, row)) ?? []);
    this.#restored += ops.length;
    this.#session.journal.settle(ops.map((op) => ({ op, state: 'undone' as const, error: null })));
  }

  /** The same values again change nothing, as with an update. A row that refuses them keeps what it has. */
  async #giveBackBeside(rows: readonly BesideRow[]): Promise<void> {
    const session = this.#session;
    if (rows.length === 0) return;
    try {
      await patiently(session, false, async () => session.target.giveBack?.(rows));
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      for (const { entity, id } of rows)
        this.#left.push({ entity, target: id, map: null, unit: null, reason: error.message });
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
    const { target } = this.#session;
    if (op.kind === 'provision-model' && this.#kept.has(rowName(op.entity, op.entity))) {
      this.#leave([op], 'Something that shows it to people was left alone.');
      return;
    }
    try {
      await patiently(this.#session, false, () =>
        op.kind === 'provision-model' ? target.unprovisionModel(receipt) : target.unprovisionField(receipt),
      );
    } catch (error) {
      // People use it: a view of theirs shows it, a field of theirs depends on it.
      if (!(error instanceof ConnectorError) || error.kind !== 'record') throw error;
      this.#leave([op], `${error.message}.`);
      return;
    }
    this.#unprovisioned += 1;
    this.#session.journal.settle([{ op, state: 'undone', error: null }]);
  }

  /** What lets people see an entity goes before what it shows: the target keeps what is still shown. */
  async #hide(op: StoredOp): Promise<void> {
    const { target } = this.#session;
    const { made, fields } = shownBy(op.receipt);
    const shown = { entity: op.entity, made, fields };
    const reasons = await patiently(this.#session, false, async () => target.hide?.(shown) ?? []);
    if (reasons.length > 0) this.#leave([op], reasons.join(' '));
    else this.#session.journal.settle([{ op, state: 'undone', error: null }]);
  }
}

/** @throws TypeError for what this version has not written */
function shownBy(receipt: JsonValue): { readonly made: boolean; readonly fields: readonly string[] } {
  if (typeof receipt === 'object' && receipt !== null && 'made' in receipt && 'fields' in receipt) {
    const { made, fields } = receipt;
    if (typeof made === 'boolean' && Array.isArray(fields)) return { made, fields: fields.map(String) };
  }
  throw new TypeError('The journal does not say what was shown to people');
}
