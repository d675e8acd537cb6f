import type { Span } from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import { isDate } from '../../schema/iso.ts';
import { maybe } from './make.ts';

/** The days that a date in another order could mean: day or month may stand first. */
export function dayFixes(span: Span, written: string): readonly Fix[] {
  const [, first = '', second = '', year = ''] =
    /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(written.trim()) ?? [];
  const orders = [
    [second, first],
    [first, second],
  ].map(([month = '', day = '']) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return [...new Set(orders)]
    .filter(isDate)
    .flatMap((day) => maybe(`write \`date "${day}"\``, [{ span, text: `date "${day}"` }]));
}
