/** Nodes may stand this deep in each other: everything that walks a tree does so by calling itself. */
const DEEPEST = 500;
/** What an `if` in the condition or after the `then` of another counts: the printer puts it in parentheses. */
const NESTED_IF = 8;

/** Whether a tree is too deep to be walked: `a + a + …` nests to the left without a bracket. */
export function isTooDeep(tree: object): boolean {
  const open: { value: object; depth: number }[] = [{ value: tree, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth > DEEPEST) return true;
    for (const [key, value] of Object.entries(next.value)) {
      if (typeof value !== 'object' || value === null || key === 'span') continue;
      const cost =
        'kind' in value && value.kind === 'If' && (key === 'then' || key === 'condition') ? NESTED_IF : 1;
      open.push({ value, depth: next.depth + (Array.isArray(value) ? 0 : cost) });
    }
  }
  return false;
}
