/**
 * The driver: takes a plan's maps in their order through evaluation, identity and writing, in batches, and leaves in the
 * journal what became of every unit of work. It knows the plan, the journal and the contract of a target; nothing of the
 * language, of files or of the command line. `language.md` section 8, "What a run promises" in `architecture.md`.
 */
import type { TargetId } from '../connectors/contract.ts';
import type { MapPlan } from '../plan/types.ts';
import { AnswerBook } from './answer-book.ts';
import { batches, evaluateBatch, SpyingIdMap } from './batch.ts';
import { markGone } from './gone.ts';
import { type Decisions, Identifier } from './identify.ts';
import type { UnitRow } from './journal-types.ts';
import { findFallback, PeoplePass, withoutGuards } from './people.ts';
import { recover } from './recover.ts';
import { checkInterrupted, mapOf, type Session } from './session.ts';
import { createTransformer } from './transform.ts';
import type { Unit } from './types.ts';
import { blame, type PassContext, stands } from './unit-row.ts';
import { type UpdateWish, updateUnits } from './update-units.ts';
import { wantedOf } from './wanted.ts';
import { createRows } from './writes.ts';

interface DriveOptions {
  /** Number of the run in the journal. */
  readonly run: number;
  /** Tries again what the target refused, also where nothing has changed since. */
  readonly retry: boolean;
  /** Makes rows again that people deleted in the target. */
  readonly remake: boolean;
  /** Unit ids by map: only these (a sample). Null: all. */
  readonly only: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** Which maps to take; null: all. */
  readonly maps: ((map: MapPlan) => boolean) | null;
}

/** So few that the target soon has something to do. */
const FIRST_BATCH = 200;
const SMALLEST_BATCH = 50;
const LARGEST_BATCH = 2000;
/** Calls that a batch fills: the next is made out while they are under way. */
const CALLS = 2;

/**
 * Moves what the plan says, from wherever an earlier process was stopped.
 * @throws MigrationError `stopped`, `interrupted`, `unready`; ConnectorError never
 */
export async function drive(session: Session, options: DriveOptions): Promise<void> {
  const { plan, journal } = session;
  const maps = Object.values(plan.maps).filter((map) => options.maps?.(map) ?? true);
  const fallbacks = new Map<string, TargetId | null>();
  for (const map of maps) if (map.kind === 'owners') fallbacks.set(map.id, await findFallback(session, map));
  await recover(session);

  const book = new AnswerBook(session, options.run);
  const ids = new SpyingIdMap(journal.idMap());
  const deps = {
    store: session.store,
    ids,
    answers: book,
    hierarchical: (entity: string, field: string) =>
      session.schema.entities[entity]?.fields[field]?.hierarchy === true,
    branches: session.traced,
  };
  const transformer = createTransformer(plan, deps);
  const seekers = createTransformer(withoutGuards(plan), deps);

  for (const step of plan.order) {
    const map = mapOf(plan, step.map);
    if (options.maps?.(map) === false) continue;
    checkInterrupted(session);
    book.clear();
    const context: PassContext = { session, run: options.run, map };
    const units = selected(transformer.units(map.id), options.only?.get(map.id), options.only !== null);
    const total = session.store.count(map.source);
    let done = 0;
    const people =
      map.kind === 'owners' ? new PeoplePass(context, fallbacks.get(map.id) ?? null, options.remake) : null;
    const identifier = new Identifier(context, options);
    const told = (count: number): void => {
      done += count;
      const what = `${map.id}${step.pass === 2 ? ', second pass' : ''}`;
      session.progress(done, map.each === null ? total : null, what);
    };
    const writing = new WritingBatches();
    try {
      for (const batch of batches(units, FIRST_BATCH, batchSize(session))) {
        checkInterrupted(session);
        book.forgetFiles();
        const priors = new Map(batch.map((unit) => [unit.id, journal.unit(unit.map, unit.id)]));
        const open = batch.filter((unit) => !isDone(priors.get(unit.id) ?? null, options.run));
        if (step.pass === 2) await secondPass(context, batch, transformer, ids, book);
        else if (people !== null) await people.run(open, ids, book, seekers, transformer);
        else {
          const evaluated = await evaluateBatch(open, ids, book, (unit) => transformer.first(unit));
          const asked = await identifier.ask(evaluated, priors);
          if (!(await identifier.isFree(evaluated, asked))) await writing.end();
          const decisions = await identifier.decide(evaluated, asked);
          await writing.begin(async (ready) => {
            await write(session, decisions, ready);
            told(batch.length);
          });
          continue;
        }
        told(batch.length);
      }
    } finally {
      await writing.end();
    }
  }
  if (options.only === null) for (const map of maps) await markGone(session, options.run, map);
}

function batchSize(session: Session): number {
  const { batch, concurrency } = session.target.traits;
  return Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, batch.create * CALLS * Math.max(1, concurrency)));
}

