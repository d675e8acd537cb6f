import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

export const meetings: WriteKind = {
  name: 'meetings with attendees, past and to come, without an invitation',
  needs: ['calendar.event', 'calendar.attendee', 'calendar.event.type', 'res.groups'],
  async run(world) {
    const { user } = await world.user('write-meeting@example.com');
    const [anna = 0, bert = 0] = await world.makeAll('res.partner', [
      { name: 'Anna Attends', email: 'anna@attends.example' },
      { name: 'Bert Attends', email: 'bert@attends.example' },
    ]);
    // Odoo leaves who is archived out of the lists that it gives, unless it is asked in two calls.
    const gone = await world.make('res.partner', { name: 'Gone Attends', active: false });
    const type = await world.make('calendar.event.type', { name: 'Write meeting' });
    const ids = await world.makeAll('calendar.event', [
      {
        name: 'In the future',
        start: '2035-03-04T10:00:00Z',
        stop: '2035-03-04T11:30:00Z',
        user_id: user,
        partner_ids: [anna, bert],
        location: 'Room 1',
        description: '<p>Agenda</p>',
        privacy: 'confidential',
        show_as: 'free',
        categ_ids: [type],
        res_model_id: 'res.partner',
        res_id: anna,
      },
      {
        name: 'Long ago',
        start: '2015-03-04T10:00:00Z',
        stop: '2015-03-04T11:00:00Z',
        user_id: null,
        partner_ids: [],
        active: false,
        privacy: 'public',
      },
      {
        name: 'All day',
        allday: true,
        start: '2035-05-01T08:00:00Z',
        stop: '2035-05-02T18:00:00Z',
        start_date: '2035-05-01',
        stop_date: '2035-05-02',
        partner_ids: [bert, gone],
      },
    ]);
    const [future = 0] = ids;
    world.brings('calendar.attendee', 4);
    // What is private to somebody else may not be written, whoever one is.
    const secret = { name: 'Private', user_id: user, privacy: 'private', partner_ids: [anna] };
    await expect(world.target.create(world.entity('calendar.event'), [secret])).rejects.toMatchObject({
      kind: 'forbidden',
    });
    const attendees = await world.all('calendar.attendee', { event_id: future }, ['partner_id', 'state']);
    // In what order they come is a matter of their ids.
    expect(new Set(attendees.map(({ values }) => values))).toEqual(
      new Set([
        { partner_id: anna, state: 'needsAction' },
        { partner_id: bert, state: 'needsAction' },
      ]),
    );
    const [first] = attendees;
    await world.change('calendar.attendee', Number(first?.id), { state: 'accepted' });
    await world.change('calendar.event', future, {
      start: '2036-03-04T10:00:00Z',
      stop: '2036-03-04T11:00:00Z',
      partner_ids: { remove: [bert] },
      name: 'Later still',
    });
    world.brings('calendar.attendee', -1);
    await world.holds('calendar.event', future, { partner_ids: [anna], user_id: user });
    await world.change('calendar.event', future, { partner_ids: [anna, bert] });
    world.brings('calendar.attendee', 1);
  },
};

export const meetingsOfOpportunities: WriteKind = {
  name: 'meetings of an opportunity, without a note on it',
  needs: ['calendar.event', 'crm.lead'],
  async run(world) {
    const lead = await world.make('crm.lead', { name: 'Met', user_id: null, team_id: null });
    await world.make('calendar.event', {
      name: 'Meet',
      start: '2035-03-04T10:00:00Z',
      stop: '2035-03-04T11:00:00Z',
      partner_ids: [],
      opportunity_id: lead,
    });
  },
};
