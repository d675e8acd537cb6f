import { type Html, html } from './html.ts';
import {
  type MappingCell,
  type MappingReport,
  type MappingSection,
  mappingSections,
  mappingVerdict,
} from './mapping-content.ts';
import { markdownText } from './markdown.ts';
import { page } from './page.ts';
import { printable } from './width.ts';

const title = ({ plan }: MappingReport): string => `From ${plan.source} to ${plan.target}`;

/** The mapping as a page. */
export function mappingPage(report: MappingReport): string {
  return page({
    title: title(report),
    subtitle: report.project,
    body: html`
<div class="verdict">${mappingVerdict(report)}</div>
${mappingSections(report).map(sectionHtml)}`,
  });
}

function sectionHtml({ title: heading, intro, columns, rows }: MappingSection): Html {
  return html`<h2>${heading}</h2>
${intro.map((sentence) => html`<p class="quiet">${sentence}</p>`)}
<div class="scroll"><table class="wide"><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map(cellHtml)}</tr>`)}</tbody></table></div>
`;
}

function cellHtml(cell: MappingCell): Html {
  switch (cell.kind) {
    case 'number':
      return html`<td class="number">${cell.text}</td>`;
    case 'code':
      return html`<td>${cell.lines.map((line) => html`<div><code>${line}</code></div>`)}</td>`;
    case 'text':
      return html`<td>${cell.lines.map((line) => html`<div>${line}</div>`)}</td>`;
  }
}

/** As Markdown, the same words. */
export function mappingToMarkdown(report: MappingReport): string {
  const lines = [`# ${markdownText(title(report))}`, '', markdownText(mappingVerdict(report)), ''];
  for (const { title: heading, intro, columns, rows } of mappingSections(report)) {
    lines.push(`## ${markdownText(heading)}`, '');
    for (const sentence of intro) lines.push(markdownText(sentence), '');
    lines.push(`| ${columns.join(' | ')} |`, `|${columns.map(() => '---|').join('')}`);
    for (const cells of rows) lines.push(`| ${cells.map(cellText).join(' | ')} |`);
    lines.push('');
  }
  return lines.join('\n');
}

function cellText(cell: MappingCell): string {
  return cell.kind === 'number' ? cell.text : cell.lines.map(markdownText).join('<br>');
}

/** For a terminal: what the whole comes to, and the class of each kind of record. */
export function mappingToText(report: MappingReport): string {
  const lines = report.mapping.entities.map(
    ({ entity, classes, targets }) =>
      `${entity}${targets.length === 0 ? '' : ` -> ${targets.join(', ')}`}: ${classes.join(', ')}`,
  );
  return `${printable([...lines, mappingVerdict(report)].join('\n'))}\n`;
}
