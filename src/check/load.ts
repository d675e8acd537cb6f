import type * as ast from '../language/ast.ts';
import { parse, type SyntaxError_ } from '../language/index.ts';
import type { SourceText } from '../language/source.ts';
import type { Schema } from '../schema/model.ts';
import { type Diagnostic, diagnostic } from './diagnostics/index.ts';
import { removeFixes } from './fixes/lines.ts';
import { safe } from './fixes/make.ts';
import { insert, Places } from './fixes/places.ts';

export interface LoadInput {
  /** The files that `mapc.yaml` lists, in order. */
  readonly files: readonly SourceText[];
  /** The text of a file that a map imports, by the path written, relative to the importing file; null: there is none. */
  readonly load: (path: string, from: string) => SourceText | null;
  readonly source: Pick<Schema, 'system'>;
  readonly target: Pick<Schema, 'system'>;
}

export interface Parsed {
  readonly files: readonly SourceText[];
  readonly declarations: readonly ast.Declaration[];
  readonly header: ast.MigrationHeader | null;
  readonly diagnostics: readonly Diagnostic[];
}

const trees = new WeakMap<SourceText, ReturnType<typeof parse>>();

/** A text that is checked again, under other choices or schemas, has the tree that it had. */
function parsedOnce(source: SourceText): ReturnType<typeof parse> {
  const known = trees.get(source);
  if (known !== undefined) return known;
  const made = parse(source);
  trees.set(source, made);
  return made;
}

/** Reads the files and what they import, each once, imports before those who import them. */
export function loadFiles(input: LoadInput): Parsed {
  const files: SourceText[] = [];
  const declarations: ast.Declaration[] = [];
  const diagnostics: Diagnostic[] = [];
  const headers: ast.MigrationHeader[] = [];
  const visit = (source: SourceText): void => {
    if (files.some((file) => file.path === source.path)) return;
    files.push(source);
    const { file, errors } = parsedOnce(source);
    for (const error of errors)
      diagnostics.push(
        diagnostic(
          'syntax',
          error.span,
          { message: error.message },
          { help: helpFor(error), fixes: error.fixes ?? [] },
        ),
      );
    if (file.migration) headers.push(file.migration);
    for (const declaration of file.declarations) {
      if (declaration.kind !== 'Import') {
        declarations.push(declaration);
        continue;
      }
      const [path] = declaration.path.parts;
      const imported = typeof path === 'string' ? input.load(path, source.path) : null;
      if (imported) visit(imported);
      else diagnostics.push(diagnostic('import-missing', declaration.path.span, { path: String(path) }));
    }
  };
  for (const file of input.files) visit(file);
  const [header, second] = headers;
  if (second && header)
    diagnostics.push(
      diagnostic(
        'migration-twice',
        second.span,
        {},
        {
          related: [{ span: header.span, message: 'the first time' }],
          fixes: removeFixes(new Places(files, []), second.span, header.span),
        },
      ),
    );
  const [main] = files;
  if (!header && main)
    diagnostics.push(
      diagnostic(
        'migration-missing',
        { file: main.path, start: 0, end: 0 },
        {},
        {
          help: `begin \`${main.path}\` with \`migration ${input.source.system} -> ${input.target.system}\``,
          fixes: safe(`write \`migration ${input.source.system} -> ${input.target.system}\` at its top`, [
            insert(
              main.path,
              main.text.startsWith('\uFEFF') ? 1 : 0,
              `migration ${input.source.system} -> ${input.target.system}\n\n`,
            ),
          ]),
        },
      ),
    );
  return { files, declarations, header: header ?? null, diagnostics };
}

/** What to do: the fix where there is only one. */
function helpFor({ fixes }: SyntaxError_): string | null {
  const [only, second] = fixes ?? [];
  return only && !second ? only.title : null;
}

/** Whether all of the text could be read, by what was told of it. */
export function isWhole({ diagnostics }: Pick<Parsed, 'diagnostics'>): boolean {
  return !diagnostics.some(({ name }) => name === 'syntax' || name === 'import-missing');
}
