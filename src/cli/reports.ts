import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Project } from '../project/index.ts';
import { replaceFile } from '../schema/replace-file.ts';

/** Writes a page or document to `.mapc/reports/` and returns its path. */
export function writeReport(project: Project, name: string, text: string): string {
  const folder = join(project.folder, '.mapc', 'reports');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  replaceFile(path, text);
  return path;
}

/** What a page calls the project. */
export function projectName(project: Project): string {
  return basename(project.folder);
}
