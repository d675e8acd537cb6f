import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, quiet, startClient } from './client.ts';

const client: Client = await startClient({ clock: () => new Date('2026-03-04T10:11:12Z') });
afterAll(async () => client.close());
beforeEach(async () => client.reset());

describe('partners', () => {
  const address = { street: 'PS', zip: 'PZ', city: 'PC', country_id: 57 };
  const company = (values: object = address): Promise<number> =>
    client.create('res.partner', { name: 'Par', is_company: true, ...values });

  it('compute names, kind and address', async () => {
    const parent = await company();
    const child = await client.create('res.partner', { name: ' Ch ', parent_id: parent });
    expect(
      await client.read('res.partner', child, [
        'display_name',
        'complete_name',
        'commercial_partner_id',
        'company_type',
        'contact_address',
      ]),
    ).toEqual({
      id: child,
      display_name: 'Par,  Ch',
      complete_name: 'Par,  Ch',
      commercial_partner_id: [parent, 'Par'],
      company_type: 'person',
      contact_address: 'Par\nPS\n\nPZ PC\nGermany',
    });
    await client.call('res.partner', 'write', [[parent], { name: 'New' }]);
    expect((await client.read('res.partner', child, ['display_name'])).display_name).toBe('New,  Ch');
  });

  it.each([
    ['contact', {}, 'PS'],
    ['contact', { street: 'Own', city: 'OC' }, 'PS'],
    ['other', {}, false],
    ['delivery', { street: 'Own' }, 'Own'],
  ])('of type %s with %j under a company live in %s', async (type, values, street) => {
    const parent = await company();
    const child = await client.create('res.partner', { name: 'Ch', parent_id: parent, type, ...values });
    expect((await client.read('res.partner', child, ['street'])).street).toBe(street);
  });

  it('take commercial fields from their company, not companies of their own', async () => {
    const parent = await company({ vat: 'DE136695976', industry_id: 1, user_id: 2 });
    const person = await client.create('res.partner', { name: 'P', parent_id: parent, vat: 'X' });
    const branch = await client.create('res.partner', {
      name: 'B',
      parent_id: parent,
      is_company: true,
      vat: 'ATU1',
    });
    const fields = ['vat', 'industry_id', 'user_id'];
    expect(await client.read('res.partner', person, fields)).toMatchObject({
      vat: 'DE136695976',
      industry_id: [1, 'Agriculture'],
      user_id: [2, 'Administrator'],
    });
    expect(await client.read('res.partner', branch, fields)).toMatchObject({
      vat: 'ATU1',
      industry_id: false,
      user_id: false,
    });
    await client.call('res.partner', 'write', [[parent], { vat: 'DE2', street: 'Moved' }]);
    expect(await client.read('res.partner', person, ['vat', 'street'])).toMatchObject({
      vat: 'DE2',
      street: 'Moved',
    });
  });

  it('lend the first contact’s address to a company without one', async () => {
    const parent = await company({});
    await client.create('res.partner', { name: 'Ch', parent_id: parent, street: 'Own', city: 'OC' });
    expect(await client.read('res.partner', parent, ['street', 'city'])).toMatchObject({
      street: 'Own',
      city: 'OC',
    });
    const second = await company({});
    const rows = [
      { name: 'a', parent_id: second },
      { name: 'b', parent_id: second, street: 'Own' },
    ];
    await client.call('res.partner', 'create', [rows], { context: quiet });
    expect((await client.read('res.partner', second, ['street'])).street).toBe(false);
  });

  it('stay apart where the context says so', async () => {
    const parent = await company();
    const context = { ...quiet, _partners_skip_fields_sync: true };
    const child = await client.create(
      'res.partner',
      { name: 'Ch', parent_id: parent, street: 'Own' },
      context,
    );
    expect(await client.read('res.partner', child, ['street', 'commercial_partner_id'])).toMatchObject({
      street: 'Own',
      commercial_partner_id: [parent, 'Par'],
    });
  });

  it.each([{}, { _partners_skip_fields_sync: true }])(
    'speak the language of the call where their company has none, with %j',
    async (more) => {
      const parent = await company({ lang: false });
      const child = await client.create(
        'res.partner',
        { name: 'Ch', parent_id: parent },
        { ...quiet, ...more },
      );
      expect((await client.read('res.partner', child, ['lang'])).lang).toBe('en_US');
    },
  );

  it('outlive their company', async () => {
    const parent = await company();
    const child = await client.create('res.partner', { name: 'Ch', parent_id: parent });
    const lead = await client.create('crm.lead', { name: 'L', partner_id: parent });
    await client.call('res.partner', 'unlink', [[parent]]);
    expect(
      await client.read('res.partner', child, [
        'parent_id',
        'commercial_partner_id',
        'display_name',
        'street',
      ]),
    ).toEqual({
      id: child,
      parent_id: false,
      commercial_partner_id: [child, 'Ch'],
      display_name: 'Ch',
      street: 'PS',
    });
    expect((await client.read('crm.lead', lead, ['partner_id'])).partner_id).toBe(false);
  });

  it.each([
    ['+49 (0)30 1234', '+49301234'],
    ['2125550123', '+12125550123'],
    ['00493012345', '+493012345'],
    ['tel', false],
  ])('bring the phone number %s to %s', async (phone, sanitized) => {
    const id = await client.create('res.partner', { name: 'P', phone });
    expect((await client.read('res.partner', id, ['phone_sanitized'])).phone_sanitized).toBe(sanitized);
  });

  it.each([
    ['"J" <J.Doe@X.Example>', 'j.doe@x.example'],
    ['a@b.example, c@d.example', 'a@b.example'],
    ['not an email', false],
  ])('bring the address %s to %s', async (email, normalized) => {
    const id = await client.create('res.partner', { name: 'P', email });
    expect((await client.read('res.partner', id, ['email_normalized'])).email_normalized).toBe(normalized);
  });
});

