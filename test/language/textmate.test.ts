import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lex } from '../../src/language/lexer.ts';
import { parse } from '../../src/language/parse.ts';
import type { SourceText } from '../../src/language/source.ts';
import {
  AnyWord,
  Identifier,
  NumberToken,
  Quoted,
  TextHead,
  TextMiddle,
  TextTail,
  type Token,
  WholeText,
} from '../../src/language/tokens.ts';
import { walk } from '../../src/language/walk.ts';
import { maps } from './maps.ts';
import { allRules, scopes, textMate } from './textmate.ts';

const KEYWORD =
  /^(?:keyword\.(?:control|declaration|operator\.word)|storage|constant\.language|variable\.language)/;
const TEXTS = new Set([WholeText, TextHead, TextMiddle, TextTail]);

/** Each token whose colour says something else than the parser. */
function wrong(source: SourceText): readonly string[] {
  const { file, errors } = parse(source);
  expect(errors).toEqual([]);
  const painted = scopes(textMate, source.text);
  const names = new Set<number>();
  walk(file, (node) => {
    if (node.kind === 'Id') names.add((node as { span?: { start: number } }).span?.start ?? -1);
    return true;
  });
  const isWord = ({ tokenType, tokenTypeIdx }: Token) =>
    tokenType !== Quoted && (tokenType === AnyWord || AnyWord.categoryMatchesMap?.[tokenTypeIdx] === true);
  const found: string[] = [];
  for (const token of lex(source).tokens) {
    const all = painted[token.startOffset] ?? [];
    const last = all.at(-1) ?? '';
    let right: boolean;
    if (token.tokenType === Identifier || (isWord(token) && names.has(token.startOffset)))
      right = !KEYWORD.test(last) && all.length > 1;
    else if (isWord(token)) right = KEYWORD.test(last);
    else if (token.tokenType === NumberToken) right = last === 'constant.numeric.map';
    else if (TEXTS.has(token.tokenType)) right = all.some((scope) => scope.startsWith('string.'));
    else right = all.length > 1;
    // What stands in a hole is no text, and what stands outside neither.
    if (right && !TEXTS.has(token.tokenType)) right = inside(all);
    if (!right) {
      const line = source.text.slice(0, token.startOffset).split('\n').length;
      found.push(`${source.path}:${line} ${token.image} is ${all.slice(1).join(' ')}`);
    }
  }
  for (const { span, text } of file.comments)
    if (!painted[span.start]?.some((scope) => scope.startsWith('comment.')))
      found.push(`no comment: ${text}`);
  return found;
}

/** No text, or the hole of one. */
function inside(all: readonly string[]): boolean {
  const text = all.findLastIndex((scope) => scope.startsWith('string.'));
  return text < 0 || all.slice(text).some((scope) => scope.startsWith('meta.embedded.'));
}

describe('grammar/map.tmLanguage.json', () => {
  const rules = [textMate, ...Object.values(textMate.repository)].flatMap(allRules);

  test('has patterns that compile, and includes that exist and are used', () => {
    for (const { match, begin, end } of rules)
      for (const pattern of [match, begin, end])
        if (pattern !== undefined) expect(() => new RegExp(pattern, 'u')).not.toThrow();
    for (const { begin, end } of rules) expect(begin === undefined).toBe(end === undefined);
    const included = rules.flatMap(({ include }) => (include === undefined ? [] : [include.slice(1)]));
    expect([...new Set(included)].sort()).toEqual(Object.keys(textMate.repository).sort());
  });

  test.each(maps.map((source) => [source.path, source] as const))(
    'colours %s as the parser reads it',
    (_, source) => {
      expect(wrong(source)).toEqual([]);
    },
  );

  test('colours every construct of the language', () => {
    expect(wrong({ path: 'every.map', text: EVERY })).toEqual([]);
  });

  test('knows texts in the holes of texts, and ends an open text with its line', () => {
    const text = 'fn f() = "a {"b {c | trim}" ?? { d = 1 }} \\{e"\nfn g() = "open {x\nfn h() = 1\n';
    const painted = scopes(textMate, text);
    const at = (word: string) => painted[text.indexOf(word)]?.slice(1).join(' ');
    expect(at('b {')).toBe('string.quoted.double.map meta.embedded.hole.map string.quoted.double.map');
    expect(at('trim')).toMatch(/meta\.embedded\.hole\.map support\.function\.map$/);
    expect(at('d =')).toMatch(/meta\.embedded\.hole\.map variable\.other\.property\.map$/);
    expect(at('\\{e')).toBe('string.quoted.double.map constant.character.escape.map');
    expect(at('e"')).toBe('string.quoted.double.map');
    expect(at('fn h')).toBe('keyword.declaration.map');
  });
});

