import type { DataverseSandbox, Fault } from '../../../../src/sandbox/dataverse/index.ts';
import { inOdoo, startWorld } from '../world.ts';
import type { Change, PairWorld } from './pair.ts';

/** Of every record that is added. */
const NEW = '0f0f0f0f-0000-4000-8000-00000000cafe';

/** What the Web API does to its clients in one phase. */
const SOURCE_FAULTS: readonly Fault[] = [
  { kind: 'throttle', after: 1, times: 3, retryAfter: 2 },
  { kind: 'unavailable', after: 5, times: 2, retryAfter: 1 },
  { kind: 'drop', after: 8, times: 1 },
  { kind: 'truncate', after: 11, times: 1 },
  { kind: 'expire', after: 14, times: 1 },
  { kind: 'throttle', after: 30, times: 4, retryAfter: 1 },
  { kind: 'drop', after: 40, times: 1 },
];

/** What stands between a client and Odoo, or Odoo itself, does to its calls in one phase. */
const TARGET_FAULTS: readonly Readonly<Record<string, string | number>>[] = [
  { kind: 'serialization', after: 1, times: 2 },
  { kind: 'html-502', after: 4, times: 2 },
  { kind: 'drop-before', after: 8, times: 1 },
  { kind: 'drop-after-commit', after: 11, times: 1 },
  { kind: 'truncated', after: 14, times: 1 },
  { kind: 'drop-after-commit', method: 'create', after: 0, times: 2 },
  { kind: 'drop-before', method: 'create', after: 4, times: 1 },
  { kind: 'drop-after-commit', method: 'write', after: 1, times: 2 },
  { kind: 'drop-before', method: 'write', after: 5, times: 1 },
  { kind: 'drop-after-commit', method: 'unlink', after: 0, times: 1 },
  { kind: 'drop-before', method: 'unlink', after: 3, times: 1 },
  { kind: 'serialization', after: 60, times: 3 },
  { kind: 'html-502', after: 90, times: 2 },
  { kind: 'drop-after-commit', after: 120, times: 1 },
];

/** The Dataverse sandbox before the Odoo sandbox. @param records which of its tables Dataverse has records in */
export async function startDataverseToOdoo(records: 'sales' | 'all', scale: number): Promise<PairWorld> {
  const world = await startWorld({ records, scale });
  const { dataverse, gate } = world;
  return {
    variables: world.variables,
    rows: (entity) => dataverse.rows(entity),
    dump: () => world.dump(),
    watch: () => gate.watch(() => 'pass'),
    writes: () => gate.calls.filter(({ writes }) => writes).map(({ model, method }) => `${model}.${method}`),
    call: (entity, method, ...args) => inOdoo(world, entity, method, ...args),
    async change(changes) {
      const moved = await world.dump();
      for (const one of changes) apply(dataverse, moved, one);
    },
    async disturb() {
      for (const fault of SOURCE_FAULTS) dataverse.fault(fault);
      for (const fault of TARGET_FAULTS) await world.fault(fault);
    },
    faults: [
      ...new Set([
        ...SOURCE_FAULTS.map(({ kind }) => `dataverse ${kind}`),
        ...TARGET_FAULTS.map(({ kind }) => `odoo ${kind}`),
      ]),
    ],
    async calm() {
      return { ...(await calm('dataverse', dataverse.url)), ...(await calm('odoo', world.odoo.url)) };
    },
    close: () => world.close(),
  };
}

async function calm(name: string, url: string): Promise<Readonly<Record<string, number>>> {
  const struck = (await (await fetch(`${url}/sandbox/faults`)).json()) as Readonly<Record<string, number>>;
  const { ok } = await fetch(`${url}/sandbox/faults`, { method: 'DELETE' });
  if (!ok) throw new Error(`The faults of ${name} could not be cleared.`);
  return Object.fromEntries(Object.entries(struck).map(([kind, times]) => [`${name} ${kind}`, times]));
}

/** @param moved what the target holds: only active records that it names are changed or deleted */
function apply(dataverse: DataverseSandbox, moved: string, change: Change): void {
  const { entity } = change;
  const rows = dataverse.rows(entity);
  if (change.what === 'added') {
    const owner = rows.find(({ _ownerid_value: id }) => typeof id === 'string')?._ownerid_value;
    dataverse.put(entity, NEW, {
      statecode: 0,
      ...(typeof owner === 'string' ? { ownerid: { entity: 'systemuser', id: owner } } : {}),
      ...change.values,
    });
    return;
  }
  const ids = rows.flatMap((row) => (row.statecode === 0 ? [row[`${entity}id`] ?? row.activityid] : []));
  const id = ids.find((one) => moved.includes(String(one)));
  if (typeof id !== 'string') throw new Error(`No ${entity} was moved.`);
  if (change.what === 'deleted') dataverse.remove(entity, id);
  else dataverse.put(entity, id, change.values);
}
