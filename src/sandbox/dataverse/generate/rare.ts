import { type AttributeSchema, columnsOf, tableOf } from '../schema.ts';
import type { Cell, Row, Rows } from '../store.ts';
import { makeDocument } from './documents.ts';
import { Random } from './random.ts';

/** One row in so many has a column that is rarely used. */
const ONE_IN = 150;

/**
 * The rows, with every column that no row of its table fills filled in a few of them: somebody used each once, for something.
 * What the generators hold stays as it is.
 * @param others tables that lookups may lead to, beside these
 */
export function withRareColumns(seed: number, rows: Rows, others: Rows = {}): Rows {
  const all = { ...others, ...rows };
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [
      table,
      list.length === 0 ? list : fillTable(seed, all, table, list),
    ]),
  );
}

function fillTable(seed: number, all: Rows, table: string, list: readonly Row[]): readonly Row[] {
  const random = new Random(seed, `rare columns of ${table}`);
  const used = new Set(
    list.flatMap((row) => Object.keys(row).filter((name) => (row[name] ?? null) !== null)),
  );
  const added = new Map<number, Record<string, Cell>>();
  for (const { attribute } of columnsOf(tableOf(table)).values()) {
    if (used.has(attribute.LogicalName)) continue;
    for (let times = 0; times < Math.max(1, Math.round(list.length / ONE_IN)); times++) {
      const value = cellFor(attribute, all, random);
      if (value === null) break;
      const index = random.int(0, list.length - 1);
      added.set(index, { ...added.get(index), [attribute.LogicalName]: value });
    }
  }
  return list.map((row, index) => ({ ...row, ...added.get(index) }));
}

/** Some value that the column takes; null for what is no value of a row. */
function cellFor(attribute: AttributeSchema, all: Rows, random: Random): Cell {
  const label = attribute.DisplayName ?? attribute.LogicalName;
  switch (attribute.AttributeType) {
    case 'String':
    case 'Memo':
      return textOf(attribute, label, random).slice(0, attribute.MaxLength ?? 100);
    case 'Picklist':
    case 'State':
    case 'Status':
      return attribute.Options?.[0] === undefined ? null : random.pick(attribute.Options).Value;
    case 'Boolean':
      return true;
    case 'Integer':
    case 'BigInt':
      return Math.trunc(within(attribute, random.int(1, 90)));
    case 'Double':
      return within(attribute, random.int(1, 90) + 0.5);
    case 'Decimal':
      return `${random.int(1, 90)}.2500000000`;
    case 'Money':
      return `${random.int(10, 9_000)}.5000`;
    case 'DateTime': {
      const instant = random.instant('2019-01-01', '2024-06-30');
      return attribute.DateTimeBehavior === 'DateOnly' ? instant.slice(0, 10) : instant;
    }
    case 'Uniqueidentifier':
      return random.guid();
    case 'EntityName':
      return 'account';
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return referenceOf(attribute, all, random);
    case 'Virtual':
      return attribute.AttributeTypeName === 'ImageType' ? picture(random) : random.guid();
    default:
      return null;
  }
}

function textOf(attribute: AttributeSchema, label: string, random: Random): string {
  const number = random.int(1, 900);
  switch (attribute.Format) {
    case 'Email':
      return `other${number}@clinic.example`;
    case 'Url':
      return `https://www.clinic-${number}.example/`;
    case 'Phone':
      return `+44 20 7946 0${String(number).padStart(3, '0')}`;
    default:
      return `${label} ${number}`;
  }
}

function within({ MinValue, MaxValue }: AttributeSchema, value: number): number {
  return Math.min(MaxValue ?? value, Math.max(MinValue ?? value, value));
}

/** To a record that there is; where its tables have none here, to one that the application user does not see. */
function referenceOf({ Targets = [] }: AttributeSchema, all: Rows, random: Random): Cell {
  const target = Targets.find((name) => (all[name]?.length ?? 0) > 0);
  if (target === undefined) return { entity: Targets[0] ?? 'organization', id: random.guid() };
  const id = random.pick(all[target] ?? [])[tableOf(target).PrimaryIdAttribute];
  return typeof id === 'string' ? { entity: target, id } : null;
}

function picture(random: Random): string {
  for (let index = 0; ; index++) {
    const { type, bytes } = makeDocument(random, index);
    if (type === 'image/png') return bytes.toString('base64');
  }
}
