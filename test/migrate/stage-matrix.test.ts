import { expect, test } from 'vitest';
import { check } from '../../src/check/index.ts';
import { lower } from '../../src/lower/index.ts';
import { extendedSchema } from '../../src/migrate/context.ts';
import { sourceStages } from '../../src/migrate/source-stages.ts';
import { stageLines } from '../../src/migrate/stage-lines.ts';
import { stagesToMake } from '../../src/migrate/stages-to-make.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import type { Entity, Field, FieldType, JsonValue, ReferenceRow, Schema } from '../../src/schema/model.ts';

const TEXT: FieldType = { kind: 'text', max: 80 };
const to = (target: string): FieldType => ({ kind: 'reference', targets: [target] });

function entity(
  name: string,
  id: string,
  types: Readonly<Record<string, FieldType>>,
  rows?: readonly ReferenceRow[],
): Entity {
  const fields: Record<string, Field> = {
    [id]: { name: id, label: id, type: id === 'id' ? { kind: 'integer' } : TEXT, unique: true },
  };
  if (id !== 'id') fields[id] = { ...fields[id], required: true } as Field;
  for (const [field, type] of Object.entries(types)) fields[field] = { name: field, label: field, type };
  const display = types.stagename !== undefined ? 'stagename' : 'name';
  return { name, label: name, id, display, fields, ...(rows === undefined ? {} : { rows }) };
}

function schema(system: string, entities: readonly Entity[]): Schema {
  const byName = Object.fromEntries(entities.map((one) => [one.name, one]));
  return { system, version: '1', language: 'en_US', modules: [], entities: byName };
}

const CATEGORY: FieldType = {
  kind: 'enum',
  options: ['Qualify', 'Develop', 'Close'].map((label, value) => ({ value, label })),
};
const SOURCE = schema('dataverse', [
  entity('unit', 'unitid', { name: TEXT }),
  entity('workflow', 'workflowid', { name: TEXT }),
  entity('processstage', 'processstageid', {
    stagename: TEXT,
    stagecategory: CATEGORY,
    processid: to('workflow'),
    primaryentitytypecode: TEXT,
  }),
  entity('deal', 'dealid', {
    name: TEXT,
    step: TEXT,
    stageid: to('processstage'),
    unit: to('unit'),
    won: { kind: 'boolean' },
    chance: { kind: 'integer' },
  }),
]);
const STAGE = {
  name: TEXT,
  sequence: { kind: 'integer' },
  fold: { kind: 'boolean' },
  is_won: { kind: 'boolean' },
  team_id: to('crm.team'),
} as const;
const TARGET = schema('odoo', [
  entity('crm.team', 'id', { name: TEXT }),
  entity('crm.stage', 'id', STAGE, [
    { id: 1, name: 'New', sequence: 1, fold: false, is_won: false, team_id: null },
    { id: 4, name: 'Won', sequence: 70, fold: false, is_won: true, team_id: null },
  ]),
  entity('crm.lead', 'id', {
    name: TEXT,
    stage_id: to('crm.stage'),
    team_id: to('crm.team'),
    probability: { kind: 'float' },
    active: { kind: 'boolean' },
  }),
]);

const MAPS = `migration crm -> odoo

provision {
  field crm.lead.x_id, crm.stage.x_id, crm.team.x_id : char(170) unique "Id"
}

map unit -> crm.team { key x_id = unitid  name = name }

map processstage each unit in deal[stageid = this] | each(d -> d.unit) | distinct -> crm.stage {
  key x_id = "{processstageid}:{unit.id}"
  name     = stagename
  team_id  = unit else null
  sequence = 5
  fold     = stagecategory == "Close"
  is_won   = false
}

map deal -> crm.lead {
  key x_id = dealid
  name = name
  initial stage_id = if won == true then crm.stage[name = "Won"]
    else if stageid == null or unit == null then Step[step ?? "?"]
    else (crm.stage[x_id = "{stageid.id}:{unit.id}"] else reject "a stage of nobody")
  team_id     = unit else null
  probability = chance
}

table Step : deal.step -> crm.stage[name] {
  "first" -> "New"
  "last"  -> "Won"
  else    -> reject "a step that is no more"
}

manual workflow because "rebuilt by hand" { name = name }
`;

type Rows = Readonly<Record<string, readonly Readonly<Record<string, JsonValue>>[]>>;
const ref = (target: string, id: string): JsonValue => ({ entity: target, id });

