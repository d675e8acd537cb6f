import type { ConnectionConfig } from './config.ts';
import { ProjectError } from './project-error.ts';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_]\w*)\}/g;

/**
 * A connection with every `${NAME}` in its texts replaced. A variable that is not set, or empty, is missing; all that are
 * missing are told in one error, by name and key. No value ever stands in a message.
 * @param at where the connection stands: `environments.staging.target`
 * @throws ProjectError
 */
export function resolveSecrets(
  connection: ConnectionConfig,
  at: string,
  environment: ProcessEnvironment,
): ConnectionConfig {
  const missing: string[] = [];
  const replace = (value: unknown, key: string): unknown => {
    if (typeof value === 'string')
      return value.replace(REFERENCE, (_, name: string) => {
        const found = environment[name];
        if (found === undefined || found === '') missing.push(`${name} (for ${key})`);
        return found ?? '';
      });
    if (Array.isArray(value)) return value.map((item: unknown, index) => replace(item, `${key}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, replace(item, `${key}.${name}`)]),
    );
  };
  const resolved = Object.fromEntries(
    Object.entries(connection).map(([key, value]) => [key, replace(value, `${at}.${key}`)]),
  );
  const [one] = missing;
  if (one !== undefined)
    throw new ProjectError(
      missing.length === 1
        ? `The environment variable ${one} is not set. Set it and start again.`
        : `These environment variables are not set: ${missing.join(', ')}. Set them and start again.`,
      { file: 'mapc.yaml' },
    );
  return { ...resolved, connector: connection.connector };
}
