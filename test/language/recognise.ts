import type { Token } from '../../src/language/tokens.ts';
import {
  AnyWord,
  NumberToken,
  Quoted,
  TextHead,
  TextMiddle,
  TextTail,
  WholeText,
} from '../../src/language/tokens.ts';
import type { Ebnf, Grammar } from './ebnf.ts';

/**
 * Whether tokens are a sentence of a grammar, whichever way: each part gives every place where it can end. The grammar
 * has no left recursion, so that this comes to an end.
 */
export function recognise(grammar: Grammar, tokens: readonly Token[], start = 'file'): boolean {
  const known = new Map<string, ReadonlySet<number>>();
  const word = (token: Token) =>
    token.tokenType === AnyWord || AnyWord.categoryMatchesMap?.[token.tokenTypeIdx] === true;
  const one = (at: number, fits: (token: Token) => boolean): ReadonlySet<number> => {
    const token = tokens[at];
    return new Set(token && fits(token) ? [at + 1] : []);
  };
  const each = (from: ReadonlySet<number>, next: (at: number) => ReadonlySet<number>) => {
    if (from.size === 1) for (const at of from) return next(at);
    const ends = new Set<number>();
    for (const at of from) for (const end of next(at)) ends.add(end);
    return ends;
  };

  const rule = (name: string, at: number): ReadonlySet<number> => {
    const key = `${name} ${at}`;
    let ends = known.get(key);
    if (!ends) {
      ends = token(name, at) ?? part(grammar.get(name) ?? { kind: 'choice', options: [] }, at);
      known.set(key, ends);
    }
    return ends;
  };
  /** The rules that the lexer has applied already. */
  const token = (name: string, at: number): ReadonlySet<number> | null => {
    switch (name) {
      case 'id':
        return one(at, word);
      case 'number':
        return one(at, ({ tokenType }) => tokenType === NumberToken);
      case 'plain':
        return one(at, ({ tokenType }) => tokenType === WholeText);
      case 'text': {
        const ends = new Set<number>(one(at, ({ tokenType }) => tokenType === WholeText));
        let holes = each(
          one(at, ({ tokenType }) => tokenType === TextHead),
          (from) => rule('value', from),
        );
        while (holes.size > 0) {
          for (const end of each(holes, (from) => one(from, ({ tokenType }) => tokenType === TextTail)))
            ends.add(end);
          const middle = each(holes, (from) => one(from, ({ tokenType }) => tokenType === TextMiddle));
          holes = each(middle, (from) => rule('value', from));
        }
        return ends;
      }
      default:
        return null;
    }
  };
  const part = (node: Ebnf, at: number): ReadonlySet<number> => {
    switch (node.kind) {
      case 'terminal':
        return one(at, (token) => token.image === node.text && token.tokenType !== Quoted);
      case 'rule':
        return rule(node.name, at);
      case 'sequence':
        return node.items.reduce<ReadonlySet<number>>(
          (from, item) => each(from, (here) => part(item, here)),
          new Set([at]),
        );
      case 'choice':
        return new Set(node.options.flatMap((option) => [...part(option, at)]));
      case 'optional':
        return new Set([at, ...part(node.of, at)]);
      case 'repeat': {
        const ends = new Set([at]);
        // A set hands out what is added while it is read.
        for (const from of ends) for (const end of part(node.of, from)) ends.add(end);
        return ends;
      }
      case 'except': {
        const not = part(node.not, at);
        return new Set([...part(node.of, at)].filter((end) => !not.has(end)));
      }
    }
  };
  return rule(start, 0).has(tokens.length);
}
