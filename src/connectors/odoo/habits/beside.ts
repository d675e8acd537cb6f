/**
 * What Odoo changes by itself, beside what a call says, and undoing is to return.
 *
 * A lead and its customer share an e-mail address and a telephone number: Odoo writes those of one to the other, and keeps
 * them there when the lead is deleted. It fills a lead with the address of its customer, dates what is done to it and
 * guesses its probability anew. What it changes so stands beside the write that did it, and rolling that back returns it.
 */
import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { BesideRow, CallOptions, TargetId, TargetValues } from '../../contract.ts';
import { orNone } from '../external-ids.ts';
import { takenFromCustomer } from '../knowledge.ts';
import { rowsByIds } from '../reading.ts';
import { idOf, type OdooSession } from '../session.ts';
import { wireRows } from '../values/wire-rows.ts';
import { withoutTracking } from './tracked-changes.ts';
import { writeLeads } from './write-leads.ts';

/** What a write to a lead may change in it (`_compute_…` and `write` of `crm.lead` in Odoo 16 to 19). */
const OF_LEAD: readonly string[] = [
  ...['date_open', 'date_closed', 'date_last_stage_update', 'probability', 'automated_probability'],
  ...['team_id', 'company_id', 'email_from', 'phone'],
  ...(takenFromCustomer['crm.lead'] ?? []),
];

/** What Odoo fills in for invoices once it knows the country, and does not empty again (`account_edi_ubl_cii`). */
const OF_CUSTOMER = ['peppol_eas', 'peppol_endpoint', 'ubl_cii_format'] as const;

/** What a write to a customer may change in its leads. */
const OF_LEADS = ['email_from', 'phone', 'probability', 'automated_probability'] as const;

/** What leads and customers share: fields of the customer by those of the lead. */
const SHARED = { email_from: 'email', phone: 'phone' } as const;

interface Row {
  readonly id: TargetId | null;
  readonly values: TargetValues;
}

/** See `Target.beside`. @throws ConnectorError */
export async function beside(
  session: OdooSession,
  entity: Entity,
  rows: readonly Row[],
  options?: CallOptions,
): Promise<readonly (readonly BesideRow[])[]> {
  switch (entity.name) {
    case 'crm.lead':
      return besideLeads(session, entity, rows, options);
    case 'res.partner':
      return joined(
        await besideRows(session, entity, rows, ['country_id', 'vat'], OF_CUSTOMER, options),
        await besideCustomers(session, rows, options),
      );
    case 'crm.team':
      return besideRows(session, entity, rows, ['member_ids'], ['favorite_user_ids'], options);
    case 'product.template':
      return besideVariants(session, rows, options);
    default:
      return rows.map(() => []);
  }
}

async function besideLeads(
  session: OdooSession,
  entity: Entity,
  rows: readonly Row[],
  options?: CallOptions,
): Promise<readonly (readonly BesideRow[])[]> {
  // A stage of another team gives way to one of the new team's.
  const names = rows.some(({ values }) => 'team_id' in values) ? [...OF_LEAD, 'stage_id'] : OF_LEAD;
  const fields = names.filter((field) => entity.fields[field] !== undefined);
  const ids = rows.flatMap(({ id }) => (typeof id === 'number' ? [id] : []));
  const found = await rowsByIds(session, entity, ids, [...fields, 'partner_id'], options);
  const leads = new Map(found.map((row) => [row.id, row.values]));
  const customers = rows.map(({ id, values }) => {
    const tells = 'partner_id' in values || Object.keys(SHARED).some((field) => field in values);
    const theirs = [values.partner_id, id === null ? null : leads.get(id)?.partner_id];
    return tells ? theirs.filter((partner) => typeof partner === 'number') : [];
  });
  const shared = await rowsByIds(
    session,
    'res.partner',
    [...new Set(customers.flat())],
    Object.values(SHARED),
    options,
  );
  const partners = new Map(shared.map((row) => [row.id, row.values]));
  return rows.map(({ id, values }, index) => {
    const lead = id === null ? undefined : leads.get(id);
    const own =
      id === null || lead === undefined
        ? []
        : [
            {
              entity: entity.name,
              id,
              values: only(
                lead,
                fields.filter((field) => !(field in values)),
              ),
            },
          ];
    const theirs = [...new Set(customers[index])].flatMap((partner): BesideRow[] => {
      const customer = partners.get(partner);
      return customer === undefined ? [] : [{ entity: 'res.partner', id: partner, values: customer }];
    });
    return [...own, ...theirs];
  });
}

