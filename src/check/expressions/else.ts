import type * as ast from '../../language/ast.ts';
import type { FailureKind, Handler } from '../../plan/types.ts';
import type { Entity, Field } from '../../schema/model.ts';
import { type Context, NOTHING_SHOWN, type Scope, withShown } from '../context.ts';
import type { SchemaPlace } from '../diagnostics/index.ts';
import { maybe, safe } from '../fixes/make.ts';
import { instead } from '../fixes/precedence.ts';
import { failureFixes, needlessFixes } from '../fixes/values.ts';
import { andList } from '../suggest.ts';
import {
  DIVIDES_BY_ZERO,
  type Failures,
  mergeFailures,
  NO_FAILURES,
  openFailures,
  TEXT,
  type Typed,
} from '../types.ts';
import { inferIndex, isUnique } from './index-access.ts';
import { type Expected, infer, inferTowards, isError, towards } from './infer.ts';
import { reportNoReason } from './literals.ts';
import { findField, spell } from './names.ts';
import { newValue } from './new-value.ts';
import { beside } from './operators.ts';
import { assignments } from './records.ts';
import { requiredFields } from './required.ts';
import { unify } from './unify.ts';

/** `create` makes the row that is not there; it can say nothing of several, nor of a failed conversion. */
const CREATABLE: ReadonlySet<FailureKind> = new Set<FailureKind>(['none', 'dangling']);

/** `value else handler else handler`: each handler takes the failures that those before it left. */
export function inferElse(cx: Context, scope: Scope, node: ast.Else, expected: Expected): Typed {
  // A row stays one for `else create`; it becomes one of several with what the handlers give.
  const isMade = node.handlers.some((handler) => handler.kind === 'CreateHandler');
  const read =
    node.value.kind === 'Index'
      ? inferIndex(cx, scope, node.value, isMade)
      : infer(cx, scope, node.value, expected);
  const value = read.type.base.kind === 'row' ? read : towards(cx, read, expected);
  if (isError(value)) return value;
  let left: Failures = mergeFailures(value.type.failures, value.unseen ?? NO_FAILURES);
  if (left.size === 0) {
    // A reference where something else is wanted is told of as that.
    const misplaced = value.type.base.kind === 'source' && expected !== null;
    if (!scope.called && !misplaced)
      cx.report(
        'else-needless',
        node.span,
        {},
        {
          help:
            value.type.base.kind === 'source'
              ? 'it refers to a record of the source yet: say whose row it is to become, `… as res.partner else …`, or put the `else` where it is assigned'
              : 'take it out; for a value that may be null write `??`',
          fixes: needlessFixes(cx.places, node, value),
        },
      );
    return value;
  }
  const inner = withShown(scope, { ...NOTHING_SHOWN, present: value.holds ?? new Set() });
  const handlers: Handler[] = [];
  const alternatives: { readonly typed: Typed; readonly handler: number }[] = [];
  let nullable = value.type.nullable;
  // What no handler takes is still ruled out by the rows.
  let ruledOut = new Set([...left.keys()].filter((kind) => !value.type.failures.has(kind)));
  for (const handler of node.handlers) {
    if (left.size === 0) {
      if (!scope.called)
        cx.report(
          'else-needless',
          handler.span,
          {},
          {
            help: 'take it out: the handlers before it leave nothing to it',
            fixes: safe('take it out', [cx.places.withoutElse(handler)]),
          },
        );
      break;
    }
    switch (handler.kind) {
      case 'CreateHandler': {
        const made = createHandler(cx, inner, handler, value);
        if (!made) return cx.error(node.span);
        handlers.push(made);
        left = mergeFailures(
          value.asked ?? NO_FAILURES,
          new Map([...left].filter(([kind]) => !CREATABLE.has(kind))),
        );
        break;
      }
      case 'ValueHandler': {
        const typed = inferTowards(cx, inner, handler.value, beside(value.type.base, expected));
        if (isError(typed)) return typed;
        alternatives.push({ typed, handler: handlers.length });
        handlers.push({ kind: 'value', value: typed.expr });
        nullable ||= typed.type.nullable;
        // A handler that fails itself leaves its failures to the next one.
        left = typed.type.failures;
        ruledOut = new Set();
        break;
      }
      case 'RejectHandler':
        handlers.push({
          kind: 'reject',
          message: message(cx, inner, handler.message, '`reject`').expr,
          at: cx.at(handler.span),
        });
        left = new Map();
        break;
      case 'WarnHandler':
        handlers.push({
          kind: 'warn',
          message: message(cx, inner, handler.message, '`warn`').expr,
          at: cx.at(handler.span),
        });
        nullable = true;
        left = new Map();
        break;
      case 'QueueHandler':
        handlers.push({ kind: 'queue', at: cx.at(handler.span) });
        left = new Map();
        break;
      default:
        return handler satisfies never;
    }
  }
  const all = unify(cx, [value, ...alternatives.map((one) => one.typed)], node.span);
  alternatives.forEach(({ handler }, index) => {
    const brought = all.values[index + 1];
    if (brought) handlers[handler] = { kind: 'value', value: brought.expr };
  });
  const core = all.values[0] ?? value;
  return {
    type: {
      base: all.base,
      nullable,
      failures: new Map([...left].filter(([kind]) => !ruledOut.has(kind))),
    },
    expr: { op: 'else', of: core.expr, handlers, at: cx.at(node.span) },
    span: node.span,
    loses: [...new Set(all.values.flatMap((one) => one.loses))],
  };
}

