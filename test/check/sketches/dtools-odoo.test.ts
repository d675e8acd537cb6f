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
  expect(planOf(checked, SKETCH).order.length).toBeGreaterThan(0);
});

test('the sketch passes its own tests', async () => {
  expect(await failuresOfTests(checkSketch(FILE, SKETCH), SKETCH)).toEqual([]);
});
