import type { Span } from '../language/ast.ts';
import { requiredFields } from './expressions/required.ts';
import type { CheckedAssignment, CheckedMap, CheckedProgram, CheckedWrite } from './program.ts';
import type { Typed } from './types.ts';

/** The order of the maps (`language.md` sections 5, Cycles, and 6.11). */
export interface Order {
  readonly steps: readonly { readonly map: string; readonly pass: 1 | 2 }[];
  /** Assignments that wait for the second pass: written so, or to open a cycle. */
  readonly later: ReadonlySet<CheckedAssignment>;
  /** Maps that wait for each other and nothing can be done about it; null where the order exists. */
  readonly cycle: {
    readonly maps: readonly string[];
    readonly span: Span;
    /** Where the others of them wait. */
    readonly others: readonly { readonly map: string; readonly needs: string; readonly span: Span }[];
  } | null;
  /** Where a map of configuration refers to records that move only afterwards. */
  readonly tooEarly: readonly { readonly map: string; readonly needs: string; readonly span: Span }[];
}

interface Edge {
  readonly from: CheckedMap;
  readonly to: CheckedMap;
  /** The assignment that could wait; null where the need comes from a guard, a key, a match or a `require`. */
  readonly assignment: CheckedAssignment | null;
  /** It translates through that map; otherwise it only looks up the entity that the map writes. */
  readonly translates: boolean;
  readonly span: Span;
}

/**
 * Configuration first, then owners, then maps after all whose rows they refer to, in the order of writing where that
 * leaves a choice. In a cycle the references that point to the map itself or to one written later wait for the second
 * pass; where these cannot, those that point back.
 */
export function orderMaps(program: Pick<CheckedProgram, 'maps' | 'tables'>): Order {
  const { maps } = program;
  const position = new Map(maps.map((map, index) => [map.id, index]));
  const all = maps.flatMap((map) => edgesOf(map, program));
  const isEarly = ({ from, to }: Edge): boolean => from.phase === 'provision' && to.phase === 'run';
  const tooEarly = all
    .filter((edge) => isEarly(edge) && edge.translates)
    .map(({ from, to, span }) => ({ map: from.id, needs: to.id, span }));
  // What configuration looks up is what the target has by then.
  const edges = all.filter((edge) => !isEarly(edge));
  const later = new Set<CheckedAssignment>();
  for (const map of maps)
    for (const assignment of assignmentsOf(map)) if (assignment.mode === 'later') later.add(assignment);

  const first = (): readonly Edge[] =>
    edges.filter((edge) => edge.assignment === null || !later.has(edge.assignment));
  const open = (waits: (edge: Edge) => boolean): void => {
    for (const component of components(maps, first())) {
      const inside = first().filter((edge) => component.has(edge.from.id) && component.has(edge.to.id));
      for (const edge of inside)
        if (waits(edge) && edge.assignment && canWait(edge.from, edge.assignment)) later.add(edge.assignment);
    }
  };
  open((edge) => (position.get(edge.to.id) ?? 0) >= (position.get(edge.from.id) ?? 0));
  // Where what points forward cannot wait, what points back has to.
  open(() => true);
  const done: string[] = [];
  const steps: { map: string; pass: 1 | 2 }[] = [];
  const waiting = [...maps];
  const secondPass = maps.filter((map) => assignmentsOf(map).some((assignment) => later.has(assignment)));
  while (waiting.length > 0) {
    const phase = waiting.some((map) => map.phase === 'provision') ? 'provision' : 'run';
    const ready = waiting.findIndex(
      (map) =>
        map.phase === phase && first().every((edge) => edge.from.id !== map.id || done.includes(edge.to.id)),
    );
    const [next] = ready < 0 ? [] : waiting.splice(ready, 1);
    if (!next) return { steps: [], later, cycle: findCycle(waiting, first()), tooEarly };
    done.push(next.id);
    steps.push({ map: next.id, pass: 1 });
    for (const map of [...secondPass]) {
      const needs = edges.filter((edge) => edge.from.id === map.id).map((edge) => edge.to.id);
      if (!done.includes(map.id) || !needs.every((id) => done.includes(id))) continue;
      secondPass.splice(secondPass.indexOf(map), 1);
      steps.push({ map: map.id, pass: 2 });
    }
  }
  return { steps, later, cycle: null, tooEarly };
}

export function writeArms(map: CheckedMap): readonly CheckedWrite[] {
  return map.arms.filter((arm) => arm.kind === 'write');
}

function assignmentsOf(map: CheckedMap): readonly CheckedAssignment[] {
  return writeArms(map).flatMap((arm) => arm.assignments);
}

