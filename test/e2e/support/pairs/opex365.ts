import { resolutions } from '../function365.ts';
import { startDataverseToOdoo } from './dataverse-to-odoo.ts';
import type { Pair, Size } from './pair.ts';

export const opex365: Pair = {
  title: 'OPEX 365 into Odoo',
  project: 'specs/opex365-odoo',
  start: (scale) => startDataverseToOdoo('all', scale),
  staged: ['account', 'incident', 'task', 'product', 'activityparty', 'new_device'],
  people: { waiting: 6, resolve: resolutions },
  sources: { Draft: 'email', File: 'annotation', Note: 'annotation', ToCall: 'phonecall' },
  units: {},
  found: ['account'],
  edited: { entity: 'res.partner', having: 'x_birthday', field: 'function' },
  changes: [
    { what: 'changed', entity: 'account', values: { name: 'Renamed Works' }, seen: 'Renamed Works' },
    { what: 'added', entity: 'account', values: { name: 'Newly Founded' }, seen: 'Newly Founded' },
    { what: 'changed', entity: 'incident', values: { title: 'A better title' }, seen: 'A better title' },
    { what: 'deleted', entity: 'task' },
  ],
  // Odoo makes stages of their own (Inbox, Today, …) for people when they get their first task.
  stays: /^project\.task\.type \d+: not there became .*"user_id":\d+/,
};

/** 2,000 records, for every run of the suite. */
export const opex365Small: Size = { scale: 0.38, records: 2_000, created: 1_000, fields: 15_000 };

/** 20,000 records, for `npm run test:heavy`. */
export const opex365Large: Size = { scale: 4.1, records: 20_000, created: 10_000, fields: 150_000 };
