import { defineConfig } from 'vitest/config';

/** The long tests, outside the budget of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/heavy/**/*.test.ts'],
    globalSetup: 'test/built-command.ts',
    testTimeout: 600_000,
  },
});
