import { html } from './html.ts';
import { type MappingReport, mappingSections, mappingVerdict } from './mapping-content.ts';
import { markdownText } from './markdown.ts';
import { page } from './page.ts';
import { sectionHtml, sectionLines } from './sections.ts';
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

/** As Markdown, the same words. */
export function mappingToMarkdown(report: MappingReport): string {
  const lines = [`# ${markdownText(title(report))}`, '', markdownText(mappingVerdict(report)), ''];
  for (const section of mappingSections(report)) lines.push(...sectionLines(section));
  return lines.join('\n');
}

/** For a terminal: what the whole comes to, and the class of each kind of record. */
export function mappingToText(report: MappingReport): string {
  const lines = report.mapping.entities.map(
    ({ entity, classes, targets }) =>
      `${entity}${targets.length === 0 ? '' : ` -> ${targets.join(', ')}`}: ${classes.join(', ')}`,
  );
  return `${printable([...lines, mappingVerdict(report)].join('\n'))}\n`;
}
