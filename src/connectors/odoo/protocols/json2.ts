import { Agent, request } from 'undici';
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooConfig, Timeouts } from '../config.ts';
import { jsonBody } from '../values/wire-files.ts';
import { bodyText, largestAnswer } from './body.ts';
import { type Call, doing, exceptionError, networkError, statusError, unanswered } from './errors.ts';
import { missingArgument, namedArguments } from './named-arguments.ts';
import type { OdooTransport } from './transport.ts';
import { NotOffered } from './transport.ts';

type JsonObject = { readonly [key: string]: JsonValue };

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
}

/**
 * JSON-2, from Odoo 19.0 on (`POST /json/2/<model>/<method>`, api-facts A.5): an API key in a header, arguments by name,
 * the bare value as the answer, and errors by HTTP status. There is no login, so nothing is repeated where the key is
 * refused. Read in Odoo's source of 19.0 and tried on the sandbox alone.
 */
export function createJson2Transport(config: OdooConfig, timeouts: Timeouts): OdooTransport {
  const agent = new Agent({
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.answer,
    bodyTimeout: timeouts.answer,
  });
  const base = config.url.endsWith('/') ? config.url : `${config.url}/`;
  const key = config.api_key ?? config.password;

  async function send(
    method: 'GET' | 'POST',
    path: string,
    body: JsonValue | null,
    call: Call,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { signal } = options;
    if (signal?.aborted)
      throw new ConnectorError('transient', 'The call was interrupted before it was sent', {
        cause: signal.reason,
      });
    const sent = body === null ? null : jsonBody(body, options);
    try {
      const answer = await request(new URL(path, base), {
        method,
        headers: {
          accept: 'application/json',
          ...(sent === null
            ? {}
            : {
                ...sent.headers,
                'content-type': 'application/json',
                authorization: `bearer ${key}`,
                'x-odoo-database': config.db,
              }),
        },
        body: sent?.body ?? null,
        dispatcher: agent,
        ...(signal === undefined ? {} : { signal }),
      });
      const header = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        body: await bodyText(answer.body, timeouts.largest ?? largestAnswer),
        retryAfter: typeof header === 'string' ? header : null,
      };
    } catch (error) {
      sent?.check();
      if (signal?.aborted) throw unanswered(config, call, 'it was interrupted before the answer came', error);
      throw networkError(config, call, error);
    }
  }

  async function run(
    model: string,
    method: string,
    named: JsonObject,
    options: CallOptions | undefined,
  ): Promise<JsonValue> {
    const call: Call = { model, method };
    const answer = await send('POST', `json/2/${model}/${method}`, named, call, options);
    const value = parse(answer.body);
    if (answer.status === 200) {
      if (value !== undefined) return value;
      if (/^\s*</.test(answer.body)) throw webPage();
      throw unanswered(config, call, 'the answer was cut short');
    }
    throw failure(answer, value, call);
  }

  function webPage(): ConnectorError {
    return new ConnectorError(
      'protocol',
      `${config.url} answers with a web page instead of JSON; is this the address of Odoo itself?`,
    );
  }

  /** Odoo's own errors say which exception it was; what comes without one comes from a server before it. */
  function failure(answer: Answer, value: JsonValue | undefined, call: Call): ConnectorError {
    const { status } = answer;
    const name = isObject(value) && typeof value.name === 'string' ? value.name : null;
    const message = isObject(value) && typeof value.message === 'string' ? value.message : '';
    if (name === null) {
      // Without a database that it knows, Odoo serves a page for people under this path.
      if (status === 404)
        return new ConnectorError('authentication', `Odoo at ${config.url} has no database ${config.db}`);
      return statusError(config, call, status, answer.retryAfter);
    }
    if (status === 401 || name === 'odoo.exceptions.AccessDenied')
      return new ConnectorError(
        'authentication',
        `Odoo at ${config.url} does not accept the API key for the database ${config.db}; a key may have expired, and a password is none`,
      );
    // A model or a method that is not there, and arguments that a method does not know, are about the call.
    if (name.startsWith('werkzeug.exceptions.') && (status === 404 || status === 422))
      return new ConnectorError('record', `Odoo refused to ${doing(call)}: ${message}`);
    return exceptionError(config, call, name, message);
  }

  return {
    protocol: 'json2',
    async version(options) {
      const call: Call = { model: null, method: 'version' };
      const { status, body, retryAfter } = await send('GET', 'web/version', null, call, options);
      if (status === 404) throw new NotOffered();
      if (status !== 200) throw statusError(config, call, status, retryAfter);
      const value = parse(body);
      const version = isObject(value) && typeof value.version === 'string' ? value.version : '';
      // "19.0+e" of an Enterprise build.
      const series = /^(?:saas~)?\d+\.\d+/.exec(version)?.[0];
      if (series === undefined) throw /^\s*</.test(body) ? webPage() : new NotOffered();
      return series;
    },
    async user(options) {
      const answer = await run('res.users', 'context_get', {}, options);
      const uid = isObject(answer) ? answer.uid : undefined;
      if (typeof uid !== 'number')
        throw new ConnectorError('protocol', `Odoo at ${config.url} does not say whose API key this is`);
      return uid;
    },
    async call(model, method, args, kwargs, options) {
      const named = namedArguments(model, method, args, kwargs);
      try {
        return await run(model, method, named, options);
      } catch (error) {
        // A model may override a method with another name for a parameter; Odoo says which, before it runs anything.
        const renamed =
          error instanceof ConnectorError ? missingArgument(error.message, method, named) : null;
        if (renamed === null) throw error;
        return run(model, method, renamed, options);
      }
    },
    close: () => agent.close(),
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON. */
function parse(body: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(body);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
