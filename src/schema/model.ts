/**
 * The schema model: what a system has, in one vocabulary for all systems. Plain data that discovery writes, people
 * review and the checker trusts. It knows no connector and no language.
 */

/** One side of a migration, as discovery saw it. Entities are keyed by their technical name, sorted. */
export interface Schema {
  /** Which connector discovered it: `dataverse`, `odoo`, `files`. */
  readonly system: string;
  /** The system's own version, "9.2" or "17.0". */
  readonly version: string;
  /** The language in which labels are given, "en_US". */
  readonly language: string;
  /** Installed modules or solutions, sorted; empty where the system has none. */
  readonly modules: readonly string[];
  /** What the login could not read; absent where it read all. */
  readonly unread?: readonly Unread[];
  readonly entities: Readonly<Record<string, Entity>>;
}

/** Something that discovery asked for and was not given, so that nobody takes the snapshot for the whole. */
export interface Unread {
  readonly what:
    | 'modules'
    | 'labels'
    | 'entity'
    | 'fields'
    | 'keys'
    | 'relationships'
    | 'defaults'
    | 'rows'
    | 'external ids';
  /** Absent where it is about all entities. */
  readonly entity?: string;
  /** `fields`: which; absent where even that is not known. */
  readonly fields?: readonly string[];
  /** Half a sentence: "the login may not read ir.model.data". Names no login, so that it is the same for another one. */
  readonly why: string;
  /** What to do about it. */
  readonly help: string;
}

export interface Entity {
  readonly name: string;
  readonly label: string;
  /** The field that identifies a record: `accountid`, `id`. It stands among the fields too. */
  readonly id: string;
  /** The field a person knows a record by. */
  readonly display: string | null;
  /** What the connector needs to reach it, opaque to everyone else (Dataverse: `{ "set": "accounts" }`). */
  readonly access?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, Field>>;
  /** Sets of fields that the system keeps unique, beside the id and fields marked `unique`. */
  readonly keys?: readonly (readonly string[])[];
  /** Reference rows that lookups and tables are checked against (stages, teams, activity types …); absent: not read. */
  readonly rows?: readonly ReferenceRow[];
}

/** One reference row; `id` as the system gives it, other values in the canonical form of {@link FieldType}. */
export type ReferenceRow = Readonly<Record<string, JsonValue>>;

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** A record cannot be without it. */
  readonly required?: true;
  /** `constant`: the system fills it alike for everyone. `session`: from who is logged in, so it counts as unassigned. */
  readonly default?: 'constant' | 'session';
  /** When it may be written. Absent: `always`. */
  readonly write?: 'create' | 'never';
  readonly unique?: true;
  /** Computed by the system from other fields. */
  readonly computed?: true;
  /** A column that only repeats another one (Dataverse `AttributeOf`, formatted names): never counted as forgotten. */
  readonly companionOf?: string;
  /** A reference that the system itself keeps whole: it cannot dangle. */
  readonly enforced?: true;
  /** A self-reference in which the system refuses cycles (Odoo `_parent_name`). */
  readonly hierarchy?: true;
  /** Made by `mapc provision`: not drift. */
  readonly provisioned?: true;
  /** What the system says of it beyond this model, in its own words, for people and proposals: no rule looks at it
   * (Dataverse: limits of amounts, what forms ask for, the states of status reasons, the words for true and false). */
  readonly facts?: Readonly<Record<string, JsonValue>>;
  /** How discovery came to know the type; absent: from the system's own metadata, or declared by a person. */
  readonly origin?: Origin;
}

/** A type that was concluded from the records. It is a proposal: a declaration takes its place. */
export interface Origin {
  readonly kind: 'inferred';
  /** From 0 to 1. */
  readonly confidence: number;
  /** Why, in one sentence that holds no value of any record. */
  readonly evidence: string;
  /** A narrower type that the values speak for and that is not taken by itself: tomorrow's values may not fit it. */
  readonly proposed?: Proposal;
  /** Every record held a value, or no value came twice: it may be meant so. */
  readonly required?: true;
  readonly unique?: true;
}

export interface Proposal {
  readonly type: FieldType;
  readonly confidence: number;
  readonly evidence: string;
}

