/**
 * The types of values (`language.md` section 5): a base, nullable or not, and the failures that may still befall it.
 */
import type { Span } from '../language/ast.ts';
import type { Expr, FailureKind } from '../plan/types.ts';
import type { FieldType, Option } from '../schema/model.ts';
import { orList } from './suggest.ts';

export type Base =
  | { readonly kind: 'text'; readonly max?: number }
  | {
      readonly kind:
        | 'html'
        | 'integer'
        | 'float'
        | 'boolean'
        | 'date'
        | 'instant'
        | 'local'
        | 'binary'
        | 'json';
    }
  | { readonly kind: 'decimal'; readonly scale?: number }
  /** `currency`: the field of the source that says which, as `entity.field`, where that is known. */
  | { readonly kind: 'money'; readonly scale?: number; readonly currency?: string }
  | {
      readonly kind: 'enum';
      readonly options: readonly Option[];
      readonly open: boolean;
      readonly of: string;
    }
  | {
      readonly kind: 'enums';
      readonly options: readonly Option[];
      readonly open: boolean;
      readonly of: string;
    }
  /** A reference to a record of the source, of one of these entities; `whole`: the system keeps it from dangling. */
  | { readonly kind: 'source'; readonly entities: readonly string[]; readonly whole: boolean }
  /** The id of a row of the target. */
  | { readonly kind: 'row'; readonly entity: string }
  /** A row of one of several entities of the target: its entity and its id. */
  | { readonly kind: 'either'; readonly entities: readonly string[] }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Type>> }
  /** A row of the target that is made together with the one that holds it (lines of an invoice). */
  | { readonly kind: 'new'; readonly entity: string }
  /** A length of time, in minutes; it is added to moments. */
  | { readonly kind: 'duration' }
  /** What `ref(…)` gives: model and id of a row. */
  | { readonly kind: 'pair' }
  /** The type of `null` itself, and of an empty list's element. */
  | { readonly kind: 'null' }
  /** A column that the schema model has no word for: it can be dropped but not read. */
  | { readonly kind: 'other'; readonly native: string }
  /** A mistake was reported already; it fits everything, so that it is reported once. */
  | { readonly kind: 'error' };

/** What may still go wrong, with the reason in words. */
export type Failures = ReadonlyMap<FailureKind, string>;

export interface Type {
  readonly base: Base;
  readonly nullable: boolean;
  readonly failures: Failures;
}

/** An expression after checking: its type, and the tree that the plan will hold. */
export interface Typed {
  readonly type: Type;
  readonly expr: Expr;
  readonly span: Span;
  /** Functions on the way that narrow, for keys, which must not. */
  readonly loses: readonly string[];
  /** Names that hold a value wherever it fails: a lookup on null is null, and does not fail. */
  readonly holds?: ReadonlySet<string>;
  /** Failures that only the rows which discovery saw rule out: an `else` for them is not needless, rows come and go. */
  readonly unseen?: Failures;
  /** Of a lookup, what befalls the values that it asks by: no row can be made of what could not be had. */
  readonly asked?: Failures;
  /** Of the record in hand, what conditions around have shown of it. */
  readonly holding?: ReadonlySet<string>;
  /** The source field that it is, where it is one and nothing else. */
  readonly origin?: { readonly entity: string; readonly field: string };
}

/** What a list holds, one option each of several choices at once; null of what is no list. */
export function elementsOf(base: Base): Type | null {
  if (base.kind === 'list') return base.of;
  return base.kind === 'enums' ? type({ ...base, kind: 'enum' }) : null;
}

export const NO_FAILURES: Failures = new Map();
/** Of a division. */
export const DIVIDES_BY_ZERO: Failures = new Map([['convert', 'what it is divided by may be 0']]);
export const ERROR_BASE: Base = { kind: 'error' };
export const TEXT: Base = { kind: 'text' };
export const BOOLEAN: Base = { kind: 'boolean' };

export function type(base: Base, nullable = false, failures: Failures = NO_FAILURES): Type {
  return { base, nullable, failures };
}

export function mergeFailures(...sets: readonly Failures[]): Failures {
  const merged = new Map<FailureKind, string>();
  for (const set of sets) for (const [kind, why] of set) if (!merged.has(kind)) merged.set(kind, why);
  return merged;
}

/** Whether it can fail, also where only rows that discovery saw rule it out. */
export function canFail(value: Typed): boolean {
  return value.type.failures.size > 0 || (value.unseen?.size ?? 0) > 0;
}

/** Failures that a record survives without a word: it is rejected with the chain, or waits in the queue. */
const SELF_HANDLED: ReadonlySet<FailureKind> = new Set<FailureKind>(['rejected', 'unmatched']);

/** The failures that somebody must say something about. */
export function openFailures(failures: Failures): Failures {
  return new Map([...failures].filter(([kind]) => !SELF_HANDLED.has(kind)));
}

