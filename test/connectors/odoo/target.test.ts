import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../src/connectors/odoo/index.ts';
import { exceptionError } from '../../../src/connectors/odoo/protocols/errors.ts';
import type { Entity, FieldType, JsonValue } from '../../../src/schema/model.ts';
import type { Answers, Recorded } from './fake-odoo.ts';
import { fakeOdoo, where } from './fake-odoo.ts';
import { needs } from './preflight/suite.ts';

function targetOver(
  answers: Answers,
  more: { company?: string; version?: string } = {},
): { target: Target; calls: Recorded[] } {
  const { transport, calls } = fakeOdoo(answers, more.version);
  const config = {
    ...where,
    password: 'secret',
    ...(more.company === undefined ? {} : { company: more.company }),
  };
  return { target: createOdooTarget(config, { transport }), calls };
}

function entity(name: string, types: Readonly<Record<string, FieldType>>): Entity {
  const fields = Object.entries({ id: { kind: 'integer' } as const, ...types });
  return {
    name,
    label: name,
    id: 'id',
    display: null,
    fields: Object.fromEntries(fields.map(([field, type]) => [field, { name: field, label: field, type }])),
  };
}

const lead = entity('crm.lead', {
  name: { kind: 'text' },
  type: { kind: 'enum', options: [] },
  expected_revenue: { kind: 'money' },
  date_open: { kind: 'instant' },
  partner_id: { kind: 'reference', targets: ['res.partner'] },
  team_id: { kind: 'reference', targets: ['crm.team'] },
  tag_ids: { kind: 'references', target: 'crm.tag' },
});
const activity = entity('mail.activity', {
  res_model_id: { kind: 'reference', targets: ['ir.model'] },
  res_id: { kind: 'reference_id', model: 'res_model_id' },
});
const teamFields = {
  name: { type: 'char', store: true },
  user_id: { type: 'many2one', relation: 'res.users', store: true },
};

