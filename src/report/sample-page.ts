import type { SampledField, SampledRecord } from '../migrate/sample.ts';
import type { PlanSpan } from '../plan/types.ts';
import type { RecordState } from '../runtime/types.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { placeText } from './place.ts';
import { tableText } from './table.ts';
import { count, counted, oneOrMany, valueHtml } from './values.ts';

/** What a page about a sample needs to know. */
export interface SampleReport {
  readonly project: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly made: string;
  /** The two systems. */
  readonly source: string;
  readonly target: string;
  readonly spans: readonly PlanSpan[];
  readonly records: readonly SampledRecord[];
  /** Whether what was written and what the target gave back are the same to the target. */
  readonly same: (record: SampledRecord, field: SampledField) => boolean;
}

/** The records of a sample, field by field: what the source had, what the target has, which line of the map says so. */
export function samplePage(report: SampleReport): string {
  const { records } = report;
  const maps = [...Map.groupBy(records, (record) => record.map)].sort(([a], [b]) => (a < b ? -1 : 1));
  const different = records.filter((record) => differs(report, record)).length;
  const rejected = records.filter(({ result }) => result === 'rejected' || result === 'queued').length;
  const verdict =
    different === 0
      ? html`<div class="verdict">Everything that was written came back as it was written.</div>`
      : html`<div class="verdict bad">${count(different)} of ${counted(records.length, 'record')} ${oneOrMany(different, 'holds', 'hold')} a value that differs from what was written.</div>`;
  return page({
    title: 'Sample',
    subtitle: `${report.project} · ${report.environment} · ${report.source} → ${report.target} · ${report.made.slice(0, 16).replace('T', ' ')} UTC`,
    body: html`
${verdict}
<div class="tiles">
<div class="tile"><b>${count(records.length)}</b>records</div>
<div class="tile"><b>${count(maps.length)}</b>maps</div>
<div class="tile"><b class="${different > 0 ? 'bad' : ''}">${count(different)}</b>with differences</div>
<div class="tile"><b class="${rejected > 0 ? 'wait' : ''}">${count(rejected)}</b>rejected or waiting</div>
</div>
<div class="controls">
<label>Map <select id="map"><option value="">all</option>${maps.map(([map, list]) => html`<option value="${map}">${map} (${list.length})</option>`)}</select></label>
<label><input type="checkbox" id="different"> only differences</label>
<span class="quiet" id="shown"></span>
</div>
${maps.map(([map, list]) => section(report, map, list))}`,
    script: SCRIPT,
  });
}

function section(report: SampleReport, map: string, records: readonly SampledRecord[]): Html {
  const strata = new Map<string, number>();
  for (const record of records)
    for (const stratum of record.strata) strata.set(stratum, (strata.get(stratum) ?? 0) + 1);
  return html`<section data-map="${map}">
<h2>${map} <span class="quiet">${count(records.length)}</span></h2>
${
  strata.size === 0
    ? null
    : html`<details><summary class="quiet">${counted(strata.size, 'kind')} of record ${oneOrMany(strata.size, 'is', 'are')} in this sample</summary><table><tbody>${[
        ...strata,
      ]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([name, number]) => html`<tr><td>${name}</td><td class="number">${count(number)}</td></tr>`,
        )}</tbody></table></details>`
}
${records.map((record) => recordHtml(report, record))}
</section>`;
}

function recordHtml(report: SampleReport, record: SampledRecord): Html {
  const bad = differs(report, record);
  const { target } = record;
  return html`<article class="record" data-different="${bad ? '1' : ''}">
<header><h3><code>${record.unit}</code></h3>${target === null ? null : html`<span>→ <code>${target.entity} ${target.id}</code></span>`}
<span class="tag ${stateClass(record.result)}">${record.result}</span>${bad ? html`<span class="tag bad">differs</span>` : null}</header>
${record.reason === null ? null : html`<p class="${stateClass(record.result)}">${record.reason}</p>`}
${
  record.fields.length === 0
    ? null
    : html`<div class="scroll"><table><colgroup><col class="field"><col class="source"><col class="target"><col></colgroup>
<thead><tr><th>Field</th><th>Source</th><th>Target</th><th>Line</th></tr></thead><tbody>
${record.fields.map((field) => fieldHtml(report, record, field))}
</tbody></table></div>`
}
</article>`;
}

function fieldHtml(report: SampleReport, record: SampledRecord, field: SampledField): Html {
  const same = report.same(record, field);
  const source = Object.entries(field.source);
  return html`<tr><td><code>${field.field}</code></td>
<td>${source.length === 0 ? html`<span class="quiet">no field: the line says it</span>` : source.map(([name, value]) => html`<div><span class="quiet">${name}</span> ${valueHtml(value)}</div>`)}</td>
<td>${valueHtml(field.target)}${same ? null : html`<div class="bad">≠ written: ${valueHtml(field.written)}</div>`}</td>
<td>${field.at === null ? null : html`<code class="place">${placeText(report.spans, field.at)}</code>`}</td></tr>`;
}

function differs(report: SampleReport, record: SampledRecord): boolean {
  return record.target !== null && record.fields.some((field) => !report.same(record, field));
}

function stateClass(state: RecordState): string {
  switch (state) {
    case 'created':
    case 'updated':
    case 'matched':
    case 'unchanged':
      return 'good';
    case 'rejected':
      return 'bad';
    case 'queued':
      return 'wait';
    case 'skipped':
    case 'gone':
      return '';
  }
}

/** The same in a few lines for a terminal. */
export function sampleToText(report: SampleReport): string {
  const maps = [...Map.groupBy(report.records, (record) => record.map)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = maps.map(([map, list]) => [
    map,
    count(list.length),
    count(list.reduce((sum, record) => sum + record.fields.length, 0)),
    count(list.filter((record) => differs(report, record)).length),
    count(list.filter(({ result }) => result === 'rejected' || result === 'queued').length),
  ]);
  const titles = ['records', 'fields', 'differ', 'rejected or queued'];
  const columns = [{ title: 'map' }, ...titles.map((title) => ({ title, align: 'right' as const }))];
  return `${tableText(columns, rows)}\n`;
}

const SCRIPT = `
const map=document.getElementById('map'),different=document.getElementById('different'),shown=document.getElementById('shown');
function show(){let n=0;for(const section of document.querySelectorAll('section[data-map]')){let here=0;
const wanted=!map.value||section.dataset.map===map.value;
for(const record of section.querySelectorAll('.record')){const on=wanted&&(!different.checked||record.dataset.different==='1');record.hidden=!on;if(on)here++}
section.hidden=here===0;n+=here}
shown.textContent=n+(n===1?' record':' records')+' shown'}
map.addEventListener('change',show);different.addEventListener('change',show);show();
`;
