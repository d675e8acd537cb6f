/**
 * An Odoo 17.0 for rehearsal and tests: a server on the loopback interface that speaks JSON-RPC and XML-RPC (and JSON-2
 * where it says that it is 19.0), keeps its rows in memory and behaves as a running Odoo Community 17.0 was seen to
 * behave, in its own words. It knows Odoo's models, rules and protocols. It must not know connectors, maps or what a test
 * expects: tests steer it only through `/sandbox/…`, which no connector may call.
 */
import { randomUUID } from 'node:crypto';
import {
  jsonResponse,
  type SandboxRequest,
  type SandboxResponse,
  startLoopbackServer,
  textResponse,
} from '../server.ts';
import { dump, ledger } from './dump.ts';
import type { OdooSystem } from './environment.ts';
import { accessError, OdooError } from './errors.ts';
import { type Fault, FaultQueue, parseFault } from './faults.ts';
import { invalidJson, jsonError, jsonResult, jsonServiceCall, parseJsonRequest } from './json-rpc.ts';
import { json2Failure, json2Request } from './json2.ts';
import { type ExtraModule, loadData } from './load-data.ts';
import { loadSystem } from './load-system.ts';
import {
  type Credentials,
  calledMethod,
  type OdooVersion,
  runCall,
  runJson2,
  type ServiceCall,
  versionInfo,
} from './service.ts';
import { authenticate } from './web-session.ts';
import { parseXmlCall, xmlFault, xmlResult } from './xml-rpc.ts';

export { odooVersions } from './service.ts';

export interface OdooSandboxOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Default `sandbox`. */
  readonly db?: string;
  /** Default `admin`; a login that the seed has. */
  readonly login?: string;
  /** Default `admin`. */
  readonly password?: string;
  /** `minimal` is a new database; `demo` adds users, companies and opportunities. Default `minimal`. */
  readonly seed?: 'minimal' | 'demo';
  /**
   * What it says that it is, default 17.0. Only the ways to speak to it follow, and what a list is called among the
   * views: 19.0 serves JSON-2 as well. The models and their behaviour stay those of 17.0.
   */
  readonly version?: OdooVersion;
  /** Default `sandbox-key`. */
  readonly apiKey?: string;
  /** Modules that are installed on top of those of its data. Default: none. */
  readonly modules?: readonly ExtraModule[];
  /** What `database.uuid` is at a start and after a reset. Default: a random one. */
  readonly uuid?: () => string;
  /** Default: the system's clock. */
  readonly clock?: () => Date;
}

export interface OdooSandbox {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly db: string;
  readonly login: string;
  readonly password: string;
  readonly apiKey: string;
  close(): Promise<void>;
}

/** Starts a sandbox. @throws Error when the port is taken. */
export async function startOdooSandbox(options: OdooSandboxOptions = {}): Promise<OdooSandbox> {
  const credentials: Credentials = {
    db: options.db ?? 'sandbox',
    login: options.login ?? 'admin',
    password: options.password ?? 'admin',
    apiKey: options.apiKey ?? 'sandbox-key',
    version: options.version ?? '17.0',
  };
  const data = loadData('17.0', options.modules);
  const clock = options.clock ?? (() => new Date());
  const uuid = options.uuid ?? randomUUID;
  const list = Number.parseInt(credentials.version, 10) < 18 ? 'tree' : 'list';
  const fresh = (): OdooSystem => loadSystem(data, options.seed ?? 'minimal', clock, uuid(), list);
  const state = { system: fresh(), faults: new FaultQueue(), stamps: new Set<string>() };

  const handle = (request: SandboxRequest): SandboxResponse => {
    if (credentials.version === '19.0') {
      if (request.path === '/web/version' || request.path === '/json/version') return versionOf(credentials);
      if (/^\/json\/2(\/|$)/.test(request.path))
        return serveJson2(state.system, credentials, state.faults, request);
    }
    switch (request.path) {
      case '/jsonrpc':
        return serveJson(state.system, credentials, state.faults, request);
      case '/xmlrpc/2/common':
      case '/xmlrpc/2/object':
      case '/xmlrpc/2/db':
        return serveXml(state.system, credentials, state.faults, request);
      case '/web/webclient/version_info':
        return jsonResult(parseJsonRequest(request.body)?.id ?? null, versionInfo(credentials.version));
      case '/web/session/authenticate': {
        const parsed = parseJsonRequest(request.body);
        if (parsed === null) return invalidJson();
        return answered(() => authenticate(state.system, credentials, parsed), jsonAnswers(parsed.id));
      }
      case '/web/session/destroy':
        return jsonResult(parseJsonRequest(request.body)?.id ?? null, null);
      case '/sandbox/dump': {
        const models = request.query.get('models');
        const body = dump(state.system, models === null ? null : models.split(','));
        return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
      }
      case '/sandbox/ledger':
        return jsonResponse(ledger(state.system));
      case '/sandbox/faults':
        return serveFaults(state.faults, request);
      case '/sandbox/late':
        return jsonResponse({ carriedOut: state.faults.carryOut() });
      case '/sandbox/save':
        state.system.database.save();
        state.stamps = new Set(state.system.stamps);
        return jsonResponse({ saved: true });
      case '/sandbox/restore':
        if (!state.system.database.restore()) return textResponse('Nothing was saved.', 409);
        state.system.stamps.clear();
        for (const stamp of state.stamps) state.system.stamps.add(stamp);
        state.faults.clear();
        return jsonResponse({ restored: true });
      case '/sandbox/reset':
        state.system = fresh();
        state.faults.clear();
        return jsonResponse({ reset: true });
      default:
        return textResponse('404: Not Found', 404);
    }
  };
  const server = await startLoopbackServer(handle, options.port === undefined ? {} : { port: options.port });
  const { db, login, password, apiKey } = credentials;
  return { url: server.url, db, login, password, apiKey, close: server.close };
}

