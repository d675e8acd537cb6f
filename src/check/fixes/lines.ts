/** Fixes that add, take out or change a whole line of a map. */
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import { maybe, safe } from './make.ts';
import { edit, insert, type Places } from './places.ts';

/** Takes out the statement, table entry or declaration at a span: beyond doubt where `twin` says the same. */
export function removeFixes(
  places: Places,
  span: ast.Span,
  twin: ast.Span | null = null,
  title = 'take this line out',
): readonly Fix[] {
  const same = twin !== null && squeezed(places.text(span)) === squeezed(places.text(twin));
  return (same ? safe : maybe)(same ? 'take the second one out' : title, [places.without({ span })]);
}

/** Takes the second of two declarations out where both say the same. */
export function twinFixes(places: Places, second: ast.Span, first: ast.Span): readonly Fix[] {
  const [own, other] = [second, first].map((span) => places.around(span).at(-1)?.span ?? span);
  return own && other && own.start !== other.start
    ? removeFixes(places, own, other).filter(({ safety }) => safety === 'safe')
    : [];
}

/** The whole statement around a span. */
export function statementAt(places: Places, span: ast.Span): ast.Span {
  return places.statement(span)?.span ?? span;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A new line at the end of the body around a span, such as the name of the target in a map's head. */
export function addLineFixes(
  places: Places,
  body: ast.Body | null,
  title: string,
  line: string,
): readonly Fix[] {
  return body === null ? [] : maybe(title, [places.into(body, line)]);
}

/** The body of the arm, or of the `owners`, whose head a span stands in. */
export function bodyOf(places: Places, span: ast.Span): ast.Body | null {
  for (const node of places.around(span)) {
    if (node.kind === 'MapArm' || node.kind === 'Owners' || node.kind === 'Common') return node.body;
    if (node.kind === 'Map') {
      const arm = node.arms.find((one) => one.kind === 'MapArm');
      return arm?.kind === 'MapArm' ? arm.body : null;
    }
  }
  return null;
}

/** `initial` or `later` before an assignment, in place of what stood there. */
export function modeFixes(
  places: Places,
  span: ast.Span,
  mode: 'initial' | 'later',
  safety: Fix['safety'],
): readonly Fix[] {
  const statement = places.statement(span);
  if (statement?.kind !== 'Assign' || statement.mode === 'key' || statement.mode === mode) return [];
  const { start } = statement.span;
  return (safety === 'safe' ? safe : maybe)(`write \`${mode}\` before it`, [
    statement.mode === null
      ? insert(span.file, start, `${mode} `)
      : edit(span.file, start, start + statement.mode.length, mode),
  ]);
}

/** `=` in place of `+=` or `?=`. */
export function equalsFixes(places: Places, span: ast.Span, title: string): readonly Fix[] {
  const statement = places.statement(span);
  const last = statement?.kind === 'Assign' ? statement.targets.at(-1) : undefined;
  if (statement?.kind !== 'Assign' || last === undefined) return [];
  const between = places.text({ file: span.file, start: last.span.end, end: statement.value.span.start });
  const at = last.span.end + between.indexOf(statement.operator);
  return maybe(title, [edit(span.file, at, at + statement.operator.length, '=')]);
}

/** Puts a second guard into the first one. */
export function guardFixes(places: Places, first: ast.Span, second: ast.Span): readonly Fix[] {
  const one = places.statement(first);
  const other = places.statement(second);
  if (one?.kind !== 'When' || other?.kind !== 'When' || first.file !== second.file) return [];
  const bare = (expr: ast.Expr): string => {
    const text = places.text(expr.span);
    const loose =
      expr.kind === 'If' || expr.kind === 'Pipe' || (expr.kind === 'Binary' && expr.operator === 'or');
    return loose ? `(${text})` : text;
  };
  return maybe('join the two', [
    edit(first.file, first.start, first.end, `when ${bare(one.condition)} and ${bare(other.condition)}`),
    places.without(other),
  ]);
}

/** A field less in a `drop`; the whole line where it was the only one. */
export function undropFixes(places: Places, span: ast.Span): readonly Fix[] {
  const statement = places.statement(span);
  if (statement?.kind !== 'Drop') return [];
  const left = statement.names.filter((name) => name.span.start !== span.start);
  const [first] = statement.names;
  const last = statement.names.at(-1);
  const title = 'take it out of `drop`';
  if (left.length === 0 || !first || !last) return maybe(title, [places.without(statement)]);
  const names = left.map((name) => places.text(name.span)).join(', ');
  return maybe(title, [edit(span.file, first.span.start, last.span.end, names)]);
}
