import { Agent, request } from 'undici';
import type { JsonValue } from '../../schema/model.ts';
import { splitJson } from '../base64-member.ts';
import { ConnectorError } from '../contract.ts';
import { parseExact } from '../exact-json.ts';
import { Allowance } from './allowance.ts';
import { backoff, retryAfterOf } from './backoff.ts';
import { type Addresses, addressesOf, type DataverseConfig } from './config.ts';
import { connectionFailure, describeBody, isAbsent } from './failure.ts';
import { isRecord, type JsonRecord } from './json.ts';
import { Lanes, MOST_AT_ONCE } from './lanes.ts';
import { TokenSource } from './token.ts';
import type { World } from './world.ts';

/** How often one request is sent before it is given up. */
const TRIES = 8;
/** How often a web page in place of data is taken for an accident. */
const PAGES = 3;
const PATIENCE = 120_000;
const NONE: ReadonlySet<string> = new Set();

interface GetOptions {
  /** Values of `Prefer`. */
  readonly prefer?: readonly string[];
  /** Properties whose numbers come as text, digit for digit. */
  readonly exact?: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

interface SendOptions extends GetOptions {
  /** Parameters of an action, as JSON; it is sent by POST then. */
  readonly parameters?: string;
  /** The member of the answer that holds a file as base64. */
  readonly member?: string;
}

/** An answer that holds a file: the object, and what its member holds, where that is base64. */
interface WithFile {
  readonly object: JsonRecord;
  readonly bytes: readonly Uint8Array[] | null;
}

type Outcome =
  | {
      readonly kind: 'body';
      readonly status: number;
      readonly body: string;
      readonly json: boolean;
      readonly bytes: readonly Uint8Array[] | null;
    }
  | {
      readonly kind: 'again';
      readonly wait: number | null;
      readonly pause: boolean;
      readonly error: ConnectorError;
    }
  | { readonly kind: 'stale' };

/**
 * GET against the Web API, and actions that only read: signs in, keeps to so many requests at once as {@link Lanes} says, waits when told to (all lanes together, since
 * the limits are the user's and not the request's), tries again what may succeed later, and says the rest in words.
 */
export class DataverseClient {
  readonly addresses: Addresses;
  /** Who reads: the tenant and the app registration. */
  readonly login: string;
  readonly #world: World;
  readonly #agent: Agent;
  readonly #tokens: TokenSource;
  readonly #lanes: Lanes;
  readonly #allowance: Allowance;
  #pausedUntil = 0;
  #answered = false;

