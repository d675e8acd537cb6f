import { afterEach, describe, expect, it } from 'vitest';
import type { ChangeOptions, Source, SourceChanges } from '../../../src/connectors/contract.ts';
import { createDataverseSource } from '../../../src/connectors/dataverse/index.ts';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import type { Entity } from '../../../src/schema/model.ts';
import { fakeWorld, field, json, scripted, table } from './server.ts';

const NEW = '0f0f0f0f-0000-4000-8000-00000000cafe';
const DAY = 86_400_000;

interface Asked {
  readonly found: SourceChanges['found'];
  readonly why: string | null;
  /** Names or subjects by id. */
  readonly records: Readonly<Record<string, unknown>>;
  readonly deleted: readonly string[];
  readonly token: string | null;
}

let sandbox: DataverseSandbox;
let source: Source;
let entities: Readonly<Record<string, Entity>>;
let now: number;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(tracked: readonly string[], tables: readonly string[], page = 5000): Promise<void> {
  now = Date.parse('2026-03-01T10:00:00Z');
  sandbox = await startDataverseSandbox({ scale: 0.1, tracked, now: () => now, tokenLifetime: 30 * 86_400 });
  source = createDataverseSource({ ...sandbox, page }, fakeWorld());
  entities = (await source.discover(tables)).entities;
  closing.push(() => source.close(), sandbox.close);
}

async function ask(
  name: string,
  fields: readonly string[],
  since: string | null,
  options: ChangeOptions = {},
): Promise<Asked> {
  const entity = entities[name];
  if (entity === undefined || source.changes === undefined) throw new Error(`There is no ${name}.`);
  const { found, why, pages } = await source.changes(entity, fields, since, options);
  const records = new Map<string, unknown>();
  const deleted: string[] = [];
  let token: string | null = null;
  for await (const page of pages) {
    // Nothing comes after the token.
    expect(token).toBeNull();
    for (const { id, values } of page.records) records.set(id, Object.values(values)[0]);
    deleted.push(...page.deleted);
    token = page.token ?? null;
  }
  return { found, why, records: Object.fromEntries(records), deleted, token };
}
const idsOf = (name: string): readonly string[] =>
  sandbox.rows(name).map((row) => String(row[entities[name]?.id ?? '']));
const held = (name: string): ChangeOptions => ({ held: new Set(idsOf(name)) });

/** Changes, makes and deletes a row; the ids of the first and the last. */
function disturb(name: string, column: string): readonly [string, string] {
  const [one = '', two = ''] = idsOf(name);
  now += 60_000;
  sandbox.put(name, one, { [column]: 'Changed' });
  sandbox.put(name, NEW, { [column]: 'New' });
  sandbox.remove(name, two);
  return [one, two];
}

describe.each([5000, 7])('a table whose changes are tracked, %i rows a page', (page) => {
  it('gives everything once, then what changed', async () => {
    await open(['account'], ['account'], page);
    const first = await ask('account', ['name'], null);
    expect(first).toMatchObject({ found: 'whole', why: null, deleted: [] });
    expect(Object.keys(first.records).toSorted()).toEqual(idsOf('account').toSorted());
    const [changed, deleted] = disturb('account', 'name');
    const second = await ask('account', ['name'], first.token);
    expect(second).toMatchObject({ found: 'tracked', why: null, deleted: [deleted] });
    expect(second.records).toEqual({ [changed]: 'Changed', [NEW]: 'New' });
    const third = await ask('account', ['name'], second.token);
    expect(third).toMatchObject({ found: 'tracked', records: {}, deleted: [] });
    expect(third.token).not.toBeNull();
    // The old link still tells the same.
    expect((await ask('account', ['name'], first.token)).deleted).toEqual([deleted]);
  });

  it('compares dates and ids where the link has expired, and is tracked again from then on', async () => {
    await open(['account'], ['account'], page);
    const { token } = await ask('account', ['name'], null);
    const before = held('account');
    now += 7 * DAY;
    const [changed, deleted] = disturb('account', 'name');
    const second = await ask('account', ['name'], token, before);
    expect(second).toMatchObject({
      found: 'dated',
      why: expect.stringMatching(/no longer taken: .*has expired.*0x80044352/),
      deleted: [deleted],
    });
    expect(second.records).toMatchObject({ [changed]: 'Changed', [NEW]: 'New' });
    expect(Object.keys(second.records).length).toBeLessThan(5);
    sandbox.put('account', changed, { name: 'Again' });
    const third = await ask('account', ['name'], second.token, held('account'));
    expect(third).toMatchObject({ found: 'tracked', records: { [changed]: 'Again' }, deleted: [] });
  });
});

