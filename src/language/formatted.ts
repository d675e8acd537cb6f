import { parse } from './parse.ts';
import { print } from './print.ts';
import type { SourceText } from './source.ts';

/** A file in the one style of `mapc fmt`; as it is where it cannot be read. */
export function formatted(source: SourceText): SourceText {
  const { file, errors } = parse(source);
  return errors.length > 0 ? source : { path: source.path, text: print(file, source) };
}
