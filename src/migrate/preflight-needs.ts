import type { FilesNeeded, PreflightNeeds } from '../connectors/contract.ts';
import type { At, BranchPlan, Plan } from '../plan/types.ts';
import type { RecordStore } from '../runtime/types.ts';
import type { Schema } from '../schema/model.ts';
import { sourceFieldsOf } from './plan-lines.ts';

/**
 * What a plan asks of its target, for the target to say what stands in the way.
 * @param absent entities that the plan itself makes, and that are not there yet: nothing can be asked of them
 */
export function preflightNeeds(
  plan: Plan,
  store: RecordStore,
  source: Schema,
  absent: ReadonlySet<string>,
): PreflightNeeds {
  const written = writtenBy(plan);
  const entities = new Set([...plan.expects.map(({ entity }) => entity), ...written.keys()]);
  const there = (entity: string): boolean => !absent.has(entity);
  return {
    entities: [...entities].filter(there).sort(),
    written: Object.fromEntries(
      [...written]
        .filter(([entity]) => there(entity))
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([entity, fields]) => [entity, [...fields].sort()]),
    ),
    modules: askedOfTarget(plan)
      .filter(({ what, there: found }) => what === 'module' && found)
      .map(({ name, branch }) => ({ name, where: placeOf(plan, branch.at) })),
    lacking: askedOfTarget(plan)
      .filter(({ there: found }) => !found)
      .map(({ what, name, branch }) => ({ what, name, instead: insteadOf(plan, branch) })),
    files: filesNeeded(plan, store, source),
  };
}

/** Entities of which maps, `else create` and `provision` make or change rows, with the fields that they fill. */
function writtenBy(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const written = new Map<string, Set<string>>();
  const write = (entity: string, fields: readonly string[]): void => {
    const known = written.get(entity) ?? new Set();
    for (const field of fields) known.add(field);
    written.set(entity, known);
  };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    // What stands in a literal is data, whatever its names.
    if ('op' in node && node.op === 'literal') return;
    if (isCreate(node))
      write(
        node.entity,
        node.values.map(({ field }) => field),
      );
    for (const inner of Object.values(node)) visit(inner);
  };
  for (const { arms } of Object.values(plan.maps))
    for (const arm of arms) {
      if (arm.kind === 'skip') continue;
      write(
        arm.target,
        [...arm.key, ...arm.assignments].flatMap(({ fields }) => fields),
      );
      visit(arm);
    }
  for (const step of plan.provision)
    if (step.kind === 'row') write(step.entity, [...Object.keys(step.key), ...Object.keys(step.values)]);
  return written;
}

/** The `else create` of an expression; every node of a plan that has these properties is one. */
function isCreate(
  node: object,
): node is { readonly entity: string; readonly values: readonly { readonly field: string }[] } {
  return 'kind' in node && node.kind === 'create' && 'entity' in node && 'values' in node;
}

interface Asked {
  readonly what: 'module' | 'name';
  readonly name: string;
  readonly there: boolean;
  readonly branch: BranchPlan;
}

/** What branches asked of the target, each thing as often as branches did that do something for it. */
function askedOfTarget({ branches = [] }: Plan): readonly Asked[] {
  const asked = branches.flatMap((branch) =>
    branch.asked
      .filter(({ side }) => side === 'target')
      .map(({ what, name, there }) => ({ what, name, there, branch })),
  );
  // Of several that ask the same, those whose taken side says nothing tell a person nothing.
  return asked.filter((one, index) => {
    const alike = asked.filter(({ what, name }) => what === one.what && name === one.name);
    return alike.some(saysMuch) && !one.there ? saysMuch(one) : asked.indexOf(alike[0] ?? one) === index;
  });
}

function saysMuch({ branch }: Asked): boolean {
  return branch.moves.length > 0 || branch.fills.length > 0;
}

function insteadOf(plan: Plan, { moves, fills, at }: BranchPlan): string {
  const [first] = moves;
  if (first !== undefined) {
    const parts = [...new Set(moves.map(moveText))];
    return `${parts.join(' and ')}, as ${placeOf(plan, first.at)} says`;
  }
  return fills.length === 0
    ? `what would go there is left out, as ${placeOf(plan, at)} says`
    : `${[...new Set(fills)].join(', ')} ${fills.length === 1 ? 'is' : 'are'} filled instead, as ${placeOf(plan, at)} says`;
}

function moveText({ source, target }: BranchPlan['moves'][number]): string {
  return target === null ? `${source} does not move` : `${source} becomes ${target}`;
}

function placeOf(plan: Plan, at: At): string {
  const span = plan.spans[at];
  return span === undefined ? 'the map' : `${span.file}:${span.line}`;
}

/** Counts the staged files of the records whose maps fill a field with one: what guards leave out is counted too. */
function filesNeeded(plan: Plan, store: RecordStore, source: Schema): FilesNeeded {
  let [count, bytes, largest, unknown] = [0, 0, 0, 0];
  for (const map of Object.values(plan.maps)) {
    const fields = new Set<string>();
    let fetched = false;
    for (const arm of map.arms) {
      if (arm.kind === 'skip') continue;
      for (const { type, fields: filled, value } of arm.assignments) {
        if (type.kind !== 'binary') continue;
        fetched ||= hasDownload(value);
        for (const field of filled)
          for (const name of sourceFieldsOf(plan, map.id, arm.target, field))
            if (source.entities[map.source]?.fields[name]?.type.kind === 'binary') fields.add(name);
      }
    }
    if (fields.size === 0 && !fetched) continue;
    if (fetched) unknown += store.count(map.source);
    for (const { values } of fields.size === 0 ? [] : store.all(map.source))
      for (const field of fields) {
        const size = sizeOf(values[field]);
        if (size === 0) continue;
        count += 1;
        bytes += size;
        largest = Math.max(largest, size);
      }
  }
  return { count: count + unknown, bytes, largest, unknown };
}

function hasDownload(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('op' in node && node.op === 'literal') return false;
  return ('op' in node && node.op === 'download') || Object.values(node).some(hasDownload);
}

/** Bytes of a file as it stands in the stage, as base64 or as what refers to it; 0 for none. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value, 'base64');
  if (typeof value === 'object' && value !== null && 'size' in value && typeof value.size === 'number')
    return value.size;
  return 0;
}
