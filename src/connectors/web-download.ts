import { Agent, request } from 'undici';
import type { FileValue } from '../schema/file-ref.ts';
import { type CallOptions, ConnectorError, type FileSink } from './contract.ts';

/** How a file may be taken from the web. Each has a default that serves for documents of customers. */
export interface DownloadLimits {
  /** Bytes of a file at most. */
  readonly largest?: number;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly patience?: number;
  /** Milliseconds before the second try; before the third four times as long. */
  readonly pause?: number;
}

interface WebDownloads {
  /**
   * Puts the file at an address of the web into the sink, piece by piece.
   * @throws ConnectorError `record`, and `transient` where the system itself is busy
   */
  put(address: string, sink: FileSink, options?: CallOptions): Promise<FileValue>;
  close(): Promise<void>;
}

/** The system itself: what proves who asks goes to its own origin, and nowhere else. */
export interface OwnServer {
  readonly origin: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
}

export const LARGEST_DOWNLOAD = 50 * 1024 * 1024;
const REDIRECTS = 5;
const TRIES = 3;

/** Takes files from the web: `http:` and `https:`, up to five redirects, three tries where a server is not well. */
export function webDownloads(limits: DownloadLimits = {}, own: OwnServer | null = null): WebDownloads {
  const { largest = LARGEST_DOWNLOAD, patience = 60_000, pause = 500 } = limits;
  const agent = new Agent({
    connect: { timeout: patience },
    headersTimeout: patience,
    bodyTimeout: patience,
  });
  /** One try. Where the connection breaks off in the middle of a file, reading it fails: what came is then no file. */
  const once = async function* (address: URL, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    let here = address;
    for (let hops = 0; hops <= REDIRECTS; hops += 1) {
      const { statusCode, headers, body } = await request(here, {
        method: 'GET',
        dispatcher: agent,
        signal: signal ?? null,
        headers: {
          accept: '*/*',
          'accept-encoding': 'identity',
          ...(here.origin === own?.origin ? await own.headers() : {}),
        },
      });
      const to = headers.location;
      if (statusCode >= 300 && statusCode < 400 && typeof to === 'string') {
        await body.dump();
        here = webAddress(to, here);
        continue;
      }
      if (statusCode !== 200) {
        await body.dump();
        throw new Unanswered(`it answered HTTP ${statusCode}`, statusCode === 429 || statusCode >= 500);
      }
      const coding = headers['content-encoding'];
      if (coding !== undefined && coding !== 'identity') {
        body.destroy();
        throw new Unanswered(`it sends the file in a form that was not asked for (${String(coding)})`, false);
      }
      let bytes = 0;
      for await (const chunk of body) {
        if (!Buffer.isBuffer(chunk)) continue;
        bytes += chunk.length;
        if (bytes > largest) throw new Unanswered(tooLarge(largest), false);
        yield chunk;
      }
      return;
    }
    throw new Unanswered(`it redirects more than ${REDIRECTS} times`, false);
  };
  return {
    put: async (address, sink, { signal } = {}) => {
      const url = webAddress(address, null);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await sink.put(() => once(url, signal));
        } catch (error) {
          signal?.throwIfAborted();
          if (error instanceof ConnectorError) throw error;
          const again = !(error instanceof Unanswered) || error.again;
          if (!again || attempt >= TRIES) throw refusal(url, error, again && url.origin === own?.origin);
        }
        await new Promise((done) => setTimeout(done, pause * 4 ** (attempt - 1)));
      }
    },
    close: async () => await agent.destroy(),
  };
}

/** Whether a text is an address of the web, and not a path. */
export function isWebAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text.trim());
}

export function tooLarge(largest: number): string {
  return `it is larger than ${largest} bytes, which \`largest_download\` of the connection allows`;
}

class Unanswered extends Error {
  readonly again: boolean;
  constructor(message: string, again: boolean) {
    super(message);
    this.again = again;
  }
}

function webAddress(text: string, base: URL | null): URL {
  const url = base === null ? URL.parse(text.trim()) : URL.parse(text, base.href);
  if (url === null) throw new ConnectorError('record', `"${text.slice(0, 200)}" is no address.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ConnectorError(
      'record',
      `${url.protocol} is no address of the web: only http: and https: are.`,
    );
  return url;
}

/** Names and passwords, and what stands behind `?`, may be secrets: they are not repeated. */
function refusal(url: URL, error: unknown, isBusy: boolean): ConnectorError {
  const shown = `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
  const why = error instanceof Unanswered ? error.message : `the connection failed (${reasonOf(error)})`;
  return new ConnectorError(isBusy ? 'transient' : 'record', `${shown}: ${why}.`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
