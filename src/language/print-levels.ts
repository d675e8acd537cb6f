import type { BinaryOperator, Expr } from './ast.ts';

/** How tightly an expression holds together, by the levels of the grammar: value, expr, disj, … post. */
export const LEVEL = {
  value: 0,
  expr: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  coalesce: 6,
  sum: 7,
  product: 8,
  unary: 9,
  postfix: 10,
} as const;

export function binaryLevel(operator: BinaryOperator): number {
  switch (operator) {
    case 'or':
      return LEVEL.or;
    case 'and':
      return LEVEL.and;
    case '??':
      return LEVEL.coalesce;
    case '+':
    case '-':
      return LEVEL.sum;
    case '*':
    case '/':
      return LEVEL.product;
    default:
      return LEVEL.comparison;
  }
}

export function level(node: Expr): number {
  switch (node.kind) {
    case 'Else':
      return LEVEL.value;
    case 'If':
    case 'Pipe':
      return LEVEL.expr;
    case 'Binary':
      return binaryLevel(node.operator);
    case 'Unary':
      return node.operator === 'not' ? LEVEL.not : LEVEL.unary;
    case 'As':
      return LEVEL.unary;
    default:
      return LEVEL.postfix;
  }
}

/** What the operands of a binary operator must at least be; comparisons do not chain, the others lean left. */
export function operandLevels(operator: BinaryOperator): { left: number; right: number } {
  const own = binaryLevel(operator);
  return { left: own === LEVEL.comparison ? own + 1 : own, right: own + 1 };
}

/** The level at which the operand of `-` stands: `-x as T` negates the whole, `--x` does not exist. */
export function negatedLevel(operand: Expr): number {
  return operand.kind === 'As' ? LEVEL.unary : LEVEL.postfix;
}

/** The level of what a pipe takes: another pipe needs no parentheses; an operator has them for the reader. */
export function pipedLevel(value: Expr): number {
  return value.kind === 'Pipe' ? LEVEL.expr : LEVEL.postfix;
}

/** An `if` in the condition or after `then` of another stands in parentheses, for the reader. */
export function branchLevel(part: Expr): number {
  return part.kind === 'If' ? LEVEL.or : LEVEL.expr;
}