/** Canonical values are in brackets: what a staged record and a plan hold for a field of that type. */
export type FieldType =
  /** [string] `max` in characters. */
  | { readonly kind: 'text'; readonly max?: number }
  /** [string] markup. */
  | { readonly kind: 'html' }
  /** [number, safe integer] */
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  /** [number] binary floating point. */
  | { readonly kind: 'float' }
  /** [string, canonical decimal such as "12.50" as the source wrote it] */
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  /** [string, as decimal] `currency` names the field of the same entity that holds the currency. */
  | { readonly kind: 'money'; readonly scale?: number; readonly currency?: string }
  /** [boolean] */
  | { readonly kind: 'boolean' }
  /** [string "YYYY-MM-DD"] */
  | { readonly kind: 'date' }
  /** [string ISO 8601 in UTC, "2019-03-04T10:11:12Z", fraction kept where the source has one] */
  | { readonly kind: 'instant' }
  /** [string ISO 8601 without zone, "2019-03-04T10:11:12"] */
  | { readonly kind: 'local' }
  /** [the option's value] */
  | { readonly kind: 'enum'; readonly options: readonly Option[]; readonly open?: true }
  /** [array of option values] */
  | { readonly kind: 'enums'; readonly options: readonly Option[]; readonly open?: true }
  /** Source: [{"entity","id"}]. Target: [the row's id]. More than one target: polymorphic, and an id alone does not say
   * whose it is: [{"model","id"}], the row's entity and its id. */
  | { readonly kind: 'reference'; readonly targets: readonly string[] }
  /** An id whose entity stands in another field of the same record (Odoo `res_id` with `res_model`). [the row's id] */
  | { readonly kind: 'reference_id'; readonly model: string }
  /** [array of references or ids] many-to-many. */
  | { readonly kind: 'references'; readonly target: string }
  /** [not stored] one-to-many: the records of `entity` whose field `via` points here. */
  | { readonly kind: 'children'; readonly entity: string; readonly via: string }
  /** [string base64] */
  | { readonly kind: 'binary' }
  /** [any JSON] */
  | { readonly kind: 'json' }
  /** [array of objects] nested records with fields of their own (order lines in a document). */
  | { readonly kind: 'records'; readonly fields: Readonly<Record<string, Field>> }
  /** [any JSON] a type that this model has no word for; `native` is the system's. It can be dropped but not read. */
  | { readonly kind: 'other'; readonly native: string };

export interface Option {
  readonly value: string | number | boolean;
  readonly label: string;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * What a discovery saw in the records: how many there were, in how many each field held a value, and what the values of a
 * field are like. It is kept under version control, so no value of a person stands in it (`profile/publishable.ts`).
 */
export interface Profile {
  /** Day of the discovery, "YYYY-MM-DD". */
  readonly taken: string;
  readonly entities: Readonly<Record<string, EntityProfile>>;
}

export interface EntityProfile {
  /** Records that were read: all of them. */
  readonly rows: number;
  readonly filled: Readonly<Record<string, number>>;
  /** What the values are like; absent in profiles that only count. Fields without any value are left out. */
  readonly fields?: Readonly<Record<string, FieldProfile>>;
}

/** What the values of a field are like. Every property is left out where it has nothing to say. */
export interface FieldProfile {
  /** Texts of nothing but blanks; they count as filled. */
  readonly blank?: number;
  /** Different values. */
  readonly distinct?: number;
  /** `distinct` is an estimate, within about 2 %. */
  readonly estimated?: true;
  /** Characters of a text, items of a list. */
  readonly length?: { readonly min: number; readonly max: number; readonly average: number };
  /** Smallest and largest number. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Digits behind the point, at most. */
  readonly scale?: number;
  /** First and last year of dates and times. */
  readonly years?: { readonly min: number; readonly max: number };
  /** Of a choice among few: how often each was taken, most frequent first. */
  readonly options?: readonly OptionCount[];
  /** Values that are not among `options`: they are too rare or too telling to be named. */
  readonly others?: number;
  /** Of a reference: how many records each entity is pointed to from. */
  readonly targets?: Readonly<Record<string, number>>;
  /** How many values look like an e-mail address, a phone number … */
  readonly patterns?: Readonly<Record<string, number>>;
  /** The most frequent shapes of its texts: `Aaaa 9999`. */
  readonly shapes?: readonly string[];
}

export interface OptionCount {
  readonly value: string | number | boolean;
  readonly count: number;
}
