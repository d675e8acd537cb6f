import { distance } from 'fastest-levenshtein';
import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Expr } from '../../plan/types.ts';
import type { JsonValue, Option } from '../../schema/model.ts';
import { compareDecimal, decimalOfNumber } from '../../stdlib/decimal.ts';
import type { Context, Scope } from '../context.ts';
import type { SchemaPlace } from '../diagnostics/index.ts';
import { evidence, withEvidence } from '../evidence.ts';
import { fittingFixes } from '../fixes/conversions.ts';
import { maybe, quoted, safe } from '../fixes/make.ts';
import { instead } from '../fixes/precedence.ts';
import { bracesFixes } from '../fixes/texts.ts';
import { holeFixes } from '../fixes/values.ts';
import { didYouMean, suggestions } from '../suggest.ts';
import { type Base, describe, TEXT, type Typed } from '../types.ts';
import { type Expected, infer, isError } from './infer.ts';

/** The text of a text without holes, or null. */
export function plainText(text: ast.Text): string | null {
  const [only] = text.parts;
  return text.parts.length === 1 && typeof only === 'string' ? only : null;
}

/** The plain text that a place demands. Reports holes. */
export function demandPlainText(cx: Context, text: ast.Text, where: string): string {
  const plain = plainText(text);
  if (plain === null)
    cx.report('text-not-plain', text.span, { where }, { fixes: bracesFixes(cx.places, text) });
  return plain ?? '';
}

/** Words that stand where a reason is still to come. */
const NO_REASON = /^(todo|tbd|fixme|[.…\s]*)$/i;

/** The plain text that gives a reason. Reports holes, and what says nothing. */
export function demandReason(cx: Context, text: ast.Text, where = '`because`'): string {
  const reason = demandPlainText(cx, text, where);
  if (plainText(text) !== null) reportNoReason(cx, text, where);
  return reason;
}

/** Reports a text that says nothing. */
export function reportNoReason(cx: Context, text: ast.Text, where: string): void {
  const plain = plainText(text)?.trim() ?? null;
  if (plain !== null && NO_REASON.test(plain)) cx.report('reason-empty', text.span, { where });
}

export function inferLiteral(cx: Context, literal: ast.Literal, expected: Expected): Typed {
  const { value } = literal;
  switch (value.kind) {
    case 'null':
      return cx.typed(literal.span, { kind: 'null' }, { op: 'literal', value: null }, { nullable: true });
    case 'boolean':
      if (expected?.kind === 'enum') return option(cx, expected, value.value, literal.span);
      return cx.typed(literal.span, { kind: 'boolean' }, { op: 'literal', value: value.value });
    case 'number':
      return number(cx, value.value, expected, literal.span);
    case 'text':
      return text(cx, value.value, expected, literal.span);
    default:
      return value satisfies never;
  }
}

function number(cx: Context, digits: string, expected: Expected, span: ast.Span): Typed {
  const value = Number(digits);
  const isHeld = holds(value, digits);
  if (expected?.kind === 'enum') return option(cx, expected, isHeld ? value : digits, span);
  const whole = /^\d+$/.test(digits) && Number.isSafeInteger(value);
  switch (expected?.kind) {
    case 'decimal':
    case 'money':
      return cx.typed(
        span,
        { kind: expected.kind, scale: placesOf(digits) },
        { op: 'literal', value: digits },
      );
    case 'integer':
      if (/^\d+$/.test(digits) && !whole) return rounded(cx, digits, expected, span);
      break;
    case 'float':
      return isHeld
        ? cx.typed(span, { kind: 'float' }, { op: 'literal', value })
        : rounded(cx, digits, expected, span);
    default:
  }
  return whole
    ? cx.typed(span, { kind: 'integer' }, { op: 'literal', value })
    : cx.typed(span, { kind: 'decimal', scale: placesOf(digits) }, { op: 'literal', value: digits });
}

/** Whether a number gives back the digits that it was made of. */
function holds(value: number, digits: string): boolean {
  return Number.isFinite(value) && compareDecimal(decimalOfNumber(value), digits) === 0;
}

function rounded(cx: Context, digits: string, base: Base, span: ast.Span): Typed {
  cx.report(
    'number-rounded',
    span,
    { digits, target: describe(base) },
    {
      help:
        base.kind === 'integer'
          ? 'whole numbers go up to 9007199254740991; keep a longer one as a text or a decimal'
          : 'write fewer digits, or keep it as a decimal',
    },
  );
  return cx.error(span);
}

/** Digits after the point. */
function placesOf(digits: string): number {
  return digits.split('.')[1]?.length ?? 0;
}

function text(cx: Context, value: string, expected: Expected, span: ast.Span): Typed {
  if (expected?.kind === 'enum') return option(cx, expected, value, span);
  // A text that markup has no meaning in is the same text in HTML.
  if (expected?.kind === 'html' && !/[<>&]/.test(value))
    return cx.typed(span, { kind: 'html' }, { op: 'literal', value });
  return cx.typed(span, { kind: 'text', max: [...value].length }, { op: 'literal', value });
}

