import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOdooTarget, type OdooSettings } from '../../../../src/connectors/odoo/index.ts';
import { Census, type Counts, difference } from './census.ts';
import type { WriteKind } from './kind.ts';
import { kinds } from './kinds.ts';
import { type Delays, type Server, World } from './world.ts';

/** What every kind may ask for. */
const ALWAYS = ['res.users', 'res.partner', 'res.groups', 'res.company', 'ir.model.data'];

/** A server, and how it is late; one that cannot be is sent each request again. */
export interface Opened {
  readonly settings: OdooSettings;
  readonly delays?: Delays;
}

/** Models whose rows the kinds make with keys. */
const KEYED = [
  'calendar.event',
  'calendar.event.type',
  'crm.lead',
  'crm.lost.reason',
  'crm.stage',
  'crm.tag',
  'crm.team',
  'crm.team.member',
  'ir.attachment',
  'mail.activity',
  'mail.followers',
  'mail.message',
  'product.category',
  'product.pricelist',
  'product.pricelist.item',
  'product.tag',
  'product.template',
  'project.project',
  'project.tags',
  'project.task.type',
  'rating.rating',
  'res.currency.rate',
  'res.partner',
  'res.partner.category',
  'res.users',
  'utm.campaign',
  'utm.medium',
  'utm.source',
  'x_write_visit',
];

/**
 * Every kind of write against one server, which is the sandbox or a real one: each field that is written is read back,
 * nothing comes that nobody asked for, and nothing is left when the rows are deleted. All this twice: with a key for
 * each row, where the connector can make it once for that, and without.
 */
export function describeWrites(title: string, open: () => Promise<Opened>): void {
  describe(title, () => {
    let server: Server;
    let delays: Delays | undefined;
    const seen = new Set<string>();
    beforeAll(async () => {
      const opened = await open();
      const { settings } = opened;
      ({ delays } = opened);
      const target = createOdooTarget(settings);
      const needed = kinds.flatMap((kind) => kind.needs);
      const schema = await target.discover([...ALWAYS, ...Census.models, ...needed]);
      const census = new Census(target, schema, needed.filter(isSmall));
      server = { settings, target, schema, census, keyed: null };
    });
    afterAll(() => server.target.close());

    test.each(kinds)('$name', (kind) => runKind(kind, server));
    describe('with keys', () => {
      test.each(kinds)('$name', (kind) =>
        runKind(kind, { ...server, keyed: { sent: (model) => seen.add(model), delays } }),
      );
      test('nearly everything', () => {
        expect([...seen].sort()).toEqual(KEYED);
      });
    });
  });
}

async function runKind(kind: WriteKind, server: Server): Promise<void> {
  const world = new World(server);
  const before = await server.census.count();
  let came: Counts;
  try {
    await kind.run(world);
    came = difference(before, await server.census.count());
  } catch (error) {
    // What went wrong first says more than what cannot be taken away for it.
    await world.clear().catch(() => undefined);
    throw error;
  }
  const asked = world.asked();
  await world.clear();
  expect(came, 'what came').toEqual(asked);
  expect(difference(before, await server.census.count()), 'what is left').toEqual({});
  if (server.keyed !== null)
    expect(await world.all('ir.model.data', { module: '__mapc__' }, ['model']), 'keys that are left').toEqual(
      [],
    );
}

/** Models of thousands of rows are not worth counting for their own sake. */
function isSmall(model: string): boolean {
  return !/^(ir\.|res\.(groups|currency$|country))/.test(model);
}
