import { expect, test } from 'vitest';
import type { StageMatrix } from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import { stagesPage, stagesToCsv, stagesToMarkdown } from '../../src/report/stages.ts';

const PLAN = {
  source: 'crm',
  target: 'odoo',
  spans: [{ file: 'main.map', line: 7, column: 3 }],
} as unknown as Plan; // Nothing else of it is told here.

const MATRIX: StageMatrix = {
  extracted: true,
  lines: [
    {
      map: 'deal->crm.lead',
      source: 'deal',
      field: 'crm.lead.stage_id',
      stages: 'crm.stage',
      teams: true,
      columns: ['Step', 'State'],
      naming: 1,
      at: 0,
      cases: [
        {
          process: 'Sale',
          team: 'North',
          category: 'Qualify',
          from: ['=first', 'Open'],
          records: 1200,
          becomes: { kind: 'stage', name: 'New', team: null, order: 1, folded: false, won: false },
          probability: [10, 30],
          archived: false,
        },
        {
          process: null,
          team: 'North',
          category: null,
          from: ['gone', 'Lost'],
          records: 3,
          becomes: { kind: 'rejected', reason: 'no such step' },
          probability: [0, 0],
          archived: true,
        },
      ],
    },
  ],
  stages: [],
  toMake: [
    {
      stage: 'gone',
      process: null,
      category: null,
      into: 'crm.stage',
      teams: ['North'],
      records: 3,
      why: 'rejected: no such step',
      order: 20,
    },
  ],
};
const REPORT = { project: 'p', plan: PLAN, matrix: MATRIX };

test('the stage matrix as Markdown: cases in order, then what a person has to make', () => {
  expect(
    stagesToMarkdown(REPORT)
      .split('\n')
      .filter((line) => line.startsWith('|')),
  ).toEqual([
    '| Process | Team in the source | Category | Step | State | Records | Becomes | Team | Order | Folded | Won | Probability | Archived |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    '| Sale | North | Qualify | =first | Open | 1,200 | New | every team | 1 | no | no | 10 to 30 % | no |',
    '|  | North |  | gone | Lost | 3 | rejected: no such step |  |  |  |  | 0 % | yes |',
    '| Process | Stage | Category | Teams | Records | Why | Where | Line for provision |',
    '|---|---|---|---|---|---|---|---|',
    '|  | gone |  | North | 3 | rejected: no such step | CRM, Configuration, Stages | row crm.stage { key name = "gone"  sequence = 20 } |',
  ]);
  expect(stagesToMarkdown(REPORT)).toContain('as main.map:7 says');
});

test('as CSV: a line for each, no cell taken for a formula', () => {
  const [head, first, , last] = stagesToCsv(REPORT).replace('\uFEFF', '').split('\n');
  expect(head).toContain('field,process,team,category,stage,records,becomes');
  expect(first).toBe(
    "crm.lead.stage_id,Sale,North,Qualify,'=first / Open,1200,New,every team,1,no,no,10 to 30 %,no",
  );
  expect(last).toContain('to be made (rejected: no such step)');
});

test('as a page, which takes no name for markup', () => {
  const page = stagesPage({ ...REPORT, project: '<b>' });
  expect(page).toContain('1 stage of the source has none in the target');
  expect(page).not.toContain('<b>');
});
