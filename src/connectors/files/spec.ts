import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ConnectorError } from '../contract.ts';
import type { FileConfig, FileSpec, FilesConfig } from './config.ts';

/** The files of a configuration, by entity. @throws ConnectorError when the folder is not there or holds nothing */
export async function specsOf(config: FilesConfig): Promise<ReadonlyMap<string, FileSpec>> {
  const declared = config.files;
  if (declared !== undefined) {
    return new Map(
      Object.entries(declared).map(([entity, file]) => [entity, specOf(config.folder, entity, file)]),
    );
  }
  let names: readonly string[];
  try {
    names = await readdir(config.folder);
  } catch (error) {
    throw new ConnectorError(
      'unreachable',
      `The folder ${config.folder} cannot be read; check the connection's folder.`,
      {
        cause: error,
      },
    );
  }
  const files = names
    .filter((name) => ['.csv', '.jsonl', '.xml'].includes(extname(name).toLowerCase()))
    .toSorted();
  if (files.length === 0) {
    throw new ConnectorError(
      'unreachable',
      `The folder ${config.folder} holds no .csv, .jsonl or .xml file.`,
    );
  }
  const specs = new Map<string, FileSpec>();
  for (const path of files) {
    const entity = basename(path, extname(path));
    if (specs.has(entity)) {
      throw new ConnectorError(
        'configuration',
        `${config.folder} holds two files named ${entity}; name them under \`files\`.`,
      );
    }
    specs.set(entity, specOf(config.folder, entity, { path }));
  }
  return specs;
}

/** Tables that lie in the folder and are left out of `files`, by the name of their entity. */
export async function undeclaredFiles(config: FilesConfig): Promise<ReadonlyMap<string, string>> {
  if (config.files === undefined) return new Map();
  const all = await specsOf({ folder: config.folder }).catch((error: unknown) => {
    // Files may be declared elsewhere; what is wrong with the folder is told where a file of it is opened.
    if (error instanceof ConnectorError) return new Map<string, FileSpec>();
    throw error;
  });
  return new Map([...all.values()].map(({ entity, shown }) => [entity, shown]));
}

function specOf(folder: string, entity: string, file: FileConfig): FileSpec {
  const shown = file.path ?? `${entity}.${file.format ?? 'csv'}`;
  const format = file.format ?? formatOf(shown);
  return { ...file, entity, shown, format, path: join(folder, shown) };
}

function formatOf(path: string): FileSpec['format'] {
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'jsonl';
  return /\.xml$/i.test(path) ? 'xml' : 'csv';
}
