import type { Entity } from '../../schema/model.ts';
import { type CallOptions, ConnectorError, type PreflightFinding } from '../contract.ts';
import type { DataverseClient } from './client.ts';
import { isRecord } from './json.ts';
import { unlessRefused } from './table-facts.ts';

/** Where `$count` stops counting, so that a larger table is counted page by page. */
const COUNTED = 5000;
/** Tables whose sizes are asked for at once: an address has an end. */
const TABLES_AT_ONCE = 40;

/**
 * How many requests an extraction takes, where the connection says how many the licence allows: pages, what counts them, and
 * one for each file at most. Sizes are those that the service keeps, a day old at most (`RetrieveTotalRecordCount`).
 * @throws ConnectorError where the environment cannot be asked at all
 */
export async function requestsNeeded(
  client: DataverseClient,
  entities: readonly Entity[],
  options: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const { allowed } = client;
  if (allowed === null || entities.length === 0) return [];
  const names = entities.map(({ name }) => name);
  const sizes = new Map<string, number>();
  for (let at = 0; at < names.length; at += TABLES_AT_ONCE) {
    const list = encodeURIComponent(JSON.stringify(names.slice(at, at + TABLES_AT_ONCE)));
    const path = `RetrieveTotalRecordCount(EntityNames=@p1)?@p1=${list}`;
    const answer = await unlessRefused(() => client.getObject(path, { signal: options.signal }));
    if (answer instanceof ConnectorError)
      return [
        {
          severity: 'info',
          message: `How many requests an extraction takes cannot be told (${answer.message.replace(/\.$/, '')}); the connection allows ${allowed} a day`,
        },
      ];
    const counts = answer.EntityRecordCountCollection;
    const { Keys: keys, Values: values } = isRecord(counts) ? counts : {};
    if (!Array.isArray(keys) || !Array.isArray(values))
      throw new ConnectorError('protocol', 'The server answered RetrieveTotalRecordCount without counts.');
    for (const [index, key] of keys.entries()) sizes.set(String(key), Number(values[index]) || 0);
  }
  const { page } = client.addresses;
  const needed = entities.reduce((sum, { name, fields }) => {
    const size = sizes.get(name) ?? 0;
    const pages = Math.max(1, Math.ceil(size / page));
    const counting = size < COUNTED ? 1 : 1 + pages;
    const files = Object.values(fields).filter(({ type }) => type.kind === 'binary').length;
    // The newest change, beside.
    return sum + pages + counting + 1 + files * size;
  }, 0);
  const said = `Extracting the records takes some ${needed} requests, if every record has the files that it may have; the connection allows ${allowed} a day (\`allowance\`)`;
  return [
    needed <= allowed
      ? { severity: 'info', message: said }
      : {
          severity: 'warning',
          message: `${said}. It stops there, and the same command goes on the next day with the tables that are not staged yet: extract in several days, or have more requests assigned to the application user`,
        },
  ];
}
