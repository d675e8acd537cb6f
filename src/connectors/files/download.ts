import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { FileValue } from '../../schema/file-ref.ts';
import { type CallOptions, ConnectorError, type FileSink } from '../contract.ts';
import { isWebAddress, LARGEST_DOWNLOAD, tooLarge, webDownloads } from '../web-download.ts';
import type { FilesConfig } from './config.ts';

interface Downloads {
  put(address: string, sink: FileSink, options?: CallOptions): Promise<FileValue>;
  close(): Promise<void>;
}

/** Files beside the data, by their path in its folder and never outside of it; and files of the web. */
export function fileDownloads(config: FilesConfig): Downloads {
  const largest = config.largest_download ?? LARGEST_DOWNLOAD;
  const web = webDownloads({ largest });
  return {
    put: async (address, sink, options = {}) =>
      isWebAddress(address)
        ? await web.put(address, sink, options)
        : await fromFolder(config.folder, address, largest, sink),
    close: async () => await web.close(),
  };
}

async function fromFolder(folder: string, path: string, largest: number, sink: FileSink): Promise<FileValue> {
  const refuse = (why: string, cause?: unknown): ConnectorError =>
    new ConnectorError('record', `${path.slice(0, 200)}: ${why}.`, { cause });
  if (path.trim() === '' || path.includes('\0')) throw refuse('it is no path');
  if (isAbsolute(path)) throw refuse('only paths within the folder of the data are read');
  let file: string;
  try {
    const root = await realpath(folder);
    // Links are followed before it is asked where the file lies.
    file = await realpath(join(root, path));
    if (!file.startsWith(root.endsWith(sep) ? root : root + sep))
      throw refuse('it lies outside of the folder of the data, from which nothing is read');
    const { size, isFile } = await lookAt(file);
    if (!isFile) throw refuse('it is no file');
    if (size > largest) throw refuse(tooLarge(largest));
    return await sink.put(() => piecesOf(file));
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw refuse(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`, error);
  }
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path)) yield Buffer.from(piece); // no encoding, so bytes
}

async function lookAt(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}
