/** A half-open range of UTF-16 code units in one file's text. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** What every part of the tree has. */
export interface Node {
  readonly span: Span;
}

/** An identifier; `quoted` when it was written in backticks. */
export interface Id extends Node {
  readonly kind: 'Id';
  readonly name: string;
  readonly quoted: boolean;
}

/** A dotted name, `res.partner.x_source_id`. */
export interface Name extends Node {
  readonly kind: 'Name';
  readonly ids: readonly Id[];
}

/** A `//` or `/* … *​/` comment as it stands in the text, delimiters included; `///` becomes `doc` of a declaration. */
export interface Comment extends Node {
  readonly kind: 'Comment';
  readonly text: string;
  readonly block: boolean;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

export interface Documented extends Node {
  /** The `///` lines above the declaration, without the slashes, joined by newlines. */
  readonly doc: string | null;
}
