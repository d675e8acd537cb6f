import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

const sandbox = await startDataverseSandbox({ tables: 20 });
const ALWAYS = 1e9;
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

/** Twenty-two tables: two questions. The second one is of `lead` and the last of the invented tables. */
const names = Array.from(
  { length: 20 },
  (_none, number) =>
    ['machine', 'visit', 'permit', 'contract', 'sample', 'vehicle', 'course', 'claim'].map(
      (thing) => `cr365_${thing}${String(number).padStart(4, '0')}`,
    )[number % 8],
).filter((name) => name !== undefined);
const entities = [...names, 'lead', 'uom'];

function makeNew(): string {
  const folder = makeProject({
    'mapc.yaml': `migration: [main.map]
environments:
  staging:
    source: { connector: dataverse, url: "\${URL}", tenant: "${sandbox.tenant}", client: "${sandbox.client}", secret: "\${SECRET}", concurrency: 1 }
    target: { connector: odoo, url: "\${ODOO_URL}", db: crm, login: admin, password: "\${ODOO_PASSWORD}" }
discover: { source: { entities: [${entities.join(', ')}] } }
`,
  });
  rmSync(join(folder, 'schemas'), { recursive: true });
  return folder;
}

const discover = (folder: string) =>
  runCli(['discover', 'source', folder], {
    URL: sandbox.url,
    SECRET: sandbox.secret,
    ODOO_URL: 'http://127.0.0.1:1',
    ODOO_PASSWORD: 'none',
  });

const questions = (): number =>
  sandbox.requests().filter((one) => one.includes('RetrieveMetadataChanges')).length;

/** The bytes of the snapshots, but for the counts of records. */
function bytes(folder: string): Readonly<Record<string, string>> {
  const source = join(folder, 'schemas', 'source');
  return Object.fromEntries(
    readdirSync(source).map((name) => [name, readFileSync(join(source, name), 'utf8')]),
  );
}

const second = { path: 'RetrieveMetadataChanges', after: 1, times: ALWAYS } as const;

describe('mapc discover of a Dataverse that breaks in the middle', () => {
  const kinds: readonly (readonly [string, Fault, string])[] = [
    [
      'a web page in place of data',
      { kind: 'html', ...second },
      'answered with a web page ("Sign in") instead of data',
    ],
    ['answers cut short', { kind: 'truncate', ...second }, 'cut its answer short'],
    [
      'a login that ends for good',
      { kind: 'expire', ...second },
      'refuses the token that the sign-in service gave',
    ],
    ['a connection that breaks', { kind: 'drop', ...second }, 'broke again and again'],
    ['pages without an end', { kind: 'endless', path: '/uoms', times: ALWAYS }, 'pages of uom have no end'],
  ];
  it.each(kinds)('by %s: says so, keeps what was read and goes on from it', async (_what, fault, said) => {
    const folder = makeNew();
    sandbox.fault(fault);
    const { code, err } = await discover(folder);
    expect(err).toContain(said);
    expect(code).toBe(4);
    expect(existsSync(join(folder, 'schemas'))).toBe(false);

    sandbox.reset();
    const again = await discover(folder);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/2\d of the entities had been read by a discovery that broke off/);
    expect(questions()).toBeLessThan(2);

    const quiet = makeNew();
    expect((await discover(quiet)).code).toBe(0);
    expect(bytes(folder)).toEqual(bytes(quiet));
  });

  it('goes on with a new token where the login ended once', async () => {
    const folder = makeNew();
    sandbox.fault({ kind: 'expire', path: 'RetrieveMetadataChanges', after: 1 });
    const { code, out } = await discover(folder);
    expect(code).toBe(0);
    expect(out).not.toContain('not read');
  });

  it('with half of the definitions forbidden: reads the other half and names what it did not', async () => {
    const folder = makeNew();
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    for (const name of names.slice(0, 10))
      sandbox.fault({ kind: 'forbid', path: `'${name}'`, times: ALWAYS });
    const { code, out } = await discover(folder);
    expect(code).toBe(0);
    for (const name of names.slice(0, 10))
      expect(out).toContain(`not read: ${name} (the login may not read the definition of ${name})`);
    expect(out).toContain('12 entities');
    const snapshot = bytes(folder);
    expect(snapshot['_schema.json']?.match(/"what": "entity"/g)).toHaveLength(10);
    expect(Object.keys(snapshot)).toContain('lead.json');
    expect(Object.keys(snapshot)).not.toContain(`${names[0]}.json`);
  });
});
