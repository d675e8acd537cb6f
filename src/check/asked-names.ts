import { conditionsOf, questionsOf } from './conditions.ts';
import { type LoadInput, loadFiles } from './load.ts';

/** The entities and fields that static conditions ask for of a side, as written: what it may have or lack. */
export function askedNames(
  input: Pick<LoadInput, 'files' | 'load'>,
  side: 'source' | 'target',
): readonly string[] {
  const unknown = { system: '' };
  const { declarations } = loadFiles({ ...input, source: unknown, target: unknown });
  return questionsOf(conditionsOf(declarations), []).flatMap((question) =>
    question.kind === 'has' && question.side === side && question.what === 'name' ? [question.name] : [],
  );
}
