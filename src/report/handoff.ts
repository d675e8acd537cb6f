import { stringify } from 'csv-stringify/sync';
import type { HandoffResult, HandoffSection } from '../migrate/index.ts';
import type { JsonValue, Unread } from '../schema/model.ts';
import { type Html, html } from './html.ts';
import { markdownText } from './markdown.ts';
import { page } from './page.ts';
import { counted, oneOrMany } from './values.ts';

/** What does not move, for those who rebuild it: one inventory in several forms. */
export interface HandoffReport {
  readonly project: string;
  readonly environment: string;
  /** The systems as the maps name them. */
  readonly source: string;
  readonly target: string;
  readonly result: HandoffResult;
}

const TITLE = 'What does not move';

/** As a page. */
export function handoffPage({ project, environment, source, target, result }: HandoffReport): string {
  return page({
    title: TITLE,
    subtitle: `${project} · ${environment} · ${source} → ${target}`,
    body: html`
<p>${verdict(result, target)}</p>
${result.sections.map(
  (section) => html`<h2>${section.label} <code>${section.entity}</code></h2>
<p>${said(section)}</p>
${tableHtml(section)}
`,
)}
${unreadHtml(result)}`,
  });
}

const UNREAD_TITLE = 'What could not be read';

function unreadHtml({ unread }: HandoffResult): Html | null {
  if (unread.length === 0) return null;
  return html`<h2>${UNREAD_TITLE}</h2>
<ul>${unread.map((one) => html`<li>${unreadText(one)}</li>`)}</ul>`;
}

function unreadText({ what, entity, fields, why, help }: Unread): string {
  const parts = [entity, fields?.join(', ')].filter((part) => part !== undefined);
  return `${parts.length === 0 ? what : parts.join(': ')}: ${why}. To have it: ${help}.`;
}

function tableHtml({ columns, rows }: HandoffSection): Html | null {
  if (rows.length === 0) return null;
  return html`<div class="scroll"><table class="wide"><thead><tr>${columns.map((name) => html`<th>${titled(name)}</th>`)}</tr></thead>
<tbody>${rows.map(({ values }) => html`<tr>${values.map((value) => html`<td>${cellText(value)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** As Markdown, the same words. */
export function handoffToMarkdown({ project, environment, source, target, result }: HandoffReport): string {
  const lines = [
    `# ${TITLE}`,
    '',
    `${markdownText(project)}, ${markdownText(environment)}: ${source} to ${target}.`,
    '',
  ];
  lines.push(markdownText(verdict(result, target)), '');
  for (const section of result.sections) {
    lines.push(
      `## ${markdownText(section.label)} (${markdownText(section.entity)})`,
      '',
      markdownText(said(section)),
      '',
    );
    if (section.rows.length === 0) continue;
    lines.push(`| ${section.columns.map((name) => markdownText(titled(name))).join(' | ')} |`);
    lines.push(`|${section.columns.map(() => '---|').join('')}`);
    for (const { values } of section.rows)
      lines.push(`| ${values.map((value) => markdownText(cellText(value))).join(' | ')} |`);
    lines.push('');
  }
  if (result.unread.length > 0)
    lines.push(
      `## ${UNREAD_TITLE}`,
      '',
      ...result.unread.map((one) => `- ${markdownText(unreadText(one))}`),
      '',
    );
  return lines.join('\n');
}

/** A table for spreadsheets, of one section: no cell of it is taken for a formula. */
export function handoffToCsv({ columns, rows }: HandoffSection): string {
  return stringify(
    rows.map(({ id, values }) => [id, ...values.map(cellText)]),
    { header: true, columns: ['id', ...columns], escape_formulas: true, bom: true },
  );
}

/** As data: the sections with their rows, each value under the name of its column. */
export function handoffToJson({ result, ...report }: HandoffReport): string {
  const sections = result.sections.map(({ columns, rows, ...section }) => ({
    ...section,
    rows: rows.map(({ id, values }) => ({
      id,
      ...Object.fromEntries(columns.map((name, at) => [name, values[at] ?? null])),
    })),
  }));
  return `${JSON.stringify({ ...report, sections, unread: result.unread }, null, 2)}\n`;
}

/** For a terminal: what there is of each. */
export function handoffToText(result: HandoffResult): string {
  const lines = result.sections.map((section) => `${section.entity}: ${said(section)}`);
  if (result.bare.length > 0)
    lines.push(
      `Nothing but their number is told of ${result.bare.join(', ')}: give columns behind the reason, such as { name = name }.`,
    );
  lines.push(...result.unread.map((one) => `Not read: ${unreadText(one)}`));
  return lines.length === 0
    ? 'Everything moves: the maps leave nothing to people.\n'
    : `${lines.join('\n')}\n`;
}

function verdict({ sections }: HandoffResult, target: string): string {
  const byHand = sections.filter(({ fate }) => fate === 'manual').length;
  const left = sections.length - byHand;
  if (sections.length === 0) return 'Everything moves: the maps leave nothing to people.';
  return `${counted(byHand, 'kind')} of records ${oneOrMany(byHand, 'is', 'are')} rebuilt in ${target} by people, ${left} ${oneOrMany(left, 'stays', 'stay')} behind.`;
}

function said({ fate, records, because }: HandoffSection): string {
  const many = records === null ? '' : `${counted(records, 'record')}, `;
  return `${many}${fate === 'manual' ? 'for people to rebuild' : 'left behind'}: ${because}.`.replace(
    /([.!?…])\.$/,
    '$1',
  );
}

/** `what_it_does` as "What it does". */
function titled(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function cellText(value: JsonValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const items: readonly JsonValue[] = value;
    return items.map(cellText).join(', ');
  }
  return JSON.stringify(value, null, 1);
}
