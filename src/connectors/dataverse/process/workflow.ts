import { flowSteps, type SaidFlow } from './flow-steps.ts';
import { listed, type Said, stepsInWords, type Touch, touchesInWords } from './said.ts';
import { xamlSteps } from './xaml-steps.ts';

/** What a row of `workflow` holds under the names of the Web API; what is left out is null. */
export type WorkflowRow = Readonly<Record<string, unknown>>;

/** The columns that the describers look at. */
export const WORKFLOW_READS = [
  'category',
  'type',
  'mode',
  'scope',
  'statecode',
  'ondemand',
  'subprocess',
  'triggeroncreate',
  'triggerondelete',
  'triggeronupdateattributelist',
  'createstage',
  'updatestage',
  'deletestage',
  'primaryentity',
  'xaml',
  'clientdata',
  'clientdataiscompressed',
  'processtriggerscope',
] as const;

/** `workflow.category` (entity reference of Process). */
const KINDS: Readonly<Record<number, string>> = {
  0: 'Workflow',
  1: 'Dialog',
  2: 'Business rule',
  3: 'Action',
  4: 'Business process flow',
  5: 'Power Automate flow',
  6: 'Desktop flow',
  7: 'AI flow',
};

const SCOPES: Readonly<Record<number, string>> = {
  1: "of the owner's own records",
  2: 'of records of the business unit',
  3: 'of records of the business unit and those below it',
  4: 'of all records',
};

/** `workflow.processtriggerscope`. */
const TRIGGER_SCOPES: Readonly<Record<number, string>> = { 1: 'form', 2: 'table' };

/** Which kind of process it is: "Workflow, in the background", "Business rule"; with whether it is off, or a copy. */
export function workflowKind(row: WorkflowRow): string {
  const category = numberOf(row.category);
  const kind =
    (category === null ? undefined : KINDS[category]) ?? `Process of the unknown category ${category ?? '?'}`;
  const parts = [kind];
  if (category === 0) parts.push(row.mode === 1 ? 'in real time' : 'in the background');
  if (row.type === 2) parts.push('the copy that the platform runs');
  if (row.type === 3) parts.push('a template');
  if (row.statecode === 0) parts.push('switched off');
  if (row.statecode === 2) parts.push('suspended');
  return parts.join(', ');
}

/** When it runs, and for whose records. */
export function workflowTrigger(row: WorkflowRow): string {
  const table = tableOf(row);
  switch (row.category) {
    case 0:
      return classicTrigger(row, table);
    case 1:
      return `When a person starts it${table === null ? '' : ` on a record of ${table}`}.`;
    case 2: {
      const scope = TRIGGER_SCOPES[numberOf(row.processtriggerscope) ?? 0];
      return `When a record${table === null ? '' : ` of ${table}`} is worked on and one of the columns that it asks for changes${scope === undefined ? '' : ` (scope: ${scope})`}.`;
    }
    case 3:
      return `When it is called${table === null ? '' : `, for a record of ${table}`}: by code, by a workflow or by a flow.`;
    case 4:
      return `It accompanies records${table === null ? '' : ` of ${table}`} while people work on them.`;
    case 5: {
      const flow = flowOf(row);
      return typeof flow === 'string' ? `Cannot be told: ${flow}.` : sentence(flow.trigger);
    }
    default:
      return 'Cannot be told: for processes of this category nothing says when they run.';
  }
}

function classicTrigger(row: WorkflowRow, table: string | null): string {
  const real = row.mode === 1;
  const stage = (value: unknown): string =>
    !real ? '' : value === 20 ? ' (before it is saved)' : ' (after it is saved)';
  const subject = table === null ? 'a record' : `a record of ${table}`;
  const columns = columnsIn(row.triggeronupdateattributelist);
  const when = [
    ...(row.triggeroncreate === true ? [`${subject} is created${stage(row.createstage)}`] : []),
    ...(columns.length === 0
      ? []
      : [`${listed(columns, 'or')} of ${subject} changes${stage(row.updatestage)}`]),
    ...(row.triggerondelete === true ? [`${subject} is deleted${stage(row.deletestage)}`] : []),
  ];
  const called = [
    ...(row.ondemand === true ? ['a person starts it'] : []),
    ...(row.subprocess === true ? ['another process starts it'] : []),
  ];
  const scope = numberOf(row.scope);
  const whose =
    when.length === 0 || scope === null ? '' : SCOPES[scope] === undefined ? '' : `, ${SCOPES[scope]}`;
  const all = [
    ...(when.length === 0 ? [] : [`when ${listed(when, 'or')}${whose}`]),
    ...(called.length === 0 ? [] : [`when ${listed(called, 'or')}`]),
  ];
  return all.length === 0 ? 'Never: nothing starts it.' : sentence(all.join('; '));
}

/** What it does, step by step; where it cannot be read, why. */
export function workflowDoes(row: WorkflowRow): string {
  const said = saidOf(row);
  if (typeof said === 'string') return `Cannot be read: ${said}.`;
  return said.steps.length === 0 ? 'Nothing: it has no steps.' : stepsInWords(said.steps);
}

/** The tables and columns that it reads and writes; null where nothing is known of them. */
export function workflowTouches(row: WorkflowRow): string | null {
  const said = saidOf(row);
  const table = tableOf(row);
  const own =
    row.category === 5 || table === null
      ? []
      : columnsIn(row.triggeronupdateattributelist).map(
          (column): Touch => ({ how: 'reads', what: `${table}.${column}` }),
        );
  const all = [...own, ...(typeof said === 'string' ? [] : said.touches)];
  const told = all.length === 0 ? table : touchesInWords(all);
  return typeof said !== 'string' || told === null ? told : `${told}; what else cannot be read`;
}

function saidOf(row: WorkflowRow): Said | string {
  switch (row.category) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: {
      if (typeof row.xaml !== 'string' || row.xaml.trim() === '')
        return 'the login is shown no definition (xaml)';
      return xamlSteps(row.xaml) ?? 'its definition (xaml) is no XML';
    }
    case 5:
      return flowOf(row);
    default:
      return 'processes of this category keep their steps elsewhere';
  }
}

function flowOf(row: WorkflowRow): SaidFlow | string {
  if (row.clientdataiscompressed === true) return 'its definition (clientdata) is compressed';
  if (typeof row.clientdata !== 'string' || row.clientdata.trim() === '')
    return 'the login is shown no definition (clientdata)';
  return flowSteps(row.clientdata) ?? 'its definition (clientdata) is not the JSON of a flow';
}

function tableOf(row: WorkflowRow): string | null {
  const { primaryentity } = row;
  return typeof primaryentity === 'string' && primaryentity !== '' && primaryentity !== 'none'
    ? primaryentity
    : null;
}

function columnsIn(list: unknown): readonly string[] {
  return typeof list === 'string'
    ? list
        .split(',')
        .map((column) => column.trim())
        .filter((column) => column !== '')
    : [];
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