it('reads rows by id where what is asked for does not go with tracking', async () => {
  await open(['activityparty'], ['activityparty']);
  expect(Object.keys(entities.activityparty?.access ?? {})).toContain('expand:activityid');
  const fields = ['activityid', 'addressused'];
  const first = await ask('activityparty', fields, null);
  expect(Object.keys(first.records)).toHaveLength(idsOf('activityparty').length);
  const [changed, deleted] = disturb('activityparty', 'addressused');
  const second = await ask('activityparty', fields, first.token);
  expect(second).toMatchObject({ found: 'tracked', deleted: [deleted] });
  // Which kind of activity it is tells the activity alone.
  expect(first.records[changed]).toMatchObject({ entity: expect.stringMatching(/^(?!activitypointer)/) });
  expect(second.records).toEqual({ [changed]: first.records[changed], [NEW]: null });
});

describe('a table whose changes are not tracked', () => {
  it('is read by date, its ids are compared', async () => {
    await open([], ['lead'], 7);
    const first = await ask('lead', ['subject'], null);
    const before = held('lead');
    const [changed, deleted] = disturb('lead', 'subject');
    const second = await ask('lead', ['subject'], first.token, before);
    expect(second).toMatchObject({
      found: 'dated',
      why: 'change tracking is not enabled for lead',
      deleted: [deleted],
    });
    expect(second.records).toMatchObject({ [changed]: 'Changed', [NEW]: 'New' });
    expect(Object.keys(second.records).length).toBeLessThan(5);
  });

  it('reads a little of what is older again, and rows that no date tells of', async () => {
    await open([], ['lead']);
    const [one = '', two = '', ...others] = idsOf('lead');
    sandbox.put('lead', one, { subject: 'Newest' });
    const { token } = await ask('lead', ['subject'], null);
    // Written before, seen after: its transaction took that long.
    now -= 5 * 60_000;
    sandbox.put('lead', two, { subject: 'Late' });
    const missing = others[0] ?? '';
    const known = { held: new Set(idsOf('lead').filter((id) => id !== missing)) };
    const { records, deleted } = await ask('lead', ['subject'], token, known);
    expect(Object.keys(records).toSorted()).toEqual([missing, one, two].toSorted());
    expect(deleted).toEqual([]);
  });

  it('is read whole where it has no date', async () => {
    await open([], ['activitymimeattachment']);
    const first = await ask('activitymimeattachment', ['filename'], null);
    expect(first.token).toBeNull();
  });
});

describe('what is read whole, and why', () => {
  it('columns that change while their row does not', async () => {
    await open(['account', 'contact'], ['account', 'contact']);
    const account = entities.account;
    if (account === undefined) throw new Error('There is no account.');
    entities = {
      ...entities,
      account: {
        ...account,
        fields: {
          ...account.fields,
          name: { ...(account.fields.name ?? field('name', { kind: 'text' })), computed: true },
        },
      },
    };
    const { token } = await ask('contact', ['fullname'], null);
    expect(await ask('account', ['name'], token)).toMatchObject({
      found: 'whole',
      why: 'account.name is computed, and changes without a change of the record',
      token: null,
    });
    expect(await ask('contact', ['owneridname'], token)).toMatchObject({
      found: 'whole',
      why: 'contact.owneridname is the name of another record, and changes with that one',
    });
  });

  it('other columns than before, another environment, a text that is no token', async () => {
    await open(['account'], ['account']);
    const { token } = await ask('account', ['name'], null);
    const all = idsOf('account').length;
    for (const since of [
      token?.replace(/"asked":"[^"]*"/, '"asked":"accountid"'),
      token?.replace('127.0.0.1', '127.0.0.2'),
      'nonsense',
      '{}',
    ]) {
      const { found, why, records } = await ask('account', ['name'], since ?? '');
      expect({ found, why, count: Object.keys(records).length }).toEqual({
        found: 'whole',
        why: 'what was read before is of another environment, or of other columns',
        count: all,
      });
    }
  });
});

