import type { JsonValue } from '../../schema/model.ts';
import { FORMATS } from './format.ts';
import { isRecord, type Json } from './json.ts';
import { type Attribute, labelOf, numberOf, optionsIn, textOf, typeOf } from './metadata-value.ts';

type Facts = Readonly<Record<string, JsonValue>>;

/**
 * What the metadata say of a column that the model has no word for, under Dataverse's own names and only where it differs
 * from what such columns usually have. `level` is its required level.
 */
export function factsOf(attribute: Attribute, level: string | null): Facts {
  const facts: Record<string, JsonValue> = { ...ownFacts(attribute) };
  if (level === 'ApplicationRequired' || level === 'Recommended') facts.RequiredLevel = level;
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
      return format(attribute, ['Text', ...Object.keys(FORMATS)]);
    case 'Memo':
      return format(attribute, ['TextArea']);
    case 'Integer':
      return format(attribute, ['None']);
    case 'DateTime':
      return format(attribute, ['DateAndTime']);
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
      return innerNames(attribute);
    case 'Status':
      return chosen(attribute);
    case 'FileType':
    case 'ImageType':
      return number('MaxSizeInKB');
    default:
      return {};
  }
}

function format(attribute: Attribute, usual: readonly string[]): Facts {
  const value = textOf(attribute.Format);
  return value === null || usual.includes(value) ? {} : { Format: value };
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

/** What a state is called inside. */
function innerNames(attribute: Attribute): Facts {
  const names = Object.fromEntries(
    optionsIn(attribute).flatMap((option) => {
      const [value, name] = [numberOf(option.Value), textOf(option.InvariantName)];
      return value === null || name === null ? [] : [[String(value), name] as const];
    }),
  );
  return Object.keys(names).length === 0 ? {} : { InvariantName: names };
}