describe('users', () => {
  it('make a partner and leave it behind', async () => {
    const user = await client.create('res.users', { name: 'U', login: 'u@x.example', email: 'e@x.example' });
    const row = await client.read('res.users', user, [
      'partner_id',
      'email',
      'share',
      'company_id',
      'groups_id',
    ]);
    const [partner] = row.partner_id as [number];
    expect(row).toMatchObject({ email: 'e@x.example', share: false, company_id: [1, 'My Company'] });
    expect(row.groups_id).toContain(1);
    expect(await client.read('res.partner', partner, ['name', 'email'])).toMatchObject({
      name: 'U',
      email: 'e@x.example',
    });
    await client.call('res.users', 'unlink', [[user]]);
    expect((await client.read('res.partner', partner, ['active'])).active).toBe(true);
  });

  it('get what their groups imply', async () => {
    const user = await client.create('res.users', { name: 'U', login: 'u', groups_id: [[6, 0, [1]]] });
    const { groups_id: groups } = await client.read('res.users', user, ['groups_id']);
    expect(new Set(groups as number[])).toEqual(new Set([1, 13, 7]));
  });
});

describe('leads', () => {
  const fields = [
    'stage_id',
    'probability',
    'automated_probability',
    'is_automated_probability',
    'date_closed',
    'date_open',
  ];
  const now = '2026-03-04 10:11:12';

  it('start in the first stage, with a team and the caller', async () => {
    const id = await client.create('crm.lead', { name: 'L' });
    expect(await client.read('crm.lead', id, [...fields, 'team_id', 'user_id', 'type'])).toEqual({
      id,
      stage_id: [1, 'New'],
      probability: 0,
      automated_probability: 0,
      is_automated_probability: true,
      date_closed: false,
      date_open: now,
      team_id: [1, 'Sales'],
      user_id: [2, 'Administrator'],
      type: 'opportunity',
    });
    const nobody = await client.create('crm.lead', { name: 'L', user_id: false });
    expect(await client.read('crm.lead', nobody, ['team_id', 'date_open'])).toMatchObject({
      team_id: false,
      date_open: false,
    });
  });

  it('keep what a create says', async () => {
    const dates = {
      date_open: '2019-01-01 10:00:00',
      date_closed: '2019-02-01 10:00:00',
      date_conversion: '2019-01-15 00:00:00',
    };
    const id = await client.create('crm.lead', { name: 'L', stage_id: 4, probability: 50, ...dates });
    expect(await client.read('crm.lead', id, ['probability', ...Object.keys(dates)])).toEqual({
      id,
      probability: 50,
      ...dates,
    });
  });

  it('are won by a write, and open again by another', async () => {
    const id = await client.create('crm.lead', { name: 'L', expected_revenue: 10 });
    await client.call('crm.lead', 'write', [[id], { stage_id: 4 }]);
    expect(await client.read('crm.lead', id, [...fields, 'prorated_revenue'])).toMatchObject({
      stage_id: [4, 'Won'],
      probability: 100,
      is_automated_probability: true,
      date_closed: now,
      prorated_revenue: 10,
    });
    await client.call('crm.lead', 'write', [[id], { stage_id: 1 }]);
    expect(await client.read('crm.lead', id, fields)).toMatchObject({ probability: 0, date_closed: false });
  });

  it('keep a probability that was set by hand', async () => {
    const id = await client.create('crm.lead', { name: 'L' });
    await client.call('crm.lead', 'write', [[id], { probability: 40 }]);
    await client.call('crm.lead', 'write', [[id], { stage_id: 2 }]);
    expect(await client.read('crm.lead', id, fields)).toMatchObject({
      probability: 40,
      is_automated_probability: false,
    });
  });

  it('are closed when archived', async () => {
    const id = await client.create('crm.lead', { name: 'L' });
    await client.call('crm.lead', 'write', [[id], { active: false, probability: 0, lost_reason_id: 1 }]);
    expect(await client.read('crm.lead', id, ['date_closed', 'lost_reason_id'])).toMatchObject({
      date_closed: now,
      lost_reason_id: [1, 'Too expensive'],
    });
    expect(await client.search('crm.lead', [])).toEqual([]);
  });

  it('take the contact’s details, and tell it of another e-mail or phone', async () => {
    const partner = await client.create('res.partner', {
      name: 'Full',
      email: 'Full@x.example',
      phone: '+49 30 123456',
      street: 'S1',
      city: 'C1',
      function: 'F1',
      website: 'http://x.example',
    });
    const plain = await client.create('crm.lead', { name: 'L', partner_id: partner });
    expect(
      await client.read('crm.lead', plain, [
        'email_from',
        'phone',
        'street',
        'city',
        'function',
        'website',
        'contact_name',
      ]),
    ).toEqual({
      id: plain,
      email_from: 'Full@x.example',
      phone: '+49 30 123456',
      street: 'S1',
      city: 'C1',
      function: 'F1',
      website: 'http://x.example',
      contact_name: 'Full',
    });
    const same = await client.create('crm.lead', {
      name: 'L',
      partner_id: partner,
      email_from: 'full@X.example',
      street: 'S2',
    });
    expect(await client.read('crm.lead', same, ['email_from', 'street', 'city'])).toMatchObject({
      email_from: 'full@X.example',
      street: 'S2',
      city: false,
    });
    expect((await client.read('res.partner', partner, ['email'])).email).toBe('Full@x.example');
    await client.create('crm.lead', {
      name: 'L',
      partner_id: partner,
      email_from: 'other@y.example',
      phone: false,
    });
    expect(await client.read('res.partner', partner, ['email', 'phone'])).toMatchObject({
      email: 'other@y.example',
      phone: false,
    });
    expect((await client.read('crm.lead', plain, ['email_from'])).email_from).toBe('other@y.example');
  });

  it('lose their discussion, keep their meetings when deleted', async () => {
    const lead = await client.create('crm.lead', { name: 'L' });
    const event = await client.create('calendar.event', {
      name: 'E',
      start: '2019-01-01 10:00:00',
      stop: '2019-01-01 11:00:00',
      opportunity_id: lead,
    });
    expect(
      await client.search('mail.message', [
        ['model', '=', 'crm.lead'],
        ['res_id', '=', lead],
      ]),
    ).toHaveLength(1);
    await client.call('crm.lead', 'unlink', [[lead]]);
    expect(await client.search('mail.message', [['model', '=', 'crm.lead']])).toEqual([]);
    expect((await client.read('calendar.event', event, ['opportunity_id'])).opportunity_id).toBe(false);
  });

  it('lose their team, and their tags, without harm', async () => {
    const team = await client.create('crm.team', { name: 'T' });
    const tag = await client.create('crm.tag', { name: 'T' });
    const lead = await client.create('crm.lead', { name: 'L', team_id: team, tag_ids: [[6, 0, [tag]]] });
    await client.call('crm.team', 'unlink', [[team]]);
    await client.call('crm.tag', 'unlink', [[tag]]);
    expect(await client.read('crm.lead', lead, ['team_id', 'tag_ids'])).toEqual({
      id: lead,
      team_id: false,
      tag_ids: [],
    });
  });
});

