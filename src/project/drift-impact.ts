import { checkParsed, type Impact, impactOf, loadFiles, type SidedChange } from '../check/index.ts';
import type { SourceText } from '../language/source.ts';
import { SnapshotError, schemaExists } from '../schema/index.ts';
import type { Schema } from '../schema/model.ts';
import { SIDES, type Side } from './config.ts';
import { mapFiles, mapsAreWritten } from './map-files.ts';
import { corrected } from './overrides.ts';
import type { Project } from './project.ts';
import { schemaFolder } from './schema-path.ts';
import { loadProfile, loadSchema } from './schemas.ts';
import type { ReadSnapshot } from './take-snapshot.ts';

/** What the changes of both sides do to the maps of a project. */
export interface DriftImpact {
  readonly changes: readonly SidedChange[];
  readonly impact: Impact;
  /** The files that the lines stand in. */
  readonly files: readonly SourceText[];
}

/**
 * Checks the maps against the snapshots, or those of a variant, and against what was just discovered, and holds the two
 * against each other. To be asked before the new snapshots are written.
 * @returns a sentence where it cannot be said, null where there is nothing to say: nothing changed, or no map is written
 * @throws ProjectError where a map cannot be read
 */
export function driftImpact(
  project: Project,
  discovered: readonly ReadSnapshot[],
  variant: string | null = null,
): DriftImpact | string | null {
  const changes = discovered.flatMap(({ side, changes: own }) => own.map((change) => ({ ...change, side })));
  if (changes.length === 0 || !mapsAreWritten(project)) return null;
  const unread = SIDES.find((side) => !schemaExists(schemaFolder(project, side)));
  if (unread !== undefined)
    return `What this does to the maps can be said once \`mapc discover ${unread}\` has run, too.`;
  const now = (side: Side, before: Schema): Schema => {
    const live = discovered.find((one) => one.side === side)?.live;
    return live === undefined ? before : corrected(project, side, live, variant);
  };
  try {
    const source = loadSchema(project, 'source', variant);
    const target = loadSchema(project, 'target', variant);
    const both = { ...mapFiles(project), profile: loadProfile(project) };
    const parsed = loadFiles({ ...both, source, target });
    const before = checkParsed(parsed, { ...both, source, target });
    const after = checkParsed(parsed, {
      ...both,
      source: now('source', source),
      target: now('target', target),
    });
    return { changes, impact: impactOf(before, after, changes), files: after.files };
  } catch (error) {
    // A broken snapshot is what a new discovery is the way out of: what changed is worth telling all the same.
    if (!(error instanceof SnapshotError)) throw error;
    return `What this does to the maps cannot be said: ${error.message}`;
  }
}
