/**
 * A Dataverse environment on the loopback interface: the Web API v9.2 with its metadata, pages, annotations, errors and
 * limits, the token endpoint that opens it, and invented records. This folder knows Dataverse's protocol and tables and
 * nothing of maps, plans or what a test expects; a test tells it what goes wrong through `/sandbox/faults`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import {
  jsonResponse,
  type SandboxRequest,
  type SandboxResponse,
  startLoopbackServer,
  textResponse,
} from '../server.ts';
import { wantedAnnotations } from './annotations.ts';
import { type ApiWorld, answerApi, apiPath } from './api.ts';
import { catalogOf } from './catalog.ts';
import { type Fault, Faults, parseFault } from './faults.ts';
import { type FileColumns, fileRows, fileTable } from './file-table.ts';
import { generate } from './generate/index.ts';
import { withLargeNotes } from './generate/large-notes.ts';
import type { Primitive } from './odata/evaluate.ts';
import { allRows } from './rows.ts';
import { tableOf, tables } from './schema.ts';
import { type Row, Store } from './store.ts';
import { TokenAuthority } from './tokens.ts';

export type { Fault, FaultKind, ThrottleFacet } from './faults.ts';

export interface DataverseSandboxOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  readonly tenant?: string;
  readonly client?: string;
  readonly secret?: string;
  /** PEM of a certificate that is registered with the application beside the secret. Default: none. */
  readonly certificate?: string;
  /** The same seed and scale give the same records. Default 365. */
  readonly seed?: number;
  /** Multiplies the number of records. Default 1: about 4,200 of them. */
  readonly scale?: number;
  /**
   * Which records there are. `sales`, the default: people, customers, who is connected with whom, leads, opportunities and
   * their stages, activities, notes, processes, and a table of the customer's own. `all`: beside them cases, tasks, products
   * with their prices, files of e-mails.
   */
  readonly records?: 'sales' | 'all';
  /** Tables of a publisher of their own, invented by the seed beside the standard ones; without records. Default 0. */
  readonly tables?: number;
  /** Notes with files of this many bytes, beside the usual ones. Default: none. */
  readonly largeNotes?: { readonly count: number; readonly bytes: number };
  /** A table with columns for files and images. Default: none. */
  readonly fileColumns?: FileColumns;
  /** Tables whose rows the application user may make, change and delete. Default: none. */
  readonly changes?: readonly string[];
  /** Tables whose changes are tracked, as somebody enabled in the environment. Default: none. */
  readonly tracked?: readonly string[];
  /** Milliseconds that every answer of the Web API takes, and each request of a batch. Default 0. */
  readonly latency?: number;
  /** Requests at once that the service recommends (`x-ms-dop-hint`). Default: it says nothing. */
  readonly recommends?: number;
  /** Requests under way above which it refuses more. Default 52, as in the real service. */
  readonly mostAtOnce?: number;
  /** Rows on a page where the request asks for no size. Default 5000, as in the real service. */
  readonly pageSize?: number;
  /** Seconds that a token is good for. Default 3599. */
  readonly tokenLifetime?: number;
  /** Milliseconds since 1970: what expires, and when rows were changed. */
  readonly now?: () => number;
}

/** A row as the Web API gives it, with its annotations; lookups as `_x_value`. */
export type WebApiRow = Readonly<Record<string, Primitive>>;

export interface DataverseSandbox {
  /** Address of the environment and of the token authority: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly tenant: string;
  readonly client: string;
  readonly secret: string;
  /** Every row of a table in order of id. @throws Error for an unknown table */
  rows(entity: string): readonly WebApiRow[];
  /**
   * What people do in the environment: makes a row, or changes columns of it, by attribute name (`ownerid`); lookups as
   * `{ entity, id }`. @throws Error for a table or column that there is not
   */
  put(entity: string, id: string, values: Row): void;
  /** Deletes a row. @throws Error where there is none */
  remove(entity: string, id: string): void;
  /** Requests to the Web API so far, method and path. */
  requests(): readonly string[];
  /** Requests to the Web API that were under way at once, at most. */
  peak(): number;
  /** What `POST /sandbox/faults` does. */
  fault(fault: Fault): void;
  /** Forgets faults, tokens, the log and the peak. */
  reset(): void;
  close(): Promise<void>;
}

