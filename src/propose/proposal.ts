/** What becomes of one field of an entity: plain text of a map, and what a test of it says. */
export interface Proposal {
  /** Columns of the new model. */
  readonly columns: readonly Column[];
  /** Statements of the map: `x_name ?= new_name`. */
  readonly lines: readonly string[];
  /** Declarations beside the map: tables. */
  readonly beside: readonly string[];
  /** Why it stays behind; null where it moves. */
  readonly dropped: string | null;
  /** What a person has to know of it before they confirm it, as comments above its lines. */
  readonly remarks: readonly string[];
  /** Values for the test: each in a record of its own, the first ones of all fields together. */
  readonly samples: readonly Sample[];
}

export interface Column {
  readonly name: string;
  /** As `provision` writes it: `char(40)`. */
  readonly type: string;
  readonly label: string;
  /** It leads to a model that is made in the same place, so it is made after all of these. */
  readonly late?: true;
}

/** What a field of the source holds in a test, and the columns that it fills. */
export interface Sample {
  readonly given: string;
  readonly expected: readonly { readonly name: string; readonly value: string }[];
  /** Warnings that the run says of it: it leads nowhere. */
  readonly warns?: readonly string[];
  /** The record waits for a person because of it. */
  readonly waits?: true;
}

export function dropped(because: string): Proposal {
  return { columns: [], lines: [], beside: [], dropped: because, remarks: [], samples: [] };
}
