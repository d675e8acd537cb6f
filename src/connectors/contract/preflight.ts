/** What a run will ask of a target. */
export interface PreflightNeeds {
  /** Entities that are read or written. */
  readonly entities: readonly string[];
  /** Those among them of which rows are made or changed, with the fields that are filled, sorted. */
  readonly written: Readonly<Record<string, readonly string[]>>;
  /** Modules that the maps take to be there; `where` is the place that does so ("main.map:12"). */
  readonly modules: readonly { readonly name: string; readonly where: string }[];
  /** What the target did not have when the maps were compiled, and what they do for that reason, as half a sentence
   * ("Case becomes project.task, as main.map:120 says"). */
  readonly lacking: readonly {
    /** A module, or an entity or field (`entity.field`). */
    readonly what: 'module' | 'name';
    readonly name: string;
    readonly instead: string;
  }[];
  readonly files: FilesNeeded;
}

/** Files that are to be written, as far as the stage tells. */
export interface FilesNeeded {
  readonly count: number;
  /** Of those whose size is known. */
  readonly bytes: number;
  readonly largest: number;
  /** How many are fetched only as they are moved, so that nobody knows their size. */
  readonly unknown: number;
}

export interface PreflightFinding {
  /** An error keeps a run from beginning, a warning is for a person to decide on, an info to know. */
  readonly severity: 'error' | 'warning' | 'info';
  /** One or two sentences for a person: what is so, and what to do. */
  readonly message: string;
}
