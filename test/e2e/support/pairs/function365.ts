import { resolutions } from '../function365.ts';
import { startDataverseToOdoo } from './dataverse-to-odoo.ts';
import type { Pair, PairWorld, Size } from './pair.ts';

export const function365: Pair = {
  title: 'Function 365 into Odoo',
  project: 'specs/function365-odoo',
  start: (scale) => startDataverseToOdoo('sales', scale),
  staged: ['account', 'contact', 'lead', 'opportunity', 'email', 'annotation'],
  people: { waiting: 6, resolve: resolutions },
  sources: { ToCall: 'phonecall', ToMeet: 'appointment', ToWrite: 'email' },
  // A stage becomes one of each team that has opportunities in it.
  units: { 'processstage.unit': stagesOfTeams },
  found: ['account'],
  edited: { entity: 'res.partner', having: 'x_nhs_number', field: 'function' },
  changes: [
    { what: 'changed', entity: 'account', values: { name: 'Renamed Works' }, seen: 'Renamed Works' },
    { what: 'added', entity: 'account', values: { name: 'Newly Founded' }, seen: 'Newly Founded' },
    { what: 'changed', entity: 'lead', values: { subject: 'A better subject' }, seen: 'A better subject' },
    { what: 'deleted', entity: 'contact' },
    { what: 'deleted', entity: 'opportunity' },
  ],
  stays: null,
};

/** 2,000 records, for every run of the suite. */
export const function365Small: Size = { scale: 0.7, records: 2_000, created: 1_000, fields: 15_000 };

/** 20,000 records, for `npm run test:heavy`. */
export const function365Large: Size = { scale: 7.1, records: 20_000, created: 10_000, fields: 150_000 };

/** How many stages the teams have together: those that an opportunity of theirs is in. */
function stagesOfTeams(world: PairWorld): number {
  const stages = new Set(world.rows('processstage').map(({ processstageid }) => processstageid));
  const pairs = world
    .rows('opportunity')
    .filter(({ stageid }) => stages.has(stageid))
    .map(({ stageid, _owningbusinessunit_value: unit }) => `${stageid} ${unit}`);
  return new Set(pairs).size;
}
