import type { PreflightFinding } from '../connectors/contract.ts';
import type {
  ExtractResult,
  MapCounts,
  OwnerEntry,
  ProvisionResult,
  ReconcileResult,
  RollbackResult,
  RunResult,
  VerifyResult,
  Worklist,
} from '../migrate/index.ts';
import type { Plan, ProvisionStep } from '../plan/types.ts';
import type { RecordState } from '../runtime/types.ts';
import { bytesText } from '../schema/bytes-text.ts';
import type { JsonValue } from '../schema/model.ts';
import type { Colours } from './colours.ts';
import { placeText } from './place.ts';
import { tableText } from './table.ts';
import { count, counted, oneOrMany, percent } from './values.ts';
import { printable } from './width.ts';

/** Results of the phases as text for a terminal. Each ends in a newline. */

const STATES = [
  'created',
  'updated',
  'matched',
  'unchanged',
  'skipped',
  'queued',
  'rejected',
  'gone',
] as const satisfies readonly RecordState[];

const NOTHING = 'Nothing has been migrated (or it was rolled back).';

/** The most lines of one list. */
const LONGEST = 20;

export function extractToText({ entities }: ExtractResult): string {
  const rows = entities.map(({ entity, records, counted: inSource, kept, files }) => [
    entity,
    count(records),
    files.count === 0 ? '' : `${counted(files.count, 'file')}, ${bytesText(files.bytes)}`,
    records === inSource ? '' : `the source counted ${count(inSource)}`,
    kept ? 'staged before' : '',
  ]);
  const titles = ['', '', ''].map((title) => ({ title }));
  return `${tableText([{ title: 'entity' }, { title: 'records', align: 'right' }, ...titles], rows)}\n`;
}

export function countsToText(maps: readonly MapCounts[], colours: Colours): string {
  const used = STATES.filter((state) => maps.some((map) => map.states[state] > 0));
  const rows = maps.map((map) => [
    map.map,
    count(map.units),
    ...used.map((state) => (map.states[state] === 0 ? '·' : count(map.states[state]))),
    map.conserved ? '' : 'does not add up',
  ]);
  const paint = (text: string, _: number, column: number): string => {
    if (text === '·') return colours.dim(text);
    switch (used[column - 2]) {
      case 'rejected':
        return colours.red(text);
      case 'queued':
        return colours.yellow(text);
      default:
        return column === used.length + 2 ? colours.red(text) : text;
    }
  };
  return `${tableText(
    [
      { title: 'map' },
      { title: 'records', align: 'right' },
      ...used.map((state) => ({ title: state, align: 'right' as const })),
      { title: '' },
    ],
    rows,
    paint,
  )}\n`;
}

export function runToText(result: RunResult, plan: Plan, colours: Colours): string {
  const derived =
    result.derived > 0 ? `${made('row', result.derived)} by \`else create\` in this run.\n` : '';
  const began = result.run === null ? 'Nothing was written: this was a rehearsal.\n\n' : '';
  return `${began}${countsToText(result.maps, colours)}${derived}${worklistToText(result.worklist, plan, colours)}`;
}

