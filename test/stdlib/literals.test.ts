import { expect, test } from 'vitest';
import { isLiteralKind, literalKinds, type StdLiteral, stdlib } from '../../src/stdlib/index.ts';

test('what a message gives as an example is one', () => {
  for (const { example, problem } of Object.values(literalKinds))
    expect(problem(example, { pattern: '(a)(b)' }), example).toBeNull();
});

test('a wrong one says what is wrong with it', () => {
  const wrong: Readonly<Record<StdLiteral, readonly [string, RegExp]>> = {
    zone: ['Europe/Atlantis', /^there is no time zone `Europe\/Atlantis`$/],
    locale: ['tr_TR', /^there is no language `tr_TR`$/],
    country: ['UK', /^there is no country `UK`$/],
    pattern: ['(a', /^`\(a` is no regular expression: missing closing \)$/],
    replacement: ['$3', /^the pattern has 2 groups, and no `\$3`$/],
    mark: [';', /^the decimal mark is a comma or a point, and not `;`$/],
    date_format: ['DD.MM.YYYY', /^`DD\.MM\.YYYY` is no format: `DD` means nothing in it$/],
    local_format: ['dd.MM.yyyy', /^`dd\.MM\.yyyy` is no format: it has no hour/],
  };
  for (const [kind, [text, reason]] of Object.entries(wrong))
    expect(literalKinds[kind as StdLiteral].problem(text, { pattern: '(a)(b)' })).toMatch(reason);
});

test('every example of a function has literals that are right', () => {
  for (const { id, params, examples } of stdlib)
    for (const { args } of examples) {
      const beside: Partial<Record<StdLiteral, string>> = {};
      for (const [index, { type }] of params.entries()) {
        const arg = args[index];
        if (!isLiteralKind(type) || typeof arg !== 'string') continue;
        expect(literalKinds[type].problem(arg, beside), `${id}: ${arg}`).toBeNull();
        beside[type] = arg;
      }
    }
});