it('never follows a link to another server', async () => {
  await open(['account'], ['account']);
  const { token } = await ask('account', ['name'], null);
  const elsewhere = token?.replace(/"link":"http:\/\/127\.0\.0\.1/, '"link":"http://127.0.0.2') ?? '';
  expect(elsewhere).not.toBe(token);
  await expect(ask('account', ['name'], elsewhere)).rejects.toMatchObject({ kind: 'protocol' });
});

it('takes an empty object for no change at all, and keeps the link', async () => {
  const server = await scripted((response, { path }) => {
    if (path.startsWith('EntityDefinitions')) json(response, { ChangeTrackingEnabled: true });
    else if (path.includes('deltatoken')) json(response, {});
    else
      json(response, {
        value: [],
        '@odata.deltaLink': `${server.config.url}/api/data/v9.2/things?$deltatoken=1`,
      });
  });
  source = createDataverseSource(server.config, fakeWorld());
  closing.push(() => source.close(), server.close);
  entities = { thing: table('thing', 'things', [field('name', { kind: 'text' })]) };
  const { token } = await ask('thing', ['name'], null);
  expect(await ask('thing', ['name'], token)).toEqual({
    found: 'tracked',
    why: null,
    records: {},
    deleted: [],
    token,
  });
});

it('reads without tracking where the login may not track, and says so the next time', async () => {
  const row = { thingid: 'a', name: 'A', modifiedon: '2026-03-01T10:00:00Z' };
  const server = await scripted((response, { path, headers }) => {
    if (path.startsWith('EntityDefinitions')) json(response, { ChangeTrackingEnabled: true });
    else if (String(headers.prefer).includes('odata.track-changes'))
      json(response, { error: { code: '0x80040220', message: 'Organization level read is needed.' } }, 403);
    else json(response, { value: [row] });
  });
  source = createDataverseSource(server.config, fakeWorld());
  closing.push(() => source.close(), server.close);
  const fields = [field('name', { kind: 'text' }), field('modifiedon', { kind: 'instant' })];
  entities = { thing: table('thing', 'things', fields) };
  const { records, token } = await ask('thing', ['name'], null);
  expect(records).toEqual({ a: 'A' });
  expect(await ask('thing', ['name'], token, { held: new Set(['a', 'b']) })).toMatchObject({
    found: 'dated',
    why: 'changes were not tracked when it was read before',
    deleted: ['b'],
  });
});

it('reads a table that does not sort by date all the same', async () => {
  const server = await scripted((response, { path }) => {
    if (path.startsWith('EntityDefinitions')) json(response, { ChangeTrackingEnabled: false });
    else if (path.includes('$orderby'))
      json(response, { error: { code: '0x80060888', message: 'Ordering is not supported.' } }, 400);
    else json(response, { value: [{ thingid: 'a', name: 'A' }] });
  });
  source = createDataverseSource(server.config, fakeWorld());
  closing.push(() => source.close(), server.close);
  const fields = [field('name', { kind: 'text' }), field('modifiedon', { kind: 'instant' })];
  entities = { thing: table('thing', 'things', fields) };
  expect(await ask('thing', ['name'], null)).toMatchObject({ records: { a: 'A' }, token: null });
});
