import { afterEach, describe, expect, test } from 'vitest';
import { type RunResult, resolveOwners, rollback, run } from '../../src/migrate/index.ts';
import { acquireLock } from '../../src/runtime/lock.ts';
import type { Fault } from './support/fake-target.ts';
import { changed, forgetWorlds, makeWorld, PEOPLE, PLAN, ROWS, type World } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

function states(result: RunResult, map: string): Record<string, number> {
  const found = result.maps.find((one) => one.map === map);
  if (found === undefined) throw new Error(`no map ${map}`);
  expect(found.conserved).toBe(true);
  return Object.fromEntries(Object.entries(found.states).filter(([, count]) => count > 0));
}
function partner(world: World, key: string) {
  const row = world.target.rows('partner').find((one) => one.x_id === `company:${key}`);
  if (row === undefined) throw new Error(`no partner ${key}`);
  return row;
}

describe('a first run', () => {
  test('puts every record into exactly one state', async () => {
    const world = await makeWorld();
    const result = await run(world.context, once);
    expect(states(result, PEOPLE)).toEqual({ matched: 1, created: 1, queued: 1 });
    expect(states(result, 'companies')).toEqual({ created: 3, updated: 1, matched: 1, queued: 1 });
    expect(states(result, 'leads')).toEqual({ created: 3, queued: 1, skipped: 1 });
    expect(result.derived).toBe(4);
  });

  test('gives a row that two records claim to the first by id, and keeps what is only for creation', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    expect(partner(world, 'k2')).toMatchObject({ name: 'Two', note: 'kept' });
    expect(world.target.rows('partner').filter((row) => row.website === 'old.test')).toHaveLength(1);
    expect(partner(world, 'k1').note).toBe('fresh');
  });

  test('adds to lists and takes nothing away', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const names = new Map(world.target.rows('tag').map((tag) => [tag.id, tag.name]));
    const tags = partner(world, 'k2').tags;
    expect(Array.isArray(tags) ? tags.map((id) => names.get(Number(id))) : null).toEqual(['A', 'human', 'B']);
  });

  test('sets references in circles and to later records in the second pass', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const [one, two, four] = [partner(world, 'k1'), partner(world, 'k2'), partner(world, 'k4')];
    expect(one.friend_id).toBe(two.id);
    expect(two.friend_id).toBe(one.id);
    expect(one.parent_id).toBe(four.id);
  });

  test('makes a row that several records ask for once', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    expect(world.target.rows('industry').map((row) => row.name)).toEqual(['Steel', 'Glass', 'Wood']);
  });

  test('rejects a record whose match finds several rows', async () => {
    const world = await makeWorld();
    world.target.seed('partner', { name: 'Other four', website: 'four.test' });
    world.target.seed('partner', { name: 'Another four', website: 'four.test' });
    const result = await run(world.context, once);
    expect(states(result, 'companies').rejected).toBeGreaterThanOrEqual(1);
    expect(result.worklist.troubles.map((trouble) => trouble.reason).join()).toContain(
      '2 rows of partner fit',
    );
  });

  test('takes over a row with its key that the journal does not know', async () => {
    const world = await makeWorld();
    const id = world.target.seed('partner', { name: 'Before', x_id: 'company:k4', note: 'theirs' });
    const result = await run(world.context, once);
    expect(partner(world, 'k4')).toMatchObject({ id, name: 'Four', note: 'theirs' });
    expect(states(result, 'companies')).toEqual({ created: 2, updated: 2, matched: 1, queued: 1 });
  });

  test('comes to the same with several calls in flight', async () => {
    const [one, many] = [await makeWorld(), await makeWorld()];
    many.target.traits = {
      ...many.target.traits,
      batch: { create: 1, update: 1, delete: 1, read: 1 },
      concurrency: 3,
    };
    const [first, second] = [await run(one.context, once), await run(many.context, once)];
    expect(second.maps).toEqual(first.maps);
    expect(many.target.content()).toBe(one.target.content());
  });

  test('rejects one of two records with one key', async () => {
    const companies = PLAN.maps.companies;
    const [arm] = companies?.arms ?? [];
    if (companies === undefined || arm?.kind !== 'write') throw new Error('the plan has changed');
    const [key] = arm.key;
    if (key === undefined) throw new Error('the plan has changed');
    const value = { op: 'get', of: { op: 'this' }, field: 'domain' } as const;
    const plan = {
      ...PLAN,
      maps: {
        ...PLAN.maps,
        companies: { ...companies, arms: [{ ...arm, key: [{ ...key, value }], match: [] }] },
      },
    };
    const rows = changed(ROWS, 'Company', 'k5', { domain: 'five.test', owner: null });
    const world = await makeWorld(rows, plan);
    const result = await run(world.context, once);
    expect(states(result, 'companies')).toEqual({ created: 5, rejected: 1 });
    expect(result.worklist.troubles[0]?.reason).toContain('Its key is that of record k2 too');
  });
});

