import { type Html, html } from './html.ts';
import { page } from './page.ts';
import {
  type ProvisionCell,
  type ProvisionReport,
  provisionContent,
  STATUS_WORDS,
  UNUSED,
} from './provision-content.ts';

/** What the target needs, as a page to approve. */
export function provisionPage(report: ProvisionReport): string {
  const { project, environment, plan } = report;
  const { verdict, settled, sections } = provisionContent(report);
  return page({
    title: 'What the target needs',
    subtitle: `${project} · ${environment} · ${plan.source} → ${plan.target}`,
    body: html`
<div class="${settled ? 'verdict' : 'verdict wait'}">${withCode(verdict)}</div>
${sections.map(
  ({ title, intro, columns, rows }) => html`<h2>${title}</h2>
${intro.map((sentence) => html`<p>${sentence}</p>`)}
<div class="scroll"><table class="wide"><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cellHtml(cell)}</td>`)}</tr>`)}</tbody></table></div>
`,
)}`,
  });
}

/** What stands in quotation marks is a command. */
function withCode(text: string): readonly Html[] {
  return text.split('"').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function cellHtml(cell: ProvisionCell): Html | null {
  switch (cell.kind) {
    case 'code':
      return cell.text === '' ? null : html`<code>${cell.text}</code>`;
    case 'text':
      return cell.more === undefined
        ? html`${cell.text}`
        : html`${cell.text}<p class="quiet">${cell.more}</p>`;
    case 'place':
      return html`<code class="place">${cell.text}</code>`;
    case 'status':
      return cell.status === 'unknown'
        ? null
        : html`<span class="tag ${cell.status === 'missing' ? 'wait' : 'good'}">${STATUS_WORDS[cell.status]}</span>`;
    case 'uses':
      return cell.uses.length === 0
        ? html`<span class="tag wait">${UNUSED}</span>`
        : html`${cell.uses.map((use) => html`<div>${use}</div>`)}`;
  }
}
