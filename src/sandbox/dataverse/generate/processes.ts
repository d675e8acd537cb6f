import type { Row } from '../store.ts';
import { audit, type Context } from './context.ts';
import { Random } from './random.ts';

/** Name, category (0 workflow, 2 business rule, 4 business process, 5 cloud flow), table. */
const PROCESSES = [
  ['Opportunity sales process', 4, 'opportunity'],
  ['Phone to case process', 4, 'incident'],
  ['Welcome new contacts', 0, 'contact'],
  ['Lead needs a company', 2, 'lead'],
  ['Tell the team of a won deal', 5, 'none'],
] as const;

/** The stages of the first two processes, with their categories. */
const STAGES = [
  ['1-Qualify', 0, 0],
  ['2-Develop', 1, 0],
  ['3-Propose', 2, 0],
  ['4-Close', 3, 0],
  ['Identify', 4, 1],
  ['Research', 5, 1],
  ['Resolve', 6, 1],
] as const;

const STEPS = [
  'Numbering: Create of incident',
  'Numbering: Create of new_device',
  'Audit: Update of account',
];

/** How the business works in Dynamics: processes with their stages, workflows and flows, and steps of plug-ins. */
export function makeProcesses(context: Context): Readonly<Record<string, readonly Row[]>> {
  const random = new Random(context.seed, 'processes');
  const owner = { entity: 'systemuser', id: context.organisation.integrationUser };
  const workflow = PROCESSES.map(([name, category, table], index) => ({
    ...audit(context, random, 9_500_000, index),
    workflowid: random.guid(),
    name,
    category,
    primaryentity: table,
    type: 1,
    scope: 4,
    mode: 0,
    ismanaged: false,
    statecode: index === 2 ? 0 : 1,
    statuscode: index === 2 ? 1 : 2,
    ownerid: owner,
  }));
  const processstage = STAGES.map(([stagename, stagecategory, process], index) => ({
    processstageid: random.guid(),
    stagename,
    stagecategory,
    processid: { entity: 'workflow', id: workflow[process]?.workflowid ?? '' },
    primaryentitytypecode: PROCESSES[process][2],
    versionnumber: 9_510_000 + index,
  }));
  const sdkmessageprocessingstep = STEPS.map((name, index) => ({
    ...audit(context, random, 9_520_000, index),
    sdkmessageprocessingstepid: random.guid(),
    name,
    stage: 40,
    mode: index % 2,
    rank: 1,
    ismanaged: false,
    statecode: 0,
    statuscode: 1,
  }));
  return { workflow, processstage, sdkmessageprocessingstep };
}
