import { guidOf } from './guid.ts';
import type { Definition } from './metadata.ts';
import type { TableSchema } from './schema.ts';

/**
 * Privileges: those that a table has (`EntityMetadata.Privileges`, of `SecurityPrivilegeMetadata`) and those that a user
 * holds through roles (`RetrieveUserPrivileges`), as Microsoft's reference of the Web API describes both.
 */

const types = ['Create', 'Read', 'Write', 'Delete', 'Assign', 'Share', 'Append', 'AppendTo'] as const;
type PrivilegeType = (typeof types)[number];

/** What stands in the names of privileges where it is not the name of the table ("Privileges by entity"). */
const named: Readonly<Record<string, string>> = { annotation: 'Note', systemuser: 'User' };

/** Tables that have none of their own: their rows are read with those of another. */
const without: ReadonlySet<string> = new Set(['activitymimeattachment', 'activityparty']);

/** Only what people own is assigned and shared. */
export function privilegesOf(table: TableSchema): readonly Definition[] {
  if (without.has(table.LogicalName)) return [];
  const owned = table.OwnershipType === 'UserOwned';
  return types
    .filter((type) => owned || (type !== 'Assign' && type !== 'Share'))
    .map((type) => {
      const name = nameOf(table, type);
      return {
        CanBeBasic: owned,
        CanBeDeep: owned,
        CanBeGlobal: true,
        CanBeLocal: owned,
        CanBeEntityReference: false,
        CanBeParentEntityReference: false,
        CanBeRecordFilter: false,
        Name: name,
        PrivilegeId: guidOf(`privilege ${name}`),
        PrivilegeType: type,
      };
    });
}

/** Activities of all kinds share theirs. */
function nameOf(table: TableSchema, type: PrivilegeType): string {
  const own = table.IsActivity || table.LogicalName === 'activitypointer' ? 'Activity' : null;
  return `prv${type}${own ?? named[table.LogicalName] ?? table.SchemaName}`;
}

/** What roles give the application user: reading everything, and changing the rows of `changes`; each once. */
export function rolePrivileges(
  tables: Iterable<TableSchema>,
  changes: ReadonlySet<string>,
  businessUnit: string,
): readonly Definition[] {
  const held = new Map<string, Definition>();
  for (const table of tables)
    for (const privilege of privilegesOf(table)) {
      const reads = privilege.PrivilegeType === 'Read';
      if (!reads && !changes.has(table.LogicalName)) continue;
      held.set(String(privilege.Name), {
        Depth: 'Global',
        PrivilegeId: privilege.PrivilegeId ?? null,
        BusinessUnitId: businessUnit,
        PrivilegeName: privilege.Name ?? null,
        RecordFilterId: '00000000-0000-0000-0000-000000000000',
        RecordFilterUniqueName: null,
      });
    }
  return [...held.values()];
}
