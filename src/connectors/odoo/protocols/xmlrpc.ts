import OdooAwait from 'odoo-await';
import { Agent, request } from 'undici';
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { ConnectorError } from '../../contract.ts';
import type { OdooConfig, Timeouts } from '../config.ts';
import { holdsFiles, streamed } from '../values/wire-files.ts';
import { bodyText, largestAnswer } from './body.ts';
import type { Call } from './errors.ts';
import { doing, exceptionError, networkError, refusedLogin, statusError, unanswered } from './errors.ts';
import { createLogin } from './login.ts';
import type { OdooTransport } from './transport.ts';
import { NotOffered } from './transport.ts';
import { parseXmlAnswer, xmlCallParts } from './xmlrpc-stream.ts';

/**
 * XML-RPC through `odoo-await`, for servers without `/jsonrpc` (api-facts A.3 and A.14). What the library lacks is added
 * here: a timeout, interruption, typed errors, and the version service, which it does not know. Its traps: it changes the
 * arrays it is given, writes an undefined member as an empty text, and its parser turns a carriage return into a line
 * feed, which XML asks for. Its connections cannot be cut, so a call that timed out goes on until the server ends it.
 * Calls with files go without it, see {@link xmlCallParts}.
 */
export function createXmlRpcTransport(config: OdooConfig, timeouts: Timeouts): OdooTransport {
  const agent = new Agent({
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.answer,
    bodyTimeout: timeouts.answer,
  });
  const client = new OdooAwait({
    baseUrl: config.url,
    db: config.db,
    username: config.login,
    password: config.password,
  });

  /** Waits for an answer no longer than the timeout and the signal allow. */
  function bounded(answer: Promise<unknown>, call: Call, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(unanswered(config, call, 'no answer came in time')),
        timeouts.answer,
      );
      const interrupt = (): void => {
        clearTimeout(timer);
        reject(unanswered(config, call, 'it was interrupted before the answer came', signal?.reason));
      };
      signal?.addEventListener('abort', interrupt, { once: true });
      const settled = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', interrupt);
      };
      answer.then(
        (value) => {
          settled();
          resolve(value);
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
    });
  }

  function refuseInterrupted(signal: AbortSignal | undefined): void {
    if (signal?.aborted)
      throw new ConnectorError('transient', 'The call was interrupted before it was sent', {
        cause: signal.reason,
      });
  }

  const login = createLogin((options) => authenticate(options?.signal));

  async function authenticate(signal: AbortSignal | undefined): Promise<number> {
    refuseInterrupted(signal);
    const call: Call = { model: null, method: 'authenticate' };
    try {
      const uid = await bounded(client.connect(), call, signal);
      if (typeof uid === 'number') return uid;
    } catch (error) {
      // The library rejects with a plain text when Odoo says no.
      if (typeof error === 'string') throw refusedLogin(config);
      throw xmlRpcError(config, call, error);
    }
    throw refusedLogin(config);
  }

  /** A call with files, which the library would hold in memory whole. */
  async function stream(
    uid: number,
    [model, method, args, kwargs]: readonly [string, string, readonly JsonValue[], JsonValue],
    call: Call,
    options: CallOptions = {},
  ): Promise<JsonValue> {
    const { signal } = options;
    const params = [config.db, uid, config.password, model, method, args, kwargs];
    for (const param of params) plain(param, call);
    const sent = streamed(xmlCallParts(params), options);
    let status: number;
    let text: string;
    try {
      const base = config.url.endsWith('/') ? config.url : `${config.url}/`;
      const answer = await request(new URL('xmlrpc/2/object', base), {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...sent.headers },
        body: sent.body,
        dispatcher: agent,
        ...(signal === undefined ? {} : { signal }),
      });
      status = answer.statusCode;
      text = await bodyText(answer.body, timeouts.largest ?? largestAnswer);
    } catch (error) {
      sent.check();
      if (signal?.aborted) throw unanswered(config, call, 'it was interrupted before the answer came', error);
      throw networkError(config, call, error);
    }
    if (status !== 200) throw statusError(config, call, status, null);
    const answer = parseXmlAnswer(text);
    if (answer === null) {
      if (/^\s*<(!doctype html|html)/i.test(text)) throw webPage();
      throw unanswered(config, call, 'the answer was cut short');
    }
    if ('value' in answer) return answer.value;
    const { code, text: faultString } = answer.fault;
    // As below: the transaction is committed.
    if (faultString.includes('cannot marshal None')) return null;
    throw xmlRpcError(config, call, Object.assign(new Error(faultString), { faultCode: code, faultString }));
  }

  function webPage(): ConnectorError {
    return new ConnectorError(
      'protocol',
      `${config.url} answers with a web page instead of XML-RPC; is this the address of Odoo itself?`,
    );
  }

  return {
    protocol: 'xmlrpc',
    async version(options) {
      const call: Call = { model: null, method: 'version' };
      refuseInterrupted(options?.signal);
      let status: number;
      let body: string;
      try {
        const base = config.url.endsWith('/') ? config.url : `${config.url}/`;
        const answer = await request(new URL('xmlrpc/2/common', base), {
          method: 'POST',
          headers: { 'content-type': 'text/xml' },
          body: '<?xml version="1.0"?><methodCall><methodName>version</methodName><params/></methodCall>',
          dispatcher: agent,
          ...(options?.signal === undefined ? {} : { signal: options.signal }),
        });
        status = answer.statusCode;
        body = await answer.body.text();
      } catch (error) {
        const known = networkError(config, call, error);
        throw known.kind === 'lost'
          ? new ConnectorError('transient', known.message, { cause: error })
          : known;
      }
      if (status === 404) throw new NotOffered();
      if (status !== 200) throw statusError(config, call, status, null);
      const serie = /<name>server_serie<\/name>\s*<value><string>([^<]*)<\/string>/.exec(body)?.[1];
      if (serie === undefined)
        throw new ConnectorError('protocol', `${config.url} answers XML-RPC, but not as Odoo does`);
      return serie;
    },
    user: login.user,
    async call(model, method, args, kwargs, options) {
      const call: Call = { model, method };
      // The library keeps the user's id to itself; logging in sets it.
      return login.run(async (uid) => {
        refuseInterrupted(options?.signal);
        if (holdsFiles([...args]) || holdsFiles(kwargs))
          return stream(uid, [model, method, args, kwargs], call, options);
        const params = [plain(args, call), plain(kwargs, call)];
        try {
          return fromXml(await bounded(client.execute_kw(model, method, params), call, options?.signal));
        } catch (error) {
          // Odoo's marshaller has no None: the method has returned it and the transaction is committed.
          if (faultOf(error)?.text.includes('cannot marshal None')) return null;
          throw xmlRpcError(config, call, error);
        }
      }, options);
    },
    close: () => agent.close(),
  };
}

