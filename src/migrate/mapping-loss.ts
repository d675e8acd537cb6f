import type { Assignment, At, Expr, MapPlan, Plan, WriteArm } from '../plan/types.ts';
import type { Profile, Schema } from '../schema/model.ts';
import { findInstance } from '../stdlib/index.ts';
import { fieldsIn } from './plan-lines.ts';

/** What a migration loses of a field of the source, and why: a line of the loss ledger. */
export interface LostField {
  readonly entity: string;
  readonly field: string;
  /** What the source calls the field. */
  readonly label: string;
  /**
   * `dropped`: the map leaves the field behind. `narrowed`: a function on the way keeps less than it was given, for the reason
   * that `because` gives. `warned`: where the value cannot be had, `else warn` leaves the target's field empty.
   */
  readonly how: 'dropped' | 'narrowed' | 'warned';
  /** Where it would have gone: `res.partner.parent_id`; null for `dropped`. */
  readonly into: string | null;
  readonly because: string;
  /** Records that hold a value in the field, as discovery counted; null where nobody did. */
  readonly records: number | null;
  readonly at: At;
}

/** All that is lost, in the order of the maps' sources, then of the lines; the same line for the same field once. */
export function lostFields(plan: Plan, source: Schema, profile: Profile | null): readonly LostField[] {
  const lost = Object.values(plan.maps).flatMap((map) => [
    ...map.drops.map(({ field, because, at }) => ({
      map,
      field,
      how: 'dropped' as const,
      into: null,
      because,
      at,
    })),
    ...map.arms.flatMap((arm) =>
      arm.kind === 'write' ? [...arm.key, ...arm.assignments].flatMap((line) => lostBy(map, arm, line)) : [],
    ),
  ]);
  const seen = new Set<string>();
  return lost
    .map(
      ({ map, field, ...rest }): LostField => ({
        entity: map.source,
        field,
        label: source.entities[map.source]?.fields[field]?.label ?? field,
        records: filled(profile, map.source, field),
        ...rest,
      }),
    )
    .filter(({ entity, field, how, into, because }) => {
      const name = JSON.stringify([entity, field, how, into, because]);
      return seen.has(name) ? false : seen.add(name);
    })
    .sort((a, b) => (a.entity < b.entity ? -1 : a.entity > b.entity ? 1 : a.at - b.at));
}

/** Whether records hold what is lost; where nobody counted they may. */
export function isFelt({ records }: Pick<LostField, 'records'>): boolean {
  return records === null || records > 0;
}

interface Losing {
  readonly map: MapPlan;
  readonly field: string;
  readonly how: LostField['how'];
  readonly into: string;
  readonly because: string;
  readonly at: At;
}

function lostBy(map: MapPlan, arm: WriteArm, line: Assignment): readonly Losing[] {
  const trees = withLets(line.value, arm, new Set());
  const into = `${arm.target}.${line.fields.join(', ')}`;
  const { because, at } = line;
  const narrowed =
    because === null
      ? []
      : trees
          .flatMap(narrowings)
          .flatMap((node) => fieldsIn(node, arm))
          .map((field): Losing => ({ map, field, how: 'narrowed', into, because, at }));
  const warned = trees
    .flatMap(warnings)
    .flatMap(({ of, message }) =>
      fieldsIn(of, arm).map((field): Losing => ({ map, field, how: 'warned', into, because: message, at })),
    );
  return [...narrowed, ...warned];
}

/** How many records hold a value; null where the profile does not speak of the entity. */
export function filled(profile: Profile | null, entity: string, field: string): number | null {
  const seen = profile?.entities[entity];
  return seen === undefined ? null : (seen.filled[field] ?? 0);
}

/** A tree, and those of the `let`s that it names, each once. */
function withLets(tree: unknown, arm: WriteArm, followed: Set<string>): readonly unknown[] {
  return [
    tree,
    ...localsIn(tree).flatMap((name) => {
      const bound = arm.lets.find((one) => one.name === name);
      if (bound === undefined || followed.has(name)) return [];
      followed.add(name);
      return withLets(bound.value, arm, followed);
    }),
  ];
}

function localsIn(node: unknown): readonly string[] {
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.values(node).flatMap(localsIn);
  return 'op' in node && node.op === 'local' && 'name' in node ? [String(node.name), ...inner] : inner;
}

/** What functions that lose something are given in a tree. */
function narrowings(node: unknown): readonly unknown[] {
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.values(node).flatMap(narrowings);
  if (!('op' in node) || node.op !== 'call' || !('fn' in node) || !('args' in node)) return inner;
  return findInstance(String(node.fn))?.entry.loses === true ? [node.args, ...inner] : inner;
}

/** What each `else warn` in a tree stands behind, and says. */
function warnings(node: unknown): readonly { readonly of: Expr; readonly message: string }[] {
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.values(node).flatMap(warnings);
  if (!isElse(node)) return inner;
  const said = node.handlers.flatMap((handler) =>
    handler.kind === 'warn' ? [{ of: node.of, message: messageText(handler.message) }] : [],
  );
  return [...said, ...inner];
}

function isElse(node: object): node is Extract<Expr, { readonly op: 'else' }> {
  return 'op' in node && node.op === 'else' && 'handlers' in node;
}

/** The text of a message, as far as it is written out; `…` stands for what only a record knows. */
function messageText(message: Expr): string {
  if (message.op === 'literal') return String(message.value);
  if (message.op !== 'text') return '…';
  return message.parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
}
