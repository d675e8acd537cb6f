import type { Edit, Fix } from './fix.ts';
import type { FoundError, SyntaxError_ } from './problem.ts';
import * as t from './tokens.ts';
import { SOFT } from './tokens.ts';

/** What a syntax error is, seen with the tokens around it: a better message, and fixes. */
type Better = Pick<SyntaxError_, 'message'> & { readonly fixes: readonly Fix[] };

/** The tokens around the place of an error: `at(0)` is the one that stands there or behind it, `at(-1)` before. */
interface Around {
  readonly at: (offset: number) => t.Token | undefined;
  /** The tokens before `at(0)` on the line of the nearest, the nearest first. */
  readonly before: readonly t.Token[];
  readonly error: SyntaxError_;
}

/**
 * Tells what people meant who come from other languages, or forgot what the grammar wants: the parser says only what it
 * did not find. Errors that are no known slip stay as they are.
 */
export function withSlips(
  errors: readonly FoundError[],
  tokens: readonly t.Token[],
): readonly SyntaxError_[] {
  return errors.map(({ found, ...error }) => {
    const index = tokens.findIndex(({ startOffset }) => startOffset === found);
    const here = index < 0 ? tokens.length : index;
    const line = tokens[here - 1]?.startLine;
    const around: Around = {
      error,
      at: (offset) => tokens[here + offset],
      before: tokens
        .slice(0, here)
        .filter(({ startLine }) => startLine === line)
        .reverse(),
    };
    for (const slip of SLIPS) {
      const better = slip(around);
      if (better) return { ...error, ...better };
    }
    return error;
  });
}

const SLIPS: readonly ((around: Around) => Better | null)[] = [
  assignmentMark,
  capitalWord,
  isNull,
  foreignWord,
  singleEquals,
  doubleEqualsInMatch,
  typedLet,
  arrowMark,
  elseIf,
  missingReason,
  misspeltDeclaration,
  decimalComma,
  bareDate,
  bareCommon,
  missingPercent,
  missingBracket,
  ternary,
];

/** `name: title`, `name == title`, `name -> title`. */
function assignmentMark({ error, at }: Around): Better | null {
  const mark = at(0);
  if (!mark || !/^`=`, `\+=` or `\?=` is missing/.test(error.message)) return null;
  const name = at(-1);
  const colon = mark.tokenType === t.Colon;
  if (!colon && mark.tokenType !== t.EqualEqual && mark.tokenType !== t.Arrow) return null;
  return {
    message: `a field is assigned with \`=\`, not with \`${mark.image}\``,
    fixes: [
      fix(
        mark.tokenType === t.Arrow ? 'maybe' : 'safe',
        'write `=`',
        replace(error, mark, colon && name?.endOffset === mark.startOffset - 1 ? ' =' : '='),
      ),
    ],
  };
}

const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'if', 'then', 'else', 'in', 'as', 'because']);

/** `AND`, `Or`: the words of the language are small. */
function capitalWord({ error, at }: Around): Better | null {
  if (!/^`=`, `\+=` or `\?=` is missing/.test(error.message)) return null;
  const word = at(-1);
  const small = word?.image.toLowerCase() ?? '';
  if (!word || !WORDS.has(small) || small === word.image) return null;
  return {
    message: `\`${word.image}\` is written in small letters`,
    fixes: [fix('safe', `write \`${small}\``, replace(error, word, small))],
  };
}

/** Words of other languages, with what says it here. */
const FOREIGN: Readonly<Record<string, { readonly message: string; readonly word: string | null }>> = {
  where: { message: 'the records of a map are chosen with `when`', word: 'when' },
  filter: { message: 'the records of a map are chosen with `when`', word: 'when' },
  var: { message: 'a value is given a name with `let`', word: 'let' },
  const: { message: 'a value is given a name with `let`', word: 'let' },
  include: { message: 'the lines of a `common` are taken in with `use`', word: 'use' },
  ignore: { message: 'fields are left behind with `drop … because "…"`', word: 'drop' },
  skip: { message: 'fields are left behind with `drop … because "…"`', word: 'drop' },
  select: { message: 'each field has a line of its own: `name = name`', word: null },
  set: { message: 'a field is assigned without a word before it: `name = name`', word: null },
  like: { message: 'texts are searched with `contains(…)`, `starts_with(…)` and `ends_with(…)`', word: null },
};

function foreignWord({ error, at }: Around): Better | null {
  if (!/^`=`, `\+=` or `\?=` is missing/.test(error.message)) return null;
  const word = at(-1);
  const known = word && Object.hasOwn(FOREIGN, word.image) ? FOREIGN[word.image] : undefined;
  if (!word || !known) return null;
  return {
    message: known.message,
    fixes:
      known.word === null ? [] : [fix('maybe', `write \`${known.word}\``, replace(error, word, known.word))],
  };
}

