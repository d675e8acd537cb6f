import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SOURCE, TARGET } from '../../src/check/explanations/index.ts';
import { findSchemaLine, openProject } from '../../src/project/index.ts';
import { schemaLineIn } from '../../src/report/schema-line.ts';
import { writeSchema } from '../../src/schema/index.ts';
import { makeProject } from '../project/support/make-project.ts';

test('the line of a schema is the one that a snapshot of it has', () => {
  const folder = makeProject();
  writeSchema(join(folder, 'schemas', 'source'), SOURCE);
  writeSchema(join(folder, 'schemas', 'target'), TARGET);
  const project = openProject(folder, null, { ODOO_URL: 'x', ODOO_PASSWORD: 'x' });
  const line = schemaLineIn({ source: SOURCE, target: TARGET });
  for (const [side, schema] of [['source', SOURCE] as const, ['target', TARGET] as const])
    for (const { name, fields } of Object.values(schema.entities))
      for (const field of [null, 'no_such_field', ...Object.keys(fields)]) {
        const place = { side, entity: name, field };
        expect(line(place)).toEqual(findSchemaLine(project, place));
      }
  expect(line({ side: 'source', entity: 'nowhere', field: null })).toBeNull();
});
