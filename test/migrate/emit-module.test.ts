import { afterEach, expect, test } from 'vitest';
import { ConnectorError, type Target } from '../../src/connectors/contract.ts';
import { emitModule } from '../../src/migrate/index.ts';
import { forgetWorlds, makeWorld } from './support/world.ts';

afterEach(forgetWorlds);

test.each(['Odoo refused to read ir.ui.view: You are not allowed to.', 'Odoo has no field tag.colour'])(
  'tells what keeps a module from being written as the system tells it: %s',
  async (message) => {
    const { target, context } = await makeWorld();
    const refusing: Target = Object.assign(target, {
      emitModule: async () => {
        throw new ConnectorError('record', message);
      },
    });
    await expect(emitModule({ ...context, target: refusing }, 'mapc_needs', 'Needs')).rejects.toMatchObject({
      name: 'MigrationError',
      kind: 'unready',
      message,
    });
  },
);
