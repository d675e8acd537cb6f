import { stringify } from 'csv-stringify/sync';
import type { ScanResult } from '../migrate/index.ts';
import type { Colours } from './colours.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { type ScanFinding, scanFindings } from './scan-findings.ts';
import { count, counted } from './values.ts';
import { printable } from './width.ts';

/** What a page about a scan needs to know. */
export interface ScanReport {
  readonly project: string;
  readonly environment: string;
  readonly source: string;
  readonly target: string;
  readonly result: ScanResult;
}

/** Records that the page names of one finding; the CSV file names more. */
const SHOWN = 20;

/** For a terminal: findings, then what is good to know. */
export function scanToText(result: ScanResult, colours: Colours): string {
  const lines = scanFindings(result).map((one) => {
    const paint = one.severity === 'finding' ? colours.red : colours.dim;
    const where = one.field === null ? one.of : `${one.of}.${one.field}`;
    return `${paint(one.severity.padEnd(11))}  ${printable(`${where}: ${one.message}${examples(one)}`)}`;
  });
  return `${[...lines, verdict(result)].join('\n')}\n`;
}

function examples({ topic, severity, records }: ScanFinding): string {
  if (records.length === 0 || topic === 'people' || topic === 'circle') return '';
  if (topic === 'files' && severity === 'information') return '';
  return ` (${records.slice(0, 3).map(recordText).join(', ')}${records.length > 3 ? ', …' : ''})`;
}

function recordText({ record, to, name }: ScanFinding['records'][number]): string {
  return `${record}${to === null ? '' : ` -> ${to}`}${name === null ? '' : ` "${name}"`}`;
}

/** As a page. */
export function scanPage({ project, environment, source, target, result }: ScanReport): string {
  const all = scanFindings(result);
  const findings = all.filter(({ severity }) => severity === 'finding');
  const rest = all.filter(({ severity }) => severity === 'information');
  return page({
    title: 'What the records are like',
    subtitle: `${project} · ${environment} · ${source} → ${target}`,
    body: html`
<div class="${findings.length === 0 ? 'verdict' : 'verdict bad'}">${verdict(result)}</div>
<p class="quiet">${saidBy(result)}</p>
<h2>Findings</h2>
${findings.length === 0 ? html`<p>None.</p>` : tableHtml(findings)}
<h2>Good to know</h2>
${tableHtml(rest)}`,
  });
}

function tableHtml(findings: readonly ScanFinding[]): Html {
  return html`<div class="scroll"><table class="wide"><thead><tr><th>Where</th><th class="number">Records</th><th>What</th></tr></thead>
<tbody>${findings.map(
    (
      one,
    ) => html`<tr><td><code>${one.of}${one.field === null ? '' : `.${one.field}`}</code></td><td class="number">${count(one.count)}</td>
<td>${one.message}${
      one.records.length === 0
        ? null
        : html`<details><summary class="quiet">${counted(Math.min(one.records.length, SHOWN), 'record')} of these</summary>${one.records
            .slice(0, SHOWN)
            .map((record) => html`<div><code>${recordText(record)}</code></div>`)}</details>`
    }</td></tr>`,
  )}</tbody></table></div>`;
}

/** One line for each record that is named, and one for what is said of none: no cell is taken for a formula. */
export function scanToCsv(result: ScanResult): string {
  const rows = scanFindings(result).flatMap((one) => {
    const said = [one.severity, one.topic, one.of, one.field ?? '', String(one.count), one.message];
    return one.records.length === 0
      ? [[...said, '', '', '']]
      : one.records.map(({ record, to, name }) => [...said, record, to ?? '', name ?? '']);
  });
  const columns = ['severity', 'topic', 'of', 'field', 'count', 'message', 'record', 'leads to', 'name'];
  return stringify(rows, { header: true, columns, escape_formulas: true, bom: true });
}

function verdict(result: ScanResult): string {
  const findings = scanFindings(result).filter(({ severity }) => severity === 'finding');
  return findings.length === 0
    ? 'No finding: nothing would be rejected, and no reference leads nowhere.'
    : `${counted(findings.length, 'finding')}: records that would be rejected or share a row, or references that lead nowhere.`;
}

function saidBy({ rejectedBy }: ScanResult): string {
  switch (rejectedBy) {
    case 'rehearsal':
      return 'What would be rejected is told by a rehearsal of the whole run against the target as it is now, and by the records alone where they wait for a person today.';
    case 'forecast':
      return 'What would be rejected is told from the records alone, as if everybody were found in the target and everything that is looked up there were there. A run may reject more.';
  }
}
