import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

let sandbox: OdooSandbox;
beforeAll(async () => {
  sandbox = await startOdooSandbox({ db: 'crm' });
});
afterAll(() => sandbox.close());

/** A project without snapshots, with people to read and these entities of the target. */
function makeNew(entities: string, people = 'id,name\na,Kaya\n', files = ''): string {
  const folder = makeProject();
  rmSync(join(folder, 'schemas'), { recursive: true });
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'people.csv'), people);
  const yaml = join(folder, 'mapc.yaml');
  const text = readFileSync(yaml, 'utf8').replace('folder: data', `folder: data${files}`);
  writeFileSync(yaml, `${text}discover: { target: { entities: [${entities}] } }\n`);
  return folder;
}
const discover = (...words: readonly string[]) =>
  runCli(['discover', ...words], { ODOO_URL: sandbox.url, ODOO_PASSWORD: sandbox.password });

describe('mapc discover', () => {
  it('names an entity that the target does not have, and writes nothing', async () => {
    const folder = makeNew('res.partner, res.county');
    const { code, err } = await discover(folder);
    expect(err).toContain('has no entity res.county (did you mean res.country?)');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'schemas'))).toBe(false);
  });

  it('writes no schema of a side that it could not read to its end', async () => {
    const folder = makeNew(
      'res.partner',
      'id,born\na,2001-02-03\nb,soon\n',
      ', files: { people: { fields: { born: date } } }',
    );
    const { code, err } = await discover('source', folder);
    expect(err).toContain('line 3: born is "soon", which is not a date');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'schemas'))).toBe(false);
  });

  it('takes a misspelt side for one', async () => {
    expect((await discover('sorce')).err).toContain(
      'There is no side and no folder sorce. Did you mean source?',
    );
  });
});
