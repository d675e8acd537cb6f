import { readFileSync } from 'node:fs';

/** A right-hand side of `grammar/map.ebnf`. */
export type Ebnf =
  | { readonly kind: 'terminal'; readonly text: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence'; readonly items: readonly Ebnf[] }
  | { readonly kind: 'choice'; readonly options: readonly Ebnf[] }
  | { readonly kind: 'optional'; readonly of: Ebnf }
  | { readonly kind: 'repeat'; readonly of: Ebnf }
  | { readonly kind: 'except'; readonly of: Ebnf; readonly not: Ebnf };

/** The rules of a grammar by their names, in the order of the text. */
export type Grammar = ReadonlyMap<string, Ebnf>;

/** Rules about characters: what the lexer makes one token of (a text with holes: several). */
export const LEXICAL: ReadonlySet<string> = new Set(['text', 'plain', 'number', 'id']);
/** Names that the grammar uses and only its comments define. */
export const GIVEN: ReadonlySet<string> = new Set(['character', 'code', 'letter', 'mark', 'digit']);

/** Reads `name = … ;` rules with `{ }`, `[ ]`, `( )`, `|`, `-` and quoted terminals; throws where it cannot. */
function readEbnf(text: string): Grammar {
  const tokens = text
    .replace(/\(\*[\s\S]*?\*\)/g, ' ')
    .match(/"[^"]*"|'[^']*'|\w+|\S/g)
    ?.values()
    .toArray();
  let at = 0;
  const peek = () => tokens?.[at] ?? '';
  const take = (expected?: string) => {
    const token = peek();
    if (token === '' || (expected !== undefined && token !== expected))
      throw new Error(`${expected ?? 'more'} is missing before ${tokens?.slice(at, at + 8).join(' ')}`);
    at += 1;
    return token;
  };
  const bracketed = (close: string): Ebnf => {
    take();
    const inner = choice();
    take(close);
    return inner;
  };
  const factor = (): Ebnf => {
    const token = peek();
    if (token === '(') return bracketed(')');
    if (token === '[') return { kind: 'optional', of: bracketed(']') };
    if (token === '{') return { kind: 'repeat', of: bracketed('}') };
    take();
    if (/^["']/.test(token)) return { kind: 'terminal', text: token.slice(1, -1) };
    if (!/^\w+$/.test(token)) throw new Error(`unexpected ${token}`);
    return { kind: 'rule', name: token };
  };
  const term = (): Ebnf => {
    const of = factor();
    if (peek() !== '-') return of;
    take();
    return { kind: 'except', of, not: factor() };
  };
  const sequence = (): Ebnf => {
    const items: Ebnf[] = [];
    while (!['|', ';', ')', ']', '}', ''].includes(peek())) items.push(term());
    const [only] = items;
    return items.length === 1 && only ? only : { kind: 'sequence', items };
  };
  const choice = (): Ebnf => {
    const options = [sequence()];
    while (peek() === '|') {
      take();
      options.push(sequence());
    }
    const [only] = options;
    return options.length === 1 && only ? only : { kind: 'choice', options };
  };
  const rules = new Map<string, Ebnf>();
  while (peek() !== '') {
    const name = take();
    take('=');
    if (rules.has(name)) throw new Error(`${name} is defined twice`);
    rules.set(name, choice());
    take(';');
  }
  return rules;
}

/** The parts right below one. */
function parts(node: Ebnf): readonly Ebnf[] {
  switch (node.kind) {
    case 'terminal':
    case 'rule':
      return [];
    case 'sequence':
      return node.items;
    case 'choice':
      return node.options;
    case 'optional':
    case 'repeat':
      return [node.of];
    case 'except':
      return [node.of, node.not];
  }
}

/** All parts of a right-hand side, itself first. */
export function allParts(node: Ebnf): readonly Ebnf[] {
  return [node, ...parts(node).flatMap(allParts)];
}

export const grammar: Grammar = readEbnf(
  readFileSync(new URL('../../grammar/map.ebnf', import.meta.url), 'utf8'),
);
