import { afterEach, describe, expect, it } from 'vitest';
import type { Source, SourceRecord } from '../../../src/connectors/contract.ts';
import { createDataverseSource, type DataverseConfig } from '../../../src/connectors/dataverse/index.ts';
import {
  type DataverseSandbox,
  type DataverseSandboxOptions,
  startDataverseSandbox,
} from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { account, fakeWorld, field, json, scripted } from './server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Opened {
  readonly sandbox: DataverseSandbox;
  readonly source: Source;
  readonly entity: Entity;
  readonly world: ReturnType<typeof fakeWorld>;
}

async function start(options: DataverseSandboxOptions, config: Partial<DataverseConfig>): Promise<Opened> {
  const sandbox = await startDataverseSandbox({ latency: 5, scale: 0.4, ...options });
  const { url, tenant, client, secret } = sandbox;
  const world = fakeWorld();
  const source = createDataverseSource({ url, tenant, client, secret, page: 10, ...config }, world);
  open.push(source, sandbox);
  const { entities } = await source.discover(['account']);
  sandbox.reset();
  const entity = entities.account;
  if (entity === undefined) throw new Error('There is no account.');
  return { sandbox, source, entity, world };
}

/** Everything, as an extraction asks for it. */
async function everything({
  source,
  entity,
}: Pick<Opened, 'source' | 'entity'>): Promise<readonly SourceRecord[]> {
  const found: SourceRecord[] = [];
  const { pages } = (await source.changes?.(entity, ['name'], null)) ?? { pages: [] };
  for await (const { records } of pages) found.push(...records);
  return found;
}

const sorted = (ids: readonly unknown[]): readonly unknown[] => ids.map(String).toSorted();
const ids = (sandbox: DataverseSandbox): readonly unknown[] =>
  sandbox.rows('account').map(({ accountid }) => accountid);
const asked = (sandbox: DataverseSandbox): number =>
  sandbox.requests().filter((line) => line.endsWith('/accounts')).length;

