/** A small migration, by hand: users, companies that refer to each other and to industries, and leads. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConnectorError,
  type FileSink,
  type Source,
  type SourceRecord,
} from '../../../src/connectors/contract.ts';
import { DEFAULT_SETTINGS, extract, type MigrationContext } from '../../../src/migrate/index.ts';
import type { Assignment, Expr, MapPlan, Plan, WriteArm } from '../../../src/plan/types.ts';
import type { FileValue } from '../../../src/schema/file-ref.ts';
import type { Entity, Field, FieldType, JsonValue, Schema } from '../../../src/schema/model.ts';
import { FakeTarget } from './fake-target.ts';

export const TEXT: FieldType = { kind: 'text' };
export const to = (target: string): FieldType => ({ kind: 'reference', targets: [target] });

function entity(name: string, fields: readonly Field[]): Entity {
  const id: Field = { name: 'id', label: 'Id', type: { kind: 'integer' } };
  return {
    name,
    label: name,
    id: 'id',
    display: 'name',
    fields: Object.fromEntries([id, ...fields].map((field) => [field.name, field])),
  };
}
function field(name: string, type: FieldType, more: Partial<Field> = {}): Field {
  return { name, label: name, type, ...more };
}
function schema(system: string, entities: readonly Entity[]): Schema {
  return {
    system,
    version: '1',
    language: 'en_US',
    modules: [],
    entities: Object.fromEntries(entities.map((one) => [one.name, one])),
  };
}

export const TARGET_SCHEMA = schema('fake', [
  entity('user', [
    field('login', TEXT, { required: true, unique: true }),
    field('name', TEXT),
    field('email', TEXT),
    field('active', { kind: 'boolean' }),
  ]),
  entity('industry', [field('name', TEXT, { required: true })]),
  entity('tag', [
    field('name', TEXT, { required: true }),
    field('code', TEXT, { unique: true }),
    field('note', TEXT),
  ]),
  entity('partner', [
    // Not unique here: a double must show, not be refused.
    field('x_id', TEXT),
    field('name', TEXT, { required: true }),
    field('website', TEXT),
    field('note', TEXT),
    field('industry_id', to('industry')),
    field('user_id', to('user')),
    field('parent_id', to('partner'), { hierarchy: true }),
    field('friend_id', to('partner')),
    field('tags', { kind: 'references', target: 'tag' }),
  ]),
  entity('lead', [
    field('x_id', TEXT),
    field('name', TEXT, { required: true }),
    field('partner_id', to('partner'), { required: true }),
    field('stage', TEXT),
    field('active', { kind: 'boolean' }),
    field('regarding', { kind: 'reference', targets: ['partner', 'user'] }),
  ]),
]);

const SOURCE_SCHEMA = schema('memory', [
  entity('User', [field('email', TEXT), field('name', TEXT), field('active', { kind: 'boolean' })]),
  entity('Company', [
    field('name', TEXT),
    field('domain', TEXT),
    field('industry', TEXT),
    field('owner', to('User')),
    field('parent', to('Company')),
    field('friend', to('Company')),
    field('label', TEXT),
    field('members', { kind: 'json' }),
  ]),
  entity('Contact', [
    field('name', TEXT),
    field('company', to('Company')),
    field('qualified', { kind: 'boolean' }),
    field('status', TEXT),
  ]),
]);

export const get = (name: string): Expr => ({ op: 'get', of: { op: 'this' }, field: name });
const idText = (prefix: string): Expr => ({ op: 'text', parts: [prefix, get('id')] });
const translate = (name: string, from: string, map: string): Expr => ({
  op: 'translate',
  of: get(name),
  candidates: { [from]: [map] },
});

let line = 0;
export function assign(
  name: string,
  value: Expr,
  more: Partial<Pick<Assignment, 'mode' | 'when' | 'exact' | 'required' | 'type'>> = {},
): Assignment {
  line += 1;
  return {
    fields: [name],
    type: more.type ?? TEXT,
    mode: more.mode ?? 'set',
    when: more.when ?? 'always',
    exact: more.exact ?? false,
    required: more.required ?? false,
    value,
    because: null,
    at: line % 40,
  };
}
export function arm(target: string, more: Partial<WriteArm>): WriteArm {
  return {
    kind: 'write',
    target,
    guard: null,
    lets: [],
    requires: [],
    key: [],
    match: [],
    assignments: [],
    at: 0,
    ...more,
  };
}
export function map(id: string, source: string, arms: MapPlan['arms'], more: Partial<MapPlan> = {}): MapPlan {
  return {
    id,
    kind: 'map',
    phase: 'run',
    source,
    each: null,
    arms,
    unmatched: null,
    drops: [],
    reads: [source],
    at: 0,
    ...more,
  };
}

const byName = (target: string, name: string): Expr => ({
  op: 'else',
  of: { op: 'lookup', entity: target, where: [{ path: 'name', value: get(name) }] },
  handlers: [{ kind: 'create', entity: target, values: [{ field: 'name', value: get(name) }], at: 5 }],
});

export const PEOPLE = 'owners User->user';

export const PLAN: Plan = {
  format: 2,
  source: 'memory',
  target: 'fake',
  digests: { maps: 'm', source: 's', target: 't' },
  settings: { timezone: 'UTC', language: 'en_US' },
  provision: [
    { kind: 'field', entity: 'lead', field: 'x_extra', type: TEXT, label: 'Extra', unique: false, at: 1 },
    { kind: 'row', entity: 'tag', key: { name: 'migrated' }, values: {}, at: 2 },
  ],
  extract: [
    { entity: 'Company', fields: ['id', 'domain', 'friend', 'industry', 'label', 'name', 'owner', 'parent'] },
    { entity: 'Contact', fields: ['id', 'company', 'name', 'qualified', 'status'] },
    { entity: 'User', fields: ['id', 'active', 'email', 'name'] },
  ],
  expects: [
    { entity: 'partner', field: 'name', type: TEXT, written: true, provisioned: false },
    { entity: 'lead', field: 'name', type: TEXT, written: true, provisioned: false },
  ],
  tables: {},
  maps: {
    [PEOPLE]: map(
      PEOPLE,
      'User',
      [
        arm('user', {
          guard: { op: 'not', of: get('active') },
          match: [
            {
              pairs: [{ target: { op: 'column', field: 'login' }, source: get('email'), as: 'text' }],
              at: 3,
            },
          ],
          assignments: [
            assign('login', get('email')),
            assign('name', get('name')),
            assign('active', { op: 'literal', value: false }),
          ],
        }),
      ],
      { kind: 'owners', unmatched: { kind: 'queue' } },
    ),
    companies: map('companies', 'Company', [
      arm('partner', {
        key: [assign('x_id', idText('company:'))],
        match: [
          {
            pairs: [{ target: { op: 'column', field: 'website' }, source: get('domain'), as: 'text' }],
            at: 4,
          },
        ],
        assignments: [
          assign('name', get('name')),
          assign('website', get('domain')),
          assign('industry_id', byName('industry', 'industry'), { type: to('industry') }),
          assign('user_id', translate('owner', 'User', PEOPLE), { type: to('user') }),
          assign(
            'tags',
            { op: 'list', items: [byName('tag', 'label')] },
            { mode: 'add', type: { kind: 'references', target: 'tag' } },
          ),
          assign('note', { op: 'literal', value: 'fresh' }, { when: 'initial' }),
          assign('parent_id', translate('parent', 'Company', 'companies'), {
            when: 'later',
            type: to('partner'),
          }),
          assign('friend_id', translate('friend', 'Company', 'companies'), {
            when: 'later',
            type: to('partner'),
          }),
        ],
      }),
    ]),
    leads: map('leads', 'Contact', [
      arm('lead', {
        guard: get('qualified'),
        key: [assign('x_id', idText('contact:'))],
        assignments: [
          assign('name', get('name')),
          assign('partner_id', translate('company', 'Company', 'companies'), { type: to('partner') }),
          assign('stage', get('status'), { when: 'initial' }),
        ],
      }),
      { kind: 'skip', because: 'not qualified', at: 6 },
    ]),
  },
  order: [
    { map: PEOPLE, pass: 1 },
    { map: 'companies', pass: 1 },
    { map: 'companies', pass: 2 },
    { map: 'leads', pass: 1 },
  ],
  fates: [],
  requires: [],
  thresholds: [
    { measure: 'counts', operator: '=', percent: 100, sample: null, at: 7 },
    { measure: 'owners', operator: '>=', percent: 50, sample: null, at: 8 },
    { measure: 'fields', operator: '>=', percent: 99.9, sample: 5, at: 9 },
  ],
  spans: Array.from({ length: 40 }, (_unused, index) => ({ file: 'main.map', line: index + 1, column: 1 })),
};

type Rows = Readonly<Record<string, readonly Readonly<Record<string, JsonValue>>[]>>;

const ref = (name: string, id: string): JsonValue => ({ entity: name, id });

export const ROWS: Rows = {
  User: [
    { id: 'u1', email: 'ada@x.test', name: 'Ada', active: true },
    { id: 'u2', email: 'bob@x.test', name: 'Bob', active: false },
    { id: 'u3', email: 'eve@x.test', name: 'Eve', active: true },
  ],
  Company: [
    {
      id: 'k1',
      name: 'One',
      domain: 'one.test',
      industry: 'Steel',
      owner: ref('User', 'u1'),
      parent: ref('Company', 'k4'),
      friend: ref('Company', 'k2'),
      label: 'A',
    },
    {
      id: 'k2',
      name: 'Two',
      domain: 'old.test',
      industry: 'Steel',
      owner: ref('User', 'u2'),
      parent: null,
      friend: ref('Company', 'k1'),
      label: 'B',
    },
    {
      id: 'k3',
      name: 'Three',
      domain: 'old.test',
      industry: 'Glass',
      owner: null,
      parent: null,
      friend: null,
      label: 'B',
    },
    {
      id: 'k4',
      name: 'Four',
      domain: 'four.test',
      industry: null,
      owner: null,
      parent: null,
      friend: null,
      label: null,
    },
    {
      id: 'k5',
      name: 'Five',
      domain: null,
      industry: 'Glass',
      owner: ref('User', 'u3'),
      parent: null,
      friend: null,
      label: null,
    },
    {
      id: 'k6',
      name: 'Six',
      domain: 'six.test',
      industry: 'Wood',
      owner: ref('User', 'u1'),
      parent: ref('Company', 'k1'),
      friend: null,
      label: 'A',
    },
  ],
  Contact: [
    { id: 'c1', name: 'Lead one', company: ref('Company', 'k1'), qualified: true, status: 'New' },
    { id: 'c2', name: 'Lead two', company: ref('Company', 'k3'), qualified: true, status: 'New' },
    { id: 'c3', name: 'Lead three', company: ref('Company', 'k5'), qualified: true, status: 'New' },
    { id: 'c4', name: 'Lead four', company: ref('Company', 'k2'), qualified: false, status: 'Old' },
    { id: 'c5', name: 'Lead five', company: ref('Company', 'k6'), qualified: true, status: 'Won' },
  ],
};

class FakeSource implements Source {
  readonly system = 'memory';
  rows: Rows;
  reads: string[] = [];
  /** Sees every count and every page before it is given; throws to play trouble. */
  fault: (what: 'count' | 'page', entity: string) => void = () => undefined;
  /** Files by address. */
  readonly files = new Map<string, string>();
  /** Addresses in the order in which they were asked for. */
  readonly downloads: string[] = [];
  async download(address: string, sink: FileSink): Promise<FileValue> {
    this.downloads.push(address);
    const file = this.files.get(address);
    if (file === undefined) throw new ConnectorError('record', `${address}: there is no such file.`);
    return sink.put(async function* () {
      yield new TextEncoder().encode(file);
    });
  }
  constructor(rows: Rows) {
    this.rows = rows;
  }
  async discover(): Promise<Schema> {
    return SOURCE_SCHEMA;
  }
  async profile(): ReturnType<Source['profile']> {
    return { taken: '2026-01-01', entities: {} };
  }
  async count(one: Entity): Promise<number> {
    this.fault('count', one.name);
    return this.rows[one.name]?.length ?? 0;
  }
  async *read(one: Entity, fields: readonly string[]): AsyncIterable<readonly SourceRecord[]> {
    this.reads.push(one.name);
    // Backwards and in pages: order is for `extract` to make.
    for (const row of [...(this.rows[one.name] ?? [])].reverse()) {
      this.fault('page', one.name);
      yield [
        {
          id: String(row.id),
          values: Object.fromEntries(fields.map((name) => [name, row[name] ?? null])),
        },
      ];
    }
  }
  async close(): Promise<void> {
    return undefined;
  }
}