/** `a is null`, `a is not null`. */
function isNull({ error, at }: Around): Better | null {
  if (!/^`=`, `\+=` or `\?=` is missing/.test(error.message)) return null;
  const is = at(-1);
  if (is?.image.toLowerCase() !== 'is') return null;
  const not = at(0)?.image.toLowerCase() === 'not' ? at(0) : undefined;
  const value = not ? at(1) : at(0);
  const operator = not ? '!=' : '==';
  const small = value?.image.toLowerCase() === 'null';
  return {
    message: `two values are compared with \`${operator}\`, not with \`is\``,
    fixes:
      small && value
        ? [
            fix('safe', `write \`${operator} null\``, [
              {
                span: { ...error.span, start: is.startOffset, end: value.endOffset + 1 },
                text: `${operator} null`,
              },
            ]),
          ]
        : [],
  };
}

/** `when a = b`, `if a = b then`, `require a = b else`. */
function singleEquals({ error, at, before }: Around): Better | null {
  const mark = at(0);
  if (mark?.tokenType !== t.Equal) return null;
  const asks =
    error.message.startsWith('`then` is missing') ||
    error.message.startsWith('`else reject "…"` or') ||
    (error.message.startsWith('`=` is not expected') && before.at(-1)?.image === 'when');
  return asks
    ? {
        message: '`=` assigns; two values are compared with `==`',
        fixes: [fix('safe', 'write `==`', replace(error, mark, '=='))],
      }
    : null;
}

/** `match a == b`. */
function doubleEqualsInMatch({ error, before }: Around): Better | null {
  if (!error.message.startsWith('`=` is missing in this `match`')) return null;
  const mark = before.find(({ tokenType }) => tokenType === t.EqualEqual);
  return mark
    ? {
        message: 'a `match` names its pairs with `=`: the field of the target left, the source right',
        fixes: [fix('safe', 'write `=`', replace(error, mark, '='))],
      }
    : null;
}

/** `let x: text = a`. */
function typedLet({ error, at }: Around): Better | null {
  const colon = at(0);
  if (colon?.tokenType !== t.Colon || !error.message.startsWith('`=` is missing in this `let`')) return null;
  for (let ahead = 1; at(ahead)?.startLine === colon.startLine; ahead += 1) {
    const equal = at(ahead);
    if (equal?.tokenType !== t.Equal) continue;
    const span = { ...error.span, start: colon.startOffset, end: equal.startOffset };
    return {
      message: 'a `let` has the type of its value, and names none',
      fixes: [fix('safe', 'take the type out', [{ span, text: ' ' }])],
    };
  }
  return null;
}

/** `"x": "y"`, `"x" = "y"` in a table or a `match`; `map a to b`. */
function arrowMark({ error, at }: Around): Better | null {
  const mark = at(0);
  if (!mark || !error.message.startsWith('`->` is missing')) return null;
  if (![':', '=', 'to', 'into', '>'].includes(mark.image)) return null;
  const touching = at(-1)?.endOffset === mark.startOffset - 1;
  return {
    message: `what becomes of it stands behind \`->\`, not behind \`${mark.image}\``,
    fixes: [fix('safe', 'write `->`', replace(error, mark, touching ? ' ->' : '->'))],
  };
}

/** `elif`, `elsif`, `elseif`. */
function elseIf({ error, at }: Around): Better | null {
  const word = at(0);
  if (!word || !error.message.startsWith('`else` is missing in this `if')) return null;
  return /^(elif|elsif|elseif)$/i.test(word.image)
    ? {
        message: `\`${word.image}\` is written \`else if\``,
        fixes: [fix('safe', 'write `else if`', replace(error, word, 'else if'))],
      }
    : null;
}

/** `drop a`, `skip a "x"`. */
function missingReason({ error, at }: Around): Better | null {
  if (!error.message.endsWith('needs a reason: `because "…"`')) return null;
  const text = at(0);
  const last = at(-1);
  if (text?.tokenType === t.WholeText && text.startLine === last?.startLine)
    return {
      message: error.message,
      fixes: [fix('safe', 'write `because` before it', insert(error, text.startOffset, 'because '))],
    };
  return last === undefined
    ? null
    : {
        message: error.message,
        fixes: [fix('maybe', 'say why', insert(error, last.endOffset + 1, ' because ""'))],
      };
}

const DECLARATIONS: readonly string[] = SOFT.slice(0, SOFT.indexOf('given')).filter(
  (word) => !['field', 'model', 'row'].includes(word),
);

