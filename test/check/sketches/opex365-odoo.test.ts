import { describe, expect, it } from 'vitest';
import { OPEX365_ODOO } from './opex365-odoo.schemas.ts';
import { checkSketch, failuresOfTests, formatted, planOf, said, sketchText, without } from './support.ts';

const FILE = sketchText('opex365-odoo');
const { source, target } = OPEX365_ODOO;
const LEAD_USER = 'session-default: `user_id` of `crm.lead` would be filled from whoever runs the migration';
const NOTE_AUTHOR =
  'session-default: `author_id` and `email_from` of `mail.message` would be filled from whoever runs the migration';
const TASK_USERS =
  'session-default: `user_ids` of `project.task` would be filled from whoever runs the migration';

describe.each([
  ['with leads and calls', OPEX365_ODOO, [LEAD_USER, NOTE_AUTHOR]],
  ['without leads', { source: without(source, 'lead'), target }, [NOTE_AUTHOR]],
  [
    'without calls',
    { source, target: without(target, 'crm.phonecall') },
    [LEAD_USER, TASK_USERS, NOTE_AUTHOR],
  ],
])('the sketch opex365-odoo, %s', (_, sketch, warnings) => {
  it.each([
    ['as it is written', FILE],
    ['as mapc fmt prints it', formatted(FILE)],
  ])('checks, %s', (_written, file) => {
    const checked = checkSketch(file, sketch);
    expect(said(checked, 'error')).toEqual([]);
    expect(said(checked, 'warning')).toEqual(warnings);
    expect(planOf(checked, sketch).order.length).toBeGreaterThan(0);
  });

  it('passes its own tests', async () => {
    expect(await failuresOfTests(checkSketch(FILE, sketch), sketch)).toEqual([]);
  });
});
