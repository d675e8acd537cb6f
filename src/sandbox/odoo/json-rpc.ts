import { jsonResponse, type SandboxResponse, textResponse } from '../server.ts';
import type { OdooError } from './errors.ts';
import type { ServiceCall } from './service.ts';
import { isRecord } from './types.ts';

/** A JSON-RPC request: its id, and the call in `params`. */
export interface JsonRequest {
  readonly id: unknown;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The request in a body; null where it is not JSON with an object of parameters. */
export function parseJsonRequest(body: Buffer): JsonRequest | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (!isRecord(parsed)) return null;
  return { id: parsed.id ?? null, params: isRecord(parsed.params) ? parsed.params : {} };
}

/** The service call of `/jsonrpc`. */
export function jsonServiceCall(request: JsonRequest): ServiceCall {
  const { service, method, args } = request.params;
  return { service: String(service), method: String(method), args: Array.isArray(args) ? args : [] };
}

/** What Odoo answers to a body that is no JSON. */
export function invalidJson(): SandboxResponse {
  return textResponse('Invalid JSON data', 400);
}

/** A result; one that is nothing (`None`) leaves the member out. */
export function jsonResult(id: unknown, result: unknown): SandboxResponse {
  return jsonResponse(
    result === null || result === undefined ? { jsonrpc: '2.0', id } : { jsonrpc: '2.0', id, result },
  );
}

/** An error, at status 200 as in Odoo. */
export function jsonError(id: unknown, error: OdooError): SandboxResponse {
  return jsonResponse({
    jsonrpc: '2.0',
    id,
    error: {
      code: 200,
      message: 'Odoo Server Error',
      data: {
        name: error.exception,
        debug: traceback(error),
        message: error.message,
        arguments: [error.message],
        context: {},
      },
    },
  });
}

/** The last line of a Python traceback; the sandbox has no Python frames to show. */
export function traceback(error: OdooError): string {
  const name = error.exception.startsWith('builtins.')
    ? error.exception.slice('builtins.'.length)
    : error.exception;
  return `Traceback (most recent call last):\n${name}: ${error.message}\n`;
}
