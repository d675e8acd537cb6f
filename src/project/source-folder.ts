import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { didYouMean } from './did-you-mean.ts';
import type { Project } from './project.ts';
import { ProjectError } from './project-error.ts';

/**
 * Looks whether the folder of a source of files is misspelt. Maps are checked without the data, which often lies on
 * another machine: that it is missing is no mistake yet, but a folder of tables with a similar name tells it.
 * @throws ProjectError
 */
export function refuseMisspeltFolder(project: Project): void {
  const source = project.config.environments[project.environment]?.source;
  const folder = source?.connector === 'files' ? source.folder : null;
  if (typeof folder !== 'string' || folder.includes(`${'$'}{`)) return;
  if (isFolder(resolve(project.folder, folder))) return;
  const at = `environments.${project.environment}.source.folder`;
  const near = didYouMean(
    folder,
    readdirSync(project.folder).filter((name) => holdsTables(join(project.folder, name))),
  );
  if (near !== null)
    throw new ProjectError(`mapc.yaml: \`${at}\`: there is no folder ${folder}; did you mean ${near}?`, {
      file: 'mapc.yaml',
    });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function holdsTables(path: string): boolean {
  return isFolder(path) && readdirSync(path).some((name) => /\.(csv|jsonl|xml)$/i.test(name));
}
