import type * as ast from '../../language/ast.ts';
import type { Fix } from '../../language/index.ts';
import type { Domain, Expr, FailureKind } from '../../plan/types.ts';
import type { Entity, Field, JsonValue } from '../../schema/model.ts';
import type { Context, Scope } from '../context.ts';
import { safe } from '../fixes/make.ts';
import { edit } from '../fixes/places.ts';
import { renameTo, valueFixes } from '../fixes/rename.ts';
import { rowsWith } from '../rows.ts';
import { andList, didYouMean, orList } from '../suggest.ts';
import {
  baseOfField,
  canFail,
  type Failures,
  mergeFailures,
  NO_FAILURES,
  ofAnyLength,
  type Typed,
  type as typeOf,
} from '../types.ts';
import { bring } from './coerce.ts';
import { infer, inferTowards, isError } from './infer.ts';
import { plainText } from './literals.ts';
import { dottedName, findField, spell } from './names.ts';
import { pathOf } from './narrowing.ts';
import { domainOf } from './operators.ts';

/** `name[…]`: a value table, the rows of a target entity, or the records of a source entity, by what the name is.
 * @param isMade `else create` makes the row that is not there */
export function inferIndex(cx: Context, scope: Scope, node: ast.Index, isMade = false): Typed {
  const ids = dottedName(node.object);
  const name = ids === null ? null : spell(ids);
  if (name !== null) {
    if (cx.tables.has(name)) return table(cx, scope, node, name);
    const target = cx.target.entities[name];
    if (target && node.items.every((item) => item.right !== null))
      return lookup(cx, scope, node, target, isMade);
    const source = cx.source.entities[name];
    if (target && (!source || node.items.some(isComparison))) return unconditional(cx, node, name);
    if (source) return children(cx, scope, node, source);
  }
  // What stands in the brackets is read, whatever is meant before them.
  for (const { left, right } of node.items) infer(cx, scope, right ?? left);
  const known = [...cx.tables.keys(), ...Object.keys(cx.target.entities), ...Object.keys(cx.source.entities)];
  cx.report(
    'unknown-name',
    node.object.span,
    { name: name ?? 'this' },
    {
      help: didYouMean(name ?? '', known),
      fixes: name === null ? [] : renameTo(node.object.span, name, known),
    },
  );
  return cx.error(node.span);
}

function isComparison({ left, right }: ast.Index['items'][number]): boolean {
  return right === null && left.kind === 'Binary' && left.operator === '==';
}

/** `res.users[login == email]`, as other languages write it, or something that asks for no field. */
function unconditional(cx: Context, node: ast.Index, name: string): Typed {
  const item = node.items.find(isComparison) ?? node.items.find(({ right }) => right === null);
  const where = `the brackets of \`${name}[…]\``;
  const help = `a condition is a field of \`${name}\`, one \`=\`, and the value: \`${name}[name = …]\``;
  if (item?.left.kind === 'Binary' && item.left.operator === '==') {
    const { left, right, span } = item.left;
    const fixes = safe('write one `=`', [edit(span.file, left.span.end, right.span.start, ' = ')]);
    cx.report('not-allowed-here', span, { what: '`==`', where }, { help, fixes });
  } else cx.report('not-allowed-here', item?.left.span ?? node.span, { what: 'this', where }, { help });
  return cx.error(node.span);
}

function table(cx: Context, scope: Scope, node: ast.Index, name: string): Typed {
  const checked = cx.tables.get(name);
  if (!checked) return cx.error(node.span);
  if (node.items.length !== checked.keys.length) {
    cx.report('table-arity', node.span, {
      what: `\`${name}[…]\``,
      expected: checked.keys.length,
      actual: node.items.length,
    });
    return cx.error(node.span);
  }
  const keys = node.items.map((item, index) => {
    const wanted = checked.keys[index]?.base ?? null;
    const value = inferTowards(cx, scope, item.left, wanted);
    return wanted === null ? value : bring(cx, value, wanted, `${name}[…]`);
  });
  if (keys.some(isError)) return cx.error(node.span);
  const { rows } = checked.plan;
  if (rows) refuseOwnTarget(cx, scope, rows.entity, node.span);
  const nullable = checked.result.nullable || keys.some((key) => key.type.nullable);
  const typed = cx.typed(
    node.span,
    checked.result.base,
    { op: 'table', table: name, keys: keys.map((key) => key.expr) },
    { nullable, parts: keys, failures: checked.result.failures },
  );
  return {
    ...typed,
    ...(rows && checked.result.failures.size === 0
      ? {
          unseen: mergeFailures(
            typed.unseen ?? NO_FAILURES,
            new Map([['none', `there may be no such \`${rows.entity}\``]]),
          ),
        }
      : {}),
    holds: namesAmong(
      node.items.map((item) => item.left),
      keys,
    ),
  };
}

