/**
 * Mutation tests: the committed projects are broken in every way that would lose or corrupt data, and each must be told
 * by `check` where it hurts, or, where the broken thing is legal and only wrong, by a test block of the project itself.
 * This file opens projects and changes them; `kinds/` says in which ways, `score.ts` judges, `survivors.ts` lists what
 * nothing tells, each with its reason.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TreeNode as AnyNode } from '../../src/check/fixes/places.ts';
import { type CheckResult, check } from '../../src/check/index.ts';
import type * as ast from '../../src/language/ast.ts';
import {
  children,
  lineText,
  parse,
  positionAt,
  type SourceText,
  type Span,
} from '../../src/language/index.ts';
import { readProfile, readSchema } from '../../src/schema/index.ts';
import type { Entity, Field, Profile, Schema } from '../../src/schema/model.ts';

export interface Project {
  readonly path: string;
  readonly files: ReadonlyMap<string, SourceText>;
  readonly source: Schema;
  readonly target: Schema;
  readonly profile: Profile | null;
}

/** A project as it is, checked, and its trees: what kinds look for places in. */
export interface Opened {
  readonly project: Project;
  readonly checked: CheckResult;
  readonly nodes: readonly Found[];
}

/** A node with its way up, and the declaration around it. */
export interface Found {
  readonly node: TreeNode;
  /** The nearest first. */
  readonly above: readonly TreeNode[];
  readonly source: SourceText;
}

/** Every node that can be met, so that `kind` tells them apart. */
export type TreeNode = Exclude<AnyNode, ast.GivenStep | ast.ExpectStep>;

const TESTS = 'tests.map';

export function open(path: string): Opened {
  const folder = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  // A snapshot reads its entities when they are asked for; mutants share them.
  const whole = (schema: Schema): Schema => ({ ...schema, entities: { ...schema.entities } });
  const project: Project = {
    path,
    files: new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.map'))
        .map((name) => [name, { path: name, text: readFileSync(join(folder, name), 'utf8') }]),
    ),
    source: whole(readSchema(join(folder, 'schemas/source'))),
    target: whole(readSchema(join(folder, 'schemas/target'))),
    profile: readProfile(join(folder, 'schemas/source')),
  };
  return { project, checked: checkWithoutTests(project), nodes: nodesOf(project) };
}

/** As `mapc check`. */
export function checkAll(project: Project): CheckResult {
  const main = project.files.get('main.map');
  if (main === undefined) throw new Error(`There is no main.map in ${project.path}.`);
  return check({
    files: [main],
    load: (path) => project.files.get(path.replace(/^\.\//, '')) ?? null,
    source: project.source,
    target: project.target,
    profile: project.profile,
  });
}

/** What a mutant breaks must be told at the map, not at a test that looks at it. */
export function checkWithoutTests(project: Project): CheckResult {
  const files = new Map(project.files);
  for (const [name, source] of files) files.set(name, withoutTests(source));
  return checkAll({ ...project, files });
}

const stripped = new WeakMap<SourceText, SourceText>();

/** Tests stand last in a file; lines keep their numbers. */
function withoutTests(source: SourceText): SourceText {
  const known = stripped.get(source);
  if (known) return known;
  const at = source.path === TESTS ? 0 : source.text.search(/^(\/\/\/.*\n)*test "/m);
  const made = at < 0 ? source : { path: source.path, text: source.text.slice(0, at) };
  stripped.set(source, made);
  return made;
}

/** All nodes of the maps, without the test blocks. */
function nodesOf(project: Project): readonly Found[] {
  const found: Found[] = [];
  for (const source of project.files.values()) {
    const visit = (node: TreeNode, above: readonly TreeNode[]): void => {
      if (node.kind === 'Test') return;
      found.push({ node, above, source });
      // `children` gives nodes of the tree, whose union `TreeNode` writes out.
      for (const child of children(node)) visit(child as TreeNode, [node, ...above]);
    };
    for (const declaration of parse(source).file.declarations) visit(declaration, []);
  }
  return found;
}

/** The project with one span of its text written otherwise; lines keep their numbers. */
export function rewritten(
  project: Project,
  edits: readonly { readonly span: Span; readonly text: string }[],
): Project {
  const files = new Map(project.files);
  for (const { span, text } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    const source = files.get(span.file);
    if (source === undefined) throw new Error(`There is no ${span.file}.`);
    const breaks = source.text.slice(span.start, span.end).match(/\n/g)?.length ?? 0;
    const kept = '\n'.repeat(Math.max(0, breaks - (text.match(/\n/g)?.length ?? 0)));
    files.set(span.file, {
      path: span.file,
      text: `${source.text.slice(0, span.start)}${text}${kept}${source.text.slice(span.end)}`,
    });
  }
  return { ...project, files };
}

/** The project with one field of a schema otherwise; null takes it away. */
export function withField(
  project: Project,
  side: 'source' | 'target',
  entity: string,
  field: string,
  change: (field: Field) => Field | null,
): Project {
  return withEntity(project, side, entity, (found) => {
    const fields = Object.entries(found.fields).flatMap(([name, one]): [string, Field][] => {
      if (name !== field) return [[name, one]];
      const changed = change(one);
      return changed === null ? [] : [[changed.name, changed]];
    });
    return { ...found, fields: Object.fromEntries(fields) };
  });
}

export function withEntity(
  project: Project,
  side: 'source' | 'target',
  name: string,
  change: (entity: Entity) => Entity,
): Project {
  const schema = project[side];
  const entity = schema.entities[name];
  if (entity === undefined) throw new Error(`There is no ${name}.`);
  return { ...project, [side]: { ...schema, entities: { ...schema.entities, [name]: change(entity) } } };
}

export function lineOf(project: Project, { file, start }: Span): number {
  const source = project.files.get(file);
  return source === undefined ? 0 : positionAt(source, start).line;
}

/** What a person sees at a span: the lines that it covers. */
export function linesAt(project: Project, span: Span): string {
  const source = project.files.get(span.file);
  if (source === undefined) return '';
  const last = positionAt(source, Math.max(span.start, span.end - 1)).line;
  const lines: string[] = [];
  for (let line = positionAt(source, span.start).line; line <= last; line++)
    lines.push(lineText(source, line));
  return lines.join('\n');
}
