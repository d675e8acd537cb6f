import type * as ast from '../../language/ast.ts';
import type { Edit } from '../../language/index.ts';
import { edit, insert, type Places, type TreeNode } from './places.ts';

/** How tightly the grammar binds, from `value` (0) to `prim` (12) (`language.md` section 3). */
const LEVELS = { value: 0, expr: 1, pipe: 2, coalesce: 7, unary: 10, post: 11, primary: 12 } as const;

const BINARY: Readonly<Record<ast.BinaryOperator, number>> = {
  or: 3,
  and: 4,
  in: 6,
  '==': 6,
  '!=': 6,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '??': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
};

const NOT = 5;
const RELATION = 6;

/** What is put behind an expression, with what it takes to its left and how tightly the whole then binds. */
const BEHIND = {
  else: { takes: LEVELS.expr, gives: LEVELS.value },
  '|': { takes: LEVELS.pipe, gives: LEVELS.pipe },
  '??': { takes: LEVELS.coalesce, gives: LEVELS.coalesce },
  as: { takes: LEVELS.post, gives: LEVELS.unary },
  comparison: { takes: LEVELS.coalesce, gives: RELATION },
} as const;

/**
 * Writes something behind the expression at a span, such as `?? ""`, with the parentheses that it takes; null where no
 * expression stands there.
 */
export function behind(
  places: Places,
  span: ast.Span,
  operator: keyof typeof BEHIND,
  text: string,
): readonly Edit[] | null {
  const found = places.expression(span);
  if (found === null) return null;
  const { takes, gives } = BEHIND[operator];
  const { node, parent } = found;
  // Handlers follow each other: `… else create else null`.
  const follows = operator === 'else' && node.kind === 'Else';
  const inner = !follows && levelOf(node) < takes;
  const outer = parent !== null && gives < demanded(parent, node);
  const start = `${outer ? '(' : ''}${inner ? '(' : ''}`;
  const end = `${inner ? ')' : ''} ${text}${outer ? ')' : ''}`;
  return [...(start === '' ? [] : [insert(span.file, span.start, start)]), insert(span.file, span.end, end)];
}

/** Gives the expression at a span to a function: `html(…)`. */
export function given(places: Places, span: ast.Span, fn: string): readonly Edit[] | null {
  const found = places.expression(span);
  return found && [insert(span.file, span.start, `${fn}(`), insert(span.file, span.end, ')')];
}

/** Puts another expression in its place, one that binds as tightly as a name. */
export function instead(span: ast.Span, text: string): readonly Edit[] {
  return [edit(span.file, span.start, span.end, text)];
}

function levelOf(node: ast.Expr): number {
  switch (node.kind) {
    case 'Else':
      return LEVELS.value;
    case 'If':
      return LEVELS.expr;
    case 'Pipe':
      return LEVELS.pipe;
    case 'Binary':
      return BINARY[node.operator];
    case 'Unary':
      return node.operator === 'not' ? NOT : LEVELS.unary;
    case 'As':
      return LEVELS.unary;
    default:
      return LEVELS.primary;
  }
}

/** How tightly a part has to bind where it stands. */
function demanded(parent: TreeNode, child: ast.Expr): number {
  switch (parent.kind) {
    case 'Binary':
      // Comparisons do not chain; the others are read from the left.
      return (
        BINARY[parent.operator] + (parent.left === child && BINARY[parent.operator] !== RELATION ? 0 : 1)
      );
    case 'Unary':
      return parent.operator === 'not' ? NOT + 1 : LEVELS.post;
    case 'As':
    case 'Member':
      return LEVELS.post;
    case 'Index':
      return parent.object === child ? LEVELS.post : LEVELS.expr;
    case 'Pipe':
      return parent.value === child ? LEVELS.pipe : LEVELS.value;
    case 'If':
    case 'Else':
    case 'When':
    case 'Match':
    case 'Require':
    case 'MatchExpr':
    case 'ValueHandler':
    case 'Map':
      return LEVELS.expr;
    default:
      return LEVELS.value;
  }
}
