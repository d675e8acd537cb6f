import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeptEntities } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { entityFromText, entityToText } from '../../../src/schema/snapshot.ts';
import { fakeWorld } from './server.ts';

const sandbox = await startDataverseSandbox({ tables: 30 });
const source = createDataverseSource(sandbox, fakeWorld());
const ALWAYS = 1e9;

beforeEach(() => sandbox.reset());
afterAll(async () => {
  await source.close();
  await sandbox.close();
});

const asked = (part: string): number => sandbox.requests().filter((one) => one.includes(part)).length;

describe('discovery of everything', () => {
  it('asks for twenty tables at a time', async () => {
    const schema = await source.discover(null);
    const count = Object.keys(schema.entities).length;
    // The standard tables but activitypointer, the customer's own, and the invented ones.
    expect(count).toBe(29 + 1 + 30);
    expect(asked('RetrieveMetadataChanges')).toBe(Math.ceil(count / 20));
    // The list of tables, the solutions and the version.
    expect(sandbox.requests()).toHaveLength(Math.ceil(count / 20) + 3);
    expect(schema).not.toHaveProperty('unread');
  });

  it('finds the same table by table, by a dozen questions each', async () => {
    const together = await source.discover(null);
    sandbox.reset();
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    expect(await source.discover(null)).toEqual(together);
    // Five lists of halves were refused, down to the one table that proved that the question itself is refused.
    expect(asked('RetrieveMetadataChanges')).toBeLessThan(20);
    expect(asked('EntityDefinitions(')).toBeGreaterThan(55 * 10);
  });

  it('gives the same for the same seed, and other tables for another', async () => {
    const again = await startDataverseSandbox({ tables: 30 });
    const other = await startDataverseSandbox({ tables: 30, seed: 7 });
    const one = createDataverseSource(again, fakeWorld());
    const two = createDataverseSource(other, fakeWorld());
    const names = ['cr365_visit0001'];
    const first = await source.discover(names);
    expect(await one.discover(names)).toEqual(first);
    expect(await two.discover(names)).not.toEqual(first);
    for (const closing of [one, two, again, other]) await closing.close();
  });
});

describe('an invented table', () => {
  const name = 'cr365_machine0000';
  const read = async (): Promise<Entity> => {
    const entity = (await source.discover([name])).entities[name];
    if (entity === undefined) throw new Error(`no ${name}`);
    return entity;
  };

  it('has alternate keys of one and of several columns, but not one whose index failed', async () => {
    expect((await read()).keys).toEqual([['cr365_number'], ['cr365_site', 'cr365_position']]);
  });

  it('has lookups of its own, also to several tables', async () => {
    const { fields } = await read();
    expect(fields.cr365_partof?.type).toEqual({ kind: 'reference', targets: ['cr365_visit0001'] });
    expect(fields.cr365_about?.type).toEqual({
      kind: 'reference',
      targets: ['contact', 'cr365_claim0007', 'cr365_permit0002'],
    });
    expect(fields.cr365_abouttype).toMatchObject({ companionOf: 'cr365_about', type: { kind: 'text' } });
  });

  it('has global choices, for one and for several', async () => {
    const { fields } = await read();
    expect(fields.cr365_priority).toMatchObject({
      type: { kind: 'enum', options: [{ label: 'Low' }, { label: 'Normal' }, { label: 'High' }] },
      facts: { GlobalOptionSet: 'cr365_priority' },
    });
    expect(fields.cr365_regions).toMatchObject({
      type: { kind: 'enums', options: [{ label: 'North' }, {}, {}, {}] },
      facts: { GlobalOptionSet: 'cr365_region' },
    });
    expect(fields.cr365_kind?.facts).toBeUndefined();
  });

  it('has lists of many to many, under both ends', async () => {
    const { fields, access } = await read();
    expect(fields.cr365_machine0000_visit0001_right?.type).toEqual({
      kind: 'references',
      target: 'cr365_visit0001',
    });
    expect(fields.cr365_vehicle0029_machine0000_left?.type).toEqual({
      kind: 'references',
      target: 'cr365_vehicle0029',
    });
    expect(access).toMatchObject({ 'list:cr365_machine0000_visit0001_right': 'cr365_visit0001id' });
  });

  it('tells what is calculated, rolled up and numbered', async () => {
    const { fields } = await read();
    expect(fields.cr365_total).toMatchObject({ computed: true, write: 'never', facts: { SourceType: 1 } });
    expect(fields.cr365_visits).toMatchObject({ computed: true, write: 'never', facts: { SourceType: 2 } });
    expect(fields.cr365_number).toMatchObject({
      default: 'constant',
      facts: { AutoNumberFormat: 'M-{SEQNUM:5}' },
    });
    expect(fields.cr365_number).not.toHaveProperty('computed');
  });

  it('has the three behaviours of dates, files and pictures', async () => {
    const { fields } = await read();
    const kind = (field: string) => fields[field]?.type;
    expect([kind('cr365_duedate'), kind('cr365_starts'), kind('cr365_visited')]).toEqual([
      { kind: 'date' },
      { kind: 'local' },
      { kind: 'instant' },
    ]);
    expect(fields.cr365_photo).toMatchObject({
      type: { kind: 'binary' },
      facts: { MaxSizeInKB: 10_240 },
    });
    expect(kind('cr365_manual')).toEqual({ kind: 'binary' });
  });

  it('survives a snapshot', async () => {
    const entity = await read();
    expect(entityFromText(entityToText(entity), name)).toEqual(entity);
  });

  it('has no records', async () => {
    expect(await source.count(await read())).toBe(0);
  });
});

