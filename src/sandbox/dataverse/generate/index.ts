/**
 * The records of the sandbox: an invented group of clinics and its customers, the same for the same seed and scale,
 * dirty in the ways that real data is. This folder knows the tables' columns and nothing of the protocol.
 */
import type { Links, Rows } from '../store.ts';
import { makeActivities } from './activities.ts';
import { makeAnnotations } from './annotations.ts';
import { makeCatalogue } from './catalogue.ts';
import { makeConnections } from './connections.ts';
import { type Context, makeIds } from './context.ts';
import { makeAccounts, makeContacts } from './customers.ts';
import { makeOrganisation, type Organisation } from './organisation.ts';
import { makeProcesses } from './processes.ts';
import { withRareColumns } from './rare.ts';
import { makeRoles } from './roles.ts';
import { makeLeads, makeOpportunities } from './sales.ts';
import { makeDevices, makeService } from './service.ts';
import { inStages, makeStages } from './stages.ts';

/**
 * @param scale multiplies the number of records; 1 gives about 4,200. Fifty a table is the least, so that every kind
 * of dirt is there.
 * @param whole beside them what a business keeps that also serves what it sold: cases, tasks, products with prices
 */
export function generate(
  seed: number,
  scale: number,
  whole = false,
): { readonly organisation: Organisation; readonly rows: Rows; readonly links: Links } {
  const organisation = makeOrganisation(seed);
  const context: Context = { seed, organisation, ids: makeIds(seed, scale) };
  const { links, role } = makeRoles(context);
  const processes = makeProcesses(context);
  const activities = makeActivities(context);
  const stages = makeStages(context, processes.workflow ?? []);
  const catalogue = whole ? makeCatalogue(context) : null;
  const products = (catalogue?.product ?? []).map(({ productid }) => String(productid));
  const sales: Rows = {
    ...organisation.rows,
    account: makeAccounts(context),
    contact: makeContacts(context),
    lead: makeLeads(context),
    opportunity: inStages(context, makeOpportunities(context), stages),
    ...activities,
    annotation: makeAnnotations(context),
    ...makeConnections(context, scale),
    processstage: stages,
    new_device: makeDevices(context, scale, products),
  };
  const rest: Rows =
    catalogue === null ? {} : { ...catalogue, ...makeService(context, scale, products, activities.email) };
  return {
    organisation,
    links,
    rows: {
      ...withRareColumns(seed, sales),
      role,
      ...processes,
      ...withRareColumns(seed, rest, sales),
    },
  };
}
