import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectorError, type Source } from '../../src/connectors/contract.ts';
import {
  exportOwners,
  extract,
  importOwners,
  listOwners,
  preflight,
  provision,
  readManifest,
  reconcile,
  resolveOwners,
  rollback,
  run,
  sample,
  verify,
} from '../../src/migrate/index.ts';
import { plainColours as PLAIN } from '../../src/report/colours.ts';
import { ownersToText, reconcileToText, verifyToText } from '../../src/report/results.ts';
import type { FieldType } from '../../src/schema/model.ts';
import { changed, forgetWorlds, makeWorld, PEOPLE, PLAN, ROWS } from './support/world.ts';

afterEach(forgetWorlds);
const once = { retry: false, dryRun: false };

describe('extract', () => {
  test('writes one record a line in order of id, with counts and digests', async () => {
    const world = await makeWorld();
    const lines = readFileSync(join(world.context.directory, '.mapc/stage/Company.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6']);
    expect(readManifest(world.context)?.entities.Company).toMatchObject({ records: 6, counted: 6 });
  });

  test('does not read again what is finished, unless it is told to', async () => {
    const world = await makeWorld();
    world.source.reads = [];
    const kept = await extract(world.context, { again: false });
    expect(world.source.reads).toEqual([]);
    expect(kept.entities.every((entity) => entity.kept)).toBe(true);
    await extract(world.context, { again: true });
    expect(world.source.reads).toEqual(['Company', 'Contact', 'User']);
  });

  test('gives the same bytes for the same records in another order', async () => {
    const world = await makeWorld();
    const digest = readManifest(world.context)?.entities.Company?.sha256;
    await world.stage({ ...ROWS, Company: [...(ROWS.Company ?? [])].reverse() });
    expect(readManifest(world.context)?.entities.Company?.sha256).toBe(digest);
  });

  test('begins an entity again when the source is busy, as often and as late as it takes', async () => {
    const world = await makeWorld();
    const waited: number[] = [];
    const kinds = ['transient', 'lost', 'unreachable'] as const;
    let page = 0;
    world.source.fault = (what, entity) => {
      page = what === 'count' ? 0 : page + 1;
      const kind = kinds[waited.length];
      // In the middle of an entity: what was read of it before must not count.
      if (entity !== 'Company' || page !== 3 || kind === undefined) return;
      throw new ConnectorError(kind, 'Not now.', kind === 'transient' ? { retryAfter: 77 } : {});
    };
    world.source.rows = { ...ROWS, User: [] };
    const context = world.with({ sleep: async (time) => void waited.push(time) });
    const result = await extract(context, { again: true });
    expect(waited).toEqual([77, 2000, 4000]);
    expect(result.entities.map((one) => [one.entity, one.records])).toEqual([
      ['Company', 6],
      ['Contact', 5],
      ['User', 0],
    ]);
  });

  test('stops where the source refuses, and keeps what was staged', async () => {
    const world = await makeWorld();
    world.source.fault = (_what, entity) => {
      if (entity === 'User') throw new ConnectorError('forbidden', 'You may not read users.');
    };
    world.source.reads = [];
    await expect(extract(world.context, { again: true })).rejects.toMatchObject({ kind: 'stopped' });
    world.source.fault = () => undefined;
    world.source.reads = [];
    await extract(world.context, { again: false });
    expect(world.source.reads).toEqual(['User']);
  });

  /** A source that reads two entities at once; `gate` holds up the reading of one. */
  const together = (source: Source, gate: (entity: string) => Promise<void>): Source => ({
    system: source.system,
    concurrency: 2,
    discover: (entities) => source.discover(entities),
    profile: (schema, today) => source.profile(schema, today),
    count: (entity) => source.count(entity),
    read: async function* (entity, fields) {
      await gate(entity.name);
      yield* source.read(entity, fields);
    },
    download: (address, sink) => source.download(address, sink),
    close: () => source.close(),
  });

  test('reads as many entities at once as the source gains by, and stages the same', async () => {
    const world = await makeWorld();
    const file = join(world.context.directory, '.mapc/stage/manifest.json');
    const before = readFileSync(file, 'utf8');
    const contact = Promise.withResolvers<void>();
    const begun: string[] = [];
    const told: string[] = [];
    const source = together(world.source, async (entity) => {
      begun.push(entity);
      // The first ends last: what is staged is in the order of the plan all the same.
      if (entity === 'Company') await contact.promise;
      if (entity === 'User') contact.resolve();
    });
    const progress = (done: number, total: number | null, what: string): void =>
      void told.push(`${done}/${total} ${what}`);
    const result = await extract(world.with({ source, progress }), { again: true });
    expect(begun).toEqual(['Company', 'Contact', 'User']);
    expect(result.entities.map(({ entity }) => entity)).toEqual(['Company', 'Contact', 'User']);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(told.at(-1)).toMatch(/^6\/6 Company$|^\d+\/\d+ Company, User$/);
  });

  test('keeps what it read whole beside an entity that is refused', async () => {
    const world = await makeWorld();
    const company = Promise.withResolvers<void>();
    const source = together(world.source, async (entity) => {
      if (entity === 'Contact') await company.promise;
    });
    world.source.fault = (_what, entity) => {
      if (entity !== 'Company') return;
      company.resolve();
      throw new ConnectorError('forbidden', 'You may not read companies.');
    };
    world.source.reads = [];
    await expect(extract(world.with({ source }), { again: true })).rejects.toMatchObject({ kind: 'stopped' });
    expect(world.source.reads).toEqual(['Contact']);
    expect(Object.keys(readManifest(world.context)?.entities ?? {})).toEqual(['Contact']);
    world.source.fault = () => undefined;
    await extract(world.context, { again: false });
    expect(world.source.reads).toEqual(['Contact', 'Company', 'User']);
  });

  test('is asked for by a run that lacks it', async () => {
    const world = await makeWorld();
    const plan = { ...PLAN, extract: [...PLAN.extract, { entity: 'Deal', fields: ['id'] }] };
    await expect(run(world.with({ plan }), once)).rejects.toMatchObject({ kind: 'unready' });
  });

  test('refuses a manifest that is damaged', async () => {
    const world = await makeWorld();
    writeFileSync(join(world.context.directory, '.mapc/stage/manifest.json'), '{"format": 1, "ent');
    await expect(run(world.context, once)).rejects.toMatchObject({ kind: 'format' });
  });
});

