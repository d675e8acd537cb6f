/**
 * How Ajv takes JSON Schemas of our own. That they are schemas a test proves once, instead of every command; the code that
 * comes of them runs once or twice, and is not worth improving.
 */
export const OWN_JSON_SCHEMAS = {
  allowUnionTypes: true,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
} as const;
