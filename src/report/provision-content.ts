import type { ProvisionResult } from '../migrate/index.ts';
import { isConfiguration } from '../plan/phase.ts';
import type { Plan, ProvisionStep } from '../plan/types.ts';
import { type Use, usesOf } from '../plan/uses.ts';
import { typeText } from '../schema/type-text.ts';
import { placeText } from './place.ts';
import { counted } from './values.ts';

/** What the target needs before a migration, as a document to approve. */
export interface ProvisionReport {
  readonly project: string;
  readonly environment: string;
  readonly plan: Plan;
  /** What was found to be there; absent where nobody looked. */
  readonly steps?: ProvisionResult['steps'];
  /** By what people see it; absent where nobody looked. */
  readonly views?: ProvisionResult['views'];
}

/** The document's words, the same for every form of it. */
export interface ProvisionContent {
  /** What is asked of the reader, in one sentence. */
  readonly verdict: string;
  readonly settled: boolean;
  readonly sections: readonly ProvisionSection[];
}
export interface ProvisionSection {
  readonly title: string;
  /** Sentences above the table. */
  readonly intro: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ProvisionCell[])[];
}
export type ProvisionCell =
  /** A name of the system's or the project's. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly more?: string }
  | { readonly kind: 'place'; readonly text: string }
  | { readonly kind: 'status'; readonly status: Status }
  /** Who uses it, one map an entry. */
  | { readonly kind: 'uses'; readonly uses: readonly string[] };
type Status = ProvisionResult['steps'][number]['status'] | 'unknown';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  missing: 'to be made',
  present: 'there already',
  made: 'made now',
  unknown: '',
};

/** Nothing else in the project reads or writes it. */
export const UNUSED = 'no map';

type ModelStep = Extract<ProvisionStep, { kind: 'model' }>;
type FieldStep = Extract<ProvisionStep, { kind: 'field' }>;
type RowStep = Extract<ProvisionStep, { kind: 'row' }>;

export function provisionContent(report: ProvisionReport): ProvisionContent {
  const { plan } = report;
  const uses = usesOf(plan);
  const models = plan.provision.filter((step): step is ModelStep => step.kind === 'model');
  const fields = plan.provision.filter((step): step is FieldStep => step.kind === 'field');
  const rows = plan.provision.filter((step): step is RowStep => step.kind === 'row');
  const status = (step: ProvisionStep): Status =>
    report.steps?.find((one) => one.step === step)?.status ?? 'unknown';
  const known = report.steps !== undefined;
  const statusCell = (step: ProvisionStep): readonly ProvisionCell[] =>
    known ? [{ kind: 'status', status: status(step) }] : [];
  const statusColumn = known ? ['Status'] : [];
  const used = (found: readonly Use[]): ProvisionCell => ({ kind: 'uses', uses: usesTexts(plan, found) });
  const sections: ProvisionSection[] = models.map((step) => ({
    title: `Model ${step.entity}: ${step.label}`,
    intro: [
      ...(step.doc === undefined ? [] : [sentence(oneLine(step.doc))]),
      `Used by ${usesTexts(plan, asOne(uses.ofEntity(step.entity))).join('; ') || UNUSED}.`,
      `Asked for in ${placeText(plan.spans, step.at)}${known ? `; ${STATUS_WORDS[status(step)]}` : ''}.`,
    ],
    columns: ['Field', 'Type', 'What for', 'Used by'],
    rows: step.fields.map((field) => [
      { kind: 'code', text: field.name },
      { kind: 'text', text: `${typeText(field.type)}${field.unique ? ', unique' : ''}` },
      purpose(field.label, field.doc),
      used(uses.ofField(step.entity, field.name)),
    ]),
  }));
  if (fields.length > 0)
    sections.push({
      title: 'Fields',
      intro: [],
      columns: ['Model', 'Field', 'Type', 'What for', 'Used by', ...statusColumn, 'Line'],
      rows: fields.map((step) => [
        { kind: 'code', text: step.entity },
        { kind: 'code', text: step.field },
        { kind: 'text', text: `${columnText(step)}${step.unique ? ', unique' : ''}` },
        purpose(step.label, step.doc),
        used(uses.ofField(step.entity, step.field)),
        ...statusCell(step),
        { kind: 'place', text: placeText(plan.spans, step.at) },
      ]),
    });
  if (rows.length > 0)
    sections.push({
      title: 'Rows',
      intro: [],
      columns: ['Model', 'Found by', 'Values', 'What for', 'Used by', ...statusColumn, 'Line'],
      rows: rows.map((step) => [
        { kind: 'code', text: step.entity },
        { kind: 'code', text: pairs(step.key) },
        { kind: 'code', text: pairs(step.values) },
        purpose('', step.doc),
        used(uses.ofRow(step.entity, { ...step.values, ...step.key })),
        ...statusCell(step),
        { kind: 'place', text: placeText(plan.spans, step.at) },
      ]),
    });
  const views = report.views ?? [];
  if (views.length > 0)
    sections.push({
      title: 'Where people see it',
      intro: views.flatMap(({ notes }) => notes.map(oneLine)),
      columns: ['Model', 'What', 'Name', 'Status'],
      rows: views.flatMap(({ entity, parts }) =>
        parts.map(({ what, name, status: found }) => [
          { kind: 'code', text: entity },
          { kind: 'text', text: what },
          { kind: 'text', text: name },
          { kind: 'status', status: found },
        ]),
      ),
    });
  const maps = configuration(plan);
  if (maps.length > 0)
    sections.push({
      title: `Rows from records of ${plan.source}`,
      intro: [],
      columns: ['Map', 'From', 'To', 'Fields', 'Line'],
      rows: maps.map(({ id, from, to, fields: written, place }) => [
        { kind: 'code', text: id },
        { kind: 'code', text: from },
        { kind: 'code', text: to },
        { kind: 'code', text: written },
        { kind: 'place', text: place },
      ]),
    });
  return { ...verdict(report, maps.length), sections };
}

