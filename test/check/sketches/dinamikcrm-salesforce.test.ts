import { describe, expect, it } from 'vitest';
import { DINAMIKCRM_SALESFORCE as SKETCH } from './dinamikcrm-salesforce.schemas.ts';
import { checkSketch, failuresOfTests, formatted, planOf, said, sketchText } from './support.ts';

const FILE = sketchText('dinamikcrm-salesforce');
const WARNINGS: readonly string[] = [];

describe.each([
  ['picklist', 'lines'],
  ['topics', 'lines'],
  ['picklist', 'object'],
  ['topics', 'object'],
])('the sketch dinamikcrm-salesforce, tags as %s, invoices as %s', (tags, invoices) => {
  const choices = new Map([
    ['tags', tags],
    ['invoices', invoices],
  ]);

  it.each([
    ['as it is written', FILE],
    ['as mapc fmt prints it', formatted(FILE)],
  ])('checks, %s', (_, file) => {
    const checked = checkSketch(file, SKETCH, choices);
    expect(said(checked, 'error')).toEqual([]);
    expect(said(checked, 'warning')).toEqual(WARNINGS);
    expect(planOf(checked, SKETCH).order.length).toBeGreaterThan(0);
  });

  it('passes its own tests', async () => {
    expect(await failuresOfTests(checkSketch(FILE, SKETCH, choices), SKETCH)).toEqual([]);
  });
});
