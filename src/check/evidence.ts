import type { Entity, Field, Profile } from '../schema/model.ts';

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
export function emptyRows(
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
  const { empty, rows } = seen;
  return `\`${origin.entity}.${origin.field}\` was empty in ${empty.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} records on ${profile.taken}`;
}

/** A help and the evidence for it, in one. */
export function withEvidence(help: string, said: string | null): string {
  return said === null ? help : `${help} (${said})`;
}
