import { join } from 'node:path';
import { applySafeFixes } from '../check/index.ts';
import { formatted, positionAt, type SourceText } from '../language/index.ts';
import { replaceFile } from '../schema/replace-file.ts';
import { type CompiledProject, compileProject } from './compile-project.ts';
import type { Project } from './project.ts';

/** An edit that was made. */
export interface FixedPlace {
  /** Relative to the project, with `/`. */
  readonly file: string;
  /** Where it was in the text before. */
  readonly line: number;
  readonly code: string;
  /** What was done, as an order: "write `name`". */
  readonly title: string;
}

/** Whether the text stands as `mapc fmt` would write it: then it stays so. */
function wasFormatted(source: SourceText | undefined): boolean {
  return source !== undefined && formatted(source).text === source.text;
}

/** Fixes that make room for others; more rounds than this are fixes that undo each other. */
const ROUNDS = 10;

/**
 * Writes the safe fixes of a project's diagnostics into its maps, round by round until there are none, and compiles it
 * again, with these options in place of those that the maps choose. A map that `mapc fmt` had written stays in its
 * style. @throws ProjectError, SnapshotError
 */
export function fixMaps(
  project: Project,
  choices: ReadonlyMap<string, string> = new Map(),
): {
  readonly compiled: CompiledProject;
  readonly fixed: readonly FixedPlace[];
} {
  const fixed: FixedPlace[] = [];
  for (let round = 1; ; round += 1) {
    const compiled = compileProject(project, choices);
    const { files: before, diagnostics } = compiled.checked;
    const { files: fixedFiles, applied } = applySafeFixes(before, diagnostics);
    const files = fixedFiles.map((file) =>
      wasFormatted(before.find(({ path }) => path === file.path)) ? formatted(file) : file,
    );
    if (files.length === 0 || round > ROUNDS) return { compiled, fixed };
    for (const { path, text } of files) replaceFile(join(project.folder, path), text);
    for (const { diagnostic, fix } of applied) {
      const [edit] = fix.edits;
      const file = before.find(({ path }) => path === edit?.span.file);
      if (edit === undefined || file === undefined) continue;
      const { line } = positionAt(file, edit.span.start);
      fixed.push({ file: file.path, line, code: diagnostic.code, title: fix.title });
    }
  }
}
