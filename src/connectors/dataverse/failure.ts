import { ConnectorError } from '../contract.ts';

const NO_SUCH_HOST = new Set(['ENOTFOUND', 'EAI_NONAME', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** The code of a socket or DNS error, looked for along the chain of causes and inside bundles of errors. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) {
    for (const inner of error.errors) {
      const code = codeOf(inner);
      if (code !== null) return code;
    }
  }
  return codeOf(error.cause);
}

/** Whether nobody listens where the configuration points: pointless to try again before anything ever answered. */
export function isAbsent(error: unknown): boolean {
  return NO_SUCH_HOST.has(codeOf(error) ?? '');
}

/** A connection that broke, as a sentence. `answered`: the server had answered earlier, or was answering. */
export function connectionFailure(origin: string, error: unknown, answered: boolean): ConnectorError {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  if (CERTIFICATE.test(code)) {
    return new ConnectorError('unreachable', `The certificate of ${origin} is not trusted (${code}).`, {
      cause: error,
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_NONAME') {
    return new ConnectorError('unreachable', `There is no host at ${origin}; check the url.`, {
      cause: error,
    });
  }
  if (!answered)
    return new ConnectorError('unreachable', `Nothing answers at ${origin} (${code}).`, { cause: error });
  return new ConnectorError('transient', `The connection to ${origin} broke again and again (${code}).`, {
    cause: error,
  });
}

/** The beginning of a body that should have been JSON, in words. */
export function describeBody(body: string): string {
  if (/^\s*(<!doctype html|<html)/i.test(body)) {
    const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
    return title ? `a web page ("${title.slice(0, 80)}")` : 'a web page';
  }
  if (body.trim() === '') return 'an empty body';
  return `something that is not JSON ("${body.trim().slice(0, 60)}")`;
}
