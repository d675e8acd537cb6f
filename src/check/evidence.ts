import type { Entity, Field, Profile } from '../schema/model.ts';

/** How many of the records that discovery read hold no value in the field; null where it did not look. */
export function emptyRows(
  profile: Profile | null,
  entity: string,
  field: string,
): { readonly empty: number; readonly rows: number } | null {
  const seen = profile?.entities[entity];
  if (!seen || seen.rows === 0) return null;
  return { empty: seen.rows - (seen.filled[field] ?? 0), rows: seen.rows };
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
