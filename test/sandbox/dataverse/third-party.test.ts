import { DynamicsWebApi } from 'dynamics-web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataverseSandbox, startDataverseSandbox } from '../../../src/sandbox/dataverse/index.ts';
import { object, objects, requestToken } from './client.ts';

/** A client of Dataverse that others wrote (npm `dynamics-web-api`), and that knows nothing of the sandbox. */
describe('dynamics-web-api', () => {
  let sandbox: DataverseSandbox;
  let api: DynamicsWebApi;
  const ids = (): readonly string[] => sandbox.rows('account').map(({ accountid }) => String(accountid));
  beforeAll(async () => {
    sandbox = await startDataverseSandbox({
      scale: 0.1,
      tracked: ['account'],
      changes: ['account'],
      fileColumns: { count: 2, bytes: 5_000_000 },
    });
    api = new DynamicsWebApi({
      serverUrl: sandbox.url,
      dataApi: { version: '9.2' },
      onTokenRefresh: async () => String(object(await (await requestToken(sandbox)).json()).access_token),
    });
  });
  afterAll(() => sandbox.close());

  /** What a promise was rejected with. */
  const failure = async (work: Promise<unknown>): Promise<unknown> =>
    await work.then(
      () => null,
      (error: unknown) => error,
    );

  it('signs in and asks who it is', async () => {
    const me = await api.callFunction({ functionName: 'WhoAmI' });
    expect(object(me).UserId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reads the definitions of tables, columns, relationships and choices', async () => {
    const { value } = await api.retrieveEntities({
      select: ['LogicalName', 'EntitySetName', 'ChangeTrackingEnabled'],
      filter: "LogicalName eq 'account'",
    });
    expect(value).toMatchObject([
      { LogicalName: 'account', EntitySetName: 'accounts', ChangeTrackingEnabled: true },
    ]);
    const account = await api.retrieveEntity({
      key: "LogicalName='account'",
      select: ['PrimaryIdAttribute'],
    });
    expect(account).toMatchObject({ PrimaryIdAttribute: 'accountid' });
    const choices = await api.retrieveAttributes({
      entityKey: "LogicalName='account'",
      castType: 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata',
      select: ['LogicalName'],
      expand: [{ property: 'OptionSet', select: ['Options'] }],
    });
    const industry = objects(choices.value).find(({ LogicalName }) => LogicalName === 'industrycode');
    expect(objects(object(industry?.OptionSet).Options)[0]).toHaveProperty('Value');
    const name = await api.retrieveAttribute({
      entityKey: "LogicalName='account'",
      attributeKey: "LogicalName='name'",
      castType: 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      select: ['MaxLength'],
    });
    expect(name).toMatchObject({ MaxLength: 160 });
  });

  it('reads a row with what stands behind its values', async () => {
    const row = await api.retrieve({
      collection: 'accounts',
      key: ids()[0] ?? '',
      select: ['name', '_ownerid_value'],
      expand: [{ property: 'owninguser', select: ['fullname'] }],
      includeAnnotations: '*',
    });
    expect(row).toMatchObject({
      accountid: ids()[0],
      _ownerid_value_LogicalName: expect.stringMatching(/^(systemuser|team)$/),
      _ownerid_value_Formatted: expect.any(String),
    });
  });

  it('follows pages to their end, each row once', async () => {
    const first = await api.retrieveMultiple({ collection: 'accounts', select: ['name'], maxPageSize: 15 });
    expect(first.value).toHaveLength(15);
    const second = await api.retrieveMultiple(
      { collection: 'accounts', select: ['name'], maxPageSize: 15 },
      first.oDataNextLink,
    );
    expect(second.value[0]?.accountid).toBe(ids()[15]);
    const all = await api.retrieveAll({ collection: 'accounts', select: ['accountid'], maxPageSize: 15 });
    expect(all.value.map(({ accountid }) => accountid)).toEqual(ids());
    expect(await api.count({ collection: 'accounts' })).toBe(ids().length);
  });

  it('filters and sorts', async () => {
    const { value } = await api.retrieveMultiple({
      collection: 'accounts',
      select: ['name', 'statecode'],
      filter: "statecode eq 0 and contains(name,'a')",
      orderBy: ['name desc'],
      top: 5,
      count: true,
    });
    const names = value.map(({ name }) => String(name).toLowerCase());
    expect(names.length).toBeGreaterThan(1);
    expect(names).toEqual(names.toSorted().toReversed());
  });

  it('makes, changes and deletes rows, and is told what changed by delta links', async () => {
    const before = await api.retrieveAll({ collection: 'accounts', select: ['name'], trackChanges: true });
    const made: unknown = await api.create({ collection: 'accounts', data: { name: 'Made by others' } });
    const [one = '', two = ''] = ids().filter((id) => id !== made);
    await api.update({ collection: 'accounts', key: one, data: { name: 'Changed by others' } });
    await api.deleteRecord({ collection: 'accounts', key: two });
    const { value } = await api.retrieveMultiple({ collection: 'accounts' }, before.oDataDeltaLink);
    expect(value).toMatchObject([
      { accountid: made, name: 'Made by others' },
      { accountid: one, name: 'Changed by others' },
      { id: two, reason: 'deleted' },
    ]);
  });

  it('sends many requests as one batch', async () => {
    const requests = sandbox.requests().length;
    const [one = '', two = ''] = ids();
    api.startBatch();
    for (const key of [one, two]) void api.retrieve({ collection: 'accounts', key, select: ['name'] });
    void api.count({ collection: 'contacts' });
    void api.retrieveMultiple({ collection: 'contacts', select: ['fullname'], maxPageSize: 3 });
    const answers: unknown[] = await api.executeBatch();
    expect(answers.slice(0, 3)).toMatchObject([
      { accountid: one },
      { accountid: two },
      sandbox.rows('contact').length,
    ]);
    expect(objects(object(answers[3]).value)).toHaveLength(3);
    expect(sandbox.requests().slice(requests)).toEqual(['POST /api/data/v9.2/$batch']);
  });

  it('has a change set carried out whole, or not at all', async () => {
    const [parent = ''] = ids();
    const link = { 'parentaccountid@odata.bind': '$1' };
    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'First of a set' }, contentId: '1' });
    void api.create({ collection: 'accounts', data: { name: 'Second of a set', ...link }, contentId: '2' });
    const [first, second] = await api.executeBatch();
    const rows = sandbox.rows('account');
    expect(rows.find(({ accountid }) => accountid === second)).toMatchObject({
      name: 'Second of a set',
      _parentaccountid_value: first,
    });

    api.startBatch();
    void api.update({ collection: 'accounts', key: parent, data: { name: 'Of a set that fails' } });
    void api.create({ collection: 'accounts', data: { name: 'x'.repeat(161) } });
    expect(await failure(api.executeBatch())).toMatchObject([
      {
        status: 400,
        error: { code: '0x80044331', message: expect.stringContaining("maximum allowed length of '160'") },
      },
    ]);
    expect(sandbox.rows('account')).toEqual(rows);
  });

  it('ends a batch with the first failure, unless it says to go on', async () => {
    const send = async (headers?: Record<string, string>): Promise<unknown> => {
      api.startBatch();
      void api.retrieve({ collection: 'accounts', key: '00000000-0000-0000-0000-000000000000' });
      void api.retrieveMultiple({ collection: 'contacts', select: ['fullname'], top: 1 });
      return await api.executeBatch(headers === undefined ? {} : { headers });
    };
    const error = { code: '0x80040217', message: expect.stringContaining('Does Not Exist') };
    const missing = { status: 404, error };
    expect(await failure(send())).toMatchObject([missing]);
    expect(await send({ Prefer: 'odata.continue-on-error' })).toMatchObject([
      missing,
      { value: [{ contactid: sandbox.rows('contact')[0]?.contactid }] },
    ]);
  });

  it('gets errors with the code and the words of a server', async () => {
    const asked = await failure(api.retrieveMultiple({ collection: 'accounts', select: ['nosuch'] }));
    expect(asked).toMatchObject({
      status: 400,
      code: '0x80060888',
      message: "Could not find a property named 'nosuch' on type 'Microsoft.Dynamics.CRM.account'.",
    });
    const written = await failure(api.create({ collection: 'contacts', data: { lastname: 'x' } }));
    expect(written).toMatchObject({ status: 403, code: '0x80040220' });
    sandbox.fault({ kind: 'throttle', facet: 'requests', retryAfter: 7 });
    expect(await failure(api.count({ collection: 'accounts' }))).toMatchObject({
      status: 429,
      code: '0x80072322',
      headers: { 'retry-after': '7' },
    });
  });

  it('downloads files of a column, in pieces', async () => {
    const row = sandbox.rows('new_contract').find(({ new_name }) => new_name === 'Contract 1');
    const key = String(row?.new_contractid);
    const file = await api.downloadFile({ collection: 'new_contracts', key, property: 'new_document' });
    expect(file).toMatchObject({ fileName: 'contract-1.pdf', fileSize: 5_000_000 });
    expect(file.data).toHaveLength(5_000_000);
    expect(sandbox.requests().filter((line) => line.endsWith('/new_document'))).toHaveLength(2);
  });

  it('asks long questions as a batch by itself', async () => {
    const filter = Array.from({ length: 900 }, (_, number) => `name eq 'Company ${number}'`).join(' or ');
    const found = await api.retrieveMultiple({ collection: 'accounts', select: ['name'], filter });
    expect(found.value).toEqual([]);
    expect(sandbox.requests().at(-1)).toBe('POST /api/data/v9.2/$batch');
  });
});