/** Nullable fields that are neither key nor part of a pair may wait; lists may too. */
function canWait(map: CheckedMap, assignment: CheckedAssignment): boolean {
  if (assignment.mode === 'key' || assignment.mode === 'initial' || assignment.fields.length !== 1)
    return false;
  const field = assignment.fields[0]?.field;
  return (
    field !== undefined &&
    field.write !== 'create' &&
    writeArms(map)
      .filter((arm) => arm.assignments.includes(assignment))
      .every((arm) => !requiredFields(arm.target).includes(field.name))
  );
}

/** What an arm reads of other maps, in whatever part and through whatever `let`, has to be there before it. */
function edgesOf(
  map: CheckedMap,
  { maps, tables }: Pick<CheckedProgram, 'maps' | 'tables'>,
): readonly Edge[] {
  const edges: Edge[] = [];
  const add = (arm: CheckedWrite | null, assignment: CheckedAssignment | null, value: Typed): void => {
    const read = reading(value.expr, arm?.lets ?? [], tables);
    for (const to of maps) {
      const isWritten =
        to.kind === 'map' && writeArms(to).some(({ target }) => read.entities.has(target.name));
      const translates = read.maps.has(to.id);
      if (isWritten || translates)
        edges.push({ from: map, to, assignment, translates, span: (assignment ?? value).span });
    }
  };
  if (map.each) add(null, null, map.each.list);
  for (const arm of writeArms(map)) {
    for (const assignment of arm.assignments) add(arm, assignment, assignment.value);
    if (arm.guard) add(arm, null, arm.guard);
    for (const { condition, message } of arm.requires)
      for (const value of [condition, message]) add(arm, null, value);
    for (const { pairs } of arm.matches) for (const { source } of pairs) add(arm, null, source);
  }
  return edges;
}

/** Maps through which an expression of the plan translates, and entities of the target that it looks up. */
function reading(
  expr: unknown,
  lets: CheckedWrite['lets'],
  tables: CheckedProgram['tables'],
): { readonly maps: ReadonlySet<string>; readonly entities: ReadonlySet<string> } {
  const maps = new Set<string>();
  const entities = new Set<string>();
  const opened = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (node !== null && typeof node === 'object') {
      if ('candidates' in node && node.candidates !== null && typeof node.candidates === 'object')
        for (const ids of Object.values(node.candidates))
          for (const map of Array.isArray(ids) ? ids : []) maps.add(String(map));
      if ('op' in node && node.op === 'lookup' && 'entity' in node) entities.add(String(node.entity));
      if ('op' in node && node.op === 'table' && 'table' in node) {
        const rows = tables.get(String(node.table))?.plan.rows;
        if (rows) entities.add(rows.entity);
      }
      if ('op' in node && node.op === 'local' && 'name' in node && !opened.has(String(node.name))) {
        opened.add(String(node.name));
        visit(lets.find(({ name }) => name === node.name)?.value.expr);
      }
      for (const one of Object.values(node)) visit(one);
    }
  };
  visit(expr);
  return { maps, entities };
}

/** Strongly connected components that hold a cycle, as sets of map ids (Tarjan). */
function components(maps: readonly CheckedMap[], edges: readonly Edge[]): readonly ReadonlySet<string>[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: Set<string>[] = [];
  const visit = (id: string): void => {
    index.set(id, index.size);
    low.set(id, index.get(id) ?? 0);
    stack.push(id);
    for (const edge of edges) {
      if (edge.from.id !== id) continue;
      const to = edge.to.id;
      if (!index.has(to)) {
        visit(to);
        low.set(id, Math.min(low.get(id) ?? 0, low.get(to) ?? 0));
      } else if (stack.includes(to)) {
        low.set(id, Math.min(low.get(id) ?? 0, index.get(to) ?? 0));
      }
    }
    if (low.get(id) !== index.get(id)) return;
    const component = new Set(stack.splice(stack.indexOf(id)));
    const loops = edges.some((edge) => edge.from.id === id && edge.to.id === id);
    if (component.size > 1 || loops) found.push(component);
  };
  for (const map of maps) if (!index.has(map.id)) visit(map.id);
  return found;
}

function findCycle(waiting: readonly CheckedMap[], edges: readonly Edge[]): Order['cycle'] {
  const among = (id: string): Edge | undefined =>
    edges.find((edge) => edge.from.id === id && waiting.some((map) => map.id === edge.to.id));
  const chain: string[] = [];
  let here = waiting[0]?.id ?? '';
  while (!chain.includes(here)) {
    chain.push(here);
    here = among(here)?.to.id ?? here;
  }
  const maps = [...chain.slice(chain.indexOf(here)), here];
  const span = among(here)?.span ?? waiting[0]?.span;
  const others = maps.slice(1, -1).flatMap((map) => {
    const edge = among(map);
    return edge ? [{ map, needs: edge.to.id, span: edge.span }] : [];
  });
  return span ? { maps, span, others } : null;
}