async function besideCustomers(
  session: OdooSession,
  rows: readonly Row[],
  options?: CallOptions,
): Promise<readonly (readonly BesideRow[])[]> {
  const tells = rows.flatMap(({ id, values }) =>
    id !== null && Object.values(SHARED).some((field) => field in values) ? [id] : [],
  );
  const none = rows.map(() => []);
  if (tells.length === 0 || !(await session.modelIds(['crm.lead'], options)).has('crm.lead')) return none;
  const domain: JsonValue = [['partner_id', 'in', tells]];
  const found = await orNone(() => session.searchRead('crm.lead', domain, ['partner_id'], {}, options));
  const of = new Map(found.map((row) => [Number(row.id), row.partner_id]));
  const leads = await rowsByIds(session, 'crm.lead', [...of.keys()], OF_LEADS, options);
  return rows.map(({ id }) =>
    leads.flatMap((lead): BesideRow[] =>
      of.get(Number(lead.id)) === id ? [{ entity: 'crm.lead', id: lead.id, values: lead.values }] : [],
    ),
  );
}

/** Other fields of the same rows, where one of `writing` is written. */
async function besideRows(
  session: OdooSession,
  entity: Entity,
  rows: readonly Row[],
  writing: readonly string[],
  fields: readonly string[],
  options?: CallOptions,
): Promise<readonly (readonly BesideRow[])[]> {
  const there = fields.filter((field) => entity.fields[field] !== undefined);
  const ids = rows.flatMap(({ id, values }) =>
    typeof id === 'number' && writing.some((field) => field in values) ? [id] : [],
  );
  const found = there.length === 0 ? [] : await rowsByIds(session, entity, ids, there, options);
  const byId = new Map(found.map((row) => [row.id, row.values]));
  return rows.map(({ id, values }) => {
    const row = id === null ? undefined : byId.get(id);
    if (id === null || row === undefined) return [];
    return [
      {
        entity: entity.name,
        id,
        values: only(
          row,
          there.filter((field) => !(field in values)),
        ),
      },
    ];
  });
}

/** Odoo archives the variants with the product, and brings them back with it only where none was there. */
async function besideVariants(
  session: OdooSession,
  rows: readonly Row[],
  options?: CallOptions,
): Promise<readonly (readonly BesideRow[])[]> {
  const ids = rows.flatMap(({ id, values }) => (id !== null && 'active' in values ? [id] : []));
  if (ids.length === 0) return rows.map(() => []);
  const domain: JsonValue = [['product_tmpl_id', 'in', ids]];
  const found = await session.searchRead(
    'product.product',
    domain,
    ['product_tmpl_id', 'active'],
    {},
    options,
  );
  return rows.map(({ id }) =>
    found
      .filter((row) => id !== null && row.product_tmpl_id === id)
      .map((row) => ({ entity: 'product.product', id: idOf(row), values: { active: row.active ?? null } })),
  );
}

function joined(
  some: readonly (readonly BesideRow[])[],
  more: readonly (readonly BesideRow[])[],
): readonly (readonly BesideRow[])[] {
  return some.map((rows, index) => [...rows, ...(more[index] ?? [])]);
}

function only(
  values: Readonly<Record<string, JsonValue>>,
  fields: readonly string[],
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

/** See `Target.besideNow`. @throws ConnectorError */
export async function besideNow(
  session: OdooSession,
  rows: readonly BesideRow[],
  options?: CallOptions,
): Promise<readonly BesideRow[]> {
  const now: BesideRow[] = [];
  for (const [entity, group] of Map.groupBy(rows, (row) => row.entity)) {
    const fields = [...new Set(group.flatMap(({ values }) => Object.keys(values)))];
    const ids = [...new Set(group.map(({ id }) => Number(id)))];
    for (const { id, values } of await rowsByIds(session, entity, ids, fields, options))
      now.push({ entity, id, values });
  }
  return now;
}

/** See `Target.giveBack`. Later ones of several for a row win. @throws ConnectorError */
export async function giveBack(
  session: OdooSession,
  rows: readonly BesideRow[],
  options?: CallOptions,
): Promise<void> {
  for (const { entity, id, values } of rows) {
    const [wire = {}] = await wireRows(session, entity, [values], options);
    const write = async (): Promise<void> => {
      if (entity === 'crm.lead') await writeLeads(session, [{ id: Number(id), values: wire }], options);
      else await session.call(entity, 'write', [[id], wire], {}, options);
    };
    await withoutTracking(session, write, options);
  }
}
