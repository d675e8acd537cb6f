import { MigrationError } from '../runtime/migration-error.ts';
import type { MigrationContext } from './context.ts';
import { type RefreshedEntity, refresh } from './refresh.ts';
import { type RunResult, run } from './run.ts';
import { missingFromStage, readManifest } from './stage.ts';

export interface DeltaOptions {
  /** As `RunOptions.retry`. */
  readonly retry: boolean;
}
export interface DeltaResult extends RunResult {
  /** How the stage was brought up to date. */
  readonly entities: readonly RefreshedEntity[];
}

/**
 * Moves what changed in the source since the last time (language.md, 8, Delta): the stage is brought up to date, then
 * `run`. Stopped in between, the same command goes on; entities that were brought up to date then differ no more.
 * @throws MigrationError `unready` where nothing was extracted, and as `refresh` and `run`
 */
export async function delta(context: MigrationContext, { retry }: DeltaOptions): Promise<DeltaResult> {
  const manifest = readManifest(context);
  const { extract } = context.plan;
  if (extract.length > 0 && missingFromStage({ extract }, manifest).length === extract.length)
    throw new MigrationError(
      'unready',
      'Nothing was extracted yet. Run "mapc extract" first, then "mapc run".',
    );
  const entities = await refresh(context);
  return { entities, ...(await run(context, { retry, dryRun: false })) };
}
