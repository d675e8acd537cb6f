import type { Span } from '../language/ast.ts';
import { requiredFields } from './expressions/required.ts';
import type { CheckedAssignment, CheckedMap, CheckedProgram, CheckedWrite } from './program.ts';

/** The order of the maps (`language.md` sections 5, Cycles, and 6.11). */
export interface Order {
  readonly steps: readonly { readonly map: string; readonly pass: 1 | 2 }[];
  /** Assignments that wait for the second pass: written so, or to open a cycle. */
  readonly later: ReadonlySet<CheckedAssignment>;
  /** Maps that wait for each other and nothing can be done about it; null where the order exists. */
  readonly cycle: { readonly maps: readonly string[]; readonly span: Span } | null;
}

interface Edge {
  readonly from: CheckedMap;
  readonly to: CheckedMap;
  /** The assignment that could wait; null where the need comes from a guard, a key, a match or a `require`. */
  readonly assignment: CheckedAssignment | null;
  readonly span: Span;
}

/**
 * Owners first, then maps after all whose rows they refer to, in the order of writing where that leaves a choice. In a
 * cycle the references that point to the map itself or to one written later wait for the second pass.
 */
export function orderMaps(program: Pick<CheckedProgram, 'maps'>): Order {
  const { maps } = program;
  const position = new Map(maps.map((map, index) => [map.id, index]));
  const edges = maps.flatMap((map) => edgesOf(map, maps));
  const later = new Set<CheckedAssignment>();
  for (const map of maps)
    for (const assignment of assignmentsOf(map)) if (assignment.mode === 'later') later.add(assignment);

  const first = (): readonly Edge[] =>
    edges.filter((edge) => edge.assignment === null || !later.has(edge.assignment));
  for (const component of components(maps, first())) {
    const inside = first().filter((edge) => component.has(edge.from.id) && component.has(edge.to.id));
    for (const edge of inside) {
      const forward = (position.get(edge.to.id) ?? 0) >= (position.get(edge.from.id) ?? 0);
      if (forward && edge.assignment && canWait(edge.from, edge.assignment)) later.add(edge.assignment);
    }
  }
  const done: string[] = [];
  const steps: { map: string; pass: 1 | 2 }[] = [];
  const waiting = [...maps];
  const secondPass = maps.filter((map) => assignmentsOf(map).some((assignment) => later.has(assignment)));
  while (waiting.length > 0) {
    const ready = waiting.findIndex((map) =>
      first().every((edge) => edge.from.id !== map.id || done.includes(edge.to.id)),
    );
    const [next] = ready < 0 ? [] : waiting.splice(ready, 1);
    if (!next) return { steps: [], later, cycle: findCycle(waiting, first()) };
    done.push(next.id);
    steps.push({ map: next.id, pass: 1 });
    for (const map of [...secondPass]) {
      const needs = edges.filter((edge) => edge.from.id === map.id).map((edge) => edge.to.id);
      if (!done.includes(map.id) || !needs.every((id) => done.includes(id))) continue;
      secondPass.splice(secondPass.indexOf(map), 1);
      steps.push({ map: map.id, pass: 2 });
    }
  }
  return { steps, later, cycle: null };
}

export function writeArms(map: CheckedMap): readonly CheckedWrite[] {
  return map.arms.filter((arm) => arm.kind === 'write');
}

export function assignmentsOf(map: CheckedMap): readonly CheckedAssignment[] {
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

function edgesOf(map: CheckedMap, maps: readonly CheckedMap[]): readonly Edge[] {
  const edges: Edge[] = [];
  for (const assignment of assignmentsOf(map)) {
    for (const to of needed(assignment.needs, maps))
      edges.push({ from: map, to, assignment, span: assignment.span });
  }
  // `each` lists and guards need rows of other maps only through the target: they are edges that cannot wait.
  for (const arm of writeArms(map)) {
    const typed = [arm.guard, ...arm.requires.flatMap((require) => [require.condition])];
    for (const value of typed) {
      if (!value) continue;
      for (const id of translatedIn(value.expr)) {
        const to = maps.find((candidate) => candidate.id === id);
        if (to) edges.push({ from: map, to, assignment: null, span: value.span });
      }
    }
  }
  return edges;
}

function needed(needs: CheckedAssignment['needs'], maps: readonly CheckedMap[]): readonly CheckedMap[] {
  return maps.filter(
    (map) =>
      needs.maps.has(map.id) ||
      (map.kind === 'map' && writeArms(map).some((arm) => needs.lookups.has(arm.target.name))),
  );
}

/** Ids of maps through which an expression of the plan translates. */
export function translatedIn(expr: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (node !== null && typeof node === 'object') {
      if ('candidates' in node && node.candidates !== null && typeof node.candidates === 'object')
        for (const maps of Object.values(node.candidates))
          for (const map of Array.isArray(maps) ? maps : []) found.add(String(map));
      for (const one of Object.values(node)) visit(one);
    }
  };
  visit(expr);
  return found;
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
  return span ? { maps, span } : null;
}
