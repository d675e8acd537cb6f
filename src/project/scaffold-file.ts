import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, sep } from 'node:path';
import { type CheckResult, check } from '../check/index.ts';
import { positionAt } from '../language/index.ts';
import { scaffold } from '../propose/index.ts';
import type { Entity } from '../schema/model.ts';
import { didYouMean } from './did-you-mean.ts';
import { mapFiles } from './map-files.ts';
import type { Project } from './project.ts';
import { ProjectError } from './project-error.ts';
import { loadProfile, loadSchema } from './schemas.ts';

export interface ScaffoldFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** By entity, the model that is proposed for it. */
  readonly models: Readonly<Record<string, string>>;
  /** What takes the file into the project: a line for the file that `migration` names. */
  readonly importLine: string;
  /** The project with the file in it. */
  readonly checked: CheckResult;
}

/**
 * Writes a file of maps that proposes models of the target for entities of the source. It imports it nowhere: no file that
 * is there is changed.
 * @param names of entities of the source
 * @param output absolute path of the file; null: `<entity>.map` in the project, `scaffold.map` for several
 * @throws ProjectError for entities that there are not, or that the maps take already, and for a file that is there
 */
export function writeScaffold(
  project: Project,
  names: readonly string[],
  output: string | null,
): ScaffoldFile {
  const source = loadSchema(project, 'source');
  const target = loadSchema(project, 'target');
  if (target.system !== 'odoo')
    throw new ProjectError(
      `\`mapc scaffold\` proposes models of Odoo, and the target of this project is ${target.system}. Write the map by hand.`,
    );
  const input = { ...mapFiles(project), source, target, profile: loadProfile(project) };
  const before = check(input);
  const entities = [...new Set(names)].map((name) => {
    const entity = Object.hasOwn(source.entities, name) ? source.entities[name] : undefined;
    if (entity === undefined) throw unknownEntity(name, Object.keys(source.entities));
    refuseTaken(entity, before);
    return entity;
  });
  const path = placeOf(
    project,
    output ?? join(project.folder, `${names.length === 1 ? names[0] : 'scaffold'}.map`),
  );
  const { models, text } = scaffold({
    program: before.program,
    entities,
    timezone: project.settings.timezone,
    source: before.program.header?.source.name ?? source.system,
  });
  const file = join(project.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
  return {
    path,
    models,
    importLine: `import "${importPath(project, path)}"`,
    checked: check({ ...input, files: [...input.files, { path, text }] }),
  };
}

/** As the first file of the project would import it. */
function importPath({ config }: Project, path: string): string {
  const [first = ''] = config.migration;
  const way = posix.relative(posix.dirname(first.replaceAll('\\', '/')), path);
  return way.startsWith('.') ? way : `./${way}`;
}

function unknownEntity(name: string, known: readonly string[]): ProjectError {
  const near = didYouMean(name, known);
  return new ProjectError(
    `schemas/source has no ${name}${near === null ? '.' : `; did you mean ${near}?`} \`mapc discover source\` reads what the source has.`,
  );
}

/** @throws ProjectError for an entity of which the maps say already what becomes of it */
function refuseTaken({ name }: Entity, { program, files }: CheckResult): void {
  const map = program.maps.find(({ source }) => source.name === name);
  const fate = program.fates.find(({ entity }) => entity.name === name);
  const found = map ?? fate;
  if (found === undefined) return;
  const file = files.find(({ path }) => path === found.span.file);
  const place =
    file === undefined ? found.span.file : `${file.path}:${positionAt(file, found.span.start).line}`;
  throw new ProjectError(
    map === undefined
      ? `${name} does not move: ${place} says \`${fate?.fate ?? 'skip'}\`. Take it out there first.`
      : `${name} has a map already, at ${place}. Change that one, or take it away first.`,
  );
}

/** The path of the file in the project. @throws ProjectError where it is outside, no map, or there already */
function placeOf(project: Project, file: string): string {
  // Links are followed first, as far as there are folders.
  const folder = existsSync(dirname(file)) ? realpathSync(dirname(file)) : dirname(file);
  const path = relative(realpathSync(project.folder), join(folder, basename(file)));
  if (path.startsWith(`..${sep}`) || isAbsolute(path))
    throw new ProjectError(
      `${file} is outside of the project, and no map could import it. Name a file inside.`,
    );
  if (!path.endsWith('.map')) throw new ProjectError(`${file} is no map: its name has to end with .map.`);
  if (existsSync(file))
    throw new ProjectError(
      `${file} is there already, and stays as it is. Name another file with --output, or move that one away.`,
    );
  return path.split(sep).join('/');
}
