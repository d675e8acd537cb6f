/** One call of Odoo's `execute_kw`. */
export type Call = (
  model: string,
  method: string,
  args: readonly unknown[],
  kwargs?: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** Rows that {@link settle} made, by the names that the data of the project gives them. */
export interface Settled {
  readonly partners: Readonly<Record<string, number>>;
  readonly leads: readonly number[];
  readonly team: number;
  readonly tags: Readonly<Record<'gold' | 'silver' | 'private', number>>;
  /** Takes away all that was made. */
  remove(): Promise<void>;
}

/**
 * What people made in Odoo before the migration of `settled/` finds it there and changes it: companies with contacts of
 * every kind, tags, followers, messages, files and tasks, opportunities that are open, won and lost, a team with members,
 * and articles. The users of the demonstration must be there.
 */
export async function settle(call: Call): Promise<Settled> {
  const made: [model: string, ids: readonly number[]][] = [];
  const create = async (
    model: string,
    ...rows: readonly Readonly<Record<string, unknown>>[]
  ): Promise<readonly number[]> => {
    // Who is made responsible follows, and is not written a mail.
    const context = { mail_auto_subscribe_no_notify: true };
    const ids = (await call(model, 'create', [rows], { context })) as readonly number[];
    made.push([model, ids]);
    return ids;
  };
  const one = async (model: string, row: Readonly<Record<string, unknown>>): Promise<number> =>
    (await create(model, row))[0] ?? 0;
  const find = async (model: string, ...where: readonly (readonly unknown[])[]): Promise<number> =>
    ((await call(model, 'search', [where], { limit: 1 })) as readonly number[])[0] ?? 0;
  const user = (login: string): Promise<number> =>
    find('res.users', ['login', '=', `${login}@function365.example`]);
  const [emma, oliver, priya] = [
    await user('emma.clarke'),
    await user('oliver.wright'),
    await user('priya.patel'),
  ];

  const [gold = 0, silver = 0, own = 0] = await create(
    'res.partner.category',
    { name: 'Gold' },
    { name: 'Silver', color: 3 },
    { name: 'Their own tag', color: 7 },
  );
  const agriculture = await one('res.partner.industry', { name: 'Settled agriculture' });
  const holding = await one('res.partner', {
    name: 'Settled AG',
    is_company: true,
    ref: 'S-1',
    vat: 'DE999999999',
    street: 'Alte Straße 9',
    street2: 'Hinterhaus',
    city: 'Kiel',
    zip: '24103',
    country_id: await find('res.country', ['code', '=', 'DE']),
    phone: '+49 431 999',
    mobile: '+49 170 999',
    email: 'Old@Settled.Example',
    website: 'https://old.settled.example/path',
    comment: '<p>Known since <b>1999</b></p>',
    industry_id: agriculture,
    user_id: emma,
    category_id: [[6, 0, [silver, own]]],
    lang: 'en_US',
    tz: 'Europe/Berlin',
  });
  const works = await one('res.partner', {
    name: 'Settled Works',
    is_company: true,
    ref: 'S-2',
    barcode: 'OLD-2',
  });
  const old = await one('res.partner', {
    name: 'Settled Old',
    is_company: true,
    ref: 'S-3',
    street: 'Am Ende 1',
    category_id: [[6, 0, [gold]]],
    user_id: oliver,
  });
  const person = await one('res.partner', {
    name: 'Settled Person',
    ref: 'S-5',
    function: 'Founder',
    title: false,
  });
  const anna = await one('res.partner', {
    name: 'Anna S.',
    email: 'anna@settled.example',
    parent_id: holding,
    function: 'Clerk',
    category_id: [[6, 0, [own, silver]]],
  });
  const bert = await one('res.partner', {
    name: 'Bert S.',
    email: 'bert@settled.example',
    parent_id: holding,
    type: 'contact',
    phone: '+49 431 5',
  });
  // A contact whose address is not that of its company.
  const apart = await one('res.partner', {
    name: 'Gerd Apart',
    email: 'gerd@settled.example',
    parent_id: holding,
  });
  await call('res.partner', 'write', [[apart], { street: 'Nebenweg 3', city: 'Plön', zip: '24306' }]);
  const delivery = await one('res.partner', {
    name: 'Ramp',
    type: 'delivery',
    parent_id: holding,
    street: 'Rampe 1',
    city: 'Kiel',
  });
  const cleo = await one('res.partner', {
    name: 'Cleo S.',
    email: 'cleo@settled.example',
    street: 'Eigenheim 4',
    city: 'Eutin',
    vat: 'DE888888888',
    user_id: priya,
  });
  const dora = await one('res.partner', {
    name: 'Dora S.',
    email: 'dora@settled.example',
    parent_id: old,
    category_id: [[6, 0, [own]]],
  });
  const fritz = await one('res.partner', {
    name: 'Fritz S.',
    email: 'fritz@settled.example',
    parent_id: anna,
  });

  const team = await one('crm.team', { name: 'Settled Team', member_ids: [[6, 0, [priya]]] });
  await create('crm.team', { name: 'Their other team', member_ids: [[6, 0, [emma, oliver]]] });
  const [hot = 0, slow = 0] = await create('crm.tag', { name: 'Hot' }, { name: 'Slow' });
  const won = await find('crm.stage', ['name', '=', 'Won']);
  const leads = [
    await one('crm.lead', {
      name: 'Settled deal one',
      type: 'opportunity',
      partner_id: holding,
      user_id: priya,
      expected_revenue: 77,
      tag_ids: [[6, 0, [slow]]],
      priority: '2',
    }),
    await one('crm.lead', {
      name: 'Settled deal two',
      type: 'opportunity',
      partner_id: works,
      expected_revenue: 5,
    }),
    await one('crm.lead', {
      name: 'Settled deal three',
      type: 'lead',
      partner_id: holding,
      tag_ids: [[6, 0, [hot]]],
    }),
    await one('crm.lead', { name: 'Settled deal six', type: 'opportunity', stage_id: won, user_id: emma }),
  ];
  await create('crm.lead', {
    name: 'Not concerned',
    type: 'opportunity',
    partner_id: holding,
    user_id: oliver,
  });

  const goods = await one('product.category', { name: 'Settled goods' });
  await create(
    'product.template',
    { name: 'Screw', default_code: 'A-1', list_price: 9.99, categ_id: goods, detailed_type: 'service' },
    { name: 'Nail', default_code: 'A-2', list_price: 1, barcode: '4999999', weight: 0.25 },
  );

  const partnerOf = async (id: number): Promise<number> => {
    const [row] = (await call('res.users', 'read', [[id], ['partner_id']])) as readonly {
      readonly partner_id: readonly [number, string];
    }[];
    return row?.partner_id[0] ?? 0;
  };
  await call('mail.followers', 'create', [
    [
      { res_model: 'res.partner', res_id: holding, partner_id: await partnerOf(oliver) },
      { res_model: 'res.partner', res_id: anna, partner_id: holding },
      { res_model: 'crm.lead', res_id: leads[0], partner_id: await partnerOf(emma) },
    ],
  ]);
  for (const [model, id] of [
    ['res.partner', holding],
    ['crm.lead', leads[0]],
  ] as const) {
    await call('mail.message', 'create', [
      [
        {
          model,
          res_id: id,
          body: '<p>They called.</p>',
          message_type: 'comment',
          date: '2024-02-03 04:05:06',
        },
      ],
    ]);
    await call('ir.attachment', 'create', [
      [{ name: 'letter.txt', res_model: model, res_id: id, datas: 'ZGVhciBhbGw=' }],
    ]);
    const [about] = (await call('ir.model', 'search', [[['model', '=', model]]])) as readonly number[];
    await call('mail.activity', 'create', [
      [
        {
          res_model_id: about,
          res_id: id,
          user_id: priya,
          summary: 'Visit them',
          date_deadline: '2026-03-04',
        },
      ],
    ]);
  }

  return {
    partners: { holding, works, old, person, anna, bert, apart, delivery, cleo, dora, fritz },
    leads,
    team,
    tags: { gold, silver, private: own },
    async remove() {
      for (const [model, ids] of made.toReversed()) await call(model, 'unlink', [ids]);
    },
  };
}
