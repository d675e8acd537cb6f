import { expect } from 'vitest';
import type { TargetValues } from '../../../../src/connectors/contract.ts';
import type { WriteKind } from './kind.ts';
import type { World } from './world.ts';

/** Customers by what a lead of theirs is given: what the lead holds afterwards. */
const CASES = {
  'another e-mail and phone': {
    customer: { email: 'ada@customer.example', phone: '+49 30 901820' },
    lead: { email_from: 'ada@lead.example', phone: '+49 30 901821' },
    holds: { email_from: 'ada@customer.example', phone: '+49 30 901820' },
  },
  nothing: {
    customer: { email: 'bob@customer.example', phone: '+49 30 901822' },
    lead: { email_from: null, phone: null },
    holds: { email_from: 'bob@customer.example', phone: '+49 30 901822' },
  },
  'what the customer has not': {
    customer: { email: null, phone: null },
    lead: { email_from: 'cy@lead.example', phone: '+49 30 901823' },
    holds: { email_from: 'cy@lead.example', phone: '+49 30 901823' },
  },
  'an e-mail that the customer has not, and another phone': {
    customer: { email: null, phone: '+49 30 901824' },
    lead: { email_from: 'di@lead.example', phone: '+49 30 901825' },
    holds: { email_from: 'di@lead.example', phone: '+49 30 901824' },
  },
  'the same in another spelling': {
    customer: { email: 'Eve@Customer.example', phone: '+49 30 901826' },
    lead: { email_from: '"Eve" <eve@customer.example>', phone: '+4930901826' },
    holds: { email_from: '"Eve" <eve@customer.example>', phone: '+4930901826' },
  },
  'a number that is none, in another spelling': {
    customer: { email: 'a@customer.example, b@customer.example', phone: '+49 1' },
    lead: { email_from: 'A@customer.example,b@customer.example', phone: '+491' },
    holds: { email_from: 'a@customer.example, b@customer.example', phone: '+49 1' },
  },
  'nothing, and the customer has nothing': {
    customer: { email: null, phone: null },
    lead: { email_from: null, phone: null },
    holds: { email_from: null, phone: null },
  },
} as const;

/** What Odoo would take from the customer too, where the lead is given the customer later. */
const OF_THE_LEAD = {
  contact_name: 'Own contact',
  partner_name: 'Own company',
  function: 'Own function',
  website: 'http://own.example',
  street: 'Own street 1',
  city: null,
  lang_id: null,
} as const;

async function customersOf(world: World): Promise<readonly number[]> {
  return world.makeAll(
    'res.partner',
    Object.values(CASES).map(({ customer }, index) => ({
      name: `Customer ${index}`,
      is_company: true,
      website: 'http://customer.example',
      function: 'Chief',
      street: 'Customer street 2',
      city: 'Bonn',
      ...customer,
    })),
  );
}

/** Leads hold what they can beside their customers, and no customer has changed. */
async function holdTheirs(
  world: World,
  leads: readonly number[],
  customers: readonly number[],
): Promise<void> {
  for (const [index, [name, { customer, holds }]] of Object.entries(CASES).entries()) {
    const [lead = 0, owner = 0] = [leads[index], customers[index]];
    const fields = ['partner_id', 'email_from', 'phone', ...Object.keys(OF_THE_LEAD)];
    expect(await world.values('crm.lead', lead, fields), `lead: ${name}`).toMatchObject({
      partner_id: owner,
      ...holds,
      ...OF_THE_LEAD,
    });
    expect(
      await world.values('res.partner', owner, ['email', 'phone', 'website', 'function', 'street']),
      `customer: ${name}`,
    ).toEqual({
      website: 'http://customer.example',
      function: 'Chief',
      street: 'Customer street 2',
      ...customer,
    });
  }
}

async function makeLeads(
  world: World,
  rows: readonly TargetValues[],
  keys?: readonly string[],
): Promise<readonly number[]> {
  const ids = await world.target.create(world.entity('crm.lead'), rows, keys === undefined ? {} : { keys });
  world.noted('crm.lead', ids);
  return ids.map(Number);
}

const leadOf = (index: number, more: TargetValues): TargetValues => ({
  name: `Lead ${index}`,
  user_id: null,
  team_id: null,
  ...OF_THE_LEAD,
  ...more,
});

export const leadsOfCustomers: WriteKind = {
  name: 'leads beside what their customers hold, who stay as they are',
  needs: ['crm.lead', 'ir.model.data'],
  async run(world) {
    const customers = await customersOf(world);
    const given = Object.values(CASES).map(({ lead }) => lead);
    const rows = given.map((lead, index) => leadOf(index, { ...lead, partner_id: customers[index] ?? null }));

    const plain = await makeLeads(world, rows);
    await holdTheirs(world, plain, customers);

    const keys = rows.map((_, index) => `write_customer_${index}`);
    const keyed = await makeLeads(world, rows, keys);
    await holdTheirs(world, keyed, customers);
    // A call whose answer was lost is made again.
    expect(await world.target.create(world.entity('crm.lead'), rows, { keys })).toEqual(keyed);
    await holdTheirs(world, keyed, customers);
  },
};

export const leadsGivenCustomers: WriteKind = {
  name: 'customers that leads are given later, and what leads are given then',
  needs: ['crm.lead'],
  async run(world) {
    const customers = await customersOf(world);
    const given = Object.values(CASES).map(({ lead }) => lead);
    const entity = world.entity('crm.lead');
    const later = await makeLeads(
      world,
      given.map((lead, index) => leadOf(index, { ...lead, partner_id: null })),
    );
    const withCustomer = later.map((id, index) => ({ id, values: { partner_id: customers[index] ?? null } }));
    await world.target.update(entity, withCustomer);
    await holdTheirs(world, later, customers);

    const changed = await makeLeads(
      world,
      customers.map((customer, index) => leadOf(index, { partner_id: customer })),
    );
    await world.target.update(
      entity,
      changed.map((id, index) => ({ id, values: { ...given[index] } })),
    );
    await holdTheirs(world, changed, customers);
    // The same once more, with the customer.
    await world.target.update(
      entity,
      changed.map((id, index) => ({ id, values: { ...given[index], partner_id: customers[index] ?? null } })),
    );
    await holdTheirs(world, changed, customers);

    const [first = 0] = changed;
    await world.target.update(entity, [{ id: first, values: { partner_id: null, phone: '+49 30 901829' } }]);
    await world.holds('crm.lead', first, { partner_id: null, phone: '+49 30 901829' });
    await world.holds('res.partner', customers[0] ?? 0, {
      phone: CASES['another e-mail and phone'].customer.phone,
    });
  },
};

export const customersOfLeads: WriteKind = {
  name: 'customers whose e-mail changes, which goes to their leads',
  needs: ['crm.lead'],
  async run(world) {
    const customer = await world.make('res.partner', { name: 'Customer', email: 'old@customer.example' });
    const [full = 0] = await makeLeads(world, [leadOf(1, { partner_id: customer, email_from: null })]);
    await world.change('res.partner', customer, { email: 'new@customer.example' });
    await world.holds('crm.lead', full, { email_from: 'new@customer.example' });
    await world.change('res.partner', customer, { email: null });
    await world.holds('crm.lead', full, { email_from: 'new@customer.example' });
  },
};
