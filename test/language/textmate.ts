import { readFileSync } from 'node:fs';

/** The parts of TextMate grammars that ours uses. */
interface TextMateRule {
  readonly include?: string;
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly endCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly TextMateRule[];
}
interface TextMateGrammar extends TextMateRule {
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly repository: Readonly<Record<string, TextMateRule>>;
}

export const textMate: TextMateGrammar = JSON.parse(
  readFileSync(new URL('../../grammar/map.tmLanguage.json', import.meta.url), 'utf8'),
);

/** Every rule, repository included. */
export function allRules(rule: TextMateRule): readonly TextMateRule[] {
  return [rule, ...(rule.patterns ?? []).flatMap(allRules)];
}

const compiled = new Map<string, RegExp>();
function regex(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(pattern, 'dgu');
  compiled.set(pattern, known);
  return known;
}

interface Open {
  readonly rule: TextMateRule;
  readonly scopes: readonly string[];
}

/**
 * The scopes of each UTF-16 unit of a text, as editors find them: line by line, the first match from where they stand,
 * the end of the open rule before its patterns. Throws where rules go on without reading anything.
 */
export function scopes(grammar: TextMateGrammar, text: string): readonly (readonly string[])[] {
  const result: (readonly string[])[] = [];
  const stack: Open[] = [{ rule: grammar, scopes: [grammar.scopeName] }];
  const top = () => stack.at(-1) ?? { rule: grammar, scopes: [] };
  const flat = (rules: readonly TextMateRule[]): readonly TextMateRule[] =>
    rules.flatMap((rule) => {
      if (rule.include === undefined) return rule.match || rule.begin ? [rule] : flat(rule.patterns ?? []);
      const named = grammar.repository[rule.include.slice(1)];
      if (!named) throw new Error(`no ${rule.include}`);
      return flat([named]);
    });
  let offset = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const content = line.replace(/\r?\n$/, '');
    let at = 0;
    let still = 0;
    const paint = (from: number, to: number, names: readonly string[]) => {
      for (let index = from; index < to; index += 1) result[offset + index] = names;
    };
    const capture = (found: RegExpExecArray, base: readonly string[], names: TextMateRule['captures']) => {
      paint(found.index, found.index + found[0].length, base);
      for (const [index, { name }] of Object.entries(names ?? {})) {
        const range = found.indices?.[Number(index)];
        if (range) paint(range[0], range[1], [...base, name]);
      }
    };
    for (;;) {
      const { rule, scopes: base } = top();
      let best: { found: RegExpExecArray; rule: TextMateRule | null } | null = null;
      const attempt = (pattern: string, candidate: TextMateRule | null) => {
        const tried = regex(pattern);
        tried.lastIndex = at;
        const found = tried.exec(content);
        if (found && (!best || found.index < best.found.index)) best = { found, rule: candidate };
      };
      if (rule.end !== undefined) attempt(rule.end, null);
      for (const candidate of flat(rule.patterns ?? []))
        attempt(candidate.match ?? candidate.begin ?? '', candidate);
      // TypeScript does not see that `attempt` sets it.
      const picked = best as { found: RegExpExecArray; rule: TextMateRule | null } | null;
      if (!picked) {
        paint(at, line.length, base);
        break;
      }
      const { found, rule: next } = picked;
      paint(at, found.index, base);
      const named = next?.name ? [...base, next.name] : base;
      if (next === null) {
        capture(found, base, rule.endCaptures ?? rule.captures);
        stack.pop();
      } else if (next.begin === undefined) capture(found, named, next.captures);
      else {
        capture(found, named, next.beginCaptures ?? next.captures);
        stack.push({ rule: next, scopes: named });
      }
      still = found[0] === '' ? still + 1 : 0;
      if (still > 20) throw new Error(`rules go round in ${content}`);
      at = found.index + found[0].length;
    }
    offset += line.length;
  }
  return result;
}
