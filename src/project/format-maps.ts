import { type File, parse, print } from '../language/index.ts';
import type { SourceText } from '../language/source.ts';
import { mapFiles } from './map-files.ts';
import type { Project } from './project.ts';

export interface FormattedMap {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** `broken`: it does not parse, so it is left as it is. */
  readonly state: 'same' | 'differs' | 'broken';
  /** In the one style; of a broken file, as it is. */
  readonly text: string;
}

/** Every map of a project, the imported ones too, in the one style of `mapc fmt`. Needs no snapshot. @throws ProjectError */
export function formatMaps(project: Project): readonly FormattedMap[] {
  const { files, load } = mapFiles(project);
  const done = new Map<string, FormattedMap>();
  const visit = (source: SourceText): void => {
    if (done.has(source.path)) return;
    const { file, errors } = parse(source);
    if (errors.length > 0) done.set(source.path, { path: source.path, state: 'broken', text: source.text });
    else {
      const text = print(file, source);
      done.set(source.path, { path: source.path, state: text === source.text ? 'same' : 'differs', text });
    }
    for (const path of imports(file)) {
      const imported = load(path, source.path);
      if (imported !== null) visit(imported);
    }
  };
  for (const file of files) visit(file);
  return [...done.values()];
}

function imports(file: File): readonly string[] {
  return file.declarations.flatMap((declaration) => {
    if (declaration.kind !== 'Import') return [];
    const [path] = declaration.path.parts;
    return typeof path === 'string' ? [path] : [];
  });
}