describe('a bad record', () => {
  test('stands alone: the others of its batch are made, and it carries the reason and the line', async () => {
    const world = await makeWorld();
    world.target.refuse = (_entity, values) => (values.name === 'Four' ? 'name may not be Four.' : null);
    const result = await run(world.context, once);
    const trouble = result.worklist.troubles.find((one) => one.reason === 'name may not be Four.');
    expect(trouble).toMatchObject({ map: 'companies', result: 'rejected', examples: ['k4'] });
    const arm = PLAN.maps.companies?.arms[0];
    const line = arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0] === 'name')?.at : null;
    expect(trouble?.at).toBe(line);
    expect(world.target.rows('partner').map((row) => row.name)).toContain('Six');
  });

  test('stands alone in a target whose calls store a part of themselves, too', async () => {
    const world = await makeWorld();
    world.target.traits = { ...world.target.traits, atomicCalls: false };
    world.target.refuse = (_entity, values) => (values.name === 'Four' ? 'no.' : null);
    await run(world.context, once);
    const names = world.target.rows('partner').map((row) => row.name);
    expect(names.toSorted()).toEqual(['One', 'Six', 'Two']);
  });

  test('is not sent again by the same plan, but is with retry', async () => {
    const world = await makeWorld();
    world.target.refuse = (_entity, values) => (values.name === 'Four' ? 'no.' : null);
    await run(world.context, once);
    world.target.refuse = () => null;
    world.target.calls = [];
    const second = await run(world.context, once);
    expect(world.target.writes()).toEqual([]);
    expect(states(second, 'companies').rejected).toBe(2); // k4, and k1 whose parent it is
    const third = await run(world.context, { retry: true, dryRun: false });
    expect(states(third, 'companies').rejected).toBeUndefined();
    expect(partner(world, 'k1').parent_id).toBe(partner(world, 'k4').id);
  });
});

