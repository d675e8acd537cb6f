import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OdooSandbox, startOdooSandbox } from '../../src/sandbox/odoo/index.ts';
import { makeProject } from '../project/support/make-project.ts';
import { runCli } from './support/run-cli.ts';

let sandbox: OdooSandbox;
beforeAll(async () => {
  sandbox = await startOdooSandbox({ db: 'crm' });
});
afterAll(() => sandbox.close());
beforeEach(() => post('reset'));

async function post(what: string, body = ''): Promise<void> {
  expect((await fetch(`${sandbox.url}/sandbox/${what}`, { method: 'POST', body })).status).toBe(200);
}

/** One that passes is not seen: what only reads is asked again. */
const strike = (kind: string, model: string, method = 'fields_get', times = 1): Promise<void> =>
  post('faults', JSON.stringify({ kind, model, method, times }));

const entities = ['crm.stage', 'crm.tag', 'crm.team', 'res.country'];

/** A project without snapshots. */
function makeNew(): string {
  const folder = makeProject();
  rmSync(join(folder, 'schemas'), { recursive: true });
  const yaml = join(folder, 'mapc.yaml');
  const list = `discover: { target: { entities: [${entities.join(', ')}] } }\n`;
  writeFileSync(yaml, `${readFileSync(yaml, 'utf8')}${list}`);
  return folder;
}

const discover = (folder: string, ...words: readonly string[]) =>
  runCli(['discover', 'target', folder, ...words], {
    ODOO_URL: sandbox.url,
    ODOO_PASSWORD: sandbox.password,
  });

/** The bytes of a folder of snapshots. */
function bytes(folder: string): Readonly<Record<string, string>> {
  const target = join(folder, 'schemas', 'target');
  return Object.fromEntries(
    readdirSync(target).map((name) => [name, readFileSync(join(target, name), 'utf8')]),
  );
}

const kept = (folder: string): string => join(folder, '.mapc', 'discovery', 'staging', 'target');

/** A discovery that broke off after two entities. */
async function half(): Promise<string> {
  const folder = makeNew();
  await strike('html-page', 'crm.team');
  expect((await discover(folder)).code).toBe(4);
  return folder;
}

describe('mapc discover, twice', () => {
  it('writes the same bytes', async () => {
    const [one, other] = [makeNew(), makeNew()];
    expect((await discover(one)).code).toBe(0);
    const first = bytes(one);
    const { out } = await discover(one);
    expect(out).toContain('Nothing changed since the last snapshot');
    expect(bytes(one)).toEqual(first);
    expect((await discover(other)).code).toBe(0);
    expect(bytes(other)).toEqual(first);
  });
});

describe('mapc discover, broken off', () => {
  it.each([
    ['html-page', 'answers with a web page instead of JSON'],
    ['truncated', 'the answer was cut short'],
    ['html-502', 'is not ready (HTTP 502)'],
    ['drop-before', 'the connection broke before the answer came'],
  ])('by %s tells what happened and what is kept, and touches no snapshot', async (kind, said) => {
    const folder = makeNew();
    await strike(kind, 'crm.team', 'fields_get', 99);
    const { code, err } = await discover(folder);
    expect(code).toBe(4);
    expect(err).toContain(said);
    expect(err).toContain(
      '2 entities of the target had been read and are kept for a day: `mapc discover target` goes on from there',
    );
    expect(existsSync(join(folder, 'schemas'))).toBe(false);
  });

  it.each(['truncated', 'html-502', 'drop-before'])('by %s once goes on by itself', async (kind) => {
    const folder = makeNew();
    await strike(kind, 'crm.team');
    expect((await discover(folder)).code).toBe(0);
  });

  it('goes on from there, to the bytes of a discovery that nothing disturbed', async () => {
    const folder = await half();
    // What was read is not asked for again.
    await strike('html-page', 'crm.stage');
    const { code, out } = await discover(folder);
    expect(code).toBe(0);
    expect(out).toContain('2 of the entities had been read by a discovery that broke off');
    expect(existsSync(kept(folder))).toBe(false);
    await post('reset');
    const other = makeNew();
    await discover(other);
    expect(bytes(folder)).toEqual(bytes(other));
  });

  it('reads anew where that is asked for', async () => {
    const folder = await half();
    const { out } = await discover(folder, '--fresh');
    expect(out).not.toContain('broke off');
  });

  it('reads anew another database', async () => {
    const folder = await half();
    await post('reset');
    expect((await discover(folder)).out).not.toContain('broke off');
  });

  it.each([
    ['a day later', '2026-01-01T03:04:05.000Z'],
    ['before it began', '2026-01-03T03:04:05.000Z'],
  ])('reads anew %s', async (_when, began) => {
    const folder = await half();
    const from = join(kept(folder), '_from.json');
    writeFileSync(from, readFileSync(from, 'utf8').replace('2026-01-02T03:04:05.000Z', began));
    expect((await discover(folder)).out).not.toContain('broke off');
  });

  it('reads anew what was kept only in part', async () => {
    const folder = await half();
    const stage = join(kept(folder), 'crm.stage.json');
    writeFileSync(stage, readFileSync(stage, 'utf8').slice(0, 100));
    expect((await discover(folder)).out).toContain('1 of the entities had been read');
  });
});

describe('mapc discover, with a login that may not read all', () => {
  it('reports what was not read, for people and machines, and writes it into the snapshot', async () => {
    const folder = makeNew();
    await strike('forbidden', 'crm.team');
    const { code, out } = await discover(folder);
    expect(code).toBe(0);
    expect(out).toContain('not read: crm.team (the login may not read crm.team)');
    expect(out).toContain('help: give the login a group that may read crm.team');
    expect(bytes(folder)['_schema.json']).toContain('"what": "entity", "entity": "crm.team"');
    const other = makeNew();
    await strike('forbidden', 'crm.tag', 'search_read');
    const result = JSON.parse((await discover(other, '--json')).out);
    expect(result.target.unread).toEqual([expect.objectContaining({ what: 'rows', entity: 'crm.tag' })]);
    expect(bytes(other)['crm.tag.json']).not.toContain('"rows"');
  });
});
