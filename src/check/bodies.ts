import type * as ast from '../language/ast.ts';
import type { Entity } from '../schema/model.ts';
import {
  alsoAt,
  type Context,
  EMPTY_SCOPE,
  type Scope,
  withHolding,
  withLocal,
  withShown,
} from './context.ts';
import { bring, coerce } from './expressions/coerce.ts';
import { message, reportFailures } from './expressions/else.ts';
import { infer, isError } from './expressions/infer.ts';
import { demandReason } from './expressions/literals.ts';
import { findField, spell } from './expressions/names.ts';
import { narrowing } from './expressions/narrowing.ts';
import { condition, domainOf } from './expressions/operators.ts';
import { equalsFixes, guardFixes, removeFixes } from './fixes/lines.ts';
import { refFixes } from './fixes/references.ts';
import { renameTo } from './fixes/rename.ts';
import type {
  CheckedAssignment,
  CheckedDrop,
  CheckedRequire,
  CheckedTargetField,
  CheckedWrite,
} from './program.ts';
import { didYouMean } from './suggest.ts';
import { ofAnyLength, openFailures, type Typed } from './types.ts';

/** What the statements of one body, with the commons that it uses, come to. */
interface CheckedBody extends Omit<CheckedWrite, 'kind' | 'target' | 'span'> {
  readonly drops: readonly CheckedDrop[];
}

interface Builder {
  scope: Scope;
  incomplete: boolean;
  guard: Typed | null;
  guardSpan: ast.Span | null;
  readonly lets: { name: string; value: Typed }[];
  readonly requires: CheckedWrite['requires'][number][];
  readonly matches: CheckedWrite['matches'][number][];
  readonly assignments: CheckedAssignment[];
  readonly drops: CheckedDrop[];
}

/** Checks the statements of a body that writes `target` from records of `scope.entity`. */
export function checkBody(cx: Context, scope: Scope, body: ast.Body, target: Entity): CheckedBody {
  const into: Builder = {
    scope: { ...scope, writes: target },
    incomplete: false,
    guard: null,
    guardSpan: null,
    lets: [],
    requires: [],
    matches: [],
    assignments: [],
    drops: [],
  };
  statements(cx, into, body, target, []);
  const { scope: _, ...checked } = into;
  return checked;
}

function statements(
  cx: Context,
  into: Builder,
  body: ast.Body,
  target: Entity,
  using: readonly string[],
): void {
  for (const statement of body.statements) {
    switch (statement.kind) {
      case 'Assign':
        assign(cx, into, statement, target);
        break;
      case 'When':
        if (into.guardSpan)
          cx.report(
            'two-guards',
            statement.span,
            {},
            {
              related: [{ span: into.guardSpan, message: 'the first one' }],
              fixes: guardFixes(cx.places, into.guardSpan, statement.span),
            },
          );
        into.guard = condition(cx, into.scope, statement.condition);
        into.guardSpan = statement.span;
        into.scope = withHolding(
          withShown(into.scope, narrowing(statement.condition).whenTrue),
          statement.condition,
        );
        break;
      case 'Match':
        into.matches.push(matchLine(cx, into.scope, statement, target));
        break;
      case 'Let': {
        const value = infer(cx, into.scope, statement.value);
        into.scope = withLocal(cx, into.scope, statement.name, value.type, value.loses);
        into.lets.push({ name: statement.name.name, value });
        break;
      }
      case 'Use':
        use(cx, into, statement, target, using);
        break;
      case 'Drop':
        drop(cx, into, statement);
        break;
      case 'Require':
        into.requires.push(checkRequire(cx, into.scope, statement));
        if (statement.action === 'reject')
          into.scope = withShown(into.scope, narrowing(statement.condition).whenTrue);
        break;
      case 'StaticIf':
        {
          const taken = cx.facts.holds(statement.condition) ? statement.then : statement.otherwise;
          if (taken) statements(cx, into, taken, target, using);
        }
        break;
      default:
        statement satisfies never;
    }
  }
}

function use(cx: Context, into: Builder, node: ast.Use, target: Entity, using: readonly string[]): void {
  const name = node.name.name;
  const common = cx.commons.get(name);
  if (!common) {
    into.incomplete = true;
    // What it reads is not known either.
    if (into.scope.entity) cx.misread.add(into.scope.entity.name);
    cx.gather(`common ${name}`, node.name.span, (spans) => reportUnknownCommon(cx, name, spans));
  } else if (using.includes(name)) {
    cx.report('use-recursive', node.name.span, { name }, { fixes: removeFixes(cx.places, node.span) });
  } else {
    statements(cx, into, common.body, target, [...using, name]);
  }
}

