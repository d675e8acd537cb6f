/**
 * The records of the sandbox: an invented group of clinics and its customers, the same for the same seed and scale,
 * dirty in the ways that real data is. This folder knows the tables' columns and nothing of the protocol.
 */
import type { Links, Rows } from '../store.ts';
import { makeActivities } from './activities.ts';
import { makeAnnotations } from './annotations.ts';
import { makeCatalogue } from './catalogue.ts';
import { type Context, makeIds } from './context.ts';
import { makeAccounts, makeContacts } from './customers.ts';
import { makeOrganisation, type Organisation } from './organisation.ts';
import { makeProcesses } from './processes.ts';
import { makeRoles } from './roles.ts';
import { makeLeads, makeOpportunities } from './sales.ts';
import { makeService } from './service.ts';
import { makeStages } from './stages.ts';

/**
 * @param scale multiplies the number of records; 1 gives about 4,200. Fifty a table is the least, so that every kind
 * of dirt is there.
 * @param whole beside them what a business keeps that also serves what it sold: cases, tasks, products with prices, processes
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
  const catalogue = whole ? makeCatalogue(context) : null;
  return {
    organisation,
    links,
    rows: {
      ...organisation.rows,
      account: makeAccounts(context),
      contact: makeContacts(context),
      lead: makeLeads(context),
      opportunity: makeOpportunities(context),
      ...activities,
      annotation: makeAnnotations(context),
      role,
      ...processes,
      ...(catalogue === null
        ? {}
        : {
            ...catalogue,
            ...makeService(
              context,
              scale,
              catalogue.product.map(({ productid }) => String(productid)),
              activities.email,
            ),
            processstage: makeStages(context, processes.workflow ?? []),
          }),
    },
  };
}
