import type { CheckResult } from '../check/check.ts';
import type { CheckedAssignment, CheckedMap, CheckedRequire, CheckedWrite } from '../check/program.ts';
import type { Span } from '../language/ast.ts';
import { positionAt, type SourceText } from '../language/source.ts';
import {
  type ArmPlan,
  type Assignment,
  type At,
  type BranchPlan,
  type ExpectedField,
  type ExtractPlan,
  type MapPlan,
  PLAN_FORMAT,
  type Plan,
  type PlanSettings,
  type PlanSpan,
  type ProvisionStep,
  type RequirePlan,
  type TablePlan,
  type WriteArm,
} from '../plan/types.ts';
import { toldFields } from '../schema/conventions.ts';
import { digestOf } from '../schema/digest.ts';
import type { Schema } from '../schema/model.ts';

export interface LowerInput {
  /** Without errors: a program with errors has no plan. */
  readonly checked: CheckResult;
  /** As discovered, before `provision` extended it. */
  readonly target: Schema;
  readonly settings: PlanSettings;
}

/** The plan of a program that checks (`language.md` section 7). The same input gives the same plan. */
export function lower({ checked, target, settings }: LowerInput): Plan {
  const { program, order, files } = checked;
  const spans = new SpanTable(checked.spans, files);
  const provision = program.provision.map((item): ProvisionStep => {
    const at = spans.at(item.span);
    const doc = docOf(item.doc);
    if (item.kind === 'row')
      return { kind: 'row', entity: item.entity.name, key: item.key, values: item.values, ...doc, at };
    if (item.kind === 'model') {
      const fields = item.fields.map(({ name, type, label, unique }) => ({
        name,
        type,
        label,
        unique: unique === true,
        ...docOf(item.docs.get(name) ?? null),
      }));
      return { kind: 'model', entity: item.entity.name, label: item.entity.label, fields, ...doc, at };
    }
    const { field } = item;
    return {
      kind: 'field',
      entity: item.entity.name,
      field: field.name,
      type: field.type,
      label: field.label,
      unique: item.unique,
      ...(item.optionsFrom ? { optionsFrom: item.optionsFrom } : {}),
      ...doc,
      at,
    };
  });
  const maps = Object.fromEntries(
    program.maps.map((map) => [map.id, mapPlan(map, (assignment) => order.later.has(assignment), spans)]),
  );
  const tables = Object.fromEntries(
    [...program.tables].map(([name, table]): [string, TablePlan] => [
      name,
      {
        domains: table.plan.domains,
        entries: table.plan.entries.map(({ keys, result, span }) => ({ keys, result, at: spans.at(span) })),
        otherwise: table.plan.otherwise
          ? { result: table.plan.otherwise.result, at: spans.at(table.plan.otherwise.span) }
          : null,
        rows: table.plan.rows,
      },
    ]),
  );
  const sources = program.maps.map(({ source }) => source.name);
  const targets = [
    ...program.maps.flatMap(({ arms }) =>
      arms.flatMap((arm) => (arm.kind === 'write' ? [arm.target.name] : [])),
    ),
    ...program.provision.map(({ entity }) => entity.name),
  ];
  const thresholds = program.thresholds.map((threshold, index) => ({
    ...threshold,
    at: spans.at(program.thresholdSpans[index] ?? { file: '', start: 0, end: 0 }),
  }));
  return {
    format: PLAN_FORMAT,
    source: program.header?.source.name ?? program.source.system,
    target: program.header?.target.name ?? program.target.system,
    digests: {
      maps: digestOf(files.map(({ path, text }) => ({ path, text }))),
      source: digestOf(partOf(program.source, program.reads.keys(), sources)),
      target: digestOf(partOf(target, program.targetReads.keys(), targets)),
    },
    settings,
    provision,
    extract: extraction(checked),
    expects: expectations(checked),
    tables,
    maps,
    order: order.steps,
    fates: program.fates.map(({ entity, fate, because, columns }) => ({
      entity: entity.name,
      fate,
      because,
      columns: columns.map(({ name, value }) => ({ name, value: value.expr })),
    })),
    requires: program.requires.map((one) => requirePlan(one, spans)),
    thresholds,
    ...branchPlans(checked.branches, spans),
    spans: spans.list(),
  };
}

function branchPlans(branches: CheckResult['branches'], spans: SpanTable): Pick<Plan, 'branches'> {
  if (branches.length === 0) return {};
  return {
    branches: branches.map(
      ({ asked, holds, moves, fills, span }): BranchPlan => ({
        asked,
        holds,
        moves: moves.map(({ source, target, span: where }) => ({ source, target, at: spans.at(where) })),
        fills,
        at: spans.at(span),
      }),
    ),
  };
}

/** The comment of a line as a property, where it says something. */
function docOf(doc: string | null): { readonly doc?: string } {
  return doc === null || doc.trim() === '' ? {} : { doc: doc.trim() };
}

/** What a plan can depend on of a schema: the entities that the maps speak of, with all their fields. */
function partOf(schema: Schema, ...names: readonly Iterable<string>[]): Schema {
  const spoken = new Set(names.flatMap((some) => [...some]));
  const entities = [...spoken].sort().flatMap((name) => schema.entities[name] ?? []);
  return { ...schema, entities: Object.fromEntries(entities.map((entity) => [entity.name, entity])) };
}

