import type { MapCounts, Warning, Worklist } from '../migrate/counts.ts';
import type { ReconcileResult } from '../migrate/reconcile.ts';
import type { Plan } from '../plan/types.ts';
import type { RecordState } from '../runtime/types.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { placeText } from './place.ts';
import { mirroredText } from './results.ts';
import { count, counted, oneOrMany, percent, valueHtml } from './values.ts';

/** What a page about a reconciliation needs to know. */
export interface ReconcileReport {
  readonly project: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly made: string;
  readonly plan: Plan;
  readonly result: ReconcileResult;
  readonly worklist: Worklist;
}

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

const MEANING: Readonly<Record<RecordState, string>> = {
  created: 'made in the target',
  updated: 'written to a row that was there',
  matched: 'found in the target, nothing written',
  unchanged: 'as the last run left it',
  skipped: 'left out by a guard',
  queued: 'waiting for a person',
  rejected: 'refused, with a reason',
  gone: 'deleted in the source',
};

/** The most differences that the page lists; the count is of all. */
const DIFFERENCES = 200;

/** Where every record went, which thresholds were met, and what people have to look at. */
export function reconcilePage(report: ReconcileReport): string {
  const { plan, result, worklist } = report;
  const people = result.maps.filter(({ map }) => plan.maps[map]?.kind === 'owners');
  const records = result.maps.filter(({ map }) => plan.maps[map]?.kind !== 'owners');
  const units = records.reduce((sum, map) => sum + map.units, 0);
  const waiting = sum(result.maps, 'rejected') + sum(result.maps, 'queued');
  const missed = result.thresholds.filter((threshold) => !threshold.met).length;
  const lost = result.maps.filter((map) => !map.conserved).length;
  return page({
    title: 'Reconciliation',
    subtitle: `${report.project} · ${report.environment} · ${plan.source} → ${plan.target} · ${report.made.slice(0, 16).replace('T', ' ')} UTC`,
    body: html`
${verdict(result, missed, lost, waiting)}
<div class="tiles">
<div class="tile"><b>${count(units)}</b>source ${oneOrMany(units, 'record', 'records')}, over ${counted(records.length, 'map')}</div>
<div class="tile"><b class="good">${count(STATES.slice(0, 4).reduce((total, state) => total + sum(records, state), 0))}</b>in the target</div>
<div class="tile"><b>${count(sum(records, 'skipped'))}</b>left out on purpose</div>
<div class="tile"><b class="${waiting > 0 ? 'wait' : ''}">${count(waiting)}</b>rejected or waiting</div>
</div>
${thresholds(report)}
<h2>Where every record is</h2>
<p class="quiet">Each source record is, for each map, in exactly one state. The row adds up, or a record was lost.</p>
<p class="legend">${STATES.map((state) => html`<span><i class="s-${state}"></i>${state}: ${MEANING[state]}</span>`)}</p>
${conservation(records, plan)}
${people.length === 0 ? null : html`<h2>People</h2><p class="quiet">Found or made in the target; a record whose owner waits, waits too.</p>${conservation(people, plan)}`}
${troubles('To do: rejected and waiting', worklist.troubles, report, 'Nothing was rejected, and nobody is waited for.')}
${worklist.warnings.length === 0 ? null : troubles('Warnings', worklist.warnings, report, '')}
${edited(worklist)}
${differences(report)}
${fates(plan)}`,
  });
}

function verdict(result: ReconcileResult, missed: number, lost: number, waiting: number): Html {
  if (!result.passed) {
    const reasons = [
      ...(result.migrated ? [] : ['nothing has been migrated (or it was rolled back)']),
      ...(missed > 0 ? [`${missed} ${missed === 1 ? 'threshold is' : 'thresholds are'} missed`] : []),
      ...(lost > 0 ? [`${lost} ${lost === 1 ? 'map does' : 'maps do'} not add up`] : []),
    ];
    return html`<div class="verdict bad"><b class="bad">Not passed.</b> ${reasons.join(', ')}.</div>`;
  }
  return waiting > 0
    ? html`<div class="verdict wait"><b class="wait">Passed, with work left.</b> Every threshold is met; ${count(waiting)} ${waiting === 1 ? 'record is' : 'records are'} rejected or waiting.</div>`
    : html`<div class="verdict"><b class="good">Passed.</b> Every threshold is met and every record is accounted for.</div>`;
}

function thresholds({ result, plan }: ReconcileReport): Html | null {
  if (result.thresholds.length === 0)
    return html`<p class="quiet">The map names no thresholds. A <code>reconcile { … }</code> block would.</p>`;
  return html`<h2>Thresholds</h2><div class="scroll"><table>
<thead><tr><th>Measure</th><th class="number">Wanted</th><th class="number">Measured</th><th class="number">Of</th><th></th><th>Line</th></tr></thead>
<tbody>${result.thresholds.map(
    (
      one,
    ) => html`<tr><td>${one.measure}</td><td class="number">${one.operator} ${percent(one.wanted)}</td><td class="number">${percent(one.measured)}</td><td class="number">${count(one.of)}</td>
<td>${one.met ? html`<span class="tag good">met</span>` : html`<span class="tag bad">missed</span>`}</td><td><code class="place">${placeText(plan.spans, one.at)}</code></td></tr>`,
  )}</tbody></table></div>`;
}

