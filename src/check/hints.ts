/**
 * Names that people expect and the systems no longer, or never, have. Data, checked against the source of Odoo 16 to
 * 18 and Microsoft's entity reference; the text goes into the help of `unknown-field`.
 */
import type { Entity } from '../schema/model.ts';

export interface Renamed {
  readonly now: string;
  readonly note: string;
}

const ODOO: Readonly<Record<string, Readonly<Record<string, Renamed>>>> = {
  'crm.lead': {
    planned_revenue: { now: 'expected_revenue', note: 'renamed in 14.0' },
    lost_reason: { now: 'lost_reason_id', note: 'renamed in 16.0' },
    contact_id: { now: 'partner_id', note: 'a lead has one partner link' },
    stage_name: { now: 'stage_id', note: 'a stage is a row of crm.stage' },
    salesrep: { now: 'user_id', note: 'the salesperson' },
    OwnerId: { now: 'user_id', note: 'the salesperson' },
  },
  'res.partner': {
    partner_type: { now: 'is_company', note: 'company or person; `type` is the kind of address' },
    industry: { now: 'industry_id', note: 'a row of res.partner.industry' },
  },
  'calendar.event': {
    start_datetime: { now: 'start', note: 'since 14.0' },
    stop_datetime: { now: 'stop', note: 'since 14.0' },
  },
  'mail.message': { res_model: { now: 'model', note: 'with `res_id`' } },
  'project.task': { user_id: { now: 'user_ids', note: 'since 15.0' } },
  'product.template': { standard_cost: { now: 'standard_price', note: 'the cost' } },
  'crm.stage': { folded: { now: 'fold', note: 'in the kanban view' } },
};

const DATAVERSE: Readonly<Record<string, Readonly<Record<string, Renamed>>>> = {
  systemuser: { internalid: { now: 'internalemailaddress', note: 'the e-mail address' } },
  lead: {
    LeadSource: { now: 'leadsourcecode', note: 'an option' },
    leadsource: { now: 'leadsourcecode', note: 'an option' },
    website: { now: 'websiteurl', note: 'the address' },
  },
  account: {
    website: { now: 'websiteurl', note: 'the address' },
    industry: { now: 'industrycode', note: 'an option' },
  },
  opportunity: {
    accountid: { now: 'parentaccountid', note: 'or `customerid`, an account or a contact' },
    contactid: { now: 'parentcontactid', note: 'or `customerid`, an account or a contact' },
  },
  annotation: {
    filebody: { now: 'documentbody', note: 'base64' },
    notetype: { now: 'isdocument', note: 'true or false' },
  },
  activityparty: { pollingPartyId: { now: 'partyid', note: 'with `participationtypemask`' } },
};

const SYSTEMS: Readonly<Record<string, typeof ODOO>> = { odoo: ODOO, dataverse: DATAVERSE };

/** What the field is called that has another name now, where the entity has it; or null. */
export function renamedField(system: string, entity: Entity, name: string): Renamed | null {
  const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
    table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
  const known = own(own(own(SYSTEMS, system), entity.name), name);
  return known && entity.fields[known.now] ? known : null;
}
