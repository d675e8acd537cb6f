import { createHmac } from 'node:crypto';
import { jsonResponse, type SandboxRequest, type SandboxResponse } from '../server.ts';
import { Assertions } from './assertions.ts';

interface Registration {
  readonly tenant: string;
  readonly client: string;
  readonly secret: string;
  /** PEM of the certificate that is registered with the application; null where none is. */
  readonly certificate: string | null;
  /** Where the Web API is, `http://127.0.0.1:1234`: the resource that a scope must name. */
  readonly url: string;
  /** Seconds that a token is good for. */
  readonly lifetime: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The part of the Microsoft identity platform that a connector meets: the token endpoint v2.0 for client credentials,
 * and its discovery document.
 */
export class TokenAuthority {
  readonly #registration: Registration;
  readonly #expiry = new Map<string, number>();
  readonly #assertions: Assertions;
  #issued = 0;

  constructor(registration: Registration) {
    this.#registration = registration;
    const { certificate, client, tenant, url, now } = registration;
    const audience = `${url}/${tenant}/oauth2/v2.0/token`;
    this.#assertions = new Assertions({ certificate, client, audience, now });
  }

  /** Answers `/{tenant}/oauth2/v2.0/token` and `/{tenant}/v2.0/.well-known/openid-configuration`; null for any other. */
  answer(request: SandboxRequest): SandboxResponse | null {
    const match = /^\/([^/]+)\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration)$/.exec(
      request.path,
    );
    if (match === null) return null;
    const tenant = decodeURIComponent(match[1] ?? '');
    if (tenant !== this.#registration.tenant) {
      return this.#refuse(
        400,
        'invalid_request',
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
      );
    }
    if (match[2] !== 'oauth2/v2.0/token') return this.#discovery();
    if (request.method !== 'POST') {
      return this.#refuse(
        405,
        'invalid_request',
        900561,
        `The endpoint only accepts POST requests. Received a ${request.method} request.`,
      );
    }
    return this.#token(request);
  }

  /** Whether an `Authorization` header carries a token that is still good. */
  accepts(header: string | undefined): boolean {
    const token = /^bearer (.+)$/i.exec(header ?? '')?.[1];
    const expiry = token === undefined ? undefined : this.#expiry.get(token);
    return expiry !== undefined && this.#registration.now() < expiry;
  }

  /** Makes every token stale. */
  expire(): void {
    this.#expiry.clear();
  }

  #token(request: SandboxRequest): SandboxResponse {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const { client, lifetime, now, secret, tenant, url } = this.#registration;
    const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [basicClient = '', basicSecret = ''] = Buffer.from(basic ?? '', 'base64')
      .toString('utf8')
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    const given = {
      client: form.get('client_id') ?? basicClient,
      secret: form.get('client_secret') ?? basicSecret,
      grant: form.get('grant_type'),
      scope: form.get('scope'),
    };
    if (given.grant === null) return this.#missing('grant_type');
    if (given.grant !== 'client_credentials') {
      return this.#refuse(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${given.grant}'.`,
      );
    }
    if (given.client === '') return this.#missing('client_id');
    if (given.scope === null) return this.#missing('scope');
    if (given.client !== client) {
      return this.#refuse(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${given.client}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
      );
    }
    const assertion = form.get('client_assertion');
    if (assertion !== null) {
      const wrong = this.#assertions.refuses(assertion, form.get('client_assertion_type'));
      if (wrong !== null) return this.#refuse(401, 'invalid_client', wrong.code, wrong.message);
    } else if (given.secret === '') {
      return this.#refuse(
        401,
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      );
    } else if (given.secret !== secret) {
      return this.#refuse(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
      );
    }
    if (![`${url}/.default`, `${url}//.default`].includes(given.scope)) {
      return this.#refuse(
        400,
        'invalid_resource',
        500011,
        `The resource principal named ${given.scope.replace(/\/\.default$/, '')} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
      );
    }
    const token = this.#issue();
    this.#expiry.set(token, now() + lifetime * 1000);
    return jsonResponse(
      { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token },
      200,
      { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    );
  }

  #issue(): string {
    this.#issued += 1;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ aud: this.#registration.url, jti: this.#issued })}`;
    return `${signed}.${createHmac('sha256', this.#registration.secret).update(signed).digest('base64url')}`;
  }

  #discovery(): SandboxResponse {
    const { tenant, url } = this.#registration;
    return jsonResponse({
      token_endpoint: `${url}/${tenant}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      issuer: `${url}/${tenant}/v2.0`,
      authorization_endpoint: `${url}/${tenant}/oauth2/v2.0/authorize`,
      response_types_supported: ['code'],
    });
  }

  #missing(parameter: string): SandboxResponse {
    return this.#refuse(
      400,
      'invalid_request',
      900144,
      `The request body must contain the following parameter: '${parameter}'.`,
    );
  }

  #refuse(status: number, error: string, code: number, message: string): SandboxResponse {
    const timestamp = `${new Date(this.#registration.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
    const trace = '5c1f4b7e-0000-4000-8000-000000000001';
    const correlation = '5c1f4b7e-0000-4000-8000-000000000002';
    return jsonResponse(
      {
        error,
        error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
        error_codes: [code],
        timestamp,
        trace_id: trace,
        correlation_id: correlation,
        error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      },
      status,
    );
  }
}