/** The type of a field of a source record, as a value. */
export function baseOfField(
  fieldType: FieldType,
  side: 'source' | 'target',
  of: string,
  whole: boolean,
): Base {
  switch (fieldType.kind) {
    case 'text':
      return fieldType.max === undefined ? TEXT : { kind: 'text', max: fieldType.max };
    case 'html':
    case 'integer':
    case 'float':
    case 'boolean':
    case 'date':
    case 'instant':
    case 'local':
    case 'binary':
    case 'json':
      return { kind: fieldType.kind };
    case 'decimal':
      return fieldType.scale === undefined
        ? { kind: 'decimal' }
        : { kind: 'decimal', scale: fieldType.scale };
    case 'money': {
      const entity = of.slice(0, of.lastIndexOf('.'));
      const named = side === 'source' && fieldType.currency !== undefined;
      return {
        kind: 'money',
        ...(fieldType.scale === undefined ? {} : { scale: fieldType.scale }),
        ...(named ? { currency: `${entity}.${fieldType.currency}` } : {}),
      };
    }
    case 'enum':
      return { kind: 'enum', options: fieldType.options, open: fieldType.open === true, of };
    case 'enums':
      return { kind: 'enums', options: fieldType.options, open: fieldType.open === true, of };
    case 'reference': {
      if (side === 'source') return { kind: 'source', entities: fieldType.targets, whole };
      const [entity, other] = fieldType.targets;
      if (other !== undefined) return { kind: 'either', entities: fieldType.targets };
      return entity === undefined ? { kind: 'other', native: 'reference' } : { kind: 'row', entity };
    }
    case 'references':
      return {
        kind: 'list',
        of: type(
          side === 'source'
            ? { kind: 'source', entities: [fieldType.target], whole }
            : { kind: 'row', entity: fieldType.target },
        ),
      };
    case 'children':
      return {
        kind: 'list',
        of: type(
          side === 'source'
            ? { kind: 'source', entities: [fieldType.entity], whole: true }
            : { kind: 'row', entity: fieldType.entity },
        ),
      };
    case 'reference_id':
      return { kind: 'integer' };
    case 'record':
    case 'records': {
      const fields = Object.fromEntries(
        Object.values(fieldType.fields).map((field) => [
          field.name,
          type(
            baseOfField(field.type, side, `${of}.${field.name}`, field.enforced === true),
            field.required !== true,
          ),
        ]),
      );
      return fieldType.kind === 'record'
        ? { kind: 'record', fields }
        : { kind: 'list', of: type({ kind: 'record', fields }) };
    }
    case 'other':
      return { kind: 'other', native: fieldType.native };
    default:
      return fieldType satisfies never;
  }
}

/** Whether two amounts say by different fields in which currency they are: reckoning with both would mean nothing. */
export function otherCurrency(left: Base, right: Base): boolean {
  return (
    left.kind === 'money' &&
    right.kind === 'money' &&
    left.currency !== undefined &&
    right.currency !== undefined &&
    left.currency !== right.currency
  );
}

/** Of a text that is compared only: what is longer than the field is simply not found. */
export function ofAnyLength(base: Base): Base {
  return base.kind === 'text' ? TEXT : base;
}

/** The type in words, for messages: "a text of up to 160 characters", "a reference to account or contact". */
export function describe(base: Base): string {
  switch (base.kind) {
    case 'text':
      return base.max === undefined ? 'a text of any length' : `a text of up to ${base.max} characters`;
    case 'html':
      return 'HTML';
    case 'integer':
      return 'a whole number';
    case 'float':
      return 'a number';
    case 'decimal':
      return `a decimal${ofDigits(base.scale)}`;
    case 'money':
      return `an amount of money${ofDigits(base.scale)}${base.currency === undefined ? '' : ` in the currency of \`${base.currency}\``}`;
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a date';
    case 'instant':
      return 'a moment in time';
    case 'local':
      return 'a local date and time';
    case 'binary':
      return 'a file';
    case 'json':
      return 'JSON';
    case 'enum':
      return `an option of \`${base.of}\``;
    case 'enums':
      return `options of \`${base.of}\``;
    case 'source':
      return `a reference to ${entityList(base.entities)}`;
    case 'row':
      return `a row of \`${base.entity}\``;
    case 'either':
      return `a row of ${entityList(base.entities)}`;
    case 'list':
      return `a list (each ${describe(base.of.base)})`;
    case 'record':
      return 'a nested record';
    case 'new':
      return `a new row of \`${base.entity}\``;
    case 'duration':
      return 'a length of time';
    case 'pair':
      return 'a model and an id';
    case 'null':
      return 'null';
    case 'other':
      return `a ${base.native} column, which cannot be read`;
    case 'error':
      return 'a mistake reported before';
    default:
      return base satisfies never;
  }
}

function ofDigits(scale: number | undefined): string {
  return scale === undefined ? '' : ` with ${scale} ${scale === 1 ? 'digit' : 'digits'} after the point`;
}

/** At most four of them by name. */
export function entityList(entities: readonly string[]): string {
  const shown = entities.slice(0, 4).map((entity) => `\`${entity}\``);
  const more = entities.length - shown.length;
  return more > 0 ? `${shown.join(', ')} or ${more} others` : orList(shown);
}

export function describeType(value: Type): string {
  return value.nullable && value.base.kind !== 'null'
    ? `${describe(value.base)}, or null`
    : describe(value.base);
}
