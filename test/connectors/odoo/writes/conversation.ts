import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { WriteKind } from './kind.ts';

export const activities: WriteKind = {
  name: 'open activities of a colleague, without telling him and without making him follow',
  needs: ['mail.activity', 'mail.activity.type', 'res.groups', 'crm.lead'],
  async run(world) {
    const { user } = await world.user('write-activity@example.com');
    const partner = await world.make('res.partner', { name: 'Active AG' });
    const call = await world.find('mail.activity.type', 'xmlid', 'mail.mail_activity_data_call');
    const [first = 0] = await world.makeAll('mail.activity', [
      {
        res_model_id: 'res.partner',
        res_id: partner,
        activity_type_id: call,
        summary: 'Call back',
        note: '<p>About the <b>offer</b></p>',
        date_deadline: '2031-03-04',
        user_id: user,
      },
      {
        res_model_id: 'res.partner',
        res_id: partner,
        date_deadline: '2019-03-04',
        user_id: (await world.self()).user,
      },
    ]);
    await world.change('mail.activity', first, { user_id: (await world.self()).user, summary: null });
    await world.change('mail.activity', first, { user_id: user, date_deadline: '2032-01-01' });
  },
};

export const messages: WriteKind = {
  name: 'messages done long ago, internal notes and their authors, and tells nobody',
  needs: ['mail.message', 'mail.message.subtype', 'ir.attachment'],
  async run(world) {
    const author = await world.make('res.partner', { name: 'Anna Author', email: 'anna@example.com' });
    const partner = await world.make('res.partner', { name: 'Talked AG', email: 'talk@example.com' });
    // Whoever follows is told of what is posted, but not of what is migrated.
    await world.make('mail.followers', { res_model: 'res.partner', res_id: partner, partner_id: author });
    const file = await world.make('ir.attachment', { name: 'talk.txt', datas: 'aGVsbG8=' });
    const note = await world.find('mail.message.subtype', 'xmlid', 'mail.mt_note');
    const [first = 0, second = 0] = await world.makeAll('mail.message', [
      {
        model: 'res.partner',
        res_id: partner,
        message_type: 'comment',
        subtype_id: await world.find('mail.message.subtype', 'xmlid', 'mail.mt_comment'),
        date: '2019-03-04T10:11:12Z',
        author_id: author,
        subject: 'Offer',
        body: '<p>Dear all,</p><p>see &amp; answer</p>',
        attachment_ids: [file],
        partner_ids: [partner],
        message_id: '<write-1@example.com>',
        reply_to: 'anna@example.com',
      },
      {
        model: 'res.partner',
        res_id: partner,
        message_type: 'comment',
        subtype_id: note,
        is_internal: true,
        date: '2018-01-01T00:00:00Z',
        author_id: null,
        email_from: 'Someone <someone@example.com>',
        body: '<p>Internal</p>',
      },
    ]);
    await world.holds('mail.message', first, { email_from: '"Anna Author" <anna@example.com>' });
    await world.make('mail.message', {
      model: 'res.partner',
      res_id: partner,
      message_type: 'email',
      parent_id: first,
      date: '2019-03-05T10:11:12Z',
      author_id: author,
      body: null,
    });
    await world.change('mail.message', second, {
      body: '<p>Changed</p>',
      date: '2018-02-01T00:00:00Z',
      is_internal: false,
    });
  },
};

export const attachments: WriteKind = {
  name: 'attachments, whole to the byte by their SHA-1',
  needs: ['ir.attachment'],
  async run(world) {
    const partner = await world.make('res.partner', { name: 'Filed AG' });
    const small = Buffer.from('Hello, wörld\n');
    // A byte of each value, again and again, two megabytes in all.
    const large = Buffer.alloc(2_000_003, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
    const owner = { res_model: 'res.partner', res_id: partner };
    const ids = await world.makeAll('ir.attachment', [
      {
        ...owner,
        name: 'a.txt',
        datas: small.toString('base64'),
        mimetype: 'text/plain',
        description: 'First',
      },
      { ...owner, name: 'b.bin', datas: large.toString('base64'), mimetype: 'application/octet-stream' },
      { ...owner, name: 'site', type: 'url', url: 'https://example.com/x' },
      { ...owner, name: 'empty.txt', datas: null, mimetype: 'text/plain', public: true },
    ]);
    for (const [index, bytes] of [small, large].entries())
      expect(await world.values('ir.attachment', ids[index] ?? 0, ['checksum', 'file_size'])).toEqual({
        checksum: createHash('sha1').update(bytes).digest('hex'),
        file_size: bytes.length,
      });
    await world.change('ir.attachment', ids[0] ?? 0, { datas: large.toString('base64'), name: 'c.txt' });
    await world.holds('ir.attachment', ids[0] ?? 0, {
      checksum: createHash('sha1').update(large).digest('hex'),
    });
  },
};

export const followers: WriteKind = {
  name: 'followers that the map asks for, with what they want to hear',
  needs: ['mail.followers', 'mail.message.subtype'],
  async run(world) {
    const partner = await world.make('res.partner', { name: 'Followed AG' });
    const fan = await world.make('res.partner', { name: 'Fanny Follower', email: 'fan@example.com' });
    const comment = await world.find('mail.message.subtype', 'xmlid', 'mail.mt_comment');
    const note = await world.find('mail.message.subtype', 'xmlid', 'mail.mt_note');
    const row = { res_model: 'res.partner', res_id: partner, partner_id: fan };
    const id = await world.make('mail.followers', { ...row, subtype_ids: [comment, note] });
    await world.holds('res.partner', partner, { message_partner_ids: [fan] });
    await world.change('mail.followers', id, { subtype_ids: [comment] });
    await expect(world.target.create(world.entity('mail.followers'), [row])).rejects.toMatchObject({
      kind: 'record',
    });
  },
};

export const ratings: WriteKind = {
  name: 'ratings with their text and who gave them',
  needs: ['rating.rating', 'project.task', 'project.project'],
  async run(world) {
    const customer = await world.make('res.partner', { name: 'Rita Rating' });
    const project = await world.make('project.project', { name: 'Rated', user_id: null });
    world.brings('mail.alias', 1);
    const task = await world.make('project.task', { name: 'Rated task', project_id: project, user_ids: [] });
    const id = await world.make('rating.rating', {
      res_model_id: 'project.task',
      res_id: task,
      parent_res_model_id: 'project.project',
      parent_res_id: project,
      partner_id: customer,
      rated_partner_id: (await world.self()).partner,
      rating: 5,
      feedback: 'Well done',
      consumed: true,
      is_internal: false,
    });
    await world.change('rating.rating', id, { rating: 1, feedback: null });
  },
};