/** `Map`, `tabel`, `function`. */
function misspeltDeclaration({ error, at }: Around): Better | null {
  const word = at(0);
  if (!word || !error.message.includes('a declaration starts with a word such as')) return null;
  const small = word.image.toLowerCase();
  if (small === 'function' || small === 'def' || small === 'func')
    return {
      message: `\`${word.image}\` is written \`fn\`: \`fn name(value: text): text = …\``,
      fixes: [fix('maybe', 'write `fn`', replace(error, word, 'fn'))],
    };
  const meant = DECLARATIONS.find((one) => one === small) ?? DECLARATIONS.find((one) => near(one, small));
  return meant === undefined
    ? null
    : {
        message: `no declaration starts with \`${word.image}\`; did you mean \`${meant}\`?`,
        fixes: [fix('safe', `write \`${meant}\``, replace(error, word, meant))],
      };
}

/** A letter more, a letter less, another letter, or two swapped. */
function near(word: string, written: string): boolean {
  if (word.length < 3 || Math.abs(word.length - written.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === written[start]) start += 1;
  const [one, other] = [word.slice(start), written.slice(start)];
  return (
    one.slice(1) === other ||
    one === other.slice(1) ||
    one.slice(1) === other.slice(1) ||
    (one[0] === other[1] && one[1] === other[0] && one.slice(2) === other.slice(2))
  );
}

/** `1,5`. */
function decimalComma({ error, at }: Around): Better | null {
  const [whole, comma, digits] = [at(-2), at(-1), at(0)];
  if (whole?.tokenType !== t.NumberToken || comma?.tokenType !== t.Comma) return null;
  if (digits?.tokenType !== t.NumberToken || digits.startOffset !== whole.endOffset + 2) return null;
  return {
    message: `\`${whole.image},${digits.image}\` is no number: decimals stand behind a point, and nothing between thousands`,
    fixes: ['.', ''].map((by) =>
      fix('maybe', `write \`${whole.image}${by}${digits.image}\``, replace(error, comma, by)),
    ),
  };
}

/** `date 2024-01-31`. */
function bareDate({ error, at }: Around): Better | null {
  const [word, year, , month, , day] = [at(-1), at(0), at(1), at(2), at(3), at(4)];
  if (word?.image !== 'date' || year?.tokenType !== t.NumberToken || !month || !day) return null;
  const text = `${year.image}-${month.image}-${day.image}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const span = { ...error.span, start: year.startOffset, end: day.endOffset + 1 };
  return {
    message: 'a day stands in quotes behind `date`',
    fixes: [fix('safe', `write \`date "${text}"\``, [{ span, text: `"${text}"` }])],
  };
}

/** `common A = { … }`. */
function bareCommon({ error, at }: Around): Better | null {
  const [name, mark, brace] = [at(-1), at(0), at(1)];
  if (!name || mark?.tokenType !== t.Equal || brace?.tokenType !== t.LeftBrace) return null;
  if (!error.message.startsWith('`{` is missing')) return null;
  const span = { ...error.span, start: name.endOffset + 1, end: brace.startOffset };
  return {
    message: `the block stands right behind the name \`${name.image}\`, without \`=\``,
    fixes: [fix('safe', 'take the `=` out', [{ span, text: ' ' }])],
  };
}

function missingPercent({ error, at }: Around): Better | null {
  const number = at(-1);
  return number && error.message.startsWith('`%` is missing')
    ? { message: error.message, fixes: [fix('safe', 'write `%`', insert(error, number.endOffset + 1, '%'))] }
    : null;
}

/** A bracket that is missing at the end of its line. */
function missingBracket({ error, at }: Around): Better | null {
  const bracket = /^`([)\]])` is missing/.exec(error.message)?.[1];
  const last = at(-1);
  if (bracket === undefined || last === undefined) return null;
  const next = at(0);
  return next !== undefined && next.startLine === last.startLine
    ? null
    : {
        message: error.message,
        fixes: [fix('maybe', `write \`${bracket}\``, insert(error, last.endOffset + 1, bracket))],
      };
}

/** `a ? b : c`. */
function ternary({ error, at }: Around): Better | null {
  return at(0)?.tokenType === t.Question && error.message.startsWith('`?` is not expected')
    ? { message: '`a ? b : c` is written `if a then b else c`', fixes: [] }
    : null;
}

function fix(safety: Fix['safety'], title: string, edits: readonly Edit[]): Fix {
  return { title, safety, edits };
}

function replace({ span }: SyntaxError_, token: t.Token, text: string): readonly Edit[] {
  return [{ span: { ...span, start: token.startOffset, end: token.endOffset + 1 }, text }];
}

function insert({ span }: SyntaxError_, at: number, text: string): readonly Edit[] {
  return [{ span: { ...span, start: at, end: at }, text }];
}