describe('teams', () => {
  const members = async (user: number): Promise<unknown> =>
    client.call(
      'crm.team.member',
      'search_read',
      [
        [
          ['user_id', '=', user],
          ['active', 'in', [true, false]],
        ],
        ['crm_team_id', 'active'],
      ],
      { load: null, order: 'id' },
    );

  it('have members by rows of their own, one active team a user', async () => {
    const user = await client.create('res.users', { name: 'Sal', login: 'sal' });
    const a = await client.create('crm.team', { name: 'A', member_ids: [[6, 0, [user]]] });
    const b = await client.create('crm.team', { name: 'B', member_ids: [[6, 0, [user]]] });
    expect(await members(user)).toEqual([
      { id: expect.any(Number), crm_team_id: a, active: false },
      { id: expect.any(Number), crm_team_id: b, active: true },
    ]);
    expect((await client.read('crm.team', a, ['member_ids'])).member_ids).toEqual([]);
    expect(await client.read('res.users', user, ['sale_team_id'])).toMatchObject({ sale_team_id: [b, 'B'] });
    const twice = await client.refused('crm.team.member', 'create', [{ crm_team_id: b, user_id: user }]);
    expect(twice.message).toBe(
      'You are trying to create duplicate membership(s). We found that Sal (B) already exist(s).',
    );
    await client.call('crm.team', 'write', [[b], { member_ids: [[6, 0, []]] }]);
    expect((await client.read('crm.team', b, ['member_ids'])).member_ids).toEqual([]);
    await client.call('crm.team', 'unlink', [[b]]);
    expect(await members(user)).toHaveLength(1);
  });

  it('of one call: the last takes the member', async () => {
    const user = await client.create('res.users', { name: 'Sal', login: 'sal' });
    const rows = [
      { name: 'C', member_ids: [[6, 0, [user]]] },
      { name: 'D', member_ids: [[6, 0, [user]]] },
    ];
    const [, d] = (await client.call('crm.team', 'create', [rows], { context: quiet })) as number[];
    expect((await client.read('res.users', user, ['crm_team_ids'])).crm_team_ids).toEqual([d]);
  });

  it('refuse a member who does not exist', async () => {
    expect(
      (await client.refused('crm.team', 'create', [{ name: 'G', member_ids: [[6, 0, [999]]] }])).message,
    ).toBe('Record does not exist or has been deleted.\n(Record: res.users(999,), User: 2)');
  });
});

