import { describe, expect, test } from 'vitest';
import { source, target } from './dinamikcrm-odoo.schemas.ts';
import { checkSketch, failuresOfTests, formatted, planOf, said, sketchText } from './support.ts';

const FILE = sketchText('dinamikcrm-odoo');

/** Every option of the choice, with and without what the static branches ask the target for. */
const COMBINATIONS = ['flat', 'path'].flatMap((tagModel) =>
  [true, false].flatMap((calendar) => [true, false].map((helpdesk) => ({ tagModel, calendar, helpdesk }))),
);

describe.each(COMBINATIONS)('tags $tagModel, calendar $calendar, helpdesk $helpdesk', (one) => {
  const sketch = { source, target: target(one) };
  const choices = new Map([['tagModel', one.tagModel]]);

  test.each([
    ['as it is written', FILE],
    ['as mapc fmt prints it', formatted(FILE)],
  ])('the sketch checks and becomes a plan, %s', (_, file) => {
    const checked = checkSketch(file, sketch, choices);
    expect(said(checked, 'error')).toEqual([]);
    expect(said(checked, 'warning')).toEqual([]);
    const { maps, requires, order } = planOf(checked, sketch);
    expect(requires).toMatchObject([{ action: 'warn' }]);
    expect(maps['Deal->crm.lead']?.arms).toMatchObject([
      {
        assignments: expect.arrayContaining([
          expect.objectContaining({ fields: ['date_closed'], when: 'later' }),
        ]),
      },
    ]);
    expect(maps['Label->crm.tag']).toMatchObject({ phase: 'provision' });
    expect(order.filter(({ pass }) => pass === 2)).toContainEqual({ map: 'Deal->crm.lead', pass: 2 });
  });

  test('the sketch passes its own tests', async () => {
    expect(await failuresOfTests(checkSketch(FILE, sketch, choices), sketch)).toEqual([]);
  });
});
