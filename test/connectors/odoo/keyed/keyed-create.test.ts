import { describe, expect, it } from 'vitest';
import type { TargetId, TargetValues } from '../../../../src/connectors/contract.ts';
import { createOdooTarget } from '../../../../src/connectors/odoo/index.ts';
import type { Entity, JsonValue } from '../../../../src/schema/model.ts';
import { type Answers, fakeOdoo, type Recorded, where } from '../fake-odoo.ts';
import { sandboxed } from '../sandboxed.ts';

const sandbox = sandboxed([
  'crm.lead',
  'crm.tag',
  'ir.attachment',
  'ir.model.data',
  'mail.activity',
  'mail.message',
  'project.task',
  'res.partner',
  'res.partner.category',
  'res.users',
]);

let next = 0;
/** A key that no other row has. */
const key = (): string => `key${next++}`;

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(`${sandbox().url}/sandbox/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
}

async function create(
  name: string,
  rows: readonly TargetValues[],
  keys = rows.map(key),
): Promise<readonly TargetId[]> {
  const { target, entity } = sandbox();
  expect(target.enforcesKeys?.(entity(name), rows)).toBe(true);
  return target.create(entity(name), rows, { keys });
}

const named = async (name: string): Promise<number> => {
  const { target, entity } = sandbox();
  const conditions = [{ path: 'name', operator: '=', value: name }] as const;
  return (await target.search(entity('crm.lead'), { where: conditions, fields: [] })).length;
};

const keysOf = async (model: string, id: TargetId): Promise<number> => {
  const { target, entity } = sandbox();
  const conditions = [
    { path: 'module', operator: '=', value: '__mapc__' },
    { path: 'model', operator: '=', value: model },
    { path: 'res_id', operator: '=', value: id },
  ] as const;
  return (await target.search(entity('ir.model.data'), { where: conditions, fields: [] })).length;
};

describe('a creation with keys', () => {
  it('that is carried out after its retry leaves one record', async () => {
    const { target, entity } = sandbox();
    const [rows, keys] = [[{ name: 'Late' }], [key()]];
    await post('faults', { kind: 'late', method: 'load' });
    await expect(target.create(entity('crm.lead'), rows, { keys })).rejects.toMatchObject({ kind: 'lost' });
    expect(await named('Late')).toBe(0);
    const ids = await create('crm.lead', rows, keys);
    await post('late', {});
    expect(await named('Late')).toBe(1);
    expect(await create('crm.lead', rows, keys)).toEqual(ids);
  });

  it('that was carried out, its answer lost, gives the record when it is sent again', async () => {
    const { target, entity } = sandbox();
    const [rows, keys] = [[{ name: 'Dropped' }], [key()]];
    await post('faults', { kind: 'drop-after-commit', method: 'load' });
    await expect(target.create(entity('crm.lead'), rows, { keys })).rejects.toMatchObject({ kind: 'lost' });
    expect(await create('crm.lead', rows, keys)).toHaveLength(1);
    expect(await named('Dropped')).toBe(1);
  });

  it('leaves a record as people have changed it since', async () => {
    const { target, entity, values } = sandbox();
    const keys = [key()];
    const [id = 0] = await create('crm.lead', [{ name: 'Ours' }], keys);
    await target.update(entity('crm.lead'), [{ id, values: { name: 'Theirs' } }]);
    expect(await create('crm.lead', [{ name: 'Ours' }], keys)).toEqual([id]);
    expect(await values('crm.lead', [id], ['name'])).toEqual([['Theirs']]);
  });

  it('makes alike rows of different keys', async () => {
    const [first, second] = await create('crm.lead', [{ name: 'Twin' }, { name: 'Twin' }]);
    expect(first).not.toBe(second);
  });

  it('leaves nothing of the keys when the records are deleted', async () => {
    const { target, entity } = sandbox();
    const [id = 0] = await create('crm.lead', [{ name: 'Gone' }]);
    expect(await keysOf('crm.lead', id)).toBe(1);
    await target.delete(entity('crm.lead'), [id]);
    expect(await keysOf('crm.lead', id)).toBe(0);
  });

  it('stores nothing where one row is refused', async () => {
    const { target, entity } = sandbox();
    const rows = [
      { name: 'Good', stage_id: 1 },
      { name: 'Bad', stage_id: 9999 },
    ];
    await expect(target.create(entity('crm.lead'), rows, { keys: rows.map(key) })).rejects.toMatchObject({
      kind: 'record',
      message:
        "Odoo refused to create crm.lead: No matching record found for database id '9999' in field 'Stage'",
    });
    expect(await named('Good')).toBe(0);
  });
});

describe('a refused load', () => {
  const lead: Entity = {
    name: 'crm.lead',
    label: 'Lead',
    id: 'id',
    display: null,
    fields: { name: { name: 'name', label: 'Name', type: { kind: 'text' } } },
  };
  const refusedWith = (message: string, allowed: boolean): Promise<readonly TargetId[]> => {
    const messages = [
      { type: 'warning', message: 'Careful' },
      { type: 'error', message },
    ];
    const { transport } = fakeOdoo({
      'crm.lead.load': { ids: false, messages, nextrow: 0 },
      'crm.lead.check_access_rights': allowed,
    });
    const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
    return target.create(lead, [{ name: 'a' }], { keys: ['k'] });
  };
  it.each([
    ['could not serialize access due to concurrent update\n', true, 'transient'],
    ['deadlock detected\nDETAIL: …', true, 'transient'],
    ["Vous n'êtes pas autorisé à créer", false, 'forbidden'],
    ['Missing required value', true, 'record'],
  ])('"%s" with the right to create: %s is "%s"', async (message, allowed, kind) => {
    await expect(refusedWith(message, allowed)).rejects.toMatchObject({ kind });
  });
});

describe('rows with different fields', () => {
  const tag: Entity = {
    name: 'crm.tag',
    label: 'Tag',
    id: 'id',
    display: null,
    fields: {
      name: { name: 'name', label: 'Name', type: { kind: 'text' } },
      color: { name: 'color', label: 'Color', type: { kind: 'integer' } },
    },
  };
  const rows = [{ name: 'a' }, { name: 'b', color: 1 }, { name: 'c' }];
  const refused = [{ type: 'error', message: 'No', record: 0, rows: { from: 0, to: 0 } }];
  const second = (answer: JsonValue): Answers => ({
    'crm.tag.load': ({ args: [columns] }) =>
      Array.isArray(columns) && columns.includes('color')
        ? answer
        : { ids: [11, 13], messages: [], nextrow: 0 },
    'crm.tag.check_access_rights': true,
  });
  const send = (
    answers: Answers,
  ): { readonly calls: readonly Recorded[]; ids: Promise<readonly TargetId[]> } => {
    const { transport, calls } = fakeOdoo(answers);
    const target = createOdooTarget({ ...where, password: 'secret' }, { transport });
    return { calls, ids: target.create(tag, rows, { keys: ['k1', 'k2', 'k3'] }) };
  };

  it('are made by one call for each set, and given in their order', async () => {
    const { calls, ids } = send(second({ ids: [12], messages: [], nextrow: 0 }));
    expect(await ids).toEqual([11, 12, 13]);
    expect(calls.map(({ args }) => args)).toEqual([
      [
        ['id', 'name'],
        [
          ['k1', 'a'],
          ['k3', 'c'],
        ],
      ],
      [['id', 'color', 'name'], [['k2', '1', 'b']]],
    ]);
  });

  it('are taken back where a later set is refused', async () => {
    const answers = { ...second({ ids: false, messages: refused, nextrow: 0 }), 'crm.tag.unlink': true };
    const { calls, ids } = send(answers);
    await expect(ids).rejects.toMatchObject({
      kind: 'record',
      refused: new Map([[1, 'Odoo refused to create crm.tag: No']]),
    });
    expect(calls.at(-1)).toMatchObject({ method: 'unlink', args: [[11, 13]] });
  });

  it('are an open question where they cannot be taken back', async () => {
    const { ids } = send(second({ ids: false, messages: refused, nextrow: 0 }));
    await expect(ids).rejects.toMatchObject({ kind: 'lost', refused: null });
  });
});

describe('what is stored is the same with keys and without', () => {
  const cases: readonly (readonly [string, TargetValues])[] = [
    [
      'crm.lead',
      {
        name: 'Whole',
        type: 'opportunity',
        stage_id: 2,
        user_id: null,
        team_id: null,
        expected_revenue: '12.50',
        probability: 33.3,
        date_open: '2020-01-02T03:04:05Z',
        date_deadline: '2020-05-06',
        description: '<p>a <b>b</b></p>',
        active: false,
        priority: '2',
        website: 'example.com',
        tag_ids: [],
        color: 0,
      },
    ],
    [
      'res.partner',
      { name: 'Firm', is_company: true, country_id: 224, parent_id: null, comment: '<p>x</p>' },
    ],
    ['ir.attachment', { name: 'f.txt', datas: 'aGVsbG8', res_model: 'crm.lead', res_id: 1 }],
    ['res.partner.category', { name: 'Category', color: 3 }],
  ];
  it.each(cases)('%s', async (name, row) => {
    const { target, entity, values } = sandbox();
    const [keyed = 0] = await create(name, [row]);
    const [plain = 0] = await target.create(entity(name), [row]);
    const fields = Object.values(entity(name).fields)
      .map((field) => field.name)
      .filter(
        (field) =>
          !['id', 'create_date', 'write_date', 'parent_path', 'commercial_partner_id'].includes(field),
      )
      // What the clock says, which moves on between the two, and the row's own id.
      .filter((field) => !['date_last_stage_update', 'calendar_last_notif_ack', 'self'].includes(field));
    const [one, other] = await values(name, [keyed, plain], fields);
    expect(Object.fromEntries(fields.map((field, place) => [field, one?.[place]]))).toEqual(
      Object.fromEntries(fields.map((field, place) => [field, other?.[place]])),
    );
  });
});

describe('rows that load would store otherwise are made without keys', () => {
  it.each<readonly [string, string, readonly TargetValues[]]>([
    ['a contact of a company, which would take its address', 'res.partner', [{ name: 'C', parent_id: 1 }]],
    [
      'rows with too many sets of fields',
      'crm.lead',
      ['street', 'street2', 'zip', 'city', 'phone', 'mobile', 'function', 'website', 'referred'].map(
        (field) => ({
          name: 'a',
          [field]: 'b',
        }),
      ),
    ],
    [
      'users with different fields',
      'res.users',
      [
        { name: 'a', login: 'a' },
        { name: 'b', login: 'b', email: 'b' },
      ],
    ],
    ['an empty text', 'crm.lead', [{ name: 'a', phone: '' }]],
    ['an empty message, which would read "False"', 'mail.message', [{ body: null }]],
    ['a task, whose import fills in more', 'project.task', [{ name: 'a', project_id: 1 }]],
    ['a field that is not known yet', 'crm.lead', [{ name: 'a', x_new: 'b' }]],
  ])('%s', (_what, name, rows) => {
    const { target, entity } = sandbox();
    expect(target.enforcesKeys?.(entity(name), rows)).toBe(false);
  });

  it('an option that another one is called by', () => {
    const { target, entity } = sandbox();
    const lead = entity('crm.lead');
    const options = [
      { value: '1', label: '2' },
      { value: '2', label: 'two' },
    ];
    const odd = {
      ...lead,
      fields: {
        ...lead.fields,
        x_odd: { name: 'x_odd', label: 'x', type: { kind: 'enum', options } as const },
      },
    };
    expect(target.enforcesKeys?.(odd, [{ name: 'a', x_odd: '2' }])).toBe(false);
    expect(target.enforcesKeys?.(odd, [{ name: 'a', x_odd: '1' }])).toBe(true);
  });
});
