import { describe, expect, it } from 'vitest';
import { FUNCTION365_ODOO } from './function365-odoo.schemas.ts';
import { checkSketch, failuresOfTests, formatted, planOf, said, sketchText } from './support.ts';

const FILE = sketchText('function365-odoo');
const fromSession = (fields: string, entity: string): string =>
  `session-default: ${fields} of \`${entity}\` would be filled from whoever runs the migration`;
const MESSAGE = fromSession('`author_id` and `email_from`', 'mail.message');
const WARNINGS = [
  fromSession('`company_id`', 'crm.team'),
  fromSession('`user_id`', 'crm.lead'),
  MESSAGE,
  MESSAGE,
  MESSAGE,
  fromSession('`company_id`', 'ir.attachment'),
  MESSAGE,
];

describe('the sketch function365-odoo', () => {
  it.each([
    ['as it is written', FILE],
    ['as mapc fmt prints it', formatted(FILE)],
  ])('checks, %s', (_, file) => {
    const checked = checkSketch(file, FUNCTION365_ODOO);
    expect(said(checked, 'error')).toEqual([]);
    expect(said(checked, 'warning')).toEqual(WARNINGS);
    expect(planOf(checked, FUNCTION365_ODOO).order.length).toBeGreaterThan(0);
  });

  it('passes its own tests', async () => {
    expect(await failuresOfTests(checkSketch(FILE, FUNCTION365_ODOO), FUNCTION365_ODOO)).toEqual([]);
  });
});
