import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type CheckResult, check, type Diagnostic } from '../../src/check/index.ts';
import {
  type AnyNode,
  lineText,
  parse,
  positionAt,
  type SourceText,
  type Span,
  textAt,
  walk,
} from '../../src/language/index.ts';
import { readProfile, readSchema } from '../../src/schema/index.ts';
import type { Entity, Field, Profile, Schema } from '../../src/schema/model.ts';

/** A project of the repository, read once. */
interface Project {
  readonly files: ReadonlyMap<string, SourceText>;
  readonly source: Schema;
  readonly target: Schema;
  readonly profile: Profile | null;
}

function open(path: string): Project {
  const folder = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const whole = (schema: Schema): Schema => ({ ...schema, entities: { ...schema.entities } });
  return {
    files: new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.map'))
        .map((name) => [name, { path: name, text: readFileSync(join(folder, name), 'utf8') }]),
    ),
    source: whole(readSchema(join(folder, 'schemas/source'))),
    target: whole(readSchema(join(folder, 'schemas/target'))),
    profile: readProfile(join(folder, 'schemas/source')),
  };
}

function checked(project: Project): CheckResult {
  const main = project.files.get('main.map');
  if (main === undefined) throw new Error('There is no main.map.');
  return check({
    files: [main],
    load: (path) => project.files.get(path.replace(/^\.\//, '')) ?? null,
    source: project.source,
    target: project.target,
    profile: project.profile,
  });
}

const errors = ({ diagnostics }: CheckResult): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error');

/** The schema with one field called otherwise, and everything in it that names the field. */
function renamed(schema: Schema, entity: string, field: string, name: string): Schema {
  const found = schema.entities[entity];
  if (found === undefined) throw new Error(`There is no ${entity}.`);
  const fields = Object.fromEntries(
    Object.entries(found.fields).map(([key, one]): [string, Field] =>
      key === field ? [name, { ...one, name }] : [key, one],
    ),
  );
  const changed: Entity = {
    ...found,
    id: found.id === field ? name : found.id,
    display: found.display === field ? name : found.display,
    fields,
    ...(found.rows === undefined
      ? {}
      : {
          rows: found.rows.map((row) =>
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [key === field ? name : key, value]),
            ),
          ),
        }),
  };
  return { ...schema, entities: { ...schema.entities, [entity]: changed } };
}

/** Fields that the checked project reads or writes, as they were discovered. */
function usedFields(project: Project, side: 'source' | 'target'): readonly (readonly [string, string])[] {
  const { program } = checked(project);
  const used = new Map<string, Set<string>>();
  const add = (entity: string, field: string): void => {
    const there = project[side].entities[entity]?.fields[field];
    // What `provision` makes is not discovered: there is nothing to rename.
    if (there === undefined || there.provisioned === true) return;
    used.set(entity, (used.get(entity) ?? new Set()).add(field));
  };
  const reads = side === 'source' ? program.reads : program.targetReads;
  for (const [entity, fields] of reads) for (const field of fields.keys()) add(entity, field);
  if (side === 'source')
    for (const map of program.maps) for (const { field } of map.drops) add(map.source.name, field);
  else
    for (const map of program.maps)
      for (const arm of map.arms)
        if (arm.kind === 'write')
          for (const { fields } of arm.assignments)
            for (const { field } of fields) add(arm.target.name, field.name);
  return [...used].flatMap(([entity, fields]) => [...fields].map((field) => [entity, field] as const));
}

/** What a reader sees at a diagnostic: the lines that its span covers. */
function lines(result: CheckResult, { span }: Diagnostic): string {
  const file = result.files.find(({ path }) => path === span.file);
  if (file === undefined) return '';
  const first = positionAt(file, span.start).line;
  const last = positionAt(file, span.end).line;
  return Array.from({ length: last - first + 1 }, (_, index) => lineText(file, first + index)).join('\n');
}

/** Null where the renaming is told where it hurts and with the new name; otherwise what was told instead. */
function renameMissed(
  project: Project,
  side: 'source' | 'target',
  entity: string,
  field: string,
): string | null {
  const name = `${field}x`;
  const result = checked({ ...project, [side]: renamed(project[side], entity, field, name) });
  const word = new RegExp(`(?<![\\w])${field}(?![\\w])`);
  const told = errors(result);
  const fits = told.some((one) => word.test(lines(result, one)) && (one.help ?? '').includes(`\`${name}\``));
  if (fits) return null;
  const instead = told.map(
    (one) => `${one.name} "${one.message}" (${one.help ?? 'no help'}) at \`${lines(result, one).trim()}\``,
  );
  return `${side} ${entity}.${field}: ${instead.slice(0, 3).join('; ') || 'nothing'}`;
}

interface Cut {
  readonly what: string;
  readonly span: Span;
}

/** The text without a span, and without the line that this leaves empty. */
function without(project: Project, { file, start, end }: Span): Project {
  const source = project.files.get(file);
  if (source === undefined) throw new Error(`There is no ${file}.`);
  const text = `${source.text.slice(0, start)}${source.text.slice(end)}`;
  return { ...project, files: new Map([...project.files, [file, { path: file, text }]]) };
}

/** Null where cutting is told in that file, near that place; otherwise what was told instead. */
function cutMissed(project: Project, { what, span }: Cut): string | null {
  const source = project.files.get(span.file);
  if (source === undefined) throw new Error(`There is no ${span.file}.`);
  const result = checked(without(project, span));
  const told = errors(result);
  const line = positionAt(source, span.start).line;
  const shown = textAt(source, span).replace(/\s+/g, ' ').slice(0, 70);
  // The declaration that the cut was in, and the maps that use it, are where the reader looks.
  const near = told.some((one) => isNear(project, one, span));
  if (near) return null;
  const instead = told.map((one) => `${one.name} "${one.message}" in ${one.span.file}`);
  return `${what} ${span.file}:${line} \`${shown}\`: ${instead.slice(0, 3).join('; ') || 'nothing'}`;
}

