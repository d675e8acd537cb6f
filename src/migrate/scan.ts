import { isMigration } from '../plan/phase.ts';
import type { At, MapPlan } from '../plan/types.ts';
import { isSourceRef } from '../runtime/evaluate-context.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { FALLBACK, PERSON_FIELDS } from '../runtime/people.ts';
import { unheldRequires } from '../runtime/requires.ts';
import type { Session } from '../runtime/session.ts';
import { openFileStore } from '../runtime/store.ts';
import type { RecordStore } from '../runtime/types.ts';
import { asList } from '../runtime/wanted.ts';
import { partyListOf } from '../schema/conventions.ts';
import { extendedSchema, type MigrationContext, withSession } from './context.ts';
import { worklist } from './counts.ts';
import { findDrift } from './drift.ts';
import { type Forecast, forecast } from './forecast.ts';
import { rehearse } from './rehearse.ts';
import { type ScannedFiles, scanFiles } from './scan-files.ts';
import { withNames } from './scan-names.ts';
import { type ReferenceGroup, scanReferences, withoutState } from './scan-references.ts';
import { type StageScan, scanStage } from './scan-stage.ts';
import { missingFromStage, readManifest, stageDirectory } from './stage.ts';

/** A person of the source whom nobody of the target is. */
export interface UnmatchedPerson {
  readonly entity: string;
  readonly id: string;
  /** What the source calls them; null where it does not. */
  readonly name: string | null;
  /** The fallback that the map names takes their records; otherwise these wait. */
  readonly standIn: boolean;
  /** Records that refer to them. */
  readonly records: number;
}

/** What the staged records are like, before any of them moves. What of it is a finding: `scanFindings`. */
export interface ScanResult {
  readonly entities: readonly {
    readonly entity: string;
    readonly label: string;
    readonly records: number;
    /** What the source said it has when it was read. */
    readonly counted: number;
    /** Lines of the stage that have the id of another one. */
    readonly doubleIds: number;
  }[];
  readonly references: readonly ReferenceGroup[];
  /** Entities of which nobody can tell whether a record is inactive: their state is not extracted. */
  readonly withoutState: readonly string[];
  readonly circles: StageScan['circles'];
  readonly files: readonly ScannedFiles[];
  /** `requires` of the whole that do not hold. */
  readonly unheld: readonly { readonly action: 'reject' | 'warn'; readonly message: string }[];
  /** Null where the target was not asked. */
  readonly people: readonly UnmatchedPerson[] | null;
  /**
   * What a run would reject: by a rehearsal against the target, with what the records alone say of those that wait for a
   * person now; or by the records alone.
   */
  readonly rejected: readonly Pick<Forecast['rejected'][number], 'map' | 'reason' | 'count' | 'examples'>[];
  readonly rejectedBy: 'rehearsal' | 'forecast';
  /** Why there was no rehearsal though the target was asked: what it lacks. */
  readonly unready: readonly string[];
  /** Records that share their key with another one of their map. */
  readonly doubles: Forecast['doubles'];
}

export interface ScanOptions {
  /** Asks the source what is called that leads nowhere, where the maps do not read it. */
  readonly names: boolean;
}

/**
 * Looks through the stage before anything moves. With a target it also looks for people there, and rehearses the run.
 * Writes nothing.
 * @throws MigrationError `unready` where something was not extracted; with a target what a rehearsal throws
 */
export async function scan(
  context: MigrationContext,
  options: ScanOptions = { names: false },
): Promise<ScanResult> {
  const result = await scanned(context);
  return options.names ? { ...result, references: await withNames(context, result.references) } : result;
}

async function scanned(context: MigrationContext): Promise<ScanResult> {
  const missing = missingFromStage(context.plan, readManifest(context));
  if (missing.length > 0)
    throw new MigrationError(
      'unready',
      `Not extracted yet: ${missing.join(', ')}. Run "mapc extract" first.`,
    );
  if (context.target !== null)
    return withSession(context, async (session) => {
      const asked = await askTarget(context, session);
      return resultOf(context, session.store, session.target.traits.largestFile, asked);
    });
  const store = openFileStore(stageDirectory(context));
  try {
    return resultOf(context, store, undefined, null);
  } finally {
    store.close();
  }
}

interface Asked {
  readonly unmatched: ReadonlyMap<string, ReadonlyMap<string, { readonly standIn: boolean }>>;
  readonly rejected: readonly Rejected[] | null;
  readonly unready: readonly string[];
}

