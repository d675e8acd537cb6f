import type { Field } from '../../schema/model.ts';
import type { FieldDescribe, SObjectDescribe } from './describe-shape.ts';

/** Suffixes of the parts of an address where the describe does not say what belongs together. */
const ADDRESS =
  /^(Street|City|State|StateCode|PostalCode|Country|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;
const NAME: ReadonlySet<string> = new Set(['Salutation', 'FirstName', 'MiddleName', 'LastName', 'Suffix']);

/** The field that puts this one and others together, and is only read: `BillingAddress` of `BillingCity`. */
export function compoundOf(field: FieldDescribe, describe: SObjectDescribe): string | null {
  const { compoundFieldName } = field;
  // A compound field may name itself.
  if (compoundFieldName !== undefined) return compoundFieldName === field.name ? null : compoundFieldName;
  const compound = describe.fields.find((other) => other !== field && isPart(field, other, describe));
  return compound?.name ?? null;
}

function isPart(field: FieldDescribe, compound: FieldDescribe, describe: SObjectDescribe): boolean {
  if (compound.type === 'address') {
    const prefix = compound.name.replace(/Address$/, '');
    return field.name.startsWith(prefix) && ADDRESS.test(field.name.slice(prefix.length));
  }
  // The name of a company is its own field; that of a person is put together.
  return (
    compound.name === 'Name' &&
    !compound.createable &&
    NAME.has(field.name) &&
    describe.fields.some(({ name }) => name === 'LastName')
  );
}

/**
 * What the value of an address or a location holds, by the names that it has there (`street`, `latitude`). Each says which
 * field it repeats; empty where no part is known.
 */
export function nestedFields(compound: string, parts: readonly Field[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    parts.map((part): readonly [string, Field] => {
      const name = nestedName(compound, part.name);
      const { label, type, format } = part;
      return [
        name,
        {
          name,
          label,
          type,
          ...(format === undefined ? {} : { format }),
          write: 'never',
          companionOf: part.name,
        },
      ];
    }),
  );
}

/** `BillingStreet` is `street`, `Place__Latitude__s` is `latitude`. */
function nestedName(compound: string, part: string): string {
  const prefix = compound.replace(/(Address|__c)$/, '');
  const bare = part.slice(part.startsWith(prefix) ? prefix.length : 0).replace(/^__|__s$/g, '');
  return bare.charAt(0).toLowerCase() + bare.slice(1);
}
