import { type Html, html } from './html.ts';
import { markdownText } from './markdown.ts';

/** A table of a document with its words, the same for every form of it. */
export interface Section {
  readonly title: string;
  /** Sentences above the table. */
  readonly intro: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
export type Cell =
  /** Names of the systems and pieces of the maps, one below the other. */
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'number'; readonly text: string };

/** Of a page. */
export function sectionHtml({ title: heading, intro, columns, rows }: Section): Html {
  return html`<h2>${heading}</h2>
${intro.map((sentence) => html`<p class="quiet">${sentence}</p>`)}
<div class="scroll"><table class="wide"><thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map(cellHtml)}</tr>`)}</tbody></table></div>
`;
}

function cellHtml(cell: Cell): Html {
  switch (cell.kind) {
    case 'number':
      return html`<td class="number">${cell.text}</td>`;
    case 'code':
      return html`<td>${cell.lines.map((line) => html`<div><code>${line}</code></div>`)}</td>`;
    case 'text':
      return html`<td>${cell.lines.map((line) => html`<div>${line}</div>`)}</td>`;
  }
}

/** Of a Markdown document, with an empty line at the end. */
export function sectionLines({ title: heading, intro, columns, rows }: Section): readonly string[] {
  return [
    `## ${markdownText(heading)}`,
    '',
    ...intro.flatMap((sentence) => [markdownText(sentence), '']),
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---|').join('')}`,
    ...rows.map((cells) => `| ${cells.map(cellText).join(' | ')} |`),
    '',
  ];
}

function cellText(cell: Cell): string {
  return cell.kind === 'number' ? cell.text : cell.lines.map(markdownText).join('<br>');
}
