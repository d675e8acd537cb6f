/**
 * Finds records that are their own ancestors by walking from child to parent. What has been walked is remembered, so
 * that all records of an entity together cost one walk over each.
 */
export class HierarchyWalk {
  /** Records from which one comes to an end, or into a circle that they are not part of. */
  readonly #free = new Set<string>();
  /** For each record of a circle, the circle. */
  readonly #circles = new Map<string, readonly string[]>();

  /**
   * The circle that a record is part of, beginning with the record; null where there is none.
   * @param parent the next record up, null at a root, or `pending` where that cannot be told yet
   */
  circle(
    id: string,
    parent: (id: string) => string | 'pending' | null,
  ): readonly string[] | 'pending' | null {
    const path: string[] = [];
    const places = new Map<string, number>();
    for (let at: string | null = id; at !== null; ) {
      if (this.#free.has(at) || this.#circles.has(at)) break;
      const place = places.get(at);
      if (place !== undefined) {
        const circle = path.splice(place);
        for (const member of circle) this.#circles.set(member, circle);
        break;
      }
      places.set(at, path.length);
      path.push(at);
      const next = parent(at);
      if (next === 'pending') return 'pending';
      at = next;
    }
    for (const walked of path) this.#free.add(walked);
    const circle = this.#circles.get(id);
    if (circle === undefined) return null;
    const from = circle.indexOf(id);
    return [...circle.slice(from), ...circle.slice(0, from)];
  }
}
