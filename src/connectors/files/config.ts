/** A folder of exported tables. Without `files`, every `.csv`, `.jsonl` and `.xml` in it is an entity named after the file. */
export interface FilesConfig {
  readonly folder: string;
  readonly files?: Readonly<Record<string, FileConfig>>;
  /** Language of the data, "en_US" by default. */
  readonly language?: string;
  /** Bytes of a file that `download` takes, at most; 50 MiB unless told. */
  readonly largest_download?: number;
}

/** One file. Everything may be left out: what is not declared is found out from the contents. */
export interface FileConfig {
  /** Relative to the folder; `<entity>.csv` by default. */
  readonly path?: string;
  /** By default what the ending of the path says. */
  readonly format?: 'csv' | 'jsonl' | 'xml';
  /** The column that identifies a record, or the columns that do so together. */
  readonly id?: string | readonly string[];
  /** What stands between cells; by default the one of comma, semicolon, tab and bar that makes the evenest table. */
  readonly delimiter?: string;
  /** What stands around cells that hold the delimiter or a line break; by default `"`, or `'` where cells stand in these. */
  readonly quote?: string;
  /** What stands before a quote inside of quotes; by default the quote again, or `\` where the file does so. */
  readonly escape?: string;
  /** XML: the element that is a record; by default those right below the root. */
  readonly record?: string;
  /** A label of the Encoding Standard, `windows-1254`; by default what discovery finds it to be. */
  readonly encoding?: string;
  /** Words that mean "nothing", beside the empty cell: `NULL`. */
  readonly null?: readonly string[];
  /** Types in words (`reference(customers)`, `text(40) required`, see `typeFromText`). */
  readonly fields?: Readonly<Record<string, string>>;
  /** Rows that are lines of one record: those with the same `by` are folded, `fields` into a list named `into`. */
  readonly group?: { readonly by: string; readonly into: string; readonly fields: readonly string[] };
  /** `\n`, `\r`, `\t` and `\\` in the text stand for what they do in programs. */
  readonly unescape?: boolean;
}

/** A file with its defaults in place. `path` is absolute or relative to the process, `shown` is for messages. */
export interface FileSpec extends FileConfig {
  readonly entity: string;
  readonly path: string;
  readonly shown: string;
  readonly format: 'csv' | 'jsonl' | 'xml';
}
