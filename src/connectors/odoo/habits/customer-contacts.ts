/**
 * Odoo keeps the e-mail address and the phone number of a lead as one with its customer's (`_inverse_email_from` of
 * `crm.lead`): written on the lead, they would take the place of the customer's, and null would clear them. A migration
 * changes no customer by writing a lead: where Odoo cannot hold both values, the customer's stands.
 */
import type { Entity, JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import type { RowWrite, WireValues } from '../alike.ts';
import { keptAsOne, mayDifferFromCustomer, takenFromCustomer } from '../knowledge.ts';
import { idOf, type OdooSession, type WireRow } from '../session.ts';
import { spelledAlike } from './spelled-alike.ts';

/** The field that leads to the customer, in all models of {@link keptAsOne}. */
const VIA = 'partner_id';

/** Rows that are given their own values in one call: each is written twice in it. */
const TOGETHER = 100;

/** What can be sent of a row, and what its customer has no value for, which is sent by {@link giveOwn}. */
interface Parted {
  readonly values: WireValues;
  readonly own: WireValues;
}

/**
 * New rows as they are sent: each with the fields that it had, so that all of a call still have the same ones.
 * @throws ConnectorError
 */
export async function partNewRows(
  session: OdooSession,
  entity: Entity,
  rows: readonly WireValues[],
  options?: CallOptions,
): Promise<readonly Parted[]> {
  const shared = keptAsOne[entity.name] ?? {};
  const touches = (values: WireValues): boolean =>
    isId(values[VIA]) && Object.keys(shared).some((field) => field in values);
  if (!rows.some(touches)) return rows.map((values) => ({ values, own: {} }));
  const customers = await customersOf(
    session,
    entity,
    rows.filter(touches).map((values) => values[VIA]),
    options,
  );
  return rows.map((values) => {
    const customer = touches(values) ? customers.get(Number(values[VIA])) : undefined;
    if (customer === undefined) return { values, own: {} };
    const { sent, own } = part(entity, values, customer);
    const empty = Object.fromEntries(Object.keys(own).map((field) => [field, false]));
    return { values: { ...values, ...sent, ...empty }, own };
  });
}

/**
 * Runs `write` with what can be sent of rows that are there, and gives them their own values after it. Where the
 * customer is written, be it the same, the row keeps all the rest as it is, beside what is kept as one.
 * @throws ConnectorError
 */
export async function updatingBesideCustomers(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  write: (rows: readonly RowWrite[]) => Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const shared = Object.keys(keptAsOne[entity.name] ?? {}).filter((field) => field in entity.fields);
  const concerned = rows.filter(({ values }) => [VIA, ...shared].some((field) => field in values));
  if (shared.length === 0 || concerned.length === 0) return write(rows);
  const kept = takenFrom(entity);
  const fields = [VIA, ...kept, ...shared];
  const ids = concerned.map(({ id }) => id);
  const before = await rowsById(session, entity.name, ids, fields, options);
  const customerOf = ({ id, values }: RowWrite): JsonValue | undefined =>
    VIA in values ? values[VIA] : before.get(id)?.[VIA];
  const customers = await customersOf(session, entity, concerned.map(customerOf), options);
  const owns: RowWrite[] = [];
  const sent = rows.map((row): RowWrite => {
    const { id, values } = row;
    const current = before.get(id);
    const customer = customers.get(Number(customerOf(row)));
    if (current === undefined || customer === undefined) return row;
    // What comes by itself is noted in the row's messages, whatever the context says; what is written is not.
    const follows =
      VIA in values ? Object.fromEntries(shared.map((field) => [field, current[field] ?? false])) : {};
    const { sent: changed, own } = part(entity, { ...follows, ...values }, customer);
    const missing = Object.entries(own).filter(([field, value]) => current[field] !== value);
    if (missing.length > 0) owns.push({ id, values: Object.fromEntries(missing) });
    const rest =
      VIA in values ? Object.fromEntries(kept.map((field) => [field, current[field] ?? false])) : {};
    const plain = Object.entries(values).filter(([field]) => !(field in own));
    return { id, values: { ...rest, ...Object.fromEntries(plain), ...changed } };
  });
  await write(sent);
  await giveOwn(session, entity, owns, options);
}

/**
 * Gives rows values that their customers have none for, in one transaction: without the customer, whom Odoo would give
 * the value too, and then with the customer again, who has none to give. Where the answer is lost, they are missing.
 * @throws ConnectorError
 */
export async function giveOwn(
  session: OdooSession,
  entity: Entity,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  const given = rows.filter(({ values }) => Object.keys(values).length > 0);
  if (given.length === 0) return;
  const carrier = await ownPartner(session, options);
  const fields = [VIA, ...takenFrom(entity)];
  for (let from = 0; from < given.length; from += TOGETHER) {
    const together = given.slice(from, from + TOGETHER);
    const ids = together.map(({ id }) => id);
    const rest = await rowsById(session, entity.name, ids, fields, options);
    // A list carries one change to each row, whoever's list it is, as with partners.
    const changes = together.flatMap(({ id, values }): readonly JsonValue[] => {
      const { id: _id, ...current } = rest.get(id) ?? {};
      return isId(current[VIA])
        ? [
            [1, id, { ...values, [VIA]: false }],
            [1, id, current],
          ]
        : [];
    });
    if (changes.length > 0)
      await session.call('res.partner', 'write', [[carrier], { opportunity_ids: changes }], {}, options);
  }
}

/** Of the fields that are kept as one: what to send in their place, and what the customer has no value for. */
function part(
  entity: Entity,
  values: WireValues,
  customer: WireRow,
): { readonly sent: WireValues; readonly own: WireValues } {
  const sent: Record<string, JsonValue> = {};
  const own: Record<string, JsonValue> = {};
  const mayDiffer = mayDifferFromCustomer.has(entity.name);
  for (const [field, path] of Object.entries(keptAsOne[entity.name] ?? {})) {
    const value = values[field];
    if (value === undefined) continue;
    const theirs = customer[nameOf(path)] ?? false;
    if (mayDiffer && spelledAlike(value, theirs, customer.phone_sanitized ?? false)) continue;
    if (mayDiffer && theirs === false) own[field] = value;
    else sent[field] = theirs;
  }
  return { sent, own };
}

/** Customers by id, with what is kept as one with theirs. */
async function customersOf(
  session: OdooSession,
  entity: Entity,
  ids: readonly (JsonValue | undefined)[],
  options?: CallOptions,
): Promise<ReadonlyMap<number, WireRow>> {
  const fields = [...new Set(Object.values(keptAsOne[entity.name] ?? {}).map(nameOf))];
  const compared = mayDifferFromCustomer.has(entity.name) ? ['phone_sanitized'] : [];
  const wanted = [...new Set(ids.filter(isId))];
  return rowsById(session, 'res.partner', wanted, [...fields, ...compared], options);
}

async function rowsById(
  session: OdooSession,
  model: string,
  ids: readonly number[],
  fields: readonly string[],
  options?: CallOptions,
): Promise<ReadonlyMap<number, WireRow>> {
  if (ids.length === 0) return new Map();
  const rows = await session.searchRead(model, [['id', 'in', [...ids]]], fields, {}, options);
  return new Map(rows.map((row) => [idOf(row), row]));
}

/** The partner of whoever is logged in: nobody's customer is written to. */
async function ownPartner(session: OdooSession, options?: CallOptions): Promise<number> {
  const user = await session.user(options);
  const own = (await rowsById(session, 'res.users', [user], [VIA], options)).get(user);
  return Number(own?.[VIA]);
}

function takenFrom(entity: Entity): readonly string[] {
  return (takenFromCustomer[entity.name] ?? []).filter((field) => field in entity.fields);
}

/** "partner_id.email" -> "email" */
function nameOf(path: string): string {
  return path.slice(path.indexOf('.') + 1);
}

function isId(value: JsonValue | undefined): value is number {
  return typeof value === 'number';
}
