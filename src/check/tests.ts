import type * as ast from '../language/ast.ts';
import type { Entity, Field, FieldType, JsonValue } from '../schema/model.ts';
import { parseInstant, parseLocal } from '../stdlib/time.ts';
import { type Context, EMPTY_SCOPE } from './context.ts';
import { bring } from './expressions/coerce.ts';
import { inferTowards, isError } from './expressions/infer.ts';
import { demandPlainText, plainText } from './expressions/literals.ts';
import { findEntity, findField, spell } from './expressions/names.ts';
import { assignments } from './expressions/records.ts';
import { givenFixes } from './fixes/tests.ts';
import type { CheckedExpectation, CheckedGiven, CheckedTest } from './program.ts';
import { andList, didYouMean } from './suggest.ts';
import { type Base, baseOfField, describe } from './types.ts';

/** A `test` block: its records are literals that fit the schemas, so that it runs without any system (section 2). */
export function checkTest(cx: Context, node: ast.TestDecl, target: string): CheckedTest {
  const given: CheckedGiven[] = [];
  const expects: CheckedExpectation[] = [];
  const ids = givenIds(cx, node);
  for (const step of node.steps) {
    if (step.kind === 'Given') {
      const record = givenRecord(cx, step, target, ids, given.length);
      if (record) given.push(record);
      continue;
    }
    const expectation = expected(cx, step);
    if (expectation) expects.push(expectation);
  }
  return {
    title: demandPlainText(cx, node.title, 'the title of a test'),
    given,
    expects,
    span: node.title.span,
  };
}

/** The ids that the test gives to source records, by id: what a reference in it leads to. */
function givenIds(cx: Context, node: ast.TestDecl): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, readonly string[]>();
  for (const step of node.steps) {
    if (step.kind !== 'Given') continue;
    const entity = cx.source.entities[spell(step.entity.ids)];
    if (!entity) continue;
    for (const statement of step.body.statements) {
      if (statement.kind !== 'Assign' || spell(statement.targets[0]?.ids ?? []) !== entity.id) continue;
      const id = literalText(statement.value);
      if (id !== null) ids.set(id, [...(ids.get(id) ?? []), entity.name]);
    }
  }
  return ids;
}

function literalText(expr: ast.Expr): string | null {
  const [only] = expr.kind === 'Text' ? expr.parts : [];
  if (expr.kind === 'Text' && expr.parts.length === 1 && typeof only === 'string') return only;
  if (expr.kind === 'Literal' && expr.value.kind === 'number') return expr.value.value;
  return null;
}

function givenRecord(
  cx: Context,
  step: ast.GivenStep,
  target: string,
  ids: ReadonlyMap<string, readonly string[]>,
  index: number,
): CheckedGiven | null {
  const name = spell(step.entity.ids);
  const own = name.startsWith(`${target}.`) ? name.slice(target.length + 1) : name;
  if (own !== name || (!cx.source.entities[name] && cx.target.entities[name])) {
    const entity = findEntity(cx, 'target', own, step.entity.span);
    return entity
      ? { side: 'target', entity, values: targetValues(cx, entity, step.body), span: step.span }
      : null;
  }
  const entity = findEntity(cx, 'source', name, step.entity.span);
  if (!entity) return null;
  const values: Record<string, JsonValue> = {};
  for (const { target: field, value } of assignments(cx, step.body, '`given`')) {
    const found = findField(cx, 'source', entity, spell(field.ids), field.span);
    if (found) values[found.name] = sourceValue(cx, entity, found, value, ids);
  }
  const id = values[entity.id];
  return {
    side: 'source',
    entity,
    id: id === undefined || id === null ? `given ${index + 1}` : String(id),
    values,
    span: step.span,
  };
}

/** A literal; a reference is written as the id of the record that it leads to, `"entity:id"` where the test gives none. */
function sourceValue(
  cx: Context,
  entity: Entity,
  field: Field,
  expr: ast.Expr,
  ids: ReadonlyMap<string, readonly string[]>,
): JsonValue {
  const name = `${entity.name}.${field.name}`;
  if (field.type.kind === 'references' && expr.kind === 'List') {
    const one: Field = { ...field, type: { kind: 'reference', targets: [field.type.target] } };
    return expr.items.map((item) => sourceValue(cx, entity, one, item, ids));
  }
  const id = literalText(expr);
  if (field.type.kind === 'reference' && id !== null) {
    const { targets } = field.type;
    const given = ids.get(id)?.find((candidate) => targets.includes(candidate));
    const [first] = targets;
    const gone = targets.find((candidate) => id.startsWith(`${candidate}:`));
    if (given === undefined && gone !== undefined) return { entity: gone, id: id.slice(gone.length + 1) };
    if (given === undefined && targets.length > 1) {
      cx.report(
        'test-reference',
        expr.span,
        {
          id,
          entities: andList(targets.slice(0, 4).map((one) => `\`${one}\``)),
        },
        {
          schema: { side: 'source', entity: entity.name, field: field.name },
          fixes: targets
            .slice(0, 3)
            .flatMap((target) => givenFixes(cx.places, cx.source.entities[target], expr.span, id)),
        },
      );
      return null;
    }
    return { entity: given ?? first ?? '', id };
  }
  if (field.type.kind === 'record' && expr.kind === 'Record')
    return nestedValue(cx, entity, field.type.fields, expr, ids, name);
  if (field.type.kind === 'records' && expr.kind === 'List') {
    const { fields } = field.type;
    return expr.items.map((item) => nestedValue(cx, entity, fields, item, ids, name));
  }
  return literal(cx, expr, baseOfField(field.type, 'source', name, true), name);
}

