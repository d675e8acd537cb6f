import type { SandboxResponse } from '../server.ts';

const faultKinds = [
  'throttle',
  'unavailable',
  'drop',
  'html',
  'truncate',
  'expire',
  'forbid',
  'endless',
  'allowance',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const throttleFacets = ['requests', 'time', 'concurrent'] as const;
export type ThrottleFacet = (typeof throttleFacets)[number];

/**
 * Something that goes wrong on demand. `throttle` answers 429, `unavailable` 503, `html` a page of some gateway with
 * status 200, `drop` closes the connection without an answer, `truncate` closes it in the middle of the body, `expire` makes
 * every token stale, `forbid` answers 403 for want of a privilege, `endless` adds to a list a link to the same list,
 * `allowance` answers 429 for the day.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** Requests to the Web API that pass first. Default 0. */
  readonly after?: number;
  /** Requests that are hit. Default 1. */
  readonly times?: number;
  /** Seconds, for `throttle` and `unavailable`. Default 1. */
  readonly retryAfter?: number;
  /** Which limit a `throttle` names; by turns where it is left out. */
  readonly facet?: ThrottleFacet;
  /** Only requests whose path contains this text count and are hit. */
  readonly path?: string;
}

interface Pending {
  readonly fault: Fault;
  after: number;
  times: number;
}

const limits: Readonly<Record<ThrottleFacet, { readonly code: string; readonly message: string }>> = {
  requests: {
    code: '0x80072322',
    message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
  },
  time: {
    code: '0x80072321',
    message:
      'Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.',
  },
  concurrent: { code: '0x80072326', message: 'Number of concurrent requests exceeded the limit of 52.' },
};

/** No page says how a licence's allowance is refused when it is used up: these are the words for the other limits, with a
 * day in them. */
const daily = {
  code: '0x80072322',
  message: 'Number of requests exceeded the limit of 40000 over time window of 86400 seconds.',
};

/** The faults that were asked for and have not all happened yet. */
export class Faults {
  #pending: Pending[] = [];
  #throttled = 0;

  add(fault: Fault): void {
    this.#pending.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending = [];
    this.#throttled = 0;
  }

  /** The fault that this request meets, if any. Call once a request. */
  next(path: string): Fault | null {
    let hit: Pending | null = null;
    for (const pending of this.#pending) {
      if (pending.fault.path !== undefined && !path.includes(pending.fault.path)) continue;
      if (pending.after > 0) pending.after -= 1;
      else hit ??= pending;
    }
    if (hit === null) return null;
    hit.times -= 1;
    this.#pending = this.#pending.filter((pending) => pending.times > 0);
    return hit.fault;
  }

  /** The 429 of the licence's allowance. */
  spent(fault: Fault): SandboxResponse {
    return refusal(daily, fault.retryAfter ?? 36_000);
  }

  /** The 429 of the service protection limits. */
  throttled(fault: Fault): SandboxResponse {
    const facet = fault.facet ?? throttleFacets[this.#throttled % throttleFacets.length] ?? 'requests';
    this.#throttled += 1;
    return refusal(limits[facet], fault.retryAfter ?? 1);
  }
}

function refusal(
  error: { readonly code: string; readonly message: string },
  seconds: number,
): SandboxResponse {
  return {
    status: 429,
    headers: {
      'content-type': 'application/json; odata.metadata=minimal',
      'odata-version': '4.0',
      'retry-after': String(seconds),
    },
    body: JSON.stringify({ error }),
  };
}

/** Reads the body of `POST /sandbox/faults`. @throws TypeError that says what is wrong with it. */
export function parseFault(body: unknown): Fault {
  if (typeof body !== 'object' || body === null) throw new TypeError('A fault is a JSON object.');
  const given = new Map<string, unknown>(Object.entries(body));
  const kind = faultKinds.find((candidate) => candidate === given.get('kind'));
  if (kind === undefined) throw new TypeError(`The kind of a fault is one of ${faultKinds.join(', ')}.`);
  const fault: { -readonly [K in keyof Fault]: Fault[K] } = { kind };
  for (const name of ['after', 'times', 'retryAfter'] as const) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`${name} is a number, 0 or more.`);
    fault[name] = value;
  }
  const facet = given.get('facet');
  if (facet !== undefined) {
    const known = throttleFacets.find((candidate) => candidate === facet);
    if (known === undefined) throw new TypeError(`The facet is one of ${throttleFacets.join(', ')}.`);
    fault.facet = known;
  }
  const path = given.get('path');
  if (path !== undefined) {
    if (typeof path !== 'string') throw new TypeError('path is a text.');
    fault.path = path;
  }
  return fault;
}