/** @throws Error when the port is taken; RangeError for a tracked table that there is not */
export async function startDataverseSandbox(
  options: DataverseSandboxOptions = {},
): Promise<DataverseSandbox> {
  const tenant = options.tenant ?? '72f988bf-0000-4000-8000-00000000f365';
  const client = options.client ?? '51f81489-0000-4000-8000-00000000f365';
  const secret = options.secret ?? 'sandbox-secret';
  const whole = options.records === 'all';
  const { organisation, rows, links } = generate(options.seed ?? 365, options.scale ?? 1, whole);
  const { largeNotes, fileColumns } = options;
  const seed = options.seed ?? 365;
  const all = largeNotes === undefined ? rows : withLargeNotes(rows, largeNotes, seed);
  const store = new Store(
    fileColumns === undefined ? all : { ...all, [fileTable.LogicalName]: fileRows(fileColumns, seed) },
    links,
  );
  const now = options.now ?? Date.now;
  const catalog = catalogOf(options.tables ?? 0, options.seed ?? 365, {
    tracked: new Set(options.tracked ?? []),
    files: fileColumns !== undefined,
  });
  for (const name of catalog.tracked)
    if (catalog.get(name) === undefined) throw new RangeError(`The sandbox has no table "${name}" to track.`);
  const faults = new Faults();
  const log: string[] = [];
  let pages = 0;
  let underWay = 0;
  let peak = 0;

  const server = await startLoopbackServer((request) => served(request), { port: options.port ?? 0 });
  const { url } = server;
  const authority = new TokenAuthority({
    tenant,
    client,
    secret,
    certificate: options.certificate ?? null,
    url,
    lifetime: options.tokenLifetime ?? 3599,
    now,
  });
  const world: ApiWorld = {
    catalog,
    store,
    url,
    user: organisation.integrationUser,
    businessUnit: organisation.rootUnit,
    organization: organisation.id,
    changes: new Set(options.changes ?? []),
    chunked: fileColumns?.chunked ?? true,
    pageSize: options.pageSize ?? null,
    now,
  };
  const wantEverything = wantedAnnotations('*');
  const rowsOf = (entity: string): readonly WebApiRow[] => allRows(store, tableOf(entity), wantEverything);
  const instant = (): string => `${new Date(now()).toISOString().slice(0, 19)}Z`;
  const reset = (): void => {
    faults.clear();
    authority.expire();
    log.length = 0;
    peak = 0;
  };

  /** As long as the service takes, and no more at once than it lets. */
  async function served(request: SandboxRequest): Promise<SandboxResponse> {
    if (!request.path.startsWith(apiPath)) return handle(request);
    underWay += 1;
    peak = Math.max(peak, underWay);
    try {
      const answer =
        underWay > (options.mostAtOnce ?? 52)
          ? faults.throttled({ kind: 'throttle', facet: 'concurrent' })
          : handle(request);
      if (options.latency !== undefined) await wait(options.latency * operations(request));
      if (options.recommends === undefined || 'reset' in answer) return answer;
      return { ...answer, headers: { ...answer.headers, 'x-ms-dop-hint': String(options.recommends) } };
    } finally {
      underWay -= 1;
    }
  }

  function handle(request: SandboxRequest): SandboxResponse {
    if (request.path.startsWith('/sandbox/')) return control(request);
    const answer = authority.answer(request);
    if (answer !== null) return answer;
    if (request.path !== apiPath.slice(0, -1) && !request.path.startsWith(apiPath)) {
      return textResponse(
        'There is nothing here. The Web API is at /api/data/v9.2/, tokens at /{tenant}/oauth2/v2.0/token.',
        404,
      );
    }
    log.push(`${request.method} ${request.path}`);
    const fault = faults.next(request.path);
    if (fault !== null && fault.kind === 'expire') authority.expire();
    if (!authority.accepts(request.headers.authorization)) {
      return {
        status: 401,
        headers: {
          'www-authenticate': `Bearer authorization_uri=${url}/${tenant}/oauth2/authorize, resource_id=${url}/`,
        },
      };
    }
    return fault === null ? answerApi(world, request) : faulty(fault, request);
  }

  function faulty(fault: Fault, request: SandboxRequest): SandboxResponse {
    switch (fault.kind) {
      case 'throttle':
        return faults.throttled(fault);
      case 'allowance':
        return faults.spent(fault);
      case 'unavailable':
        return {
          ...textResponse('The service is unavailable.', 503),
          headers: { 'content-type': 'text/plain', 'retry-after': String(fault.retryAfter ?? 1) },
        };
      case 'drop':
        return { reset: true };
      case 'html':
        return {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>',
        };
      case 'truncate': {
        const whole = answerApi(world, request);
        if ('reset' in whole || whole.body === undefined) return whole;
        return { ...whole, cut: Math.floor(Buffer.byteLength(whole.body) / 2) };
      }
      case 'expire':
        return answerApi(world, request);
      case 'forbid':
        return jsonResponse(
          {
            error: {
              code: '0x80040220',
              message: `Principal user (Id=${world.user}, type=8) is missing a read privilege for what was asked for.`,
            },
          },
          403,
        );
      case 'endless': {
        const whole = answerApi(world, request);
        if ('reset' in whole || typeof whole.body !== 'string') return whole;
        const again = `${url}${request.path}?${request.query}&page=${++pages}`;
        return { ...whole, body: whole.body.replace(/\}$/, `,"@odata.nextLink":${JSON.stringify(again)}}`) };
      }
    }
  }

  /** `{ "entity": "account", "id": "…", "values": { "name": "…" } }`; `values` null deletes the row. */
  function changeRow(request: SandboxRequest): SandboxResponse {
    try {
      const change: unknown = JSON.parse(request.body.toString('utf8'));
      const { entity, id, values } = rowChange(change);
      if (values === null) store.remove(entity, id);
      else store.put(entity, id, values, instant());
      return { status: 204 };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return jsonResponse({ error: error.message }, 400);
    }
  }

  function control(request: SandboxRequest): SandboxResponse {
    switch (`${request.method} ${request.path}`) {
      case 'POST /sandbox/faults':
        try {
          faults.add(parseFault(JSON.parse(request.body.toString('utf8'))));
        } catch (error) {
          if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
          return jsonResponse({ error: error.message }, 400);
        }
        return { status: 204 };
      case 'GET /sandbox/faults':
        return jsonResponse(faults.struck);
      case 'DELETE /sandbox/faults':
        faults.clear();
        return { status: 204 };
      case 'POST /sandbox/rows':
        return changeRow(request);
      case 'POST /sandbox/reset':
        reset();
        return { status: 204 };
      case 'GET /sandbox/dump':
        return jsonResponse({
          requests: log,
          tables: Object.fromEntries([...tables.keys()].map((name) => [name, rowsOf(name)])),
        });
      default:
        return textResponse(
          'The sandbox knows POST, GET and DELETE /sandbox/faults, POST /sandbox/rows, POST /sandbox/reset and GET /sandbox/dump.',
          404,
        );
    }
  }

  return {
    url,
    tenant,
    client,
    secret,
    rows: rowsOf,
    put: (entity, id, values) => store.put(entity, id, values, instant()),
    remove: (entity, id) => store.remove(entity, id),
    requests: () => [...log],
    peak: () => peak,
    fault: (fault) => faults.add(fault),
    reset,
    close: () => server.close(),
  };
}

/** Requests of a batch are carried out one after the other. */
function operations({ path, body }: SandboxRequest): number {
  if (!path.endsWith('/$batch')) return 1;
  return Math.max(1, body.toString('latin1').match(/^Content-Type:\s*application\/http/gim)?.length ?? 0);
}

/** @throws TypeError for what is no change of a row */
function rowChange(change: unknown): {
  readonly entity: string;
  readonly id: string;
  readonly values: Row | null;
} {
  if (
    typeof change === 'object' &&
    change !== null &&
    'entity' in change &&
    'id' in change &&
    'values' in change
  ) {
    const { entity, id, values } = change;
    if (typeof entity === 'string' && typeof id === 'string' && typeof values === 'object')
      return { entity, id, values: values as Row | null }; // what it holds is for the store to look at
  }
  throw new TypeError('A change is { "entity": …, "id": …, "values": { … } or null }.');
}