function lookup(cx: Context, scope: Scope, node: ast.Index, entity: Entity, isMade: boolean): Typed {
  const where: { path: string; value: Expr }[] = [];
  const values: Typed[] = [];
  const literals: Record<string, JsonValue> = {};
  let exact = true;
  let known = true;
  for (const item of node.items) {
    const path = item.right === null ? null : dottedName(item.left);
    if (path === null || item.right === null) {
      cx.report('not-allowed-here', item.left.span, { what: 'this', where: 'the field of a lookup' });
      return cx.error(node.span);
    }
    const field = targetPath(cx, entity, path);
    if (!field) {
      infer(cx, scope, item.right);
      known = false;
      continue;
    }
    const base = ofAnyLength(baseOfField(field.type, 'target', `${entity.name}.${spell(path)}`, true));
    const value = bring(cx, inferTowards(cx, scope, item.right, base), base, `${entity.name}.${spell(path)}`);
    if (isError(value)) known = false;
    if (value.expr.op === 'literal') literals[spell(path)] = value.expr.value;
    else exact = false;
    values.push(value);
    where.push({ path: spell(path), value: value.expr });
  }
  if (!known) return cx.error(node.span);
  refuseOwnTarget(cx, scope, entity.name, node.span);
  const failures = lookupFailures(
    cx,
    node,
    entity,
    where.map((one) => one.path),
    exact ? literals : null,
    isMade,
  );
  if (failures === null) return cx.error(node.span);
  const typed = cx.typed(
    node.span,
    { kind: 'row', entity: entity.name },
    { op: 'lookup', entity: entity.name, where },
    { nullable: values.some((value) => value.type.nullable), parts: values, failures: failures.possible },
  );
  return {
    ...typed,
    asked: mergeFailures(...values.map((value) => value.type.failures)),
    unseen: mergeFailures(typed.unseen ?? NO_FAILURES, failures.unseen),
    holds: namesAmong(
      node.items.flatMap((item) => item.right ?? []),
      values,
    ),
  };
}

/** The names that stand there by themselves: a null among them would give null. Not where one can fail before that. */
function namesAmong(asked: readonly ast.Expr[], values: readonly Typed[]): ReadonlySet<string> {
  if (values.some(canFail)) return new Set();
  return new Set(asked.flatMap((expr) => pathOf(expr) ?? []));
}

interface LookupFailures {
  readonly possible: Failures;
  /** Ruled out by the rows that discovery saw, and by them alone. */
  readonly unseen: Failures;
}

/** Rows that discovery saw prove a lookup by literals; other lookups may find none, or several without a unique key. */
function lookupFailures(
  cx: Context,
  node: ast.Index,
  entity: Entity,
  paths: readonly string[],
  literals: Readonly<Record<string, JsonValue>> | null,
  isMade: boolean,
): LookupFailures | null {
  const failures = new Map<FailureKind, string>([['none', `there may be no such \`${entity.name}\``]]);
  if (!isUnique(entity, paths)) failures.set('several', `there may be several such \`${entity.name}\``);
  if (literals !== null && entity.rows) {
    const found = rowsWith(cx, entity, literals);
    if (found?.length === 1) return { possible: NO_FAILURES, unseen: failures };
    if (found?.length === 0 && !isMade) {
      const what = andList(
        Object.entries(literals).map(([path, value]) => `${path} = ${JSON.stringify(value)}`),
      );
      cx.report(
        'row-missing',
        node.span,
        { entity: entity.name, what },
        {
          help: nearestRows(entity, literals),
          schema: { side: 'target', entity: entity.name, field: null },
          fixes: rowFixes(node, entity),
        },
      );
      return null;
    }
  }
  return { possible: failures, unseen: NO_FAILURES };
}

