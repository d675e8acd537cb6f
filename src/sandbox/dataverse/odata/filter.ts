import { syntaxError } from '../errors.ts';

/** The part of OData's `$filter` that Dataverse answers and the sandbox understands. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly path: string;
      readonly literal: Literal;
    }
  | { readonly kind: 'text'; readonly test: TextTest; readonly path: string; readonly text: string };

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
type TextTest = 'contains' | 'startswith' | 'endswith';

export type Literal =
  | { readonly kind: 'string' | 'guid' | 'instant' | 'date' | 'enum'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null'; readonly value: null };

interface Token {
  readonly kind: 'literal' | 'word' | 'symbol';
  readonly text: string;
  readonly literal?: Literal;
  readonly position: number;
}

const comparisons: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const textTests: readonly string[] = ['contains', 'startswith', 'endswith'];

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray) => Omit<Token, 'position'>])[] = [
  [
    /'((?:[^']|'')*)'/y,
    ([text, inner = '']) => ({
      kind: 'literal',
      text,
      literal: { kind: 'string', value: inner.replaceAll("''", "'") },
    }),
  ],
  [
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy,
    ([text]) => ({ kind: 'literal', text, literal: { kind: 'guid', value: text.toLowerCase() } }),
  ],
  [
    /\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})/iy,
    ([text]) => ({ kind: 'literal', text, literal: { kind: 'instant', value: text } }),
  ],
  [/\d{4}-\d{2}-\d{2}/y, ([text]) => ({ kind: 'literal', text, literal: { kind: 'date', value: text } })],
  [
    /-?\d+(?:\.\d+)?/y,
    ([text]) => ({ kind: 'literal', text, literal: { kind: 'number', value: Number(text) } }),
  ],
  [
    /Microsoft\.Dynamics\.CRM\.\w+'(\w+)'/y,
    ([text, value = '']) => ({ kind: 'literal', text, literal: { kind: 'enum', value } }),
  ],
  [
    /(?:true|false)\b/y,
    ([text]) => ({ kind: 'literal', text, literal: { kind: 'boolean', value: text === 'true' } }),
  ],
  [/null\b/y, ([text]) => ({ kind: 'literal', text, literal: { kind: 'null', value: null } })],
  [/[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*/y, ([text]) => ({ kind: 'word', text })],
  [/[(),]/y, ([text]) => ({ kind: 'symbol', text })],
];

/**
 * Reads a `$filter`.
 *
 * @throws WebApiError 400 with the position where it cannot be read.
 */
export function parseFilter(source: string): Filter {
  const tokens = tokenize(source);
  let next = 0;

  const fail = (): never => {
    throw syntaxError(tokens[next]?.position ?? source.length, source);
  };
  const take = (text: string): boolean => {
    const token = tokens[next];
    if (token === undefined || token.kind === 'literal' || token.text !== text) return false;
    next += 1;
    return true;
  };
  const expect = (text: string): void => {
    if (!take(text)) fail();
  };
  const word = (): string => {
    const token = tokens[next];
    if (token?.kind !== 'word') return fail();
    next += 1;
    return token.text;
  };
  const literal = (): Literal => {
    const token = tokens[next];
    if (token?.literal === undefined) return fail();
    next += 1;
    return token.literal;
  };

  const disjunction = (): Filter => {
    let left = conjunction();
    while (take('or')) left = { kind: 'or', left, right: conjunction() };
    return left;
  };
  const conjunction = (): Filter => {
    let left = negation();
    while (take('and')) left = { kind: 'and', left, right: negation() };
    return left;
  };
  const negation = (): Filter => (take('not') ? { kind: 'not', operand: negation() } : primary());
  const primary = (): Filter => {
    if (take('(')) {
      const inner = disjunction();
      expect(')');
      return inner;
    }
    const name = word();
    if (textTests.includes(name) && take('(')) {
      const path = word();
      expect(',');
      const text = literal();
      expect(')');
      if (text.kind !== 'string') return fail();
      // The list above holds exactly the members of TextTest.
      return { kind: 'text', test: name as TextTest, path, text: text.value };
    }
    const operator = word();
    if (!comparisons.includes(operator)) {
      next -= 1;
      return fail();
    }
    // As above: checked against the members of Comparison.
    return { kind: 'compare', operator: operator as Comparison, path: name, literal: literal() };
  };

  const filter = disjunction();
  if (next < tokens.length) fail();
  return filter;
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  scan: while (position < source.length) {
    if (source[position] === ' ') {
      position += 1;
      continue;
    }
    for (const [pattern, make] of patterns) {
      pattern.lastIndex = position;
      const match = pattern.exec(source);
      if (match === null) continue;
      tokens.push({ ...make(match), position });
      position = pattern.lastIndex;
      continue scan;
    }
    throw syntaxError(position, source);
  }
  return tokens;
}
