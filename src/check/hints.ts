/**
 * Names that people expect and the systems no longer, or never, have. What a version of Odoo renamed, replaced or removed
 * stands in the table of `schema/renames`; here are the loose names of everyday speech, checked against the source of
 * Odoo 16 to 18 and Microsoft's entity reference. The text goes into the help of `unknown-field`.
 */
import type { Entity, Schema } from '../schema/model.ts';
import { type NameChange, nameChanges } from '../schema/renames/index.ts';

interface Renamed {
  readonly now: string;
  readonly note: string;
}

const ODOO: Readonly<Record<string, Readonly<Record<string, Renamed>>>> = {
  'crm.lead': {
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

type Where = Pick<Schema, 'system' | 'version'>;

/**
 * What the field is called that has another name in this version, and beyond doubt is the same; or null. A name that a
 * later version gives is known too.
 */
export function renamedField(schema: Where, entity: Entity, name: string): Renamed | null {
  const loose = SYSTEMS[schema.system]?.[entity.name]?.[name];
  if (loose && entity.fields[loose.now]) return loose;
  for (const change of nameChanges(schema.system, entity.name)) {
    if (change.kind !== 'renamed' || change.old === undefined || change.new === undefined) continue;
    if (change.old === name && entity.fields[change.new])
      return { now: change.new, note: `renamed in ${change.version}` };
    if (change.new === name && entity.fields[change.old] && !reached(schema, change))
      return { now: change.old, note: `renamed to \`${name}\` only in ${change.version}` };
  }
  return null;
}

/** What became of a field that this version has no more, in words; null where nothing is known. */
export function goneField(schema: Where, entity: Entity, name: string): string | null {
  const change = nameChanges(schema.system, entity.name).find(
    (one) => one.old === name && reached(schema, one),
  );
  if (change === undefined) return null;
  const since = `since ${change.version}`;
  switch (change.kind) {
    case 'renamed':
      // The new name was not found either, or `renamedField` would have told it.
      return null;
    case 'replaced':
      return `${since} there is \`${change.new}\` in its place${change.note === undefined ? '' : ` (${change.note})`}`;
    case 'moved':
      return `${since} it is \`${change.new}\``;
    case 'removed':
      return `${entity.name} has it no more ${since}`;
  }
}

/** What became of a model that this version has no more, in words; null where nothing is known. */
export function goneEntity(schema: Where, name: string): string | null {
  const change = nameChanges(schema.system, name).find(
    (one) => one.old === undefined && reached(schema, one),
  );
  if (change === undefined) return null;
  if (change.new === undefined) return `${schema.system} has \`${name}\` no more since ${change.version}`;
  const note = change.note === undefined ? '' : ` (${change.note})`;
  return `since ${change.version} it is \`${change.new}\`${note}`;
}

/** What discovery could not read, in words: an entity, or a field of it; null where it read all of that. */
export function unreadName(
  schema: Pick<Schema, 'unread'>,
  entity: string,
  field: string | null,
): string | null {
  const unread = schema.unread?.find((one) =>
    field === null
      ? one.what === 'entity' && one.entity === entity
      : one.what === 'fields' && one.entity === entity && one.fields?.includes(field),
  );
  if (unread === undefined) return null;
  const name = field === null ? entity : `${entity}.${field}`;
  return `\`${name}\` is there and was not read: ${unread.why}; ${unread.help}`;
}

/** Whether the system is of the version of the change, or later. Versions are "17.0" or "saas~17.2". */
function reached(schema: Where, change: NameChange): boolean {
  const number = (version: string): number => Number(/\d+(\.\d+)?/.exec(version)?.[0] ?? Number.NaN);
  return number(schema.version) >= number(change.version);
}
