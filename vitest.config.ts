import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the counts; nobody else does. */
const results = env.MAPC_TEST_RESULTS;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/heavy/**'],
    testTimeout: 60_000,
    ...(results ? { reporters: ['dot', ['json', { outputFile: results }]] } : {}),
  },
});
