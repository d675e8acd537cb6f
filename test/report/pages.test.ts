import { describe, expect, it } from 'vitest';
import type { MapCounts, Worklist } from '../../src/migrate/counts.ts';
import type { ReconcileResult } from '../../src/migrate/reconcile.ts';
import type { Plan } from '../../src/plan/types.ts';
import { plainColours } from '../../src/report/colours.ts';
import { provisionToMarkdown } from '../../src/report/provision-markdown.ts';
import { provisionPage } from '../../src/report/provision-page.ts';
import { reconcilePage } from '../../src/report/reconcile-page.ts';
import { countsToText, verifyToText } from '../../src/report/results.ts';
import { samplePage, sampleToText } from '../../src/report/sample-page.ts';
import { percent } from '../../src/report/values.ts';

const EVIL = '<img src=x onerror=alert(1)>';

const PLAN: Plan = {
  format: 2,
  source: 'crm',
  target: 'odoo',
  digests: { maps: '', source: '', target: '' },
  settings: { timezone: 'UTC', language: 'en_US' },
  provision: [
    {
      kind: 'field',
      entity: 'res.partner',
      field: 'x_id',
      type: { kind: 'text', max: 64 },
      label: `Id | ${EVIL}`,
      unique: true,
      at: 0,
    },
    {
      kind: 'model',
      entity: 'x_machine',
      label: `Machine | ${EVIL}`,
      fields: [{ name: 'x_serial', type: { kind: 'text', max: 20 }, label: EVIL, unique: true }],
      at: 0,
    },
    { kind: 'row', entity: 'crm.team', key: { name: 'Pipeline' }, values: {}, at: 1 },
  ],
  extract: [],
  expects: [],
  tables: {},
  maps: {},
  order: [],
  fates: [{ entity: 'session', fate: 'skip', because: EVIL, columns: [] }],
  requires: [],
  thresholds: [],
  spans: [
    { file: 'main.map', line: 4, column: 3 },
    { file: 'main.map', line: 9, column: 3 },
  ],
};

const none = {
  created: 0,
  updated: 0,
  matched: 0,
  unchanged: 0,
  rejected: 0,
  queued: 0,
  skipped: 0,
  gone: 0,
};
const MAPS: readonly MapCounts[] = [
  { map: 'Company', units: 10, states: { ...none, created: 8, rejected: 2 }, conserved: true },
  { map: 'Lead', units: 5, states: { ...none, created: 4 }, conserved: false },
];
const WORKLIST: Worklist = {
  troubles: [{ map: 'Company', result: 'rejected', reason: EVIL, at: 0, count: 2, examples: ['a', 'b'] }],
  warnings: [],
  edited: [],
};
const RESULT: ReconcileResult = {
  maps: MAPS,
  thresholds: [
    { measure: 'counts', at: 1, operator: '=', wanted: 100, measured: 93.3333, of: 15, met: false },
  ],
  derived: 3,
  migrated: true,
  fields: {
    migrated: true,
    records: 1,
    fields: 2,
    wrong: 1,
    gone: { rows: 0, fields: 0 },
    mirrored: [{ entity: 'crm.lead', field: 'email_from', mirrors: 'partner_id.email', values: 3 }],
    differences: [
      {
        map: 'Company',
        source: 'a',
        entity: 'res.partner',
        target: 7,
        field: 'name',
        at: 0,
        written: 'A',
        found: EVIL,
        initial: false,
        edited: false,
      },
    ],
  },
  passed: false,
};

const about = { project: 'clinic', environment: 'staging', made: '2026-01-02T03:04:05.000Z' };

describe('the page of a reconciliation', () => {
  const page = reconcilePage({ ...about, plan: PLAN, result: RESULT, worklist: WORKLIST });

  it('says what was missed, what does not add up, and which line rejected what', () => {
    expect(page).toContain('1 threshold is missed, 1 map does not add up.');
    expect(page).toContain('93.3 %');
    expect(page).toContain('does not add up</span>');
    expect(page).toContain('main.map:4');
  });

  it('says what the target keeps as one with another row', () => {
    expect(page).toContain('3 values of crm.lead.email_from are not what was written');
  });

  it('says where nothing was migrated', () => {
    const result = { ...RESULT, thresholds: [], maps: [], migrated: false };
    expect(reconcilePage({ ...about, plan: PLAN, result, worklist: WORKLIST })).toContain(
      'Not passed.</b> nothing has been migrated (or it was rolled back).',
    );
  });

  it('shows what comes from records as text', () => {
    expect(page).not.toContain('<img');
    expect(page.split('&lt;img src=x onerror=alert(1)&gt;')).toHaveLength(4);
  });
});

describe('the page of a sample', () => {
  const field = { field: 'name', at: 0, source: { title: EVIL }, written: 'A', target: 'B' };
  const record = {
    map: 'Company',
    unit: EVIL,
    result: 'created',
    reason: null,
    strata: ['arm 0'],
    target: { entity: 'res.partner', id: 7 },
    fields: [field],
  } as const;
  const report = {
    ...about,
    source: 'crm',
    target: 'odoo',
    spans: PLAN.spans,
    records: [record],
    same: () => false,
  };

  it('marks a value that did not come back as it was written', () => {
    const page = samplePage(report);
    expect(page).toContain('1 of 1 record holds a value that differs');
    expect(page).toContain('≠ written:');
    expect(page).not.toContain('<img');
    expect(samplePage({ ...report, same: () => true })).not.toContain('≠ written:');
  });

  it('is counted in a few lines for a terminal', () => {
    expect(sampleToText(report)).toBe(
      'map      records  fields  differ  rejected or queued\nCompany        1       1       1                   0\n',
    );
  });
});

describe('the document of what is provisioned', () => {
  it('is Markdown in which a label stays in its cell', () => {
    const text = provisionToMarkdown({ ...about, plan: PLAN });
    const row = text.split('\n').find((line) => line.includes('x\\_id'));
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(7);
    expect(text).toContain('x\\_serial');
    expect(text).not.toMatch(/(?<!\\)<img/);
  });

  it('is a page, too', () => {
    const page = provisionPage({ ...about, plan: PLAN });
    expect(page).toContain('1 model, 1 field and 1 row would be made');
    expect(page).toContain('<code>x_serial</code>');
    expect(page).not.toContain('<img');
  });
});

describe('texts for a terminal', () => {
  it('line up the states that occur', () => {
    expect(countsToText(MAPS, plainColours)).toBe(
      'map      records  created  rejected\nCompany       10        8         2\nLead           5        4         ·  does not add up\n',
    );
  });

  it('name the line of a difference', () => {
    if (RESULT.fields === null) throw new Error('the example has differences');
    expect(verifyToText(RESULT.fields, PLAN, plainColours)).toContain('name: written "A"');
    expect(verifyToText(RESULT.fields, PLAN, plainColours)).toContain('main.map:4');
  });

  it.each([
    [100, '100 %'],
    [99.9, '99.9 %'],
    [99.9996, 'just under 100 %'],
    [99.97, '99.97 %'],
    [0, '0 %'],
  ])('never round %d up to all', (number, text) => {
    expect(percent(number)).toBe(text);
  });
});
