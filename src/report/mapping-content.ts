import type { MappedEntity, MappedTable, Mapping } from '../migrate/index.ts';
import type { At, Plan, ProvisionStep } from '../plan/types.ts';
import { typeText } from '../schema/type-text.ts';
import type { MapTexts } from './map-texts.ts';
import { placeText } from './place.ts';
import type { Cell, Section } from './sections.ts';
import { count, counted, oneOrMany } from './values.ts';

/** A mapping as a document for who it is made for. */
export interface MappingReport {
  readonly project: string;
  readonly plan: Plan;
  readonly mapping: Mapping;
  readonly texts: MapTexts;
  /** The day on which discovery counted the records, "YYYY-MM-DD"; null where it did not. */
  readonly counted: string | null;
}

const code = (...lines: readonly string[]): Cell => ({ kind: 'code', lines });
const text = (...lines: readonly string[]): Cell => ({ kind: 'text', lines });
const number = (value: number | null): Cell => ({
  kind: 'number',
  text: value === null ? '' : count(value),
});

/** Reasons that a row of the first table names; all of them stand with the fields. */
const REASONS = 3;

export function mappingSections(report: MappingReport): readonly Section[] {
  const { mapping } = report;
  return [
    compatibility(report),
    order(report),
    lost(report),
    ...mapping.tables.map((table) => tableSection(report, table)),
    owners(report),
    provisioned(report),
    ...lineage(report),
  ].filter(({ rows }) => rows.length > 0);
}

/** What the whole comes to, in a sentence. */
export function mappingVerdict({ plan, mapping }: MappingReport): string {
  const { entities } = mapping;
  const moves = entities.filter(({ targets }) => targets.length > 0).length;
  const having = (name: MappedEntity['classes'][number]): number =>
    entities.filter(({ classes }) => classes.includes(name)).length;
  const parts = (['1:1', 'split', 'merge', 'fold', 'configuration', 'manual', 'skipped', 'lossy'] as const)
    .map((name) => [name, having(name)] as const)
    .filter(([, many]) => many > 0)
    .map(([name, many]) => `${count(many)} ${name}`);
  return `${counted(moves, 'kind')} of records ${oneOrMany(moves, 'goes', 'go')} from ${plan.source} to ${plan.target}: ${parts.join(', ')}.`;
}

function compatibility({ plan, mapping, texts, counted: day }: MappingReport): Section {
  return {
    title: 'What becomes of each kind of record',
    intro: [
      '1:1: one record becomes one row. split: it becomes rows of several kinds, or several rows. merge: other records become rows of the same kind. fold: its values arrive as parts of others. configuration: it is set up before anything moves. manual: people rebuild it. skipped: it stays behind. lossy: something of it that records hold is left behind or shortened, see below.',
      day === null
        ? 'Nobody counted the records, so every loss is told.'
        : `Records are counted as of ${day}.`,
    ],
    columns: ['From', 'Records', 'To', 'Class', 'Why', 'Found again by', 'Step'],
    rows: mapping.entities.map((one) => {
      const reasons = [...new Set(one.because.map((reason) => reason.text))];
      const more = reasons.length - REASONS;
      const keys = one.keys.map(({ target, fields, at }) => {
        const expression = texts.expression(at);
        return `${target}.${fields.join(', ')}${expression === null ? '' : ` = ${expression}`}`;
      });
      return [
        text(`${one.label} (${one.entity})`, ...docsOf(plan, texts, one.entity)),
        number(one.records),
        code(...one.targets),
        text(one.classes.join(', ')),
        text(...reasons.slice(0, REASONS), ...(more > 0 ? [`and ${count(more)} more, below`] : [])),
        code(...new Set(keys)),
        text(one.steps.join(', ')),
      ];
    }),
  };
}

function docsOf(plan: Plan, texts: MapTexts, entity: string): readonly string[] {
  return Object.values(plan.maps).flatMap((map) => (map.source === entity ? (texts.doc(map.at) ?? []) : []));
}

const STEP_WORDS: Readonly<Record<Mapping['order'][number]['what'], string>> = {
  configuration: 'configuration, before anything moves',
  people: 'people, to know whose the records are',
  records: 'records',
};

function order({ mapping }: MappingReport): Section {
  return {
    title: 'The order of loading',
    intro: [
      'What others refer to goes first; a second pass fills in what refers to records of its own kind.',
    ],
    columns: ['Step', 'Map', 'What'],
    rows: mapping.order.map(({ map, pass, what }, at) => [
      number(at + 1),
      code(map),
      text(pass === 2 ? 'second pass' : STEP_WORDS[what]),
    ]),
  };
}

