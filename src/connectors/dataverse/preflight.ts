import type { Entity } from '../../schema/model.ts';
import { type CallOptions, ConnectorError, type PreflightFinding } from '../contract.ts';
import type { DataverseClient } from './client.ts';
import { isRecord, type JsonRecord } from './json.ts';
import { textOf } from './metadata-value.ts';
import { requestsNeeded } from './requests-needed.ts';
import { isRefusal, listAt, wholeListOf } from './table-facts.ts';

/** Definitions that are asked for at once: an address has an end. */
const TABLES_AT_ONCE = 40;

/** Tables that a sentence names. */
const NAMED = 5;

/** How far a privilege reaches, from near to far. */
const depths = ['RecordFilter', 'Basic', 'Local', 'Deep', 'Global'];

/** What changes records. */
const changing: Readonly<Record<string, string>> = { Create: 'create', Write: 'change', Delete: 'delete' };

/**
 * What the application user may do with the tables that are read: three questions. `WhoAmI` says who it is,
 * `RetrieveUserPrivileges` what its roles and those of its teams give it, and the `Privileges` of the definitions which
 * table a privilege is about (learn.microsoft.com, Dataverse Web API reference: RetrieveUserPrivileges,
 * SecurityPrivilegeMetadata). A privilege that comes from a team is told as Basic, however far it reaches.
 * @throws ConnectorError where the environment cannot be asked at all
 */
export async function preflightDataverse(
  client: DataverseClient,
  entities: readonly Entity[],
  options: CallOptions,
): Promise<readonly PreflightFinding[]> {
  const get = async (path: string): Promise<JsonRecord> =>
    await client.getObject(path, { signal: options.signal });
  const rights = await rightsOf(get, entities);
  return [...rights, ...(await requestsNeeded(client, entities, options))];
}

async function rightsOf(
  get: (path: string) => Promise<JsonRecord>,
  entities: readonly Entity[],
): Promise<readonly PreflightFinding[]> {
  try {
    const user = textOf((await get('WhoAmI()')).UserId);
    if (user === null)
      throw new ConnectorError('protocol', 'Asked who is signed in, the server names no user.');
    const answer = await get(`systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`);
    const held = depthsHeld(listAt(answer, 'RolePrivileges', 'the privileges of the user'));
    return findingsOf(await tablesOf(get, entities), held);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [
      {
        severity: 'info',
        message: `What the application user may do in Dataverse cannot be told (${error.message.replace(/\.$/, '')}). See to it that its security role reads the tables of the migration and changes nothing`,
      },
    ];
  }
}

/** The farthest depth of each privilege, by its id. */
function depthsHeld(privileges: readonly JsonRecord[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const privilege of privileges) {
    const id = textOf(privilege.PrivilegeId)?.toLowerCase();
    if (id === undefined) continue;
    held.set(id, Math.max(held.get(id) ?? 0, depths.indexOf(textOf(privilege.Depth) ?? '')));
  }
  return held;
}

interface Table {
  readonly name: string;
  /** Ids by type ("Read"); tables whose rows go with those of others have none. */
  readonly privileges: ReadonlyMap<string, string>;
}

async function tablesOf(
  get: (path: string) => Promise<JsonRecord>,
  entities: readonly Entity[],
): Promise<readonly Table[]> {
  const names = entities.map(({ name }) => name).sort();
  const tables: Table[] = [];
  for (let at = 0; at < names.length; at += TABLES_AT_ONCE) {
    const filter = names.slice(at, at + TABLES_AT_ONCE).map((name) => `LogicalName eq '${name}'`);
    const path = `EntityDefinitions?$select=LogicalName,Privileges&$filter=${encodeURIComponent(filter.join(' or '))}`;
    for (const definition of wholeListOf(await get(path), 'the privileges of tables')) {
      const list = Array.isArray(definition.Privileges) ? definition.Privileges.filter(isRecord) : [];
      const privileges = list.flatMap((privilege) => {
        const [type, id] = [textOf(privilege.PrivilegeType), textOf(privilege.PrivilegeId)];
        return type === null || id === null ? [] : [[type, id.toLowerCase()] as const];
      });
      tables.push({ name: textOf(definition.LogicalName) ?? '', privileges: new Map(privileges) });
    }
  }
  return tables.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function findingsOf(
  tables: readonly Table[],
  held: ReadonlyMap<string, number>,
): readonly PreflightFinding[] {
  const findings: PreflightFinding[] = [];
  const depthOf = ({ privileges }: Table, type: string): number | null => {
    const id = privileges.get(type);
    return id === undefined ? null : (held.get(id) ?? -1);
  };
  const unread = tables.filter((table) => depthOf(table, 'Read') === -1).map(({ name }) => name);
  if (unread.length > 0)
    findings.push({
      severity: 'warning',
      message: `The application user may not read ${listed(unread)} of Dataverse: give it a security role that reads them, or nothing of them can be extracted`,
    });
  const everywhere = depths.indexOf('Global');
  const partly = tables.flatMap((table) => {
    const depth = depthOf(table, 'Read') ?? everywhere;
    return depth >= 0 && depth < everywhere ? [`${table.name} (${depths[depth]})`] : [];
  });
  if (partly.length > 0)
    findings.push({
      severity: 'warning',
      message: `By its own roles the application user reads a part of the records only, and what it does not see is missing without a word: ${listed(partly)}. Give it a role that reads them in the depth Organization; what a team gives it is told as Basic, however far it reaches`,
    });
  const changed = tables.flatMap((table) => {
    const words = Object.keys(changing).flatMap((type) =>
      (depthOf(table, type) ?? -1) >= 0 ? [changing[type]] : [],
    );
    return words.length === 0 ? [] : [`${table.name} (${words.join(', ')})`];
  });
  if (changed.length > 0)
    findings.push({
      severity: 'warning',
      message: `The application user may change records of the source, which mapc never does: ${listed(changed)}. Give it a security role that reads and nothing else`,
    });
  return findings;
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
