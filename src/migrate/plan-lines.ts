import type { Assignment, At, Expr, Plan, WriteArm } from '../plan/types.ts';

/** Every line of a map that writes a field of an entity, keys first. */
export function linesFor(plan: Plan, map: string, entity: string, field: string): readonly Assignment[] {
  return (plan.maps[map]?.arms ?? []).flatMap((arm) =>
    arm.kind === 'write' && arm.target === entity
      ? [...arm.key, ...arm.assignments].filter((line) => line.fields.includes(field))
      : [],
  );
}

/** Where a field of a map is written; null where the plan has no such line. */
export function lineOf(plan: Plan, map: string, entity: string, field: string): At | null {
  return linesFor(plan, map, entity, field)[0]?.at ?? null;
}

/** The fields of the record in hand that a line reads, through its arm's `let`s too. */
export function sourceFieldsOf(plan: Plan, map: string, entity: string, field: string): readonly string[] {
  const fields = new Set<string>();
  for (const arm of plan.maps[map]?.arms ?? []) {
    if (arm.kind !== 'write' || arm.target !== entity) continue;
    for (const line of [...arm.key, ...arm.assignments]) {
      if (line.fields.includes(field)) collect(line.value, arm, fields, new Set());
    }
  }
  return [...fields].sort();
}

/** The fields of the record in hand that a piece of an arm reads, through its `let`s too. */
export function fieldsIn(node: unknown, arm: WriteArm): readonly string[] {
  const fields = new Set<string>();
  collect(node, arm, fields, new Set());
  return [...fields].sort();
}

function collect(node: unknown, arm: WriteArm, into: Set<string>, followed: Set<string>): void {
  if (node === null || typeof node !== 'object') return;
  if (isNode(node)) {
    if (node.op === 'get' && node.of.op === 'this') into.add(node.field);
    if (node.op === 'record_of' && node.of.op === 'this')
      for (const record of node.records) for (const one of record.fields) into.add(one);
    if (node.op === 'local' && !followed.has(node.name)) {
      followed.add(node.name);
      for (const one of arm.lets) if (one.name === node.name) collect(one.value, arm, into, followed);
    }
  }
  for (const inner of Object.values(node)) collect(inner, arm, into, followed);
}

function isNode(node: object): node is Extract<Expr, { op: 'get' | 'local' | 'record_of' }> {
  return 'op' in node && (node.op === 'get' || node.op === 'local' || node.op === 'record_of');
}
