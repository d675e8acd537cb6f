import { markdownText } from './markdown.ts';
import {
  type ProvisionCell,
  type ProvisionReport,
  provisionContent,
  STATUS_WORDS,
  UNUSED,
} from './provision-content.ts';

/** What the target needs, as Markdown: the same words as on the page. */
export function provisionToMarkdown(report: ProvisionReport): string {
  const { project, environment, plan } = report;
  const { verdict, sections } = provisionContent(report);
  const lines = [
    '# What the target needs',
    '',
    `${markdownText(project)}, ${markdownText(environment)}: ${plan.source} to ${plan.target}.`,
    '',
    withCode(verdict),
    '',
  ];
  for (const { title, intro, columns, rows } of sections) {
    lines.push(`## ${markdownText(title)}`, '');
    for (const sentence of intro) lines.push(markdownText(sentence), '');
    lines.push(`| ${columns.join(' | ')} |`, `|${columns.map(() => '---|').join('')}`);
    for (const cells of rows) lines.push(`| ${cells.map(cellText).join(' | ')} |`);
    lines.push('');
  }
  return lines.join('\n');
}

/** What stands in quotation marks is a command. */
function withCode(text: string): string {
  return text
    .split('"')
    .map((part, index) => (index % 2 === 1 ? `\`${part}\`` : markdownText(part)))
    .join('');
}

function cellText(cell: ProvisionCell): string {
  switch (cell.kind) {
    case 'code':
    case 'place':
      return markdownText(cell.text);
    case 'text':
      return cell.more === undefined
        ? markdownText(cell.text)
        : `${markdownText(cell.text)}<br>${markdownText(cell.more)}`;
    case 'status':
      return STATUS_WORDS[cell.status];
    case 'uses':
      return cell.uses.length === 0 ? UNUSED : cell.uses.map(markdownText).join('<br>');
  }
}

/** Text that neither ends a cell nor becomes markup. */
