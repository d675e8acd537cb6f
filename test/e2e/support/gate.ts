import { type LoopbackServer, startLoopbackServer } from '../../../src/sandbox/server.ts';

/** A call of Odoo's `execute_kw` on its way. */
export interface Call {
  readonly model: string;
  readonly method: string;
  /** Whether it may change something. */
  readonly writes: boolean;
  /** How many writing calls came before it. */
  readonly writesBefore: number;
}

/** `pass` it on; lose it `before` it arrives; or lose the answer, `after` it was carried out. */
export type Verdict = 'pass' | 'before' | 'after';

/** Says what becomes of a call; it may take its time. */
type Judge = (call: Call) => Verdict | Promise<Verdict>;

/** A server between mapc and Odoo that sees every call and may lose it. */
export interface Gate {
  readonly url: string;
  /** Calls since the last {@link watch}. */
  readonly calls: readonly Call[];
  /** Forgets what came, and asks `judge` from now on. */
  watch(judge: Judge): void;
  close(): Promise<void>;
}

const READING: ReadonlySet<string> = new Set([
  'check_access_rights',
  'context_get',
  'default_get',
  'fields_get',
  'get_param',
  'name_search',
  'read',
  'read_group',
  'search',
  'search_count',
  'search_read',
]);

/** Stands in front of the Odoo at `upstream`, for JSON-RPC. */
export async function startGate(upstream: string): Promise<Gate> {
  let calls: Call[] = [];
  let judge: Judge = () => 'pass';
  const server: LoopbackServer = await startLoopbackServer(async (request) => {
    const called = callOf(request.body);
    let verdict: Verdict = 'pass';
    if (called !== null) {
      const writesBefore = calls.filter(({ writes }) => writes).length;
      const call = { ...called, writes: !READING.has(called.method), writesBefore };
      calls.push(call);
      verdict = await judge(call);
    }
    if (verdict === 'before') return { reset: true };
    const answer = await fetch(`${upstream}${request.path}`, {
      method: request.method,
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      ...(request.method === 'GET' ? {} : { body: new Uint8Array(request.body) }),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (verdict === 'after') return { reset: true };
    return {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
      body,
    };
  });
  return {
    url: server.url,
    get calls() {
      return calls;
    },
    watch(next) {
      calls = [];
      judge = next;
    },
    close: () => server.close(),
  };
}

function callOf(body: Buffer): { readonly model: string; readonly method: string } | null {
  try {
    const { params } = JSON.parse(body.toString('utf8')) as {
      readonly params?: { readonly service?: string; readonly args?: readonly unknown[] };
    };
    if (params?.service !== 'object') return null;
    return { model: String(params.args?.[3]), method: String(params.args?.[4]) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