describe('provision', () => {
  test('reports what is missing and makes it once', async () => {
    const world = await makeWorld();
    const seen = await provision(world.context, { apply: false });
    expect(seen.steps.map((one) => one.status)).toEqual(['missing', 'missing']);
    expect(world.target.writes()).toEqual([]);
    const made = await provision(world.context, { apply: true });
    expect(made.steps.map((one) => one.status)).toEqual(['made', 'made']);
    const again = await provision(world.context, { apply: true });
    expect(again.steps.map((one) => one.status)).toEqual(['present', 'present']);
    expect(world.target.rows('tag').filter((row) => row.name === 'migrated')).toHaveLength(1);
  });

  test('is asked for by a run whose fields are not there yet', async () => {
    const world = await makeWorld();
    const expected = {
      entity: 'lead',
      field: 'x_extra',
      type: { kind: 'text' },
      written: true,
      provisioned: true,
    } as const;
    const context = world.with({ plan: { ...PLAN, expects: [...PLAN.expects, expected] } });
    await expect(run(context, once)).rejects.toMatchObject({ kind: 'unready' });
    await provision(context, { apply: true });
    await expect(run(context, once)).resolves.toMatchObject({ run: 2 });
  });
});

describe('preflight', () => {
  test('is ready when nothing stands in the way', async () => {
    const world = await makeWorld({
      ...ROWS,
      User: (ROWS.User ?? []).filter((row) => row.id !== 'u3'),
    });
    const companies = (ROWS.Company ?? []).filter((row) => row.id !== 'k5');
    const contacts = (ROWS.Contact ?? []).filter((row) => row.id !== 'c3');
    await world.stage({ ...world.source.rows, Company: companies, Contact: contacts });
    expect(await preflight(world.context)).toEqual({ findings: [], ready: true });
    expect(world.target.writes()).toEqual([]);
  });

  test('counts what the staged records will run into, and is ready all the same', async () => {
    const rows = changed(
      changed(ROWS, 'Company', 'k4', { parent: { entity: 'Company', id: 'k6' } }),
      'Contact',
      'c1',
      {
        company: { entity: 'Company', id: 'k99' },
      },
    );
    const world = await makeWorld(
      changed(rows, 'Contact', 'c2', { company: { entity: 'Company', id: 'k98' } }),
    );
    const result = await preflight(world.context);
    expect(result.ready).toBe(true);
    // The friends k1 and k2 are no circle: their field is no hierarchy.
    expect(result.findings).toEqual([
      {
        severity: 'warning',
        message:
          'User: people found nowhere in the target: 1 of 3, references to them: 1; "mapc owners" lists them.',
      },
      {
        severity: 'warning',
        message:
          'Contact.company: references to records that the source does not have: 2 (c1 -> k99, c2 -> k98).',
      },
      {
        severity: 'warning',
        message:
          'Company.parent: records that are their own ancestors: 3 (k1 -> k4 -> k6 -> k1); partner.parent_id takes no circles, so they will be rejected.',
      },
    ]);
    const { maps } = await run(world.context, once);
    // The three, and k2, whose friend is one of them.
    expect(maps.find((map) => map.map === 'companies')?.states.rejected).toBe(4);
  });

  test.each([
    ['required without a default', { required: true }, 'drift'],
    ['required with a default', { required: true, default: 'constant' }, null],
    ['required and written only afterwards', { required: true, write: 'update' }, null],
    ['there', {}, null],
  ] as const)('knows a field that is %s since the maps were checked', async (_what, more, kind) => {
    const world = await makeWorld();
    const { schema } = world.target;
    const { lead } = schema.entities;
    if (lead === undefined) throw new Error('no lead');
    const region = { name: 'region', label: 'Region', type: { kind: 'text' }, ...more } as const;
    const { stage, name } = lead.fields;
    if (stage === undefined || name === undefined) throw new Error('no stage');
    // Stage is filled on creation, so that it may be required.
    const fields = { ...lead.fields, region, stage: { ...stage, required: true as const } };
    world.target.schema = { ...schema, entities: { ...schema.entities, lead: { ...lead, fields } } };
    const { findings, ready } = await preflight(world.context);
    const errors = findings.filter((finding) => finding.severity === 'error').map(({ message }) => message);
    expect(ready).toBe(kind === null);
    expect(errors).toEqual(
      kind === null ? [] : ['lead.region is required now, and leads does not fill it (main.map:1).'],
    );
    if (kind !== null)
      await expect(run(world.context, once)).rejects.toMatchObject({
        kind,
        findings: [{ entity: 'lead', field: 'region', kind: 'required' }],
      });
  });

  test('names options that cannot be chosen any more, and markup that is too long', async () => {
    const world = await makeWorld();
    const options = ['hot', 'cold'].map((value) => ({ value, label: value }));
    const { schema } = world.target;
    const { lead } = schema.entities;
    if (lead === undefined) throw new Error('no lead');
    const live = {
      heat: { kind: 'enum', options: [{ value: 'hot', label: 'hot', inactive: true }, ...options.slice(1)] },
      story: { kind: 'html', max: 100 },
    } as const;
    const added = Object.entries(live).map(([name, type]) => [name, { name, label: name, type }] as const);
    const fields = { ...lead.fields, ...Object.fromEntries(added) };
    world.target.schema = { ...schema, entities: { ...schema.entities, lead: { ...lead, fields } } };
    const expected = (field: string, type: FieldType) =>
      ({ entity: 'lead', field, type, written: true, provisioned: false }) as const;
    const plan = {
      ...PLAN,
      expects: [
        ...PLAN.expects,
        expected('heat', { kind: 'enum', options }),
        expected('story', { kind: 'html' }),
      ],
    };
    const { findings } = await preflight(world.with({ plan }));
    expect(findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'lead.heat has no option "hot" now.',
      'lead.story takes 100 characters now.',
    ]);
  });

  test('names what is missing, all at once', async () => {
    const world = await makeWorld();
    const gone = {
      entity: 'lead',
      field: 'probability',
      type: { kind: 'float' },
      written: false,
      provisioned: false,
    } as const;
    const plan = {
      ...PLAN,
      expects: [...PLAN.expects, gone],
      extract: [...PLAN.extract, { entity: 'Deal', fields: ['id'] }],
    };
    const result = await preflight(world.with({ plan }));
    expect(result.ready).toBe(false);
    expect(result.findings.map((finding) => finding.message)).toEqual([
      'Deal is not extracted yet. Run "mapc extract".',
      'lead.probability is not in the target any more.',
    ]);
  });
});