function lost({ plan, mapping }: MappingReport): Section {
  return {
    title: 'What is lost',
    intro: [
      'Every field that does not arrive whole, with the reason that the map gives, and how many records hold a value in it.',
    ],
    columns: ['From', 'Field', 'Records', 'What', 'Why', 'Line'],
    rows: mapping.lost.map(({ entity, field, label, how, into, because, records, at }) => [
      code(entity),
      text(`${label} (${field})`),
      number(records),
      text(
        how === 'dropped'
          ? 'left behind'
          : how === 'narrowed'
            ? `shortened into ${into ?? ''}`
            : `${into ?? ''} stays empty where it cannot be had`,
      ),
      text(because),
      code(placeText(plan.spans, at)),
    ]),
  };
}

const ATTRIBUTE_WORDS: Readonly<Record<MappedTable['attributes'][number], string>> = {
  team: 'Team',
  order: 'Order',
  folded: 'Folded',
  won: 'Won',
};

function tableSection({ plan, texts }: MappingReport, table: MappedTable): Section {
  const width = Math.max(1, ...table.entries.map(({ keys }) => keys?.length ?? 1));
  const titles = width === 1 ? ['From'] : Array.from({ length: width }, (_, at) => `From (${at + 1})`);
  return {
    title: `Table ${table.name}`,
    intro: table.rows === null ? [] : [`To rows of ${table.rows}.`],
    columns: [...titles, 'To', ...table.attributes.map((one) => ATTRIBUTE_WORDS[one]), 'Why', 'Line'],
    rows: table.entries.map(({ keys, result, rejects, attributes, at }) => {
      const written = texts.entry(at);
      const from = written?.keys ??
        keys ?? ['everything else', ...Array.from({ length: width - 1 }, () => '')];
      return [
        ...from.map((key) => text(key)),
        text(rejects ? `rejected: ${result}` : (written?.values?.join(', ') ?? result)),
        ...attributes.map((one) => text(one ?? (rejects ? '' : 'not known yet'))),
        text(written?.because ?? ''),
        code(placeText(plan.spans, at)),
      ];
    }),
  };
}

function owners({ mapping, texts, plan }: MappingReport): Section {
  return {
    title: 'People',
    intro: ['The first line that finds one person counts.'],
    columns: ['From', 'To', 'Found by', 'Nobody found'],
    rows: mapping.owners.map(({ source, target, match, fallback }) => [
      code(source),
      code(target),
      code(...match.map((at) => texts.expression(at) ?? placeText(plan.spans, at))),
      text(fallback === null ? 'their records wait for a person' : `${fallback} takes their records`),
    ]),
  };
}

function provisioned({ plan, mapping }: MappingReport): Section {
  return {
    title: `What is made in ${plan.target} first`,
    intro: ['"mapc provision" shows more of it, and makes it.'],
    columns: ['What', 'Name', 'Type', 'What for', 'Line'],
    rows: mapping.provision.map((step) => [
      text(step.kind),
      code(provisionedName(step)),
      text(step.kind === 'field' ? `${typeText(step.type)}${step.unique ? ', unique' : ''}` : ''),
      text(...(step.kind === 'row' ? [] : [step.label]), ...(step.doc === undefined ? [] : [step.doc])),
      code(placeText(plan.spans, step.at)),
    ]),
  };
}

function provisionedName(step: ProvisionStep): string {
  switch (step.kind) {
    case 'field':
      return `${step.entity}.${step.field}`;
    case 'model':
      return `${step.entity}: ${step.fields.map(({ name }) => name).join(', ')}`;
    case 'row':
      return `${step.entity}: ${Object.entries(step.key)
        .map(([field, value]) => `${field} = ${JSON.stringify(value)}`)
        .join(', ')}`;
  }
}

/** One section for each map and target: where each field comes from. */
function lineage({ plan, mapping, texts }: MappingReport): readonly Section[] {
  const groups = Map.groupBy(mapping.lineage, ({ map, target }) => JSON.stringify([map, target]));
  return [...groups.values()].flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    return [
      {
        title: `Fields of ${first.target}, from ${first.source}`,
        intro: [],
        columns: ['Field', 'From', 'Reads', 'When', 'Why', 'Line'],
        rows: lines.map(({ fields, what, mode, exact, reads, because, at }) => [
          code(...fields),
          code(expressionOf(texts, at, mode)),
          code(...reads),
          text([WHEN[what], ...(exact ? ['verified exactly'] : [])].filter((word) => word !== '').join(', ')),
          text(because ?? ''),
          code(placeText(plan.spans, at)),
        ]),
      },
    ];
  });
}

function expressionOf(texts: MapTexts, at: At, mode: 'set' | 'add'): string {
  const expression = texts.expression(at) ?? '';
  return mode === 'add' && expression !== '' ? `adds ${expression}` : expression;
}

const WHEN: Readonly<Record<Mapping['lineage'][number]['what'], string>> = {
  key: 'found again by it',
  always: '',
  initial: 'when it is made, not later',
  later: 'in the second pass',
};
