import { availableParallelism } from 'node:os';
import { env } from 'node:process';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

/** Where `.ci/run` wants the counts; nobody else does. */
const results = env.MAPC_TEST_RESULTS;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/heavy/**'],
    globalSetup: 'test/built-command.ts',
    testTimeout: 60_000,
    // As long: two at once on a machine that does something else beside.
    hookTimeout: 60_000,
    // Files share the modules that they import: nothing there has a state that a test could leave behind.
    isolate: false,
    // Without it one core is left alone, which of two is half.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    ...(results ? { reporters: ['dot', ['json', { outputFile: results }]] } : {}),
  },
});