describe('owners', () => {
  test('lists people before any run, who waits first, and writes nothing', async () => {
    const world = await makeWorld();
    const list = await listOwners(world.context);
    expect(list.map((entry) => [entry.source, entry.state])).toEqual([
      ['u3', 'queued'],
      ['u1', 'matched'],
      ['u2', 'created'],
    ]);
    expect(world.target.writes()).toEqual([]);
  });

  test('for whom the fallback stands in are told apart from those who were found', async () => {
    const people = PLAN.maps[PEOPLE];
    if (people === undefined) throw new Error('the plan has changed');
    const unmatched = { kind: 'fallback', who: 'ada@x.test' } as const;
    const world = await makeWorld(ROWS, {
      ...PLAN,
      maps: { ...PLAN.maps, [PEOPLE]: { ...people, unmatched } },
    });
    const list = await listOwners(world.context);
    expect(list.map(({ source, state, standIn }) => [source, state, standIn])).toEqual([
      ['u1', 'matched', false],
      ['u2', 'created', false],
      ['u3', 'matched', true],
    ]);
    const text = ownersToText(list, PLAIN);
    expect(text).toMatch(/^stand-in +u3 /m);
    expect(text).not.toContain('Everybody is found.');
    expect(text).toContain('For 1 nobody was found');
    expect(await exportOwners(world.context)).toContain(',u3,stand-in,');
    expect(ownersToText(list.slice(0, 2), PLAIN)).toContain('Everybody is found.');
  });

  test('go out as CSV and come back filled in', async () => {
    const world = await makeWorld();
    const csv = await exportOwners(world.context);
    const filled = csv.replace(/^(.*,u3,queued,.*),$/m, '$1,ada@x.test');
    expect(filled).not.toBe(csv);
    expect(await importOwners(world.context, filled, 'tester')).toBe(1);
    const list = await listOwners(world.context);
    expect(list.find((entry) => entry.source === 'u3')).toMatchObject({
      state: 'matched',
      target: { entity: 'user', id: world.target.rows('user')[0]?.id },
      reason: 'resolved by tester',
    });
  });

  test('that nobody is are refused, on either side', async () => {
    const world = await makeWorld();
    const one = { source: 'u3', target: 'ada@x.test', map: null };
    await expect(resolveOwners(world.context, [{ ...one, source: 'u9' }], 't')).rejects.toMatchObject({
      kind: 'usage',
    });
    await expect(resolveOwners(world.context, [one, { ...one, target: 'zoe' }], 't')).rejects.toMatchObject({
      kind: 'usage',
    });
    expect((await listOwners(world.context))[0]).toMatchObject({ source: 'u3', state: 'queued' });
  });
});

