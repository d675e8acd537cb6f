/** Remembers what was made of a text, the texts used last and no more than `most` of them. */
export function remembered<T>(most: number, make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, { readonly made: T }>();
  return (text) => {
    const known = kept.get(text);
    const entry = known ?? { made: make(text) };
    // A map keeps the order in which keys came in: the first one is the one that was used least lately.
    if (known) kept.delete(text);
    else if (kept.size >= most) kept.delete(kept.keys().next().value ?? '');
    kept.set(text, entry);
    return entry.made;
  };
}