describe('create', () => {
  it('sends one call with the quiet context, and gives the ids in order', async () => {
    const { target, calls } = targetOver({ 'crm.lead.create': [11, 12] });
    expect(
      await target.create(lead, [
        { name: 'a', expected_revenue: '12.50' },
        { name: 'b', tag_ids: [4] },
      ]),
    ).toEqual([11, 12]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      args: [
        [
          { name: 'a', expected_revenue: 12.5 },
          { name: 'b', tag_ids: [[6, 0, [4]]] },
        ],
      ],
      kwargs: {
        context: {
          active_test: false,
          lang: 'en_US',
          tz: 'UTC',
          tracking_disable: true,
          mail_create_nolog: true,
          mail_create_nosubscribe: true,
          mail_notrack: true,
          mail_auto_subscribe_no_notify: true,
          mail_activity_quick_update: true,
          no_reset_password: true,
          dont_notify: true,
          no_mail_to_attendees: true,
          image_no_postprocess: true,
        },
      },
    });
  });

  it('takes its turn for what makes the rows, and for nothing that is asked around it', async () => {
    const said: string[] = [];
    const answering = (name: string, answer: JsonValue) => (): JsonValue => {
      said.push(name);
      return answer;
    };
    const followed = entity('crm.lead', {
      name: { kind: 'text' },
      message_follower_ids: { kind: 'references', target: 'mail.followers' },
    });
    const { target } = targetOver({
      'crm.lead.create': answering('create', [11]),
      'mail.followers.search': answering('search', [5]),
      'mail.followers.unlink': answering('unlink', true),
    });
    const turn = async <T>(call: () => Promise<T>): Promise<T> => {
      said.push('turn');
      const made = await call();
      said.push('end');
      return made;
    };
    expect(target.traits.takesTurns).toBe(true);
    expect(await target.create(followed, [{ name: 'a' }], { turn })).toEqual([11]);
    expect(said).toEqual(['turn', 'create', 'end', 'search', 'unlink']);
  });

  it('keeps its own time zone off new partners, who would take it for theirs', async () => {
    const { target, calls } = targetOver({ 'res.partner.create': [1] });
    await target.create(entity('res.partner', { name: { kind: 'text' } }), [{ name: 'a' }]);
    expect(calls[0]?.kwargs.context).not.toHaveProperty('tz');
  });

  it('works for the one company of the run', async () => {
    const { target, calls } = targetOver(
      { 'res.company.search_read': [{ id: 5, name: 'Ours' }], 'crm.lead.create': [1] },
      { company: 'Ours' },
    );
    await target.create(lead, [{ name: 'a' }]);
    expect(calls.at(-1)?.kwargs.context).toMatchObject({ allowed_company_ids: [5] });
  });

  it('refuses a company that Odoo does not show', async () => {
    const { target } = targetOver({ 'res.company.search_read': [] }, { company: 'Theirs' });
    await expect(target.create(lead, [{ name: 'a' }])).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('"Theirs"'),
    });
  });

  it('writes the model of a pair by its id and reads it by its name', async () => {
    const { target, calls } = targetOver({
      'ir.model.search_read': [{ id: 77, model: 'crm.lead' }],
      'mail.activity.create': [1],
      'mail.activity.search_read': [{ id: 1, res_model_id: 77, res_id: 12 }],
      'mail.followers.search': [],
    });
    await target.create(activity, [{ res_model_id: 'crm.lead', res_id: 12 }]);
    expect(calls.find((call) => call.method === 'create')?.args).toEqual([
      [{ res_model_id: 77, res_id: 12 }],
    ]);
    expect(await target.read(activity, [1], ['res_model_id', 'res_id'])).toEqual([
      { id: 1, values: { res_model_id: 'crm.lead', res_id: 12 } },
    ]);
    expect(calls.filter((call) => call.model === 'ir.model')).toHaveLength(1);
  });

  it.each(['psycopg2.errors.SerializationFailure', 'odoo.exceptions.UserError'])(
    'is lost where what is done after the making fails with %s: the rows are there',
    async (exception) => {
      const followed = entity('crm.lead', {
        name: { kind: 'text' },
        message_follower_ids: { kind: 'references', target: 'mail.followers' },
      });
      const { target } = targetOver({
        'crm.lead.create': [11],
        'mail.followers.search': (call) => {
          throw exceptionError(where, call, exception, 'not now');
        },
      });
      await expect(target.create(followed, [{ name: 'a' }])).rejects.toMatchObject({ kind: 'lost' });
    },
  );

  it('is lost where the answer has other ids than rows', async () => {
    const { target } = targetOver({ 'crm.lead.create': [11] });
    await expect(target.create(lead, [{ name: 'a' }, { name: 'b' }])).rejects.toMatchObject({ kind: 'lost' });
  });

  it('knows a field that was made after the schema was read', async () => {
    const { target, calls } = targetOver({
      'crm.lead.fields_get': { x_at: { type: 'datetime', store: true } },
      'crm.lead.create': [1],
    });
    await target.create(lead, [{ x_at: '2019-03-04T10:11:12Z' }]);
    expect(calls.at(-1)?.args).toEqual([[{ x_at: '2019-03-04 10:11:12' }]]);
    await expect(target.create(lead, [{ nope: 1 }])).rejects.toMatchObject({
      kind: 'record',
      message: 'Odoo has no field crm.lead.nope',
    });
  });
});

describe('update and delete', () => {
  it('group rows of equal values into one call', async () => {
    const { target, calls } = targetOver({ 'crm.lead.write': true });
    await target.update(lead, [
      { id: 1, values: { name: 'a', partner_id: 9 } },
      { id: 2, values: { name: 'b' } },
      { id: 3, values: { partner_id: 9, name: 'a' } },
      { id: 4, values: {} },
      { id: 5, values: { tag_ids: { add: [7] } } },
    ]);
    expect(calls.map((call) => call.args)).toEqual([
      [[1, 3], { name: 'a', partner_id: 9 }],
      [[2], { name: 'b' }],
      [[5], { tag_ids: [[4, 7]] }],
    ]);
  });

  it('delete only what is still there', async () => {
    const { target, calls } = targetOver({ 'crm.lead.search_read': [{ id: 2 }], 'crm.lead.unlink': true });
    await target.delete(lead, [1, 2]);
    expect(calls.at(-1)).toMatchObject({ method: 'unlink', args: [[2]] });
    const none = targetOver({ 'crm.lead.search_read': [] });
    await none.target.delete(lead, [1, 2]);
    expect(none.calls.some((call) => call.method === 'unlink')).toBe(false);
  });

  it('delete again what a person took a row out of in between', async () => {
    const missing = 'Record does not exist or has been deleted.\n(Record: crm.lead(1,), User: 2)';
    let there: JsonValue = [{ id: 1 }, { id: 2 }];
    const { target, calls } = targetOver({
      'crm.lead.search_read': () => there,
      'crm.lead.unlink': (call) => {
        if (JSON.stringify(call.args) === '[[2]]') return true;
        there = [{ id: 2 }];
        throw exceptionError(where, call, 'odoo.exceptions.MissingError', missing);
      },
    });
    await target.delete(lead, [1, 2]);
    expect(calls.at(-1)?.args).toEqual([[2]]);
  });
});