  constructor(config: DataverseConfig, world: World) {
    this.addresses = addressesOf(config);
    this.login = `${config.tenant} ${config.client}`;
    this.#world = world;
    this.#agent = new Agent({
      connections: MOST_AT_ONCE,
      headersTimeout: PATIENCE,
      bodyTimeout: PATIENCE,
    });
    this.#tokens = new TokenSource(config, this.addresses, this.#agent, world);
    this.#lanes = new Lanes(config.concurrency);
    this.#allowance = new Allowance(config.allowance);
  }

  /** Requests that the licence allows in a day; null where nobody said. */
  get allowed(): number | null {
    return this.#allowance.allowed;
  }

  /** Requests that may be under way at once, as of now. */
  get width(): number {
    return this.#lanes.width;
  }

  /** How many more could be under way. */
  get idle(): number {
    return this.#lanes.idle;
  }

  /**
   * The JSON object at `path`: relative to the root of the Web API, or a link that the server gave, followed as it is.
   * @throws ConnectorError
   */
  async getObject(path: string, options: GetOptions = {}): Promise<JsonRecord> {
    return (await this.#object(path, options)).object;
  }

  /** As {@link getObject}, of an object with a file in a member: that is not in the object then. @throws ConnectorError */
  async getFile(path: string, member: string, options: GetOptions = {}): Promise<WithFile> {
    return await this.#object(path, { ...options, member });
  }

  /**
   * Runs an action that changes nothing, and may therefore be repeated, with its parameters.
   * @param member of the answer that holds a file
   * @throws ConnectorError
   */
  async act(
    action: string,
    parameters: Readonly<Record<string, JsonValue>>,
    options: GetOptions & { readonly member?: string } = {},
  ): Promise<WithFile> {
    return await this.#object(action, { ...options, parameters: JSON.stringify(parameters) });
  }

  async #object(path: string, options: SendOptions): Promise<WithFile> {
    const parse = (body: string, bytes: WithFile['bytes']): WithFile | null => {
      try {
        const value = parseExact(body, options.exact ?? NONE);
        return isRecord(value) ? { object: value, bytes } : null;
      } catch (error) {
        if (error instanceof SyntaxError) return null;
        throw error;
      }
    };
    return await this.#get(path, options, true, parse);
  }

  /** The plain text at `path` (`$count`). @throws ConnectorError */
  async getText(path: string, options: GetOptions = {}): Promise<string> {
    return await this.#get(path, options, false, (body) => body.replace(/^\uFEFF/, ''));
  }

  /** The value of `Authorization`, for files of the environment. @throws ConnectorError */
  async authorization(): Promise<string> {
    return `Bearer ${await this.#tokens.get()}`;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #get<T>(
    path: string,
    options: SendOptions,
    json: boolean,
    parse: (body: string, bytes: WithFile['bytes']) => T | null,
  ): Promise<T> {
    const url = this.#urlOf(path);
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      // Inside the lane: requests that wait for their turn must see a pause that began meanwhile.
      const { outcome, token } = await this.#lanes.run(async (refusals) => {
        await this.#pause(options.signal);
        const token = await this.#tokens.get();
        options.signal?.throwIfAborted();
        this.#allowance.use(url.startsWith(this.addresses.api) ? url.slice(this.addresses.api.length) : url);
        const outcome = await this.#send(url, token, options, json);
        if (outcome.kind === 'body') this.#lanes.answered();
        if (outcome.kind === 'again' && outcome.pause) {
          this.#lanes.refused(refusals);
          const delay = outcome.wait ?? backoff(attempt, this.#world);
          this.#pausedUntil = Math.max(this.#pausedUntil, this.#world.now() + delay);
        }
        return { token, outcome };
      });
      let failure: ConnectorError;
      let wait: number | null = null;
      switch (outcome.kind) {
        case 'stale':
          this.#tokens.refuse(token);
          if (renewed) {
            throw new ConnectorError(
              'authentication',
              `${this.addresses.origin} refuses the token that the sign-in service gave.`,
            );
          }
          renewed = true;
          attempt--;
          continue;
        case 'body': {
          const value = parse(outcome.body, outcome.bytes);
          if (value !== null) return value;
          failure = this.#notJson(outcome);
          // A gateway may show its own page for a moment; one that stands in the way shows it always.
          if (!outcome.json && attempt >= PAGES) throw failure;
          break;
        }
        case 'again':
          failure = outcome.error;
          wait = outcome.wait;
          // The token was good enough for another answer; after a long wait it may be stale again.
          renewed = false;
          break;
      }
      if (attempt >= TRIES) throw failure;
      // A pause of all lanes is waited for at the next turn.
      if (outcome.kind === 'again' && outcome.pause) continue;
      await this.#world.sleep(wait ?? backoff(attempt, this.#world), options.signal);
    }
  }

  /** Waits while the server wants to be left alone. */
  async #pause(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (;;) {
      const left = this.#pausedUntil - this.#world.now();
      if (left <= 0) return;
      await this.#world.sleep(left, signal);
    }
  }

  #urlOf(path: string): string {
    if (!/^https?:/i.test(path)) return this.addresses.api + path;
    if (new URL(path).origin !== this.addresses.origin) {
      // Following it would hand the token to somebody else.
      throw new ConnectorError(
        'protocol',
        `${this.addresses.origin} sent a link to another server (${new URL(path).origin}); it was not followed.`,
      );
    }
    return path;
  }

  async #send(url: string, token: string, options: SendOptions, json: boolean): Promise<Outcome> {
    const { origin } = this.addresses;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    let body: string;
    let bytes: WithFile['bytes'] = null;
    try {
      const response = await request(url, {
        method: options.parameters === undefined ? 'GET' : 'POST',
        dispatcher: this.#agent,
        body: options.parameters ?? null,
        signal: options.signal ?? null,
        headers: {
          accept: json ? 'application/json' : 'text/plain',
          authorization: `Bearer ${token}`,
          'odata-version': '4.0',
          'odata-maxversion': '4.0',
          'if-none-match': 'null',
          ...(options.parameters === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.prefer === undefined || options.prefer.length === 0
            ? {}
            : { prefer: options.prefer.join(',') }),
        },
      });
      status = response.statusCode;
      headers = response.headers;
      this.#answered = true;
      const hint = headers['x-ms-dop-hint'];
      this.#lanes.recommended(typeof hint === 'string' ? hint : null);
      if (options.member === undefined) body = await response.body.text();
      else ({ text: body, bytes } = await splitJson(response.body, options.member));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (status !== 0) {
        const failure = `${origin} cut its answer short (HTTP ${status}), again and again.`;
        return {
          kind: 'again',
          wait: null,
          pause: false,
          error: new ConnectorError('protocol', failure, { cause: error }),
        };
      }
      const failure = connectionFailure(origin, error, this.#answered);
      if (isAbsent(error) && !this.#answered) throw failure;
      return { kind: 'again', wait: null, pause: false, error: failure };
    }
    const type = headers['content-type'];
    const isJson = typeof type === 'string' && /json/i.test(type);
    if (status === 200) return { kind: 'body', status, body, json: isJson, bytes };
    if (status === 401) return { kind: 'stale' };
    const retryAfter = headers['retry-after'];
    const wait = retryAfterOf(typeof retryAfter === 'string' ? retryAfter : undefined, this.#world.now());
    const said = messageOf(body);
    if (status === 429) {
      this.#allowance.judge(origin, said, wait);
      const error = new ConnectorError(
        'transient',
        `${origin} limits how much may be asked of it and did not let go: ${said ?? 'too many requests'}`,
        wait === null ? {} : { retryAfter: wait },
      );
      return { kind: 'again', wait, pause: true, error };
    }
    if (status === 408 || status >= 500) {
      const error = new ConnectorError(
        'transient',
        `${origin} could not answer (HTTP ${status})${said === null ? '' : `: ${said}`}`,
        wait === null ? {} : { retryAfter: wait },
      );
      // 501 says that the server never will.
      if (status === 501) throw new ConnectorError('record', error.message);
      return { kind: 'again', wait, pause: false, error };
    }
    throw this.#refusal(status, said, body);
  }

  #refusal(status: number, said: string | null, body: string): ConnectorError {
    const { origin } = this.addresses;
    if (said === null) {
      return new ConnectorError(
        'unreachable',
        `${origin} is not the Dataverse server that was meant: it answered HTTP ${status} with ${describeBody(body)}. Check the url.`,
      );
    }
    if (status === 403) return new ConnectorError('forbidden', `${origin} forbids it: ${said}`);
    return new ConnectorError('record', `${origin} refuses the request (HTTP ${status}): ${said}`);
  }

  #notJson(outcome: {
    readonly status: number;
    readonly body: string;
    readonly json: boolean;
  }): ConnectorError {
    const { origin } = this.addresses;
    return new ConnectorError(
      'protocol',
      outcome.json
        ? `${origin} cut its answer short, again and again: the JSON breaks off after ${outcome.body.length} characters.`
        : `${origin} answered with ${describeBody(outcome.body)} instead of data: a sign-in page or a proxy may stand in between. Check the url.`,
    );
  }
}

/** The message of an OData error body; null where the body is none. */
function messageOf(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    const error = isRecord(value) ? value.error : undefined;
    const message = isRecord(error) ? error.message : undefined;
    const code = isRecord(error) ? error.code : undefined;
    if (typeof message !== 'string') return null;
    return typeof code === 'string' && code !== '' ? `${message} (${code})` : message;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
