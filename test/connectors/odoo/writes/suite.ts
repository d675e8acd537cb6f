import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOdooTarget, type OdooSettings } from '../../../../src/connectors/odoo/index.ts';
import { Census, type Counts, difference } from './census.ts';
import { kinds } from './kinds.ts';
import { type Server, World } from './world.ts';

/** What every kind may ask for. */
const ALWAYS = ['res.users', 'res.partner', 'res.groups', 'res.company'];

/**
 * Every kind of write against one server, which is the sandbox or a real one: each field that is written is read back,
 * nothing comes that nobody asked for, and nothing is left when the rows are deleted.
 */
export function describeWrites(title: string, open: () => Promise<OdooSettings>): void {
  describe(title, () => {
    let server: Server;
    beforeAll(async () => {
      const settings = await open();
      const target = createOdooTarget(settings);
      const needed = kinds.flatMap((kind) => kind.needs);
      const schema = await target.discover([...ALWAYS, ...Census.models, ...needed]);
      server = { settings, target, schema, census: new Census(target, schema, needed.filter(isSmall)) };
    });
    afterAll(() => server.target.close());

    test.each(kinds)('$name', async (kind) => {
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
    });
  });
}

/** Models of thousands of rows are not worth counting for their own sake. */
function isSmall(model: string): boolean {
  return !/^(ir\.|res\.(groups|currency$|country))/.test(model);
}
