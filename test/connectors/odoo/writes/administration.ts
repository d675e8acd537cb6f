import { expect } from 'vitest';
import type { Entity } from '../../../../src/schema/model.ts';
import { notingPricelists, withFrancs } from './francs.ts';
import type { WriteKind } from './kind.ts';

export const users: WriteKind = {
  name: 'users without an invitation, inactive ones too',
  needs: ['res.users', 'res.groups'],
  async run(world) {
    const internal = await world.find('res.groups', 'xmlid', 'base.group_user');
    const sales = await world.find('res.groups', 'xmlid', 'sales_team.group_sale_salesman');
    const rows = [
      {
        name: 'Una User',
        login: 'una@write.example',
        email: 'una@write.example',
        active: true,
        lang: 'en_US',
        tz: 'Europe/Vienna',
        signature: '<p>Una</p>',
        phone: '+43 1 22',
        notification_type: 'email',
      },
      { name: 'Ulf User', login: 'ulf@write.example', email: 'ulf@write.example', active: false },
    ];
    const ids = await world.makeAll(
      'res.users',
      rows.map((row) => ({ ...row, groups_id: { add: [internal, sales] } })),
    );
    const [una = 0, ulf = 0] = ids;
    for (const id of ids) {
      const { partner_id } = await world.values('res.users', id, ['partner_id']);
      world.comes('res.partner', Number(partner_id));
    }
    await world.change('res.users', una, { name: 'Una Married', active: false });
    await world.change('res.users', ulf, { active: true, login: 'ulf2@write.example' });
  },
};

export const customFields: WriteKind = {
  name: 'custom fields of every type, and takes them away again',
  needs: ['res.partner'],
  async run(world) {
    const partner = world.entity('res.partner');
    const fields = [
      { name: 'x_write_text', type: { kind: 'text' }, value: 'Ünïcode', unique: true },
      { name: 'x_write_html', type: { kind: 'html' }, value: '<p>Some <b>markup</b></p>' },
      { name: 'x_write_integer', type: { kind: 'integer' }, value: -7 },
      { name: 'x_write_float', type: { kind: 'float' }, value: 0.125 },
      { name: 'x_write_decimal', type: { kind: 'decimal', scale: 2 }, value: '12.34' },
      { name: 'x_write_boolean', type: { kind: 'boolean' }, value: true },
      { name: 'x_write_date', type: { kind: 'date' }, value: '2019-03-04' },
      { name: 'x_write_instant', type: { kind: 'instant' }, value: '2019-03-04T10:11:12Z' },
      { name: 'x_write_reference', type: { kind: 'reference', targets: ['res.partner'] }, value: 1 },
      {
        name: 'x_write_enum',
        type: {
          kind: 'enum',
          options: [
            { value: 'a', label: 'Type A' },
            { value: 'b', label: 'Type B' },
          ],
        },
        value: 'b',
      },
    ] as const;
    const values: Record<string, string | number | boolean> = {};
    for (const { name, type, value, ...more } of fields) {
      const receipt = await world.target.provisionField(partner, {
        name,
        label: `Write ${name}`,
        type,
        unique: 'unique' in more,
      });
      if (receipt === null) throw new Error(`${name} was there already`);
      world.later(() => world.target.unprovisionField(receipt));
      values[name] = value;
    }
    await world.learn('res.partner');
    const id = await world.make('res.partner', { name: 'Custom AG', ...values });
    await world.change('res.partner', id, { x_write_text: null, x_write_integer: 8, x_write_enum: null });
    expect(await world.find('res.partner', 'x_write_date', '2019-03-04')).toBe(id);
    // The fields go before what is deleted at the end.
    await world.target.delete(partner, [id]);
    world.brings('res.partner', -1);
  },
};

export const customModels: WriteKind = {
  name: 'rows of a custom model, which those who administer Odoo may work with',
  needs: ['res.partner', 'ir.model', 'ir.model.access'],
  async run(world) {
    const model = 'x_write_visit';
    const receipt = await world.target.provisionModel({
      name: model,
      label: 'Write visit',
      fields: [
        { name: 'x_write_key', label: 'Key', type: { kind: 'text' }, unique: true },
        {
          name: 'x_partner_id',
          label: 'Partner',
          type: { kind: 'reference', targets: ['res.partner'] },
          unique: false,
        },
        { name: 'x_at', label: 'At', type: { kind: 'instant' }, unique: false },
      ],
    });
    if (receipt === null) throw new Error(`${model} was there already`);
    world.later(() => world.target.unprovisionModel(receipt));
    const access = await world.all('ir.model.access', { 'model_id.model': model }, [
      'perm_read',
      'perm_write',
      'perm_create',
      'perm_unlink',
    ]);
    expect(access.map(({ values }) => values)).toEqual([
      { perm_read: true, perm_write: true, perm_create: true, perm_unlink: true },
    ]);
    const found = (await world.target.discover([model])).entities[model];
    const visit: Entity = found ?? world.entity(model);
    const partner = await world.make('res.partner', { name: 'Visited AG' });
    const values = {
      x_write_key: 'V-1',
      x_partner_id: partner,
      x_at: '2019-03-04T10:11:12Z',
    };
    const [id = 0] = await world.create(visit, [values]);
    await world.target.update(visit, [{ id, values: { x_write_key: 'V-2' } }]);
    const rows = await world.target.read(visit, [id], Object.keys(values));
    expect(rows).toEqual([{ id, values: { ...values, x_write_key: 'V-2' } }]);
    await world.target.delete(visit, [id]);
    expect(await world.target.search(visit, { where: [], fields: [] })).toEqual([]);
  },
};

