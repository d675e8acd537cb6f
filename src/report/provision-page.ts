import { isConfiguration } from '../plan/phase.ts';
import type { Plan, ProvisionStep } from '../plan/types.ts';
import { typeText } from '../schema/type-text.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { placeText } from './place.ts';
import { counted } from './values.ts';

/** What the target needs before a migration, as a document to approve. */
export interface ProvisionReport {
  readonly project: string;
  readonly environment: string;
  readonly plan: Plan;
}

function columnText({ type, optionsFrom }: Extract<ProvisionStep, { kind: 'field' }>): string {
  return optionsFrom ? `any of the values of ${optionsFrom.entity}.${optionsFrom.field}` : typeText(type);
}

export function provisionPage({ project, environment, plan }: ProvisionReport): string {
  const { models, fields, rows } = split(plan);
  const maps = configuration(plan);
  return page({
    title: 'What the target needs',
    subtitle: `${project} · ${environment} · ${plan.source} → ${plan.target}`,
    body: html`
<div class="verdict wait">To approve: ${models.length === 0 ? null : html`${counted(models.length, 'model')}, `}${counted(fields.length, 'field')} and ${counted(rows.length, 'row')} would be made in ${plan.target}${maps.length === 0 ? null : html`, and the rows of ${counted(maps.length, 'map')}`}. <code>mapc provision --apply</code> makes them; <code>mapc rollback --provision</code> takes them away.</div>
${models.map(
  (
    step,
  ) => html`<h2>Model <code>${step.entity}</code>: ${step.label}</h2><div class="scroll"><table><thead><tr><th>Field</th><th>Label</th><th>Type</th><th></th></tr></thead>
<tbody>${step.fields.map((field) => html`<tr><td><code>${field.name}</code></td><td>${field.label}</td><td>${typeText(field.type)}</td><td>${field.unique ? html`<span class="tag">unique</span>` : null}</td></tr>`)}</tbody></table></div><p>${lineHtml(plan, step)}</p>`,
)}
${
  fields.length === 0
    ? null
    : html`<h2>Fields</h2><div class="scroll"><table><thead><tr><th>Model</th><th>Field</th><th>Label</th><th>Type</th><th></th><th>Line</th></tr></thead>
<tbody>${fields.map((step) => html`<tr><td><code>${step.entity}</code></td><td><code>${step.field}</code></td><td>${step.label}</td><td>${columnText(step)}</td><td>${step.unique ? html`<span class="tag">unique</span>` : null}</td><td>${lineHtml(plan, step)}</td></tr>`)}</tbody></table></div>`
}
${
  rows.length === 0
    ? null
    : html`<h2>Rows</h2><div class="scroll"><table><thead><tr><th>Model</th><th>Found by</th><th>Values</th><th>Line</th></tr></thead>
<tbody>${rows.map((step) => html`<tr><td><code>${step.entity}</code></td><td><code>${pairs(step.key)}</code></td><td><code>${pairs(step.values)}</code></td><td>${lineHtml(plan, step)}</td></tr>`)}</tbody></table></div>`
}
${
  maps.length === 0
    ? null
    : html`<h2>Rows from records of ${plan.source}</h2><div class="scroll"><table><thead><tr><th>Map</th><th>From</th><th>To</th><th>Fields</th><th>Line</th></tr></thead>
<tbody>${maps.map((map) => html`<tr><td><code>${map.id}</code></td><td><code>${map.from}</code></td><td><code>${map.to}</code></td><td><code>${map.fields}</code></td><td><code class="place">${map.place}</code></td></tr>`)}</tbody></table></div>`
}
${plan.provision.length + maps.length === 0 ? html`<p>The target needs nothing that is not there.</p>` : null}`,
  });
}

/** The same in Markdown. */
export function provisionToMarkdown({ project, environment, plan }: ProvisionReport): string {
  const { models, fields, rows } = split(plan);
  const maps = configuration(plan);
  const lines = [
    '# What the target needs',
    '',
    `${cell(project)}, ${cell(environment)}: ${plan.source} to ${plan.target}.`,
    '',
  ];
  if (plan.provision.length + maps.length === 0)
    lines.push('The target needs nothing that is not there.', '');
  for (const step of models) {
    lines.push(`## Model ${cell(step.entity)}: ${cell(step.label)}`, '');
    lines.push(`From ${cell(placeText(plan.spans, step.at))}.`, '');
    lines.push('| Field | Label | Type |', '|---|---|---|');
    for (const { name, label, type, unique } of step.fields)
      lines.push(row([name, label, `${typeText(type)}${unique ? ', unique' : ''}`]));
    lines.push('');
  }
  if (fields.length > 0) {
    lines.push('## Fields', '', '| Model | Field | Label | Type | Line |', '|---|---|---|---|---|');
    for (const step of fields)
      lines.push(
        row([
          step.entity,
          step.field,
          step.label,
          `${columnText(step)}${step.unique ? ', unique' : ''}`,
          placeText(plan.spans, step.at),
        ]),
      );
    lines.push('');
  }
  if (rows.length > 0) {
    lines.push('## Rows', '', '| Model | Found by | Values | Line |', '|---|---|---|---|');
    for (const step of rows)
      lines.push(row([step.entity, pairs(step.key), pairs(step.values), placeText(plan.spans, step.at)]));
    lines.push('');
  }
  if (maps.length > 0) {
    lines.push(`## Rows from records of ${cell(plan.source)}`, '');
    lines.push('| Map | From | To | Fields | Line |', '|---|---|---|---|---|');
    for (const map of maps) lines.push(row([map.id, map.from, map.to, map.fields, map.place]));
    lines.push('');
  }
  return lines.join('\n');
}

type ModelStep = Extract<ProvisionStep, { kind: 'model' }>;
type FieldStep = Extract<ProvisionStep, { kind: 'field' }>;
type RowStep = Extract<ProvisionStep, { kind: 'row' }>;

function split(plan: Plan): {
  readonly models: readonly ModelStep[];
  readonly fields: readonly FieldStep[];
  readonly rows: readonly RowStep[];
} {
  return {
    models: plan.provision.filter((step) => step.kind === 'model'),
    fields: plan.provision.filter((step) => step.kind === 'field'),
    rows: plan.provision.filter((step) => step.kind === 'row'),
  };
}

/** What the maps inside of `provision` write, a line each. */
function configuration(plan: Plan): readonly {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly fields: string;
  readonly place: string;
}[] {
  const maps = Object.values(plan.maps).filter(isConfiguration);
  return maps.map(({ id, source, arms, at }) => {
    const writes = arms.filter((arm) => arm.kind === 'write');
    const fields = writes.flatMap(({ key, assignments }) =>
      [...key, ...assignments].flatMap((one) => one.fields),
    );
    return {
      id,
      from: source,
      to: [...new Set(writes.map(({ target }) => target))].join(', '),
      fields: [...new Set(fields)].join(', '),
      place: placeText(plan.spans, at),
    };
  });
}

function lineHtml(plan: Plan, step: ProvisionStep): Html {
  return html`<code class="place">${placeText(plan.spans, step.at)}</code>`;
}

function pairs(values: RowStep['values']): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Text that neither ends a cell nor becomes markup. */
function cell(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|*`<>[\]#_&]/g, (character) => `\\${character}`);
}
