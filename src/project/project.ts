import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConnectionConfig, ProjectConfig, Side } from './config.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProjectError } from './project-error.ts';
import { readConfig } from './read-config.ts';
import { type ProcessEnvironment, resolveSecrets } from './secrets.ts';

/** A project folder whose `mapc.yaml` was read. Maps, snapshots and secrets are looked at when they are asked for. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** The name of the environment that is worked with. */
  readonly environment: string;
  readonly config: ProjectConfig;
  readonly settings: ProjectSettings;
  /** A connection with its secrets in place. @throws ProjectError naming variables that are not set */
  connection(side: Side): ConnectionConfig;
}

/** `run:` with its defaults. */
export interface ProjectSettings {
  readonly company: string | null;
  readonly language: string;
  readonly timezone: string;
  readonly edited: 'keep' | 'overwrite';
  readonly deleted: 'report' | 'archive' | 'delete';
  readonly entities: NonNullable<NonNullable<ProjectConfig['run']>['entities']>;
}

const EXAMPLE = `migration: [main.map]
environments:
  staging:
    source: { connector: dataverse, url: "\${DATAVERSE_URL}", tenant: "\${DATAVERSE_TENANT}", client: "\${DATAVERSE_CLIENT}", secret: "\${DATAVERSE_SECRET}" }
    target: { connector: odoo, url: "\${ODOO_URL}", db: my_database, login: admin, password: "\${ODOO_PASSWORD}" }`;

/**
 * Opens the project in `folder`, for the named environment or the default one (`environment:` or the first).
 * @throws ProjectError
 */
export function openProject(
  folder: string,
  environment: string | null,
  processEnvironment: ProcessEnvironment,
): Project {
  const absolute = resolve(folder);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ProjectError(`There is no folder ${folder}.`);
  const text = readText(join(absolute, 'mapc.yaml'));
  if (text === null)
    throw new ProjectError(
      `There is no mapc.yaml in ${folder === '.' ? 'this folder' : folder}, so it is not a project. Name the project's folder, or create a mapc.yaml such as:\n\n${EXAMPLE}`,
      { file: 'mapc.yaml' },
    );
  const config = readConfig(text);
  const names = Object.keys(config.environments);
  const chosen = environment ?? config.environment ?? names[0] ?? '';
  const found = config.environments[chosen];
  if (found === undefined || !Object.hasOwn(config.environments, chosen)) {
    const near = didYouMean(chosen, names);
    throw new ProjectError(
      `mapc.yaml has no environment ${chosen}${near === null ? `; it has ${names.join(', ')}` : `; did you mean ${near}?`}`,
      { file: 'mapc.yaml' },
    );
  }
  const { run } = config;
  return {
    folder: absolute,
    environment: chosen,
    config,
    settings: {
      company: run?.company ?? null,
      language: run?.language ?? 'en_US',
      timezone: run?.timezone ?? 'UTC',
      edited: run?.edited ?? 'keep',
      deleted: run?.deleted ?? 'report',
      entities: run?.entities ?? {},
    },
    connection: (side) => resolveSecrets(found[side], `environments.${chosen}.${side}`, processEnvironment),
  };
}

/** The text of a file in UTF-8, without its byte order mark; null where there is no such file. @throws ProjectError */
export function readText(path: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new ProjectError(`${path} cannot be read (${String(error.code)}).`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ProjectError(`${path} is not text in UTF-8. Save it with that encoding.`, { cause: error });
  }
}
