/** Operators of `ConditionOperator` (Microsoft.Xrm.Sdk.Query) in words; null where no value stands behind one. */
const OPERATORS: Readonly<Record<string, readonly [words: string, valued: boolean]>> = {
  Equal: ['is', true],
  NotEqual: ['is not', true],
  GreaterThan: ['is above', true],
  GreaterEqual: ['is at least', true],
  LessThan: ['is below', true],
  LessEqual: ['is at most', true],
  Like: ['is like', true],
  NotLike: ['is not like', true],
  Contains: ['contains', true],
  DoesNotContain: ['does not contain', true],
  BeginsWith: ['begins with', true],
  DoesNotBeginWith: ['does not begin with', true],
  EndsWith: ['ends with', true],
  DoesNotEndWith: ['does not end with', true],
  In: ['is one of', true],
  NotIn: ['is none of', true],
  On: ['is on', true],
  OnOrBefore: ['is on or before', true],
  OnOrAfter: ['is on or after', true],
  Null: ['is empty', false],
  NotNull: ['is filled', false],
};

/** "lead.statuscode is 3"; an operator without a word of its own keeps its name. */
export function conditionInWords(operator: string, operand: string, values: readonly string[]): string {
  const [words, valued] = OPERATORS[operator] ?? [operator, values.length > 0];
  return valued ? `${operand} ${words} ${values.join(', ')}` : `${operand} ${words}`;
}
