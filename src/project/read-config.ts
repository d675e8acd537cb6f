import { Ajv, type ErrorObject } from 'ajv';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { sourceConnectors, targetConnectors } from '../connectors/index.ts';
import { settingsSchemas } from '../connectors/settings.ts';
import { type ConnectionConfig, configSchema, type ProjectConfig } from './config.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProjectError } from './project-error.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<ProjectConfig>(configSchema);

// What comes from the environment later is a text: numbers among them are taken as texts here too.
const connections = new Ajv({ allErrors: true, allowUnionTypes: true, coerceTypes: true });

/** Keys of a connection whose value must never stand in the file itself. */
const SECRET = /^(secret|password|token|api_?key)$/i;

/**
 * Reads the text of `mapc.yaml`. Every complaint names the line.
 * @throws ProjectError
 */
export function readConfig(text: string, file = 'mapc.yaml'): ProjectConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new ProjectError(`${file}:${line}:${col}: this is not YAML: ${firstLine(broken.message)}.`, {
      file,
      line,
      cause: broken,
    });
  }
  const data: unknown = toData(document, file);
  if (data === null)
    throw new ProjectError(`${file} is empty. It needs \`migration\` and \`environments\`.`, { file });
  const lineOf = (path: readonly string[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(document, path.slice(0, length));
      if (offset !== null) return lines.linePos(offset).line;
    }
    return 1;
  };
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

interface Complaint {
  readonly path: readonly string[];
  readonly message: string;
}

function refuse(
  complaints: readonly Complaint[],
  lineOf: (path: readonly string[]) => number,
  file: string,
): never {
  const placed = complaints
    .map(({ path, message }) => ({ line: lineOf(path), message }))
    .sort((a, b) => a.line - b.line);
  const texts = [...new Set(placed.map(({ line, message }) => `${file}:${line}: ${message}`))];
  throw new ProjectError(texts.join('\n'), { file, line: placed[0]?.line ?? 1 });
}

function toData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or a bomb of aliases.
    if (error instanceof ReferenceError)
      throw new ProjectError(`${file}: this is not YAML: ${firstLine(error.message)}.`, {
        file,
        cause: error,
      });
    throw error;
  }
}

function offsetOf(document: Document, path: readonly string[]): number | null {
  let node: unknown = document.contents;
  for (const [index, key] of path.entries()) {
    if (!isNode(node) || !('items' in node) || !Array.isArray(node.items)) return null;
    const pair: unknown = node.items.find((item: unknown) => keyOf(item) === key) ?? node.items[Number(key)];
    if (pair === undefined) return null;
    const last = index === path.length - 1;
    if (typeof pair === 'object' && pair !== null && 'key' in pair && 'value' in pair) {
      if (last && isNode(pair.key)) return pair.key.range?.[0] ?? null;
      node = pair.value;
    } else {
      if (last && isNode(pair)) return pair.range?.[0] ?? null;
      node = pair;
    }
  }
  return null;
}

function keyOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('key' in item) || !isNode(item.key)) return null;
  return 'value' in item.key ? String(item.key.value) : null;
}

/** @param above where the data that was checked stands in the file, @param schema what it was checked with */
function complaint(error: ErrorObject, above: readonly string[], schema: object): Complaint {
  const below = stepsOf(error.instancePath);
  const path = [...above, ...below];
  const here = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = knownKeys(below, schema);
      const near = didYouMean(key, known);
      const help =
        near !== null
          ? `; did you mean \`${near}\`?`
          : known.length > 0
            ? `; it knows ${known.join(', ')}`
            : '';
      return { path: [...path, key], message: `${here} has no key \`${key}\`${help}` };
    }
    case 'required':
      return { path, message: `${here} needs the key \`${String(params.missingProperty)}\`` };
    case 'enum': {
      const allowed = Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : [];
      return { path, message: `${here} must be one of ${allowed.join(', ')}` };
    }
    case 'type':
      return { path, message: `${here} must be ${typeWords(params.type)}` };
    case 'pattern':
      return { path, message: `${here} must be an address that starts with http:// or https://` };
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return { path, message: `${here} must not be empty` };
    default:
      return { path, message: `${here} ${error.message ?? 'is wrong'}` };
  }
}

function typeWords(type: unknown): string {
  switch (type) {
    case 'object':
      return 'a block of keys';
    case 'array':
      return 'a list';
    case 'string':
      return 'a text (put it in quotes)';
    default:
      return `of type ${String(type)}`;
  }
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function knownKeys(path: readonly string[], schema: object): readonly string[] {
  let node: unknown = schema;
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return [];
    const properties = 'properties' in node ? node.properties : {};
    if (typeof properties === 'object' && properties !== null && Object.hasOwn(properties, step))
      node = Object.entries(properties).find(([key]) => key === step)?.[1];
    else node = 'additionalProperties' in node ? node.additionalProperties : null;
  }
  return typeof node === 'object' && node !== null && 'properties' in node
    ? Object.keys(node.properties ?? {})
    : [];
}

function literalSecrets(config: ProjectConfig): readonly Complaint[] {
  return Object.entries(config.environments).flatMap(([name, environment]) =>
    (['source', 'target'] as const).flatMap((side) =>
      Object.entries(environment[side]).flatMap(([key, value]) =>
        SECRET.test(key) && !/^\$\{[A-Za-z_]\w*\}$/.test(String(value))
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
    .filter((error) => error.keyword !== 'anyOf' && !comesLater(connection, stepsOf(error.instancePath)))
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

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/[.:]?\s*$/, '');
}