function linesOf(rows: Rows, maps = MAPS) {
  const files = [{ path: 'main.map', text: maps }];
  const profile = { taken: '2026-01-01', entities: {} };
  const checked = check({ files, load: () => null, source: SOURCE, target: TARGET, profile });
  expect(checked.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const plan = lower({ checked, target: TARGET, settings: { timezone: 'UTC', language: 'en_US' } });
  const store = createMemoryStore(
    Object.fromEntries(
      Object.entries(rows).map(([name, list]) => {
        const { id, fields } = SOURCE.entities[name] ?? { id: 'id', fields: {} };
        const empty = Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
        return [name, list.map((values) => ({ id: String(values[id]), values: { ...empty, ...values } }))];
      }),
    ),
  );
  const stages = sourceStages(['processstage'], store, SOURCE);
  const lines = stageLines({ plan, store, source: SOURCE, target: extendedSchema(plan, TARGET), stages });
  return { plan, stages, lines };
}

const WORLD: Rows = {
  unit: [
    { unitid: 'u1', name: 'North' },
    { unitid: 'u2', name: 'South' },
  ],
  workflow: [{ workflowid: 'w1', name: 'Sale' }],
  processstage: [
    { processstageid: 's2', stagename: 'Zwei', stagecategory: 1, processid: ref('workflow', 'w1') },
    { processstageid: 's1', stagename: 'Eins', stagecategory: 0, processid: ref('workflow', 'w1') },
    { processstageid: 's3', stagename: 'Drei', stagecategory: 2, processid: ref('workflow', 'w1') },
  ],
  deal: [
    { dealid: 'd1', stageid: ref('processstage', 's1'), unit: ref('unit', 'u1'), chance: 10 },
    { dealid: 'd2', stageid: ref('processstage', 's1'), unit: ref('unit', 'u1'), chance: 30 },
    { dealid: 'd3', stageid: ref('processstage', 's3'), unit: ref('unit', 'u2'), chance: 90 },
    { dealid: 'd4', stageid: ref('processstage', 's1'), unit: ref('unit', 'u2'), won: true },
    { dealid: 'd5', step: 'first', unit: ref('unit', 'u1') },
    { dealid: 'd6', step: 'gone', unit: ref('unit', 'u1') },
    { dealid: 'd7', stageid: ref('processstage', 'none'), unit: ref('unit', 'u1') },
  ],
};

const told = ({ lines }: ReturnType<typeof linesOf>): readonly string[] =>
  lines.flatMap(({ columns, cases }) =>
    cases.map(({ process, team, category, from, records, becomes, probability }) => {
      const end =
        becomes.kind === 'stage'
          ? `${becomes.name}/${becomes.team}/${becomes.order}/${becomes.folded}/${becomes.won}`
          : becomes.kind === 'rejected'
            ? `rejected ${becomes.reason}`
            : becomes.kind;
      const stage = from[columns.indexOf('stageid')] ?? '';
      const step = from[columns.indexOf('step')] ?? '';
      return `${process} ${team} ${category} ${stage}${step} x${records} -> ${end} ${probability}`;
    }),
  );

test('tells by process and team, in order, what the maps make of each stage', () => {
  expect(told(linesOf(WORLD))).toEqual([
    // No record needs this entry of the table.
    'null null null last x0 -> Won/null/70/false/true null',
    'null North null first x1 -> New/null/1/false/false null',
    'null North null gone x1 -> rejected a step that is no more null',
    'null North null processstage none x1 -> rejected a stage of nobody null',
    'Sale North Qualify Eins x2 -> Eins/North/5/false/false 10,30',
    'Sale South Qualify Eins x1 -> Won/null/70/false/true null',
    'Sale South Close Drei x1 -> Drei/South/5/true/false 90,90',
  ]);
});

test('lists the stages to be made: what is rejected, and what no map names', () => {
  const { lines, stages } = linesOf(WORLD);
  const made = stagesToMake({
    extracted: true,
    lines,
    stages: stages.map((stage) => ({ ...stage, records: 0, becomes: [] })),
  });
  expect(made.map(({ stage, into, why, records, order }) => [stage, into, why, records, order])).toEqual([
    ['gone', 'crm.stage', 'rejected: a step that is no more', 1, null],
    ['processstage none', 'crm.stage', 'rejected: a stage of nobody', 1, null],
    ['Zwei', null, 'no record is in it, and no map names it', 0, 20],
  ]);
});

test('tells the tables alone where nothing is extracted', () => {
  expect(told(linesOf({}))).toEqual([
    'null null null first x0 -> New/null/1/false/false null',
    'null null null last x0 -> Won/null/70/false/true null',
  ]);
});

test('reads of each stage what the document needs, though the maps drop it', () => {
  const { plan } = linesOf(
    {},
    MAPS.replace('  sequence = 5', '  drop processid, primaryentitytypecode because "by hand"'),
  );
  expect(plan.extract.find((one) => one.entity === 'processstage')?.fields).toEqual([
    'processstageid',
    'primaryentitytypecode',
    'processid',
    'stagecategory',
    'stagename',
  ]);
});