function conservation(maps: readonly MapCounts[], plan: Plan): Html {
  const used = STATES.filter((state) => sum(maps, state) > 0);
  const total = maps.reduce((all, map) => all + map.units, 0);
  return html`<div class="scroll"><table>
<thead><tr><th>Map</th><th>Into</th><th class="number">Records</th><th></th>${used.map((state) => html`<th class="number">${state}</th>`)}<th></th></tr></thead>
<tbody>${maps.map(
    (
      map,
    ) => html`<tr><td>${map.map}</td><td><code class="quiet">${targetsOf(plan, map.map)}</code></td><td class="number">${count(map.units)}</td><td>${bar(map)}</td>
${used.map((state) => html`<td class="number${map.states[state] === 0 ? ' zero' : ''}">${count(map.states[state])}</td>`)}
<td>${map.conserved ? html`<span class="good" title="adds up">✓</span>` : html`<span class="tag bad">does not add up</span>`}</td></tr>`,
  )}</tbody>
<tfoot><tr><td>All</td><td></td><td class="number">${count(total)}</td><td></td>${used.map((state) => html`<td class="number">${count(sum(maps, state))}</td>`)}<td></td></tr></tfoot>
</table></div>`;
}

function bar(map: MapCounts): Html {
  const all = STATES.reduce((total, state) => total + map.states[state], 0);
  return html`<div class="bar">${STATES.filter((state) => map.states[state] > 0).map(
    (state) =>
      html`<span class="s-${state}" style="width:${((100 * map.states[state]) / all).toFixed(3)}%" title="${state}: ${map.states[state]}"></span>`,
  )}</div>`;
}

function troubles(
  title: string,
  list: readonly (Warning & { readonly result?: RecordState })[],
  { plan }: ReconcileReport,
  none: string,
): Html {
  if (list.length === 0) return html`<h2>${title}</h2><p class="good">${none}</p>`;
  return html`<h2>${title}</h2><div class="scroll"><table>
<thead><tr><th class="number">Records</th><th>Map</th><th></th><th>Reason</th><th>Line</th><th>For example</th></tr></thead>
<tbody>${list.map(
    (one) => html`<tr><td class="number">${count(one.count)}</td><td>${one.map}</td>
<td>${one.result === undefined ? null : html`<span class="tag ${one.result === 'rejected' ? 'bad' : 'wait'}">${one.result}</span>`}</td><td>${one.reason}</td>
<td><code class="place">${one.at === null ? '' : placeText(plan.spans, one.at)}</code></td><td><code class="quiet">${one.examples.slice(0, 3).join(', ')}</code></td></tr>`,
  )}</tbody></table></div>`;
}

function edited({ edited: list }: Worklist): Html | null {
  if (list.length === 0) return null;
  return html`<h2>Changed by people in the target, and kept</h2><div class="scroll"><table>
<thead><tr><th>Map</th><th>Source record</th><th>Fields</th></tr></thead>
<tbody>${list.slice(0, DIFFERENCES).map((one) => html`<tr><td>${one.map}</td><td><code>${one.source}</code></td><td><code>${one.fields.join(', ')}</code></td></tr>`)}</tbody></table></div>
${list.length > DIFFERENCES ? html`<p class="quiet">And ${count(list.length - DIFFERENCES)} more.</p>` : null}`;
}

function differences({ result, plan }: ReconcileReport): Html | null {
  if (result.fields === null) return null;
  const { records, fields, wrong, differences: list, mirrored } = result.fields;
  return html`<h2>Fields read back</h2>
<p>${counted(records, 'record')}, ${counted(fields, 'field')}; ${wrong === 0 ? html`<span class="good">none differs</span>` : html`<span class="bad">${count(wrong)} ${oneOrMany(wrong, 'differs', 'differ')}</span>`} from what was written.</p>
${mirrored.map((one) => html`<p class="quiet">${mirroredText(one)}</p>`)}
${
  list.length === 0
    ? null
    : html`<div class="scroll"><table>
<thead><tr><th>Map</th><th>Source record</th><th>Target</th><th>Field</th><th>Written</th><th>Found</th><th>Line</th></tr></thead>
<tbody>${list.slice(0, DIFFERENCES).map(
        (
          one,
        ) => html`<tr><td>${one.map}</td><td><code>${one.source}</code></td><td><code>${one.entity} ${one.target}</code></td>
<td><code>${one.field ?? 'the whole row'}</code>${one.initial ? html`<div class="quiet">written on create only</div>` : null}${one.edited ? html`<div class="quiet">a person changed it</div>` : null}</td>
<td>${valueHtml(one.written)}</td><td>${one.field === null ? html`<span class="bad">gone</span>` : valueHtml(one.found)}</td>
<td><code class="place">${one.at === null ? '' : placeText(plan.spans, one.at)}</code></td></tr>`,
      )}</tbody></table></div>${list.length > DIFFERENCES ? html`<p class="quiet">And ${count(list.length - DIFFERENCES)} more.</p>` : null}`
}`;
}

function fates(plan: Plan): Html | null {
  if (plan.fates.length === 0) return null;
  return html`<h2>What does not move</h2><table><thead><tr><th>Source</th><th></th><th>Because</th></tr></thead>
<tbody>${plan.fates.map((fate) => html`<tr><td><code>${fate.entity}</code></td><td><span class="tag">${fate.fate}</span></td><td>${fate.because}</td></tr>`)}</tbody></table>`;
}

function sum(maps: readonly MapCounts[], state: RecordState): number {
  return maps.reduce((total, map) => total + map.states[state], 0);
}

function targetsOf(plan: Plan, map: string): string {
  const targets = (plan.maps[map]?.arms ?? []).flatMap((arm) => (arm.kind === 'write' ? [arm.target] : []));
  return [...new Set(targets)].join(', ');
}