describe('meetings', () => {
  const times = { start: '2019-02-03 09:00:00', stop: '2019-02-03 10:30:00' };
  const attendees = (event: number): Promise<unknown> =>
    client.call('calendar.attendee', 'search_read', [[['event_id', '=', event]], ['partner_id', 'state']], {
      load: null,
    });

  it('have an attendee for each partner, and follow changes', async () => {
    const p = await client.create('res.partner', { name: 'P', email: 'p@x.example' });
    const event = await client.create('calendar.event', {
      name: 'E',
      ...times,
      partner_ids: [[6, 0, [3, p]]],
    });
    expect((await client.read('calendar.event', event, ['duration'])).duration).toBe(1.5);
    expect(await attendees(event)).toEqual([
      { id: expect.any(Number), partner_id: 3, state: 'accepted' },
      { id: expect.any(Number), partner_id: p, state: 'needsAction' },
    ]);
    await client.call('calendar.event', 'write', [[event], { partner_ids: [[3, 3]] }]);
    expect(await attendees(event)).toHaveLength(1);
    await client.call('res.partner', 'unlink', [[p]]);
    expect(await client.read('calendar.event', event, ['partner_ids', 'attendee_ids'])).toEqual({
      id: event,
      partner_ids: [],
      attendee_ids: [],
    });
  });

  it('take no other word for an empty list of partners than commands', async () => {
    const refused = { name: 'builtins.TypeError', message: "'bool' object is not iterable" };
    const values = { name: 'E', ...times, partner_ids: false };
    expect(await client.refused('calendar.event', 'create', [values])).toEqual(refused);
    const event = await client.create('calendar.event', { name: 'E', ...times });
    expect(await client.refused('calendar.event', 'write', [[event], { partner_ids: false }])).toEqual(
      refused,
    );
  });

  it('invite the caller where nobody is named, nobody where the list is empty', async () => {
    const own = await client.create('calendar.event', { name: 'E', ...times });
    const empty = await client.create('calendar.event', { name: 'E', ...times, partner_ids: [[6, 0, []]] });
    expect((await client.read('calendar.event', own, ['partner_ids'])).partner_ids).toEqual([3]);
    expect(await attendees(empty)).toEqual([]);
  });

  it('last all day', async () => {
    const event = await client.create('calendar.event', {
      name: 'E',
      allday: true,
      start_date: '2019-02-03',
      stop_date: '2019-02-04',
    });
    expect(await client.read('calendar.event', event, ['start', 'stop', 'duration'])).toEqual({
      id: event,
      start: '2019-02-03 08:00:00',
      stop: '2019-02-04 18:00:00',
      duration: 34,
    });
  });

  it('refuse a partner who does not exist', async () => {
    expect(
      (
        await client.refused('calendar.event', 'create', [
          { name: 'E', ...times, partner_ids: [[6, 0, [999]]] },
        ])
      ).message,
    ).toContain('Constraint: calendar_attendee_partner_id_fkey');
  });
});