describe('what the login may not read', () => {
  it('is told, a table at a time, and the others are read', async () => {
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    sandbox.fault({ kind: 'forbid', path: "'lead'", times: ALWAYS });
    const { entities, unread } = await source.discover(['account', 'contact', 'lead']);
    expect(Object.keys(entities)).toEqual(['account', 'contact']);
    expect(unread).toEqual([
      {
        what: 'entity',
        entity: 'lead',
        why: 'the login may not read the definition of lead',
        help: expect.stringContaining('security role'),
      },
    ]);
  });

  it('is told of columns of one type, which are left out rather than read without their options', async () => {
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    sandbox.fault({ kind: 'forbid', path: 'PicklistAttributeMetadata', times: 1 });
    const { entities, unread } = await source.discover(['connectionrole']);
    expect(entities.connectionrole?.fields).not.toHaveProperty('category');
    expect(entities.connectionrole?.fields).toHaveProperty('name');
    expect(unread).toEqual([
      expect.objectContaining({
        what: 'fields',
        entity: 'connectionrole',
        fields: expect.arrayContaining(['category']),
        why: 'the login may not read the definitions of Picklist columns',
      }),
    ]);
  });

  it.each([
    ['/Keys', 'keys'],
    ['/ManyToOneRelationships', 'relationships'],
  ])('is told of %s', async (path, what) => {
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    sandbox.fault({ kind: 'forbid', path, times: 1 });
    const { entities, unread } = await source.discover(['lead']);
    expect(Object.keys(entities)).toEqual(['lead']);
    expect(unread).toMatchObject([
      { what, entity: 'lead', why: `the login may not read the definitions of the ${what}` },
    ]);
  });

  it('is told of solutions', async () => {
    sandbox.fault({ kind: 'forbid', path: '/solutions', times: 1 });
    const { modules, unread } = await source.discover(['lead']);
    expect(modules).toEqual([]);
    expect(unread).toMatchObject([{ what: 'modules' }]);
  });
});

describe('what is kept', () => {
  function memory(): KeptEntities & { readonly held: Map<string, Entity>; readonly systems: string[] } {
    const held = new Map<string, Entity>();
    const systems: string[] = [];
    return {
      held,
      systems,
      begin: (system) => void systems.push(system),
      recall: (name) => held.get(name) ?? null,
      keep: (entity) => void held.set(entity.name, entity),
    };
  }

  it('is not asked for again, after a login that ended in the middle', async () => {
    const whole = await source.discover(null);
    const kept = memory();
    const slow = createDataverseSource({ ...sandbox, concurrency: 1 }, fakeWorld());
    sandbox.reset();
    sandbox.fault({ kind: 'expire', path: 'RetrieveMetadataChanges', after: 2, times: 5 });
    await expect(slow.discover(null, { kept })).rejects.toMatchObject({ kind: 'authentication' });
    expect(kept.held.size).toBe(40);
    sandbox.reset();
    expect(await slow.discover(null, { kept })).toEqual(whole);
    expect(asked('RetrieveMetadataChanges')).toBe(1);
    expect(kept.systems[0]).toContain(sandbox.url);
    expect(kept.systems[0]).not.toContain(sandbox.secret);
    await slow.close();
  });

  it('is only what was read whole', async () => {
    const kept = memory();
    sandbox.fault({ kind: 'forbid', path: 'RetrieveMetadataChanges', times: ALWAYS });
    sandbox.fault({ kind: 'forbid', path: "'lead')/Keys", times: 1 });
    await source.discover(['account', 'lead'], { kept });
    expect([...kept.held.keys()]).toEqual(['account']);
  });
});

describe('a bad server', () => {
  it.each([
    ['html', 'protocol', 'answered with a web page ("Sign in") instead of data'],
    ['truncate', 'protocol', 'cut its answer short'],
    ['drop', 'transient', 'broke again and again'],
    ['unavailable', 'transient', 'could not answer (HTTP 503)'],
    ['expire', 'authentication', 'refuses the token'],
  ] as const)('that answers with %s all the time is told in words', async (kind, error, said) => {
    sandbox.fault({ kind, path: 'RetrieveMetadataChanges', times: ALWAYS });
    await expect(source.discover(['account'])).rejects.toMatchObject({
      name: 'ConnectorError',
      kind: error,
      message: expect.stringContaining(said),
    });
  });

  it.each(['html', 'truncate', 'drop', 'unavailable', 'throttle', 'expire'] as const)(
    'that answers with %s once changes nothing',
    async (kind) => {
      const names = ['account', 'cr365_visit0001'];
      const quiet = await source.discover(names);
      sandbox.fault({ kind, path: 'RetrieveMetadataChanges' });
      expect(await source.discover(names)).toEqual(quiet);
    },
  );

  it('that sends the list of tables in pages is not believed', async () => {
    sandbox.fault({ kind: 'endless', path: 'EntityDefinitions', times: ALWAYS });
    await expect(source.discover(null)).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('sent the list of tables in pages'),
    });
  });

  it('whose pages of records have no end is left', async () => {
    const schema = await source.discover(['lead']);
    sandbox.fault({ kind: 'endless', path: '/leads', times: ALWAYS });
    await expect(source.profile(schema, '2024-03-04')).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('have no end'),
    });
    expect(asked('/leads')).toBe(2);
  });
});
