import type { ErrorObject } from 'ajv';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { didYouMean } from './did-you-mean.ts';
import { ProjectError } from './project-error.ts';

/** The files that people write in YAML: opened so that every complaint names the line. */

export interface YamlFile {
  /** Null for an empty file. */
  readonly data: unknown;
  /** The 1-based line of what stands at a path of keys, or of the nearest thing around it. */
  lineOf(path: readonly string[]): number;
}

/** @throws ProjectError where it is not YAML */
export function openYaml(text: string, file: string): YamlFile {
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
  return {
    data: toData(document, file),
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== null) return lines.linePos(offset).line;
      }
      return 1;
    },
  };
}

/** What is wrong with the value at a path. */
export interface Complaint {
  readonly path: readonly string[];
  readonly message: string;
}

/** All complaints at once, in order of their lines. @throws ProjectError */
export function refuse(
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

/**
 * What ajv says of a file, for a person.
 * @param above where the data that was checked stands in the file
 * @param schema what it was checked with
 */
export function complaint(error: ErrorObject, above: readonly string[], schema: object): Complaint {
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

/** The keys of a JSON pointer. */
export function stepsOf(pointer: string): readonly string[] {
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
    // What a word of its own may stand for otherwise.
    if (typeof node === 'object' && node !== null && 'else' in node) node = node.else;
  }
  return typeof node === 'object' && node !== null && 'properties' in node
    ? Object.keys(node.properties ?? {})
    : [];
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).replace(/[.:]?\s*$/, '');
}
