import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { settingsSchemas } from '../../src/connectors/settings.ts';
import planSchema from '../../src/plan/plan.schema.json' with { type: 'json' };
import { configSchema } from '../../src/project/config.ts';
import { overridesSchema } from '../../src/project/overrides.ts';
import { OWN_JSON_SCHEMAS } from '../../src/schema/own-json-schemas.ts';

// Commands do not look: see there.
const { validateSchema: _unseen, meta: _without, ...options } = OWN_JSON_SCHEMAS;

const all: readonly (readonly [string, Pick<Ajv, 'compile' | 'validateSchema'>, object])[] = [
  ['plan.schema.json', new Ajv2020({ ...options, discriminator: true }), planSchema],
  ['mapc.yaml', new Ajv(options), configSchema],
  ['overrides.yaml', new Ajv(options), overridesSchema],
  ...Object.entries(settingsSchemas).map(([name, schema]) => [name, new Ajv(options), schema] as const),
];

it.each(all)('the schema of %s is one', (_name, ajv, schema) => {
  ajv.compile(schema);
  expect(ajv.validateSchema(schema)).toBe(true);
});

it('would be seen for none', () => {
  expect(new Ajv(options).validateSchema({ type: 'nothing' })).toBe(false);
});