describe('files', () => {
  it('know their checksum, size and type', async () => {
    const id = await client.create('ir.attachment', {
      name: 'a.pdf',
      res_model: 'res.partner',
      res_id: 1,
      datas: 'aGVsbG8=',
    });
    expect(
      await client.read('ir.attachment', id, ['checksum', 'file_size', 'mimetype', 'datas', 'res_name']),
    ).toEqual({
      id,
      checksum: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
      file_size: 5,
      mimetype: 'application/pdf',
      datas: 'aGVsbG8=',
      res_name: 'My Company',
    });
    expect((await client.read('ir.attachment', id, ['datas'], { bin_size: true })).datas).toBe('5.00 bytes');
  });

  const octets = 'application/octet-stream';
  const pdf = Buffer.from('%PDF-1.4 x').toString('base64');
  // As Odoo 17.0 answered: alone, and under the context of a migration.
  it.each([
    [{ mimetype: octets, datas: pdf }, 'application/pdf', 'application/pdf'],
    [{ mimetype: octets.toUpperCase(), datas: pdf }, 'application/pdf', octets],
    [{ mimetype: octets, datas: 'AQIDBA==' }, octets, octets],
    [{ mimetype: octets }, octets, octets],
    [{ mimetype: '', datas: pdf }, 'application/pdf', 'application/pdf'],
    [{ mimetype: 'Text/X-Own', datas: pdf }, 'text/x-own', 'text/x-own'],
    [{ datas: pdf, url: '/a/b.txt?x=1.gif' }, 'text/plain', 'text/plain'],
    [{ name: 'x.txt', mimetype: octets, datas: pdf }, 'application/pdf', 'application/pdf'],
    [{ name: 'x.txt', datas: pdf }, 'text/plain', 'text/plain'],
  ])('%j are of type', async (values, alone, migrated) => {
    const typeOf = async (context: object): Promise<unknown> => {
      const id = await client.create('ir.attachment', { name: 'f', ...values }, context);
      return (await client.read('ir.attachment', id, ['mimetype'])).mimetype;
    };
    expect(await typeOf({})).toBe(alone);
    expect(await typeOf({ image_no_postprocess: true })).toBe(migrated);
  });

  it('change their type by what a write says, not by what is there', async () => {
    const id = await client.create('ir.attachment', { name: 'f.txt', datas: pdf, mimetype: 'text/x-own' });
    const written = async (values: object): Promise<unknown> => {
      await client.call('ir.attachment', 'write', [[id], values]);
      return (await client.read('ir.attachment', id, ['mimetype'])).mimetype;
    };
    expect(await written({ mimetype: octets })).toBe(octets);
    expect(await written({ mimetype: octets, datas: pdf })).toBe('application/pdf');
    expect(await written({ name: 'b.gif' })).toBe('application/pdf');
    expect(await written({ mimetype: 'text/X-a' })).toBe('text/x-a');
    expect(await written({ datas: Buffer.from('GIF89a').toString('base64') })).toBe('image/gif');
    expect(await written({ mimetype: false, name: 'c.csv' })).toBe('text/csv');
    expect(await written({ datas: false })).toBe(octets);
    expect((await client.read('ir.attachment', id, ['file_size'])).file_size).toBe(0);
  });

  it('of a record that is gone may not be read', async () => {
    const id = await client.create('ir.attachment', {
      name: 'a',
      res_model: 'res.partner',
      res_id: 999,
      datas: 'YQ==',
    });
    expect((await client.refused('ir.attachment', 'read', [[id], ['name']])).name).toBe(
      'odoo.exceptions.AccessError',
    );
  });

  it('go with their record', async () => {
    const partner = await client.create('res.partner', { name: 'P' });
    const file = await client.create('ir.attachment', {
      name: 'a',
      res_model: 'res.partner',
      res_id: partner,
      datas: 'YQ==',
    });
    const activity = await client.create('mail.activity', {
      res_model_id: 85,
      res_id: partner,
      activity_type_id: 4,
    });
    await client.call('res.partner', 'unlink', [[partner]]);
    expect(await client.call('ir.attachment', 'read', [[file], ['name']])).toEqual([]);
    expect(await client.call('mail.activity', 'read', [[activity], ['summary']])).toEqual([]);
  });
});

