import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEntities } from './support/arbitrary-entity.ts';
import { failuresOf, scaffolded } from './support/scaffolded.ts';

describe('what mapc scaffold proposes', () => {
  test('checks without a finding, is in style, and passes its own tests, for any entity', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEntities, async (entities) => {
        const all = scaffolded(entities);
        expect(all.findings).toEqual([]);
        expect(await failuresOf(all)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
