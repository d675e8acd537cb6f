import { afterEach, expect, test } from 'vitest';
import { provision } from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import { forgetWorlds, makeWorld, PLAN, ROWS } from './support/world.ts';

afterEach(forgetWorlds);

const plan: Plan = {
  ...PLAN,
  provision: [
    {
      kind: 'field',
      entity: 'partner',
      field: 'x_labels',
      type: { kind: 'enums', options: [], open: true },
      label: 'Labels',
      unique: false,
      optionsFrom: { entity: 'Company', field: 'label' },
      at: 1,
    },
  ],
};

test('a field gets the values of the source for its options, each once and in order', async () => {
  const blank = { ...(ROWS.Company?.[0] ?? {}), id: 'k9', label: ' ' };
  const world = await makeWorld({ ...ROWS, Company: [blank, ...(ROWS.Company ?? [])].reverse() }, plan);
  await provision(world.context, { apply: true });
  expect(world.target.schema.entities.partner?.fields.x_labels?.type).toEqual({
    kind: 'enums',
    options: [
      { value: 'A', label: 'A' },
      { value: 'B', label: 'B' },
    ],
  });
});
