/**
 * Who a record is in the target: journal, then key, then match, then create (`language.md` section 8). Asks the target
 * and the journal, decides for a whole batch, writes nothing. A batch can be decided on while those before it are written,
 * as long as none of its records hangs on what becomes of theirs.
 */
import type { TargetId } from '../connectors/contract.ts';
import type { WriteArm } from '../plan/types.ts';
import { canonicalJson, digestOf } from '../schema/digest.ts';
import type { Evaluated } from './batch.ts';
import { creationOf } from './creation.ts';
import { forgetDeleted } from './forget-deleted.ts';
import type { UnitRow, Values } from './journal-types.ts';
import { Matches } from './match-index.ts';
import { findRows } from './rows.ts';
import { writeArm } from './session.ts';
import type { FieldWrite, Outcome, Unit, WriteOutcome } from './types.ts';
import { UnderWay } from './under-way.ts';
import { blame, blankUnit, type PassContext, settled, stands } from './unit-row.ts';
import type { UpdateWish } from './update-units.ts';
import { changes, isEmpty, wantedOf } from './wanted.ts';
import type { WriteItem } from './write-parts.ts';
import { severalMessage } from './writes.ts';

export type Settled = Exclude<Outcome, { readonly kind: 'pending' }>;

export interface Decisions {
  /** Units that end without a write. */
  readonly units: readonly UnitRow[];
  readonly updates: readonly UpdateWish[];
  readonly creates: readonly { readonly entity: string; readonly item: WriteItem }[];
  /** To be called when all of this is written. */
  readonly written: () => void;
}

/** A record that the journal knows no row for. */
interface Stranger {
  readonly unit: Unit;
  readonly outcome: WriteOutcome;
  readonly arm: WriteArm;
  readonly fresh: UnitRow;
  readonly prior: UnitRow | null;
}

/** Rows of the target with the key of a unit, by the unit's id; none where there are none, or it has no key. */
type FoundByKey = ReadonlyMap<string, readonly TargetId[]>;

/** What can be known of a batch before those ahead of it are written. */
export interface Asked {
  /** As they stand in the journal, by the unit's id; null where it knows nothing of them. */
  readonly priors: ReadonlyMap<string, UnitRow | null>;
  readonly rows: FoundByKey;
  /** By the unit's id. */
  readonly fingerprints: ReadonlyMap<string, string>;
}

export class Identifier {
  readonly #context: PassContext;
  readonly #retry: boolean;
  readonly #remake: boolean;
  readonly #matches: Matches;
  readonly #underWay = new UnderWay();

  /** `retry`: what the target refused is tried again. `remake`: what was deleted in it is made again. */
  constructor(context: PassContext, options: { readonly retry: boolean; readonly remake: boolean }) {
    this.#context = context;
    this.#retry = options.retry;
    this.#remake = options.remake;
    this.#matches = new Matches(context.session, context.map);
  }