describe('a large table', () => {
  it('is read in several places at once, each record once', async () => {
    const opened = await start({}, { concurrency: 6 });
    const records = await everything(opened);
    expect(sorted(records.map(({ id }) => id))).toEqual(sorted(ids(opened.sandbox)));
    expect(opened.sandbox.peak()).toBeGreaterThan(3);
    expect(opened.sandbox.peak()).toBeLessThanOrEqual(6);
    // 160 records are 16 pages; what is asked for beside is little.
    expect(asked(opened.sandbox)).toBeLessThan(30);
  });

  it('has its records with the same values as when it is read page after page', async () => {
    const { sandbox, entity, source } = await start({}, { concurrency: 6 });
    const { url, tenant, client, secret } = sandbox;
    const alone = createDataverseSource(
      { url, tenant, client, secret, page: 10, concurrency: 1 },
      fakeWorld(),
    );
    open.push(alone);
    const byId = (records: readonly SourceRecord[]): readonly SourceRecord[] =>
      records.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const together = byId(await everything({ source, entity }));
    sandbox.reset();
    expect(byId(await everything({ source: alone, entity }))).toEqual(together);
    expect(sandbox.peak()).toBe(1);
  });

  it('keeps to what the server recommends', async () => {
    const opened = await start({ recommends: 2 }, { concurrency: 20 });
    await everything(opened);
    expect(opened.sandbox.peak()).toBe(2);
  });

  it('is read though the server refuses so many at once, with fewer from then on', async () => {
    const opened = await start({ mostAtOnce: 3 }, { concurrency: 12 });
    const records = await everything(opened);
    expect(sorted(records.map(({ id }) => id))).toEqual(sorted(ids(opened.sandbox)));
    // As long as the server asked for: a second for each refusal that was waited out.
    expect(opened.world.slept.every((slept) => slept <= 1000)).toBe(true);
    expect(opened.world.slept.length).toBeGreaterThan(0);
  });

  it('may have been made in one second', async () => {
    const opened = await start({ scale: 0.2 }, { concurrency: 6 });
    for (const id of ids(opened.sandbox))
      opened.sandbox.put('account', String(id), { createdon: '2024-03-01T10:00:00Z' });
    const records = await everything(opened);
    expect(sorted(records.map(({ id }) => id))).toEqual(sorted(ids(opened.sandbox)));
  });

  it('may have been made in two lots, far from each other', async () => {
    const opened = await start({}, { concurrency: 6 });
    for (const [at, id] of ids(opened.sandbox).entries()) {
      const second = `${String(Math.floor(at / 4) % 60).padStart(2, '0')}Z`;
      const day = at % 2 === 0 ? '2010-03-01T10:00' : '2024-03-01T10:00';
      opened.sandbox.put('account', String(id), { createdon: `${day}:${second}` });
    }
    const records = await everything(opened);
    expect(sorted(records.map(({ id }) => id))).toEqual(sorted(ids(opened.sandbox)));
  });

  it('that fits a page is one request', async () => {
    const opened = await start({ scale: 0.1 }, { concurrency: 6, page: 50 });
    expect(await everything(opened)).toHaveLength(50);
    // And one for the newest date of a change.
    expect(asked(opened.sandbox)).toBe(2);
  });

  it('fails as a whole where one place fails, and nothing is asked after that', async () => {
    const opened = await start({}, { concurrency: 6 });
    opened.sandbox.fault({ kind: 'forbid', path: 'accounts', after: 6 });
    await expect(everything(opened)).rejects.toMatchObject({ kind: 'forbidden' });
    const before = asked(opened.sandbox);
    await new Promise((done) => setTimeout(done, 50));
    expect(asked(opened.sandbox)).toBe(before);
  });

  it('may be left in the middle', async () => {
    const { source, entity, sandbox } = await start({}, { concurrency: 6 });
    const changes = await source.changes?.(entity, ['name'], null);
    for await (const page of changes?.pages ?? []) if (page.records.length > 0) break;
    const before = asked(sandbox);
    await new Promise((done) => setTimeout(done, 50));
    expect(asked(sandbox)).toBe(before);
    expect(before).toBeLessThan(16);
  });

  it('is read as it comes where it cannot be sorted', async () => {
    const rows = Array.from({ length: 6 }, (_, at) => ({
      accountid: `00000000-0000-0000-0000-00000000000${at}`,
    }));
    const server = await scripted((response, { path }) => {
      if (path.includes('$orderby'))
        return json(response, { error: { code: '0x0', message: 'createdon cannot be sorted by' } }, 400);
      const from = path.includes('page=2') ? 3 : 0;
      const next =
        from === 0 ? { '@odata.nextLink': `${server.config.url}/api/data/v9.2/accounts?page=2` } : {};
      return json(response, { value: rows.slice(from, from + 3), ...next });
    });
    const source = createDataverseSource(server.config, fakeWorld());
    open.push(source, server);
    const dated = {
      ...account,
      fields: { ...account.fields, createdon: field('createdon', { kind: 'instant' }) },
    };
    const found = await everything({ source, entity: dated });
    expect(found.map(({ id }) => id)).toEqual(rows.map(({ accountid }) => accountid));
  });
});

describe('a refusal for too many requests', () => {
  it('is followed by half as many at once', async () => {
    let underWay = 0;
    let refused = 0;
    let most = 0;
    const server = await scripted((response) => {
      underWay += 1;
      if (refused === 8) most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        if (refused < 8) {
          refused += 1;
          const error = {
            code: '0x80072326',
            message: 'Number of concurrent requests exceeded the limit of 52.',
          };
          json(response, { error }, 429, { 'retry-after': '1' });
        } else response.end('7');
      }, 20);
    });
    const source = createDataverseSource({ ...server.config, concurrency: 8 }, fakeWorld());
    open.push(source, server);
    const counts = await Promise.all(Array.from({ length: 24 }, () => source.count(account)));
    expect(counts).toEqual(Array.from({ length: 24 }, () => 7));
    expect(most).toBeLessThanOrEqual(5);
    expect(most).toBeGreaterThan(2);
  });
});
