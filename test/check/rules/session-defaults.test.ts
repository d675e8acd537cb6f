import { test } from 'vitest';
import { expectReport } from '../support/check-map.ts';

test('one that the session would fill is told', () => {
  expectReport('map account -> «res.partner» { key x_source_id = accountid name = "x" }', 'session-default', {
    message: /user_id/,
  });
});
