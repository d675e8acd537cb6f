import { isRecord, type Json, type JsonRecord } from './json.ts';

/** An attribute as the metadata describe it: the common properties, and those of its concrete type beside them. */
export type Attribute = JsonRecord;

/** `AttributeType`, or for virtual columns the concrete name (`MultiSelectPicklistType`, `ImageType`, `VirtualType`). */
export function typeOf(attribute: Attribute): string {
  const type = textOf(attribute.AttributeType) ?? 'unknown';
  return type === 'Virtual' ? (wrappedText(attribute.AttributeTypeName) ?? 'VirtualType') : type;
}

/** The label in the user's language. */
export function labelOf(label: Json): string | null {
  if (!isRecord(label)) return null;
  const localized = label.LocalizedLabels;
  const candidates = [label.UserLocalizedLabel, ...(Array.isArray(localized) ? localized : [])];
  for (const candidate of candidates) {
    const text = isRecord(candidate) ? textOf(candidate.Label) : null;
    if (text !== null && text !== '') return text;
  }
  return null;
}

export function textOf(value: Json): string | null {
  return typeof value === 'string' ? value : null;
}

export function numberOf(value: Json): number | null {
  return typeof value === 'number' ? value : null;
}

export function stringsOf(value: Json): readonly string[] {
  return Array.isArray(value) ? value.filter((item: Json): item is string => typeof item === 'string') : [];
}

/** `{ "Value": "x" }`, as managed properties and type names are wrapped. */
export function wrappedText(value: Json): string | null {
  return isRecord(value) ? textOf(value.Value) : null;
}

/** The options of a choice, as the metadata describe them: its own, or those of the global choice that it takes. */
export function optionsIn(attribute: Attribute): readonly JsonRecord[] {
  for (const set of [attribute.OptionSet, attribute.GlobalOptionSet]) {
    if (isRecord(set) && Array.isArray(set.Options)) return set.Options.filter(isRecord);
  }
  return [];
}
