/**
 * The connectors by name: what a connection in `mapc.yaml` says becomes a `Source` or a `Target`. This folder knows the
 * contract (`contract.ts`) and, a folder each, the systems; a connector imports the schema model and its own client
 * library and must not know maps, plans or journals. A connector's code is loaded when it is asked for.
 */
import { resolve } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Source, Target } from './contract.ts';
import type { DataverseConfig } from './dataverse/index.ts';
import type { FilesConfig } from './files/index.ts';
import type { OdooSettings } from './odoo/index.ts';
import { settingsSchemas } from './settings.ts';

/** A connection as configured: `connector`, and whatever that one wants to know. No `${ENV}` is left in it. */
export type Connection = Readonly<Record<string, unknown>> & { readonly connector: string };

/** A connection that cannot be made from what is configured. The message says which keys are wrong, never their values. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

export const sourceConnectors = ['dataverse', 'files'] as const;
export const targetConnectors = ['odoo'] as const;

/**
 * The source of a connection. Paths in it are relative to `folder`, the project's.
 * @throws ConnectionError for an unknown connector or wrong keys; nothing is asked of the system yet
 */
export async function createSource(connection: Connection, folder: string): Promise<Source> {
  const name = sourceConnectors.find((each) => each === connection.connector);
  switch (name) {
    case 'dataverse': {
      const config = settings<DataverseConfig>(name, connection);
      oneProof(config);
      return (await import('./dataverse/index.ts')).createDataverseSource({
        ...config,
        ...(config.certificate === undefined ? {} : { certificate: placed(config.certificate, folder) }),
        ...(config.key === undefined ? {} : { key: placed(config.key, folder) }),
      });
    }
    case 'files': {
      const config = settings<FilesConfig>(name, connection);
      return (await import('./files/index.ts')).createFilesSource({
        ...config,
        folder: resolve(folder, config.folder),
      });
    }
    case undefined:
      throw unknownConnector(connection.connector, 'source', sourceConnectors);
  }
}

/** @throws ConnectionError where a secret and a certificate are there, or parts of a certificate without it */
function oneProof({ secret, certificate, key, passphrase }: DataverseConfig): void {
  const wrong = (what: string): never => {
    throw new ConnectionError(`The dataverse connection cannot be used: ${what}.`);
  };
  if (certificate !== undefined && secret !== undefined)
    wrong('it has a secret and a certificate; leave one of them out');
  if (certificate === undefined && (key !== undefined || passphrase !== undefined))
    wrong(`${key === undefined ? 'passphrase' : 'key'} goes with a certificate, which is missing`);
}

/** PEM as it is; the path of a file relative to the project's folder. */
function placed(setting: string, folder: string): string {
  return setting.includes('-----BEGIN') ? setting : resolve(folder, setting);
}

/**
 * The target of a connection.
 * @throws ConnectionError for an unknown connector or wrong keys; nothing is asked of the system yet
 */
export async function createTarget(connection: Connection): Promise<Target> {
  const name = targetConnectors.find((each) => each === connection.connector);
  switch (name) {
    case 'odoo': {
      const config = settings<OdooSettings>(name, connection);
      return (await import('./odoo/index.ts')).createOdooTarget(config);
    }
    case undefined:
      throw unknownConnector(connection.connector, 'target', targetConnectors);
  }
}

/** Names of entities that the systems of a connector usually have, for suggestions; empty where nothing is known. */
export async function usualEntities(connector: string): Promise<readonly string[]> {
  return connector === 'odoo' ? (await import('./odoo/knowledge.ts')).defaultEntities : [];
}

function unknownConnector(
  name: string,
  side: 'source' | 'target',
  known: readonly string[],
): ConnectionError {
  return new ConnectionError(`There is no connector "${name}" for a ${side}; there is ${known.join(', ')}.`);
}

// Values that come from the environment are always texts: numbers among them are turned into numbers.
const ajv = new Ajv({ allErrors: true, coerceTypes: true, allowUnionTypes: true });
const validators = new Map<keyof typeof settingsSchemas, ValidateFunction>();

/** The keys of a connection without `connector`, checked. `T` is what the connector's schema in `settings.ts` describes. */
function settings<T>(name: keyof typeof settingsSchemas, connection: Connection): T {
  let validate = validators.get(name);
  if (validate === undefined) {
    validate = ajv.compile(settingsSchemas[name]);
    validators.set(name, validate);
  }
  const { connector: _, ...copy } = structuredClone<Record<string, unknown>>({ ...connection });
  if (!validate(copy)) {
    const problems = [
      ...new Set((validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(problemText)),
    ];
    throw new ConnectionError(`The ${name} connection cannot be used: ${problems.join('; ')}.`);
  }
  // The validator has just said so.
  return copy as T;
}

function problemText(error: ErrorObject): string {
  const path = error.instancePath.split('/').slice(1).join('.');
  const at = path === '' ? '' : `${path}.`;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required':
      return `${at}${String(params.missingProperty)} is missing`;
    case 'additionalProperties':
      return `${at}${String(params.additionalProperty)} is not a key that it knows`;
    case 'enum':
      return `${path} must be one of ${Array.isArray(params.allowedValues) ? params.allowedValues.join(', ') : ''}`;
    case 'pattern':
      return `${path} must be an address that starts with http:// or https://`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `${path} is empty`;
    default:
      return `${path} ${error.message ?? 'is wrong'}`;
  }
}
