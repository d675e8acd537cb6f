import { askedNames } from '../check/index.ts';
import { mapFiles, mapsAreWritten } from './map-files.ts';
import type { Project } from './project.ts';

/**
 * What the maps ask whether the target has it (`if target has helpdesk.ticket`): discovery looks for it, and it may be
 * missing. Names of fields are among them; nothing is called so. Empty where the maps are not all written yet.
 * @throws ProjectError where a map cannot be read
 */
export function askedEntities(project: Project): readonly string[] {
  return mapsAreWritten(project) ? askedNames(mapFiles(project), 'target') : [];
}
