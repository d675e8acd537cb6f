import type { EdmType } from './odata/evaluate.ts';
import type { AttributeSchema } from './schema.ts';

/** The type that a column has in the Web API. */
export function edmTypeOfAttribute(attribute: AttributeSchema): EdmType {
  switch (attribute.AttributeType) {
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'Uniqueidentifier':
      return 'Edm.Guid';
    case 'Boolean':
    case 'ManagedProperty':
      return 'Edm.Boolean';
    case 'Integer':
    case 'Picklist':
    case 'State':
    case 'Status':
      return 'Edm.Int32';
    case 'BigInt':
      return 'Edm.Int64';
    case 'Decimal':
    case 'Money':
      return 'Edm.Decimal';
    case 'Double':
      return 'Edm.Double';
    case 'DateTime':
      return attribute.DateTimeBehavior === 'DateOnly' ? 'Edm.Date' : 'Edm.DateTimeOffset';
    default:
      return 'Edm.String';
  }
}
