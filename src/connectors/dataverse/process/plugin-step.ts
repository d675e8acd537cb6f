import { listed, touchesInWords } from './said.ts';

/** What a row of `sdkmessageprocessingstep` holds, with the records that its lookups lead to under their columns' names. */
export type PluginStepRow = Readonly<Record<string, unknown>>;

/** The columns that the describers look at. */
export const PLUGIN_STEP_READS = [
  'name',
  'stage',
  'mode',
  'rank',
  'statecode',
  'filteringattributes',
  'configuration',
  'supporteddeployment',
] as const;

/** The lookups that they look through, and what they take from there. */
export const PLUGIN_STEP_LOOKUPS: Readonly<Record<string, string>> = {
  sdkmessageid: 'name',
  sdkmessagefilterid: 'primaryobjecttypecode',
  eventhandler: 'typename',
};

/** `sdkmessageprocessingstep.stage` that a customer's code may be registered for. */
const STAGES: Readonly<Record<number, string>> = {
  10: 'before it is checked',
  20: 'before it is saved, in the same transaction',
  30: 'in place of what the platform does',
  40: 'after it is saved',
  50: 'after it is saved (an old way)',
};

/** "Plug-in step, at once", "Plug-in step, in the background, switched off". */
export function pluginStepKind(row: PluginStepRow): string {
  const parts = ['Plug-in step'];
  if (row.mode === 0) parts.push('at once');
  if (row.mode === 1) parts.push('in the background');
  if (row.statecode === 1) parts.push('switched off');
  return parts.join(', ');
}

/** "When Update of contact runs and one of emailaddress1 or telephone1 is given, after it is saved." */
export function pluginStepTrigger(row: PluginStepRow): string {
  const { message, table, guessed } = subject(row);
  const columns = columnsOf(row);
  const stage =
    typeof row.stage === 'number' ? (STAGES[row.stage] ?? `at the stage ${row.stage} of the platform`) : null;
  const parts = [
    `When ${message ?? 'a message that cannot be read'}${table === null ? '' : ` of ${table}`} runs`,
    ...(columns.length === 0 ? [] : [`and ${listed(columns, 'or')} is given`]),
  ];
  return `${parts.join(' ')}${stage === null ? '' : `, ${stage}`}.${guessed ? ' (Message and table by the name of the step.)' : ''}`;
}

/** Which code it runs: what that does stands in an assembly, not in the environment's records. */
export function pluginStepDoes(row: PluginStepRow): string {
  const type = textAt(row, 'eventhandler');
  const configured = typeof row.configuration === 'string' && row.configuration.trim() !== '';
  return `Runs ${type === null ? 'code whose class cannot be read' : `the code ${type}`}${configured ? ', with a configuration of its own' : ''}. What that does stands in its assembly: ask those who wrote it.`;
}

/** The table and columns that it waits for; null where nothing says which. */
export function pluginStepTouches(row: PluginStepRow): string | null {
  const { table } = subject(row);
  if (table === null) return null;
  const columns = columnsOf(row);
  return columns.length === 0
    ? touchesInWords([{ how: 'reads', what: table }])
    : touchesInWords(columns.map((column) => ({ how: 'reads', what: `${table}.${column}` })));
}

function subject(row: PluginStepRow): {
  readonly message: string | null;
  readonly table: string | null;
  readonly guessed: boolean;
} {
  const message = textAt(row, 'sdkmessageid');
  const table = textAt(row, 'sdkmessagefilterid');
  if (message !== null) return { message, table: table === 'none' ? null : table, guessed: false };
  // The tool that registers steps calls them "Company.Plugins.Class: Update of contact".
  const told = /: (\w+) of (?:any Entity|(\w+))$/.exec(typeof row.name === 'string' ? row.name : '');
  return { message: told?.[1] ?? null, table: table ?? told?.[2] ?? null, guessed: told !== null };
}

function textAt(row: PluginStepRow, lookup: string): string | null {
  const value = row[lookup];
  return typeof value === 'string' && value !== '' ? value : null;
}

function columnsOf({ filteringattributes }: PluginStepRow): readonly string[] {
  return typeof filteringattributes === 'string'
    ? filteringattributes
        .split(',')
        .map((column) => column.trim())
        .filter((column) => column !== '')
    : [];
}
