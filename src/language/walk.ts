/** Whatever has a kind and a span in a tree. */
export interface AnyNode {
  readonly kind: string;
}

/** The nodes right below one, in the order of the tree's properties; lists and bare objects on the way are opened. */
export function children(node: object): readonly AnyNode[] {
  const found: AnyNode[] = [];
  const open = (value: unknown) => {
    if (Array.isArray(value)) {
      for (const item of value) open(item);
    } else if (typeof value === 'object' && value !== null) {
      if ('kind' in value && typeof value.kind === 'string' && 'span' in value) found.push(value as AnyNode);
      else for (const [key, inner] of Object.entries(value)) if (key !== 'span') open(inner);
    }
  };
  for (const [key, value] of Object.entries(node)) if (key !== 'span') open(value);
  return found;
}

/** Calls `visit` for a node and all below it, from above; `false` leaves out what is below. */
export function walk(node: AnyNode, visit: (node: AnyNode) => unknown): void {
  if (visit(node) === false) return;
  for (const child of children(node)) walk(child, visit);
}