export function worklistToText(
  { troubles, warnings, edited }: Worklist,
  plan: Plan,
  colours: Colours,
): string {
  const lines: string[] = [];
  const list = (title: string, all: Worklist['warnings']): void => {
    if (all.length === 0) return;
    lines.push('', colours.bold(title));
    for (const one of all.slice(0, LONGEST)) {
      const place = one.at === null ? '' : colours.dim(` ${placeText(plan.spans, one.at)}`);
      lines.push(`  ${count(one.count).padStart(6)}  ${one.map}: ${printable(one.reason)}${place}`);
    }
    if (all.length > LONGEST) lines.push(`          … and ${counted(all.length - LONGEST, 'more kind')}`);
  };
  list('Rejected or waiting', troubles);
  list('Warnings', warnings);
  if (edited.length > 0)
    lines.push(
      '',
      `People changed ${count(edited.length)} of these records in the target; their values were kept.`,
    );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

export function provisionToText(result: ProvisionResult, plan: Plan, colours: Colours): string {
  const { steps, maps } = result;
  if (steps.length === 0 && maps.length === 0) return 'The plan provisions nothing.\n';
  const structure =
    steps.length === 0 ? '' : `${stepsToText(steps, plan)}${viewsToText(result.views, colours)}`;
  return maps.length === 0 ? structure : `${structure}${configurationToText(result, plan, colours)}`;
}

function configurationToText(
  { unextracted, maps, worklist }: ProvisionResult,
  plan: Plan,
  colours: Colours,
): string {
  const missing =
    unextracted.length === 0
      ? ''
      : `Not extracted yet: ${unextracted.join(', ')}; \`--apply\` reads it first.\n`;
  return `\n${countsToText(maps, colours)}${missing}${worklistToText(worklist, plan, colours)}`;
}

function stepsToText(steps: ProvisionResult['steps'], plan: Plan): string {
  const rows = steps.map(({ step, status }) => [
    status,
    step.kind,
    stepText(step),
    placeText(plan.spans, step.at),
  ]);
  return `${tableText([{ title: 'status' }, { title: '' }, { title: 'what' }, { title: 'line' }], rows)}\n`;
}

/** By what people see what was provisioned, and what they do not see. */
function viewsToText(views: ProvisionResult['views'], colours: Colours): string {
  const rows = views.flatMap(({ entity, parts }) =>
    parts.map(({ what, name, status }) => [status, what, printable(name), entity]),
  );
  const notes = views.flatMap((one) => one.notes).map((note) => `${colours.yellow(printable(note))}\n`);
  const table =
    rows.length === 0
      ? ''
      : `\n${tableText([{ title: 'status' }, { title: '' }, { title: 'where people see it' }, { title: 'model' }], rows)}\n`;
  return `${table}${notes.length === 0 ? '' : `\n${notes.join('')}`}`;
}

function stepText(step: ProvisionStep): string {
  switch (step.kind) {
    case 'model':
      return `${step.entity} (${step.fields.map(({ name }) => name).join(', ')})`;
    case 'field':
      return `${step.entity}.${step.field}`;
    case 'row':
      return `${step.entity} ${printable(JSON.stringify(step.key))}`;
  }
}

export function ownersToText(owners: readonly OwnerEntry[], colours: Colours): string {
  if (owners.length === 0)
    return 'Nobody: the plan has no `owners`, or their records are not extracted yet.\n';
  const queued = owners.filter(({ state }) => state === 'queued').length;
  const standIns = owners.filter(({ standIn }) => standIn).length;
  const rows = owners.map(({ source, state, standIn, target, values, reason }) => [
    standIn ? 'stand-in' : state,
    source,
    person(values),
    target === null ? '' : `${target.entity} ${target.id ?? '(made by the run)'}`,
    state === 'queued' || state === 'rejected' ? printable(reason ?? '') : '',
  ]);
  const paint = (text: string, _: number, column: number): string =>
    column === 0 && (text === 'queued' || text === 'stand-in') ? colours.yellow(text) : text;
  const table = tableText(
    [{ title: 'state' }, { title: 'source' }, { title: 'person' }, { title: 'target' }, { title: '' }],
    rows,
    paint,
  );
  const hint =
    queued === 0
      ? standIns === 0
        ? '\nEverybody is found.\n'
        : ''
      : `\n${count(queued)} ${oneOrMany(queued, 'waits', 'wait')} for a person. \`mapc owners resolve --person SOURCE=LOGIN\` says who they are, or \`export\`, fill in and \`import\`.\n`;
  const standing =
    standIns === 0
      ? ''
      : `\nFor ${count(standIns)} nobody was found: who the map names stands in for them. \`mapc owners resolve --person SOURCE=LOGIN\` says who they are.\n`;
  return `${table}\n${hint}${standing}`;
}

function person(values: Readonly<Record<string, JsonValue>>): string {
  return printable(
    Object.values(values)
      .filter((value) => typeof value === 'string' && value !== '' && !/^[0-9a-f-]{36}$/i.test(value))
      .slice(0, 3)
      .join(', '),
  ).slice(0, 60);
}

export function preflightToText(
  findings: readonly PreflightFinding[],
  ready: boolean,
  colours: Colours,
): string {
  const lines = findings.map(({ severity, message }) => {
    const paint = severity === 'error' ? colours.red : severity === 'warning' ? colours.yellow : colours.dim;
    return `${paint(severity.padEnd(7))}  ${printable(message)}`;
  });
  lines.push(
    ready ? colours.green('Nothing stands in the way of a run.') : colours.red('A run cannot begin.'),
  );
  return `${lines.join('\n')}\n`;
}

/** Values of a field that stand otherwise than they were written, and are no differences. */
export function mirroredText({ entity, field, mirrors, values }: VerifyResult['mirrored'][number]): string {
  return `${counted(values, 'value')} of ${entity}.${field} ${oneOrMany(values, 'is', 'are')} not what was written: the target keeps ${oneOrMany(values, 'it', 'them')} as one with ${mirrors}.`;
}

export function verifyToText(
  { migrated, records, fields, wrong, gone, differences, mirrored }: VerifyResult,
  plan: Pick<Plan, 'spans'>,
  colours: Colours,
): string {
  const nothing = migrated ? '' : `${colours.red(NOTHING)}\n`;
  if (!migrated && records === 0) return nothing;
  const differ = wrong - gone.fields;
  const lines = [
    `${counted(records, 'record')} read back, ${counted(fields - gone.fields, 'field')} compared: ${
      differ === 0
        ? colours.green('none differs')
        : colours.red(`${count(differ)} ${oneOrMany(differ, 'differs', 'differ')}`)
    }.`,
  ];
  if (gone.rows > 0)
    lines.push(
      `${colours.red(`${counted(gone.rows, 'row')} ${oneOrMany(gone.rows, 'is', 'are')} gone`)} from the target, with ${counted(gone.fields, 'field')}; \`mapc run --retry\` makes ${oneOrMany(gone.rows, 'it', 'them')} again.`,
    );
  lines.push(...mirrored.map((one) => colours.dim(mirroredText(one))));
  for (const one of differences.slice(0, LONGEST)) {
    const place = one.at === null ? '' : colours.dim(` ${placeText(plan.spans, one.at)}`);
    const what =
      one.field === null
        ? 'the row is gone'
        : `${one.field}: written ${short(one.written)}, found ${short(one.found)}`;
    lines.push(`  ${one.entity} ${one.target} (${one.map} ${one.source}): ${what}${place}`);
  }
  if (differences.length > LONGEST) lines.push(`  … and ${count(differences.length - LONGEST)} more`);
  return `${nothing}${lines.join('\n')}\n`;
}

export function reconcileToText(result: ReconcileResult, plan: Plan, colours: Colours): string {
  const lines = result.thresholds.map(({ measure, operator, wanted, measured, of, met, at }) => {
    const word = met ? colours.green('met   ') : colours.red('missed');
    return `${word}  ${measure} ${operator} ${percent(wanted)}: ${percent(measured)} of ${count(of)} ${colours.dim(placeText(plan.spans, at))}`;
  });
  if (!result.migrated) lines.push(colours.red(NOTHING));
  const derived = result.derived > 0 ? `${made('more row', result.derived)} by \`else create\`.\n` : '';
  const verdict = result.passed ? colours.green('Passed.') : colours.red('Not passed.');
  return `${countsToText(result.maps, colours)}${derived}\n${[...lines, verdict].join('\n')}\n`;
}

export function rollbackToText(
  { deleted, restored, unprovisioned, forgotten, left }: RollbackResult,
  leave = false,
): string {
  if (leave) {
    return forgotten === 0
      ? 'Nothing that a rollback left alone is in the journal.\n'
      : `${counted(forgotten, 'row')} ${oneOrMany(forgotten, 'stays', 'stay')} in the target for good, and the journal forgets ${oneOrMany(forgotten, 'it', 'them')}: a later run finds ${oneOrMany(forgotten, 'its record', 'their records')} by key again. \`mapc rollback --provision\` is possible now; the fields that it takes away go from ${oneOrMany(forgotten, 'this row', 'these rows')} too, and with them the keys that are kept in such fields.\n`;
  }
  const lines = [
    `${counted(deleted, 'row')} deleted, ${count(restored)} restored, ${count(unprovisioned)} provisioned ${oneOrMany(unprovisioned, 'field or model', 'fields and models')} taken away.`,
  ];
  const them = oneOrMany(left.length, 'it', 'them');
  if (left.length > 0)
    lines.push(
      `${count(left.length)} ${oneOrMany(left.length, 'was', 'were')} left alone; the next \`mapc rollback\` tries ${them} again, \`mapc rollback --leave\` lets ${them} stay for good:`,
    );
  for (const one of left.slice(0, LONGEST))
    lines.push(`  ${one.entity} ${one.target ?? ''}: ${printable(one.reason)}`);
  if (left.length > LONGEST) lines.push(`  … and ${count(left.length - LONGEST)} more`);
  return `${lines.join('\n')}\n`;
}

/** "2 rows were made". */
function made(what: string, number: number): string {
  return `${counted(number, what)} ${oneOrMany(number, 'was', 'were')} made`;
}

function short(value: JsonValue): string {
  const text = printable(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
