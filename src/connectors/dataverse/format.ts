import type { Field, FieldType, Format } from '../../schema/model.ts';
import { type Attribute, textOf, typeOf } from './metadata-value.ts';

/** The formats of one line of text that the model has a word for. */
export const FORMATS: Readonly<Record<string, Format>> = {
  Email: 'email',
  Phone: 'phone',
  TextArea: 'lines',
  Url: 'url',
};

/** What a text is beyond its type; the platform itself checks none of it. `type` is the field's. */
export function formatOf(attribute: Attribute, type: FieldType): Field['format'] {
  if (type.kind !== 'text') return undefined;
  switch (typeOf(attribute)) {
    case 'Memo':
      return 'lines';
    case 'String': {
      const format = textOf(attribute.Format) ?? '';
      return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    }
    default:
      return undefined;
  }
}
