import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

test('a reference to itself that cannot wait has no order', () => {
  expectReport(account('«initial parent_id = parent else null»'), 'order-cycle', {
    message: /account->res\.partner/,
  });
});

test('one that may be empty waits for the second pass', () => {
  expectClean(account('parent_id = parent else null'));
});
