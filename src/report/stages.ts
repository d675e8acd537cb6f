import { stringify } from 'csv-stringify/sync';
import { quote } from '../language/print-flat.ts';
import type { StageCase, StageLine, StageMatrix, StageToMake } from '../migrate/index.ts';
import type { Plan } from '../plan/types.ts';
import { html } from './html.ts';
import { markdownText } from './markdown.ts';
import { page } from './page.ts';
import { placeText } from './place.ts';
import { type Cell, type Section, sectionHtml, sectionLines } from './sections.ts';
import { count, counted, oneOrMany } from './values.ts';

/** The stage matrix: how far records are in the source, and which stage of the target each becomes. */
export interface StagesReport {
  readonly project: string;
  readonly plan: Plan;
  readonly matrix: StageMatrix;
}

const TITLE = 'The stage matrix';

const text = (...lines: readonly string[]): Cell => ({ kind: 'text', lines });
const code = (...lines: readonly string[]): Cell => ({ kind: 'code', lines });
const number = (value: number | null): Cell => ({ kind: 'number', text: value === null ? '' : count(value) });

/** As a page. */
export function stagesPage(report: StagesReport): string {
  return page({
    title: TITLE,
    subtitle: `${report.project} · ${report.plan.source} → ${report.plan.target}`,
    body: html`
<div class="verdict">${verdict(report.matrix)}</div>
${sections(report).map(sectionHtml)}`,
  });
}

/** As Markdown, the same words. */
export function stagesToMarkdown(report: StagesReport): string {
  return [
    `# ${TITLE}`,
    '',
    markdownText(verdict(report.matrix)),
    '',
    ...sections(report).flatMap(sectionLines),
  ].join('\n');
}

/** One line for each case, then one for each stage that the target lacks; no cell is taken for a formula. */
export function stagesToCsv({ matrix }: StagesReport): string {
  const cases = matrix.lines.flatMap((line) =>
    line.cases.map((one) => [
      line.field,
      one.process ?? '',
      one.team ?? '',
      one.category ?? '',
      one.from.join(' / '),
      String(one.records),
      ...stageCells(one, line.teams),
      probabilityText(one),
      yesNo(one.archived),
    ]),
  );
  const missing = matrix.toMake.map((one) => [
    one.into ?? '',
    one.process ?? '',
    one.teams.join(', '),
    one.category ?? '',
    one.stage,
    String(one.records),
    `to be made (${one.why})`,
    '',
    one.order === null ? '' : String(one.order),
    ...['', '', '', ''],
  ]);
  const columns = [
    'field',
    'process',
    'team',
    'category',
    'stage',
    'records',
    'becomes',
    'team in target',
    'order',
    'folded',
    'won',
    'probability',
    'archived',
  ];
  return stringify([...cases, ...missing], { header: true, columns, escape_formulas: true, bom: true });
}

function verdict({ extracted, lines, toMake }: StageMatrix): string {
  if (lines.length === 0) return 'No map writes a stage.';
  const cases = lines.reduce((sum, line) => sum + line.cases.length, 0);
  const told = extracted
    ? `${counted(cases, 'case')}, told from the maps and the extracted records.`
    : `${count(cases)} ${oneOrMany(cases, 'entry', 'entries')} of tables. The records are not extracted, so nobody counted them, and what no table says is not told: "mapc extract", then this again.`;
  return toMake.length === 0
    ? told
    : `${told} ${counted(toMake.length, 'stage')} of the source ${oneOrMany(toMake.length, 'has', 'have')} none in the target, see the end.`;
}

function sections({ plan, matrix }: StagesReport): readonly Section[] {
  return [
    ...matrix.lines.map((line) => lineSection(plan, line, matrix.extracted)),
    kept(matrix),
    guide(matrix.toMake),
  ].filter(({ rows }) => rows.length > 0);
}