describe('editors/vscode', () => {
  const folder = new URL('../../editors/vscode/', import.meta.url);
  const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

  test('contributes the language and the grammar of this repository', () => {
    const { contributes } = JSON.parse(read('package.json'));
    const [language] = contributes.languages;
    const [grammar] = contributes.grammars;
    expect(language).toMatchObject({ id: 'map', extensions: ['.map'] });
    expect(grammar).toMatchObject({ language: 'map', scopeName: textMate.scopeName });
    expect(JSON.parse(read(grammar.path))).toEqual(textMate);
    expect(JSON.parse(read(language.configuration)).comments).toEqual({
      lineComment: '//',
      blockComment: ['/*', '*/'],
    });
  });
});

const EVERY = `/// Documents.
migration dinamikcrm -> odoo
import "./tables.map"
choice tags : flat | path = path  because "crm.tag has no parent; a path keeps the hierarchy"
owners User -> res.users {
  match lower(login) = lower(email)        // target left
  when not active
  login = email   name = name   active = false
} else queue
owners User -> res.users { } else "admin@example.com"
provision {
  field res.partner.x_dinamik_id, crm.lead.x_dinamik_id : char(64) unique "DinamikCRM id"
  field crm.lead.x_kind : selection(
    "One", "Two"
  ) "Kind"
  field crm.lead.x_kinds : multiselect(from Label.title)? "Kinds"
  model x_thing "A thing" { name : text "Name"  number : [integer?]? unique "Number" }
  row   crm.team { key name = "Pipeline" }
  if target has module "calendar" and not source has crm.lead { row a.b { key = 1 } } else { map A -> B { use C } }
}
map Company -> res.partner {
  key   x_dinamik_id = "company:{id}"
  match host(website) = host(domain), name = name
  is_company   = true
  employees    = int(employee_count) else null
  industry_id  = res.partner.industry[name = industry] else create else reject "no {name ?? "x"}"
  user_id      = owner else queue
  category_id += labels
  comment     ?= html(notes) | truncate(2000)  because "notes over 2,000 characters are cut"
  a, b.c = ref(x as res.users) else warn "w"
  d = date "2019-03-04"
  let e = -f + 1.5 * (g ?? 0) / 2
  i = if j in [1, true, null] and k or not this == l then m else n
  o = match p { Account a -> a  Contact, Lead l -> l  "x", -1 -> 2  else -> else_value }
  q = list | where(r -> r.s != 1) | each(t -> { u = t }) | join(", ")
  later v = w as Person
  initial x = y
  exact z = y
  require a < b else warn "later"
  drop fax, skype
    because "unused since 2019"
  if tags == path { use Address } else { use Other }
}
map Person: Contact each x in lines | where(l -> l.ok) -> res.partner { use A } else -> crm.lead { use B } else skip because "rest"
common LeadOfContact { key k = 1 }
table LeadStage : Contact.status, Contact.kind -> crm.stage[team_id.name, name] {
  "Yeni" -> "Pipeline", "New" because "so"
  1, false -> null
  else   -> reject "lost leads stay in the archive"
}
fn full_name(c: Contact, d: [text?], e: a.b | c): text? = "{c.first_name ?? ""} {c.last_name ?? ""}" | trim
skip   WebSession, Other.thing because "no business value"
manual Automation because "rebuilt in Odoo Studio" { name = title  detail = json(this) }
if tags == flat or target has crm.lead { skip A because "b" }
require count(x) > 1 else reject "none"
reconcile { counts = 100%  owners >= 98%  fields >= 99.9% of sample 300 }
test "a qualified contact becomes an opportunity" {
  given  Company { id = "k1", name = "Kaya A.Ş." }
  given  odoo.crm.stage { name = "New", team_id.name = "Pipeline" }
  expect crm.lead { x_dinamik_id = "contact:c1", stage_id.name = "New" }
  expect no crm.lead { type = "x", a = false, b = null, c = d, e = this, f = 1 }
  expect reject "no"
}
/* the words of the grammar as
   fields */
map Words -> words {
  key = key  match = match.when  when = drop + use  let = let  map += table  table ?= a.because
  key key = exact  initial, later = ref(of)
  if = 1  else = 2  this = 3  null = 4
  type = from  from = x.if.then.else  create = row  \`if\` = \`else\`
  field = a ?? field  drop = warn  use = model
}
`;
