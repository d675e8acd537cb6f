import type { Span } from './ast.ts';

/** An edit that would mend what a diagnostic tells. */
export interface Fix {
  /** What it does, in a few words, as an order: "write `name`". */
  readonly title: string;
  /** `safe`: it means what the author meant, beyond doubt. `maybe`: a person has to look. */
  readonly safety: 'safe' | 'maybe';
  /** In order of place; spans do not overlap; an empty span inserts. */
  readonly edits: readonly Edit[];
}

/** What a span of a text becomes. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}