describe('search and read', () => {
  const domainOf = async (
    where_: Parameters<Target['search']>[1]['where'],
    answers: Answers = {},
  ): Promise<JsonValue | undefined> => {
    const { target, calls } = targetOver({
      'crm.lead.search_read': [],
      'crm.team.fields_get': teamFields,
      ...answers,
    });
    await target.search(lead, { where: where_, fields: ['name'], after: 40, limit: 10 });
    const call = calls.at(-1);
    expect(call).toMatchObject({ method: 'search_read', kwargs: { order: 'id', limit: 10, load: false } });
    return call?.args[0];
  };

  it('translate values and walk through references', async () => {
    expect(
      await domainOf([
        { path: 'date_open', operator: '=', value: '2019-03-04T10:11:12Z' },
        { path: 'team_id.name', operator: 'in', value: ['A', 'B'] },
        { path: 'tag_ids', operator: '=', value: 3 },
        { path: 'id', operator: 'in', value: [1, 2] },
      ]),
    ).toEqual([
      ['date_open', '=', '2019-03-04 10:11:12'],
      ['team_id.name', 'in', ['A', 'B']],
      ['tag_ids', '=', 3],
      ['id', 'in', [1, 2]],
      ['id', '>', 40],
    ]);
  });

  it('find null at the end of a path where the path itself ends early', async () => {
    expect(await domainOf([{ path: 'team_id.name', operator: 'in', value: ['A', null] }])).toEqual([
      '|',
      '|',
      ['team_id.name', 'in', ['A']],
      ['team_id', '=', false],
      ['team_id.name', '=', false],
      ['id', '>', 40],
    ]);
    expect(await domainOf([{ path: 'name', operator: 'in', value: [] }])).toEqual([
      ['id', '=', 0],
      ['id', '>', 40],
    ]);
  });

  it('find rows by external id', async () => {
    const answers = {
      'ir.model.data.search_read': [
        { id: 1, module: 'crm', name: 'team', res_id: 8 },
        { id: 2, module: 'other', name: 'team', res_id: 9 },
      ],
    };
    expect(await domainOf([{ path: 'team_id.xmlid', operator: '=', value: 'crm.team' }], answers)).toEqual([
      ['team_id.id', 'in', [8]],
      ['id', '>', 40],
    ]);
  });

  it('give canonical values, in the order of the ids asked for, and walk', async () => {
    const { target } = targetOver({
      'crm.lead.search_read': [
        {
          id: 1,
          name: 'a',
          date_open: '2019-03-04 10:11:12',
          team_id: 8,
          tag_ids: [2],
          expected_revenue: 0.30000000000000004,
        },
        { id: 3, name: false, date_open: false, team_id: false, tag_ids: [], expected_revenue: 0 },
      ],
      'crm.team.fields_get': teamFields,
      'crm.team.search_read': [{ id: 8, name: 'Pipeline' }],
    });
    expect(
      await target.read(
        lead,
        [3, 2, 1],
        ['name', 'date_open', 'team_id', 'team_id.name', 'tag_ids', 'expected_revenue'],
      ),
    ).toEqual([
      {
        id: 3,
        values: {
          name: null,
          date_open: null,
          team_id: null,
          'team_id.name': null,
          tag_ids: [],
          expected_revenue: '0',
        },
      },
      {
        id: 1,
        values: {
          name: 'a',
          date_open: '2019-03-04T10:11:12Z',
          team_id: 8,
          'team_id.name': 'Pipeline',
          tag_ids: [2],
          expected_revenue: '0.3',
        },
      },
    ]);
  });

  it('page by id where there is no limit', async () => {
    const { target, calls } = targetOver({
      'crm.lead.search_read': (call) => {
        const domain = JSON.stringify(call.args[0]);
        return domain.includes('2000')
          ? [{ id: 2001, name: 'z' }]
          : Array.from({ length: 2000 }, (_, index) => ({ id: index + 1, name: 'n' }));
      },
    });
    const rows = await target.search(lead, { where: [], fields: ['name'] });
    expect(rows).toHaveLength(2001);
    expect(calls.map((call) => call.args[0])).toEqual([[], [['id', '>', 2000]]]);
  });

  it('ask models that override the method in the form for screens', async () => {
    const { target } = targetOver({
      'crm.lead.search_read': (call) => {
        if ('load' in call.kwargs)
          throw exceptionError(
            where,
            call,
            'builtins.TypeError',
            "search_read() got an unexpected keyword argument 'load'",
          );
        return [{ id: 1, team_id: [8, 'Pipeline'], tag_ids: [1, 2] }];
      },
    });
    expect(await target.read(lead, [1], ['team_id', 'tag_ids'])).toEqual([
      { id: 1, values: { team_id: 8, tag_ids: [1, 2] } },
    ]);
  });
});

