import { define } from './define.ts';
import { Failure } from './failure.ts';
import { literalKinds } from './literals.ts';
import { remembered } from './remembered.ts';
import { quote } from './text-functions.ts';

const CASED = [
  { name: 'value', type: 'text' },
  { name: 'language', type: 'locale', optional: true },
] as const;
/** Functions that change the letters of a text: small ones, capitals, letters without their marks. */
export const letterFunctions = [
  define({
    name: 'lower',
    params: CASED,
    result: 'text',
    doc: 'In small letters, by the rules of the language that is named; without one by those of no particular language (I becomes i).',
    examples: [
      { args: ['Kaya@Example.COM'], result: 'kaya@example.com' },
      { args: ['IŞIK', 'tr'], result: 'ışık' },
    ],
    implement: ([value, language]) => inLanguage(language, (lower) => lower(value)),
  }),
  define({
    name: 'upper',
    params: CASED,
    result: 'text',
    doc: 'In capitals, by the rules of the language that is named; without one by those of no particular language (i becomes I).',
    examples: [
      { args: ['gb-ldn'], result: 'GB-LDN' },
      { args: ['izmir', 'tr'], result: 'İZMİR' },
    ],
    implement: ([value, language]) => inLanguage(language, (_, upper) => upper(value)),
  }),
  define({
    name: 'title_case',
    params: CASED,
    result: 'text',
    loses: true,
    doc: 'Each word with a capital and small letters after it, for what was typed in capitals alone; what else a word was (McDonald, IBM) is gone.',
    examples: [
      { args: ['AYŞE NUR KAYA-IŞIK', 'tr'], result: 'Ayşe Nur Kaya-Işık' },
      { args: ["o'neill and McDonald's"], result: "O'Neill And Mcdonald's" },
    ],
    implement: ([value, language]) =>
      inLanguage(language, (lower, upper) =>
        value.replace(WORD, (_, first: string, rest: string) => upper(first) + lower(rest)),
      ),
  }),
  define({
    name: 'unaccent',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    loses: true,
    doc: 'Latin letters without the marks that a language puts on them: to compare names that were typed with and without.',
    examples: [
      { args: ['Işık Güneş'], result: 'Isik Gunes' },
      { args: ['Øresund Straße'], result: 'Oresund Strasse' },
    ],
    implement: ([value]) => unaccent(value),
  }),
  define({
    name: 'slug',
    params: [{ name: 'value', type: 'text' }],
    result: 'text',
    doc: 'Small letters a to z and digits, everything between them one hyphen: for technical names, not for keys.',
    examples: [
      { args: ['Satış Hattı & Co.'], result: 'satis-hatti-co' },
      { args: ['Straße 7'], result: 'strasse-7' },
    ],
    implement: ([value]) => slugOf(value),
  }),
];

const isKnown = remembered(64, (locale: string) => literalKinds.locale.problem(locale, {}) === null);

/** Without a language never by that of the machine. Only a plan from elsewhere names one that there is not. */
function inLanguage(
  language: string | undefined,
  work: (lower: (text: string) => string, upper: (text: string) => string) => string,
): string | Failure {
  if (language === undefined)
    return work(
      (text) => text.toLowerCase(),
      (text) => text.toUpperCase(),
    );
  if (!isKnown(language)) return new Failure('convert', `there is no language ${quote(language)}`);
  return work(
    (text) => text.toLocaleLowerCase(language),
    (text) => text.toLocaleUpperCase(language),
  );
}

/** A single letter behind an apostrophe ends the word before it: John's. */
const WORD = /(\p{L})((?:[\p{L}\p{M}]|['’]\p{L}(?![\p{L}\p{M}]))*)/gu;

// Letters that Unicode does not take apart into a base letter and a mark.
const LETTERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

/** Of Latin letters only: elsewhere a mark may be what tells two letters apart. */
function unaccent(value: string): string {
  return value
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[ıßøđðłæœþ]/gi, (letter) => {
      const plain = LETTERS[letter.toLowerCase()] ?? letter;
      return letter === letter.toLowerCase() ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
    });
}

function slugOf(value: string): string {
  return value
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ıßøđðłæœþ]/g, (letter) => LETTERS[letter] ?? letter)
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .join('-');
}
