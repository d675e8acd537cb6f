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
