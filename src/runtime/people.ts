/**
 * The pass over an `owners` map: a person of the source is who a person of the project said, or whom `match` finds in
 * the target, or is made where the map says so, or is the fallback, or waits. Found people are never written to.
 */

import type { TargetId } from '../connectors/contract.ts';
import type { MapPlan, Plan } from '../plan/types.ts';
import type { AnswerBook } from './answer-book.ts';
import { type Evaluated, evaluateBatch, type SpyingIdMap } from './batch.ts';
import { creationOf } from './creation.ts';
import { forgetDeleted } from './forget-deleted.ts';
import type { Settled } from './identify.ts';
import type { UnitRow } from './journal-types.ts';
import { Matches } from './match-index.ts';
import { MigrationError } from './migration-error.ts';
import { findRows } from './rows.ts';
import { type Session, targetEntity, writeArm } from './session.ts';
import type { createTransformer } from './transform.ts';
import type { Unit } from './types.ts';
import { blankUnit, type PassContext } from './unit-row.ts';
import { isEmpty, wantedOf } from './wanted.ts';
import type { WriteItem } from './write-parts.ts';
import { createRows, severalMessage } from './writes.ts';

type Transformer = ReturnType<typeof createTransformer>;

/** Where a fallback person is looked for, in order. */
export const PERSON_FIELDS = ['login', 'email', 'Username', 'Email', 'domainname', 'internalemailaddress'];

/**
 * The plan with which people are only looked for: no guards, nothing to write, so that every person has match values.
 */
export function withoutGuards(plan: Plan): Plan {
  const maps = Object.entries(plan.maps).map(([id, map]): [string, MapPlan] => [
    id,
    map.kind !== 'owners'
      ? map
      : {
          ...map,
          arms: map.arms.map((arm) =>
            arm.kind === 'skip' ? arm : { ...arm, guard: null, requires: [], assignments: [] },
          ),
        },
  ]);
  return { ...plan, maps: Object.fromEntries(maps) };
}

/** Rows of `entity` that have this login or e-mail. */
export async function findPerson(
  session: Session,
  entity: string,
  who: string,
): Promise<readonly TargetId[]> {
  const { fields } = targetEntity(session, entity);
  for (const field of PERSON_FIELDS) {
    if (fields[field] === undefined) continue;
    const [found] = await findRows(session, entity, [[{ path: field, value: who }]]);
    if (found !== undefined && found.length > 0) return found;
  }
  return [];
}

/** The reason of people whose records the fallback takes. */
export const FALLBACK = 'fallback';

/**
 * The row that takes the records of unmatched people, where a map names one.
 * @throws MigrationError `unready` where nobody, or more than one, has that login or e-mail
 */
export async function findFallback(session: Session, map: MapPlan): Promise<TargetId | null> {
  if (map.unmatched?.kind !== 'fallback') return null;
  const { who } = map.unmatched;
  const entity = ownersTarget(map);
  const found = await findPerson(session, entity, who);
  const [id] = found;
  if (id === undefined || found.length > 1) {
    throw new MigrationError(
      'unready',
      `${map.id} gives the records of unmatched people to "${who}", and ${found.length === 0 ? 'nobody' : 'more than one row'} of ${entity} in the target has that login or e-mail. Create that user or name another one.`,
    );
  }
  return id;
}

export function ownersTarget(map: MapPlan): string {
  for (const arm of map.arms) if (arm.kind === 'write') return arm.target;
  throw new MigrationError('usage', `${map.id} names no target.`);
}

export class PeoplePass {
  readonly #context: PassContext;
  readonly #fallback: TargetId | null;
  readonly #remake: boolean;
  readonly #matches: Matches;

  /** `remake`: people whom we made and who were deleted in the target are made again. */
  constructor(context: PassContext, fallback: TargetId | null, remake: boolean) {
    this.#context = context;
    this.#remake = remake;
    this.#fallback = fallback;
    this.#matches = new Matches(context.session, context.map);
  }