describe('a row that a person deleted', () => {
  test('is told once for all like it, and made again with retry, with what referred to it', async () => {
    const world = await makeWorld();
    world.target.empties = true;
    await run(world.context, once);
    const after = world.target.content();
    for (const key of ['k1', 'k4']) world.target.remove('partner', partner(world, key).id);
    for (const row of world.target.rows('lead')) {
      if (row.x_id === 'contact:c1') world.target.remove('lead', row.id);
    }
    const changedRows = changed(ROWS, 'Company', 'k4', { domain: 'new.test' });
    await world.stage(changed(changedRows, 'Company', 'k1', { domain: 'uno.test' }));
    const second = await run(world.context, once);
    const told = second.worklist.troubles.filter(
      ({ map, result }) => map === 'companies' && result === 'rejected',
    );
    expect(told).toMatchObject([
      {
        count: 2,
        examples: ['k1', 'k4'],
        reason:
          'Its row of partner was deleted in the target since it was written; "mapc run --retry" makes it again.',
      },
    ]);
    await world.stage(ROWS);
    const third = await run(world.context, { retry: true, dryRun: false });
    expect(states(third, 'companies')).toMatchObject({ created: 2, updated: 2 });
    expect(states(third, 'leads').created).toBe(1);
    expect(world.target.content()).toBe(after);
    expect((await run(world.context, once)).worklist.edited).toEqual([]);
    const undone = await rollback(world.context, { scope: 'records' });
    expect(undone.left).toEqual([]);
    expect(world.target.rows('partner').map(({ name }) => name)).toEqual(['Old Two']);
  });

  test('is not made again where another row has its key by now', async () => {
    const world = await makeWorld();
    world.target.empties = true;
    await run(world.context, once);
    const before = world.target.rows('partner').length;
    world.target.remove('partner', partner(world, 'k4').id);
    const id = world.target.seed('partner', { name: 'By hand', x_id: 'company:k4' });
    await run(world.context, { retry: true, dryRun: false });
    expect(world.target.rows('partner')).toHaveLength(before);
    expect(partner(world, 'k4')).toMatchObject({ id, name: 'Four' });
  });

  test('is not looked for without retry', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    world.target.calls = [];
    await run(world.context, once);
    expect(world.target.calls.filter(({ kind }) => kind === 'read')).toEqual([]);
  });

  test('a person whom we made is made again, too', async () => {
    const world = await makeWorld();
    world.target.empties = true;
    await run(world.context, once);
    const after = world.target.content();
    const bob = world.target.rows('user').find((row) => row.login === 'bob@x.test');
    if (bob === undefined) throw new Error('no row');
    world.target.remove('user', bob.id);
    await run(world.context, { retry: true, dryRun: false });
    expect(world.target.content()).toBe(after);
  });
});

describe('a later run', () => {
  test('with nothing new writes nothing and finds all unchanged', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const before = world.target.dump();
    world.target.calls = [];
    const result = await run(world.context, once);
    expect(world.target.writes()).toEqual([]);
    expect(world.target.dump()).toBe(before);
    expect(states(result, 'companies')).toEqual({ unchanged: 5, queued: 1 });
    expect(states(result, 'leads')).toEqual({ unchanged: 3, queued: 1, skipped: 1 });
    expect(states(result, PEOPLE)).toEqual({ unchanged: 2, queued: 1 });
    expect(result.derived).toBe(0);
  });

  test('sends only the fields that changed', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    await world.stage(changed(ROWS, 'Company', 'k4', { name: 'Four and more' }));
    world.target.calls = [];
    const result = await run(world.context, once);
    expect(states(result, 'companies')).toEqual({ unchanged: 4, updated: 1, queued: 1 });
    expect(world.target.writes().map((call) => [call.kind, call.rows])).toEqual([
      ['update', [{ id: partner(world, 'k4').id, values: { name: 'Four and more' } }]],
    ]);
  });

  test('keeps and lists what a person changed in the target', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    world.target.edit('partner', partner(world, 'k4').id, { name: 'By hand' });
    await world.stage(changed(ROWS, 'Company', 'k4', { name: 'Four new', domain: 'new.test' }));
    const result = await run(world.context, once);
    expect(partner(world, 'k4')).toMatchObject({ name: 'By hand', website: 'new.test' });
    expect(result.worklist.edited).toEqual([{ map: 'companies', source: 'k4', fields: ['name'] }]);
  });

  test('writes over it where the settings say so', async () => {
    const world = await makeWorld();
    const context = world.with({
      settings: { edited: 'keep', deleted: 'report', entities: { partner: { edited: 'overwrite' } } },
    });
    await run(context, once);
    world.target.edit('partner', partner(world, 'k4').id, { name: 'By hand' });
    await world.stage(changed(ROWS, 'Company', 'k4', { name: 'Four new' }));
    await run(context, once);
    expect(partner(world, 'k4').name).toBe('Four new');
  });

  test('leaves alone what is only written on create', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const [lead] = world.target.rows('lead');
    if (lead === undefined) throw new Error('no lead');
    world.target.edit('lead', lead.id, { stage: 'Moved' });
    await world.stage(changed(ROWS, 'Contact', 'c1', { status: 'Elsewhere', name: 'Renamed' }));
    await run(world.context, once);
    expect(world.target.rows('lead')[0]).toMatchObject({ stage: 'Moved', name: 'Renamed' });
  });

  test('takes up the records of a person who was resolved', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    await resolveOwners(world.context, [{ source: 'u3', target: 'ada@x.test', map: null }], 'tester');
    const result = await run(world.context, once);
    expect(states(result, 'companies')).toEqual({ unchanged: 5, created: 1 });
    expect(states(result, 'leads')).toEqual({ unchanged: 3, created: 1, skipped: 1 });
    expect(partner(world, 'k5').user_id).toBe(world.target.rows('user')[0]?.id);
  });

  test('does not match rows that this project made itself', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const [first = {}] = ROWS.Company ?? [];
    const twin = { ...first, id: 'k7', name: 'Seven', domain: 'four.test', friend: null, parent: null };
    await world.stage({ ...ROWS, Company: [...(ROWS.Company ?? []), twin] });
    const result = await run(world.context, once);
    expect(states(result, 'companies')).toEqual({ unchanged: 5, created: 1, queued: 1 });
    expect(partner(world, 'k4').name).toBe('Four');
  });

  test('counts what went away in the source as gone, and leaves its row', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    await world.stage({ ...ROWS, Contact: (ROWS.Contact ?? []).slice(1) });
    const before = world.target.dump();
    const result = await run(world.context, once);
    expect(states(result, 'leads')).toEqual({ unchanged: 2, queued: 1, skipped: 1, gone: 1 });
    expect(world.target.dump()).toBe(before);
  });

  test.each([
    ['archive', (world: World) => expect(world.target.rows('lead')[0]?.active).toBe(false)],
    ['delete', (world: World) => expect(world.target.rows('lead')).toHaveLength(2)],
  ] as const)('with `deleted: %s` does so, once', async (deleted, look) => {
    const world = await makeWorld();
    const context = world.with({ settings: { edited: 'keep', deleted, entities: {} } });
    await run(context, once);
    await world.stage({ ...ROWS, Contact: (ROWS.Contact ?? []).slice(1) });
    await run(context, once);
    look(world);
    world.target.calls = [];
    const again = await run(context, once);
    expect(world.target.writes()).toEqual([]);
    expect(states(again, 'leads').gone).toBe(1);
  });
});