const serverRows = {
  'res.users.search_read': [
    {
      id: 2,
      login: 'admin',
      name: 'Administrator',
      email: 'admin@example.com',
      partner_id: 3,
      company_id: 1,
    },
  ],
};

describe('discover', () => {
  const answers: Answers = {
    ...serverRows,
    'ir.model.search_read': [{ id: 1, model: 'crm.stage', name: 'CRM Stages' }],
    'ir.model.fields.check_access_rights': true,
    'ir.model.fields.search_read': ['id', 'is_won', 'name', 'sequence'].map((name, id) => ({ id, name })),
    'ir.model.data.check_access_rights': true,
    'crm.stage.check_access_rights': true,
    'crm.stage.fields_get': {
      id: { type: 'integer', string: 'ID', readonly: true, store: true },
      name: { type: 'char', string: 'Stage Name', required: true, store: true },
      sequence: { type: 'integer', string: 'Sequence', store: true },
      is_won: { type: 'boolean', string: 'Is Won Stage?', store: true },
    },
    'crm.stage.default_get': { sequence: 1 },
    'crm.stage.search_read': [{ id: 4, name: 'Won', sequence: 70, is_won: true }],
    'ir.model.data.search_read': [
      { id: 1, module: '__export__', name: 'crm_stage_4', res_id: 4 },
      { id: 2, module: 'crm', name: 'stage_lead4', res_id: 4 },
    ],
    'ir.module.module.search_read': [
      { id: 1, name: 'mail' },
      { id: 2, name: 'crm' },
    ],
  };

  it('reads models, defaults, modules and reference rows; a missing model is left out', async () => {
    const { target } = targetOver(answers);
    expect(await target.discover(['helpdesk.ticket', 'crm.stage'])).toEqual({
      system: 'odoo',
      version: '17.0',
      language: 'en_US',
      modules: ['crm', 'mail'],
      entities: {
        'crm.stage': {
          name: 'crm.stage',
          label: 'CRM Stages',
          id: 'id',
          display: 'name',
          fields: {
            id: { name: 'id', label: 'ID', type: { kind: 'integer' }, write: 'never', unique: true },
            is_won: { name: 'is_won', label: 'Is Won Stage?', type: { kind: 'boolean' } },
            name: { name: 'name', label: 'Stage Name', type: { kind: 'text' }, required: true },
            sequence: { name: 'sequence', label: 'Sequence', type: { kind: 'integer' }, default: 'constant' },
            xmlid: {
              name: 'xmlid',
              label: 'External ID',
              type: { kind: 'text' },
              write: 'never',
              computed: true,
            },
          },
          rows: [{ id: 4, name: 'Won', sequence: 70, is_won: true, xmlid: 'crm.stage_lead4' }],
        },
      },
    });
  });

  it('goes on without the rights of an administrator', async () => {
    const refuse = (call: Recorded): never => {
      throw exceptionError(where, call, 'odoo.exceptions.AccessError', 'You are not allowed');
    };
    const { target } = targetOver({
      ...answers,
      'ir.model.search_read': refuse,
      'ir.model.fields.check_access_rights': false,
      'ir.model.data.check_access_rights': false,
      'ir.model.data.search_read': refuse,
      'ir.module.module.search_read': refuse,
      'crm.lead.fields_get': { name: { type: 'char', store: true } },
      'crm.lead.default_get': {},
    });
    const schema = await target.discover(['crm.lead', 'crm.stage', 'helpdesk.ticket']);
    expect(Object.keys(schema.entities)).toEqual(['crm.lead', 'crm.stage']);
    expect(schema.modules).toEqual(['crm']);
    expect(schema.entities['crm.stage']?.rows).toEqual([{ id: 4, name: 'Won', sequence: 70, is_won: true }]);
    expect(schema.unread?.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      'modules: the login may not read ir.module.module; the modules listed are those whose models are there',
      'labels: the login may not read ir.model; models carry their technical names',
      'fields: the login may not read ir.model.fields, so fields that a group hides from it are not known',
      'external ids: the login may not read ir.model.data, so rows cannot be checked by their external ids',
    ]);
  });

  it('tells what of a model may not be read, and reads the rest', async () => {
    const refuse = (call: Recorded): never => {
      throw exceptionError(where, call, 'odoo.exceptions.AccessError', 'You are not allowed');
    };
    const { target } = targetOver({
      ...answers,
      'ir.model.search_read': ['crm.lead', 'crm.stage', 'crm.tag'].map((model, id) => ({
        id,
        model,
        name: model,
      })),
      'ir.model.fields.search_read': ['code', 'is_won', 'name', 'badge'].map((name, id) => ({ id, name })),
      'crm.lead.fields_get': refuse,
      'crm.stage.check_access_rights': false,
      'crm.stage.search_read': refuse,
      'crm.tag.fields_get': { name: { type: 'char', store: true } },
      'crm.tag.default_get': refuse,
      'crm.tag.search_read': [],
      'crm.tag.check_access_rights': true,
    });
    const schema = await target.discover(['crm.lead', 'crm.stage', 'crm.tag']);
    expect(Object.keys(schema.entities)).toEqual(['crm.stage', 'crm.tag']);
    expect(schema.entities['crm.stage']).not.toHaveProperty('rows');
    expect(schema.unread?.map(({ what, entity, fields }) => [what, entity, fields?.join()])).toEqual([
      ['entity', 'crm.lead', undefined],
      ['fields', 'crm.stage', 'badge,code'],
      ['rows', 'crm.stage', undefined],
      ['fields', 'crm.tag', 'badge,code,is_won'],
      ['defaults', 'crm.tag', undefined],
    ]);
  });

  it('leaves out the rows of a model that has too many', async () => {
    const { target } = targetOver({
      ...answers,
      'crm.stage.search_read': Array.from({ length: 501 }, (_, index) => ({ id: index + 1, name: 'n' })),
    });
    expect((await target.discover(['crm.stage'])).entities['crm.stage']).not.toHaveProperty('rows');
  });
});

