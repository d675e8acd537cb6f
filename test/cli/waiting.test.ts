import { expect, it } from 'vitest';
import { recordsWait } from '../../src/cli/waiting.ts';
import type { MapCounts } from '../../src/migrate/index.ts';
import { samplePlan } from '../plan/sample-plan.ts';

const NONE: MapCounts['states'] = {
  created: 3,
  updated: 0,
  matched: 0,
  unchanged: 0,
  rejected: 0,
  queued: 0,
  skipped: 0,
  gone: 0,
};
const waits = (map: string, states: Partial<MapCounts['states']>): boolean =>
  recordsWait([{ map, units: 3, states: { ...NONE, ...states }, conserved: true }], samplePlan);

it('counts records, and of the people only those that are rejected', () => {
  expect(waits('account->res.partner', {})).toBe(false);
  expect(waits('account->res.partner', { queued: 1 })).toBe(true);
  expect(waits('account->res.partner', { rejected: 1 })).toBe(true);
  expect(waits('owners user->res.users', { queued: 1 })).toBe(false);
  expect(waits('owners user->res.users', { rejected: 1 })).toBe(true);
});
