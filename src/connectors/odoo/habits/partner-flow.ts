/**
 * Odoo lets what a company and its contacts share flow between them: setting `parent_id` replaces the address, the tax
 * number and the industry of the row, and writing these replaces those of the contacts below (`_fields_sync` of
 * `res.partner`). A migration means what it writes, and nothing else: what the flow changes is brought back within the
 * same transaction, so that no failure can come in between.
 */
import type { JsonValue } from '../../../schema/model.ts';
import type { CallOptions } from '../../contract.ts';
import { alike, type RowWrite, type WireValues, writeAlike } from '../alike.ts';
import { idOf, type OdooSession, type WireRow } from '../session.ts';

/** `_address_fields` in Odoo 16 to 19. They flow to contacts of the type "contact". */
const ADDRESS = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'] as const;

/** `_commercial_fields` of the module `base`. They flow from a company to the persons below, however deep. */
const COMMERCIAL = ['vat', 'company_registry', 'industry_id'] as const;

/** Writing one of these may change whose company a row belongs to. */
const BELONGING = ['parent_id', 'is_company', 'company_type'] as const;

const KEPT = [...ADDRESS, ...COMMERCIAL, 'user_id'] as const;

/** On `create` this switches the flow off, as Odoo's own import does. `write` does not know it. */
export const WITHOUT_FLOW = { _partners_skip_fields_sync: true } as const;

/**
 * Partners in one call. Each is written twice at most, and each contact below once: some 15 ms a partner, far from the
 * 120 seconds after which Odoo ends a request.
 */
const TOGETHER = 100;

/**
 * After 18.0 Odoo also lets the address of a contact flow up to its company: they are one address, and nothing can be
 * brought back.
 */
export async function sharesAddresses(session: OdooSession, options?: CallOptions): Promise<boolean> {
  const version = await session.version(options);
  return Number.parseFloat(/\d+(\.\d+)?/.exec(version)?.[0] ?? '0') > 18;
}

/**
 * Writes partners. A call that fails stores nothing of the partners in it. Contacts that are in the way of a flow are
 * written with the values that they have.
 * @throws ConnectorError
 */
export async function writePartners(
  session: OdooSession,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<void> {
  const keeps = rows.some((row) => mayFlow(row.values)) && !(await sharesAddresses(session, options));
  const flows = (row: RowWrite): boolean => keeps && mayFlow(row.values);
  const alone = new Set(alike(rows).flatMap(({ ids }) => (ids.length === 1 ? ids : [])));
  // One call for many rows takes half of the time of one for each.
  const together = rows.filter((row) => flows(row) || (alone.size > 1 && alone.has(row.id)));
  const apart = rows.filter((row) => !together.includes(row));
  await writeAlike(session, 'res.partner', apart, options);
  for (let from = 0; from < together.length; from += TOGETHER) {
    const part = together.slice(from, from + TOGETHER);
    const back = part.some(flows) ? await bringingBack(session, part, options) : [];
    // A list field carries one change to each row, in order and in one transaction, whoever's list it is: Odoo's own
    // `create_company` writes contacts in this way.
    const changes = [...part, ...back].map(({ id, values }): JsonValue => [1, id, values]);
    const [first] = part;
    if (first) await session.call('res.partner', 'write', [[first.id], { child_ids: changes }], {}, options);
    options?.progress?.(apart.length + from + part.length, rows.length, 'res.partner');
  }
}

function mayFlow(values: WireValues): boolean {
  return flowsAddress(values) || flowsCommercial(values);
}

function flowsAddress(values: WireValues): boolean {
  return 'parent_id' in values || values.type === 'contact' || ADDRESS.some((field) => field in values);
}

function flowsCommercial(values: WireValues): boolean {
  return [...COMMERCIAL, ...BELONGING].some((field) => field in values);
}

/** The writes, companies before their contacts, that give what the flow of `rows` reaches its values back. */
async function bringingBack(
  session: OdooSession,
  rows: readonly RowWrite[],
  options?: CallOptions,
): Promise<readonly RowWrite[]> {
  const written = new Map(rows.map((row) => [row.id, row.values]));
  const wanted = new Map<number, WireRow>();
  for (const row of await family(session, [...written.keys()], options))
    wanted.set(idOf(row), { ...row, ...written.get(idOf(row)) });
  const address = rows.some((row) => flowsAddress(row.values));
  const commercial = rows.some((row) => flowsCommercial(row.values));
  const fields = [...(address ? ADDRESS : []), ...(commercial ? COMMERCIAL : [])];

  const back: RowWrite[] = [];
  const touched = new Set(written.keys());
  for (const [id, row] of downwards(wanted)) {
    const values = written.get(id) ?? {};
    const fromAbove = 'parent_id' in values || values.type === 'contact';
    const reached =
      touched.has(Number(row.parent_id)) &&
      ((address && row.type === 'contact') || (commercial && !isCompany(row)));
    if (!fromAbove && !reached) continue;
    touched.add(id);
    // The salesperson of the company goes to a contact that has none when it joins, not later.
    const names = 'parent_id' in values ? [...fields, 'user_id'] : fields;
    back.push({ id, values: Object.fromEntries(names.map((name) => [name, row[name] ?? false])) });
  }
  return back;
}

/** Partners and all below them. */
function family(
  session: OdooSession,
  ids: readonly number[],
  options?: CallOptions,
): Promise<readonly WireRow[]> {
  const fields = ['parent_id', 'type', 'is_company', ...KEPT];
  return session.searchRead('res.partner', [['id', 'child_of', ids]], fields, {}, options);
}

/** Parents before the rows below them. */
function downwards(rows: ReadonlyMap<number, WireRow>): readonly (readonly [number, WireRow])[] {
  const depth = (id: number): number => {
    const seen = new Set<number>();
    for (let at = id; rows.has(at) && !seen.has(at); at = Number(rows.get(at)?.parent_id)) seen.add(at);
    return seen.size;
  };
  return [...rows]
    .map(([id, row]) => ({ id, row, depth: depth(id) }))
    .sort((left, right) => left.depth - right.depth || left.id - right.id)
    .map(({ id, row }) => [id, row] as const);
}

function isCompany(row: WireRow): boolean {
  return row.company_type === undefined ? row.is_company === true : row.company_type === 'company';
}