  async run(
    units: readonly Unit[],
    ids: SpyingIdMap,
    book: AnswerBook,
    seekers: Transformer,
    makers: Transformer,
  ): Promise<void> {
    const { session, map } = this.#context;
    const saved: UnitRow[] = [];
    const unfound: Unit[] = [];
    const sought = await evaluateBatch(units, ids, book, (unit) => seekers.first(unit));
    if (this.#remake) await forgetDeleted(session, this.#context.run, sought);
    for (const { unit, outcome, references } of sought) {
      const prior = session.journal.unit(unit.map, unit.id);
      const blank = {
        ...blankUnit(this.#context, unit, 'matched', references),
        strata: outcome.trace.strata,
      };
      const resolved = session.journal.resolution(map.id, unit.record.id);
      if (resolved !== null) {
        saved.push(this.#found(prior, blank, resolved.entity, resolved.target, `resolved by ${resolved.by}`));
        continue;
      }
      if (prior?.state === 'created' && prior.target !== null) {
        saved.push({
          ...prior,
          result: prior.run === this.#context.run ? prior.result : 'unchanged',
          run: blank.run,
        });
        continue;
      }
      const rows = outcome.kind === 'write' ? await this.#matches.find(outcome) : [];
      const [id] = rows;
      if (id !== undefined && rows.length === 1) {
        const abandoned = session.journal.abandonedCreate(unit.map, unit.id);
        if (abandoned !== null) session.journal.complete([{ op: abandoned, target: id }]);
        else saved.push(this.#found(prior, blank, ownersTarget(map), id, null));
      } else if (rows.length > 1) {
        saved.push(this.#waiting(blank, severalMessage(ownersTarget(map), rows), 'several'));
      } else unfound.push(unit);
    }
    session.journal.saveUnits(saved);
    const made = await evaluateBatch(unfound, ids, book, (unit) => makers.first(unit));
    await this.#make(made);
  }

  #found(
    prior: UnitRow | null,
    blank: UnitRow,
    entity: string,
    target: TargetId,
    reason: string | null,
  ): UnitRow {
    const again = prior?.state === 'matched' && prior.target === target && prior.run !== blank.run;
    return { ...blank, entity, target, reason, result: again ? 'unchanged' : 'matched' };
  }

  #waiting(blank: UnitRow, reason: string, failure: UnitRow['failure']): UnitRow {
    return { ...blank, state: 'queued', result: 'queued', reason, failure };
  }

  async #make(batch: readonly Evaluated<Settled>[]): Promise<void> {
    const { session, map, run } = this.#context;
    const saved: UnitRow[] = [];
    const items = new Map<string, WriteItem[]>();
    for (const { unit, outcome, references } of batch) {
      const blank = {
        ...blankUnit(this.#context, unit, 'queued', references),
        strata: outcome.trace.strata,
      };
      const prior = session.journal.unit(unit.map, unit.id);
      const writes = outcome.kind === 'write' ? [...outcome.key, ...outcome.always, ...outcome.initial] : [];
      const wanted = wantedOf(writes);
      if (outcome.kind === 'rejected' || outcome.kind === 'queued') {
        saved.push({
          ...blank,
          state: outcome.kind,
          result: outcome.kind,
          reason: outcome.reason,
          failure: outcome.failure,
          at: outcome.at,
        });
        continue;
      }
      const findable = outcome.kind === 'write' && outcome.match.some((line) => line !== null);
      if (outcome.kind === 'skipped' || isEmpty(wanted) || !findable) {
        saved.push(
          this.#fallback === null
            ? this.#waiting(blank, 'Nobody in the target is this person.', 'unmatched')
            : this.#found(prior, { ...blank, state: 'matched' }, ownersTarget(map), this.#fallback, FALLBACK),
        );
        continue;
      }
      const arm = writeArm(map, outcome.arm);
      const known: UnitRow = { ...blank, entity: outcome.target };
      const list = items.get(outcome.target) ?? [];
      items.set(outcome.target, list);
      list.push(creationOf(run, known, outcome, arm));
    }
    session.journal.saveUnits(saved);
    for (const [entity, list] of items) await createRows(session, entity, list);
  }
}
