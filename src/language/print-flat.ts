import type {
  Arg,
  Body,
  Column,
  Expr,
  Fact,
  Handler,
  Id,
  Index,
  Literal,
  Name,
  Pattern,
  RejectHandler,
  Statement,
  Static,
  TableEntry,
  Text,
  Threshold,
  TypeExpr,
} from './ast.ts';
import { branchLevel, LEVEL, level, negatedLevel, operandLevels, pipedLevel } from './print-levels.ts';
import { listed } from './print-lines.ts';
import { RESERVED } from './tokens.ts';

/**
 * Everything below a declaration on one line, whatever its length: what the layout uses when it fits, and what stands
 * in the holes of a text, which must not break.
 */

// ── Names and texts ───────────────────────────────────────────────────────────────────────────────────────

const BARE = /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u;
const RESERVED_WORDS: ReadonlySet<string> = new Set(RESERVED);

/** Where any word may stand: in backticks only if it was written so, or is no word. */
export function id({ name, quoted }: Id): string {
  return quoted || !BARE.test(name) ? `\`${name}\`` : name;
}

/** Where an expression or a pattern may start: a reserved word needs its backticks. */
export function freeId(node: Id): string {
  return RESERVED_WORDS.has(node.name) ? `\`${node.name}\`` : id(node);
}

export function name(node: Name): string {
  return node.ids.map(id).join('.');
}

export function names(nodes: readonly Name[]): string {
  return nodes.map(name).join(', ');
}

/** The names of a list, each with its comma. */
export function pieces(nodes: readonly Name[]): readonly string[] {
  return listed(nodes.map(name));
}

