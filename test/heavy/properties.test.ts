import { describe, test } from 'vitest';
import * as laws from '../properties/laws.ts';

/** The laws of the suite over a hundred times as many programs. `MAPC_SEED` brings a run back. */
const seed = laws.seedOf(process.env.MAPC_SEED, Date.now());
const HOUR = 3_600_000;

describe(`many generated programs, seed ${seed}`, () => {
  test('are accepted, and their plans fit the schema of plans', { timeout: HOUR }, () => {
    laws.holds(laws.isAccepted, { programs: 30_000, seed });
  });

  test('are printed as they are read', { timeout: HOUR }, () => {
    laws.holds(laws.isPrintedAsRead, { programs: 15_000, seed });
  });

  test('mean the same after `fmt`, and compile to the same bytes again', { timeout: HOUR }, () => {
    laws.holds(laws.isStable, { programs: 10_000, seed });
  });

  test('do with every record what their text says', { timeout: HOUR }, () => {
    laws.holds(laws.isMeant, { programs: 40_000, seed });
  });

  test('come after everything that they refer to', { timeout: HOUR }, () => {
    laws.holds(laws.isOrdered, { programs: 20_000, seed });
  });

  test('never throw, whatever a record holds', { timeout: HOUR }, () => {
    laws.holdsOver(laws.neverThrows, { programs: 20_000, seed });
  });
});
