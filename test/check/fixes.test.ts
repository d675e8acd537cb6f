import { describe, expect, test } from 'vitest';
import { applySafeFixes } from '../../src/check/fixes/apply.ts';
import { account, checkText } from './support/check-map.ts';

/** The text after the safe fixes, and what is reported of it then. */
function fixed(text: string): { readonly text: string; readonly left: readonly string[] } {
  const before = checkText(text);
  const { files } = applySafeFixes(before.files, before.diagnostics);
  const after = files[0]?.text.replace(/^migration dataverse -> odoo\n/, '') ?? text;
  return { text: after, left: checkText(after).diagnostics.map((one) => one.name) };
}

describe('safe fixes are applied and mend it', () => {
  test.each([
    ['a slip of the fingers in a source field', account('website = webste'), account('website = website')],
    ['two letters swapped in a target field', account('webiste = website'), account('website = website')],
    ['a field that was renamed', 'planned_revenue = null', 'expected_revenue = null'],
  ])('%s', (_what, before, after) => {
    const wrap = (text: string): string =>
      text.startsWith('map')
        ? text
        : `map deal -> crm.lead { key x_source_id = dealid name = title ?? "?" type = "lead" ${text} }`;
    const result = fixed(wrap(before));
    expect(result.text).toBe(wrap(after));
    expect(result.left).toEqual([]);
  });
});

test('what may mean several things is left to a person', () => {
  const { diagnostics, files } = checkText(account('website = empoyes'));
  expect(diagnostics[0]?.fixes.map(({ safety, title }) => `${safety}: ${title}`)).toEqual([
    'maybe: write `employees`',
  ]);
  expect(applySafeFixes(files, diagnostics)).toEqual({ files: [], applied: [] });
});

test('several fixes in one file are applied at once', () => {
  const result = fixed(account('websit = webste coment = html(notes ?? "")'));
  expect(result.text).toBe(account('website = website comment = html(notes ?? "")'));
  expect(result.left).toEqual([]);
});