  /** Asks which rows have the keys of records that the journal knows no row for. May run while others are written. */
  async ask(
    batch: readonly Evaluated<Settled>[],
    priors: ReadonlyMap<string, UnitRow | null>,
  ): Promise<Asked> {
    const writes = batch.flatMap(({ unit, outcome }) =>
      outcome.kind === 'write' ? [{ unit, outcome }] : [],
    );
    const fingerprints = new Map(writes.map(({ unit, outcome }) => [unit.id, fingerprintOf(outcome)]));
    const strangers = writes.filter(({ unit }) => !stands(priors.get(unit.id) ?? null));
    return { priors, rows: await this.#findByKeys(strangers), fingerprints };
  }

  /** Whether a batch can be decided on before those under way are written. */
  async isFree(batch: readonly Evaluated<Settled>[], asked: Asked): Promise<boolean> {
    if (this.#underWay.isEmpty) return true;
    if (this.#remake) return false;
    for (const { unit, outcome } of batch) {
      if (outcome.kind !== 'write' || stands(asked.priors.get(unit.id) ?? null)) continue;
      const key = keyText(outcome.key);
      if (key !== null && this.#underWay.holdsKey(outcome.target, key)) return false;
      const rows = asked.rows.get(unit.id) ?? [];
      const matching = rows.length === 0 && outcome.match.some((line) => line !== null);
      // What others are making must not be among the rows to match with.
      if (matching && !this.#matches.isRead(outcome.arm)) return false;
      const found = matching ? await this.#matches.find(outcome) : rows;
      if (found.some((id) => this.#underWay.holdsRow(outcome.target, id))) return false;
    }
    return true;
  }

  /**
   * Decides for a batch, when all before it are written, or it is free. Units are in order of source id: of several
   * claimants the first one gets the row.
   */
  async decide(batch: readonly Evaluated<Settled>[], asked: Asked): Promise<Decisions> {
    const { session } = this.#context;
    if (this.#remake) await forgetDeleted(session, this.#context.run, batch);
    const units: UnitRow[] = [];
    const updates: UpdateWish[] = [];
    const strangers: Stranger[] = [];
    for (const { unit, outcome, references } of batch) {
      const prior = this.#prior(unit, asked) ?? this.#formerName(unit, outcome);
      const fresh = {
        ...blankUnit(this.#context, unit, 'rejected', references),
        strata: outcome.trace.strata,
      };
      switch (outcome.kind) {
        case 'skipped':
          units.push(
            settled(prior, fresh, { result: 'skipped', reason: outcome.because, failure: null, at: null }),
          );
          break;
        case 'rejected':
        case 'queued':
          units.push(
            settled(prior, fresh, {
              result: outcome.kind,
              reason: outcome.reason,
              failure: outcome.failure,
              at: outcome.at,
            }),
          );
          break;
        case 'write': {
          const arm = writeArm(this.#context.map, outcome.arm);
          const known = {
            ...fresh,
            fingerprint: asked.fingerprints.get(unit.id) ?? fingerprintOf(outcome),
            warnings: outcome.warnings,
            at: null,
          };
          if (stands(prior)) this.#known(prior, known, outcome, arm, units, updates);
          else if (this.#stillSo(prior, known)) {
            units.push(this.#again(prior, known));
          } else strangers.push({ unit, outcome, arm, fresh: known, prior });
          break;
        }
      }
    }
    const creates = await this.#meet(strangers, asked.rows, units, updates);
    const written = this.#underWay.add(
      [
        ...creates.map(({ item }) => item.op.after),
        ...updates.flatMap(({ unit, prior }) => [unit, prior]),
      ].flatMap((unit) =>
        unit === null || unit.entity === null || unit.key === null
          ? []
          : [{ entity: unit.entity, key: unit.key }],
      ),
      updates.map(({ unit }) => ({ entity: unit.entity, id: unit.target })),
    );
    return { units, updates, creates, written };
  }

  /** What was deleted in the target may just have been forgotten. */
  #prior(unit: Unit, asked: Asked): UnitRow | null {
    return this.#remake
      ? this.#context.session.journal.unit(unit.map, unit.id)
      : (asked.priors.get(unit.id) ?? null);
  }

  /**
   * With `each`: the unit of the same record and key whose element is not in the list any more. The element changed, and
   * is what it was: the unit takes its new name.
   */
  #formerName({ map, id, record, siblings }: Unit, outcome: Settled): UnitRow | null {
    const key = siblings === undefined || outcome.kind !== 'write' ? null : keyText(outcome.key);
    if (key === null || outcome.kind !== 'write') return null;
    const { journal } = this.#context.session;
    const former = journal
      .withKey(outcome.target, key)
      .find((one) => one.map === map && one.source === record.id && siblings?.has(one.unit) === false);
    if (former === undefined) return null;
    journal.renameUnit(map, former.unit, id);
    return { ...former, unit: id };
  }

  #stillSo(prior: UnitRow | null, fresh: UnitRow): prior is UnitRow {
    return (
      prior !== null &&
      prior.fingerprint === fresh.fingerprint &&
      prior.plan === fresh.plan &&
      (prior.state === 'matched' || (prior.state === 'rejected' && !this.#retry))
    );
  }

  #again(prior: UnitRow, fresh: UnitRow): UnitRow {
    const result =
      prior.state === 'matched' ? (prior.run === this.#context.run ? 'matched' : 'unchanged') : prior.state;
    return { ...prior, result, run: fresh.run, warnings: fresh.warnings, references: fresh.references };
  }

  #known(
    prior: UnitRow & { readonly target: TargetId; readonly entity: string },
    fresh: UnitRow,
    outcome: WriteOutcome,
    arm: WriteArm,
    units: UnitRow[],
    updates: UpdateWish[],
  ): void {
    if (prior.entity !== outcome.target) {
      units.push(
        settled(prior, fresh, {
          result: 'rejected',
          reason: `It was written to ${prior.entity} ${prior.target} and belongs to ${outcome.target} now; mapc does not move rows between entities.`,
          failure: null,
          at: arm.at,
        }),
      );
      return;
    }
    const writes = [...outcome.key, ...outcome.always];
    const wanted = wantedOf(writes);
    const refusedAlready =
      prior.failure === 'target' &&
      prior.fingerprint === fresh.fingerprint &&
      prior.plan === fresh.plan &&
      !this.#retry;
    if (refusedAlready && !isEmpty(changes(prior, wanted))) {
      units.push({ ...prior, result: 'rejected', run: fresh.run });
      return;
    }
    // In the run that made it, a record that is met again (after a restart) stays what it was.
    const inThisRun = prior.run === fresh.run && (prior.result === 'created' || prior.result === 'updated');
    updates.push({
      unit: {
        ...settled(prior, fresh, { result: 'unchanged', reason: null, failure: null, at: null }),
        entity: prior.entity,
        target: prior.target,
        key: keyText(outcome.key),
        edited: [],
      },
      prior,
      wanted,
      blame: (reason) => blame(reason, writes, arm.at),
      result: (wrote) => (inThisRun ? prior.result : wrote ? 'updated' : 'unchanged'),
    });
  }

  async #meet(
    strangers: readonly Stranger[],
    asked: FoundByKey,
    units: UnitRow[],
    updates: UpdateWish[],
  ): Promise<{ readonly entity: string; readonly item: WriteItem }[]> {
    const { session } = this.#context;
    const creates: { readonly entity: string; readonly item: WriteItem }[] = [];
    // Whoever had a row when the question was asked, and has none now.
    const late = await this.#findByKeys(strangers.filter(({ unit }) => !asked.has(unit.id)));
    const keys = new Map<string, string>();
    const claims = new Map<string, string>();
    for (const one of strangers) {
      const { unit, outcome, arm, fresh, prior } = one;
      const reject = (reason: string): void => {
        units.push(settled(prior, fresh, { result: 'rejected', reason, failure: 'several', at: arm.at }));
      };
      if (outcome.key.some((write) => write.value === null)) {
        reject('Its key is empty, so it could not be found again.');
        continue;
      }
      const key = keyText(outcome.key);
      const twin = key === null ? null : this.#twin(one, key, keys);
      if (twin !== null) {
        reject(`Its key is that of record ${twin} too; keys must tell records apart.`);
        continue;
      }
      if (key !== null) keys.set(`${outcome.target} ${key}`, unit.id);

      const keyed = asked.get(unit.id) ?? late.get(unit.id) ?? [];
      const found = keyed.length > 0 ? keyed : await this.#matches.find(outcome);
      if (found.length > 1) {
        reject(severalMessage(outcome.target, found));
        continue;
      }
      const [id] = found;
      const known: UnitRow = { ...fresh, entity: outcome.target, key };
      if (id === undefined) {
        if (key === null && outcome.match.every((line) => line === null)) {
          reject('It has no key and nothing to match by, so it could not be found again.');
          continue;
        }
        creates.push({ entity: outcome.target, item: creationOf(this.#context.run, known, outcome, arm) });
        continue;
      }
      const abandoned = session.journal.abandonedCreate(unit.map, unit.id);
      if (abandoned !== null) {
        // The creation that we had given up arrived after all: the row is ours.
        session.journal.complete([{ op: abandoned, target: id }]);
        const adopted = session.journal.unit(unit.map, unit.id);
        if (stands(adopted)) this.#known({ ...adopted, run: fresh.run }, fresh, outcome, arm, units, updates);
        continue;
      }
      const claim = `${outcome.target} ${JSON.stringify(id)}`;
      const claimant = claims.get(claim) ?? session.journal.claimant(outcome.target, id)?.unit;
      if (claimant !== undefined) {
        units.push({
          ...known,
          target: id,
          state: 'matched',
          result: 'matched',
          key: null,
          reason: `${outcome.target} ${id} is written from record ${claimant} already.`,
        });
        continue;
      }
      claims.set(claim, unit.id);
      const writes = [...outcome.key, ...outcome.always];
      updates.push({
        unit: {
          ...known,
          entity: outcome.target,
          target: id,
          claims: true,
          state: 'matched',
          result: 'matched',
        },
        prior: null,
        wanted: wantedOf(writes),
        blame: (reason) => blame(reason, writes, arm.at),
        result: (wrote) => (wrote ? 'updated' : 'matched'),
      });
    }
    return creates;
  }

  async #findByKeys(strangers: readonly Pick<Stranger, 'unit' | 'outcome'>[]): Promise<FoundByKey> {
    const found = new Map<string, readonly TargetId[]>(strangers.map(({ unit }) => [unit.id, []]));
    const keyed = strangers.filter(
      ({ outcome }) => outcome.key.length > 0 && outcome.key.every((write) => write.value !== null),
    );
    for (const [entity, group] of Map.groupBy(keyed, (one) => one.outcome.target)) {
      const answers = await findRows(
        this.#context.session,
        entity,
        group.map((one) => one.outcome.key.map((write) => ({ path: write.field, value: write.value }))),
      );
      group.forEach((one, place) => {
        found.set(one.unit.id, answers[place] ?? []);
      });
    }
    return found;
  }

  #twin(one: Stranger, key: string, keys: ReadonlyMap<string, string>): string | null {
    const inBatch = keys.get(`${one.outcome.target} ${key}`);
    if (inBatch !== undefined) return inBatch;
    const others = this.#context.session.journal
      .withKey(one.outcome.target, key)
      .filter((other) => other.map !== one.unit.map || other.unit !== one.unit.id);
    return others[0]?.unit ?? null;
  }
}

function keyText(key: readonly FieldWrite[]): string | null {
  if (key.length === 0) return null;
  const values: Values = Object.fromEntries(key.map((write) => [write.field, write.value]));
  return canonicalJson(values);
}

function fingerprintOf(outcome: WriteOutcome): string {
  const { arm, target, key, match, always, initial } = outcome;
  return digestOf({ arm, target, key, match, always, initial }).slice(0, 20);
}
