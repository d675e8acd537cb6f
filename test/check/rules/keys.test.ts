import { test } from 'vitest';
import { account, expectClean, expectReport } from '../support/check-map.ts';

test('every map has one', () => {
  expectReport('map account -> «res.partner» { name = "x" user_id = null }', 'key-missing');
});
test('it is unique in the target', () => {
  expectReport(
    'map account -> res.partner { key «ref» = "{employees ?? 0}" name = "x" user_id = null }',
    'key-not-unique',
  );
});
test('it loses nothing', () => {
  expectReport(
    'map account -> res.partner { key x_source_id = «accountid | truncate(8)» name = "x" user_id = null }',
    'key-lossy',
  );
  expectReport(
    'map account -> res.partner { let short = accountid | truncate(8) key x_source_id = «short» name = "x" user_id = null }',
    'key-lossy',
  );
});
test('GUIDs of two entities never collide, other keys need a prefix each', () => {
  const contact = (key: string): string =>
    `map contact -> res.partner { «key x_source_id = ${key}» name = "x" user_id = null }`;
  expectClean(`${account()} ${contact('contactid').replace(/[«»]/g, '')}`);
  expectReport(`${account()} ${contact('last ?? "none"')}`, 'key-collides');
  expectReport(
    `map account -> res.partner { key x_source_id = "c:{accountid}" name = "x" user_id = null } ${contact('"c:{contactid}"')}`,
    'key-collides',
  );
  expectClean(
    `map account -> res.partner { key x_source_id = "a:{accountid}" name = "x" user_id = null } ${contact('"c:{contactid}"').replace(/[«»]/g, '')}`,
  );
});
test('it says more than one word of all records', () => {
  expectReport(
    'map account -> res.partner { key x_source_id = «"account"» name = "x" user_id = null }',
    'key-constant',
    { help: /"account:\{…\}"/ },
  );
  expectClean(
    'map account -> res.partner { key x_source_id = "{accountid}" key ref = "a" name = "x" user_id = null }',
  );
});
