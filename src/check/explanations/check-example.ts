import { formatted } from '../../language/index.ts';
import type { SourceText } from '../../language/source.ts';
import type { Profile } from '../../schema/model.ts';
import { type CheckResult, check } from '../check.ts';
import { type Explanation, unmarked } from './explanation.ts';
import { SOURCE, TARGET } from './schemas.ts';

/** Discovery counted no records, so that nothing counts as forgotten. */
const EMPTY: Profile = { taken: '2026-01-01', entities: {} };

const MAIN = 'main.map';

/** The files of an example, without the mark, in the one style where they can be read; `main.map` first. */
export function exampleFiles(explanation: Explanation, side: 'fails' | 'passes'): readonly SourceText[] {
  const main = fileOf(MAIN, explanation[side]);
  // The failing map and the mended one may import different files.
  const imported = Object.entries(explanation.files ?? {})
    .filter(([path]) => main.text.includes(`"${path}"`))
    .map(([path, text]) => fileOf(path.replace(/^\.\//, ''), text));
  return [main, ...imported];
}

function fileOf(path: string, marked: string): SourceText {
  return formatted({ path, text: unmarked(marked).text });
}

/** Checks the files of an example between the two example systems. */
export function checkExample(explanation: Explanation, files: readonly SourceText[]): CheckResult {
  return check({
    files: files.filter((file) => file.path === MAIN),
    load: (path) => files.find((file) => `./${file.path}` === path) ?? null,
    source: SOURCE,
    target: TARGET,
    profile: explanation.profile ?? EMPTY,
  });
}
