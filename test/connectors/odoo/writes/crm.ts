import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

export const sources: WriteKind = {
  name: 'UTM sources, media and campaigns',
  needs: ['utm.source', 'utm.medium', 'utm.campaign'],
  async run(world) {
    const source = await world.make('utm.source', { name: 'Write source' });
    await world.change('utm.source', source, { name: 'Write source, renamed' });
    await world.make('utm.medium', { name: 'Write medium', active: false });
    await world.make('utm.campaign', { title: 'Write campaign', user_id: (await world.self()).user });
  },
};

export const lostReasons: WriteKind = {
  name: 'lost reasons, archived ones too',
  needs: ['crm.lost.reason'],
  async run(world) {
    const [first = 0] = await world.makeAll('crm.lost.reason', [
      { name: 'Write: too far', active: true },
      { name: 'Write: too old', active: false },
    ]);
    await world.change('crm.lost.reason', first, { name: 'Write: far too far', active: false });
  },
};

export const tags: WriteKind = {
  name: 'tags of leads, tasks, products and meetings',
  needs: ['crm.tag', 'project.tags', 'product.tag', 'calendar.event.type'],
  async run(world) {
    const tag = await world.make('crm.tag', { name: 'Write tag', color: 5 });
    await world.change('crm.tag', tag, { name: 'Write tag, renamed', color: 0 });
    await expect(
      world.target.create(world.entity('crm.tag'), [{ name: 'Write tag, renamed' }]),
    ).rejects.toMatchObject({ kind: 'record' });
    await world.make('project.tags', { name: 'Write tag', color: 2 });
    await world.make('product.tag', { name: 'Write tag' });
    await world.make('calendar.event.type', { name: 'Write type' });
  },
};

export const teams: WriteKind = {
  name: 'teams with members, and stages in them, folded and won',
  needs: ['crm.team', 'crm.team.member', 'crm.stage', 'res.groups'],
  async run(world) {
    const { user } = await world.user('write-team@example.com');
    const { user: other } = await world.user('write-other@example.com');
    const team = await world.make('crm.team', {
      name: 'Write team',
      sequence: 7,
      use_leads: true,
      use_opportunities: true,
      user_id: user,
      active: true,
      company_id: null,
    });
    world.brings('mail.alias', 1);
    const [membership = 0] = await world.makeAll('crm.team.member', [
      { crm_team_id: team, user_id: user, active: true },
      { crm_team_id: team, user_id: other, active: false },
    ]);
    await world.holds('crm.team', team, { member_ids: [user] });
    await world.change('crm.team.member', membership, { active: false });
    await world.holds('crm.team', team, { member_ids: [] });
    await world.change('crm.team.member', membership, { active: true });
    const [first = 0] = await world.makeAll('crm.stage', [
      {
        name: 'Write stage',
        sequence: 11,
        team_id: team,
        fold: true,
        is_won: false,
        requirements: 'Ask twice',
      },
      { name: 'Write won', sequence: 12, team_id: team, fold: false, is_won: true },
    ]);
    await world.change('crm.stage', first, { name: 'Write stage, moved', team_id: null, fold: false });
    await world.change('crm.team', team, { active: false, name: 'Write team, archived' });
  },
};

export const leads: WriteKind = {
  name: 'leads and opportunities: open, won, lost, with their own dates',
  needs: [
    'crm.lead',
    'crm.stage',
    'crm.team',
    'crm.tag',
    'crm.lost.reason',
    'utm.source',
    'res.groups',
    'res.country',
  ],
  async run(world) {
    const { user } = await world.user('write-lead@example.com');
    const team = await world.make('crm.team', { name: 'Write leads', user_id: null });
    world.brings('mail.alias', 1);
    const partner = await world.make('res.partner', {
      name: 'Lead AG',
      is_company: true,
      email: 'a@lead.example',
    });
    const [tag = 0, second = 0] = await world.makeAll('crm.tag', [{ name: 'Write A' }, { name: 'Write B' }]);
    const lost = await world.make('crm.lost.reason', { name: 'Write: lost' });
    const source = await world.make('utm.source', { name: 'Write fair' });
    const stage = await world.make('crm.stage', { name: 'Write talks', sequence: 2, team_id: team });
    const won = await world.find('crm.stage', 'is_won', true);
    const [lead = 0, opportunity = 0, archived = 0] = await world.makeAll('crm.lead', [
      {
        name: 'A lead',
        type: 'lead',
        user_id: null,
        team_id: null,
        contact_name: 'Lea Lead',
        partner_name: 'Lead GmbH',
        email_from: 'Lea@Lead.example',
        phone: '+49 30 77',
        website: 'lead.example',
        street: 'Weg 9',
        city: 'Bonn',
        country_id: await world.find('res.country', 'code', 'DE'),
        description: '<p>Says <i>maybe</i></p>',
        priority: '2',
        probability: 12.5,
        function: 'Buyer',
        lang_id: null,
      },
      {
        name: 'An opportunity',
        type: 'opportunity',
        user_id: user,
        team_id: team,
        stage_id: stage,
        partner_id: partner,
        tag_ids: [tag, second],
        source_id: source,
        expected_revenue: '1234.56',
        probability: 40,
        date_deadline: '2031-02-28',
        date_open: '2019-03-04T10:11:12Z',
        date_last_stage_update: '2019-05-04T10:11:12Z',
        referred: 'A friend',
        color: 3,
      },
      {
        name: 'A lost one',
        type: 'opportunity',
        user_id: user,
        team_id: team,
        stage_id: stage,
        active: false,
        probability: 0,
        lost_reason_id: lost,
        date_closed: '2020-01-02T03:04:05Z',
      },
      {
        name: 'A won one',
        user_id: user,
        team_id: team,
        stage_id: won,
        probability: 100,
        date_closed: '2021-01-02T03:04:05Z',
      },
    ]);
    await world.change('crm.lead', lead, {
      type: 'opportunity',
      user_id: user,
      team_id: team,
      probability: 20,
    });
    await world.change('crm.lead', opportunity, {
      stage_id: won,
      probability: 100,
      tag_ids: { remove: [tag] },
      expected_revenue: '99.5',
      date_closed: '2022-01-02T03:04:05Z',
    });
    await world.holds('crm.lead', opportunity, { tag_ids: [second], date_open: '2019-03-04T10:11:12Z' });
    await world.change('crm.lead', archived, { active: true, lost_reason_id: null, probability: 10 });
    await world.holds('res.partner', partner, { email: 'a@lead.example', phone: null });
  },
};
