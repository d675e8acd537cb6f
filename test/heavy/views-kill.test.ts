import { test } from 'vitest';
import { killViews } from '../e2e/support/kill-views.ts';

test('what people see stands after a kill between any two calls, and its rollback takes all of it away', () =>
  killViews(1));
