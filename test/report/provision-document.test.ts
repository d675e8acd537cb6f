import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProvisionResult } from '../../src/migrate/index.ts';
import type { Plan } from '../../src/plan/types.ts';
import { compileProject, openProject } from '../../src/project/index.ts';
import { provisionToMarkdown } from '../../src/report/provision-markdown.ts';
import { provisionPage } from '../../src/report/provision-page.ts';
import { makeProject } from '../project/support/make-project.ts';
import { expectGolden } from './support/golden.ts';

const MAP = `migration files -> odoo

provision {
  /// The id in the old system, so that a second run finds
  /// what the first one made.
  field res.partner.x_id : char(64) unique "Source id"
  field res.partner.x_spare : integer "Spare"
  /// Cards hang on the people who carry them.
  model x_card "Card | Karte" {
    /// As printed on it.
    x_number : char(20) unique "Number"
    x_holder : res.partner "Holder"
  }
  /// Everything without a home belongs to it.
  row res.partner { key name = "Nobody"  email = "nobody@example.com" }
  row res.partner { key name = "Somebody" }
}

map customer -> res.partner {
  key x_id = id
  name = name
}

map Card: customer -> x_card {
  key x_number = id
  x_holder = res.partner[name = "Nobody"] else reject "nobody is there"
}
`;

function planned(): Plan {
  const compiled = compileProject(openProject(makeProject({ 'main.map': MAP }), null, {}));
  expect(compiled.checked.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (compiled.plan === null) throw new Error('the example checks');
  return compiled.plan;
}

const golden = (name: string): string => join(import.meta.dirname, 'golden', name);
const about = { project: 'clinic', environment: 'staging' };

it('says why each thing is needed and which map uses it, before anybody looked', () => {
  expectGolden(golden('provision.md'), provisionToMarkdown({ ...about, plan: planned() }));
});

it('says the same on a page', () => {
  expectGolden(golden('provision.html'), provisionPage({ ...about, plan: planned() }));
});

it('says what is there already, and asks for the rest only', () => {
  const plan = planned();
  const steps = plan.provision.map((step, index): ProvisionResult['steps'][number] => ({
    step,
    status: index === 0 ? 'missing' : index === 1 ? 'made' : 'present',
  }));
  const text = provisionToMarkdown({ ...about, plan, steps });
  expect(text).toContain('To approve: 1 field would be made in odoo.');
  expect(text).toContain('| to be made | main.map:6 |');
  expect(text).toContain('| made now | main.map:7 |');
  expect(text).toContain('Asked for in main.map:9; there already.');
  expect(text.match(/\| there already \|/g)).toHaveLength(2);
});

it('asks for nothing where all is there', () => {
  const plan = planned();
  const steps = plan.provision.map((step) => ({ step, status: 'present' }) as const);
  expect(provisionToMarkdown({ ...about, plan, steps })).not.toContain('To approve');
});

it('keeps comments as text', () => {
  const plan = planned();
  const doc = '<img src=x> | next\n| line';
  const evil = { ...plan, provision: plan.provision.map((step) => ({ ...step, doc })) };
  expect(provisionPage({ ...about, plan: evil })).not.toContain('<img');
  expect(provisionToMarkdown({ ...about, plan: evil })).toContain('\\<img src=x\\> \\| next \\| line');
});
