/**
 * What `describe` of one object answers (`/sobjects/{object}/describe`, REST API), as far as a migration can use it; the
 * rest is listed with its reason in the test of `describe.ts`. All but the first few may be absent: recorded describes are
 * shorter than live ones, and what nobody says is not claimed.
 */
export interface SObjectDescribe {
  readonly name: string;
  readonly label: string;
  readonly keyPrefix?: string | null;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable?: boolean;
  readonly fields: readonly FieldDescribe[];
  readonly recordTypeInfos?: readonly RecordTypeInfo[];
}

export interface FieldDescribe {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** Characters; 0 where the type has none, null where the describe that was recorded lacks it. */
  readonly length: number | null;
  readonly precision: number;
  readonly scale: number;
  /** Of an `int`: how many digits it takes. */
  readonly digits?: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly defaultValue?: string | number | boolean | null;
  readonly defaultValueFormula?: string | null;
  readonly unique: boolean;
  readonly caseSensitive?: boolean;
  readonly externalId: boolean;
  readonly idLookup?: boolean;
  readonly nameField?: boolean;
  readonly filterable?: boolean;
  readonly calculated?: boolean;
  readonly autoNumber?: boolean;
  readonly htmlFormatted?: boolean;
  readonly compoundFieldName?: string | null;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly cascadeDelete?: boolean;
  readonly restrictedDelete?: boolean;
  readonly picklistValues: readonly PicklistEntry[];
  readonly restrictedPicklist?: boolean;
  /** The field that decides which values are allowed. */
  readonly controllerName?: string | null;
}

interface PicklistEntry {
  readonly value: string;
  readonly label: string | null;
  readonly active: boolean;
  readonly defaultValue: boolean;
  /** Base64: a bit for each value of the controlling field, in the order of its describe, the highest bit first. */
  readonly validFor?: string | null;
}

export interface RecordTypeInfo {
  readonly recordTypeId: string;
  readonly name: string;
  readonly developerName: string;
  readonly active: boolean;
  /** The one that every object has and no record type row stands for. */
  readonly master: boolean;
}

/** What `/ui-api/object-info/{object}/picklist-values/{recordTypeId}` answers, as far as it is read. */
export interface PicklistValuesByField {
  readonly picklistFieldValues: Readonly<
    Record<
      string,
      {
        readonly defaultValue: { readonly value: string } | null;
        readonly values: readonly { readonly value: string }[];
      }
    >
  >;
}
