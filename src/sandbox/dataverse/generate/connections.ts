import type { Reference, Row } from '../store.ts';
import { anyOf, audit, type Context, description, orphan, ownership, type Scaled } from './context.ts';
import { Random, shifted } from './random.ts';

/** Standard roles, and their category: 1 business, 2 family, 5 other, 1000 stakeholder, 1001 sales team. */
const ROLES = [
  ['Stakeholder', 1000],
  ['Decision Maker', 1000],
  ['Technical Buyer', 1000],
  ['Sales Professional', 1001],
  ['Partner', 1],
  ['Vendor', 1],
  ['Customer', 1],
  ['Colleague', 5],
  ['Spouse', 2],
] as const;

type Role = (typeof ROLES)[number][0];

/** Codes of the tables that `record1objecttypecode` can name; of the others it is empty. */
const CODES: Readonly<Record<string, number>> = { account: 1, contact: 2, systemuser: 8 };

/** One side of a connection: a record, and what it is to the other; null where nobody said. */
interface Side {
  readonly record: Reference;
  readonly role: Role | null;
}
type Pair = readonly [from: Side, to: Side];

/**
 * Who has to do with what beside the lookups: stakeholders of opportunities, partners and vendors of accounts, colleagues
 * and spouses of contacts. The platform keeps each as two rows, one seen from either side; the one that was made is master.
 * Some have no role, one is made twice in two roles, some lead to a record that is gone.
 */
export function makeConnections(
  context: Context,
  scale: number,
): { readonly connection: readonly Row[]; readonly connectionrole: readonly Row[] } {
  const random = new Random(context.seed, 'connection');
  const roleIds = new Map<Role, string>(ROLES.map(([name]) => [name, random.guid()]));
  const connection: Row[] = [];
  let before: Pair | null = null;
  for (let index = 0; index < Math.max(40, Math.round(120 * scale)); index++) {
    const pair = dirty(index, pairAt(context, random), random, before);
    before = pair;
    connection.push(...bothHalves(context, random, index, pair, roleIds));
  }
  return { connection, connectionrole: makeRoles(context, random, roleIds) };
}

function bothHalves(
  context: Context,
  random: Random,
  index: number,
  [from, to]: Pair,
  roleIds: ReadonlyMap<Role, string>,
): readonly Row[] {
  const shared = audit(context, random, 9_800_000, index * 2);
  const created = String(shared.createdon);
  const inactive = random.chance(8);
  const both: Row = {
    ...shared,
    ...ownership(context, random),
    description: description(random, 30),
    statecode: inactive ? 1 : 0,
    statuscode: inactive ? 2 : 1,
    effectivestart: random.maybe(40, created),
    effectiveend: random.maybe(10, shifted(created, random.int(30, 900) * 86_400)),
  };
  const ids = [random.guid(), random.guid()] as const;
  const roleOf = ({ role }: Side): Reference | null =>
    role === null ? null : { entity: 'connectionrole', id: roleIds.get(role) ?? '' };
  const half = (position: 0 | 1, one: Side, other: Side): Row => ({
    ...both,
    connectionid: ids[position],
    relatedconnectionid: { entity: 'connection', id: ids[position === 0 ? 1 : 0] },
    ismaster: position === 0,
    versionnumber: Number(shared.versionnumber) + position,
    record1id: one.record,
    record1objecttypecode: CODES[one.record.entity] ?? null,
    record1roleid: roleOf(one),
    record2id: other.record,
    record2objecttypecode: CODES[other.record.entity] ?? null,
    record2roleid: roleOf(other),
  });
  return [half(0, from, to), half(1, to, from)];
}

function pairAt(context: Context, random: Random): Pair {
  const side = (table: Scaled, role: Role | null): Side => ({ record: anyOf(context, random, table), role });
  const kind = random.int(1, 100);
  const stakeholder = random.pick([
    'Stakeholder',
    'Stakeholder',
    'Decision Maker',
    'Technical Buyer',
  ] as const);
  const who = random.pick(['contact', 'contact', 'account'] as const);
  if (kind <= 45) return [side('opportunity', null), side(who, stakeholder)];
  // As often as not somebody adds the opportunity to the person.
  if (kind <= 55) return [side(who, stakeholder), side('opportunity', null)];
  if (kind <= 65) {
    const { id } = random.pick(context.organisation.owners);
    return [side('opportunity', null), { record: { entity: 'systemuser', id }, role: 'Sales Professional' }];
  }
  if (kind <= 75) return [side('account', 'Customer'), side('account', 'Vendor')];
  if (kind <= 80) return [side('account', 'Partner'), side('account', 'Partner')];
  if (kind <= 92) {
    const role = random.pick(['Colleague', 'Colleague', 'Spouse'] as const);
    return [side('contact', role), side('contact', role)];
  }
  return [side('account', null), side(random.pick(['lead', 'contact'] as const), null)];
}

function dirty(index: number, pair: Pair, random: Random, before: Pair | null): Pair {
  const [from, to] = pair;
  switch (index) {
    case 2:
      return [from, { ...to, record: orphan(random, 'contact') }];
    case 3:
      return [
        { record: orphan(random, 'opportunity'), role: null },
        { ...to, role: 'Stakeholder' },
      ];
    case 6:
      // The same two once more, in another role.
      return before === null ? pair : [before[0], { ...before[1], role: 'Decision Maker' }];
    default:
      return pair;
  }
}

function makeRoles(context: Context, random: Random, ids: ReadonlyMap<Role, string>): readonly Row[] {
  return ROLES.map(([name, category], index) => ({
    ...audit(context, random, 9_790_000, index),
    connectionroleid: ids.get(name) ?? '',
    connectionroleidunique: random.guid(),
    name,
    category,
    componentstate: 0,
    ismanaged: true,
    organizationid: { entity: 'organization', id: context.organisation.id },
    statecode: 0,
    statuscode: 1,
  }));
}
