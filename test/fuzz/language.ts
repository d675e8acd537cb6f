import { equalTrees } from '../../src/language/equal.ts';
import { lex } from '../../src/language/lexer.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { RESERVED, SOFT } from '../../src/language/tokens.ts';
import { walk } from '../../src/language/walk.ts';
import { grammar } from '../language/ebnf.ts';
import { maps } from '../language/maps.ts';
import { type Random, seeded, sentence } from '../language/sentence.ts';

/** What a case came to: whether it was read, and formatted. */
type Outcome = 'read' | 'refused';

const PIECES: readonly string[] = [
  ...RESERVED,
  ...SOFT,
  ...'{ } ( ) [ ] " ` . , : = += ?= == != -> | ?? ? + - * / % // /* */ /// \\ \\u{ \\u{110000} \\q {" }" "{ }"'.split(
    ' ',
  ),
  ...['\n', '\r', '\r\n', '\t', '\u{0}', '\u{7f}', '\u{85}', '\u{a0}', '\u{2028}', '\u{feff}', '\u{202e}'],
  ...['\u{301}', '\u{1f469}\u{200d}\u{1f4bb}', '\u{d800}', '\u{dc00}', 'İ', 'ǅ', '٣', '日付', '𝒳', '🇹🇷', 'ﬁ'],
  ...['1.2.3', '12abc', '1e9', '0x1', '-1', '"open', '`open', '"a{b', '/* open', '"{"{"{'],
  'a'.repeat(5000),
  '"'.repeat(99),
  '('.repeat(70),
  '{'.repeat(70),
  '"{'.repeat(70),
  'if a then '.repeat(90),
  'a + '.repeat(600),
  'match a { b -> '.repeat(40),
  'not '.repeat(600),
  `${'x, '.repeat(400)}x`,
];

/** A text to spoil: a piece of a map of the repository, or a sentence of the grammar. */
function start(random: Random): string {
  const map = maps[random(maps.length)]?.text ?? '';
  if (random(3) === 0) return sentence(grammar, random, { size: 60 });
  const from = random(map.length);
  return map.slice(from, from + 50 + random(1500));
}

/** A text with a few pieces cut out, doubled, moved, or put in. */
function spoiled(random: Random): string {
  let text = start(random);
  for (let more = random(5); more > 0; more -= 1) {
    const at = random(text.length + 1);
    const end = at + random(random(2) === 0 ? 4 : 80);
    const piece = text.slice(at, end);
    switch (random(6)) {
      case 0:
        text = text.slice(0, at) + text.slice(end);
        break;
      case 1:
        text = text.slice(0, at) + piece + piece + text.slice(end);
        break;
      case 2: {
        const other = random(at + 1);
        text = text.slice(0, other) + piece + text.slice(other, at) + text.slice(end);
        break;
      }
      case 3:
        text =
          text.slice(0, at) + String.fromCharCode(random(random(2) === 0 ? 0x180 : 0x10000)) + text.slice(at);
        break;
      default:
        text = `${text.slice(0, at)}${PIECES[random(PIECES.length)]}${text.slice(random(2) === 0 ? at : end)}`;
    }
  }
  return text;
}

/** What must hold of any text, whatever it is; throws a sentence where it does not. */
export function examine(text: string): Outcome {
  const source = { path: 'fuzz.map', text };
  const must = (holds: boolean, what: string) => {
    if (!holds) throw new Error(what);
  };
  const inText = ({ start, end }: { start: number; end: number }) =>
    0 <= start && start <= end && end <= text.length;

  const lexed = lex(source);
  let last = 0;
  for (const token of lexed.tokens) {
    must(
      token.startOffset >= last && token.endOffset < text.length,
      'tokens stand in the text, one behind the other',
    );
    last = Math.max(last, token.endOffset + 1);
  }
  for (const comment of lexed.comments) {
    const { start, end } = comment.span;
    must(
      inText(comment.span) && text.slice(start, end) === comment.text,
      'a comment is what stands in its span',
    );
  }

  const { file, errors } = parse(source);
  for (const error of errors)
    must(error.message !== '' && error.span.start <= text.length, 'errors say what, and where');
  walk(file, (node) =>
    must(
      !('span' in node) || inText(node.span as { start: number; end: number }),
      `${node.kind} stands in the text`,
    ),
  );

  const formatted = print(file, source);
  if (errors.length > 0) return 'refused';
  const again = parse({ path: 'fuzz.map', text: formatted });
  // What the printer writes in parentheses may come to more than may be nested.
  if (again.errors.some(({ problem }) => problem === 'too-deep')) return 'read';
  must(again.errors.length === 0, `fmt writes what can be read: ${again.errors[0]?.message}`);
  must(equalTrees(file, again.file), 'fmt keeps the tree');
  must(again.file.comments.length === file.comments.length, 'fmt keeps the comments');
  must(
    print(again.file, { path: 'fuzz.map', text: formatted }) === formatted,
    'fmt does nothing the second time',
  );
  return 'read';
}

/** Spoils and examines a text for each seed; throws with the seed and the text of the first that fails. */
export function fuzz(seeds: {
  readonly from: number;
  readonly count: number;
}): Readonly<Record<Outcome, number>> {
  const outcomes = { read: 0, refused: 0 };
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed += 1) {
    const text = spoiled(seeded(seed));
    try {
      outcomes[examine(text)] += 1;
    } catch (error) {
      throw new Error(
        `seed ${seed}: ${error instanceof Error ? error.message : error}\n${JSON.stringify(text)}`,
        { cause: error },
      );
    }
  }
  return outcomes;
}