describe('provision', () => {
  const wanted = { name: 'x_key', label: 'Key', type: { kind: 'text', max: 64 }, unique: true } as const;
  const answers: Answers = {
    'ir.model.search_read': [{ id: 9, model: 'crm.lead' }],
    'ir.model.fields.search_read': [],
    'ir.model.fields.create': [501],
    'ir.model.fields.unlink': true,
  };

  it('makes a field, indexed and not copied where it is to be unique', async () => {
    const { target, calls } = targetOver(answers);
    expect(await target.provisionField(lead, wanted)).toEqual({ model: 'crm.lead', field: 'x_key', id: 501 });
    expect(calls.at(-1)?.args).toEqual([
      [
        {
          name: 'x_key',
          model_id: 9,
          field_description: 'Key',
          state: 'manual',
          store: true,
          copied: false,
          index: true,
          ttype: 'char',
          size: 64,
        },
      ],
    ]);
  });

  it('does nothing where it is there already, and refuses another type', async () => {
    const alike = targetOver({
      ...answers,
      'ir.model.fields.search_read': [{ id: 5, ttype: 'char', relation: false, size: 64 }],
    });
    expect(await alike.target.provisionField(lead, wanted)).toBeNull();
    expect(alike.calls.some((call) => call.method === 'create')).toBe(false);
    for (const existing of [
      { ttype: 'integer', relation: false, size: 0 },
      { ttype: 'char', relation: false, size: 10 },
    ]) {
      const other = targetOver({ ...answers, 'ir.model.fields.search_read': [{ id: 5, ...existing }] });
      await expect(other.target.provisionField(lead, wanted)).rejects.toMatchObject({ kind: 'record' });
    }
  });

  it.each<readonly [FieldType, Readonly<Record<string, JsonValue>>]>([
    [{ kind: 'text' }, { ttype: 'text' }],
    [{ kind: 'instant' }, { ttype: 'datetime' }],
    [{ kind: 'decimal', scale: 2 }, { ttype: 'float' }],
    [
      { kind: 'reference', targets: ['res.users'] },
      { ttype: 'many2one', relation: 'res.users', on_delete: 'set null' },
    ],
    [
      { kind: 'references', target: 'crm.tag' },
      { ttype: 'many2many', relation: 'crm.tag' },
    ],
    [
      { kind: 'enum', options: [{ value: 'a', label: 'A' }] },
      { ttype: 'selection', selection_ids: [[0, 0, { value: 'a', name: 'A', sequence: 0 }]] },
    ],
  ])('%o', async (type, column) => {
    const { target, calls } = targetOver(answers);
    await target.provisionField(lead, { ...wanted, type });
    expect(calls.at(-1)?.args).toMatchObject([[column]]);
  });

  it('refuses names and types that Odoo has no place for', async () => {
    const { target } = targetOver(answers);
    await expect(target.provisionField(lead, { ...wanted, name: 'key' })).rejects.toMatchObject({
      message: expect.stringContaining('x_key'),
    });
    await expect(target.provisionField(lead, { ...wanted, type: { kind: 'local' } })).rejects.toMatchObject({
      kind: 'record',
    });
    await expect(target.provisionField(lead, { ...wanted, type: { kind: 'money' } })).rejects.toMatchObject({
      kind: 'record',
    });
  });

  it('takes away only the very field that it made', async () => {
    const receipt = { model: 'crm.lead', field: 'x_key', id: 501 };
    const there = targetOver({ ...answers, 'ir.model.fields.search_read': [{ id: 501, name: 'x_key' }] });
    await there.target.unprovisionField(receipt);
    expect(there.calls.at(-1)).toMatchObject({ method: 'unlink', args: [[501]] });
    const gone = targetOver(answers);
    await gone.target.unprovisionField(receipt);
    expect(gone.calls.some((call) => call.method === 'unlink')).toBe(false);
  });
});

