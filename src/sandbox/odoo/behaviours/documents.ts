import type { Environment } from '../environment.ts';
import { missingRecordError, OdooError } from '../errors.ts';
import type { Values } from '../types.ts';

/** The model that a row of `ir.model` stands for, null where there is none. */
export function modelNamed(env: Environment, row: unknown): string | null {
  return env.exists('ir.model', row) ? env.text('ir.model', row, 'model') : null;
}

/** Refuses a document that does not exist. @throws OdooError */
export function checkDocument(env: Environment, model: unknown, id: unknown): void {
  if (typeof model !== 'string' || model === '') return;
  if (!env.hasModel(model)) throw new OdooError('builtins.KeyError', model);
  if (typeof id === 'number' && id !== 0 && !env.database.has(model, id))
    throw missingRecordError(model, id, env.uid);
}

/** The name of the document that a row is about. */
export function documentName(env: Environment, model: string | null, id: unknown): string | null {
  return model !== null && env.exists(model, id) ? env.displayName(model, id) : null;
}

/** A copy without some keys. */
export function without(values: Readonly<Values>, ...names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