/** The text of a reject, a warning or a `require`: it may speak of the record. */
export function message(cx: Context, scope: Scope, text: ast.Text, where: string): Typed {
  reportNoReason(cx, text, where);
  const typed = infer(cx, scope, text, TEXT);
  const open = openFailures(typed.type.failures);
  if (open.size > 0) reportFailures(cx, typed, open);
  return typed;
}

/** What to write for a failure that nobody handled. */
const HANDLERS: Readonly<Record<FailureKind, string>> = {
  none: '`else create`, `else null` or `else reject "…"`',
  several: '`else reject "…"`',
  convert: '`else null` or `else reject "…"`',
  dangling: '`else null`, `else warn "…"` or `else reject "…"`',
  rejected: '`else null`',
  unmatched: '`else queue`',
  io: '`else reject "…"`',
};

export function reportFailures(cx: Context, value: Typed, failures: Failures): void {
  if (isError(value)) return;
  cx.report(
    'unhandled-failure',
    value.span,
    { failures: failuresInWords(failures) },
    {
      help: failureHelp(failures, value),
      ...imposedOn(value),
      fixes: failureFixes(cx, value, failures, false),
    },
  );
}

/** What of a schema makes a value fail: the field that refers, or the rows that are looked up. */
export function imposedOn({ origin, expr }: Typed): { readonly schema?: SchemaPlace } {
  if (origin) return { schema: { side: 'source', ...origin } };
  return expr.op === 'lookup' ? { schema: { side: 'target', entity: expr.entity, field: null } } : {};
}

export function failuresInWords(failures: Failures): string {
  return andList([...failures].map(([kind, why]) => `${why} (*${kind}*)`));
}

/** What to write for the failures of `value`: for each of them, where what helps one leaves another. */
export function failureHelp(failures: Failures, value: Typed): string {
  if (failures.get('convert') === DIVIDES_BY_ZERO.get('convert'))
    return `add ${HANDLERS.convert}, or ask first: \`if … != 0 then … else null\``;
  if (value.type.failures.has('unmatched'))
    return 'add `else queue`: the record waits until somebody says who it is; `else null` leaves it empty for good, also for people who are only not found yet';
  const kinds = [...failures.keys()];
  const [first] = kinds;
  if (first === undefined) return 'add `else null` or `else reject "…"`';
  // Only a lookup has a row to make.
  const handlers = (kind: FailureKind): string =>
    kind === 'none' && value.expr.op !== 'lookup' ? '`else null` or `else reject "…"`' : HANDLERS[kind];
  if (!handlers(first).includes('create') || kinds.length === 1) return `add ${handlers(first)}`;
  const others = kinds.filter((kind) => kind !== first && !CREATABLE.has(kind));
  return others.length === 0
    ? `add ${handlers(first)}`
    : `add \`else null\` or \`else reject "…"\`; \`else create\` makes the row that is not there, and what is left (${others.map((kind) => `*${kind}*`).join(', ')}) takes another \`else\` behind it`;
}