async function askTarget(context: MigrationContext, session: Session): Promise<Asked> {
  const drift = await findDrift(session);
  const isOwners = (map: MapPlan): boolean => map.kind === 'owners';
  const owners = Object.values(session.plan.maps).filter(isOwners);
  return rehearse(context, session, drift.length === 0 ? isMigration : isOwners, ({ journal }) => {
    const unmatched = new Map<string, Map<string, { standIn: boolean }>>();
    for (const { id, source } of owners) {
      const people = unmatched.get(source) ?? new Map<string, { standIn: boolean }>();
      unmatched.set(source, people);
      for (const unit of journal.units(id)) {
        const standIn = unit.state === 'matched' && unit.reason === FALLBACK;
        if (unit.result === 'queued' || standIn) people.set(unit.source, { standIn });
      }
    }
    const troubles = worklist(journal, session.plan, isMigration).troubles;
    return {
      unmatched,
      rejected: drift.length > 0 ? null : troubles.filter(({ result }) => result === 'rejected'),
      unready: drift.map(({ message }) => message),
    };
  });
}

function resultOf(
  context: MigrationContext,
  store: RecordStore,
  largestFile: number | undefined,
  asked: Asked | null,
): ScanResult {
  const { plan, sourceSchema } = context;
  const target = extendedSchema(plan, context.targetSchema);
  const manifest = readManifest(context);
  const entities = plan.extract.map(({ entity }) => entity);
  const told = forecast(plan, store, target);
  // Who takes part may be looked for by name and made where nobody is found.
  const parties = entities.some((entity) => partyListOf(sourceSchema.entities[entity]) !== null);
  const made = parties ? told.made.union(forecast(plan, store, target, 'nothing').made) : told.made;
  return {
    entities: entities.map((entity) => {
      const staged = manifest?.entities[entity];
      const records = store.count(entity);
      return {
        entity,
        label: sourceSchema.entities[entity]?.label ?? entity,
        records,
        counted: staged?.counted ?? records,
        doubleIds: Math.max(0, (staged?.records ?? records) - records),
      };
    }),
    references: scanReferences(entities, store, sourceSchema, made),
    withoutState: withoutState(plan.extract, sourceSchema),
    circles: scanStage(plan, store, target, new Map()).circles,
    files: scanFiles(entities, store, largestFile ?? Number.POSITIVE_INFINITY),
    unheld: unheldRequires(plan, store).map(({ action, message }) => ({ action, message })),
    people: asked === null ? null : people(asked.unmatched, entities, store, context),
    rejected: both(asked?.rejected ?? [], told.rejected),
    rejectedBy: (asked?.rejected ?? null) === null ? 'forecast' : 'rehearsal',
    unready: asked?.unready ?? [],
    doubles: told.doubles,
  };
}

type Rejected = Pick<Forecast['rejected'][number], 'map' | 'reason' | 'count' | 'examples'> & {
  readonly at: At | null;
};

/** A record that waits for its owner today may be rejected once the owner is known: of the two counts the larger. */
function both(rehearsed: readonly Rejected[], told: readonly Rejected[]): ScanResult['rejected'] {
  const groups = Map.groupBy([...rehearsed, ...told], ({ map, reason, at }) =>
    JSON.stringify([map, reason, at]),
  );
  return [...groups.values()]
    .flatMap((group) => group.toSorted((a, b) => b.count - a.count)[0] ?? [])
    .map(({ map, reason, count, examples }) => ({ map, reason, count, examples }));
}

/** Those with most records first. */
function people(
  unmatched: Asked['unmatched'],
  entities: readonly string[],
  store: RecordStore,
  { sourceSchema }: Pick<MigrationContext, 'sourceSchema'>,
): readonly UnmatchedPerson[] {
  const records = new Map<string, number>();
  for (const entity of entities) {
    for (const { values } of store.all(entity)) {
      const of = new Set<string>();
      for (const value of Object.values(values))
        for (const ref of asList(value))
          if (isSourceRef(ref) && unmatched.get(ref.entity)?.has(ref.id) === true)
            of.add(JSON.stringify([ref.entity, ref.id]));
      for (const person of of) records.set(person, (records.get(person) ?? 0) + 1);
    }
  }
  return [...unmatched]
    .flatMap(([entity, ids]) => {
      const display = sourceSchema.entities[entity]?.display ?? null;
      return [...ids].map(([id, { standIn }]): UnmatchedPerson => {
        const values = store.get(entity, id)?.values ?? {};
        const name = [...(display === null ? [] : [display]), ...PERSON_FIELDS]
          .map((field) => values[field])
          .find((value) => typeof value === 'string');
        return {
          entity,
          id,
          name: name ?? null,
          standIn,
          records: records.get(JSON.stringify([entity, id])) ?? 0,
        };
      });
    })
    .sort((a, b) => b.records - a.records || (a.id < b.id ? -1 : 1));
}
