import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

/** One message, no stack, the exit code of the contract. */
async function complains(
  argv: readonly string[],
  code: number,
  message: RegExp,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const result = await runCli(argv, environment);
  expect(result.err).toMatch(message);
  expect(result.err).not.toMatch(/^\s+at .*:\d+/m);
  expect(result.err).not.toContain('a fault of mapc');
  expect(result).toMatchObject({ code, out: '' });
}

describe('a command line that is wrong', () => {
  it.each([
    [['chek'], /unknown command 'chek'\n\(Did you mean check\?\)/],
    [['check', '--strct'], /unknown option '--strct'\n\(Did you mean --strict\?\)/],
    [['check', '/', 'more'], /too many arguments/],
    [['owners', 'resolve'], /required option '--person/],
    [['owners', 'import'], /Which file\? `mapc owners import FILE`/],
    [['owners', 'import', 'a.csv', 'b', '--file', 'c.csv'], /Give one file: a\.csv, or --file c\.csv/],
    [['owners', 'import', '/no/such.csv'], /no\/such\.csv cannot be read \(ENOENT\)/],
    [['owners', 'import', '/', '--file', '/no/such.csv'], /no\/such\.csv cannot be read \(ENOENT\)/],
    [['owners', 'resolve', '/', '--person', 'nobody'], /--person takes SOURCE=TARGET/],
    [['verify', '--sample', 'many'], /--sample takes a whole number from 1 on, not "many"/],
    [['rollback', '--sample', '--provision'], /not both/],
    [['sandbox', 'sap'], /no sandbox "sap"; there is dataverse and odoo/],
    [['sandbox', 'odoo', '--seed', '7'], /minimal or demo/],
    [['sandbox', 'odoo', '--as', '15.0'], /one of 16\.0, 17\.0, 18\.0, 19\.0, not "15\.0"/],
    [['sandbox', 'dataverse', '--as', '17.0'], /for the odoo sandbox alone/],
    [['sandbox', 'odoo', '--tables', '7'], /--tables is for the dataverse sandbox/],
    [['sandbox', 'odoo', '--tracked', 'account'], /--tracked is for the dataverse sandbox/],
    [['sandbox', 'dataverse', '--tracked', 'acount'], /has no table "acount" to track/],
    [['check', '--format', 'xml'], /no format "xml"; there is human, json, sarif/],
    [['check', '/no/such/folder'], /no folder/],
  ])('%o', async (argv, message) => {
    await complains(argv, 2, message);
  });

  it('is helped with a command of a command too', async () => {
    const { code, out } = await runCli(['help', 'owners', 'resolve']);
    expect([code, out]).toEqual([0, expect.stringContaining('Usage: mapc owners resolve')]);
  });

  it('without a command shows what there is', async () => {
    const { code, err, out } = await runCli([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('discover');
  });
});

describe('a project that is wrong', () => {
  it.each([
    [{ 'mapc.yaml': null }, /no mapc\.yaml/],
    [{ 'mapc.yaml': 'migration: [main.map\n' }, /mapc\.yaml:\d+:\d+: this is not YAML/],
    [{ 'main.map': null }, /no file main\.map/],
    [{ 'schemas/target/_schema.json': null }, /Run `mapc discover target`/],
    [
      { 'schemas/target/res.partner.json': '{"name": "res.partner"}' },
      /res\.partner\.json: label: is missing/,
    ],
    [{ 'schemas/source/customer.json': '{' }, /customer\.json: not valid JSON/],
    [{ 'schemas/source/_profile.json': '[]' }, /_profile\.json: must be an object/],
  ])('%o', async (changes, message) => {
    await complains(['check', makeProject(changes)], 2, message);
  });

  it('with an unknown environment', async () => {
    await complains(['check', makeProject(), '--env', 'live'], 2, /no environment live/);
  });

  it('with secrets that are not set', async () => {
    await complains(
      ['discover', 'target', makeProject()],
      2,
      /not set: ODOO_URL \(for environments\.staging\.target\.url\), ODOO_PASSWORD/,
    );
  });

  it('with a connector that there is not, or a key that it does not know', async () => {
    const yaml = readFileSync(join(makeProject(), 'mapc.yaml'), 'utf8');
    const sap = makeProject({ 'mapc.yaml': yaml.replace('connector: odoo', 'connector: sap') });
    const environment = { ODOO_URL: 'http://127.0.0.1:1', ODOO_PASSWORD: 'hunter2hunter2' };
    await complains(['discover', 'target', sap], 2, /no connector "sap" for a target/, environment);
    const key = makeProject({ 'mapc.yaml': yaml.replace('db: crm', 'database: crm') });
    await complains(['discover', 'target', key], 2, /has no key `database`/, environment);
  });

  it('with a folder that is misspelt', async () => {
    const yaml = readFileSync(join(makeProject(), 'mapc.yaml'), 'utf8').replace(
      'folder: data',
      'folder: date',
    );
    await complains(
      ['check', makeProject({ 'mapc.yaml': yaml, 'data/customer.csv': 'id,name\n' })],
      2,
      /staging\.source\.folder`: there is no folder date; did you mean data\?/,
    );
    // Maps are checked where the data is not.
    expect(await runCli(['check', makeProject({ 'mapc.yaml': yaml })])).toMatchObject({ code: 0, err: '' });
  });

  it('with a map that does not check: nothing is written', async () => {
    const folder = makeProject({ 'main.map': 'migration files -> odoo\nmap customer -> res.partnr { }\n' });
    await complains(['run', folder], 1, /error\[M0201\][\s\S]*does not check, so nothing was done/);
  });

  it('with a line that nobody confirmed', async () => {
    const map = readFileSync(join(makeProject(), 'main.map'), 'utf8');
    const folder = makeProject({ 'main.map': map.replace('name = name', 'name ?= name') });
    await complains(['run', folder], 1, /1 line is still a proposal/);
    // A rehearsal takes it: it gets as far as the connection.
    const rehearsal = await runCli(['run', folder, '--dry-run']);
    expect(rehearsal.code).toBe(2);
    expect(rehearsal.err).toContain('ODOO_PASSWORD');
    expect((await runCli(['check', folder])).code).toBe(0);
    expect((await runCli(['check', folder, '--strict'])).code).toBe(1);
  });
});

describe('a plan that is wrong', () => {
  it.each([
    ['another version', '{"format": 99}', /format 99, this mapc reads format 2/],
    ['no plan', 'hello', /not a plan/],
    ['a damaged one', '{"format": 2}', /damaged/],
  ])('%s', async (_, text, message) => {
    const folder = makeProject();
    writeFileSync(join(folder, 'other.json'), text);
    await complains(['run', folder, '--plan', join(folder, 'other.json')], 2, message);
  });

  it('that is not there', async () => {
    const folder = makeProject();
    await complains(['run', folder, '--plan', join(folder, 'none.json')], 2, /no plan at/);
  });
});

describe('the other side', () => {
  it('that is not there ends with 4, and no secret in the message', async () => {
    const port = await closedPort();
    const environment = { ODOO_URL: `http://127.0.0.1:${port}`, ODOO_PASSWORD: 'hunter2hunter2' };
    await complains(
      ['discover', 'target', makeProject()],
      4,
      /cannot be reached: nothing listens there/,
      environment,
    );
    const { err } = await runCli(['discover', 'target', makeProject()], environment);
    expect(err).not.toContain('hunter2');
  });

  it('that does not accept the password ends with 4', async () => {
    const { startOdooSandbox } = await import('../../src/sandbox/odoo/index.ts');
    const sandbox = await startOdooSandbox({ db: 'crm' });
    try {
      const environment = { ODOO_URL: sandbox.url, ODOO_PASSWORD: 'hunter2hunter2' };
      await complains(
        ['discover', 'target', makeProject()],
        4,
        /does not accept the login admin/,
        environment,
      );
    } finally {
      await sandbox.close();
    }
  });
});

/** A port on which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the server had no port');
  return address.port;
}