/** `POST` sets faults, `GET` tells how often each kind has struck, `DELETE` forgets both. */
function serveFaults(faults: FaultQueue, request: SandboxRequest): SandboxResponse {
  if (request.method === 'GET') return jsonResponse(faults.struck);
  if (request.method === 'DELETE') {
    faults.clear();
    return jsonResponse({ cleared: true });
  }
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    for (const fault of (Array.isArray(body) ? body : [body]).map(parseFault)) faults.add(fault);
    return jsonResponse({ set: true });
  } catch (error) {
    return textResponse(error instanceof Error ? error.message : String(error), 400);
  }
}

function serveJson(
  system: OdooSystem,
  credentials: Credentials,
  faults: FaultQueue,
  request: SandboxRequest,
): SandboxResponse {
  const parsed = parseJsonRequest(request.body);
  if (parsed === null) return invalidJson();
  return serve(system, credentials, faults, jsonServiceCall(parsed), jsonAnswers(parsed.id));
}

function jsonAnswers(id: unknown): Answers {
  return { result: (value) => jsonResult(id, value), error: (error) => jsonError(id, error) };
}

function serveXml(
  system: OdooSystem,
  credentials: Credentials,
  faults: FaultQueue,
  request: SandboxRequest,
): SandboxResponse {
  const { method, params } = parseXmlCall(request.body.toString('utf8'));
  const service = request.path.slice('/xmlrpc/2/'.length);
  return serve(
    system,
    credentials,
    faults,
    { service, method, args: params },
    { result: xmlResult, error: xmlFault },
  );
}

function versionOf({ version }: Credentials): SandboxResponse {
  const { server_version_info } = versionInfo(version);
  return jsonResponse({ version_info: server_version_info, version });
}

function serveJson2(
  system: OdooSystem,
  credentials: Credentials,
  faults: FaultQueue,
  request: SandboxRequest,
): SandboxResponse {
  const asked = json2Request(request, credentials.db, credentials.apiKey);
  if ('answer' in asked) return asked.answer;
  const answers: Answers = {
    result: (value) => jsonResponse(value ?? null),
    error: json2Failure,
  };
  return answer(() => runJson2(system, credentials, asked.call), asked.call, faults, answers);
}

interface Answers {
  readonly result: (value: unknown) => SandboxResponse;
  readonly error: (error: OdooError) => SandboxResponse;
}

/** Runs a call and answers it, or lets the fault strike that waits for it. */
function serve(
  system: OdooSystem,
  credentials: Credentials,
  faults: FaultQueue,
  call: ServiceCall,
  answers: Answers,
): SandboxResponse {
  return answer(() => runCall(system, credentials, call), calledMethod(call), faults, answers);
}

function answer(
  call: () => unknown,
  called: { readonly model: string; readonly method: string } | null,
  faults: FaultQueue,
  answers: Answers,
): SandboxResponse {
  const run = (): SandboxResponse => answered(call, answers);
  const fault = called === null ? null : faults.next(called.model, called.method);
  return fault === null ? run() : strike(fault, run, answers, faults);
}

function answered(call: () => unknown, answers: Answers): SandboxResponse {
  try {
    return answers.result(call());
  } catch (error) {
    if (error instanceof OdooError) return answers.error(error);
    throw error;
  }
}

function strike(
  fault: Fault,
  run: () => SandboxResponse,
  answers: Answers,
  faults: FaultQueue,
): SandboxResponse {
  switch (fault.kind) {
    case 'serialization':
      return answers.error(
        new OdooError(
          'psycopg2.errors.SerializationFailure',
          'could not serialize access due to concurrent update\n',
        ),
      );
    case 'drop-before':
      return { reset: true };
    case 'drop-after-commit':
      run();
      return { reset: true };
    case 'late':
      faults.putOff(run);
      return { reset: true };
    case 'html-502':
      return {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n',
      };
    case 'html-page':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form method="post">…</form></body></html>\n',
      };
    case 'truncated': {
      const response = run();
      if (!('body' in response)) return response;
      return {
        ...response,
        body: String(response.body).slice(0, Math.ceil(String(response.body).length / 2)),
      };
    }
    case 'forbidden':
      return answers.error(accessError('You are not allowed to access this document.'));
    case 'expired':
      return answers.error(new OdooError('odoo.exceptions.AccessDenied', 'Access Denied'));
    case 'slow': {
      const response = run();
      return { ...response, delay: fault.ms };
    }
  }
}
