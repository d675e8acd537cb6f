import { createReadStream } from 'node:fs';
import { ConnectorError } from '../contract.ts';
import type { FileSpec } from './config.ts';

/** The text of a file in pieces, without its byte order mark. */
export async function* decoded(spec: FileSpec): AsyncGenerator<string, void, undefined> {
  const encoding = spec.encoding ?? 'utf-8';
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    throw new ConnectorError(
      'configuration',
      `${spec.shown}: "${encoding}" is not an encoding that is known here.`,
      {
        cause: error,
      },
    );
  }
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(spec.path)) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ConnectorError(
        'configuration',
        `${spec.shown} is not ${encoding} (before byte ${bytes}); declare its encoding, such as windows-1254.`,
        { cause: error },
      );
    }
    throw unreadable(spec, error);
  }
}

/** What to throw where a file cannot be read. */
export function unreadable(spec: FileSpec, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const reason = error.code === 'ENOENT' ? 'There is no file' : `${String(error.code)}: cannot read`;
  return new ConnectorError(
    'unreachable',
    `${reason} ${spec.path}, which the entity ${spec.entity} is read from.`,
    { cause: error },
  );
}