describe('preflight', () => {
  const answers: Answers = {
    'res.lang.search_read': [{ id: 1, active: true }],
    'crm.lead.check_access_rights': true,
    'ir.model.fields.check_access_rights': true,
    'ir.module.module.search_read': [{ id: 1, name: 'crm' }],
    'ir.cron.search_read': [],
    'ir.mail_server.search_read': [{ id: 1, name: 'Post' }],
    'mail.mail.search_count': 0,
  };

  it('finds nothing in the way of a good connection', async () => {
    const { target } = targetOver(answers);
    expect(await target.preflight(needs({ written: { 'crm.lead': ['name'] } }))).toEqual([
      { severity: 'info', message: expect.stringMatching(/^Outgoing mail servers are active: Post\. /) },
      { severity: 'info', message: expect.stringMatching(/^Odoo 17\.0, Community; /) },
      { severity: 'info', message: 'Modules installed in crm: 1' },
    ]);
  });

  it('names what is missing', async () => {
    const { target } = targetOver(
      {
        ...answers,
        'res.lang.search_read': [{ id: 1, active: false }],
        'crm.lead.check_access_rights': (call) => call.args[0] === 'read',
        'ir.model.fields.check_access_rights': false,
      },
      { version: '15.0' },
    );
    const findings = await target.preflight(
      needs({ entities: ['crm.lead', 'helpdesk.ticket'], written: { 'crm.lead': ['name'] } }),
    );
    expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      expect.stringMatching(/^warning: Odoo 15\.0 is outside/),
      expect.stringMatching(/^error: The language en_US is not active/),
      'error: admin may not create, change, delete crm.lead; give it the rights, or another login to the environment',
      expect.stringMatching(/^error: Odoo has no model helpdesk\.ticket, which the maps need\. /),
      expect.stringMatching(/^warning: admin may not make custom fields/),
      expect.stringMatching(/^info: Outgoing mail servers/),
      expect.stringMatching(/^info: Odoo 15\.0, Community/),
      'info: Modules installed in crm: 1',
    ]);
  });
});
