import { describe, expect, test } from 'vitest';
import { lower } from '../../src/lower/lower.ts';
import { checkPlan } from '../../src/plan/read.ts';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { TARGET } from './support/schemas.ts';

const settings = { timezone: 'UTC', language: 'en_US' };
const manual = (body: string): string => `${account()} manual deal because "rebuilt by hand" { ${body} }`;

describe('the columns of what does not move', () => {
  test('stand in the plan, and what they read is extracted', () => {
    const checked = expectClean(
      manual('heading = title  owner = company.name else null  label = label(status)  detail = json(this)'),
    );
    const plan = lower({ checked, target: TARGET, settings });
    const [fate] = plan.fates;
    expect(fate).toMatchObject({ entity: 'deal', fate: 'manual', because: 'rebuilt by hand' });
    expect(fate?.columns.map(({ name }) => name)).toEqual(['heading', 'owner', 'label', 'detail']);
    expect(fate?.columns[0]?.value).toMatchObject({ op: 'get', field: 'title' });
    expect(plan.extract.find(({ entity }) => entity === 'deal')?.fields).toEqual([
      'dealid',
      'company',
      'stage',
      'status',
      'title',
    ]);
    expect(checkPlan(plan)).toBe(plan);
  });

  test('are none without a body, and each entity has its own', () => {
    const checked = expectClean(`${account()} skip deal, contact because "no" { who = company }`);
    expect(checked.program.fates.map(({ entity, columns }) => [entity.name, columns.length])).toEqual([
      ['deal', 1],
      ['contact', 1],
    ]);
    const without = expectClean(`${account()} manual deal because "no"`);
    expect(lower({ checked: without, target: TARGET, settings }).fates[0]?.columns).toEqual([]);
  });

  test.each([
    ['heading = «titel»', 'unknown-field'],
    ['a = title «a» = stage', 'declared-twice'],
    ['industry = «res.partner.industry[name = stage]»', 'unhandled-failure'],
    ['«drop stage because "no"»', 'not-allowed-here'],
    ['«a, b = title»', 'not-allowed-here'],
    ['«a += title»', 'not-allowed-here'],
    ['«key a = title»', 'not-allowed-here'],
  ] as const)('%s: %s', (body, name) => {
    expectReport(manual(body), name);
  });
});
