import { afterEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { all, fakeWorld, field, json, type Scripted, scripted, table } from './server.ts';

const plain = table('account', 'accounts', [field('tags', { kind: 'references', target: 'new_tag' })]);
const account = { ...plain, access: { ...plain.access, 'list:tags': 'new_tagid' } };

let server: Scripted | null = null;
let source: Source | null = null;
afterEach(async () => {
  await source?.close();
  await server?.close();
});

async function serve(answers: Readonly<Record<string, unknown>>): Promise<Source> {
  const made = await scripted((response, { path }) => {
    const page = /more=(\d+)/.exec(path)?.[1];
    json(response, answers[page ?? 'rows'] ?? {});
  });
  server = made;
  source = createDataverseSource(made.config, fakeWorld());
  return source;
}

const more = (page: number): string => `${server?.config.url}/api/data/v9.2/accounts(a)/tags?more=${page}`;
const tag = (id: string) => ({ new_tagid: id });

describe('a list of many to many', () => {
  it('is read as references, with the rows that it belongs to', async () => {
    const reading = await serve({
      rows: {
        value: [
          { accountid: 'A', tags: [tag('T1'), tag('T2')] },
          { accountid: 'B', tags: [] },
        ],
      },
    });
    expect(await all(reading.read(account, ['tags']))).toEqual([
      { id: 'a', values: { tags: ['t1', 't2'].map((id) => ({ entity: 'new_tag', id })) } },
      { id: 'b', values: { tags: [] } },
    ]);
    expect(server?.calls[0]?.path).toContain('$expand=tags($select=new_tagid)');
  });

  it('is followed where the server gives only a link to it', async () => {
    const answers: Record<string, unknown> = {};
    const reading = await serve(answers);
    answers.rows = { value: [{ accountid: 'a', tags: [], 'tags@odata.nextLink': more(1) }] };
    answers[1] = { value: [tag('t1')], '@odata.nextLink': more(2) };
    answers[2] = { value: [tag('t2')] };
    const [record] = await all(reading.read(account, ['tags']));
    expect(record?.values.tags).toEqual(['t1', 't2'].map((id) => ({ entity: 'new_tag', id })));
  });

  it('that has no end is left', async () => {
    const answers: Record<string, unknown> = {};
    const reading = await serve(answers);
    answers.rows = { value: [{ accountid: 'a', tags: [], 'tags@odata.nextLink': more(1) }] };
    answers[1] = { value: [tag('t1')], '@odata.nextLink': more(1) };
    await expect(all(reading.read(account, ['tags']))).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('account.tags have no end'),
    });
  });

  it('is empty in the sandbox, which joins no records in this way', async () => {
    const sandbox = await startDataverseSandbox();
    const reading = createDataverseSource(sandbox, fakeWorld());
    const { lead } = (await reading.discover(['lead'])).entities;
    if (lead === undefined) throw new Error('no lead');
    const records = await all(reading.read(lead, ['accountleads_association']));
    expect(records.length).toBeGreaterThan(50);
    expect(new Set(records.map(({ values }) => JSON.stringify(values)))).toEqual(
      new Set(['{"accountleads_association":[]}']),
    );
    await reading.close();
    await sandbox.close();
  });
});
