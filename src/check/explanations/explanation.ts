import type { Profile } from '../../schema/model.ts';

/** What `mapc explain` says of one diagnostic, with a map that gives it and the same map mended. */
export interface Explanation {
  /** What it means and why it matters: two to five sentences of plain words; the first stands alone in a list. */
  readonly text: string;
  /** A project of one file that gives this diagnostic and no other, at the place between `«` and `»`. */
  readonly fails: string;
  /** The same project without a finding. */
  readonly passes: string;
  /** What the map imports, by the path that it writes; the mark may stand here. */
  readonly files?: Readonly<Record<string, string>>;
  /** What discovery counted, where the diagnostic depends on it. */
  readonly profile?: Profile;
}

const MARK = /«([^»]*)»/;

/** The text of an example without its mark, and the offsets of what was marked; null where nothing is. */
export function unmarked(text: string): {
  readonly text: string;
  readonly mark: { readonly start: number; readonly end: number } | null;
} {
  const found = MARK.exec(text);
  if (!found) return { text, mark: null };
  const [, inside = ''] = found;
  return {
    text: text.replace(MARK, () => inside),
    mark: { start: found.index, end: found.index + inside.length },
  };
}
