import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ProjectError } from './project-error.ts';

/** Stands in a folder that `writeModule` wrote, and lists what is its own there. */
const MARK = '.written-by-mapc';

/** @throws ProjectError for a folder whose name is none for a module, or that holds something else */
export function refuseModuleFolder(folder: string): void {
  const name = basename(folder);
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name))
    throw new ProjectError(
      `A module is called as its folder is, and "${name}" is no name for one; take small letters, digits and underscores, such as ${moduleName(name)}.`,
    );
  const there = lstatSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isDirectory()) throw new ProjectError(`${folder} is no folder; name another one.`);
  if (existsSync(join(folder, MARK)) || readdirSync(folder).length === 0) return;
  throw new ProjectError(
    `${folder} holds files that mapc did not write, and stays as it is; name a new or empty folder.`,
  );
}

/** A name for a module, made of any other. */
export function moduleName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '');
  return name === '' ? 'migration' : name.slice(0, 63);
}

/**
 * Writes the files of a module into a folder of their own, and takes away what it wrote there before and is no more.
 * Nothing is written or removed outside of it, and no file of anybody else's.
 * @param files by paths relative to the folder, with `/`
 * @throws ProjectError as {@link refuseModuleFolder}, and where a file of somebody else's or a link is in the way
 */
export function writeModule(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  refuseModuleFolder(folder);
  const before = ownFiles(folder);
  for (const { path } of files) {
    refuseWay(folder, path);
    if (!before.includes(path) && existsSync(join(folder, path)))
      throw new ProjectError(
        `${join(folder, path)} is in the way, and mapc did not write it; move it or name another folder.`,
      );
  }
  const stale = before.filter((path) => !files.some((file) => file.path === path));
  for (const path of stale) refuseWay(folder, path);
  mkdirSync(folder, { recursive: true });
  // First, so that a folder that was left half written can be written again.
  const all = [...new Set([...before, ...files.map(({ path }) => path)])];
  writeFileSync(join(folder, MARK), list(all));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const path of stale) rmSync(join(folder, path), { force: true });
  writeFileSync(join(folder, MARK), list(files.map(({ path }) => path)));
}

const HEAD = 'The files below are written by "mapc provision --emit", and written anew by it.';

function list(paths: readonly string[]): string {
  return `${[HEAD, ...[...paths].sort()].join('\n')}\n`;
}

function ownFiles(folder: string): readonly string[] {
  const mark = join(folder, MARK);
  if (!existsSync(mark)) return [];
  return readFileSync(mark, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}

/** A way that leads out of the folder, by its text or through a link. */
function refuseWay(folder: string, path: string): void {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new ProjectError(`"${path}" is no file inside of ${folder}.`);
  for (let length = 1; length <= parts.length; length++) {
    const place = join(folder, ...parts.slice(0, length));
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new ProjectError(`${place} is a link; remove it or name another folder.`);
  }
}
