import { expect, it } from 'vitest';
import { createOdooTarget } from '../../../src/connectors/odoo/index.ts';
import { sandboxed } from './sandboxed.ts';

const world = sandboxed(['res.partner']);

it('reads fewer rows at once where the answer is longer than it takes', async () => {
  const { target, url, entity } = world();
  const partner = entity('res.partner');
  const comment = `<p>${'long '.repeat(4000)}</p>`;
  const rows = Array.from({ length: 40 }, (_none, n) => ({ name: `Somebody ${n}`, comment }));
  const ids = await target.create(partner, rows);
  const settings = { url, db: 'sandbox', login: 'admin', password: 'admin', protocol: 'jsonrpc' } as const;
  // Four of these rows and what stands around them.
  const small = createOdooTarget(settings, { timeouts: { largest: 90_000 } });
  const smaller = createOdooTarget(settings, { timeouts: { largest: 10_000 } });
  try {
    const read = await small.read(partner, ids, ['comment']);
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(new Set(read.map(({ values }) => values.comment))).toEqual(new Set([comment]));
    const found = await small.search(partner, { where: [], fields: ['comment'] });
    expect(found.filter(({ id }) => ids.includes(id))).toHaveLength(40);
    // One row alone is longer than that.
    await expect(smaller.read(partner, ids, ['comment'])).rejects.toMatchObject({ kind: 'protocol' });
  } finally {
    await small.close();
    await smaller.close();
  }
});
