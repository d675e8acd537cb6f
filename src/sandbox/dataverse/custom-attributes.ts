import type { AttributeSchema } from './schema.ts';

/** Columns that a customer's own solution added, publisher prefix `new_`; by table. */
export const customAttributes: Readonly<Record<string, readonly AttributeSchema[]>> = {
  contact: [
    {
      LogicalName: 'new_consentgivenon',
      SchemaName: 'new_ConsentGivenOn',
      AttributeType: 'DateTime',
      DisplayName: 'Consent Given On',
      Format: 'DateAndTime',
      DateTimeBehavior: 'UserLocal',
      RequiredLevel: 'None',
      IsValidForCreate: true,
      IsValidForUpdate: true,
      IsValidForRead: true,
    },
    {
      LogicalName: 'new_nhsnumber',
      SchemaName: 'new_NHSNumber',
      AttributeType: 'String',
      DisplayName: 'NHS Number',
      Format: 'Text',
      // Ten digits, and two more for those who type the usual blanks: 943 476 5919.
      MaxLength: 12,
      RequiredLevel: 'None',
      IsValidForCreate: true,
      IsValidForUpdate: true,
      IsValidForRead: true,
    },
  ],
};
