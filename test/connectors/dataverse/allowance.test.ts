import { afterEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { all, fakeWorld } from './server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Opened {
  readonly sandbox: DataverseSandbox;
  readonly source: Source;
  readonly world: ReturnType<typeof fakeWorld>;
  readonly entities: readonly Entity[];
  entity(name: string): Entity;
}

async function start(allowance?: number): Promise<Opened> {
  const sandbox = await startDataverseSandbox({ scale: 0.1 });
  const { url, tenant, client, secret } = sandbox;
  const world = fakeWorld();
  const config = { url, tenant, client, secret, page: 10, ...(allowance === undefined ? {} : { allowance }) };
  const source = createDataverseSource(config, world);
  open.push(source, sandbox);
  const schema = await source.discover(['account', 'annotation', 'contact']);
  return {
    sandbox,
    source,
    world,
    entities: Object.values(schema.entities),
    entity: (name) => {
      const entity = schema.entities[name];
      if (entity === undefined) throw new Error(`There is no ${name}.`);
      return entity;
    },
  };
}

describe('the allowance of a day', () => {
  it('ends the reading where it is used up, with what to do', async () => {
    // Discovery asked for the solutions, which are rows.
    const { source, entity, sandbox } = await start(4);
    await expect(all(source.read(entity('account'), ['name']))).rejects.toMatchObject({
      kind: 'configuration',
      message:
        'This command has sent 4 requests to Dataverse, as many as `allowance` of the connection allows in a day. Go on tomorrow, or raise it where the licence allows more.',
    });
    expect(sandbox.requests().filter((line) => line.includes('accounts'))).toHaveLength(3);
  });

  it('counts what is tried again, and no definitions', async () => {
    const { source, entity, sandbox } = await start(6);
    sandbox.fault({ kind: 'unavailable', times: 2 });
    // 50 accounts are five pages, beside the solutions; definitions cost nothing, the two that failed did.
    await expect(all(source.read(entity('account'), ['name']))).rejects.toThrow('has sent 6 requests');
    const enough = await start(6);
    expect(await all(enough.source.read(enough.entity('account'), ['name']))).toHaveLength(50);
  });

  it('is one clear error where the server says so, and nothing is asked after it', async () => {
    const { source, entity, sandbox, world } = await start();
    sandbox.fault({ kind: 'allowance', after: 2 });
    const failure = await all(source.read(entity('account'), ['name'])).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(
        /^The licence's allowance of requests for a day is used up, says http.*: .*86400 seconds\..* Go on in 10 hours, or have an administrator/,
      ),
    });
    expect(world.slept).toEqual([]);
    const before = sandbox.requests().length;
    await expect(source.count(entity('contact'))).rejects.toBe(failure);
    expect(sandbox.requests()).toHaveLength(before);
  });

  it('is not what a refusal for the moment is about', async () => {
    const { source, entity, sandbox, world } = await start();
    sandbox.fault({ kind: 'throttle', facet: 'time', retryAfter: 7200 });
    expect(await all(source.read(entity('account'), ['name']))).toHaveLength(50);
    expect(world.slept).toEqual([7_200_000]);
  });

  it('is held against at least as many requests as an extraction takes, and not many more', async () => {
    const { source, entity, sandbox } = await start(40_000);
    const read = { account: ['name'], annotation: ['subject', 'documentbody'], contact: ['fullname'] };
    const narrow = Object.entries(read).map(([name, fields]): Entity => {
      const all = Object.entries(entity(name).fields);
      return { ...entity(name), fields: Object.fromEntries(all.filter(([field]) => fields.includes(field))) };
    });
    const [finding] = (await source.preflight?.(narrow)) ?? [];
    const before = sandbox.requests().length;
    for (const [name, fields] of Object.entries(read)) {
      await source.count(entity(name));
      const changes = await source.changes?.(entity(name), fields, null);
      for await (const page of changes?.pages ?? []) expect(page.deleted).toEqual([]);
    }
    const sent = sandbox
      .requests()
      .slice(before)
      .filter((line) => !line.includes('EntityDefinitions'));
    const told = Number(/some (\d+) requests/.exec(finding?.message ?? '')?.[1]);
    expect(told).toBeGreaterThanOrEqual(sent.length);
    // Notes without files are counted as if they had one.
    const bare = sandbox.rows('annotation').filter(({ isdocument }) => isdocument !== true).length;
    expect(told - sent.length).toBeLessThanOrEqual(bare + 15);
  });

  it('is held against what an extraction takes', async () => {
    const told = async (allowance?: number): Promise<readonly unknown[]> => {
      const { source, entities } = await start(allowance);
      const findings = (await source.preflight?.(entities)) ?? [];
      return findings.filter(({ message }) => message.includes('requests'));
    };
    expect(await told()).toEqual([]);
    const enough = {
      severity: 'info',
      message: expect.stringMatching(/takes some \d+ requests.*allows 40000 a day/),
    };
    expect(await told(40_000)).toEqual([enough]);
    const short = {
      severity: 'warning',
      message: expect.stringMatching(/allows 20 a day.*goes on the next day/),
    };
    expect(await told(20)).toEqual([short]);
  });
});
