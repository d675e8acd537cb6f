import type { Unread } from '../../schema/model.ts';
import { ConnectorError } from '../contract.ts';
import { DETAILS, detailOf } from './details.ts';
import type { JsonRecord } from './json.ts';
import { type Attribute, textOf } from './metadata-value.ts';
import {
  type Get,
  KEY_PROPERTIES,
  LIST_PROPERTIES,
  LOOKUP_PROPERTIES,
  type TableFacts,
  unlessRefused,
  wholeListOf,
} from './table-facts.ts';

const ATTRIBUTES =
  '$select=LogicalName,AttributeType,AttributeTypeName,DisplayName,RequiredLevel,IsValidForRead,IsValidForCreate,IsValidForUpdate,AttributeOf,IsPrimaryId,SourceType,AutoNumberFormat';

/**
 * The facts of one table by a dozen questions (powerapps-docs, "Query table definitions using the Web API"): one for what all
 * attributes have, and one for each concrete type that occurs, since the metadata cannot be cast to several at once.
 * What the login may not read of it is told; columns whose own properties are refused are left out.
 * @throws ConnectorError where the columns themselves are refused
 */
export async function readOneTable(name: string, get: Get): Promise<TableFacts> {
  const root = `EntityDefinitions(LogicalName='${name}')`;
  const common = wholeListOf(await get(`${root}/Attributes?${ATTRIBUTES}`), `the columns of ${name}`);
  const casts = [...new Set(common.map(detailOf).filter((cast) => cast !== null))].toSorted();
  const ask = async (path: string): Promise<readonly JsonRecord[] | ConnectorError> =>
    await unlessRefused(async () => wholeListOf(await get(`${root}/${path}`), `the definition of ${name}`));
  const [keys, lookups, lists, ...details] = await Promise.all([
    ask(`Keys?$select=${KEY_PROPERTIES.join(',')}`),
    ask(`ManyToOneRelationships?$select=${LOOKUP_PROPERTIES.join(',')}`),
    ask(`ManyToManyRelationships?$select=${LIST_PROPERTIES.join(',')}`),
    ...casts.map((cast) => ask(`Attributes/Microsoft.Dynamics.CRM.${cast}?${DETAILS[cast] ?? ''}`)),
  ]);
  const attributes = new Map<string, Attribute>(
    common.map((attribute) => [textOf(attribute.LogicalName) ?? '', attribute]),
  );
  const unread: Unread[] = [];
  for (const [at, answer] of details.entries()) {
    const cast = casts[at] ?? '';
    if (answer instanceof ConnectorError) {
      const hidden = common.filter((attribute) => detailOf(attribute) === cast).map(nameOf);
      for (const column of hidden) attributes.delete(column);
      const part = `${cast.replace('AttributeMetadata', '')} columns`;
      unread.push({ ...unreadPart(name, part, answer), fields: hidden.toSorted() });
      continue;
    }
    for (const detail of answer) {
      const known = attributes.get(nameOf(detail));
      if (known !== undefined) attributes.set(nameOf(detail), { ...known, ...detail });
    }
  }
  const orTold = (
    answer: readonly JsonRecord[] | ConnectorError | undefined,
    what: 'keys' | 'relationships',
  ): readonly JsonRecord[] => {
    if (!(answer instanceof ConnectorError)) return answer ?? [];
    unread.push({ ...unreadPart(name, `the ${what}`, answer), what });
    return [];
  };
  return {
    attributes: [...attributes.values()],
    keys: orTold(keys, 'keys'),
    lookups: orTold(lookups, 'relationships'),
    lists: orTold(lists, 'relationships'),
    unread,
  };
}

function nameOf(attribute: JsonRecord): string {
  return textOf(attribute.LogicalName) ?? '';
}

function unreadPart(table: string, part: string, error: ConnectorError): Unread {
  const why =
    error.kind === 'forbidden' ? `the login may not read the definitions of ${part}` : error.message;
  return { what: 'fields', entity: table, why, help: HELP };
}

/** What to do about a definition that is refused. */
export const HELP =
  'give the application user a security role that may read table, column and relationship definitions (such as "System Customizer"), and discover again';
