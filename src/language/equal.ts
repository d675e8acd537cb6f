/**
 * Whether two trees say the same: spans, comments and whether a name stood in backticks are left out, since they are
 * about how it is written.
 */
export function equalTrees(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalTrees(item, b[index]));
  }
  const left = said(a);
  const right = new Map(said(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && equalTrees(value, right.get(key)))
  );
}

function said(node: object): [string, unknown][] {
  return Object.entries(node).filter(([key]) => key !== 'span' && key !== 'quoted' && key !== 'comments');
}