class SpanTable {
  private readonly spans: Span[];
  private readonly files: ReadonlyMap<string, SourceText>;

  /** The checker's nodes count into `first` already; what comes on top is put behind. */
  constructor(first: readonly Span[], files: readonly SourceText[]) {
    this.spans = [...first];
    this.files = new Map(files.map((file) => [file.path, file]));
  }

  at(span: Span): At {
    return this.spans.push(span) - 1;
  }

  list(): readonly PlanSpan[] {
    return this.spans.map(({ file, start }) => {
      const source = this.files.get(file);
      return { file, ...(source ? positionAt(source, start) : { line: 1, column: 1 }) };
    });
  }
}

function mapPlan(
  map: CheckedMap,
  waits: (assignment: CheckedAssignment) => boolean,
  spans: SpanTable,
): MapPlan {
  return {
    id: map.id,
    kind: map.kind,
    phase: map.phase,
    source: map.source.name,
    each: map.each ? { name: map.each.name, list: map.each.list.expr } : null,
    arms: map.arms.map(
      (arm): ArmPlan =>
        arm.kind === 'skip'
          ? { kind: 'skip', because: arm.because, at: spans.at(arm.span) }
          : writeArm(arm, waits, spans),
    ),
    unmatched: map.unmatched,
    drops: map.drops.map(({ field, because, span }) => ({ field, because, at: spans.at(span) })),
    reads: entitiesRead(map),
    at: spans.at(map.span),
  };
}

function entitiesRead({ source, reads }: CheckedMap): readonly string[] {
  const fields = [...reads].map((field) => field.slice(0, field.lastIndexOf('.')));
  return [...new Set([source.name, ...fields])].sort();
}

function requirePlan({ condition, action, message, span }: CheckedRequire, spans: SpanTable): RequirePlan {
  return { condition: condition.expr, action, message: message.expr, at: spans.at(span) };
}

function writeArm(
  arm: CheckedWrite,
  waits: (assignment: CheckedAssignment) => boolean,
  spans: SpanTable,
): WriteArm {
  const assignment = (one: CheckedAssignment): Assignment => ({
    fields: one.fields.map(({ field }) => field.name),
    type: one.fields[one.fields.length - 1]?.field.type ?? { kind: 'json' },
    mode: one.operator === '+=' ? 'add' : 'set',
    when: waits(one) ? 'later' : one.mode === 'initial' ? 'initial' : 'always',
    exact: one.mode === 'exact',
    required: one.fields.some(({ field }) => field.required === true),
    value: one.value.expr,
    because: one.because,
    at: spans.at(one.span),
  });
  return {
    kind: 'write',
    target: arm.target.name,
    guard: arm.guard?.expr ?? null,
    lets: arm.lets.map(({ name, value }) => ({ name, value: value.expr })),
    requires: arm.requires.map((one) => requirePlan(one, spans)),
    key: arm.assignments.filter((one) => one.mode === 'key').map(assignment),
    match: arm.matches.map(({ pairs, span }) => ({
      pairs: pairs.map(({ target, source, as }) => ({
        target: target.expr,
        source: source.expr,
        as,
      })),
      at: spans.at(span),
    })),
    assignments: arm.assignments.filter((one) => one.mode !== 'key').map(assignment),
    at: spans.at(arm.span),
  };
}

/** Every mapped entity, and every field that anything reads, a document among them; the id first. */
function extraction({ program }: CheckResult): readonly ExtractPlan[] {
  const wanted = new Map<string, Set<string>>();
  const need = (entity: string): Set<string> => {
    const known = wanted.get(entity) ?? new Set<string>();
    wanted.set(entity, known);
    return known;
  };
  for (const map of program.maps) need(map.source.name);
  for (const { entity, columns } of program.fates) if (columns.length > 0) need(entity.name);
  for (const [entity, fields] of program.reads) for (const field of fields.keys()) need(entity).add(field);
  return [...wanted].sort(byName).map(([entity, fields]) => {
    const id = program.source.entities[entity]?.id ?? 'id';
    for (const field of toldFields(program.source.entities[entity])) fields.add(field);
    fields.delete(id);
    return { entity, fields: [id, ...[...fields].sort()] };
  });
}

/** Every target field that is written or read, sorted. */
function expectations({ program }: CheckResult): readonly ExpectedField[] {
  const wanted = new Map<string, Map<string, boolean>>();
  const expect = (entity: string, field: string, written: boolean): void => {
    const fields = wanted.get(entity) ?? new Map<string, boolean>();
    wanted.set(entity, fields);
    fields.set(field, written || (fields.get(field) ?? false));
  };
  for (const map of program.maps)
    for (const arm of map.arms)
      if (arm.kind === 'write')
        for (const { fields } of arm.assignments)
          for (const { field } of fields) expect(arm.target.name, field.name, true);
  for (const [entity, fields] of program.targetReads)
    for (const field of fields.keys()) expect(entity, field, false);
  return [...wanted].sort(byName).flatMap(([entity, fields]) =>
    [...fields].sort(byName).flatMap(([name, written]) => {
      const field = program.target.entities[entity]?.fields[name];
      return field
        ? [{ entity, field: name, type: field.type, written, provisioned: field.provisioned === true }]
        : [];
    }),
  );
}

function byName<T>([a]: readonly [string, T], [b]: readonly [string, T]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
