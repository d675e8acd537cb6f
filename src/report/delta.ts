import type { DeltaResult, RefreshedEntity } from '../migrate/index.ts';
import type { Plan } from '../plan/types.ts';
import type { Colours } from './colours.ts';
import { runToText } from './results.ts';
import { tableText } from './table.ts';
import { count } from './values.ts';
import { printable } from './width.ts';

/** What changed in the source, entity by entity, and what the run made of it. Ends in a newline. */
export function deltaToText(result: DeltaResult, plan: Plan, colours: Colours): string {
  const rows = result.entities.map((one) => [
    one.entity,
    ...[one.added, one.changed, one.deleted].map((number) => (number === 0 ? '·' : count(number))),
    count(one.read),
    howFound(one),
  ]);
  const numbers = ['new', 'changed', 'deleted', 'read'].map((title) => ({ title, align: 'right' as const }));
  const columns = [{ title: 'entity' }, ...numbers, { title: 'found' }];
  const paint = (text: string): string => (text === '·' ? colours.dim(text) : text);
  return `${tableText(columns, rows, paint)}\n\n${runToText(result, plan, colours)}`;
}

/** How it is known what changed, and why not otherwise. */
function howFound({ found, why }: RefreshedEntity): string {
  const how = {
    tracked: 'by change tracking',
    dated: 'by date, ids compared',
    whole: 'all read and compared',
    first: 'read for the first time',
  }[found];
  return why === null ? how : `${how}: ${printable(why)}`;
}
