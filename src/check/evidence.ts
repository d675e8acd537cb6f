import type { Entity, Field, FieldProfile, JsonValue, Option, Profile, Schema } from '../schema/model.ts';
import type { Type } from './types.ts';

/** How many records discovery counted; 0 where it did not look. */
export function rowsSeen(profile: Profile | null, entity: string): number {
  return profile && Object.hasOwn(profile.entities, entity) ? (profile.entities[entity]?.rows ?? 0) : 0;
}

/** How many of them hold a value in the field. */
export function filledIn(profile: Profile | null, entity: string, field: string): number {
  const filled = rowsSeen(profile, entity) > 0 ? profile?.entities[entity]?.filled : undefined;
  return filled && Object.hasOwn(filled, field) ? (filled[field] ?? 0) : 0;
}

/** How many of the records that discovery read hold no value in the field; null where it did not look. */
function emptyRows(
  profile: Profile | null,
  entity: string,
  field: string,
): { readonly empty: number; readonly rows: number } | null {
  const rows = rowsSeen(profile, entity);
  if (rows === 0) return null;
  return { empty: rows - filledIn(profile, entity, field), rows };
}

/** Declared required, and yet empty in some records: the system does not keep its own word. */
export function isWeakened(profile: Profile | null, entity: Entity, field: Field): boolean {
  return (
    field.required === true &&
    field.name !== entity.id &&
    (emptyRows(profile, entity.name, field.name)?.empty ?? 0) > 0
  );
}

/** What discovery saw, as a sentence with its day (`language.md` section 9, Evidence); null where it did not look. */
export function evidence(
  profile: Profile | null,
  origin: { readonly entity: string; readonly field: string } | null,
): string | null {
  const seen = origin && emptyRows(profile, origin.entity, origin.field);
  if (!profile || !origin || !seen) return null;
  const { empty } = seen;
  return `\`${origin.entity}.${origin.field}\` was empty in ${empty.toLocaleString('en-US')} of ${countText(profile, origin.entity)}`;
}

/** What is known of the source. */
interface Known {
  readonly source: Schema;
  readonly profile: Profile | null;
}

/** `lead.state` in two; names of entities may have dots. */
function fieldNamed(of: string): readonly [entity: string, field: string] {
  const dot = of.lastIndexOf('.');
  return [of.slice(0, Math.max(0, dot)), of.slice(dot + 1)];
}

/** What discovery saw of the values of a field; null where it only counted, or did not look. */
export function valuesSeen(profile: Profile | null, entity: string, field: string): FieldProfile | null {
  const fields = rowsSeen(profile, entity) > 0 ? profile?.entities[entity]?.fields : undefined;
  return fields && Object.hasOwn(fields, field) ? (fields[field] ?? null) : null;
}

/** How long the longest text is that discovery saw, as a sentence with its day; null where it did not look. */
export function lengthEvidence(
  profile: Profile | null,
  origin: { readonly entity: string; readonly field: string } | null,
): string | null {
  const longest = origin && valuesSeen(profile, origin.entity, origin.field)?.length?.max;
  if (!profile || !origin || !longest) return null;
  return `the longest of \`${origin.entity}.${origin.field}\` in ${countText(profile, origin.entity)} had ${longest.toLocaleString('en-US')} characters`;
}

/**
 * In how many records a choice holds what none of its options is, as a sentence with its day: the list is not closed,
 * whatever the system says. Null where discovery saw no such value.
 */
export function undeclaredEvidence(
  { source, profile }: Known,
  { of, options }: { readonly of: string; readonly options: readonly Option[] },
): string | null {
  const [entity, field] = fieldNamed(of);
  const seen = Object.hasOwn(source.entities, entity) ? valuesSeen(profile, entity, field) : null;
  if (!profile || !seen?.options) return null;
  const known = new Set(options.map(({ value }) => value));
  const strangers = seen.options.filter(({ value }) => !known.has(value));
  // Of a text, which a correction made a choice, `others` may be rare options.
  const others = seen.length === undefined ? (seen.others ?? 0) : 0;
  const count = strangers.reduce((sum, one) => sum + one.count, others);
  if (count === 0) return null;
  const named = strangers.slice(0, 3).map(({ value }) => JSON.stringify(value));
  const such = named.length === 0 ? '' : `, such as ${named.join(', ')}`;
  return `\`${of}\` held none of its options in ${count.toLocaleString('en-US')} of ${countText(profile, entity)}${such}`;
}

/** How often options occur that something is to be said for: the first six. Null where discovery did not look. */
function optionEvidence({ source, profile }: Known, of: string, options: readonly Option[]): string | null {
  const [entity, field] = fieldNamed(of);
  const seen = Object.hasOwn(source.entities, entity) ? valuesSeen(profile, entity, field) : null;
  if (!profile || !seen?.options || seen.length !== undefined) return null;
  const counts = new Map(seen.options.map(({ value, count }) => [value, count]));
  const never = options.filter(({ value }) => !counts.has(value));
  if (never.length === options.length)
    return `${options.length === 1 ? 'it stood' : 'they stood'} in none of ${countText(profile, entity)}`;
  const often = options
    .slice(0, 6)
    .map(({ value, label }) => `"${label}" in ${(counts.get(value) ?? 0).toLocaleString('en-US')}`);
  return `${often.join(', ')} of ${countText(profile, entity)}`;
}

/** How often the options occur that a table of one key says nothing for; null for other tables. */
export function uncoveredEvidence(
  known: Known,
  [key, ...more]: readonly Type[],
  uncovered: readonly { readonly key: readonly JsonValue[] }[],
): string | null {
  if (key?.base.kind !== 'enum' || more.length > 0) return null;
  const missing = new Set(uncovered.map((one) => one.key[0]));
  return optionEvidence(
    known,
    key.base.of,
    key.base.options.filter(({ value }) => missing.has(value)),
  );
}

/** What to do about values that no option declares, where discovery saw some. */
export function strangersHelp(table: string, strangers: string | null): { readonly help?: string } {
  if (strangers === null) return {};
  const help = `end it with \`else -> …\` or \`else -> reject "…"\`, or say it at every use: \`${table}[…] else …\``;
  return { help: withEvidence(help, strangers) };
}

/** "80,000 records on 2026-03-04". */
export function countText(profile: Profile, entity: string): string {
  return `${rowsSeen(profile, entity).toLocaleString('en-US')} records on ${profile.taken}`;
}

/** A help and the evidence for it, in one. */
export function withEvidence(help: string, said: string | null): string {
  return said === null ? help : `${help} (${said})`;
}
