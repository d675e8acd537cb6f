import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSource } from '../../src/connectors/index.ts';
import { formatted } from '../../src/language/index.ts';
import { startDataverseSandbox } from '../../src/sandbox/dataverse/index.ts';
import type { Entity, Field } from '../../src/schema/model.ts';
import { arbitraryEntities } from './support/arbitrary-entity.ts';
import { failuresOf, MAIN, scaffolded } from './support/scaffolded.ts';

/** An entity of a publisher's own, with its id and what else is given. */
function entityOf(name: string, ...fields: readonly Field[]): Entity {
  const id: Field = {
    name: `${name}id`,
    label: 'Id',
    type: { kind: 'text', max: 36 },
    required: true,
    unique: true,
  };
  return {
    name,
    label: name,
    id: id.name,
    display: null,
    fields: Object.fromEntries([id, ...fields].map((field) => [field.name, field])),
  };
}
const reference = (name: string, ...targets: readonly string[]): Field => ({
  name,
  label: name,
  type: { kind: 'reference', targets },
});

describe('what mapc scaffold proposes', () => {
  test('checks without a finding, is in style, and passes its own tests, for any entity', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEntities, async (entities) => {
        const all = scaffolded(entities);
        expect(all.findings).toEqual([]);
        expect(formatted({ path: 'made.map', text: all.made.text }).text).toBe(all.made.text);
        expect(await failuresOf(all)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('does so for the tables that a sandbox of Dataverse invents, each alone and all together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (seed) => {
        const sandbox = await startDataverseSandbox({ tables: 9, seed });
        const { url, tenant, client, secret } = sandbox;
        const source = await createSource({ connector: 'dataverse', url, tenant, client, secret }, '/');
        try {
          const { entities } = await source.discover(null);
          const invented = Object.values(entities).filter(({ name }) => name.startsWith('cr365_'));
          expect(invented).toHaveLength(9);
          for (const some of [invented, ...invented.map((one) => [one])]) {
            const made = scaffolded(some);
            expect(made.findings).toEqual([]);
            if (some.length === 1) expect(await failuresOf(made)).toEqual([]);
          }
        } finally {
          await source.close();
          await sandbox.close();
        }
      }),
      { numRuns: 2 },
    );
  });

  test('is nothing but proposals where it writes', () => {
    const { made, checked } = scaffolded([entityOf('new_thing', reference('new_account', 'account'))]);
    const written = checked.program.maps
      .filter(({ source }) => source.name === 'new_thing')
      .flatMap(({ arms }) => arms.flatMap((arm) => (arm.kind === 'write' ? arm.assignments : [])));
    expect(written.map(({ operator }) => operator)).toEqual(['?=', '?=']);
    expect(made.models).toEqual({ new_thing: 'x_thing' });
  });

  test('leads to the rows that other entities became, and keeps the ids of those that no map moves', () => {
    const { made } = scaffolded([
      entityOf(
        'new_thing',
        reference('new_customer', 'account', 'contact'),
        reference('new_other', 'new_gone'),
        reference('ownerid', 'systemuser', 'team'),
      ),
    ]);
    expect(made.text).toMatch(/x_customer_id +: res\.partner /);
    expect(made.text).toMatch(/x_customer_id +\?= match new_customer \{ account r -> r {2}contact r -> r/);
    expect(made.text).toMatch(/x_other_source_id +\?= new_other\.id/);
    expect(made.text).toMatch(/x_owner_id +: res\.users /);
    expect(made.text).toContain('No map makes one row of each new_gone: the id is kept.');
  });

  test('takes a name that is free, and tells several maps of one entity apart', () => {
    const main = `${MAIN}
      provision { model x_thing "Mine" { x_source_id : char(64) unique "Id" } }
      map Site: account -> res.partner { key x_source_id = "site:{accountid}"  name = name ?? "?" }
    `;
    const { made, findings } = scaffolded([entityOf('new_thing', reference('new_account', 'account'))], {
      main,
    });
    expect(findings).toEqual([]);
    expect(made.models).toEqual({ new_thing: 'x_new_thing' });
    expect(made.text).toContain('new_account as account else');
  });

  test('goes through a chain where nothing else leads to a row', () => {
    const main = MAIN.replace(
      'map contact -> res.partner {\n  key',
      'map contact -> res.partner {\n  when name != null\n  key',
    ).replace(
      /\}\s*$/,
      '} else -> res.users { key x_id = contactid }\nprovision { field res.users.x_id : char(64) unique "Id" }\n',
    );
    const { made, findings } = scaffolded([entityOf('new_thing', reference('new_contact', 'contact'))], {
      main,
    });
    expect(findings).toEqual([]);
    expect(made.text).toMatch(/x_contact_id +\?= new_contact else warn/);
  });
});