/**
 * `else create`: the row that a lookup did not find, known by what was looked for; or, behind a reference that leads
 * nowhere, a row that stands in for it, known by the `key` lines of the body.
 */
function createHandler(cx: Context, scope: Scope, node: ast.CreateHandler, asked: Typed): Handler | null {
  const lookup = asked.expr.op === 'lookup' ? asked.expr : null;
  const { base } = asked.type;
  const entity = base.kind === 'row' ? cx.target.entities[base.entity] : undefined;
  const isKeyed = node.body?.statements.some((one) => one.kind === 'Assign' && one.mode === 'key') ?? false;
  if (!entity || (!lookup && !isKeyed)) {
    cx.report(
      'create-needs-lookup',
      node.span,
      {},
      {
        ...(entity
          ? { help: 'write `else null`, or say by what the new row is known: `else create { key … = … }`' }
          : {}),
        fixes: maybe('leave it empty', instead(node.span, 'null')),
      },
    );
    return null;
  }
  const given = new Set(
    lookup?.where.flatMap((condition) => (condition.path.includes('.') ? [] : [condition.path])) ?? [],
  );
  const values: { field: string; value: Typed['expr'] }[] = [];
  const key: CheckedKey[] = [];
  for (const { target, value, statement } of node.body ? assignments(cx, node.body, '`else create`') : []) {
    const field = findField(cx, 'target', entity, spell(target.ids), target.span);
    if (!field) continue;
    const typed = newValue(cx, scope, value, entity, field, target.span);
    const open = openFailures(typed.type.failures);
    if (open.size > 0) reportFailures(cx, typed, open);
    if (statement.mode === 'key' && !lookup) key.push({ field, value: typed, span: target.span });
    else if (statement.mode)
      cx.report('not-allowed-here', statement.span, {
        what: `\`${statement.mode}\``,
        where: '`else create` behind a lookup: what is looked for finds the row again',
      });
    given.add(field.name);
    values.push({ field: field.name, value: typed.expr });
  }
  if (!lookup) createdKey(cx, scope, entity, key);
  const missing = requiredFields(entity).filter((field) => !given.has(field));
  if (missing.length > 0) {
    cx.report(
      'required-unassigned',
      node.span,
      { entity: entity.name, fields: andList(missing.map((field) => `\`${field}\``)) },
      {
        help: `give them: \`else create { ${missing[0]} = … }\``,
        schema: { side: 'target', entity: entity.name, field: missing[0] ?? null },
      },
    );
  }
  return {
    kind: 'create',
    entity: entity.name,
    values,
    ...(lookup ? {} : { key: key.map(({ field }) => field.name) }),
    at: cx.at(node.span),
  };
}

interface CheckedKey {
  readonly field: Field;
  readonly value: Typed;
  readonly span: ast.Span;
}

/** As the key of a map: unique in the target, never null, nothing lost; and the map around makes other rows. */
function createdKey(cx: Context, scope: Scope, entity: Entity, key: readonly CheckedKey[]): void {
  const [first] = key;
  if (!first) return;
  if (scope.writes?.name === entity.name) cx.report('lookup-own-target', first.span, { entity: entity.name });
  if (key.length === 1 && !isUnique(entity, [first.field.name]))
    cx.report('key-not-unique', first.span, { fields: `\`${first.field.name}\``, entity: entity.name });
  for (const { field, value } of key) {
    const [fn] = value.loses;
    if (fn !== undefined) cx.report('key-lossy', value.span, { fn });
    if (value.type.nullable && !isError(value))
      cx.report('nullable-required', value.span, { target: `${entity.name}.${field.name}` });
  }
}
