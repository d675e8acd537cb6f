import type { Reference, Row } from '../store.ts';
import { classicProcesses } from './classic-processes.ts';
import type { Context } from './context.ts';
import { flows } from './flows.ts';
import { makePluginSteps } from './plugin-steps.ts';
import { Random } from './random.ts';
import { workflowXaml } from './xaml.ts';

/** Processes of all categories, the copy that the platform makes of one that is switched on, and registered plug-in steps. */
export function makeProcesses({ seed, organisation }: Context): Readonly<Record<string, readonly Row[]>> {
  const random = new Random(seed, 'processes');
  const user: Reference = { entity: 'systemuser', id: organisation.integrationUser };
  let version = 900_000;
  const common = (): Row => {
    version += 1;
    return {
      createdon: random.instant('2019-01-01', '2021-12-31'),
      modifiedon: random.instant('2022-01-01', '2024-06-30'),
      createdby: user,
      modifiedby: user,
      versionnumber: version,
    };
  };
  const owned = (): Row => ({
    ...common(),
    ownerid: user,
    owninguser: user,
    owningbusinessunit: { entity: 'businessunit', id: organisation.rootUnit },
    workflowidunique: random.guid(),
    solutionid: random.guid(),
    componentstate: 0,
    ismanaged: false,
    languagecode: 1033,
    clientdataiscompressed: false,
    type: 1,
    mode: 0,
    scope: 4,
    runas: 1,
    triggeroncreate: false,
    triggerondelete: false,
    ondemand: false,
    subprocess: false,
    statecode: 1,
    statuscode: 2,
  });
  const classic = classicProcesses(organisation.teams.at(-1)?.id ?? '').map(
    ({ steps, more = {}, uniquename = null, description = null, ...process }): Row => {
      const workflowid = random.guid();
      return {
        ...owned(),
        ...process,
        ...more,
        uniquename,
        description,
        workflowid,
        xaml: workflowXaml(workflowid, steps),
      };
    },
  );
  const [first] = classic;
  const copy: readonly Row[] =
    first === undefined
      ? []
      : [
          {
            ...first,
            ...common(),
            workflowid: random.guid(),
            workflowidunique: random.guid(),
            type: 2,
            parentworkflowid: { entity: 'workflow', id: String(first.workflowid) },
          },
        ];
  const modern = flows.map(
    (flow): Row => ({ ...owned(), ...flow, category: 5, modernflowtype: 0, workflowid: random.guid() }),
  );
  const compressed: Row = {
    ...owned(),
    name: 'Old flow of a consultant',
    category: 5,
    modernflowtype: 0,
    primaryentity: 'none',
    clientdata: 'H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRUCpKLShKLUvNK1GyqgYAAAAA',
    clientdataiscompressed: true,
    statecode: 0,
    statuscode: 1,
    workflowid: random.guid(),
  };
  return { workflow: [...classic, ...copy, ...modern, compressed], ...makePluginSteps(random, common) };
}
