import { expect, test } from 'vitest';
import { source, target } from './dtools-odoo.schemas.ts';
import { checkSketch, failuresOfTests, formatted, planOf, said, sketchText } from './support.ts';

const FILE = sketchText('dtools-odoo');
const SKETCH = { source, target };

test.each([
  ['as it is written', FILE],
  ['as mapc fmt prints it', formatted(FILE)],
])('the sketch checks and becomes a plan, %s', (_, file) => {
  const checked = checkSketch(file, SKETCH);
  expect(said(checked, 'error')).toEqual([]);
  expect(said(checked, 'warning')).toEqual([]);
  expect(planOf(checked, SKETCH)).toMatchObject({
    thresholds: [
      { measure: 'counts', operator: '=', percent: 100, sample: null },
      { measure: 'owners', operator: '>=', percent: 98, sample: null },
      { measure: 'fields', operator: '>=', percent: 99.9, sample: 300 },
    ],
    fates: [{ entity: 'WorkflowRule', fate: 'manual', columns: [{ name: 'name' }, {}, { name: 'detail' }] }],
  });
});

test('the sketch passes its own tests', async () => {
  expect(await failuresOfTests(checkSketch(FILE, SKETCH), SKETCH)).toEqual([]);
});
