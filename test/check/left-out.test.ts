import { expect, test } from 'vitest';
import type { EntityProfile, Profile } from '../../src/schema/model.ts';
import { checkText } from './support/check-map.ts';
import { entity, SOURCE, schema, text } from './support/schemas.ts';

const FIELDS: EntityProfile = {
  rows: 4200,
  filled: { dealid: 4200, title: 4000, status: 4100, stage: 50, urgent: 4150 },
  fields: {
    status: {
      options: [
        { value: 0, count: 3000 },
        { value: 1, count: 1100 },
      ],
    },
    stage: { options: [{ value: 'New', count: 30 }], others: 20 },
    urgent: {
      options: [
        { value: false, count: 4000 },
        { value: true, count: 150 },
      ],
    },
  },
};
const PROFILE: Profile = { taken: '2026-01-01', entities: { deal: FIELDS } };
const deal = SOURCE.entities.deal;
const source = schema('dataverse', [
  entity('deal', 'dealid', { ...deal?.fields, urgent: { kind: 'boolean' }, note: text }),
]);

const told = (guard: string, profile: Profile | null = PROFILE): string | undefined =>
  checkText(
    `map deal -> crm.lead { when ${guard} key x_source_id = dealid name = "?" type = "lead" drop title, status, stage, odd, company, urgent, note because "no" }`,
    { source, profile },
  ).diagnostics.find(({ name }) => name === 'when-alone')?.message;
const counted = (count: string): string =>
  `what this \`when\` leaves out (${count} of 4,200 records on 2026-01-01) goes nowhere, and nothing says why`;

test.each([
  ['status == "Open"', '1,200'],
  ['status != "Open"', '3,100'],
  ['status in ["Open", "Won"]', '100'],
  ['status == "Lost"', '4,200'],
  ['urgent', '4,050'],
  ['not urgent', '200'],
  ['title != null', '200'],
  ['title == null', '4,000'],
  ['note != null', '4,200'],
])('what `when %s` leaves out is counted', (guard, count) => {
  expect(told(guard)).toBe(counted(count));
});

test.each([
  ['stage == "New"', 'some values were not counted one by one'],
  ['status == "Open" and urgent', 'nobody counted both at once'],
  ['title == "a"', 'no values were counted'],
  ['title == stage', 'nobody compared two fields'],
])('where `%s` cannot be told from counts nothing is claimed', (guard) => {
  expect(told(guard)).toBe('what this `when` leaves out goes nowhere, and nothing says why');
});

test('without a profile nothing is claimed', () => {
  expect(told('urgent', null)).toBe('what this `when` leaves out goes nowhere, and nothing says why');
});