describe('a target in trouble', () => {
  const first = (kind: string, fault: Fault) => {
    let done = false;
    return (call: { readonly kind: string }): Fault | null => {
      if (done || call.kind !== kind) return null;
      done = true;
      return fault;
    };
  };

  test.each<[string, Fault]>([
    ['transient', { kind: 'transient' }],
    ['lost', { kind: 'lost' }],
    ['committed, its answer lost', { kind: 'committed' }],
    ['committed late, its answer lost', { kind: 'late', after: 20_000 }],
  ])('a call that is %s makes each record once', async (_name, fault) => {
    const undisturbed = await makeWorld();
    await run(undisturbed.context, once);
    for (const kind of ['create', 'update', 'search', 'read']) {
      if (fault.kind === 'late' && kind !== 'create') continue;
      const world = await makeWorld();
      world.target.fault = first(kind, fault);
      const result = await run(world.context, once);
      expect(result.maps.every((map) => map.conserved)).toBe(true);
      expect(world.target.content()).toBe(undisturbed.target.content());
    }
  });

  test('a creation that is carried out long after its retry leaves one record, where the target enforces keys', async () => {
    const undisturbed = await makeWorld();
    await run(undisturbed.context, once);
    const creations = undisturbed.target.calls.filter((call) => call.kind === 'create').length;
    for (let n = 1; n <= creations; n += 1) {
      const world = await makeWorld();
      world.target.enforces = true;
      let seen = 0;
      world.target.fault = (call) => {
        if (call.kind === 'create') seen += 1;
        // Ten times longer than the target declares.
        return call.kind === 'create' && seen === n ? { kind: 'late', after: 600_000 } : null;
      };
      const begun = world.clock.time;
      await run(world.context, once);
      expect(world.clock.time - begun, 'no wait for what may come').toBeLessThan(60_000);
      world.clock.time += 1_200_000;
      await run(world.context, once);
      expect(world.target.content(), `creation ${n}`).toBe(undisturbed.target.content());
      forgetWorlds();
    }
  });

  test.each<Fault['kind']>(['unreachable', 'lost'])(
    'a creation whose answer was lost is looked for later, where the retry is %s and the run stops',
    async (kind) => {
      const undisturbed = await makeWorld();
      await run(undisturbed.context, once);
      const world = await makeWorld();
      world.target.enforces = true;
      world.target.traits = { ...world.target.traits, lateCommit: 600_000 };
      let seen = 0;
      world.target.fault = (call): Fault | null => {
        if (call.kind === 'create') seen += 1;
        if (seen === 0 || call.kind !== 'create') return null;
        return seen === 1
          ? { kind: 'late', after: 400_000 }
          : kind === 'lost'
            ? { kind: 'lost' }
            : { kind: 'unreachable' };
      };
      await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'stopped' });
      world.target.fault = () => null;
      await run(world.context, once);
      world.clock.time += 1_200_000;
      await run(world.context, once);
      expect(world.target.content()).toBe(undisturbed.target.content());
    },
  );

  test('waits as long as the server asks', async () => {
    const world = await makeWorld();
    world.target.fault = first('create', { kind: 'transient', retryAfter: 12_345 });
    const waited: number[] = [];
    await run(
      world.with({
        sleep: async (milliseconds) => {
          waited.push(milliseconds);
        },
      }),
      once,
    );
    expect(waited).toEqual([12_345]);
  });

  test('stops where nobody answers, and goes on later to the same end', async () => {
    const undisturbed = await makeWorld();
    await run(undisturbed.context, once);
    const world = await makeWorld();
    world.target.fault = (call) =>
      call.kind === 'create' && call.entity === 'lead' ? { kind: 'unreachable' } : null;
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'stopped' });
    world.target.fault = () => null;
    const result = await run(world.context, once);
    expect(result.resumed).toBe(true);
    expect(states(result, 'companies')).toEqual({ created: 3, updated: 1, matched: 1, queued: 1 });
    expect(world.target.content()).toBe(undisturbed.target.content());
  });
});

