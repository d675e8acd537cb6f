import type { At, Expr, Plan, TablePlan, WriteArm } from './types.ts';

/** What a map does with a field or a row of the target. `key`: finds its own rows by it. */
export type UseKind = 'key' | 'writes' | 'reads' | 'looks up';

/** What one map does, and on which lines. */
export interface Use {
  /** Null for what the project as a whole asks (`require`). */
  readonly map: string | null;
  readonly kind: UseKind;
  readonly at: readonly At[];
}

/** The maps that use what a plan provisions, in the order of the plan, each with its lines. */
export interface Uses {
  /** Those that write the field, find rows by it, or read it in a row of the target. */
  readonly ofField: (entity: string, field: string) => readonly Use[];
  /** Those that do so with any of its fields, or refer to its rows. */
  readonly ofEntity: (entity: string) => readonly Use[];
  /** Those that look up a row like this one: nothing that they ask for by a literal differs. */
  readonly ofRow: (entity: string, row: Readonly<Record<string, unknown>>) => readonly Use[];
}

interface Access {
  readonly map: string | null;
  readonly kind: UseKind;
  readonly entity: string;
  /** Null where rows are meant. */
  readonly field: string | null;
  /** Literals by path that a row must hold; null where no row is looked for. */
  readonly asked: Readonly<Record<string, unknown>> | null;
  readonly at: At;
}

export function usesOf(plan: Plan): Uses {
  const accesses = accessesOf(plan);
  const found = (holds: (access: Access) => boolean): readonly Use[] => grouped(accesses.filter(holds));
  return {
    ofField: (entity, field) => found((one) => one.entity === entity && one.field === field),
    ofEntity: (entity) => found((one) => one.entity === entity),
    ofRow: (entity, row) =>
      found(
        ({ asked, ...one }) =>
          one.entity === entity &&
          asked !== null &&
          Object.entries(asked).every(([path, value]) => !(path in row) || row[path] === value),
      ),
  };
}

function grouped(accesses: readonly Access[]): readonly Use[] {
  const groups = Map.groupBy(accesses, ({ map, kind }) => JSON.stringify([map, kind]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ map: first.map, kind: first.kind, at: [...new Set(group.map(({ at }) => at))] }];
  });
}

function accessesOf(plan: Plan): readonly Access[] {
  const accesses: Access[] = [];
  for (const map of Object.values(plan.maps)) {
    const inMap = new Reader(plan, map.id, accesses);
    for (const arm of map.arms) {
      if (arm.kind !== 'write') continue;
      for (const [kind, lines] of [['key', arm.key] as const, ['writes', arm.assignments] as const])
        for (const { fields, at } of lines)
          for (const field of fields)
            accesses.push({ map: map.id, kind, entity: arm.target, field, asked: null, at });
      inMap.read(arm, arm, arm.at);
    }
    inMap.read(map.each, null, map.at);
  }
  const outside = new Reader(plan, null, accesses);
  for (const one of plan.requires) outside.read(one, null, one.at);
  return accesses;
}

/** Finds what expressions ask of the target. */
class Reader {
  readonly #plan: Plan;
  readonly #map: string | null;
  readonly #into: Access[];

  constructor(plan: Plan, map: string | null, into: Access[]) {
    this.#plan = plan;
    this.#map = map;
    this.#into = into;
  }

  /** @param at the line around it: not every node has its own */
  read(node: unknown, arm: WriteArm | null, at: At): void {
    if (node === null || typeof node !== 'object') return;
    // What stands in a literal is data, whatever its names.
    if ('op' in node && node.op === 'literal') return;
    const own = 'at' in node && typeof node.at === 'number' ? node.at : at;
    if (isTargetNode(node)) this.#note(node, arm, own);
    for (const inner of Object.values(node)) this.read(inner, arm, own);
  }

  #note(node: TargetNode, arm: WriteArm | null, at: At): void {
    if ('kind' in node) {
      for (const { field } of node.values) this.#add('writes', node.entity, field, null, at);
      return;
    }
    switch (node.op) {
      case 'column':
        if (arm !== null) this.#path('looks up', arm.target, node.field, at);
        break;
      case 'target_get':
        this.#path('reads', node.entity, node.field, at);
        break;
      case 'row_pair':
        this.#add('reads', node.entity, null, null, at);
        break;
      case 'lookup': {
        const asked = node.where.flatMap(({ path, value }) =>
          value.op === 'literal' ? [[path, value.value] as const] : [],
        );
        this.#add('looks up', node.entity, null, Object.fromEntries(asked), at);
        for (const { path } of node.where) this.#path('looks up', node.entity, path, at);
        break;
      }
      case 'table': {
        const table = this.#plan.tables[node.table];
        if (table?.rows) this.#rowsOf(table, table.rows, at);
        break;
      }
    }
  }

  #rowsOf({ entries, otherwise }: TablePlan, rows: NonNullable<TablePlan['rows']>, at: At): void {
    for (const path of rows.paths) this.#path('looks up', rows.entity, path, at);
    for (const { result } of [...entries, ...(otherwise ? [otherwise] : [])]) {
      if (result.kind !== 'values') continue;
      const asked = rows.paths.map((path, index) => [path, result.values[index] ?? null] as const);
      this.#add('looks up', rows.entity, null, Object.fromEntries(asked), at);
    }
  }

  /** Every field on a dotted way, as far as the plan knows where its references lead. */
  #path(kind: UseKind, entity: string, path: string, at: At): void {
    let here: string | undefined = entity;
    for (const field of path.split('.')) {
      if (here === undefined) return;
      const on: string = here;
      this.#add(kind, on, field, null, at);
      const type = this.#plan.expects.find((one) => one.entity === on && one.field === field)?.type;
      here = type?.kind === 'reference' ? type.targets[0] : undefined;
    }
  }

  #add(kind: UseKind, entity: string, field: string | null, asked: Access['asked'], at: At): void {
    this.#into.push({ map: this.#map, kind, entity, field, asked, at });
  }
}

type TargetNode =
  | Extract<Expr, { op: 'column' | 'target_get' | 'row_pair' | 'lookup' | 'table' }>
  | Extract<Extract<Expr, { op: 'else' }>['handlers'][number], { kind: 'create' }>;

const TARGET_NODES: ReadonlySet<unknown> = new Set(['column', 'target_get', 'row_pair', 'lookup', 'table']);

function isTargetNode(node: object): node is TargetNode {
  if ('op' in node) return TARGET_NODES.has(node.op);
  return 'kind' in node && node.kind === 'create' && 'entity' in node && 'values' in node;
}