function declarationsOf(project: Project, file: string): readonly AnyNode[] {
  const source = project.files.get(file);
  return source === undefined ? [] : parse(source).file.declarations;
}

/** In the declaration that was cut, or in one that uses it. */
function isNear(project: Project, told: Diagnostic, cut: Span): boolean {
  const declarations = declarationsOf(project, cut.file).filter(hasSpan);
  const own = declarations.find(({ span }) => span.start <= cut.start && cut.end <= span.end);
  if (own === undefined) return false;
  if (told.span.file === cut.file && own.span.start <= told.span.start && told.span.start <= own.span.end)
    return true;
  if (!('name' in own) || !hasName(own.name)) return false;
  const { name } = own.name;
  return [...project.files.keys()].some((file) =>
    declarationsOf(project, file)
      .filter(hasSpan)
      .some((other) => {
        // The text changed before the other place where both stand in one file.
        const shift = file === cut.file && other.span.start > cut.start ? cut.end - cut.start : 0;
        const inside =
          told.span.file === file &&
          other.span.start - shift <= told.span.start &&
          told.span.start <= other.span.end - shift;
        return inside && mentions(project, file, other, name);
      }),
  );
}

function mentions(
  project: Project,
  file: string,
  node: AnyNode & { readonly span: Span },
  name: string,
): boolean {
  const source = project.files.get(file);
  return source !== undefined && new RegExp(`(?<!\\w)${name}(?!\\w)`).test(textAt(source, node.span));
}

function hasSpan<T extends object>(node: T): node is T & { readonly span: Span } {
  return 'span' in node;
}

function hasName(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

/** Cuts that leave another meaning, not a mistake: text of the line, and why. */
const MEANS_SOMETHING = [
  // Who is not found waits in the queue unless the line says otherwise (`language.md` section 5).
  '| each(u -> u else null)',
];

/** Every place whose loss must be told. */
function cuts(project: Project): readonly Cut[] {
  const { program } = checked(project);
  const all: Cut[] = [];
  for (const source of project.files.values()) {
    const { file } = parse(source);
    walk(file, (node) => {
      const found = node as { readonly kind: string } & Record<string, unknown>;
      if (found.kind === 'Table') {
        const entries = found.entries as readonly { readonly keys: unknown; readonly span: Span }[];
        const total = entries.every(({ keys }) => keys !== null);
        for (const { keys, span } of entries)
          if (keys === null) all.push({ what: 'else of a table', span });
          else if (total) all.push({ what: 'entry of a table', span });
      }
      if (found.kind === 'Assign' && found.mode === 'key')
        all.push({ what: 'key', span: found.span as Span });
      if (found.kind === 'Else') {
        const handlers = found.handlers as readonly { readonly span: Span }[];
        const value = found.value as { readonly span: Span };
        // What handles last may handle all: a chain is cut from each of its handlers to its end.
        const end = handlers.at(-1)?.span.end ?? value.span.end;
        handlers.forEach((handler, index) => {
          const from = handlers[index - 1]?.span.end ?? value.span.end;
          const start = betweenEnd(source, from, handler.span.start);
          all.push({ what: 'else', span: { file: source.path, start, end } });
        });
      }
    });
  }
  const required = new Map<string, Span>();
  for (const map of program.maps) {
    for (const arm of map.arms) {
      if (arm.kind !== 'write') continue;
      for (const { fields, span, mode } of arm.assignments)
        if (
          mode !== 'key' &&
          fields.some(({ field }) => field.required === true && field.default === undefined)
        )
          required.set(`${span.file} ${span.start}`, span);
    }
  }
  for (const span of required.values()) all.push({ what: 'required assignment', span });
  return all.filter(({ span }) => {
    const source = project.files.get(span.file);
    const line = source === undefined ? '' : lineText(source, positionAt(source, span.start).line);
    return !MEANS_SOMETHING.some((text) => line.includes(text));
  });
}

/** Where the word `else` before a handler begins; closing parentheses of the value stay. */
function betweenEnd(source: SourceText, from: number, to: number): number {
  const word = source.text.slice(from, to).lastIndexOf('else');
  return word < 0 ? to : from + word;
}

/** At the least so many mutations of each kind; together more than 600, and every one of them is told. */
describe.each([
  ['specs/function365-odoo', { source: 380, target: 80, cuts: 44 }],
  ['examples/northwind', { source: 60, target: 25, cuts: 12 }],
])('%s', (path, atLeast) => {
  const project = open(path);

  test('checks as it is', () => {
    expect(errors(checked(project))).toEqual([]);
  });

  test.each(['source', 'target'] as const)(
    'a renamed field of the %s is told at its line, with its new name',
    (side) => {
      const fields = usedFields(project, side);
      expect(fields.length).toBeGreaterThan(atLeast[side]);
      const missed = fields.flatMap(([entity, field]) => renameMissed(project, side, entity, field) ?? []);
      expect(missed).toEqual([]);
    },
  );

  test('what is cut out of the text is told where it is missed', () => {
    const all = cuts(project);
    expect(all.length).toBeGreaterThan(atLeast.cuts);
    for (const what of ['key', 'else', 'required assignment'])
      expect(all.filter((cut) => cut.what === what).length).toBeGreaterThan(0);
    const missed = all.flatMap((cut) => cutMissed(project, cut) ?? []);
    expect(missed).toEqual([]);
  });
});
