import { RESERVED, SOFT } from '../../src/language/tokens.ts';
import type { Ebnf, Grammar } from './ebnf.ts';

/** A number from 0 on and below a bound, of a seeded source. */
export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const WORDS: readonly string[] = [...RESERVED, ...SOFT];
/** Words that no rule expects where another has the name of something: names there like any other. */
const ANYWHERE = [
  'if',
  'then',
  'this',
  'true',
  'null',
  'key',
  'date',
  'match',
  'create',
  'queue',
  'fn',
  'field',
];
const LETTERS = ['a', 'B', 'ş', 'ß', '日', 'z'];
const CHARACTERS = ['a', ' ', '}', "'", '/', '*', '💧', 'İ', '->', '\t', '\u{200b}', '-'];
const BLANKS = [
  ' ',
  ' ',
  ' ',
  '\n',
  '\n  ',
  '\r\n',
  ' // a comment\n',
  '\n/// documents\n',
  ' /* a\ncomment */ ',
];
const BLANKS_IN_TEXT = [' ', ' ', '  ', '\t', ' /* a comment */ '];

interface Place {
  /** Rules that are being written, the outermost first. */
  readonly stack: readonly string[];
  readonly inText: boolean;
}

/**
 * Writes a random sentence of a rule. Once it is `size` tokens long, or `depth` rules stand on top of each other, it
 * takes the shortest way out. Words of the grammar are names where its comments promise that they are: after a dot,
 * and as what a statement assigns to. `seen` hears of each part of the grammar that was written.
 */
export function sentence(
  grammar: Grammar,
  random: Random,
  { start = 'file', depth = 60, size = 150, seen = (_part: Ebnf): void => undefined } = {},
): string {
  const heights = leastHeights(grammar);
  let written = 0;
  const pick = <T>(options: readonly [T, ...T[]] | readonly T[]): T => {
    const picked = options[random(options.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  };
  const isTight = (place: Place) => written >= size || place.stack.length >= depth;
  const tokens = (node: Ebnf, place: Place): readonly string[] => {
    const tight = isTight(place);
    seen(node);
    switch (node.kind) {
      case 'terminal':
        written += 1;
        return [node.text];
      case 'rule':
        return rule(node.name, place);
      case 'sequence':
        return node.items.flatMap((item, index) => {
          const before = node.items[index - 1];
          const dotted = before?.kind === 'terminal' && before.text === '.';
          return dotted && random(2) === 0 ? [pick(WORDS)] : tokens(item, place);
        });
      case 'choice': {
        const least = Math.min(...node.options.map((option) => height(heights, option)));
        const open = tight
          ? node.options.filter((option) => height(heights, option) === least)
          : node.options;
        return tokens(pick(open), place);
      }
      case 'optional':
        return tight || random(2) === 0 ? [] : tokens(node.of, place);
      case 'repeat': {
        const found: string[] = [];
        for (let left = random(4); left > 0 && !isTight(place); left -= 1) {
          const next = tokens(node.of, place);
          // A negative number would be taken off the arm before.
          if (place.stack.at(-1) === 'primary' && next[0] === '-' && found.length > 0 && found.at(-1) !== ',')
            found.push(',');
          found.push(...next);
        }
        return found;
      }
      case 'except':
        return tokens(node.of, place);
    }
  };
  const rule = (name: string, place: Place): readonly string[] => {
    const node = grammar.get(name);
    if (!node) throw new Error(`no rule ${name}`);
    const inner = { ...place, stack: [...place.stack, name] };
    switch (name) {
      case 'id':
        return [place.stack.at(-1) === 'free' || random(6) > 0 ? identifier() : pick(ANYWHERE)];
      case 'number':
        return [`${random(1000)}${random(2) === 0 ? '' : `.${random(100)}`}`];
      case 'plain':
        return [`"${characters(0)}"`];
      case 'text': {
        let text = `"${characters(0)}`;
        for (let holes = random(3); holes > 0 && !isTight(place); holes -= 1) {
          const value = rule('value', { ...inner, inText: true });
          text += `{${blank(true)}${joined(value, true)}${blank(true)}}${characters(0)}`;
        }
        return [`${text}"`];
      }
      case 'subject': {
        const found = tokens(node, inner);
        return /^[-[{]|^match$/.test(found[0] ?? '') ? ['(', ...found, ')'] : found;
      }
      case 'assign': {
        const found = tokens(node, inner);
        const [first = '', second = ''] = found;
        return /^(?:[=,.]|\+=|\?=)$/.test(second) && random(4) === 0
          ? [pick(WORDS), ...found.slice(1)]
          : [first, ...found.slice(1)];
      }
      default:
        return tokens(node, inner);
    }
  };
  const identifier = (): string => {
    if (random(8) === 0) return `\`${random(3) === 0 ? pick(WORDS) : characters(1).replaceAll('\\', '')}\``;
    let name = pick([...LETTERS, '_']);
    for (let more = random(4); more > 0; more -= 1) name += pick([...LETTERS, '_', '7', '\u{301}']);
    return WORDS.includes(name) ? `${name}_` : name;
  };
  const characters = (least: number): string => {
    let found = '';
    for (let more = least + random(4); more > 0; more -= 1)
      found += least === 0 && random(4) === 0 ? escaped() : pick(CHARACTERS);
    return found;
  };
  const escaped = (): string => {
    const [start = '', end = ''] = pick([['n'], ['t'], ['"'], ['\\'], ['{'], ['}'], ['u{', '}']]);
    return `\\${start}${end === '' ? '' : random(0xd800).toString(16)}${end}`;
  };
  const blank = (inText: boolean) => pick(inText ? BLANKS_IN_TEXT : BLANKS);
  const joined = (found: readonly string[], inText: boolean) =>
    found.map((token, index) => (index === 0 || token === ',' ? '' : blank(inText)) + token).join('');
  for (;;) {
    written = 0;
    const found = rule(start, { stack: [], inText: false });
    const text = joined(found, false);
    // A `date "…"` before `->` is the name of a field and the next arm.
    if (!/\bdate\s+"(?:[^"\\\n]|\\.)*"(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*->/.test(text)) return text;
  }
}

/** How many rules at least lie below each rule. */
function leastHeights(grammar: Grammar): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, node] of grammar) {
      const found = 1 + height(heights, node);
      if (found < (heights.get(name) ?? Number.POSITIVE_INFINITY)) {
        heights.set(name, found);
        changed = true;
      }
    }
  }
  return heights;
}

function height(heights: ReadonlyMap<string, number>, node: Ebnf): number {
  switch (node.kind) {
    case 'terminal':
    case 'optional':
    case 'repeat':
      return 0;
    case 'rule':
      return ['id', 'text', 'plain', 'number'].includes(node.name)
        ? 0
        : (heights.get(node.name) ?? Number.POSITIVE_INFINITY);
    case 'sequence':
      return Math.max(0, ...node.items.map((item) => height(heights, item)));
    case 'choice':
      return Math.min(...node.options.map((option) => height(heights, option)));
    case 'except':
      return height(heights, node.of);
  }
}
