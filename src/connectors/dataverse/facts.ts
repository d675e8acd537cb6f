import type { JsonValue } from '../../schema/model.ts';
import { isRecord, type Json } from './json.ts';
import { type Attribute, labelOf, numberOf, textOf, typeOf } from './metadata-value.ts';

type Facts = Readonly<Record<string, JsonValue>>;

/**
 * What the metadata say of a column beyond the type and the flags of a field, under Dataverse's own names and only where it
 * differs from what such columns usually have. `level` is its required level.
 */
export function factsOf(attribute: Attribute, level: string | null): Facts {
  const facts: Record<string, JsonValue> = { ...ownFacts(attribute) };
  if (level === 'ApplicationRequired' || level === 'Recommended') facts.RequiredLevel = level;
  // The model knows columns that may be written on create only, not those on update only.
  if (attribute.IsValidForCreate === false && attribute.IsValidForUpdate !== false)
    facts.IsValidForCreate = false;
  const source = numberOf(attribute.SourceType);
  if (source !== null && source !== 0) facts.SourceType = source;
  const numbering = textOf(attribute.AutoNumberFormat);
  if (numbering !== null && numbering !== '') facts.AutoNumberFormat = numbering;
  return facts;
}

function ownFacts(attribute: Attribute): Facts {
  const number = (name: string): Facts => {
    const value = numberOf(attribute[name]);
    return value === null ? {} : { [name]: value };
  };
  const limits = { ...number('MinValue'), ...number('MaxValue') };
  switch (typeOf(attribute)) {
    case 'String':
      return format(attribute, 'Text');
    case 'Memo':
      return format(attribute, 'TextArea');
    case 'Integer':
      return format(attribute, 'None');
    case 'DateTime':
      return format(attribute, 'DateAndTime');
    case 'BigInt':
    case 'Decimal':
      return limits;
    case 'Double':
      return { ...limits, ...number('Precision') };
    case 'Money':
      return { ...limits, ...number('PrecisionSource') };
    case 'Boolean':
      return { ...words(attribute), ...(attribute.DefaultValue === true ? { DefaultValue: true } : {}) };
    case 'Picklist':
    case 'MultiSelectPicklistType':
      return { ...chosen(attribute), ...global(attribute) };
    case 'State':
      return states(attribute);
    case 'Status':
      return { ...chosen(attribute), ...statesOfReasons(attribute) };
    case 'FileType':
    case 'ImageType':
      return number('MaxSizeInKB');
    default:
      return {};
  }
}

function format(attribute: Attribute, usual: string): Facts {
  const value = textOf(attribute.Format);
  return value === null || value === usual ? {} : { Format: value };
}

/** The option that forms begin with; -1 means none. */
function chosen(attribute: Attribute): Facts {
  const value = numberOf(attribute.DefaultFormValue);
  return value === null || value === -1 ? {} : { DefaultFormValue: value };
}

/** The labels of true and false. */
function words(attribute: Attribute): Facts {
  const set = attribute.OptionSet;
  const label = (option: Json): string | null => (isRecord(option) ? labelOf(option.Label) : null);
  const yes = isRecord(set) ? label(set.TrueOption) : null;
  const no = isRecord(set) ? label(set.FalseOption) : null;
  return { ...(yes === null ? {} : { TrueOption: yes }), ...(no === null ? {} : { FalseOption: no }) };
}

/** The name of the global choice. */
function global(attribute: Attribute): Facts {
  for (const set of [attribute.GlobalOptionSet, attribute.OptionSet]) {
    if (!isRecord(set) || set.IsGlobal === false) continue;
    const name = textOf(set.Name);
    if (name !== null) return { GlobalOptionSet: name };
  }
  return {};
}

/** What a state is called inside, and which status reason it brings where none is said. */
function states(attribute: Attribute): Facts {
  const names = byOption(attribute, (option) => textOf(option.InvariantName));
  const reasons = byOption(attribute, (option) => numberOf(option.DefaultStatus));
  return {
    ...(Object.keys(names).length === 0 ? {} : { InvariantName: names }),
    ...(Object.keys(reasons).length === 0 ? {} : { DefaultStatus: reasons }),
  };
}

/** The state that each status reason belongs to. */
function statesOfReasons(attribute: Attribute): Facts {
  const found = byOption(attribute, (option) => numberOf(option.State));
  return Object.keys(found).length === 0 ? {} : { State: found };
}

function byOption(
  attribute: Attribute,
  tell: (option: Readonly<Record<string, Json>>) => JsonValue,
): Readonly<Record<string, JsonValue>> {
  const set = attribute.OptionSet;
  const options = isRecord(set) && Array.isArray(set.Options) ? set.Options : [];
  const found: Record<string, JsonValue> = {};
  for (const option of options) {
    const value = isRecord(option) ? numberOf(option.Value) : null;
    const told = isRecord(option) ? tell(option) : null;
    if (value !== null && told !== null) found[String(value)] = told;
  }
  return found;
}