function verdict(
  { plan, steps, views = [] }: ProvisionReport,
  maps: number,
): Pick<ProvisionContent, 'verdict' | 'settled'> {
  if (plan.provision.length + maps === 0)
    return { verdict: 'The target needs nothing that is not there.', settled: true };
  const missing = plan.provision.filter(
    (step) => (steps?.find((one) => one.step === step)?.status ?? 'missing') === 'missing',
  );
  const fromMaps = maps === 0 ? '' : `the rows of ${counted(maps, 'map')}`;
  const unseen = views.flatMap(({ parts }) => parts.filter(({ status }) => status === 'missing'));
  if (missing.length + unseen.length === 0) {
    const there = plan.provision.length === 0 ? '' : 'All that the maps ask for by name is there.';
    if (maps === 0) return { verdict: there, settled: true };
    return {
      verdict:
        `${there} "mapc provision --apply" brings ${fromMaps} up to date; "mapc rollback --provision" takes away what it made.`.trim(),
      settled: false,
    };
  }
  const of = (kind: ProvisionStep['kind']): number => missing.filter((step) => step.kind === kind).length;
  const parts = (['model', 'field', 'row'] as const).flatMap((kind) =>
    of(kind) === 0 ? [] : [counted(of(kind), kind)],
  );
  const menus = unseen.filter(({ what }) => what === 'menu').length;
  if (unseen.length > menus) parts.push(counted(unseen.length - menus, 'view'));
  if (menus > 0) parts.push(counted(menus, 'menu'));
  const all = fromMaps === '' ? parts : [...parts, fromMaps];
  return {
    verdict: `To approve: ${listed(all)} would be made in ${plan.target}. "mapc provision --apply" makes them; "mapc rollback --provision" takes them away.`,
    settled: false,
  };
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** Ends in a mark of its own, or in a full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function purpose(label: string, doc: string | undefined): ProvisionCell {
  if (label === '') return { kind: 'text', text: oneLine(doc ?? '') };
  return { kind: 'text', text: label, ...(doc === undefined ? {} : { more: oneLine(doc) }) };
}

/** Of a whole model a map writes rows, whether by key or not. */
function asOne(found: readonly Use[]): readonly Use[] {
  return found.map((use) => (use.kind === 'key' ? { ...use, kind: 'writes' } : use));
}

/** The most lines named of one map. */
const MOST = 3;

/** `Company: key, writes (main.map:4, main.map:9)`: an entry a map. */
function usesTexts(plan: Plan, found: readonly Use[]): readonly string[] {
  const groups = Map.groupBy(found, ({ map }) => map);
  return [...groups].map(([map, group]) => {
    const kinds = [...new Set(group.map(({ kind }) => kind))].join(', ');
    const places = [...new Set(group.flatMap(({ at }) => at.map((one) => placeText(plan.spans, one))))];
    const shown = places.slice(0, MOST).join(', ');
    const rest = places.length > MOST ? ` and ${places.length - MOST} more` : '';
    return `${map ?? 'require'}: ${kinds} (${shown}${rest})`;
  });
}

function columnText({ type, optionsFrom }: FieldStep): string {
  return optionsFrom ? `any of the values of ${optionsFrom.entity}.${optionsFrom.field}` : typeText(type);
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

function pairs(values: RowStep['values']): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(', ');
}
