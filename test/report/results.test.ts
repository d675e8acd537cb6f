import { describe, expect, it } from 'vitest';
import { plainColours } from '../../src/report/colours.ts';
import { rollbackToText, verifyToText } from '../../src/report/results.ts';

const NONE = { deleted: 0, restored: 0, unprovisioned: 0, forgotten: 0, left: [] };
const left = { map: 'deal', unit: 'd1', entity: 'lead', target: 7, reason: 'a person changed it' };
const verified = (number: number) =>
  verifyToText(
    {
      migrated: true,
      records: number,
      fields: 2 * number,
      wrong: 2 * number,
      gone: { rows: number, fields: number },
      differences: [],
      mirrored: [],
    },
    { spans: [] },
    plainColours,
  );

describe('one is no plural', () => {
  it('in what was read back', () => {
    expect(verified(1)).toBe(
      '1 record read back, 1 field compared: 1 differs.\n1 row is gone from the target, with 1 field; `mapc run --retry` makes it again.\n',
    );
    expect(verified(2)).toBe(
      '2 records read back, 2 fields compared: 2 differ.\n2 rows are gone from the target, with 2 fields; `mapc run --retry` makes them again.\n',
    );
  });

  it('in what the target keeps as one with another row', () => {
    const mirrored = { entity: 'lead', field: 'phone', mirrors: 'customer.phone' };
    const none = { migrated: true, records: 1, fields: 2, wrong: 0, gone: { rows: 0, fields: 0 } };
    const said = (values: number) =>
      verifyToText(
        { ...none, differences: [], mirrored: [{ ...mirrored, values }] },
        { spans: [] },
        plainColours,
      );
    expect(said(1)).toBe(
      '1 record read back, 2 fields compared: none differs.\n1 value of lead.phone is not what was written: the target keeps it as one with customer.phone.\n',
    );
    expect(said(2)).toContain('\n2 values of lead.phone are not what was written');
  });

  it('in what was rolled back', () => {
    expect(rollbackToText({ ...NONE, deleted: 1, unprovisioned: 1, left: [left] })).toBe(
      '1 row deleted, 0 restored, 1 provisioned field or model taken away.\n1 was left alone; the next `mapc rollback` tries it again, `mapc rollback --leave` lets it stay for good:\n  lead 7: a person changed it\n',
    );
    expect(rollbackToText({ ...NONE, left: [left, left] })).toMatch(/^0 rows deleted.*\n2 were left alone/);
  });

  it('in what stays for good', () => {
    expect(rollbackToText({ ...NONE, forgotten: 1 }, true)).toMatch(
      /^1 row stays .* finds its record by key/,
    );
    expect(rollbackToText({ ...NONE, forgotten: 2 }, true)).toMatch(/^2 rows stay .* find.* their records/);
  });
});
