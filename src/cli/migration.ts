import type { Source, Target } from '../connectors/contract.ts';
import type { MigrationContext } from '../migrate/index.ts';
import type { Project } from '../project/index.ts';
import { type CommonOptions, open } from './command.ts';
import { type Prepared, preparePlan } from './compiled.ts';
import type { Io } from './io.ts';
import { progressBar } from './progress.ts';

/** The source of a project's environment. @throws ProjectError, ConnectionError */
export async function openSource(project: Project, io: Io): Promise<Source> {
  const { createSource } = await import('../connectors/index.ts');
  return createSource(project.connection('source'), project.folder, io);
}

/** As {@link openSource}; why not, where what is configured does not do. */
async function openSourceOrWhy(project: Project, io: Io): Promise<Source | string> {
  const { ConnectionError } = await import('../connectors/index.ts');
  const { ProjectError } = await import('../project/index.ts');
  try {
    return await openSource(project, io);
  } catch (error) {
    if (error instanceof ProjectError || error instanceof ConnectionError) return error.message;
    throw error;
  }
}

/** The target, in the company and the language of `run:`. @throws ProjectError, ConnectionError */
export async function openTarget(project: Project, io: Io): Promise<Target> {
  const { createTarget } = await import('../connectors/index.ts');
  const { company, language } = project.settings;
  const connection = project.connection('target');
  return createTarget({ language, ...(company === null ? {} : { company }), ...connection }, io);
}

export interface PhaseOptions extends CommonOptions {
  readonly plan?: string;
}

/**
 * Opens a project, its plan and the sides that a phase needs, hands them over, and closes everything, whatever happens.
 * Ctrl-C stops the phase at the next safe place.
 * @param needs.source whether it reads the source, which may depend on what is extracted already; `where configured`: it
 *   says why it does not, where the environment names none that can be opened
 * @param needs.confirmed whether proposals (`?=`) are refused
 * @param needs.last whether the plan compiled last serves where the maps do not check now
 */
export async function inMigration<T>(
  io: Io,
  folder: string,
  options: PhaseOptions,
  needs: {
    readonly source:
      | boolean
      | 'where configured'
      | ((context: Pick<MigrationContext, 'plan' | 'directory'>) => boolean);
    readonly target: boolean;
    readonly confirmed: boolean;
    readonly last?: boolean;
  },
  work: (context: MigrationContext, project: Project, prepared: Prepared) => Promise<T>,
): Promise<T> {
  const project = await open(folder, options, io);
  const prepared = await preparePlan(project, io, {
    ...(options.plan === undefined ? {} : { plan: options.plan }),
    confirmed: needs.confirmed,
    ...(needs.last === undefined ? {} : { last: needs.last }),
  });
  const { corrected } = await import('../project/index.ts');
  const { edited, deleted, entities } = project.settings;
  const readsSource =
    typeof needs.source === 'function'
      ? needs.source({ plan: prepared.plan, directory: project.folder })
      : needs.source === true;
  // Files are asked of the source as the records that name them are moved.
  const asksForFiles = needs.target && downloads(prepared.plan);
  const opened =
    readsSource || asksForFiles
      ? await openSource(project, io)
      : needs.source === 'where configured'
        ? await openSourceOrWhy(project, io)
        : null;
  const source = typeof opened === 'string' ? null : opened;
  const target = needs.target ? await openTarget(project, io) : null;
  try {
    return await interruptible(io, (signal, report) =>
      work(
        {
          plan: prepared.plan,
          source,
          ...(typeof opened === 'string' ? { noSource: opened } : {}),
          target,
          sourceSchema: prepared.source,
          targetSchema: prepared.target,
          correctTarget: (live) => corrected(project, 'target', live),
          directory: project.folder,
          settings: { edited, deleted, entities },
          now: io.now,
          sleep: (milliseconds) => io.sleep(milliseconds, signal),
          progress: report,
          talk: (sentence) => io.err(`${io.bars === null ? '' : '\n'}${sentence}\n`),
          signal,
        },
        project,
        prepared,
      ),
    );
  } finally {
    await source?.close();
    await target?.close();
  }
}

/** Whether a plan has a `download`. */
function downloads(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false;
  if ('op' in node && node.op === 'literal') return false;
  return ('op' in node && node.op === 'download') || Object.values(node).some(downloads);
}

/** Raised in the place of whatever an interrupted call threw. */
export class Interrupted extends Error {
  override readonly name = 'MigrationError';
  readonly kind = 'interrupted';
}

/** Work with a progress bar, that Ctrl-C stops. @throws Interrupted */
export async function interruptible<T>(
  io: Io,
  work: (signal: AbortSignal, report: MigrationContext['progress']) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listen = io.onInterrupt(() => {
    io.err('\nStopping after the call that is under way. Once more stops at once.\n');
    controller.abort();
  });
  const bar = await progressBar(io);
  try {
    return await work(controller.signal, bar.report);
  } catch (error) {
    // A call that the signal broke off fails in ways of its own; what it means is this.
    if (controller.signal.aborted)
      throw new Interrupted('Interrupted. The same command goes on from here.', { cause: error });
    throw error;
  } finally {
    bar.stop();
    listen();
  }
}