export const lists: WriteKind = {
  name: 'lists by every command: put in the place of, add to, take from, empty',
  needs: ['res.partner.category'],
  async run(world) {
    const [a = 0, b = 0, c = 0] = await world.makeAll('res.partner.category', [
      { name: 'Write a' },
      { name: 'Write b' },
      { name: 'Write c' },
    ]);
    const id = await world.make('res.partner', { name: 'Listed AG', category_id: [a, b] });
    const now = async (): Promise<unknown> =>
      (await world.values('res.partner', id, ['category_id'])).category_id;
    await world.change('res.partner', id, { category_id: { add: [c] } });
    expect(await now()).toEqual([a, b, c]);
    await world.change('res.partner', id, { category_id: { add: [a], remove: [b] } });
    expect(await now()).toEqual([a, c]);
    await world.change('res.partner', id, { category_id: [b] });
    await world.change('res.partner', id, { category_id: [] });
    await world.change('res.partner', id, { category_id: [a, b, c] });
    await world.change('res.partner', id, { category_id: null }, { category_id: [] });
    await world.make('res.partner', { name: 'Added AG', category_id: { add: [a, c] } });
    expect(
      (await world.all('res.partner', { category_id: a }, ['name'])).map(({ values }) => values.name),
    ).toEqual(['Added AG']);
  },
};

export const companies: WriteKind = {
  name: 'for the one company of the run',
  needs: ['res.company', 'res.currency', 'crm.team', 'crm.lead', 'project.project', 'product.pricelist'],
  async run(world) {
    const { user, company } = await world.self();
    const name = 'Write Second Company';
    const currency_id = await world.find('res.currency', 'name', 'USD');
    const second = await notingPricelists(world, async () => {
      const made = await world.make('res.company', { name, currency_id });
      // Whoever makes a company works in it; Odoo keeps that in mind beyond its end.
      world.later(() => world.change('res.users', user, { company_ids: { remove: [made] } }));
      return made;
    });
    const partner = await world.values('res.company', second, ['partner_id']);
    world.comes('res.partner', Number(partner.partner_id));
    const other = await world.connected({ company: name });
    const team = await other.make('crm.team', { name: 'Write team of the second' });
    other.brings('mail.alias', 1);
    await other.holds('crm.team', team, { company_id: second });
    // What is of a team is of its company; a contact is of none until the map says so.
    const lead = await other.make('crm.lead', { name: 'Write of the second', team_id: team, user_id: null });
    await other.holds('crm.lead', lead, { company_id: second });
    const shared = await other.make('res.partner', { name: 'Write of both' });
    await other.holds('res.partner', shared, { company_id: null });
    await other.change('res.partner', shared, { company_id: second });
    const ours = await world.make('crm.team', { name: 'Write team of the first' });
    world.brings('mail.alias', 1);
    await world.holds('crm.team', ours, { company_id: company });
    const nowhere = await world.connected({ company: 'Write No Such Company' });
    await expect(nowhere.find('crm.team', 'id', team)).rejects.toMatchObject({ kind: 'forbidden' });
  },
};

export const currencies: WriteKind = {
  name: 'currencies that were not in use, with rates, and prices in them',
  needs: ['res.currency', 'res.currency.rate', 'product.pricelist'],
  async run(world) {
    const franc = await withFrancs(world);
    const rate = await world.make('res.currency.rate', {
      currency_id: franc,
      name: '2019-03-04',
      rate: 0.98,
    });
    await world.change('res.currency.rate', rate, { rate: 0.97 });
    const pricelist = await world.make('product.pricelist', { name: 'Write francs', currency_id: franc });
    world.later(() => world.target.delete(world.entity('product.pricelist'), [pricelist]));
  },
};

export const translations: WriteKind = {
  name: 'translated fields in the base language, and leaves other languages alone',
  needs: ['crm.stage', 'res.lang', 'product.template'],
  async run(world) {
    const german = await world.find('res.lang', 'code', 'de_DE');
    await world.change('res.lang', german, { active: true });
    world.later(() => world.change('res.lang', german, { active: false }));
    const stage = await world.make('crm.stage', { name: 'Write proposal' });
    world.later(() => world.target.delete(world.entity('crm.stage'), [stage]));
    const base = await world.connected({ language: 'de_DE' });
    // Not translated yet, it reads as it was written.
    await base.holds('crm.stage', stage, { name: 'Write proposal' });
    await base.change('crm.stage', stage, { name: 'Schreibangebot' });
    await world.holds('crm.stage', stage, { name: 'Write proposal' });
    await world.change('crm.stage', stage, { name: 'Write offer' });
    await base.holds('crm.stage', stage, { name: 'Schreibangebot' });
    const other = await base.make('crm.stage', { name: 'Abschluss' });
    await world.holds('crm.stage', other, { name: 'Abschluss' });
  },
};
