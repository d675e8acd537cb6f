import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

/** Companies, people in them, and a place in a hierarchy; categories with theirs. */
export const partners: WriteKind = {
  name: 'partners, their hierarchy and every kind of field of theirs',
  needs: ['res.partner', 'res.partner.category', 'res.partner.industry', 'res.country', 'res.country.state'],
  async run(world) {
    const [one = 0, two = 0] = await world.makeAll('res.partner.category', [
      { name: 'Write: one', color: 3 },
      { name: 'Write: two' },
    ]);
    const country = await world.find('res.country', 'code', 'DE');
    const company = await world.make('res.partner', {
      name: 'Write Holding',
      is_company: true,
      street: 'Weg 1',
      street2: 'Hof',
      zip: '10115',
      city: 'Berlin',
      country_id: country,
      state_id: await world.find('res.country.state', 'country_id.code', 'DE'),
      website: 'holding.example',
      email: 'Info@Holding.example',
      phone: '+49 30 1234',
      ref: 'W-1',
      vat: 'DE123456788',
      comment: '<p>First <b>line</b></p><p>Second</p>',
      category_id: [one, two],
      industry_id: await world.find('res.partner.industry', 'xmlid', 'base.res_partner_industry_J'),
      partner_latitude: 52.5,
      color: 4,
      lang: 'en_US',
      tz: 'Europe/Berlin',
      user_id: (await world.self()).user,
      active: true,
      barcode: 'W-0001',
      type: 'contact',
    });
    const daughter = await world.make('res.partner', {
      name: 'Write Daughter',
      is_company: true,
      parent_id: company,
      street: 'Allee 2',
      city: 'Potsdam',
      vat: 'DE999999999',
    });
    const [person = 0, archived = 0] = await world.makeAll('res.partner', [
      {
        name: 'Wanda Write',
        parent_id: daughter,
        type: 'contact',
        street: 'Own street 3',
        city: 'Cottbus',
        title: null,
        function: 'Clerk',
        user_id: null,
        lang: null,
      },
      { name: 'Wim Write', parent_id: daughter, type: 'invoice', active: false, city: 'Halle', email: null },
    ]);
    await world.holds('res.partner', person, { commercial_partner_id: daughter });
    // Nothing went up or down the hierarchy.
    await world.holds('res.partner', company, { street: 'Weg 1', city: 'Berlin' });
    await world.holds('res.partner', daughter, { street: 'Allee 2', zip: null, vat: 'DE999999999' });
    await world.change('res.partner', person, { parent_id: company, street: 'New 4', function: null });
    await world.holds('res.partner', person, { city: 'Cottbus' });
    await world.change('res.partner', archived, { active: true, parent_id: null, city: 'Halle' });
  },
};

export const zones: WriteKind = {
  name: 'instants as they are meant, whatever zone the login lives in, which no row takes over',
  needs: ['res.partner', 'calendar.event'],
  async run(world) {
    const { user } = await world.self();
    const { tz = null } = await world.values('res.users', user, ['tz']);
    await world.change('res.users', user, { tz: 'Europe/Istanbul' });
    world.later(() => world.change('res.users', user, { tz }));
    const seen = { name: 'Zoned AG', calendar_last_notif_ack: '2019-03-04T10:11:12Z' };
    const none = await world.make('res.partner', seen);
    await world.holds('res.partner', none, { tz: null });
    await world.make('res.partner', { ...seen, tz: 'Asia/Tokyo' });
    const event = { name: 'Zoned', start: '2019-07-04T10:00:00Z', stop: '2019-07-04T11:00:00Z' };
    await world.make('calendar.event', { ...event, partner_ids: [] });
  },
};

export const partnerCategories: WriteKind = {
  name: 'partner categories in a hierarchy',
  needs: ['res.partner.category'],
  async run(world) {
    const top = await world.make('res.partner.category', { name: 'Write: top', color: 1 });
    const middle = await world.make('res.partner.category', { name: 'Write: middle', parent_id: top });
    const leaf = await world.make('res.partner.category', {
      name: 'Write: leaf',
      parent_id: middle,
      active: false,
    });
    await world.change('res.partner.category', leaf, { parent_id: top, active: true, color: 7 });
    expect(await world.values('res.partner.category', leaf, ['display_name'])).toEqual({
      display_name: 'Write: top / Write: leaf',
    });
    await expect(
      world.target.update(world.entity('res.partner.category'), [{ id: top, values: { parent_id: middle } }]),
    ).rejects.toMatchObject({ kind: 'record' });
  },
};
