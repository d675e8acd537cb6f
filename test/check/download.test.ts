import { expect, test } from 'vitest';
import { lower } from '../../src/lower/lower.ts';
import type { Schema } from '../../src/schema/model.ts';
import { account, expectClean, expectReport } from './support/check-map.ts';
import { TARGET } from './support/schemas.ts';

const partner = TARGET.entities['res.partner'];
if (partner === undefined) throw new Error('no res.partner');
const image = { name: 'image', label: 'Image', type: { kind: 'binary' } } as const;
const target: Schema = {
  ...TARGET,
  entities: { ...TARGET.entities, 'res.partner': { ...partner, fields: { ...partner.fields, image } } },
};

test('a download may fail, and is a file', () => {
  expectReport(account('image = «download(website)»'), 'unhandled-failure', { target, message: /\*io\*/ });
  expectClean(account('image = download(website) else null'), { target });
  expectClean(account('image = website | download else warn "no image"'), { target });
  expectReport(
    account('website = «download(website)» else null'.replace('«', '').replace('»', '')),
    'type-mismatch',
    { target },
  );
  expectReport(account('image = «download(employees)» else null'), 'wrong-arguments', { target });
});

test('it is a question in the plan, and no call of a function', () => {
  const checked = expectClean(account('image = download(website) else null'), { target });
  const plan = lower({ checked, target, settings: { timezone: 'UTC', language: 'en_US' } });
  expect(JSON.stringify(plan.maps)).toContain('"op":"download"');
});

test('a function of the project may have the name', () => {
  expectClean(`fn download(t: text): text = t | upper ${account('website = download(website ?? "")')}`, {
    target,
  });
});