describe('messages and activities', () => {
  it('keep the date, and follow the author', async () => {
    const author = await client.create('res.partner', { name: 'P2', email: 'p2@x.example' });
    const id = await client.create('mail.message', {
      model: 'res.partner',
      res_id: author,
      body: 'a\nb',
      date: '2019-03-04 10:11:12',
      author_id: author,
      subtype_id: 2,
    });
    expect(
      await client.read('mail.message', id, ['date', 'body', 'email_from', 'record_name', 'subtype_id']),
    ).toEqual({
      id,
      date: '2019-03-04 10:11:12',
      body: '<p>a\nb</p>',
      email_from: '"P2" <p2@x.example>',
      record_name: 'P2',
      subtype_id: [2, 'Note'],
    });
  });

  const caller = [3, 'Administrator'];
  const callersAddress = '"Administrator" <admin@example.com>';
  // As Odoo 17.0 answered.
  it.each([
    [{}, caller, callersAddress],
    [{ email_from: false }, caller, false],
    [{ email_from: null }, caller, false],
    [{ email_from: 'Ext <e@x.example>' }, caller, 'Ext <e@x.example>'],
    [{ author_id: false }, false, false],
    [{ author_id: null }, false, callersAddress],
    [{ author_id: false, email_from: false }, false, false],
    [{ author_id: false, email_from: 'e@x.example' }, false, 'e@x.example'],
    [{ author_id: 1 }, [1, 'My Company'], false],
    [{ author_id: 1, email_from: 'e@x.example' }, [1, 'My Company'], 'e@x.example'],
  ])('with %j are from', async (values, author, email) => {
    const id = await client.create('mail.message', { body: 'x', ...values });
    expect(await client.read('mail.message', id, ['author_id', 'email_from', 'reply_to'])).toEqual({
      id,
      author_id: author,
      email_from: email,
      reply_to: email,
    });
  });

  it('of an author who does not exist are refused', async () => {
    const values = { body: 'x', author_id: 999999 };
    expect((await client.refused('mail.message', 'create', [values])).name).toBe(
      'odoo.exceptions.MissingError',
    );
    const refused = client.refused('mail.message', 'create', [{ ...values, email_from: 'e@x.example' }]);
    expect((await refused).message).toContain('Constraint: mail_message_author_id_fkey');
  });

  it('make whoever is to do it a follower, also when it changes hands', async () => {
    const [first, second] = await Promise.all(
      ['f', 's'].map((login) =>
        client.create('res.users', { name: login, login, email: `${login}@x.example` }),
      ),
    );
    const document = await client.create('res.partner', { name: 'D' });
    const followers = async (): Promise<unknown> =>
      (
        (await client.call('mail.followers', 'search_read', [
          [
            ['res_model', '=', 'res.partner'],
            ['res_id', '=', document],
          ],
          ['partner_id'],
        ])) as { partner_id: [number, string] }[]
      ).map((row) => row.partner_id[1]);
    const context = { ...quiet, mail_activity_quick_update: true };
    const values = { res_model_id: 85, res_id: document, user_id: first };
    const activity = await client.create('mail.activity', values, context);
    const give = (user: unknown): Promise<unknown> =>
      client.call('mail.activity', 'write', [[activity], { user_id: user }], { context });
    expect(await followers()).toEqual(['f']);
    await client.call('mail.followers', 'unlink', [
      await client.search('mail.followers', [['res_id', '=', document]]),
    ]);
    await give(first);
    expect(await followers()).toEqual([]);
    await give(second);
    expect(await followers()).toEqual(['s']);
    await give(2);
    expect(await followers()).toEqual(['s', 'Administrator']);
  });

  it('belong to a record that exists', async () => {
    const values = { res_model_id: 85, res_id: 1, summary: 'S', date_deadline: '2019-05-06' };
    const id = await client.create('mail.activity', values);
    expect(
      await client.read('mail.activity', id, ['res_model', 'res_name', 'user_id', 'state', 'display_name']),
    ).toEqual({
      id,
      res_model: 'res.partner',
      res_name: 'My Company',
      user_id: [2, 'Administrator'],
      state: 'overdue',
      display_name: 'S',
    });
    expect((await client.refused('mail.activity', 'create', [{ ...values, res_id: 0 }])).message).toContain(
      'with a not null res_id.',
    );
    expect((await client.refused('mail.activity', 'create', [{ ...values, res_id: 999 }])).name).toBe(
      'odoo.exceptions.MissingError',
    );
    expect(
      (await client.refused('mail.activity', 'create', [{ ...values, res_model_id: false }])).message,
    ).toContain('Document Model (res_model_id)');
  });
});

