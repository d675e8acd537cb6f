import type { Unread } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { isRecord, type JsonRecord } from './json.ts';
import type { Attribute } from './metadata-value.ts';

/** What the metadata say of one table, in whichever way they were asked. */
export interface TableFacts {
  /** Every attribute with the properties of its own type beside the common ones. */
  readonly attributes: readonly Attribute[];
  /** Alternate keys. */
  readonly keys: readonly JsonRecord[];
  /** Relationships by which the table refers to others (`ManyToOneRelationships`). */
  readonly lookups: readonly JsonRecord[];
  /** Relationships of many to many, in which the table is one side or both (`ManyToManyRelationships`). */
  readonly lists: readonly JsonRecord[];
  /** What the login was not given. */
  readonly unread: readonly Unread[];
}

/** Asks for one metadata object. @throws ConnectorError */
export type Get = (path: string) => Promise<JsonRecord>;

/** The properties of a relationship that are looked at. */
export const LOOKUP_PROPERTIES = [
  'ReferencingAttribute',
  'ReferencedEntity',
  'ReferencingEntityNavigationPropertyName',
] as const;

/** The properties of a relationship of many to many that are looked at. */
export const LIST_PROPERTIES = [
  'Entity1LogicalName',
  'Entity1NavigationPropertyName',
  'Entity2LogicalName',
  'Entity2NavigationPropertyName',
] as const;

/** The properties of an alternate key that are looked at. */
export const KEY_PROPERTIES = ['LogicalName', 'KeyAttributes', 'EntityKeyIndexStatus'] as const;

/** The `value` of an OData collection. @throws ConnectorError */
export function listOf(answer: JsonRecord, what: string): readonly JsonRecord[] {
  return listAt(answer, 'value', what);
}

/** A list of metadata, which has no pages: half of one must not pass for the whole. @throws ConnectorError */
export function wholeListOf(answer: JsonRecord, what: string): readonly JsonRecord[] {
  if (typeof answer['@odata.nextLink'] === 'string') {
    throw new ConnectorError(
      'protocol',
      `The server sent ${what} in pages, which Dataverse never does with definitions: a proxy or another server may stand in between.`,
    );
  }
  return listOf(answer, what);
}

/** @throws ConnectorError where there is no list */
export function listAt(answer: JsonRecord, member: string, what: string): readonly JsonRecord[] {
  const value = answer[member];
  if (!Array.isArray(value)) {
    throw new ConnectorError('protocol', `The server answered ${what} without a list of values.`);
  }
  return value.filter(isRecord);
}

/** Whether the server understood and will not: asking otherwise, or for less, may still succeed. */
export function isRefusal(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && (error.kind === 'record' || error.kind === 'forbidden');
}

/** An answer, or the refusal. @throws ConnectorError of any other kind */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | ConnectorError> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}
