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
  /** What may be done with its records. Absent: they are made and changed. */
  readonly write?: WriteLimit;
  /** Its records cannot be deleted, so that no rollback takes them away. */
  readonly lasting?: true;
  readonly fields: Readonly<Record<string, Field>>;
  /** Sets of fields that the system keeps unique, beside the id and fields marked `unique`. */
  readonly keys?: readonly (readonly string[])[];
  /** Reference rows that lookups and tables are checked against (stages, teams, activity types …); absent: not read. */
  readonly rows?: readonly ReferenceRow[];
}

/** `create`: only when the record is made. `update`: only afterwards. */
export type WriteLimit = 'create' | 'update' | 'never';

/** One reference row; `id` as the system gives it, other values in the canonical form of {@link FieldType}. */
export type ReferenceRow = Readonly<Record<string, JsonValue>>;

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** What the text or number is, beyond its type; the system may refuse a text that is no such thing. */
  readonly format?: Format;
  /** A record cannot be without it. */
  readonly required?: true;
  /** `constant`: the system fills it alike for everyone. `session`: from who is logged in, so it counts as unassigned. */
  readonly default?: 'constant' | 'session';
  /** What the system fills in, where it is always the same and the system tells it: canonical, or a text for people. */
  readonly defaultValue?: JsonValue;
  /** When it may be written. Absent: `always`. */
  readonly write?: WriteLimit;
  readonly unique?: true;
  /** Capital and small letters are the same where values are compared, so that "AB" and "ab" are not unique. */
  readonly caseless?: true;
  /**
   * The system finds records by it. `external`: it is meant for the ids of other systems, unique or not. `lookup`: the
   * system looks records up by it of its own accord (e-mail addresses, names).
   */
  readonly key?: 'external' | 'lookup';
  /** No question to the system can name it: records are not found by it. */
  readonly unsearchable?: true;
  /** Computed by the system from other fields. */
  readonly computed?: true;
  /** A column that only repeats another one (Dataverse `AttributeOf`, formatted names): never counted as forgotten. */
  readonly companionOf?: string;
  /** The field that puts this one and others together (an address, a full name), and is read only. */
  readonly part?: string;
  /** Of an enum: the options that are allowed where another field has a certain value. All of these must allow it. */
  readonly allowed?: readonly AllowedBy[];
  /** A reference that the system itself keeps whole: it cannot dangle. */
  readonly enforced?: true;
  /**
   * Of a reference, when the record that it leads to is deleted: `cascade` deletes this one too, `restrict` refuses.
   * Absent: it becomes empty, or nobody says.
   */
  readonly onDelete?: 'cascade' | 'restrict';
  /** A self-reference in which the system refuses cycles (Odoo `_parent_name`). */
  readonly hierarchy?: true;
  /**
   * The system keeps it as one with a field of the row that a reference leads to: `partner_id.email`. Where the reference
   * is set, the value of that row stands: the connector changes no other row by writing this field.
   */
  readonly mirrors?: string;
  /** It has a value of its own in each language, or for each company. */
  readonly per?: readonly ('company' | 'language')[];
  /** What the connector needs to reach it, opaque to everyone else (Salesforce: `{ "relationship": "Owner" }`). */
  readonly access?: Readonly<Record<string, string>>;
  /** Made by `mapc provision`: not drift. */
  readonly provisioned?: true;
  /** What the system says of it beyond this model, in its own words, for people and proposals: no rule looks at it
   * (Dataverse: limits of amounts, what forms ask for and begin with, the words for true and false). */
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

/**
 * `lines`: a text that may have several. `time`: of day, "10:11:12" or as the system writes it. `masked`: shown in full to
 * some people only, so that what is read may not be what is stored. `percent`: 25 means a quarter.
 */
export type Format = 'lines' | 'email' | 'phone' | 'url' | 'time' | 'masked' | 'percent';

/** What another field of the record allows: dependent picklists, and picklists by record type. */
export interface AllowedBy {
  /** The field that decides: an enum, a boolean, or a reference, of which the id counts. */
  readonly by: string;
  /** Of a value that is not among them nothing is known. */
  readonly cases: readonly AllowedCase[];
}

export interface AllowedCase {
  readonly is: Option['value'];
  readonly options: readonly Option['value'][];
  /** What the system fills in there. */
  readonly default?: Option['value'];
}

/** Canonical values are in brackets: what a staged record and a plan hold for a field of that type. */
export type FieldType =
  /** [string] `max` in characters. */
  | { readonly kind: 'text'; readonly max?: number }
  /** [string] markup. `max` counts the markup too. */
  | { readonly kind: 'html'; readonly max?: number }
  /** [number, safe integer] */
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  /** [number] binary floating point. */
  | { readonly kind: 'float' }
  /** [string, canonical decimal such as "12.50" as the source wrote it] */
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  /** [string, as decimal] `currency` names the field of the same entity that holds the currency. */
  | {
      readonly kind: 'money';
      readonly precision?: number;
      readonly scale?: number;
      readonly currency?: string;
    }
  /** [boolean] */
  | { readonly kind: 'boolean' }
  /** [string "YYYY-MM-DD"] */
  | { readonly kind: 'date' }
  /** [string ISO 8601 in UTC, "2019-03-04T10:11:12Z", fraction kept where the source has one] */
  | { readonly kind: 'instant' }
  /** [string ISO 8601 without zone, "2019-03-04T10:11:12"] */
  | { readonly kind: 'local' }
  /** [the option's value] `open`: other values are taken too, of up to `max` characters. */
  | {
      readonly kind: 'enum';
      readonly options: readonly Option[];
      readonly open?: true;
      readonly max?: number;
    }
  /** [array of option values] `max`: characters of all values together. */
  | {
      readonly kind: 'enums';
      readonly options: readonly Option[];
      readonly open?: true;
      readonly max?: number;
    }
  /** Source: [{"entity","id"}]. Target: [the row's id]. More than one target: polymorphic, and an id alone does not say
   * whose it is: [{"model","id"}], the row's entity and its id. `typeField` names the field of the same record that
   * repeats which entity is meant, where there is one. */
  | { readonly kind: 'reference'; readonly targets: readonly string[]; readonly typeField?: string }
  /** An id whose entity stands in another field of the same record (Odoo `res_id` with `res_model`). [the row's id] */
  | { readonly kind: 'reference_id'; readonly model: string }
  /** [array of references or ids] many-to-many. */
  | { readonly kind: 'references'; readonly target: string }
  /** [not stored] one-to-many: the records of `entity` whose field `via` points here. */
  | { readonly kind: 'children'; readonly entity: string; readonly via: string }
  /** [a `FileRef`, see `file-ref.ts`; of a small file that a map makes itself, a string of base64] */
  | { readonly kind: 'binary' }
  /** [any JSON] */
  | { readonly kind: 'json' }
  /** [object] one nested record with fields of its own (an address in a document). */
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Field>> }
  /** [array of objects] nested records with fields of their own (order lines in a document). */
  | { readonly kind: 'records'; readonly fields: Readonly<Record<string, Field>> }
  /** [any JSON] a type that this model has no word for; `native` is the system's. It can be dropped but not read. */
  | { readonly kind: 'other'; readonly native: string };

export interface Option {
  readonly value: string | number | boolean;
  readonly label: string;
  /** Records still hold it, but nobody can choose it any more. */
  readonly inactive?: true;
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