/** A `common` that is not there is one mistake, however often it is used. */
function reportUnknownCommon(cx: Context, name: string, spans: readonly ast.Span[]): void {
  const [first, ...others] = spans;
  if (!first) return;
  const known = [...cx.commons.keys()];
  cx.report(
    'unknown-common',
    first,
    { name },
    {
      help: didYouMean(name, known),
      related: alsoAt(others),
      fixes: renameTo(first, name, known).map((fix) => ({
        ...fix,
        edits: fix.edits.flatMap(({ text }) => spans.map((span) => ({ span, text }))),
      })),
    },
  );
}

function drop(cx: Context, into: Builder, node: ast.Drop): void {
  const because = demandReason(cx, node.because);
  const { entity } = into.scope;
  if (!entity) return;
  for (const name of node.names) {
    const field = findField(cx, 'source', entity, spell(name.ids), name.span);
    if (field) into.drops.push({ field: field.name, because, span: name.span });
  }
}

function matchLine(
  cx: Context,
  scope: Scope,
  node: ast.Match,
  target: Entity,
): CheckedWrite['matches'][number] {
  const columns: Scope = { ...EMPTY_SCOPE, columns: target };
  const pairs = node.pairs.map((pair) => {
    const left = infer(cx, columns, pair.target);
    const right = infer(cx, scope, pair.source, left.type.base);
    const source = isError(left) ? right : bring(cx, right, ofAnyLength(left.type.base), 'match');
    for (const side of [left, source]) {
      const open = openFailures(side.type.failures);
      if (open.size > 0) reportFailures(cx, side, open);
    }
    return { target: left, source, as: domainOf(left.type.base) ?? 'reference' };
  });
  return { pairs, span: node.span };
}

function assign(cx: Context, into: Builder, node: ast.Assign, target: Entity): void {
  const because = node.because ? demandReason(cx, node.because) : null;
  const fields: CheckedTargetField[] = [];
  for (const name of node.targets) {
    const field = findField(cx, 'target', target, spell(name.ids), name.span);
    if (field) fields.push({ field, span: name.span });
  }
  const [first, second] = fields;
  if (!first || fields.length !== node.targets.length) {
    // The names are reported; the value may hold mistakes of its own, and reads source fields.
    into.incomplete = true;
    // What it would become is not known, nor whether that could fail.
    infer(cx, { ...into.scope, called: true }, node.value);
    return;
  }
  if (node.operator === '?=')
    cx.report(
      'proposal-left',
      node.span,
      { field: first.field.name },
      {
        help: 'write `=` once somebody has confirmed it',
        fixes: equalsFixes(cx.places, node.span, 'confirm it'),
      },
    );
  const value = second
    ? pairValue(cx, into.scope, node, fields)
    : coerce(cx, into.scope, node.value, target, first.field);
  const { kind } = first.field.type;
  if (node.operator === '+=' && kind !== 'references' && kind !== 'children' && kind !== 'enums')
    cx.report(
      'not-a-list',
      node.span,
      { target: `${target.name}.${first.field.name}` },
      {
        schema: { side: 'target', entity: target.name, field: first.field.name },
        fixes: equalsFixes(cx.places, node.span, 'write `=`'),
      },
    );
  into.assignments.push({
    fields,
    mode: node.mode,
    operator: node.operator,
    value,
    because,
    span: node.span,
  });
}

function pairValue(
  cx: Context,
  scope: Scope,
  node: ast.Assign,
  fields: readonly CheckedTargetField[],
): Typed {
  const value = infer(cx, scope, node.value);
  const { kind } = value.type.base;
  if (kind === 'error') return value;
  if (kind !== 'pair' && kind !== 'null') {
    cx.report(
      'pair-expected',
      value.span,
      {},
      { fixes: kind === 'source' || kind === 'row' ? refFixes(cx.places, value) : [] },
    );
    return cx.error(value.span);
  }
  const [model, id] = fields.map(({ field }) => field);
  const named = model?.type.kind === 'text' || model?.type.kind === 'reference';
  if (fields.length !== 2 || id?.type.kind !== 'reference_id' || id.type.model !== model?.name || !named)
    cx.report(
      'not-a-pair',
      node.span,
      {},
      { help: 'the first field names the model, the second holds the id: `res_model, res_id = ref(…)`' },
    );
  return value;
}

/** A `require`: of the record in a body, of the whole without a record. */
export function checkRequire(cx: Context, scope: Scope, node: ast.RequireDecl): CheckedRequire {
  return {
    condition: condition(cx, scope, node.condition),
    action: node.action,
    message: message(cx, scope, node.message, `\`${node.action}\``),
    span: node.span,
  };
}
