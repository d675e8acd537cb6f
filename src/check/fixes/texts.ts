/** Fixes inside of texts. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import { maybe } from './make.ts';
import { edit, type Places } from './places.ts';

/** Braces that are braces, where a text can hold no value. */
export function bracesFixes(places: Places, text: ast.Text): readonly Fix[] {
  const holes = text.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.span]));
  const whole = places.text(text.span);
  return maybe(
    'write braces',
    holes.flatMap(({ start, end }) => {
      const open = whole.lastIndexOf('{', start - text.span.start);
      const close = whole.indexOf('}', end - text.span.start);
      return [
        [open, '\\{'],
        [close, '\\}'],
      ].flatMap(([at, by]) => {
        const place = text.span.start + Number(at);
        return [edit(text.span.file, place, place + 1, String(by))];
      });
    }),
  );
}
