import type { CallOptions } from '../contract.ts';
import { ConnectorError } from '../contract.ts';
import type { OdooSession } from './session.ts';

/**
 * Whether the login may do that with a model; null where there is no such model. From 18.0 `has_access` takes the place of
 * `check_access_rights`. @throws ConnectorError where the server cannot be asked
 */
export async function mayDo(
  session: OdooSession,
  model: string,
  operation: 'read' | 'create' | 'write' | 'unlink',
  options?: CallOptions,
): Promise<boolean | null> {
  const questions = [
    () => session.call(model, 'check_access_rights', [operation], { raise_exception: false }, options),
    () => session.call(model, 'has_access', [[], operation], {}, options),
  ];
  for (const ask of questions) {
    try {
      return (await ask()) === true;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === 'forbidden') return false;
      if (error.kind !== 'record' && error.kind !== 'protocol') throw error;
      if (isAbsent(error, model)) return null;
    }
  }
  return false;
}

/** Whether the server says that it has no such model. */
export function isAbsent(error: ConnectorError, model: string): boolean {
  if (error.kind !== 'record' && error.kind !== 'protocol') return false;
  return /doesn't exist|does not exist/.test(error.message) && error.message.includes(model);
}