/** A text between quotes; characters that cannot be seen are written by their code point. */
export function quote(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replace(/["\\{}]|[\p{Cc}\p{Zl}\p{Zp}\u{feff}]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (/["\\{}]/.test(character)) return `\\${character}`;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

export function text(node: Text): string {
  return `"${node.parts.map((part) => (typeof part === 'string' ? escaped(part) : `{${expr(part)}}`)).join('')}"`;
}

export function literal({ value }: Literal): string {
  switch (value.kind) {
    case 'text':
      return quote(value.value);
    case 'number':
      return value.value;
    case 'boolean':
      return String(value.value);
    case 'null':
      return 'null';
  }
}

export function literals(nodes: readonly Literal[]): string {
  return nodes.map(literal).join(', ');
}

// ── Expressions ───────────────────────────────────────────────────────────────────────────────────────────

/**
 * What stands after `match`: in parentheses where the parser would take `match` for a field's name. A level above all
 * others asks for them.
 */
export function subjectLevel(subject: Expr): number {
  const unclear = /^(?:[-[{]|(?:in|as|because|date|match)(?![\p{L}\p{M}\p{Nd}_]))/u;
  return unclear.test(expr(subject, LEVEL.expr)) ? LEVEL.postfix + 1 : LEVEL.expr;
}

/** An expression where at least `least` is needed, in parentheses if it holds together less. */
export function expr(node: Expr, least: number = LEVEL.value): string {
  const inner = bare(node);
  return level(node) < least ? `(${inner})` : inner;
}

function bare(node: Expr): string {
  switch (node.kind) {
    case 'Else':
      return [expr(node.value, LEVEL.expr), ...node.handlers.map((each) => `else ${handler(each)}`)].join(
        ' ',
      );
    case 'If': {
      const condition = expr(node.condition, branchLevel(node.condition));
      const then = expr(node.then, branchLevel(node.then));
      return `if ${condition} then ${then} else ${expr(node.otherwise, LEVEL.expr)}`;
    }
    case 'Pipe':
      return `${expr(node.value, pipedLevel(node.value))} | ${id(node.fn)}${node.args ? args(node.args) : ''}`;
    case 'Binary': {
      const { left, right } = operandLevels(node.operator);
      return `${expr(node.left, left)} ${node.operator} ${expr(node.right, right)}`;
    }
    case 'Unary':
      return node.operator === 'not'
        ? `not ${expr(node.operand, LEVEL.not)}`
        : `-${expr(node.operand, negatedLevel(node.operand))}`;
    case 'As':
      return `${expr(node.value, LEVEL.postfix)} as ${name(node.name)}`;
    case 'Member':
      return `${object(node.object)}.${id(node.member)}`;
    case 'Index':
      return `${object(node.object)}[${node.items.map(item).join(', ')}]`;
    case 'Literal':
      return literal(node);
    case 'Text':
      return text(node);
    case 'DateLiteral':
      return `date ${quote(node.value)}`;
    case 'This':
      return 'this';
    case 'NameRef':
      // A field called match is taken for a match expression before some words; in parentheses it never is.
      return node.id.name === 'match' && !node.id.quoted ? '(match)' : freeId(node.id);
    case 'Call':
      return `${callee(node.callee)}${args(node.args)}`;
    case 'List':
      return `[${node.items.map((each) => expr(each)).join(', ')}]`;
    case 'Record':
      return body(node.body, true);
    case 'MatchExpr': {
      const arms = node.arms.map((arm) => `${pattern(arm.pattern)} -> ${expr(arm.value)}`);
      const lines = arms.map((arm, index) => arm + armSeparator(arm, arms[index + 1]));
      return `match ${expr(node.subject, subjectLevel(node.subject))} ${braces(lines, '  ')}`;
    }
  }
}

/** What a dot or a bracket follows: here a field called match can stand as it is. */
export function object(node: Expr): string {
  return node.kind === 'NameRef' ? freeId(node.id) : expr(node, LEVEL.postfix);
}

export function callee(node: Id): string {
  return node.name === 'match' ? '`match`' : freeId(node);
}

export function item({ left, right }: Index['items'][number]): string {
  return right ? `${expr(left, LEVEL.expr)} = ${expr(right, LEVEL.expr)}` : expr(left, LEVEL.expr);
}

export function args(nodes: readonly Arg[]): string {
  return `(${nodes.map(arg).join(', ')})`;
}

export function arg({ param, value }: Arg): string {
  return param ? `${freeId(param)} -> ${expr(value)}` : expr(value);
}

/** Words that would be read as a handler, where a field of that name is meant. */
const HANDLER_WORDS = /^(?:create|queue|reject|warn)(?![\p{L}\p{M}\p{Nd}_])/u;

/** Whether the value after `else` must stand in parentheses. */
export function looksLikeHandler(value: Expr): boolean {
  return HANDLER_WORDS.test(expr(value, LEVEL.expr));
}

export function handler(node: Handler): string {
  switch (node.kind) {
    case 'CreateHandler':
      return node.body ? `create ${body(node.body, true)}` : 'create';
    case 'RejectHandler':
      return rejection(node);
    case 'WarnHandler':
      return `warn ${text(node.message)}`;
    case 'QueueHandler':
      return 'queue';
    case 'ValueHandler':
      return looksLikeHandler(node.value) ? `(${expr(node.value)})` : expr(node.value, LEVEL.expr);
  }
}

export function rejection(node: RejectHandler): string {
  return `reject ${text(node.message)}`;
}

export function pattern(node: Pattern): string {
  return patternPieces(node).join(' ');
}

/** The alternatives of a pattern, each with its comma. */
export function patternPieces(node: Pattern): readonly string[] {
  switch (node.kind) {
    case 'else':
      return ['else'];
    case 'literals':
      return listed(node.values.map(literal));
    case 'entities':
      return listed(
        node.entities.map(({ entity, binder }) =>
          binder ? `${freeId(entity)} ${freeId(binder)}` : freeId(entity),
        ),
      );
  }
}

/** A comma after an arm where the pattern of the next one would be read as part of this one's value. */
export function armSeparator(arm: string, next: string | undefined): string {
  if (next === undefined) return '';
  const continues = /^(?:-|(?:in|as)(?![\p{L}\p{M}\p{Nd}_]))/u.test(next);
  const takesText =
    next.startsWith('"') && /(?:^|[^\p{L}\p{M}\p{Nd}_`])(?:date|reject|warn|match)$/u.test(arm);
  return continues || takesText ? ',' : '';
}

// ── Statements ────────────────────────────────────────────────────────────────────────────────────────────

/** A body on one line. A record of plain fields has commas; other bodies have two spaces. */
export function body(node: Body, record: boolean): string {
  const plain = node.statements.every((each) => each.kind === 'Assign' && each.mode === null);
  return braces(node.statements.map(statement), record && plain ? ', ' : '  ');
}

export function braces(parts: readonly string[], separator: string): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(separator)} }`;
}

export function because(node: Text | null): string {
  return node ? ` because ${text(node)}` : '';
}

export function statement(node: Statement): string {
  switch (node.kind) {
    case 'Assign':
      return `${node.mode ? `${node.mode} ` : ''}${names(node.targets)} ${node.operator} ${expr(node.value)}${because(node.because)}`;
    case 'When':
      return `when ${expr(node.condition, LEVEL.expr)}`;
    case 'Match':
      return `match ${node.pairs.map(({ target, source }) => `${expr(target, LEVEL.expr)} = ${expr(source, LEVEL.expr)}`).join(', ')}`;
    case 'Let':
      return `let ${id(node.name)} = ${expr(node.value)}`;
    case 'Use':
      return `use ${id(node.name)}`;
    case 'Drop':
      return `drop ${names(node.names)}${because(node.because)}`;
    case 'Require':
      return `require ${expr(node.condition, LEVEL.expr)} else ${node.action} ${text(node.message)}`;
    case 'StaticIf': {
      const otherwise = node.otherwise ? ` else ${body(node.otherwise, false)}` : '';
      return `if ${static_(node.condition)} ${body(node.then, false)}${otherwise}`;
    }
  }
}

export function static_(node: Static): string {
  return facts(node).join(' ');
}

/** The facts of a static condition, each with the word before it. */
export function facts(node: Static): readonly string[] {
  return [fact(node.first), ...node.rest.map((each) => `${each.operator} ${fact(each.fact)}`)];
}

function fact(node: Fact): string {
  const not = node.negated ? 'not ' : '';
  if (node.kind === 'Has') {
    const what = node.what.kind === 'module' ? `module ${text(node.what.name)}` : name(node.what.name);
    return `${not}${node.side} has ${what}`;
  }
  const choice = node.choice.name === 'not' ? '`not`' : id(node.choice);
  return `${not}${choice} ${node.operator} ${id(node.option)}`;
}

// ── Parts of declarations ─────────────────────────────────────────────────────────────────────────────────

/** Whether an expression is one word, number or text: several of them fill a line. */
export function isAtom(node: Expr): boolean {
  return ['Literal', 'Text', 'DateLiteral', 'This', 'NameRef'].includes(node.kind);
}

export function type(node: TypeExpr): string {
  return typePieces(node).join(' ');
}

/** A type with literals, `selection("a", "b")?`, around them; null for other types. */
export function typeArgs(node: TypeExpr): { before: string; args: readonly string[]; after: string } | null {
  if (node.kind === 'ListType') {
    const inner = typeArgs(node.of);
    if (!inner) return null;
    return { ...inner, before: `[${inner.before}`, after: `${inner.after}]${node.nullable ? '?' : ''}` };
  }
  if (!node.args) return null;
  return {
    before: `${node.names.map(name).join(' | ')}(`,
    args: listed(node.args.map(literal)),
    after: `)${node.nullable ? '?' : ''}`,
  };
}

/** The alternatives of a type, each with the bar before it. */
export function typePieces(node: TypeExpr): readonly string[] {
  const nullable = node.nullable ? '?' : '';
  if (node.kind === 'ListType') return wrapped('[', typePieces(node.of), `]${nullable}`);
  const inner = node.from ? `(from ${name(node.from)})` : node.args ? `(${literals(node.args)})` : '';
  const alternatives = node.names.map((each, index) => (index === 0 ? name(each) : `| ${name(each)}`));
  return wrapped('', alternatives, inner + nullable);
}

function wrapped(before: string, parts: readonly string[], after: string): readonly string[] {
  const last = parts.length - 1;
  return parts.map((part, index) => `${index === 0 ? before : ''}${part}${index === last ? after : ''}`);
}

export function column(node: Column): string {
  return `: ${type(node.type)}${node.unique ? ' unique' : ''} ${text(node.label)}`;
}

export function entryKeys(node: TableEntry): string {
  return node.keys ? literals(node.keys) : 'else';
}

export function entryValues({ values, because: reason }: TableEntry): string {
  return ('kind' in values ? rejection(values) : literals(values)) + because(reason);
}

export function threshold(node: Threshold): string {
  const of = node.of ? ` of ${id(node.of.what)} ${node.of.count}` : '';
  return `${id(node.measure)} ${node.operator} ${node.percent}%${of}`;
}
