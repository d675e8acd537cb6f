import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress, Source, Target } from '../connectors/contract.ts';
import type { Plan } from '../plan/types.ts';
import { type ContentStore, openContentStore } from '../runtime/content-store.ts';
import { Journal } from '../runtime/journal.ts';
import { acquireLock } from '../runtime/lock.ts';
import { MigrationError } from '../runtime/migration-error.ts';
import { Paces } from '../runtime/pace.ts';
import { patiently, type RunSettings, readOptions, type Session } from '../runtime/session.ts';
import { openFileStore } from '../runtime/store.ts';
import { targetWithFiles } from '../runtime/target-with-files.ts';
import { WriteQueue } from '../runtime/write-queue.ts';
import { digestOf } from '../schema/digest.ts';
import type { Entity, Schema } from '../schema/model.ts';
import { ownNames } from '../schema/own-names.ts';
import { provisionedEntity, provisionedField } from '../schema/provisioned.ts';
import { stageDirectory } from './stage.ts';

/** What every phase works with. Connectors, time and waiting come in from outside. */
export interface MigrationContext {
  readonly plan: Plan;
  /** Null for phases that do not read the source. */
  readonly source: Source | null;
  /** Why the source is not at hand, for a phase that would have asked it. */
  readonly noSource?: string;
  /** Null for phases that do not touch the target. */
  readonly target: Target | null;
  readonly sourceSchema: Schema;
  readonly targetSchema: Schema;
  /** What people know better of the target than discovery, said of what it is now. Absent: nothing. */
  readonly correctTarget?: (live: Schema) => Schema;
  /** The project's folder; everything written goes under its `.mapc`. */
  readonly directory: string;
  readonly settings: RunSettings;
  readonly now: () => Date;
  /** Resolves after so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly progress: Progress;
  /** Tells a person why nothing seems to happen, in a sentence. */
  readonly talk?: (sentence: string) => void;
  readonly signal: AbortSignal | null;
  /** For tests: called before each commit of the journal and of the stage. */
  readonly beforeCommit?: (what: string) => void;
}

export function workDirectory(context: Pick<MigrationContext, 'directory'>): string {
  return join(context.directory, '.mapc');
}

/** @throws MigrationError `usage` where no target is configured */
export function needTarget(context: MigrationContext): Target {
  if (context.target === null) {
    throw new MigrationError('usage', 'This needs the target. Name an environment that has one.');
  }
  return context.target;
}

/** @throws MigrationError `usage` where no source is configured */
export function needSource(context: MigrationContext): Source {
  if (context.source === null) {
    throw new MigrationError('usage', 'This needs the source. Name an environment that has one.');
  }
  return context.source;
}

/** The files of the migration; who opens them holds the lock. */
export function contentStore(context: Pick<MigrationContext, 'directory'>): ContentStore {
  return openContentStore(join(workDirectory(context), 'files'));
}

export function openJournal(context: MigrationContext): Journal {
  const { now, beforeCommit } = context;
  return new Journal(
    join(workDirectory(context), 'journal.db'),
    beforeCommit === undefined ? { now } : { now, beforeCommit },
  );
}

/**
 * Works with the journal, the stage and the target, alone.
 * @throws MigrationError `busy` where another run of the project is alive; `drift` where the target is another database
 * than the one that the journal speaks of
 */
export async function withSession<T>(
  context: MigrationContext,
  work: (session: Session) => Promise<T>,
  options: { /** The phase looks for itself: {@link otherDatabase}. */ readonly anyDatabase?: true } = {},
): Promise<T> {
  const target = needTarget(context);
  mkdirSync(workDirectory(context), { recursive: true, mode: 0o700 });
  const lock = acquireLock(workDirectory(context));
  try {
    const journal = openJournal(context);
    const store = openFileStore(stageDirectory(context));
    const files = contentStore(context);
    const { source } = context;
    try {
      const session: Session = {
        plan: context.plan,
        planDigest: digestOf(context.plan),
        journal,
        target: targetWithFiles(target, files),
        paces: new Paces(target.traits),
        queue: new WriteQueue(target.traits.concurrency),
        schema: extendedSchema(context.plan, context.targetSchema),
        correct: context.correctTarget ?? ((live) => live),
        store,
        settings: context.settings,
        now: context.now,
        sleep: context.sleep,
        progress: context.progress,
        ...(context.talk === undefined ? {} : { talk: context.talk }),
        signal: context.signal,
        files,
        download: source === null ? null : (address, options) => source.download(address, files, options),
        traced: false,
      };
      const other = options.anyDatabase === true ? null : await otherDatabase(session);
      if (other !== null) throw new MigrationError('drift', other);
      return await work(session);
    } finally {
      store.close();
      journal.close();
    }
  } finally {
    lock.release();
  }
}

/** What to tell a person where the target is not the database that the journal speaks of; null where it is. */
export async function otherDatabase(session: Session): Promise<string | null> {
  const { journal, target } = session;
  const here = await patiently(session, false, () => target.identity(readOptions(session)));
  const known = journal.database();
  if (known !== null && known !== here)
    return `This is another database (${here}) than the one that the journal in .mapc speaks of (${known}); point the environment back to it, or remove .mapc to begin anew.`;
  journal.speakOf(here);
  return null;
}

/** The target's schema with the fields and entities that the plan provisions. */
export function extendedSchema(plan: Plan, schema: Schema): Schema {
  const made = new Map<string, Entity>();
  for (const step of plan.provision) {
    const entity = made.get(step.entity) ?? schema.entities[step.entity];
    switch (step.kind) {
      case 'model': {
        const model = provisionedEntity(step.entity, step.label, step.fields);
        made.set(
          step.entity,
          entity === undefined ? model : { ...entity, fields: { ...model.fields, ...entity.fields } },
        );
        break;
      }
      case 'field': {
        if (entity === undefined || entity.fields[step.field] !== undefined) break;
        const field = provisionedField({ ...step, name: step.field });
        made.set(step.entity, { ...entity, fields: { ...entity.fields, [step.field]: field } });
        break;
      }
      case 'row':
        break;
    }
  }
  return { ...schema, entities: ownNames(schema.entities, Object.fromEntries(made)) };
}
