import { test } from 'vitest';
import { killViews } from './support/kill-views.ts';

// At every step: test/heavy.
test(
  'what people see stands after a kill between two calls, and its rollback takes all of it away',
  () => killViews(13),
  60_000,
);
