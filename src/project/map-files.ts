import { realpathSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import type { LoadInput } from '../check/index.ts';
import type { SourceText } from '../language/source.ts';
import { type Project, readText } from './project.ts';
import { ProjectError } from './project-error.ts';

/** The maps of a project as the checker reads them: those of `migration:` and their imports. @throws ProjectError */
export function mapFiles(project: Project): Pick<LoadInput, 'files' | 'load'> {
  return { files: readMapFiles(project), load: importLoader(project) };
}

/** Whether each file of `migration:` is there: a new project may be discovered before its maps are written. */
export function mapsAreWritten({ config, folder }: Project): boolean {
  return config.migration.every((path) => readText(join(folder, path)) !== null);
}

/** The files of `migration:`, in order; their paths are relative to the project, with `/`. @throws ProjectError */
function readMapFiles(project: Project): readonly SourceText[] {
  return project.config.migration.map((path) => {
    const file = readMapFile(project, posix.normalize(path.replaceAll('\\', '/')));
    if (file === null)
      throw new ProjectError(
        `There is no file ${path}, which \`migration\` in mapc.yaml names. Create it, or correct the name.`,
        { file: 'mapc.yaml' },
      );
    return file;
  });
}

/**
 * Finds what a map imports: relative to the importing file, and inside the project only.
 * Null where there is no such file, or it lies outside.
 */
function importLoader(project: Project): LoadInput['load'] {
  return (path, from) =>
    isAbsolute(path) ? null : readMapFile(project, posix.join(posix.dirname(from), path));
}

function readMapFile(project: Project, path: string): SourceText | null {
  const absolute = join(project.folder, path);
  const text = readText(absolute);
  if (text === null) return null;
  // Links are followed first, so that one cannot lead out of the project.
  const inside = relative(realpathSync(project.folder), realpathSync(absolute));
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null;
  return { path, text };
}
