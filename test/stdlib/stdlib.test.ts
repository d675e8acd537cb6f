import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/schema/model.ts';
import { compareIn, identityIn } from '../../src/stdlib/compare.ts';
import { compareDecimal } from '../../src/stdlib/decimal.ts';
import {
  callFunction,
  Failure,
  findInstance,
  functionNames,
  instanceOf,
  isLiteralKind,
  isTimeZone,
  literalKinds,
  overloads,
  type StdArg,
  type StdDomain,
  stdlib,
} from '../../src/stdlib/index.ts';

function call(id: string, ...args: readonly StdArg[]): JsonValue | Failure {
  const instance = findInstance(id);
  if (instance === null) throw new Error(`no function ${id}`);
  return callFunction(instance, args);
}

/** A lambda in an example is the name of the field that it reads. */
function argument(value: JsonValue): StdArg {
  if (typeof value !== 'object' || value === null || !('lambda' in value)) return value;
  const field = String(value.lambda);
  return (element) =>
    typeof element === 'object' && element !== null && !Array.isArray(element)
      ? ((element as Readonly<Record<string, JsonValue>>)[field] ?? null)
      : null;
}

describe('the examples of the standard library', () => {
  for (const entry of stdlib) {
    for (const [index, example] of entry.examples.entries()) {
      it(`${entry.id}, example ${index + 1}`, () => {
        const result = call(instanceOf(entry, example.domain ?? null), ...example.args.map(argument));
        if (example.fails !== undefined) {
          expect(result).toBeInstanceOf(Failure);
          expect(result).toMatchObject({ kind: example.fails });
        } else expect(result).toEqual(example.result);
      });
    }
  }
});

describe('the table', () => {
  it('has unique ids, an example and a sentence for every function', () => {
    expect(new Set(stdlib.map((entry) => entry.id)).size).toBe(stdlib.length);
    for (const entry of stdlib) {
      expect(entry.examples, entry.id).not.toHaveLength(0);
      expect(entry.doc, entry.id).toMatch(/\.$/);
    }
  });

  it('fails in its examples only with what the signature says', () => {
    for (const entry of stdlib) {
      for (const example of entry.examples) {
        if (example.fails !== undefined) expect(entry.fails, entry.id).toContain(example.fails);
      }
    }
  });

  it('finds functions by name and by the id that a plan holds', () => {
    expect(functionNames).toContain('truncate');
    expect(overloads('truncate').map((entry) => entry.id)).toEqual(['truncate', 'truncate_html']);
    expect(overloads('constructor')).toEqual([]);
    expect(findInstance('sum:decimal')?.domain).toBe('decimal');
    expect(findInstance('sum:nonsense')).toBeNull();
    expect(findInstance('lower:text')).toBeNull();
    expect(findInstance('nonsense')).toBeNull();
  });

  it('knows time zones from offsets and nonsense', () => {
    expect(isTimeZone('Europe/Istanbul')).toBe(true);
    expect(isTimeZone('UTC')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
    expect(isTimeZone('+03:00')).toBe(false);
  });
});

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;
const lambda = fc.oneof(
  fc.constant<StdArg>((value) => value),
  fc.constant<StdArg>(() => null),
  fc.constant<StdArg>(() => new Failure('dangling', 'gone')),
  fc.constant<StdArg>(() => true),
);
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.webUrl(),
  fc.emailAddress(),
);
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, scale]) => {
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
    const body = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    return digits < 0n ? `-${body}` : body;
  });

describe('numbers that are too large', () => {
  const tooLarge = (result: unknown): void => {
    expect(result).toBeInstanceOf(Failure);
    expect(result).toHaveProperty('kind', 'convert');
  };

  it('a sum is exact or fails, whichever way it goes', () => {
    expect(call('sum:integer', [9007199254740991, 2, -3])).toBe(9007199254740990);
    tooLarge(call('sum:integer', [9007199254740991, 1]));
    tooLarge(call('sum:number', [1e308, 1e308]));
  });

  it('a text becomes the number that it says or none', () => {
    expect(call('int', '9007199254740991')).toBe(9007199254740991);
    tooLarge(call('int', '9007199254740993'));
    tooLarge(call('float', '9007199254740993'));
    tooLarge(call('float', '-9007199254740993.5'));
    tooLarge(call('float', '9'.repeat(400)));
    tooLarge(call('float', '1e999'));
    expect(call('float', '9007199254740992')).toBe(9007199254740992);
    expect(call('float', '0.1234567890123456789')).toBe(0.12345678901234568);
  });

  it('nothing is less than zero and zero', () => {
    for (const zero of [call('float', '-0.0'), call('round_float', -0.2), call('int_of_float', -0)])
      expect(zero).toBe(0);
  });
});

