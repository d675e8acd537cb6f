import type { Expr } from '../../plan/types.ts';
import { isUnique } from '../expressions/index-access.ts';
import { idFixes, keyField, keyFixes, prefixFixes, uniqueFieldFixes, wholeFixes } from '../fixes/keys.ts';
import { writeArms } from '../order.ts';
import type { CheckedAssignment, CheckedMap, CheckedProgram, CheckedWrite } from '../program.ts';
import { andList } from '../suggest.ts';
import { isWhole, type Rule } from './rule.ts';

/** Systems whose ids are unique across entities (GUIDs): two entities never share one. */
const GLOBAL_IDS: ReadonlySet<string> = new Set(['dataverse', 'salesforce']);

/** Every map has a key that is unique in the target, never lossy, and disjoint from the others' (6.10). */
export const keys: Rule = ({ program, places, report }) => {
  const keyed: {
    readonly map: CheckedMap;
    readonly arm: CheckedWrite;
    readonly key: readonly CheckedAssignment[];
  }[] = [];
  for (const map of program.maps) {
    if (map.kind === 'owners') continue;
    for (const arm of writeArms(map)) {
      const key = arm.assignments.filter((one) => one.mode === 'key');
      const [first] = key;
      if (!first) {
        if (program.incomplete || !isWhole(arm)) continue;
        const shared = program.maps.some(
          (other) =>
            other !== map &&
            other.kind === 'map' &&
            writeArms(other).some(({ target }) => target.name === arm.target.name),
        );
        report(
          'key-missing',
          arm.span,
          { map: map.id },
          {
            help: keyHelp(map, arm),
            schema: { side: 'target', entity: arm.target.name, field: keyField(arm.target) },
            fixes: keyFixes(places, map, arm, shared),
          },
        );
        continue;
      }
      if (key.every(({ value }) => isSound(value))) keyed.push({ map, arm, key });
      const fields = key.flatMap((one) => one.fields.map(({ field }) => field.name));
      // Several fields together are the author's word; a single one must be kept unique by somebody.
      if (fields.length === 1 && !isUnique(arm.target, fields))
        report(
          'key-not-unique',
          first.fields[0]?.span ?? first.span,
          { fields: andList(fields.map((field) => `\`${field}\``)), entity: arm.target.name },
          {
            help: `provision one: \`field ${arm.target.name}.x_source_id : ${columnFor(map)} unique "…"\``,
            schema: { side: 'target', entity: arm.target.name, field: fields[0] ?? null },
            fixes: uniqueFieldFixes(places, arm.target, first.fields[0]?.span),
          },
        );
      if (key.every(({ value }) => isSound(value) && value.expr.op === 'literal'))
        report(
          'key-constant',
          first.value.span,
          { map: map.id },
          { fixes: idFixes(places, map, first.value.span) },
        );
      for (const one of key) {
        const [fn] = one.value.loses;
        if (fn !== undefined)
          report('key-lossy', one.value.span, { fn }, { fixes: wholeFixes(places, one.value.span, fn) });
      }
    }
  }
  for (const [index, one] of keyed.entries()) {
    const other = keyed
      .slice(0, index)
      .find(
        (before) =>
          before.map !== one.map &&
          before.arm.target.name === one.arm.target.name &&
          !disjoint(program, before, one),
      );
    const [first] = one.key;
    if (other && first)
      report(
        'key-collides',
        first.span,
        { other: other.map.id, entity: one.arm.target.name },
        {
          help: 'begin each with a word of its own: `key … = "account:{…}"`',
          related: [
            { span: other.key[0]?.span ?? other.arm.span, message: `the key of \`${other.map.id}\`` },
          ],
          fixes: prefixFixes(
            places,
            [other, one].flatMap(({ map, key: [key] }) => (key ? [{ map, key }] : [])),
          ),
        },
      );
  }
};

/** Whether the value of a key has no mistake of its own: what else follows from it is not told. */
function isSound({ type, loses }: CheckedAssignment['value']): boolean {
  return type.base.kind !== 'error' && !type.nullable && loses.length === 0;
}

/** The line to add, with a field that the target keeps unique where it has one. */
function keyHelp(map: CheckedMap, arm: CheckedWrite): string {
  const field = keyField(arm.target);
  return field !== null
    ? `add \`key ${field} = ${map.source.id}\``
    : `provision a field, \`field ${arm.target.name}.x_source_id : ${columnFor(map)} unique "…"\`, and add \`key x_source_id = ${map.source.id}\``;
}

/** A column that holds whatever the ids are, with a word before them. */
function columnFor(map: CheckedMap): string {
  const id = map.source.fields[map.source.id]?.type;
  return id?.kind === 'text' && (id.max === undefined || id.max > 48) ? 'char' : 'char(64)';
}

type Keyed = { readonly map: CheckedMap; readonly key: readonly CheckedAssignment[] };

function disjoint(program: CheckedProgram, left: Keyed, right: Keyed): boolean {
  const fieldsOf = (keyed: Keyed): string =>
    keyed.key
      .flatMap((one) => one.fields.map(({ field }) => field.name))
      .sort()
      .join(' ');
  // Keys over other fields cannot be compared; each finds its own rows by its own fields.
  if (fieldsOf(left) !== fieldsOf(right)) return true;
  return left.key.some((one) => {
    const twin = right.key.find((candidate) => candidate.fields[0]?.field.name === one.fields[0]?.field.name);
    if (!twin) return false;
    const a = shapeOf(program, left.map, one.value.expr);
    const b = shapeOf(program, right.map, twin.value.expr);
    if (a.kind === 'other' || b.kind === 'other') return false;
    if (a.kind === 'prefix' && b.kind === 'prefix')
      return !a.text.startsWith(b.text) && !b.text.startsWith(a.text);
    if (a.kind === 'id' && b.kind === 'id') return a.entity !== b.entity;
    // A GUID has no letter beyond f and no colon.
    const prefix = a.kind === 'prefix' ? a.text : b.kind === 'prefix' ? b.text : '';
    return /[^0-9a-fA-F-]/.test(prefix);
  });
}

type Shape =
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'id'; readonly entity: string }
  | { readonly kind: 'other' };

function shapeOf(program: CheckedProgram, map: CheckedMap, expr: Expr): Shape {
  if (expr.op === 'literal' && typeof expr.value === 'string') return { kind: 'prefix', text: expr.value };
  if (expr.op === 'text') {
    const [start, then] = expr.parts;
    if (typeof start === 'string' && start !== '') return { kind: 'prefix', text: start };
    const head = typeof start === 'object' ? start : typeof then === 'object' ? then : null;
    return head ? shapeOf(program, map, head) : { kind: 'other' };
  }
  if (
    expr.op === 'get' &&
    expr.of.op === 'this' &&
    expr.field === map.source.id &&
    GLOBAL_IDS.has(program.source.system)
  )
    return { kind: 'id', entity: map.source.name };
  return { kind: 'other' };
}