/** A copy for the library to change, refusing what XML cannot carry: then nothing has been sent yet. */
function plain(value: JsonValue | undefined, call: Call): JsonValue {
  if (typeof value === 'string') {
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (
        (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) ||
        code === 0xfffe ||
        code === 0xffff
      )
        throw new ConnectorError(
          'record',
          `A text to ${doing(call)} holds the character U+${code.toString(16).toUpperCase().padStart(4, '0')}, which XML-RPC cannot carry`,
        );
    }
    // The library writes texts as CDATA and escapes the end of one only once.
    if (value.split(']]>').length > 2)
      throw new ConnectorError(
        'record',
        `A text to ${doing(call)} holds "]]>" twice, which does not get through XML-RPC`,
      );
    return value;
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => plain(item, call));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, plain(member, call)]),
    );
  return value ?? null;
}

/** Odoo sends only JSON's shapes over XML-RPC, dates as texts. */
function fromXml(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(fromXml);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromXml(member)]));
  throw new ConnectorError('protocol', `Odoo sent a value that JSON has no form for: ${typeof value}`);
}

function faultOf(error: unknown): { readonly code: number; readonly text: string } | null {
  if (!(error instanceof Error) || !('faultCode' in error) || !('faultString' in error)) return null;
  return { code: Number(error.faultCode), text: String(error.faultString) };
}

function statusOf(error: Error): number | null {
  const response = 'res' in error ? error.res : null;
  return typeof response === 'object' &&
    response !== null &&
    'statusCode' in response &&
    typeof response.statusCode === 'number'
    ? response.statusCode
    : null;
}

/** What `odoo-await` rejected with. Fault codes: 1 an exception (a traceback), 2 a refusal, 3 login, 4 rights. */
function xmlRpcError(config: OdooConfig, call: Call, error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const fault = faultOf(error);
  if (fault !== null) {
    switch (fault.code) {
      case 2:
        return exceptionError(config, call, 'odoo.exceptions.UserError', fault.text);
      case 3:
        return exceptionError(config, call, 'odoo.exceptions.AccessDenied', fault.text);
      case 4:
        return exceptionError(config, call, 'odoo.exceptions.AccessError', fault.text);
      default: {
        const { name, message } = exceptionOfTraceback(fault.text);
        return exceptionError(config, call, name, message);
      }
    }
  }
  if (error instanceof Error) {
    const status = statusOf(error) ?? (error.message === 'Not Found' ? 404 : null);
    if (status !== null && status !== 200) return statusError(config, call, status, null);
    if (/^Unknown XML-RPC tag/.test(error.message))
      return new ConnectorError(
        'protocol',
        `${config.url} answers with a web page instead of XML-RPC; is this the address of Odoo itself?`,
      );
    if (status === 200) return unanswered(config, call, 'the answer was cut short', error);
  }
  return networkError(config, call, error);
}

/** The exception under a Python traceback: the first line that is not indented after the last frame. */
export function exceptionOfTraceback(text: string): { readonly name: string; readonly message: string } {
  const lines = text.split('\n');
  const frame = lines.findLastIndex((line) => /^ {2}File "/.test(line));
  const at = lines.findIndex((line, index) => index > frame && line !== '' && !line.startsWith(' '));
  const match = at === -1 ? null : /^([A-Za-z_][\w.]*)(?:: ?(.*))?$/.exec(lines[at] ?? '');
  if (match === null) return { name: 'builtins.Exception', message: text };
  const name = match[1] ?? '';
  return {
    name: name.includes('.') ? name : `builtins.${name}`,
    message: [match[2] ?? '', ...lines.slice(at + 1)].join('\n').trim(),
  };
}
