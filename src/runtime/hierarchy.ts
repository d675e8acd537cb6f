import type { TargetId } from '../connectors/contract.ts';

/** The circles among rows that each have at most one parent, each as the units in order, from the least unit id on. */
export function cyclesIn(
  edges: ReadonlyMap<TargetId, { readonly unit: string; readonly parent: TargetId }>,
): readonly (readonly string[])[] {
  const seen = new Set<TargetId>();
  const cycles: string[][] = [];
  for (const start of edges.keys()) {
    const path: TargetId[] = [];
    const places = new Map<TargetId, number>();
    let at = start;
    for (;;) {
      const edge = edges.get(at);
      if (edge === undefined || seen.has(at)) break;
      seen.add(at);
      places.set(at, path.length);
      path.push(at);
      at = edge.parent;
    }
    const from = places.get(at);
    if (from === undefined) continue;
    const units = path.slice(from).flatMap((id) => edges.get(id)?.unit ?? []);
    const least = units.indexOf(units.reduce((a, b) => (a < b ? a : b)));
    cycles.push([...units.slice(least), ...units.slice(0, least)]);
  }
  return cycles;
}