describe('refusals', () => {
  test('a second run while one is alive', async () => {
    const world = await makeWorld();
    const lock = acquireLock(`${world.context.directory}/.mapc`);
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'busy' });
    lock.release();
    await expect(run(world.context, once)).resolves.toMatchObject({ run: 1 });
  });

  test('a target that has drifted, with every finding', async () => {
    const world = await makeWorld();
    const partners = world.target.schema.entities.partner;
    if (partners === undefined) throw new Error('no partner');
    const { name, ...fields } = partners.fields;
    if (name === undefined) throw new Error('no name');
    const schema = world.target.schema;
    world.target.schema = {
      ...schema,
      entities: {
        ...schema.entities,
        partner: { ...partners, fields: { ...fields, name: { ...name, write: 'never' } } },
      },
    };
    await expect(run(world.context, once)).rejects.toMatchObject({
      kind: 'drift',
      findings: [{ entity: 'partner', field: 'name', kind: 'readonly' }],
    });
    expect(world.target.writes()).toEqual([]);
  });

  test('a fallback person who is not there, before anything moves', async () => {
    const people = PLAN.maps[PEOPLE];
    if (people === undefined) throw new Error('the plan has changed');
    const unmatched = { kind: 'fallback', who: 'nobody@x.test' } as const;
    const plan = { ...PLAN, maps: { ...PLAN.maps, [PEOPLE]: { ...people, unmatched } } };
    const world = await makeWorld(ROWS, plan);
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'unready' });
    expect(world.target.writes()).toEqual([]);
  });
});

test('a dry run says what a run would do and writes nothing, to the target or the journal', async () => {
  const world = await makeWorld();
  const before = world.target.dump();
  const dry = await run(world.context, { retry: false, dryRun: true });
  expect(world.target.writes()).toEqual([]);
  expect(world.target.dump()).toBe(before);
  const real = await run(world.context, once);
  expect(dry.maps).toEqual(real.maps);
  expect(dry.derived).toBe(real.derived);
  expect(dry.run).toBeNull();
  expect(real.run).toBe(1);
});