/** A literal where an option is expected: its label, or its value. */
function option(
  cx: Context,
  base: Base & { kind: 'enum' },
  written: string | number | boolean,
  span: ast.Span,
): Typed {
  const found = findOption(base.options, written);
  if (found === null && !base.open) {
    cx.report(
      'unknown-option',
      span,
      { value: String(written), of: `\`${base.of}\`` },
      {
        help:
          nearOption(String(written), optionNames(base.options)) ??
          `it has ${optionNames(base.options)
            .slice(0, 8)
            .map((name) => `\`${name}\``)
            .join(', ')}`,
        ...placeOf(cx, base.of),
        fixes: optionFixes(span, written, optionNames(base.options)),
      },
    );
    return cx.error(span);
  }
  return cx.typed(span, base, { op: 'literal', value: found?.value ?? written });
}

/** Another case is the same option; one that is only near may be another. */
function optionFixes(
  span: ast.Span,
  written: string | number | boolean,
  names: readonly string[],
): readonly Fix[] {
  if (typeof written !== 'string') return [];
  const same = names.filter((name) => name.toLowerCase() === written.trim().toLowerCase());
  const [only] = same;
  if (only !== undefined && same.length === 1)
    return safe(`write \`${quoted(only)}\``, instead(span, quoted(only)));
  return near(written, names)
    .slice(0, 3)
    .flatMap((name) => maybe(`write \`${quoted(name)}\``, instead(span, quoted(name))));
}

function near(written: string, names: readonly string[]): readonly string[] {
  return suggestions(
    written,
    names.filter((name) => distance(written.toLowerCase(), name.toLowerCase()) < written.length - 1),
  );
}

/** Of a short code nearly every other one is near: no more is taken for a slip than leaves two letters right. */
function nearOption(written: string, names: readonly string[]): string | null {
  return didYouMean(written, near(written, names));
}

/** The field that declares the options, `entity.field`, where only one of the two systems has it. */
function placeOf(cx: Context, of: string): { readonly schema?: SchemaPlace } {
  const dot = of.lastIndexOf('.');
  const [entity, field] = [of.slice(0, dot), of.slice(dot + 1)];
  const [side, other] = (['source', 'target'] as const).filter(
    (one) => cx[one].entities[entity]?.fields[field],
  );
  return side === undefined || other !== undefined ? {} : { schema: { side, entity, field } };
}

/** Labels in the base language first; values where a label would be ambiguous or is not known. */
function findOption(options: readonly Option[], written: string | number | boolean): Option | null {
  const labelled = options.filter((candidate) => candidate.label === written);
  if (labelled.length === 1) return labelled[0] ?? null;
  return (
    options.find((candidate) => candidate.value === written || String(candidate.value) === written) ?? null
  );
}

export function optionNames(options: readonly Option[]): readonly string[] {
  const labels = options.map((candidate) => candidate.label);
  return options.map((candidate) =>
    labels.filter((label) => label === candidate.label).length === 1
      ? candidate.label
      : String(candidate.value),
  );
}

export function inferText(cx: Context, scope: Scope, node: ast.Text, expected: Expected): Typed {
  const plain = plainText(node);
  if (plain !== null) return text(cx, plain, expected, node.span);
  const parts: (string | Expr)[] = [];
  const holes: Typed[] = [];
  let max: number | null = 0;
  for (const part of node.parts) {
    if (typeof part === 'string') {
      parts.push(part);
      if (max !== null) max += [...part].length;
      continue;
    }
    const hole = hold(cx, scope, part);
    holes.push(hole);
    parts.push(hole.expr);
    const length = longestText(hole.type.base);
    max = max === null || length === null ? null : max + length;
  }
  const base: Base = max === null ? TEXT : { kind: 'text', max };
  return cx.typed(node.span, base, { op: 'text', parts }, { parts: holes });
}

/** What fills a hole: something with one obvious text, never null. */
function hold(cx: Context, scope: Scope, part: ast.Expr): Typed {
  // Many types may stand here, so none is expected: beside a float, 1.5 is one.
  const value = infer(cx, scope, part);
  if (isError(value)) return value;
  if (value.type.nullable) {
    cx.report(
      'nullable-text',
      value.span,
      {},
      {
        help: withEvidence(
          value.type.base.kind === 'text'
            ? 'say what stands there then: `{… ?? ""}`'
            : 'say what stands there then: `{if … == null then "" else "{…}"}`',
          evidence(cx.profile, value.origin ?? null),
        ),
        ...(value.origin ? { schema: { side: 'source', ...value.origin } } : {}),
        fixes: holeFixes(cx.places, value),
      },
    );
    return cx.error(value.span);
  }
  switch (value.type.base.kind) {
    case 'text':
      return value;
    case 'integer':
    case 'float':
    case 'decimal':
    case 'money':
    case 'date':
    case 'instant':
    case 'local':
      return { ...value, expr: { op: 'convert', to: 'text', of: value.expr, at: cx.at(value.span) } };
    default: {
      const help =
        value.type.base.kind === 'enum'
          ? '`{label(…)}` is what people see of an option'
          : value.type.base.kind === 'html'
            ? '`{text(…)}` is the text of it'
            : null;
      cx.report(
        'type-mismatch',
        value.span,
        { target: '{…}', expected: 'a text, a number or a date', actual: describe(value.type.base) },
        { help, fixes: fittingFixes(cx.places, value, TEXT, false) },
      );
      return cx.error(value.span);
    }
  }
}

/** Characters of the longest text that a value of the type has; null where there is no bound. */
function longestText(base: Base): number | null {
  switch (base.kind) {
    case 'text':
      return base.max ?? null;
    case 'integer':
      return 17;
    case 'date':
      return 10;
    case 'error':
      return 0;
    default:
      return null;
  }
}

/** The value of a literal of the tree, as the plan holds it where nothing is expected of it. */
export function literalValue(literal: ast.Literal): JsonValue {
  switch (literal.value.kind) {
    case 'null':
      return null;
    case 'number':
      return Number(literal.value.value);
    default:
      return literal.value.value;
  }
}