/** Walks again at each iteration, like what it is made from. */
function selected(
  units: Iterable<Unit>,
  only: ReadonlySet<string> | undefined,
  limited: boolean,
): Iterable<Unit> {
  if (!limited) return units;
  return {
    *[Symbol.iterator]() {
      for (const unit of units) if (only?.has(unit.id) === true) yield unit;
    },
  };
}

/** Met already in this run, before it was stopped. What was rejected or waits is cheap to try again. */
function isDone(unit: UnitRow | null, run: number): boolean {
  return unit !== null && unit.run === run && unit.result !== 'rejected' && unit.result !== 'queued';
}

type Transformer = ReturnType<typeof createTransformer>;

/**
 * Lets the next batch be made out and decided on while those before it are written: the target works on one, this process
 * on the other, and the calls of a batch follow on those of the batch before without a pause.
 */
class WritingBatches {
  #last: Promise<void> = Promise.resolve();
  #lastButOne: Promise<void> = Promise.resolve();
  /** All calls of the last one are under way, or stand ready. */
  #ready: Promise<void> = Promise.resolve();

  /** Begins when at most one other is under way and all its calls stand ready; returns then. @throws what others threw */
  async begin(work: (ready: () => void) => Promise<void>): Promise<void> {
    await this.#ready;
    await this.#lastButOne;
    const ready = Promise.withResolvers<void>();
    const begun = work(ready.resolve).finally(ready.resolve);
    // Whoever waits for it is told of its failure; until then it is no unhandled one.
    begun.catch(() => undefined);
    this.#lastButOne = this.#last;
    this.#last = begun;
    this.#ready = ready.promise;
  }

  /** Waits for all that is under way. @throws what the first that failed threw */
  async end(): Promise<void> {
    const all = [this.#lastButOne, this.#last];
    this.#lastButOne = Promise.resolve();
    this.#last = Promise.resolve();
    const ended = await Promise.allSettled(all);
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

/** @param ready called when all calls are under way or stand ready */
async function write(
  session: Session,
  { units, updates, creates, written }: Decisions,
  ready: () => void,
): Promise<void> {
  session.journal.saveUnits(units);
  await updateUnits(session, updates[0]?.unit.run ?? 0, updates);
  const groups = [...Map.groupBy(creates, (one) => one.entity)];
  for (const [place, [entity, group]] of groups.entries()) {
    const items = group.map((one) => one.item);
    await createRows(session, entity, items, place === groups.length - 1 ? ready : undefined);
  }
  written();
}

async function secondPass(
  context: PassContext,
  units: readonly Unit[],
  transformer: Transformer,
  ids: SpyingIdMap,
  book: AnswerBook,
): Promise<void> {
  const { session, run, map } = context;
  const priors = new Map<string, UnitRow & { readonly entity: string; readonly target: TargetId }>();
  for (const unit of units) {
    const prior = session.journal.unit(unit.map, unit.id);
    if (secondPassTakes(prior, run) && stands(prior)) priors.set(unit.id, prior);
  }
  const evaluated = await evaluateBatch(
    units.filter((unit) => priors.has(unit.id)),
    ids,
    book,
    (unit) => transformer.later(unit),
  );
  const saved: UnitRow[] = [];
  const wishes: UpdateWish[] = [];
  for (const { unit, outcome, references } of evaluated) {
    const prior = priors.get(unit.id);
    if (prior === undefined) continue;
    const traced = session.traced ? [...prior.references, ...references] : prior.references;
    const strata = session.traced ? [...new Set([...prior.strata, ...outcome.trace.strata])] : prior.strata;
    if (outcome.kind !== 'write') {
      saved.push({
        ...prior,
        result: outcome.kind,
        reason: outcome.reason,
        failure: outcome.failure,
        at: outcome.at,
        references: traced,
        strata,
        laterRun: run,
      });
      continue;
    }
    wishes.push({
      unit: {
        ...prior,
        laterRun: run,
        references: traced,
        strata,
        warnings: [...prior.warnings, ...outcome.warnings],
      },
      prior,
      wanted: wantedOf(outcome.writes),
      blame: (reason) => blame(reason, outcome.writes, map.at),
      result: (wrote) => (wrote && prior.result === 'unchanged' ? 'updated' : prior.result),
    });
  }
  session.journal.saveUnits(saved);
  await updateUnits(session, run, wishes);
}

/** Rows that the first pass of this run wrote, found unchanged, or made. */
function secondPassTakes(unit: UnitRow | null, run: number): boolean {
  if (unit === null || unit.run !== run || unit.laterRun === run) return false;
  switch (unit.result) {
    case 'created':
    case 'updated':
    case 'matched':
    case 'unchanged':
      return true;
    case 'rejected':
    case 'queued':
    case 'skipped':
    case 'gone':
      return false;
  }
}