function lineSection(plan: Plan, line: StageLine, extracted: boolean): Section {
  const { cases } = line;
  const has = (part: (one: StageCase) => unknown): boolean => cases.some((one) => part(one) !== null);
  const columns: readonly (readonly [title: string, wanted: boolean, cell: (one: StageCase) => Cell])[] = [
    ['Process', has(({ process }) => process), ({ process }) => text(process ?? '')],
    ['Team in the source', has(({ team }) => team), ({ team }) => text(team ?? '')],
    ['Category', has(({ category }) => category), ({ category }) => text(category ?? '')],
    ...line.columns.map((title, at) => [title, true, ({ from }: StageCase) => text(from[at] ?? '')] as const),
    ['Records', extracted, ({ records }) => number(records)],
    ...['Becomes', 'Team', 'Order', 'Folded', 'Won'].map(
      (title, at) =>
        [
          title,
          title !== 'Team' || line.teams,
          (one: StageCase) => text(stageCells(one, line.teams)[at] ?? ''),
        ] as const,
    ),
    ['Probability', has(({ probability }) => probability), (one) => text(probabilityText(one))],
    ['Archived', has(({ archived }) => archived), ({ archived }) => text(yesNo(archived))],
  ];
  const shown = columns.filter(([, wanted]) => wanted);
  return {
    title: `${line.field}, from ${line.source}`,
    intro: [
      `Rows of ${line.stages}, as ${placeText(plan.spans, line.at)} says.${extracted ? ' Where no record is counted, a table has an entry that none needs.' : ''}`,
    ],
    columns: shown.map(([title]) => title),
    rows: cases.map((one) => shown.map(([, , cell]) => cell(one))),
  };
}

/** Name, team, order, folded and won. */
function stageCells({ becomes }: StageCase, teams: boolean): readonly string[] {
  switch (becomes.kind) {
    case 'stage':
      return [
        becomes.name,
        becomes.team ?? (teams ? 'every team' : ''),
        becomes.order === null ? '' : String(becomes.order),
        yesNo(becomes.folded),
        yesNo(becomes.won),
      ];
    case 'rejected':
      return [`rejected: ${becomes.reason}`, '', '', '', ''];
    case 'none':
      return ['no stage is written', '', '', '', ''];
    case 'unknown':
      return ['not known before a run', '', '', '', ''];
  }
}

function probabilityText({ probability }: StageCase): string {
  if (probability === null) return '';
  const [least, greatest] = probability;
  return least === greatest ? `${least} %` : `${least} to ${greatest} %`;
}

function yesNo(flag: boolean | null): string {
  return flag === null ? '' : flag ? 'yes' : 'no';
}

function kept({ stages }: StageMatrix): Section {
  return {
    title: 'Stages that the source keeps',
    intro: ['By process, in the order of their categories: the source gives no other.'],
    columns: ['Process', 'Of', 'Category', 'Stage', 'Records', 'Becomes'],
    rows: stages.map(({ process, about, category, name, records, becomes }) => [
      text(process ?? ''),
      code(about ?? ''),
      text(category ?? ''),
      text(name),
      number(records),
      text(...(becomes.length === 0 ? ['nothing'] : becomes)),
    ]),
  };
}

/** Where a person makes stages in Odoo. */
const PLACES: Readonly<Record<string, string>> = {
  'crm.stage': 'CRM, Configuration, Stages',
  'project.task.type': 'Project, Configuration, Task Stages',
  'helpdesk.stage': 'Helpdesk, Configuration, Stages',
};

function guide(toMake: readonly StageToMake[]): Section {
  return {
    title: 'Stages to be made in the target',
    intro: [
      'Each of these has no stage in the target. Make it there, by hand or by the line for "provision", and read the target anew ("mapc discover target"); or let the map say which stage takes its place. Whether it is folded or won is for a person to say.',
    ],
    columns: ['Process', 'Stage', 'Category', 'Teams', 'Records', 'Why', 'Where', 'Line for provision'],
    rows: toMake.map(({ process, stage, category, teams, records, why, into, order }) => [
      text(process ?? ''),
      text(stage === '' ? '(empty)' : stage),
      text(category ?? ''),
      text(...teams),
      number(records),
      text(why),
      text(into === null ? 'no map writes how far these records are' : (PLACES[into] ?? into)),
      code(
        into === null || stage === ''
          ? ''
          : `row ${into} { key name = ${quote(stage)}${order === null ? '' : `  sequence = ${order}`} }`,
      ),
    ]),
  };
}
