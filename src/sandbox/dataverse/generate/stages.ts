import type { Row } from '../store.ts';
import type { Context } from './context.ts';
import { Random } from './random.ts';

/** Name, category, and what their process is about. */
const STAGES = [
  ['1-Qualify', 0, 'lead'],
  ['2-Develop', 1, 'lead'],
  ['3-Propose', 2, 'lead'],
  ['4-Close', 3, 'lead'],
  ['Identify', 4, 'incident'],
  ['Research', 5, 'incident'],
  ['Resolve', 6, 'incident'],
] as const;

/** The stages of business process flows (category 4); those of cases belong to a process that nobody keeps any more. */
export function makeStages({ seed }: Context, workflow: readonly Row[]): readonly Row[] {
  const random = new Random(seed, 'stages');
  const lost = random.guid();
  return STAGES.map(([stagename, stagecategory, table], index) => {
    const process = workflow.find(({ category, primaryentity }) => category === 4 && primaryentity === table);
    return {
      processstageid: random.guid(),
      stagename,
      stagecategory,
      processid: { entity: 'workflow', id: String(process?.workflowid ?? lost) },
      primaryentitytypecode: table,
      versionnumber: 9_510_000 + index,
    };
  });
}

/**
 * The opportunities, each with the stage that its phase is, the process of that stage, and the stages that it came
 * through. Those of phases that no process has, and some others, were never in a process; of one the stage is gone.
 */
export function inStages(
  { seed }: Context,
  opportunities: readonly Row[],
  stages: readonly Row[],
): readonly Row[] {
  const random = new Random(seed, 'stages of opportunities');
  return opportunities.map((row, index) => {
    const position = stages.findIndex(({ stagename }) => stagename === row.stepname);
    const outside = random.chance(25);
    const stage = stages[position];
    if (index === 12)
      return { ...row, statecode: 0, statuscode: 1, actualclosedate: null, stageid: random.guid() };
    if (stage === undefined || outside) return row;
    const { processid, processstageid = '' } = stage;
    return {
      ...row,
      stageid: processstageid,
      processid: typeof processid === 'object' && processid !== null ? processid.id : null,
      traversedpath: stages
        .slice(0, position + 1)
        .map((one) => String(one.processstageid))
        .join(','),
    };
  });
}
