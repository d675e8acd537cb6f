import type * as ast from '../language/ast.ts';
import type { Entity } from '../schema/model.ts';
import { type Context, EMPTY_SCOPE } from './context.ts';
import { reportFailures } from './expressions/else.ts';
import { infer } from './expressions/infer.ts';
import { demandReason } from './expressions/literals.ts';
import { findEntity, spell } from './expressions/names.ts';
import { assignments } from './expressions/records.ts';
import type { CheckedFate } from './program.ts';
import { openFailures } from './types.ts';

/** `skip` and `manual`: entities that do not move (`language.md` section 4), each with the columns of its own body. */
export function checkFate(cx: Context, node: ast.FateDecl): readonly CheckedFate[] {
  const because = demandReason(cx, node.because);
  return node.names.flatMap((name) => {
    const entity = findEntity(cx, 'source', spell(name.ids), name.span);
    if (!entity) return [];
    const columns = node.body ? columnsOf(cx, node, node.body, entity) : [];
    return [{ entity, fate: node.fate, because, columns, span: name.span }];
  });
}

/** Columns have free names and values of any type, null too; a failure must have an answer. */
function columnsOf(
  cx: Context,
  { fate }: ast.FateDecl,
  body: ast.Body,
  entity: Entity,
): CheckedFate['columns'] {
  const seen = new Map<string, ast.Span>();
  return assignments(cx, body, `the columns of \`${fate}\``).flatMap(({ target, value, statement }) => {
    const name = spell(target.ids);
    const before = seen.get(name);
    if (before)
      cx.report(
        'declared-twice',
        target.span,
        { what: 'column', name },
        { related: [{ span: before, message: 'the first one' }] },
      );
    seen.set(name, target.span);
    if (statement.mode)
      cx.report('not-allowed-here', statement.span, {
        what: `\`${statement.mode}\``,
        where: `the columns of \`${fate}\``,
      });
    const typed = infer(cx, { ...EMPTY_SCOPE, entity }, value);
    const open = openFailures(typed.type.failures);
    if (open.size > 0) reportFailures(cx, typed, open);
    return [{ name, value: typed }];
  });
}