describe('the ledger of side effects', () => {
  const changes = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
    const before = await client.ledger();
    await work();
    const after = await client.ledger();
    const entries = Object.entries(after).map(([name, count]): [string, number] => [
      name,
      count - (before[name] ?? 0),
    ]);
    return Object.fromEntries(entries.filter(([, count]) => count !== 0));
  };
  const other = (): Promise<number> =>
    client.create('res.users', { name: 'Sal', login: 'sal', email: 'sal@x.example' });

  it('stays empty in the context of a migration', async () => {
    const user = await other();
    const lead = await client.create('crm.lead', { name: 'L' });
    expect(
      await changes(async () => {
        await client.create('res.partner', { name: 'P', user_id: user });
        await client.create('crm.lead', { name: 'L', user_id: user });
        await client.call('crm.lead', 'write', [[lead], { user_id: user, stage_id: 2 }], { context: quiet });
      }),
    ).toEqual({});
  });

  it('fills without it: a note, followers, a mail to the person responsible', async () => {
    const user = await other();
    expect(await changes(() => client.create('crm.lead', { name: 'L', user_id: user }, {}))).toEqual({
      'mail.message': 2,
      'mail.followers': 2,
      'mail.mail': 1,
      'mail.notification': 1,
    });
    const lead = await client.create('crm.lead', { name: 'L' });
    expect(await changes(() => client.call('crm.lead', 'write', [[lead], { stage_id: 3 }]))).toEqual({
      'mail.message': 1,
    });
  });

  it('fills by activities for others, unless they are updated quickly', async () => {
    const user = await other();
    const values = { res_model_id: 85, res_id: 1, user_id: user };
    expect(await changes(() => client.create('mail.activity', values))).toEqual({
      'mail.message': 1,
      'mail.followers': 1,
      'mail.mail': 1,
      'mail.notification': 1,
    });
    const context = { ...quiet, mail_activity_quick_update: true };
    expect(await changes(() => client.create('mail.activity', { ...values, res_id: 3 }, context))).toEqual({
      'mail.followers': 1,
    });
    const own = await client.create('mail.activity', { ...values, user_id: 2 });
    const give = (changed: object): Promise<unknown> =>
      client.call('mail.activity', 'write', [[own], { user_id: user }], changed);
    expect(await changes(() => give({}))).toEqual({
      'mail.message': 1,
      'mail.mail': 1,
      'mail.notification': 1,
    });
    expect(await changes(() => give({}))).toEqual({});
  });

  it('fills by meetings in the future, unless mails are held back', async () => {
    const p = await client.create('res.partner', { name: 'P', email: 'p@x.example' });
    const values = {
      name: 'E',
      start: '2030-01-01 10:00:00',
      stop: '2030-01-01 11:00:00',
      partner_ids: [[6, 0, [p]]],
    };
    expect(await changes(() => client.create('calendar.event', values))).toEqual({
      'mail.message': 1,
      'mail.followers': 1,
      'mail.mail': 1,
      'mail.notification': 1,
    });
    const context = { ...quiet, no_mail_to_attendees: true };
    expect(await changes(() => client.create('calendar.event', values, context))).toEqual({
      'mail.followers': 1,
    });
  });

  it('fills by the invitation of a user', async () => {
    const user = { name: 'N', login: 'n', email: 'n@x.example' };
    expect(await changes(() => client.create('res.users', user, { tracking_disable: true }))).toMatchObject({
      'mail.mail': 1,
    });
  });
});