export interface World {
  readonly target: FakeTarget;
  readonly source: FakeSource;
  context: MigrationContext;
  /** Milliseconds on the world's clock; waiting moves it. */
  clock: { time: number };
  /** Extracts anew from changed rows. */
  stage(rows: Rows): Promise<void>;
  /** The same world with another plan, or other settings. */
  with(change: Partial<MigrationContext>): MigrationContext;
}

const folders: string[] = [];
/** In memory where the machine has such a folder: the journal's promises cost a disk many small waits. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A world with a target that has rows of its own, and everything extracted. */
export async function makeWorld(rows: Rows = ROWS, plan: Plan = PLAN): Promise<World> {
  const directory = mkdtempSync(join(folder, 'mapc-test-'));
  folders.push(directory);
  const clock = { time: Date.parse('2026-01-01T00:00:00Z') };
  const now = (): Date => new Date(clock.time);
  const target = new FakeTarget(TARGET_SCHEMA, now);
  target.seed('user', { login: 'ada@x.test', name: 'Ada', active: true });
  const tag = target.seed('tag', { name: 'A' });
  const other = target.seed('tag', { name: 'human' });
  target.seed('partner', { name: 'Old Two', website: 'old.test', note: 'kept', tags: [tag, other] });
  const source = new FakeSource(rows);
  const context: MigrationContext = {
    plan,
    source,
    target,
    sourceSchema: SOURCE_SCHEMA,
    targetSchema: TARGET_SCHEMA,
    directory,
    settings: DEFAULT_SETTINGS,
    now,
    sleep: async (milliseconds) => {
      clock.time += milliseconds;
    },
    progress: () => undefined,
    signal: null,
  };
  await extract(context, { again: false });
  const world: World = {
    target,
    source,
    context,
    clock,
    async stage(changed) {
      source.rows = changed;
      await extract(context, { again: true });
    },
    with: (change) => ({ ...context, ...change }),
  };
  return world;
}

export function forgetWorlds(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Rows with one changed. */
export function changed(
  rows: Rows,
  name: string,
  id: string,
  values: Readonly<Record<string, JsonValue>>,
): Rows {
  return {
    ...rows,
    [name]: (rows[name] ?? []).map((row) => (row.id === id ? { ...row, ...values } : row)),
  };
}