describe('laws', () => {
  it('two values have one identity where, and only where, they are equal', () => {
    const instants = fc
      .tuple(fc.constantFrom('10:11:12', '10:11:13'), fc.constantFrom('', '.0', '.10', '.1', '.100000000'))
      .map(([time, fraction]) => `2019-03-04T${time}${fraction}Z`);
    const short = fc.constantFrom('1.5', '1.50', '-0.0', '0', '01.5', '15', '0.150', '.5', 'x', '1e1');
    const of = { decimal: fc.oneof(decimals, short), instant: instants, text: texts } as const;
    for (const [domain, some] of Object.entries(of))
      fc.assert(
        fc.property(some, some, (a, b) => {
          const order = compareIn(domain as StdDomain, a, b);
          expect(identityIn(domain as StdDomain, a) === identityIn(domain as StdDomain, b)).toBe(
            order === null ? a === b : order === 0,
          );
        }),
        { numRuns: 500 },
      );
  });

  it('no function throws, whatever it is given', () => {
    const domains = fc.constantFrom<StdDomain | null>(
      'text',
      'number',
      'decimal',
      'date',
      'instant',
      'reference',
      null,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...stdlib),
        domains,
        fc.array(fc.oneof(json, texts, fc.integer(), fc.double(), fc.array(texts), fc.array(json), lambda), {
          maxLength: 4,
        }),
        (entry, domain, args) => {
          const result = call(instanceOf(entry, entry.domainOf === undefined ? null : domain), ...args);
          expect(result === undefined).toBe(false);
          if (entry.nulls === 'pass' && args.includes(null)) expect(result).toBeNull();
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('no function throws or hides nonsense when the types fit and the values do not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...stdlib),
        texts,
        fc.integer(),
        fc.boolean(),
        (entry, text, number, fits) => {
          const args = entry.params.map((param): StdArg => {
            if (isLiteralKind(param.type) && fits) return literalKinds[param.type].example;
            if (param.type === 'integer' || param.type === 'float') return number;
            if (typeof param.type === 'object' && 'list' in param.type) return [text, text];
            if (typeof param.type === 'object' && 'lambda' in param.type) return () => null;
            return text;
          });
          const result = call(entry.id, ...args);
          if (result instanceof Failure) expect(result.reason).not.toBe('');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('text brings back what html escaped', () => {
    const words = fc
      .array(fc.stringMatching(/^[^\s]{1,8}$/), { minLength: 1, maxLength: 5 })
      .map((w) => w.join(' '));
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), (lines) => {
        const text = lines.join('\n');
        const markup = call('html', text);
        expect(markup).not.toMatch(/<(?!br>)/);
        expect(call('text', markup as string)).toBe(text);
      }),
    );
  });

  it('truncate gives a prefix of at most the length and no half characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 20 }), (text, length) => {
        const cut = call('truncate', text, length) as string;
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(cut.isWellFormed()).toBe(true);
        if (text.length <= length) expect(cut).toBe(text);
      }),
    );
  });

  it('truncate of HTML stays within the length and closes what it opens', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b>',
      '</b>',
      '<br>',
      '&amp;',
      'word ',
      '👍',
      '<img src="x">',
      '<i/>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 0, max: 60 }), (pieces, length) => {
        const markup = pieces.join('');
        const cut = call('truncate_html', markup, length) as string;
        expect(cut.length).toBeLessThanOrEqual(length);
        if (markup.length <= length) expect(cut).toBe(markup);
        else {
          for (const tag of ['p', 'b']) {
            expect(cut.split(`<${tag}>`).length).toBe(cut.split(`</${tag}>`).length);
          }
          expect(cut.replaceAll('&amp;', '')).not.toContain('&');
        }
      }),
    );
  });

  it('sums of decimals are exact and do not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(decimals, { maxLength: 8 }), (list) => {
        const sum = call('sum:decimal', list) as string;
        expect(call('sum:decimal', list.toReversed())).toBe(sum);
        const scaled = (text: string): bigint => {
          const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
          return (text.startsWith('-') ? -1n : 1n) * BigInt(whole + fraction.padEnd(12, '0'));
        };
        expect(scaled(sum)).toBe(list.map(scaled).reduce((a, b) => a + b, 0n));
      }),
    );
  });

  it('decimal keeps every canonical decimal as it is written', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const zero = /^-[0.]+$/.test(text);
        expect(call('decimal', text)).toBe(zero ? text.slice(1) : text);
      }),
    );
  });

  it('sort is a permutation in order, and nothing is lost with nulls among the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.option(decimals)), (list) => {
        const elements = list.map((p, i) => ({ p, i }));
        const sorted = call(
          'sort:decimal',
          elements,
          argument({ lambda: 'p' }),
        ) as unknown as typeof elements;
        expect(sorted.map((e) => e.i).sort((a, b) => a - b)).toEqual(elements.map((e) => e.i));
        const keys = sorted.map((e) => e.p);
        for (const [index, key] of keys.entries()) {
          const next = keys[index + 1];
          if (key === null) expect(next ?? null).toBeNull();
          else if (next != null) expect(compareDecimal(key, next)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('the day of an instant begins at or before it, in the zone', () => {
    const zone = fc.constantFrom('Europe/Istanbul', 'America/New_York', 'Asia/Kathmandu', 'UTC');
    const instants = fc
      .date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((d) => d.toISOString());
    fc.assert(
      fc.property(instants, zone, (instant, where) => {
        const begin = call('instant_of_date', call('date', instant, where) as string, where) as string;
        const hours = (Date.parse(instant) - Date.parse(begin)) / 3_600_000;
        expect(hours).toBeGreaterThanOrEqual(0);
        expect(hours).toBeLessThan(25);
      }),
      { numRuns: 60 },
    );
  });

  it('host is the same for every way of writing an address', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        const host = call('host', domain);
        expect(call('host', `https://www.${domain.toUpperCase()}/x?y=1`)).toBe(call('host', `www.${domain}`));
        if (!domain.startsWith('www.')) expect(host).toBe(domain.toLowerCase());
      }),
    );
  });
});

describe('pending lambdas', () => {
  it('are applied to every element, and a settled failure after them does not hide them', () => {
    const asked: JsonValue[] = [];
    const result = call('each', [1, 2, 3], (value) => {
      asked.push(value);
      return value === 2 ? 20 : new Failure('pending', 'not fetched yet');
    });
    expect(asked).toEqual([1, 2, 3]);
    expect(result).toMatchObject({ kind: 'pending' });
  });

  it('chain fails on a circle', () => {
    expect(call('chain', 'a', (value) => (value === 'a' ? 'b' : 'a'))).toMatchObject({ kind: 'dangling' });
  });
});
