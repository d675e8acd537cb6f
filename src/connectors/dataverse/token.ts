import * as oauth from 'oauth4webapi';
import { type Agent, fetch } from 'undici';
import { ConnectorError } from '../contract.ts';
import { backoff, retryAfterOf } from './backoff.ts';
import type { Addresses, DataverseConfig } from './config.ts';
import { type Credential, credentialOf } from './credential.ts';
import { connectionFailure, describeBody, isAbsent } from './failure.ts';
import type { World } from './world.ts';

/** A token is renewed this long before it expires, or after half its life if that is shorter. Milliseconds. */
const MARGIN = 5 * 60_000;
const TRIES = 6;

/**
 * Access tokens by the client credentials grant (Microsoft Entra, "client credentials flow"), with a secret or a certificate. Callers that ask
 * at the same time share one request.
 */
export class TokenSource {
  readonly #config: DataverseConfig;
  readonly #addresses: Addresses;
  readonly #agent: Agent;
  readonly #world: World;
  #current: { readonly token: string; readonly renewAt: number } | null = null;
  #pending: Promise<string> | null = null;
  #credential: Credential | null = null;

  constructor(config: DataverseConfig, addresses: Addresses, agent: Agent, world: World) {
    this.#config = config;
    this.#addresses = addresses;
    this.#agent = agent;
    this.#world = world;
  }

  /** A token that is good for a while yet. @throws ConnectorError */
  get(): Promise<string> {
    if (this.#current !== null && this.#world.now() < this.#current.renewAt) {
      return Promise.resolve(this.#current.token);
    }
    // Not cancelled by a caller's signal: others may be waiting for the same token.
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** The server refused this token: the next {@link get} fetches another, unless somebody did so already. */
  refuse(token: string): void {
    if (this.#current?.token === token) this.#current = null;
  }

  async #renew(): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#ask();
      if (outcome.kind === 'token') {
        const life = outcome.seconds * 1000;
        this.#current = {
          token: outcome.token,
          renewAt: this.#world.now() + Math.max(life / 2, life - MARGIN),
        };
        return outcome.token;
      }
      if (attempt >= TRIES) throw outcome.error;
      await this.#world.sleep(outcome.wait ?? backoff(attempt, this.#world));
    }
  }

  async #ask(): Promise<
    | { readonly kind: 'token'; readonly token: string; readonly seconds: number }
    | { readonly kind: 'again'; readonly wait: number | null; readonly error: ConnectorError }
  > {
    const { tokenEndpoint, scope, authority } = this.#addresses;
    const { client } = this.#config;
    this.#credential ??= await credentialOf(this.#config, tokenEndpoint, this.#world);
    const { auth, from } = this.#credential;
    const server: oauth.AuthorizationServer = { issuer: authority, token_endpoint: tokenEndpoint };
    let response: Response;
    try {
      response = await oauth.clientCredentialsGrantRequest(
        server,
        { client_id: client },
        auth,
        new URLSearchParams({ scope }),
        {
          // Plain HTTP is for sandboxes; the address is the user's own choice.
          [oauth.allowInsecureRequests]: true,
          [oauth.customFetch]: (url, { method, headers, body }) =>
            // undici's Response and the global one are the same class under two declarations.
            fetch(url, {
              method,
              headers,
              body: body?.toString() ?? null,
              dispatcher: this.#agent,
            }) as unknown as Promise<Response>,
        },
      );
    } catch (error) {
      const failure = connectionFailure(authority, error, false);
      if (isAbsent(error)) throw failure;
      return { kind: 'again', wait: null, error: failure };
    }
    const text = await response.clone().text();
    if (response.status === 429 || response.status >= 500) {
      return {
        kind: 'again',
        wait: retryAfterOf(response.headers.get('retry-after') ?? undefined, this.#world.now()),
        error: new ConnectorError(
          'transient',
          `The sign-in service ${authority} is not available (HTTP ${response.status}).`,
        ),
      };
    }
    try {
      const grant = await oauth.processClientCredentialsResponse(server, { client_id: client }, response);
      return { kind: 'token', token: grant.access_token, seconds: grant.expires_in ?? 3600 };
    } catch (error) {
      throw this.#refusal(error, response.status, text, from);
    }
  }

  #refusal(error: unknown, status: number, text: string, from: Credential['from']): ConnectorError {
    const { tenant, client, secret } = this.#config;
    const who = `client ${client} of tenant ${tenant}`;
    if (error instanceof oauth.ResponseBodyError) {
      // The first line says what is wrong; trace ids follow. The secret is never repeated, whatever the service says.
      const said = (error.error_description ?? error.error).split(/\r?\n/)[0] ?? error.error;
      const detail = secret === undefined ? said : said.replaceAll(secret, '…');
      return new ConnectorError(
        'authentication',
        `The sign-in service ${this.#addresses.authority} refused ${who}: ${detail} Check tenant, client and ${from} of the connection.`,
      );
    }
    if (status >= 400 && status < 500 && status !== 404) {
      return new ConnectorError(
        'authentication',
        `The sign-in service ${this.#addresses.authority} refused ${who} (HTTP ${status}).`,
      );
    }
    return new ConnectorError(
      'protocol',
      `${this.#addresses.authority} is no sign-in service: asked for a token it answered HTTP ${status} with ${describeBody(text)}. Check the authority of the connection.`,
      { cause: error },
    );
  }
}
