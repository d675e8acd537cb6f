import { defineConfig } from 'vitest/config';

/** What needs a real system. Addresses come from the environment; what is not set is said and skipped. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
