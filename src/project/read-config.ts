import { Ajv } from 'ajv';
import { sourceConnectors, targetConnectors } from '../connectors/index.ts';
import { settingsSchemas } from '../connectors/settings.ts';
import { type ConnectionConfig, configSchema, type ProjectConfig, SIDES } from './config.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProjectError } from './project-error.ts';
import { type Complaint, complaint, openYaml, refuse, stepsOf } from './yaml-file.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<ProjectConfig>(configSchema);

// What comes from the environment later is a text: numbers among them are taken as texts here too.
const connections = new Ajv({ allErrors: true, allowUnionTypes: true, coerceTypes: true });

/** Keys of a connection whose value must never stand in the file itself. */
const SECRET = /^(secret|password|passphrase|token|api_?key)$/i;
/** Begins a private key, which may stand in a file of its own or in a variable. */
const PRIVATE_KEY = /PRIVATE KEY-----/;

/**
 * Reads the text of `mapc.yaml`. Every complaint names the line.
 * @throws ProjectError
 */
export function readConfig(text: string, file = 'mapc.yaml'): ProjectConfig {
  const { data, lineOf } = openYaml(text, file);
  if (data === null)
    throw new ProjectError(`${file} is empty. It needs \`migration\` and \`environments\`.`, { file });
  if (!validate(data))
    refuse(
      (validate.errors ?? []).map((error) => complaint(error, [], configSchema)),
      lineOf,
      file,
    );
  const literal = literalSecrets(data);
  if (literal.length > 0) refuse(literal, lineOf, file);
  const unusable = [...unusableSettings(data), ...connectionComplaints(data)];
  if (unusable.length > 0) refuse(unusable, lineOf, file);
  return data;
}

function literalSecrets(config: ProjectConfig): readonly Complaint[] {
  return Object.entries(config.environments).flatMap(([name, environment]) =>
    SIDES.flatMap((side) =>
      Object.entries(environment[side]).flatMap(([key, value]) =>
        PRIVATE_KEY.test(String(value)) || (SECRET.test(key) && !/^\$\{[A-Za-z_]\w*\}$/.test(String(value)))
          ? [
              {
                path: ['environments', name, side, key],
                message: `\`environments.${name}.${side}.${key}\` is a secret and must come from the environment: write "\${${side.toUpperCase()}_${key.toUpperCase()}}" and set that variable`,
              },
            ]
          : [],
      ),
    ),
  );
}

function unusableSettings(config: ProjectConfig): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const { environment, environments, run } = config;
  if (environment !== undefined && !Object.hasOwn(environments, environment))
    complaints.push({
      path: ['environment'],
      message: `\`environment\` names ${environment}, and \`environments\` has ${Object.keys(environments).join(', ')}`,
    });
  if (run?.timezone !== undefined && !isTimeZone(run.timezone))
    complaints.push({
      path: ['run', 'timezone'],
      message: `\`run.timezone\` must be a name such as Europe/Istanbul, and ${run.timezone} is none`,
    });
  return complaints;
}

/** Connectors that there are not, keys that they do not know or lack, and values that can be judged without secrets. */
function connectionComplaints(config: ProjectConfig): readonly Complaint[] {
  return Object.entries(config.environments).flatMap(([name, environment]) => [
    ...complaintsOf(environment.source, 'source', ['environments', name, 'source']),
    ...complaintsOf(environment.target, 'target', ['environments', name, 'target']),
  ]);
}

function complaintsOf(
  connection: ConnectionConfig,
  side: 'source' | 'target',
  path: readonly string[],
): readonly Complaint[] {
  const known = side === 'source' ? sourceConnectors : targetConnectors;
  const connector = known.find((one) => one === connection.connector);
  if (connector === undefined) {
    const near = didYouMean(connection.connector, known);
    return [
      {
        path: [...path, 'connector'],
        message: `there is no connector "${connection.connector}" for a ${side}; ${near === null ? `there is ${known.join(', ')}` : `did you mean ${near}?`}`,
      },
    ];
  }
  const validateSettings = connections.compile(settingsSchemas[connector]);
  if (validateSettings(structuredClone(connection))) return [];
  return (validateSettings.errors ?? [])
    .filter(
      // What these two are about, another error tells more plainly.
      ({ keyword, instancePath }) =>
        keyword !== 'anyOf' && keyword !== 'if' && !comesLater(connection, stepsOf(instancePath)),
    )
    .map((error) => complaint(error, path, settingsSchemas[connector]));
}

/** Whether the value there holds a `${NAME}`: what it is, is known where it is used. */
function comesLater(connection: ConnectionConfig, path: readonly string[]): boolean {
  let here: unknown = connection;
  for (const step of path)
    here =
      typeof here === 'object' && here !== null
        ? Object.entries(here).find(([key]) => key === step)?.[1]
        : null;
  return typeof here === 'string' && here.includes(`${'$'}{`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