/** A line of a document: `{ ProductID = "1"  Quantity = 2 }`; fields that are not named are null. */
function nestedValue(
  cx: Context,
  entity: Entity,
  fields: Readonly<Record<string, Field>>,
  expr: ast.Expr,
  ids: ReadonlyMap<string, readonly string[]>,
  name: string,
): JsonValue {
  if (expr.kind !== 'Record') return literal(cx, expr, { kind: 'record', fields: {} }, name);
  const values: Record<string, JsonValue> = Object.fromEntries(
    Object.keys(fields).map((field) => [field, null]),
  );
  for (const { target, value } of assignments(cx, expr.body, '`given`')) {
    const key = spell(target.ids);
    const field = fields[key];
    if (field) values[key] = sourceValue(cx, entity, field, value, ids);
    else
      cx.report(
        'unknown-field',
        target.span,
        { name: key, entity: name, side: 'source' },
        { help: didYouMean(key, Object.keys(fields)) },
      );
  }
  return values;
}

function literal(cx: Context, expr: ast.Expr, base: Base, name: string): JsonValue {
  if (expr.kind === 'List' && base.kind === 'list')
    return expr.items.map((item) => literal(cx, item, base.of.base, name));
  if (expr.kind === 'List' && base.kind === 'enums')
    return expr.items.map((item) => literal(cx, item, { ...base, kind: 'enum' }, name));
  const text = expr.kind === 'Text' ? plainText(expr) : null;
  if (text !== null && (base.kind === 'html' || base.kind === 'binary')) return text;
  if (text !== null && (base.kind === 'instant' || base.kind === 'local')) {
    const moment = base.kind === 'instant' ? parseInstant(text) : parseLocal(text);
    // As a source in UTC would write it: `raw(…)` keeps every digit.
    if (moment !== null) return text.endsWith('Z') ? text : moment;
    cx.report(
      'type-mismatch',
      expr.span,
      { target: name, expected: describe(base), actual: `"${text}"` },
      { help: `write it as "2024-03-31T09:30:00${base.kind === 'instant' ? 'Z' : ''}"` },
    );
    return null;
  }
  const value = bring(cx, inferTowards(cx, EMPTY_SCOPE, expr, base), base, name);
  if (value.expr.op === 'literal') return value.expr.value;
  if (value.expr.op === 'convert' && value.expr.of.op === 'literal') return String(value.expr.of.value);
  if (!isError(value))
    cx.report(
      'not-allowed-here',
      expr.span,
      { what: 'a computed value', where: 'a test' },
      { help: 'write the value itself: a text, a number, true, false or null' },
    );
  return null;
}

function targetValues(
  cx: Context,
  entity: Entity,
  body: ast.Body,
): readonly { readonly path: string; readonly value: JsonValue }[] {
  const written = assignments(cx, body, 'a test');
  return written.flatMap(({ target, value }) => {
    const field = endOfPath(cx, entity, target.ids, (path) => {
      const model = written.find(
        (one) => spell(one.target.ids) === path || spell(one.target.ids) === `${path}.model`,
      );
      return model === undefined ? null : literalText(model.value);
    });
    if (!field) return [];
    const path = spell(target.ids);
    return [
      {
        path,
        value: literal(cx, value, baseOfField(field.type, 'target', `${entity.name}.${path}`, true), path),
      },
    ];
  });
}

/**
 * The field at the end of a path through references, lists of them (any of the list is meant), and ids whose model the
 * same record names: `model = "crm.lead"  res_id.name = "Kaya"`. What a test looks at is not what the plan reads.
 */
function endOfPath(
  cx: Context,
  entity: Entity,
  path: readonly ast.Id[],
  modelAt: (path: string) => string | null,
): Field | null {
  let here = entity;
  for (const [index, id] of path.entries()) {
    const field = findField(cx, 'target', here, id.name, id.span);
    if (!field || index === path.length - 1) return field;
    const before = path.slice(0, index).map(({ name }) => name);
    const next = path[index + 1]?.name ?? '';
    const there = entityBehind(cx, field.type, next, (model) => modelAt([...before, model].join('.')));
    if (!there) {
      cx.report(
        'no-members',
        id.span,
        { member: path[index + 1]?.name ?? '', actual: `\`${id.name}\`` },
        field.type.kind === 'reference_id'
          ? { help: `name the model in the same record: \`${field.type.model} = "…"\`` }
          : {},
      );
      return null;
    }
    here = there;
  }
  return null;
}

/** Of several entities the first that has the field which is asked for. */
function entityBehind(
  cx: Context,
  type: FieldType,
  next: string,
  modelOf: (field: string) => string | null,
): Entity | undefined {
  switch (type.kind) {
    case 'reference':
      return type.targets
        .flatMap((name) => cx.target.entities[name] ?? [])
        .find((entity, _, all) => all.length === 1 || entity.fields[next]);
    case 'references':
      return cx.target.entities[type.target];
    case 'reference_id':
      return cx.target.entities[modelOf(type.model) ?? ''];
    default:
      return undefined;
  }
}

function expected(cx: Context, step: ast.ExpectStep): CheckedExpectation | null {
  const { outcome } = step;
  if (outcome.kind !== 'record')
    return {
      kind: outcome.kind,
      text: demandPlainText(cx, outcome.text, 'an expected reason'),
      span: step.span,
    };
  const entity = findEntity(cx, 'target', spell(outcome.entity.ids), outcome.entity.span);
  return entity
    ? {
        kind: 'record',
        negated: outcome.negated,
        entity,
        values: targetValues(cx, entity, outcome.body),
        span: step.span,
      }
    : null;
}