describe('sample', () => {
  test('takes every stratum and what it refers to, shows source and target, and the run finds it unchanged', async () => {
    const world = await makeWorld();
    const result = await sample(world.context, { perMap: 2, seed: 1 });
    const units = new Set(result.records.map((record) => `${record.map} ${record.unit}`));
    for (const record of result.records.filter((one) => one.map === 'leads' && one.target !== null)) {
      const company = (ROWS.Contact ?? []).find((row) => row.id === record.unit)?.company;
      const id = company !== null && typeof company === 'object' && 'id' in company ? String(company.id) : '';
      expect(units).toContain(`companies ${id}`);
    }
    expect(result.records.some((record) => record.map === 'leads' && record.result === 'skipped')).toBe(true);
    const named = result.records.flatMap((record) => record.fields).filter((field) => field.field === 'name');
    expect(named.length).toBeGreaterThan(0);
    for (const field of named) expect(field.target).toBe(field.source.name);

    const undisturbed = await makeWorld();
    await run(undisturbed.context, once);
    const after = await run(world.context, once);
    expect(after.maps.every((map) => map.conserved)).toBe(true);
    const sampled = result.records.filter((record) => record.result === 'created').length;
    const unchanged = after.maps.reduce((sum, map) => sum + map.states.unchanged, 0);
    expect(unchanged).toBeGreaterThanOrEqual(sampled);
    expect(world.target.content()).toBe(undisturbed.target.content());
  });

  test('brings along what its records refer to, so that none is rejected for being alone', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const world = await makeWorld();
      const result = await sample(world.context, { perMap: 1, seed });
      expect(result.records.filter((record) => record.result === 'rejected')).toEqual([]);
    }
  });

  test('with one seed takes the same records', async () => {
    const [one, two] = [await makeWorld(), await makeWorld()];
    const names = async (world: typeof one, seed: number) =>
      (await sample(world.context, { perMap: 1, seed })).records.map(
        (record) => `${record.map} ${record.unit}`,
      );
    expect(await names(one, 3)).toEqual(await names(two, 3));
  });
});