function nearestRows(entity: Entity, literals: Readonly<Record<string, JsonValue>>): string | null {
  for (const [path, value] of Object.entries(literals)) {
    const known = (entity.rows ?? []).flatMap((row) => (typeof row[path] === 'string' ? [row[path]] : []));
    const help = typeof value === 'string' ? didYouMean(value, new Set(known)) : null;
    if (help) return help;
  }
  return null;
}

/** The values of rows that are there, in place of the texts of the lookup that are nearly so. */
function rowFixes(node: ast.Index, entity: Entity): readonly Fix[] {
  return node.items.flatMap(({ left, right }) => {
    const path = dottedName(left);
    const text = right?.kind === 'Text' ? plainText(right) : null;
    if (path === null || right === null || text === null) return [];
    const known = (entity.rows ?? []).flatMap((row) => {
      const value = row[spell(path)];
      return typeof value === 'string' ? [value] : [];
    });
    return valueFixes(right.span, text, known);
  });
}

/** Whether the system keeps the fields, or some of them, unique. */
export function isUnique(entity: Entity, fields: readonly string[]): boolean {
  return (
    fields.some((field) => field === entity.id || entity.fields[field]?.unique === true) ||
    (entity.keys ?? []).some((key) => key.every((field) => fields.includes(field)))
  );
}

function children(cx: Context, scope: Scope, node: ast.Index, entity: Entity): Typed {
  const where: { field: string; as: Domain; value: Expr }[] = [];
  const values: Typed[] = [];
  for (const item of node.items) {
    const path = dottedName(item.left);
    const [only] = path ?? [];
    if (item.right === null || !only || path?.length !== 1) {
      cx.report('not-allowed-here', item.left.span, { what: 'this', where: 'a list of source records' });
      return cx.error(node.span);
    }
    const field = findField(cx, 'source', entity, only.name, only.span);
    if (!field) {
      infer(cx, scope, item.right);
      return cx.error(node.span);
    }
    cx.readField(entity, field, only.span);
    const base = ofAnyLength(baseOfField(field.type, 'source', `${entity.name}.${field.name}`, true));
    const value = bring(cx, inferTowards(cx, scope, item.right, base), base, `${entity.name}.${field.name}`);
    if (isError(value)) return value;
    values.push(value);
    where.push({ field: field.name, as: domainOf(base) ?? 'reference', value: value.expr });
  }
  return cx.typed(
    node.span,
    { kind: 'list', of: typeOf({ kind: 'source', entities: [entity.name], whole: true }) },
    { op: 'children', entity: entity.name, where },
    { parts: values },
  );
}

/** The field at the end of a dotted path through references of the target. Reports where a step is missing. */
export function targetPath(cx: Context, entity: Entity, path: readonly ast.Id[]): Field | null {
  let here = entity;
  let field: Field | null = null;
  for (const [index, id] of path.entries()) {
    field = findField(cx, 'target', here, id.name, id.span);
    if (!field) return null;
    cx.readTarget(here, field, id.span);
    if (index === path.length - 1) return field;
    const targets = field.type.kind === 'reference' ? field.type.targets : [];
    if (targets.length > 1) {
      cx.report('ambiguous-reference', id.span, {
        entities: orList(targets.slice(0, 4).map((one) => `\`${one}\``)),
        member: path[index + 1]?.name ?? '',
      });
      return null;
    }
    const [next] = targets;
    const entityThere = next === undefined ? undefined : cx.target.entities[next];
    if (!entityThere) {
      cx.report('no-members', id.span, { member: path[index + 1]?.name ?? '', actual: `\`${id.name}\`` });
      return null;
    }
    here = entityThere;
  }
  return field;
}

function refuseOwnTarget(cx: Context, scope: Scope, entity: string, span: ast.Span): void {
  if (scope.writes?.name === entity) cx.report('lookup-own-target', span, { entity });
}
