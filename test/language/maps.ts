import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceText } from '../../src/language/source.ts';

const root = join(import.meta.dirname, '../..');

/** Every map of the repository, with the path it has there. */
export const maps: readonly SourceText[] = globSync(['specs/*/*.map', 'examples/*/*.map'], { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