describe('verify', () => {
  test('finds nothing after a run, and compares under the target’s normaliser', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    for (const row of world.target.rows('partner')) {
      if (typeof row.website === 'string')
        world.target.edit('partner', row.id, { website: `https://${row.website}` });
    }
    const result = await verify(world.context, { sample: null, seed: 1 });
    expect(result.differences).toEqual([]);
    // Eight records, and four rows that `else create` made.
    expect(result.records).toBe(12);
    expect(result).toMatchObject({ migrated: true, gone: { rows: 0, fields: 0 } });
  });

  test('counts rows that are gone apart', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const row = world.target.rows('lead').find((one) => one.x_id === 'contact:c1');
    if (row === undefined) throw new Error('no row');
    world.target.remove('lead', row.id);
    const result = await verify(world.context, { sample: null, seed: 1 });
    // x_id, name, partner_id and stage.
    expect(result).toMatchObject({ wrong: 4, gone: { rows: 1, fields: 4 } });
    const text = verifyToText(result, PLAN, PLAIN);
    expect(text).toContain('none differs');
    expect(text).toContain('1 row is gone from the target, with 4 fields');
  });

  test('says that nothing was migrated before a run and after a rollback', async () => {
    const world = await makeWorld();
    for (const undo of [false, true]) {
      if (undo) {
        await run(world.context, once);
        await rollback(world.context, { scope: 'records' });
      }
      const result = await verify(world.context, { sample: null, seed: 1 });
      expect(result).toMatchObject({ migrated: false, records: 0 });
      expect(verifyToText(result, PLAN, PLAIN)).toBe('Nothing has been migrated (or it was rolled back).\n');
      const reconciled = await reconcile(world.context, { seed: 1 });
      expect(reconciled).toMatchObject({ migrated: false, passed: false });
      expect(reconcileToText(reconciled, PLAN, PLAIN)).toContain('Nothing has been migrated');
    }
  });

  test('names the field, the line and the record of a value that was not kept', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const row = world.target.rows('partner').find((one) => one.x_id === 'company:k4');
    if (row === undefined) throw new Error('no row');
    world.target.edit('partner', row.id, { name: 'Cut sho' });
    const result = await verify(world.context, { sample: null, seed: 1 });
    const arm = PLAN.maps.companies?.arms[0];
    const line = arm?.kind === 'write' ? arm.assignments.find((one) => one.fields[0] === 'name')?.at : null;
    expect(result.differences).toEqual([
      {
        map: 'companies',
        source: 'k4',
        entity: 'partner',
        target: row.id,
        field: 'name',
        at: line,
        written: 'Four',
        found: 'Cut sho',
        initial: false,
        edited: false,
      },
    ]);
    expect(result.wrong).toBe(1);
  });

  test('reads rows that `else create` and `provision` made, too', async () => {
    const world = await makeWorld();
    await provision(world.context, { apply: true });
    await run(world.context, once);
    const [wood] = world.target.rows('industry').filter((row) => row.name === 'Wood');
    const [tag] = world.target.rows('tag').filter((row) => row.name === 'migrated');
    if (wood === undefined || tag === undefined) throw new Error('no row');
    world.target.edit('industry', wood.id, { name: 'Timber' });
    world.target.edit('tag', tag.id, { name: 'moved' });
    const result = await verify(world.context, { sample: null, seed: 1 });
    expect(result.wrong).toBe(2);
    expect(
      result.differences.map(({ map, source, entity, target, field, at, found }) => [
        map,
        source,
        `${entity} ${target}`,
        field,
        at,
        found,
      ]),
    ).toEqual([
      ['provision', '', `tag ${tag.id}`, 'name', 2, 'moved'],
      ['else create', '', `industry ${wood.id}`, 'name', 5, 'Timber'],
    ]);
    expect(result.records).toBe(13);
  });

  test('reads `exact` lines for every record and under no normaliser', async () => {
    const companies = PLAN.maps.companies;
    const [arm] = companies?.arms ?? [];
    if (companies === undefined || arm?.kind !== 'write') throw new Error('the plan has changed');
    const assignments = arm.assignments.map((one) =>
      one.fields[0] === 'website' ? { ...one, exact: true } : one,
    );
    const plan = {
      ...PLAN,
      maps: { ...PLAN.maps, companies: { ...companies, arms: [{ ...arm, assignments }] } },
    };
    const world = await makeWorld(ROWS, plan);
    await run(world.context, once);
    const row = world.target.rows('partner').find((one) => one.x_id === 'company:k4');
    if (row === undefined) throw new Error('no row');
    world.target.edit('partner', row.id, { website: 'https://four.test' });
    const result = await verify(world.context, { sample: 0, seed: 1 });
    expect(result.differences.map((one) => [one.source, one.field])).toEqual([['k4', 'website']]);
  });
});

describe('reconcile', () => {
  test('passes after a good run', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    const result = await reconcile(world.context, { seed: 1 });
    expect(result).toMatchObject({ passed: true, migrated: true, derived: 4 });
    expect(result.thresholds.map((one) => [one.measure, Math.round(one.measured)])).toEqual([
      ['counts', 100],
      ['owners', 67],
      ['fields', 100],
    ]);
  });

  test('fails where records are not accounted for, or values were not kept', async () => {
    const world = await makeWorld();
    await run(world.context, once);
    for (const row of world.target.rows('partner')) world.target.edit('partner', row.id, { name: 'x' });
    await world.stage({
      ...ROWS,
      Contact: [...(ROWS.Contact ?? []), { id: 'c9', name: 'New', qualified: true }],
    });
    const result = await reconcile(world.context, { seed: 1 });
    expect(result.passed).toBe(false);
    expect(result.thresholds.filter((one) => !one.met).map((one) => one.measure)).toEqual([
      'counts',
      'fields',
    ]);
    expect(result.maps.find((map) => map.map === 'leads')?.conserved).toBe(false);
  });
});
