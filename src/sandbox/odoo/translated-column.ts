import type { Environment } from './environment.ts';
import type { FieldDescriptor } from './types.ts';

/** Where a translated field's text in the language of the call stands: in a column beside the base language's. */
export function columnOf({ context, database }: Environment, field: FieldDescriptor): string {
  const { lang } = context;
  if (field.translate !== true || typeof lang !== 'string' || lang === 'en_US') return field.name;
  const [language] = database.lookup('res.lang', 'code', [lang]);
  const active = language !== undefined && database.get('res.lang', language)?.active === true;
  return active ? `${field.name}@${lang}` : field.name;
}
