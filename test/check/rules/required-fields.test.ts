import { test } from 'vitest';
import { expectReport } from '../support/check-map.ts';

test('each is assigned', () => {
  expectReport(
    'map account -> «res.partner» { key x_source_id = accountid user_id = null }',
    'required-unassigned',
    {
      message: /`name`/,
    },
  );
});
