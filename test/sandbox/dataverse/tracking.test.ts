import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, type JsonObject, objects } from './client.ts';

const DAY = 86_400_000;
const NEW = '0f0f0f0f-0000-4000-8000-00000000cafe';
const TRACK = 'odata.track-changes';

describe('change tracking', () => {
  let client: Client;
  let now = Date.parse('2026-03-01T10:00:00Z');
  beforeAll(async () => {
    client = await connect({ scale: 0.1, tracked: ['account'], now: () => now, tokenLifetime: 30 * 86_400 });
  });
  afterAll(() => client.sandbox.close());

  /** All rows, and the link of the last page. */
  async function tracked(
    path: string,
    prefer = TRACK,
  ): Promise<{ rows: readonly JsonObject[]; link: string }> {
    const rows: JsonObject[] = [];
    for (let next = path; ; ) {
      const { status, json } = await client.get(next, prefer);
      expect(status).toBe(200);
      rows.push(...objects(json.value));
      const { '@odata.nextLink': more, '@odata.deltaLink': link } = json;
      // One or the other, never both.
      expect(typeof more === 'string').toBe(typeof link !== 'string');
      if (typeof link === 'string') return { rows, link };
      next = String(more);
      expect(decodeURIComponent(next)).toContain('istracking="True"');
    }
  }
  const refused = async (path: string, prefer?: string): Promise<unknown> => {
    const { status, json } = await client.get(path, prefer);
    expect(status).toBe(400);
    return json.error;
  };

  it('is said of a table, and can be asked for', async () => {
    const all = await client.all(
      'EntityDefinitions?$select=LogicalName&$filter=ChangeTrackingEnabled eq true',
    );
    expect(all.map(({ LogicalName }) => LogicalName)).toEqual(['account']);
    expect(await refused('contacts?$select=fullname', TRACK)).toMatchObject({
      message: expect.stringContaining('not enabled'),
    });
  });

  it('gives all rows first, then those that changed, with the deleted ones last', async () => {
    const { sandbox } = client;
    const [one, two, three] = sandbox.rows('account').map(({ accountid }) => String(accountid));
    const first = await client.get('accounts?$select=name', TRACK);
    expect(first.headers.get('preference-applied')).toBe(TRACK);
    expect(objects(first.json.value)).toHaveLength(sandbox.rows('account').length);
    const link = String(first.json['@odata.deltaLink']);
    expect(decodeURIComponent(link)).toMatch(/\$deltatoken=\d+!03\/01\/2026 10:00:00$/);

    const nothing = await client.get(link);
    expect(nothing.json.value).toEqual([]);
    sandbox.remove('account', one ?? '');
    sandbox.put('account', two ?? '', { name: 'Other' });
    sandbox.put('account', NEW, { name: 'New' });
    sandbox.put('account', three ?? '', { name: 'Short-lived' });
    sandbox.remove('account', three ?? '');
    const { json } = await client.get(link);
    expect(json['@odata.context']).toMatch(/#accounts\(name\)\/\$delta$/);
    expect(objects(json.value).map(({ '@odata.etag': _etag, ...row }) => row)).toEqual([
      { name: 'Other', accountid: two },
      { name: 'New', accountid: NEW },
      ...[one, three].map((id) => ({
        '@odata.context': `${sandbox.url}/api/data/v9.2/$metadata#accounts/$deletedEntity`,
        id,
        reason: 'deleted',
      })),
    ]);
    const token = /deltatoken=(.*)$/.exec(link)?.[1];
    expect((await client.get(`accounts/$count?$deltatoken=${token}`)).text).toBe('4');
    // From the next link on, these are old.
    expect((await tracked(String(json['@odata.deltaLink']))).rows).toEqual([]);
    const [row] = objects(
      (await client.get(`accounts?$select=modifiedon&$filter=accountid eq ${NEW}`)).json.value,
    );
    expect(row?.modifiedon).toBe('2026-03-01T10:00:00Z');
  });

  it('goes on by pages; what changes meanwhile is for the next link', async () => {
    const prefer = `${TRACK},odata.maxpagesize=7`;
    const { json } = await client.get('accounts?$select=name', prefer);
    client.sandbox.put('account', NEW, { name: 'Meanwhile' });
    const rest = await tracked(String(json['@odata.nextLink']), prefer);
    const ids = [...objects(json.value), ...rest.rows].map(({ accountid }) => accountid);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(client.sandbox.rows('account').length - 1);
    expect((await tracked(rest.link)).rows.map(({ name }) => name)).toEqual(['Meanwhile']);
  });

  it.each(['filter=statecode eq 0', 'orderby=name', 'top=3', 'expand=primarycontactid($select=fullname)'])(
    'does not go with $%s',
    async (option) => {
      expect(await refused(`accounts?$select=name&$${option}`, TRACK)).toMatchObject({
        message: `The "$${option.split('=')[0]}" query parameter isn't supported when Change Tracking is enabled.`,
      });
    },
  );

  it('forgets after seven days, and refuses tokens that it did not give', async () => {
    const { link } = await tracked('accounts?$select=name');
    now += 7 * DAY;
    expect((await client.get(link)).status).toBe(200);
    now += 1000;
    expect(await refused(link)).toMatchObject({ code: '0x80044352' });
    expect(await refused('accounts?$select=name&$deltatoken=nonsense')).toMatchObject({ code: '0x80060888' });
  });

  it('is changed by a request, for whoever runs it as a process', async () => {
    const change = async (what: unknown): Promise<number> =>
      (await fetch(`${client.sandbox.url}/sandbox/rows`, { method: 'POST', body: JSON.stringify(what) }))
        .status;
    expect(await change({ entity: 'account', id: NEW, values: { name: 'By request' } })).toBe(204);
    const name = (): unknown =>
      client.sandbox.rows('account').find(({ accountid }) => accountid === NEW)?.name;
    expect(name()).toBe('By request');
    expect(await change({ entity: 'account', id: NEW, values: { nme: '' } })).toBe(400);
    expect(await change({ entity: 'account', id: NEW })).toBe(400);
    expect(await change({ entity: 'account', id: NEW, values: null })).toBe(204);
    expect(name()).toBeUndefined();
    expect(await change({ entity: 'account', id: NEW, values: null })).toBe(400);
  });

  it('shows a changed activity among all activities', async () => {
    const id = String(client.sandbox.rows('task')[0]?.activityid);
    client.sandbox.put('task', id, { subject: 'Moved' });
    expect(client.sandbox.rows('activitypointer').find(({ activityid }) => activityid === id)?.subject).toBe(
      'Moved',
    );
  });
});
