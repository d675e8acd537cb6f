import { Agent, request } from 'undici';
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooConfig, Timeouts } from '../config.ts';
import { jsonBody } from '../values/wire-files.ts';
import { bodyText, largestAnswer } from './body.ts';
import type { Call } from './errors.ts';
import { exceptionError, networkError, refusedLogin, statusError, unanswered } from './errors.ts';
import { createLogin } from './login.ts';
import type { OdooTransport } from './transport.ts';
import { NotOffered } from './transport.ts';

/** JSON-RPC over one kept-alive connection (`POST /jsonrpc`, api-facts A.4). */
export function createJsonRpcTransport(config: OdooConfig, timeouts: Timeouts): OdooTransport {
  const agent = new Agent({
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.answer,
    bodyTimeout: timeouts.answer,
  });
  let nextId = 1;

  async function send(
    service: 'common' | 'object',
    method: string,
    args: readonly JsonValue[],
    call: Call,
    options: CallOptions = {},
  ): Promise<JsonValue> {
    const { signal } = options;
    if (signal?.aborted)
      throw new ConnectorError('transient', 'The call was interrupted before it was sent', {
        cause: signal.reason,
      });
    const id = nextId++;
    const sent = jsonBody({ jsonrpc: '2.0', method: 'call', id, params: { service, method, args } }, options);
    let status: number;
    let body: string;
    let retryAfter: string | null;
    try {
      const answer = await request(
        new URL('jsonrpc', config.url.endsWith('/') ? config.url : `${config.url}/`),
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json', ...sent.headers },
          body: sent.body,
          dispatcher: agent,
          ...(signal === undefined ? {} : { signal }),
        },
      );
      status = answer.statusCode;
      const header = answer.headers['retry-after'];
      retryAfter = typeof header === 'string' ? header : null;
      body = await bodyText(answer.body, timeouts.largest ?? largestAnswer);
    } catch (error) {
      sent.check();
      if (signal?.aborted) throw unanswered(config, call, 'it was interrupted before the answer came', error);
      throw networkError(config, call, error);
    }
    if (status === 404) throw new NotOffered();
    if (status !== 200) throw statusError(config, call, status, retryAfter);
    const envelope = parse(body);
    if (envelope === null) {
      if (/^\s*</.test(body))
        throw new ConnectorError(
          'protocol',
          `${config.url} answers with a web page instead of JSON; is this the address of Odoo itself?`,
        );
      throw unanswered(config, call, 'the answer was cut short');
    }
    if (isObject(envelope.error)) {
      const data = isObject(envelope.error.data) ? envelope.error.data : {};
      const message = textOf(data.message) ?? textOf(envelope.error.message) ?? '';
      if (envelope.error.code === 404 && textOf(data.name) === null) throw new NotOffered();
      throw exceptionError(config, call, textOf(data.name) ?? 'odoo.exceptions.UserError', message);
    }
    if (envelope.id !== id) throw unanswered(config, call, 'the answer to another call came');
    return envelope.result ?? null;
  }

  /** `/jsonrpc` was there when the version was asked for, so a 404 later is a fault and no sign of another protocol. */
  async function known<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof NotOffered)
        throw new ConnectorError(
          'protocol',
          `Odoo at ${config.url} does not offer JSON-RPC any more (HTTP 404)`,
        );
      throw error;
    }
  }

  async function authenticate(options: CallOptions | undefined): Promise<number> {
    const uid = await known(
      send(
        'common',
        'authenticate',
        [config.db, config.login, config.password, {}],
        { model: null, method: 'authenticate' },
        options,
      ),
    );
    if (typeof uid !== 'number') throw refusedLogin(config);
    return uid;
  }

  const login = createLogin(authenticate);

  return {
    protocol: 'jsonrpc',
    async version(options) {
      const call: Call = { model: null, method: 'version' };
      const answer = await send('common', 'version', [], call, options).catch((error: unknown) => {
        if (error instanceof ConnectorError && error.kind === 'lost')
          throw new ConnectorError('transient', error.message, { cause: error });
        throw error;
      });
      const serie = isObject(answer) ? textOf(answer.server_serie) : null;
      if (serie === null)
        throw new ConnectorError('protocol', `${config.url} answers JSON-RPC, but not as Odoo does`);
      return serie;
    },
    user: login.user,
    call: (model, method, args, kwargs, options) =>
      login.run(
        (uid) =>
          known(
            send(
              'object',
              'execute_kw',
              [config.db, uid, config.password, model, method, args, kwargs],
              { model, method },
              options,
            ),
          ),
        options,
      ),
    close: () => agent.close(),
  };
}

type JsonObject = { readonly [key: string]: JsonValue };

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function parse(body: string): JsonObject | null {
  try {
    const value: JsonValue = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
