import { type AttributeSchema, tableOf, tables } from './schema.ts';
import { type Cell, isReference, type Reference, type Row, type Store } from './store.ts';

/** Decides which annotations a request gets: the names in `odata.include-annotations`, `*` at the end stands for any. */
export type Wanted = (annotation: string) => boolean;

export const formattedValue = 'OData.Community.Display.V1.FormattedValue';
export const lookupLogicalName = 'Microsoft.Dynamics.CRM.lookuplogicalname';
export const navigationProperty = 'Microsoft.Dynamics.CRM.associatednavigationproperty';

const formats = new Map<number, Intl.NumberFormat>();

/** How numbers are shown, with so many digits after the point. Formats are slow to make, so they are kept. */
function digits(fraction: number): Intl.NumberFormat {
  const made =
    formats.get(fraction) ??
    new Intl.NumberFormat('en-GB', { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
  formats.set(fraction, made);
  return made;
}

const noAnnotations: Wanted = () => false;

/** Reads the list of a `Prefer: odata.include-annotations="…"`; null where the request has none. */
export function wantedAnnotations(list: string | null): Wanted {
  if (list === null) return noAnnotations;
  const names = list.split(',').map((name) => name.trim());
  return (annotation) =>
    names.some((name) =>
      name.endsWith('*') ? annotation.startsWith(name.slice(0, -1)) : name === annotation,
    );
}

/** What a person sees for a value: a label, a record's name, an amount with its currency; null where it has no form
 * of its own. */
export function formatted(store: Store, table: string, attribute: AttributeSchema, row: Row): string | null {
  const cell = row[attribute.LogicalName] ?? null;
  if (cell === null) return null;
  if (isReference(cell)) return nameOf(store, cell);
  switch (attribute.AttributeType) {
    case 'Picklist':
    case 'State':
    case 'Status':
      return optionLabel(table, attribute, row, cell);
    case 'Boolean':
      return (
        attribute.Options?.find((option) => option.Value === (cell === true ? 1 : 0))?.Label ??
        (cell === true ? 'Yes' : 'No')
      );
    case 'Integer':
    case 'BigInt':
      return digits(0).format(Number(cell));
    case 'Decimal':
      return digits(attribute.Precision ?? 2).format(Number(cell));
    case 'Money':
      return money(store, row, String(cell));
    case 'DateTime':
      return dateTime(attribute, String(cell));
    default:
      return null;
  }
}

/** The name that a record is known by; null where it does not exist or has none. */
function nameOf(store: Store, reference: Reference): string | null {
  if (!tables.has(reference.entity)) return null;
  const name = tableOf(reference.entity).PrimaryNameAttribute;
  const value = name === null ? undefined : store.row(reference.entity, reference.id)?.[name];
  return typeof value === 'string' ? value : null;
}

/** The navigation property through which a lookup reaches the record that it holds. */
export function navigationOf(table: string, attribute: AttributeSchema, reference: Reference): string {
  const found = tableOf(table).ManyToOne.find(
    (relationship) =>
      relationship.ReferencingAttribute === attribute.LogicalName &&
      relationship.ReferencedEntity === reference.entity,
  );
  if (found?.ReferencingEntityNavigationPropertyName !== undefined) {
    return found.ReferencingEntityNavigationPropertyName;
  }
  return attribute.AttributeType === 'Owner' || (attribute.Targets?.length ?? 0) < 2
    ? attribute.LogicalName
    : `${attribute.LogicalName}_${reference.entity}`;
}

function optionLabel(table: string, attribute: AttributeSchema, row: Row, value: Cell): string | null {
  // A row seen through activitypointers keeps the status reasons of its own table.
  const own =
    table === 'activitypointer' && typeof row.activitytypecode === 'string'
      ? tableOf(row.activitytypecode).Attributes.find(
          (candidate) => candidate.LogicalName === attribute.LogicalName,
        )
      : attribute;
  return (own ?? attribute).Options?.find((option) => option.Value === value)?.Label ?? null;
}

function money(store: Store, row: Row, amount: string): string {
  const currency = row.transactioncurrencyid;
  const symbol = isReference(currency) ? store.row(currency.entity, currency.id)?.currencysymbol : undefined;
  return `${typeof symbol === 'string' ? symbol : ''}${digits(2).format(Number(amount))}`;
}

function dateTime(attribute: AttributeSchema, value: string): string {
  const [year = '', month = '', day = ''] = value.slice(0, 10).split('-');
  const date = `${day}/${month}/${year}`;
  return attribute.Format === 'DateOnly' ? date : `${date} ${value.slice(11, 16)}`;
}
