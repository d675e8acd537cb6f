import { test } from 'vitest';
import { account, expectReport } from './support/check-map.ts';

test('a lone `when` is told', () => {
  expectReport(account('«when website != null»'), 'when-alone');
});
test('what stands behind an arm that takes everything is never reached', () => {
  expectReport(
    'map account -> «res.partner» { key x_source_id = accountid name = "x" user_id = null } else skip because "never"',
    'when-last',
  );
});
