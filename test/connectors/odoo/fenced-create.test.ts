import { describe, expect, it } from 'vitest';
import { ConnectorError, type TargetId, type TargetValues } from '../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../src/connectors/odoo/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { fakeOdoo, where } from './fake-odoo.ts';
import { sandboxed } from './sandboxed.ts';

const sandbox = sandboxed(['res.partner', 'res.partner.category', 'ir.model.data']);

let next = 0;
const keysFor = (rows: readonly TargetValues[]): string[] => rows.map(() => `fenced${next++}`);

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(`${sandbox().url}/sandbox/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

const fault = (kind: string, model: string, method: string, after = 0): Promise<void> =>
  post('faults', { kind, model, method, after });

const create = (rows: readonly TargetValues[], keys: readonly string[]): Promise<readonly TargetId[]> => {
  const { target, entity } = sandbox();
  expect(target.enforcesKeys?.(entity('res.partner'), rows)).toBe(true);
  return target.create(entity('res.partner'), rows, { keys });
};

const named = async (name: string): Promise<readonly TargetId[]> => {
  const { target, entity } = sandbox();
  const conditions = [{ path: 'name', operator: '=', value: name }] as const;
  return (await target.search(entity('res.partner'), { where: conditions, fields: [] })).map(({ id }) => id);
};

/** Tags, and external ids of ours, beside those that were there. */
const left = async (): Promise<number> => {
  const { target, entity } = sandbox();
  const tags = await target.search(entity('res.partner.category'), { where: [], fields: [] });
  const conditions = [{ path: 'module', operator: '=', value: '__mapc__' }] as const;
  const keys = await target.search(entity('ir.model.data'), { where: conditions, fields: [] });
  return tags.length + keys.length;
};

async function contacts(name: string): Promise<{ rows: readonly TargetValues[]; keys: readonly string[] }> {
  const { target, entity } = sandbox();
  const company = { name: `${name} AG`, is_company: true, street: 'Weg 1' };
  const [parent_id = 0] = await target.create(entity('res.partner'), [company]);
  const rows = [
    { name, parent_id, phone: '' },
    { name, parent_id, street: 'Own' },
  ];
  return { rows, keys: keysFor(rows) };
}

describe('contacts of a company with keys', () => {
  it('are looked for when no call can commit any more, and by the tag that all bear', async () => {
    const partner: Entity = {
      ...sandbox().entity('res.partner'),
      fields: Object.fromEntries(
        Object.entries(sandbox().entity('res.partner').fields).filter(
          ([name]) => name !== 'message_follower_ids',
        ),
      ),
    };
    const { transport, calls } = fakeOdoo({
      'res.partner.category.search': [68, 69],
      'res.partner.category.search_read': [{ id: 71, create_date: '2026-01-05 08:30:00' }],
      'res.partner.category.create': [71, 72],
      'res.partner.category.unlink': true,
      'res.partner.create': () => {
        throw new ConnectorError('lost', 'No answer');
      },
      'res.partner.search_read': [{ id: 5 }, { id: 6 }],
    });
    const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
    const rows = [
      { name: 'a', parent_id: 1 },
      { name: 'b', parent_id: 1 },
    ];
    const keys = keysFor(rows);
    await expect(target.create(partner, rows, { keys })).rejects.toMatchObject({ kind: 'lost' });
    const sent = calls.length;
    // What others may still wait for is left alone.
    expect(calls.find(({ method }) => method === 'search')?.args).toEqual([
      [
        ['name', '=like', '\\_\\_mapc\\_\\_ %'],
        ['create_date', '<', '2026-01-05 07:30:00'],
      ],
    ]);
    expect(calls.find(({ method }) => method === 'unlink')?.args).toEqual([[68, 69]]);
    expect(await target.create(partner, rows, { keys })).toEqual([5, 6]);
    expect(calls[sent - 1]?.args[0]).toMatchObject([
      {
        category_id: [
          [4, 71],
          [4, 72],
        ],
      },
      { category_id: [[4, 71]] },
    ]);
    expect(calls.slice(sent).map(({ model, method, args }) => [model, method, args[0]])).toEqual([
      ['res.partner.category', 'unlink', [72]],
      ['res.partner', 'search_read', [['category_id', 'in', [71]]]],
      ['res.partner.category', 'unlink', [71, 72]],
    ]);
  });

  it('are stored as they are meant, and nothing is left beside them', async () => {
    const before = await left();
    const { rows, keys } = await contacts('Plain');
    const ids = await create(rows, keys);
    expect(await named('Plain')).toEqual(ids);
    expect(await sandbox().values('res.partner', ids, ['street', 'category_id'])).toEqual([
      [null, []],
      ['Own', []],
    ]);
    expect(await left()).toBe(before);
  });

  it('are made once where the call is carried out after its retry', async () => {
    const before = await left();
    const { rows, keys } = await contacts('Late');
    await fault('late', 'res.partner', 'create');
    await expect(create(rows, keys)).rejects.toMatchObject({ kind: 'lost' });
    const ids = await create(rows, keys);
    await post('late', {});
    expect(await named('Late')).toEqual(ids);
    expect(await left()).toBe(before);
  });

  it('are found where the call was carried out and its answer lost', async () => {
    const before = await left();
    const { rows, keys } = await contacts('Dropped');
    await fault('drop-after-commit', 'res.partner', 'create');
    await expect(create(rows, keys)).rejects.toMatchObject({ kind: 'lost' });
    const made = await named('Dropped');
    expect(made).toHaveLength(2);
    expect(await create(rows, keys)).toEqual(made);
    expect(await left()).toBe(before);
  });

  it('are found where they are sent again in other company', async () => {
    const { rows, keys } = await contacts('Halved');
    await fault('drop-after-commit', 'res.partner', 'create');
    await expect(create(rows, keys)).rejects.toMatchObject({ kind: 'lost' });
    const [first = 0, second = 0] = await named('Halved');
    expect(await create(rows.slice(1), keys.slice(1))).toEqual([second]);
    expect(await create(rows.slice(0, 1), keys.slice(0, 1))).toEqual([first]);
  });

  it.each([
    ['the tags are made', 'create', 0],
    ['the tags are taken away', 'unlink', 0],
  ])('are made once where the answer is lost when %s', async (_what, method, after) => {
    const before = await left();
    const { rows, keys } = await contacts(`Lost in ${method}`);
    await fault('drop-after-commit', 'res.partner.category', method, after);
    await expect(create(rows, keys)).rejects.toMatchObject({ kind: 'lost' });
    expect(await create(rows, keys)).toEqual(await named(`Lost in ${method}`));
    expect(await named(`Lost in ${method}`)).toHaveLength(2);
    expect(await left()).toBe(before);
  });

  it('leave no tag where they are refused', async () => {
    const before = await left();
    const { rows } = await contacts('Refused');
    const bad = [...rows, { name: 'Refused', parent_id: 99_999 }];
    await expect(create(bad, keysFor(bad))).rejects.toMatchObject({ kind: 'record' });
    expect(await named('Refused')).toEqual([]);
    expect(await left()).toBe(before);
  });
});
