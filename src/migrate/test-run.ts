import { inMemory } from '../connectors/collected.ts';
import type { TargetId } from '../connectors/contract.ts';
import type { ExpectationPlan, GivenPlan, PathValue, TestPlan } from '../plan/tests.ts';
import type { Plan, PlanSpan } from '../plan/types.ts';
import { drive } from '../runtime/driver.ts';
import { Journal } from '../runtime/journal.ts';
import type { UnitRow } from '../runtime/journal-types.ts';
import { Paces } from '../runtime/pace.ts';
import { PERSON_FIELDS } from '../runtime/people.ts';
import { DEFAULT_SETTINGS, type Session, targetEntity } from '../runtime/session.ts';
import { createMemoryStore } from '../runtime/store-memory.ts';
import { WriteQueue } from '../runtime/write-queue.ts';
import { digestOf } from '../schema/digest.ts';
import type { JsonValue, Schema } from '../schema/model.ts';
import { extendedSchema } from './context.ts';
import { memoryTarget, same } from './memory-target.ts';

export interface TestRunResult {
  readonly tests: readonly TestResult[];
  readonly coverage: Coverage;
}

export interface TestResult {
  readonly title: string;
  readonly span: PlanSpan;
  /** Empty where the test passed. */
  readonly failures: readonly TestFailure[];
}

export interface TestFailure {
  readonly span: PlanSpan;
  readonly message: string;
  /** Of the row that comes nearest to an expected one, field by field. */
  readonly fields: readonly {
    readonly path: string;
    readonly expected: JsonValue;
    readonly found: JsonValue;
  }[];
}

/** What the tests went through, and what none of them reached. */
export interface Coverage {
  readonly reached: number;
  readonly total: number;
  readonly missed: readonly { readonly what: string; readonly span: PlanSpan }[];
}

/**
 * Runs the test blocks of a project: each in a world of its own, with the given records as the source and a target in
 * memory that holds what discovery saw, what `provision` makes and what the test gives. No network, no files.
 * @param target as discovered
 */
export async function runTests(
  plan: Plan,
  tests: readonly TestPlan[],
  target: Schema,
): Promise<TestRunResult> {
  const strata = new Set<string>();
  const results: TestResult[] = [];
  const schema = extendedSchema(plan, target);
  const planDigest = digestOf(plan);
  for (const test of tests) results.push(await runTest({ plan, planDigest, schema, strata }, test));
  return { tests: results, coverage: coverageOf(plan, strata) };
}

/** What all tests of a project share. */
interface Suite {
  readonly plan: Plan;
  readonly planDigest: string;
  /** Of the target, with what the plan provisions. */
  readonly schema: Schema;
  /** What the tests went through. */
  readonly strata: Set<string>;
}

async function runTest(suite: Suite, test: TestPlan): Promise<TestResult> {
  const { plan, planDigest, schema, strata } = suite;
  const journal = new Journal(':memory:', { now: () => new Date(0) });
  try {
    const target = memoryTarget(schema);
    const session: Session = {
      plan,
      planDigest,
      journal,
      target,
      paces: new Paces(target.traits),
      queue: new WriteQueue(target.traits.concurrency),
      schema,
      correct: (live) => live,
      store: createMemoryStore(sourceRecords(plan, test.given)),
      settings: { ...DEFAULT_SETTINGS, lateCommit: 0 },
      now: () => new Date(0),
      sleep: async () => undefined,
      progress: () => undefined,
      signal: null,
      // Nothing is asked of any system: a file holds the address that it would come from.
      files: inMemory,
      download: async (address) => Buffer.from(address, 'utf8').toString('base64'),
      traced: true,
    };
    await giveProvisioned(session);
    const known = new Set<TargetId>();
    for (const given of test.given)
      if (given.side === 'target') await giveOnce(session, given.entity, given.values, known);
    await giveFallbacks(session);
    const { id } = journal.beginRun('run', 'test');
    await drive(session, { run: id, retry: false, remake: false, only: null, maps: null });
    for (const map of Object.keys(plan.maps))
      for (const unit of journal.units(map))
        for (const stratum of unit.strata) strata.add(`${map} ${stratum}`);
    const failures: TestFailure[] = [];
    for (const expectation of test.expects) {
      const failure = await unmet(session, expectation);
      if (failure) failures.push(failure);
    }
    return { title: test.title, span: test.span, failures };
  } finally {
    journal.close();
  }
}

/** The given records with every field that the plan extracts: what a test does not name is null. */
function sourceRecords(plan: Plan, given: readonly GivenPlan[]): Parameters<typeof createMemoryStore>[0] {
  return Object.fromEntries(
    plan.extract.map(({ entity, fields }) => {
      const [id = 'id'] = fields;
      const empty = Object.fromEntries(fields.map((field) => [field, null]));
      const records = given.flatMap((one) =>
        one.side === 'source' && one.entity === entity
          ? [{ id: one.id, values: { ...empty, [id]: one.id, ...one.values } }]
          : [],
      );
      return [entity, records];
    }),
  );
}

/**
 * A row that discovery saw is there in every world: a test that gives one like it means that one, and another only with
 * the next.
 * @param known rows that the test has meant already
 */
async function giveOnce(
  session: Session,
  name: string,
  values: readonly PathValue[],
  known: Set<TargetId>,
): Promise<void> {
  const there = await find(session, name, values);
  known.add(there.find((id) => !known.has(id)) ?? (await give(session, name, values)));
}

/** Makes a row with values at the ends of paths; rows on the way are found by those values, or made. */
async function give(session: Session, name: string, values: readonly PathValue[]): Promise<TargetId> {
  const entity = targetEntity(session, name);
  const own: Record<string, JsonValue> = {};
  for (const [first, inner] of Map.groupBy(values, ({ path }) => path.split('.')[0] ?? '')) {
    const direct = inner.find(({ path }) => path === first);
    const type = entity.fields[first]?.type;
    if (direct) own[first] = direct.value;
    else if (type?.kind === 'reference' || type?.kind === 'references') {
      const there = type.kind === 'reference' ? (type.targets[0] ?? '') : type.target;
      const rest = inner.map(({ path, value }) => ({ path: path.slice(first.length + 1), value }));
      const id = (await find(session, there, rest))[0] ?? (await give(session, there, rest));
      own[first] = type.kind === 'reference' ? id : [id];
    }
  }
  const [id] = await session.target.create(entity, [own]);
  if (id === undefined) throw new TypeError(`The memory target made no row of ${name}`);
  return id;
}

/** The rows that `provision` asks for are there before anything moves. */
async function giveProvisioned(session: Session): Promise<void> {
  for (const step of session.plan.provision) {
    if (step.kind !== 'row') continue;
    const pathsOf = (row: Readonly<Record<string, JsonValue>>): readonly PathValue[] =>
      Object.entries(row).map(([path, value]) => ({ path, value }));
    if ((await find(session, step.entity, pathsOf(step.key))).length === 0)
      await give(session, step.entity, pathsOf({ ...step.values, ...step.key }));
  }
}

/** Whoever takes the records of unmatched people is there in every world: a test need not say so. */
async function giveFallbacks(session: Session): Promise<void> {
  for (const map of Object.values(session.plan.maps)) {
    if (map.unmatched?.kind !== 'fallback') continue;
    const { who } = map.unmatched;
    for (const arm of map.arms) {
      if (arm.kind !== 'write') continue;
      const { fields } = targetEntity(session, arm.target);
      const path = PERSON_FIELDS.find((field) => fields[field]);
      if (path === undefined) continue;
      const values = [{ path, value: who }];
      if ((await find(session, arm.target, values)).length === 0) await give(session, arm.target, values);
    }
  }
}

async function find(
  session: Session,
  name: string,
  values: readonly PathValue[],
): Promise<readonly TargetId[]> {
  const rows = await session.target.search(targetEntity(session, name), {
    where: values.map(({ path, value }) => ({ path, operator: '=', value })),
    fields: [],
  });
  return rows.map((row) => row.id);
}

async function unmet(session: Session, expectation: ExpectationPlan): Promise<TestFailure | null> {
  const { span } = expectation;
  switch (expectation.kind) {
    case 'record': {
      const found = await find(session, expectation.entity, expectation.values);
      if (found.length > 0 !== expectation.negated) return null;
      return expectation.negated
        ? { span, message: `there is such a ${expectation.entity}`, fields: [] }
        : {
            span,
            message: missing(session, expectation.entity),
            fields: await nearest(session, expectation),
          };
    }
    case 'warn': {
      const warnings = units(session).flatMap((unit) => unit.warnings.map(({ message }) => message));
      return told(span, 'warned', warnings, expectation.text);
    }
    case 'reject':
    case 'queue': {
      const state = expectation.kind === 'reject' ? 'rejected' : 'queued';
      const reasons = units(session).flatMap((unit) => (unit.result === state ? [unit.reason ?? ''] : []));
      return told(span, state, reasons, expectation.text);
    }
    default:
      return expectation satisfies never;
  }
}

function told(span: PlanSpan, what: string, reasons: readonly string[], text: string): TestFailure | null {
  if (reasons.some((reason) => reason.includes(text))) return null;
  const instead =
    reasons.length === 0 ? `nothing was ${what}` : `${what} was: ${[...new Set(reasons)].join('; ')}`;
  return { span, message: `nothing is ${what} with "${text}"; ${instead}`, fields: [] };
}

function units(session: Session): readonly UnitRow[] {
  return Object.keys(session.plan.maps).flatMap((map) => [...session.journal.units(map)]);
}

function missing(session: Session, entity: string): string {
  const troubles = units(session).flatMap((unit) =>
    unit.result === 'rejected' || unit.result === 'queued' ? [`${unit.result}: ${unit.reason ?? ''}`] : [],
  );
  const because = troubles.length === 0 ? '' : ` (${[...new Set(troubles)].join('; ')})`;
  return `there is no such ${entity}${because}`;
}

/** The fields in which the row that comes nearest differs; empty where there is no row at all. */
async function nearest(
  session: Session,
  expectation: Extract<ExpectationPlan, { kind: 'record' }>,
): Promise<TestFailure['fields']> {
  const paths = expectation.values.map(({ path }) => path);
  const rows = await session.target.search(targetEntity(session, expectation.entity), {
    where: [],
    fields: paths,
  });
  const made = new Set(units(session).map((unit) => unit.target));
  let best: TestFailure['fields'] | null = null;
  for (const row of rows) {
    // Rows that were there before say nothing about the maps.
    if (!made.has(row.id)) continue;
    const fields = expectation.values
      .map(({ path, value }) => ({ path, expected: value, found: row.values[path] ?? null }))
      .filter(
        ({ expected, found }) => !(Array.isArray(found) ? found : [found]).some((one) => same(expected, one)),
      );
    if (best === null || fields.length < best.length) best = fields;
  }
  return best ?? [];
}

/** Arms, table entries, handlers of `else` and branches of `if` and `match`, against the strata that the tests went through. */
function coverageOf(plan: Plan, strata: ReadonlySet<string>): Coverage {
  const reachedAnywhere = new Set([...strata].map((stratum) => stratum.slice(stratum.indexOf(' ') + 1)));
  const all = [
    ...armsOf(plan, strata),
    ...tablesOf(plan, reachedAnywhere),
    ...branchesOf(plan, reachedAnywhere),
  ];
  return {
    reached: all.filter((one) => one.reached).length,
    total: all.length,
    missed: all.flatMap(({ reached, what, span }) => (reached ? [] : [{ what, span }])),
  };
}

interface Place {
  readonly what: string;
  readonly span: PlanSpan;
  readonly reached: boolean;
}

const NOWHERE: PlanSpan = { file: '', line: 0, column: 0 };

function armsOf(plan: Plan, strata: ReadonlySet<string>): readonly Place[] {
  return Object.values(plan.maps).flatMap((map) =>
    map.arms.map((arm, index) => ({
      what: arm.kind === 'skip' ? `${map.id}: skip` : `${map.id}: -> ${arm.target}`,
      span: plan.spans[arm.at] ?? NOWHERE,
      reached: strata.has(`${map.id} arm ${index}`),
    })),
  );
}

function tablesOf(plan: Plan, reached: ReadonlySet<string>): readonly Place[] {
  const apart = tablesOfHandoff(plan);
  return Object.entries(plan.tables).flatMap(([name, table]) =>
    apart.has(name)
      ? []
      : [
          ...table.entries.map((entry) => {
            const key = entry.keys
              .map((one) => (typeof one === 'string' ? JSON.stringify(one) : String(one)))
              .join(', ');
            return {
              what: `table ${name}: ${key}`,
              span: plan.spans[entry.at] ?? NOWHERE,
              reached: reached.has(`table ${name} ${key}`),
            };
          }),
          ...(table.otherwise
            ? [
                {
                  what: `table ${name}: else`,
                  span: plan.spans[table.otherwise.at] ?? NOWHERE,
                  reached: reached.has(`table ${name} else`),
                },
              ]
            : []),
        ],
  );
}

/** Tables that serve the columns of the hand-off alone: nothing is moved by them, so that no test reaches them. */
function tablesOfHandoff({ fates, tables: _, ...moving }: Plan): ReadonlySet<string> {
  return tablesUsedIn(fates).difference(tablesUsedIn(moving));
}

function tablesUsedIn(part: unknown): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (typeof node === 'object' && node !== null) {
      if ('op' in node && node.op === 'table' && 'table' in node && typeof node.table === 'string')
        used.add(node.table);
      for (const one of Object.values(node)) visit(one);
    }
  };
  visit(part);
  return used;
}

/** Where expressions take one way or another; a line of a `common` is one place, however many maps use it. */
function branchesOf(plan: Plan, reached: ReadonlySet<string>): readonly Place[] {
  const places = new Map<string, Place>();
  const add = (name: string, what: string, span: PlanSpan): void => {
    places.set(name, { what, span, reached: reached.has(name) });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    else if (typeof node === 'object' && node !== null) {
      if ('op' in node && 'at' in node && typeof node.at === 'number') {
        const span = plan.spans[node.at] ?? NOWHERE;
        const line = `${span.file}:${span.line}`;
        const place = `${line}:${span.column}`;
        if (node.op === 'else') add(`else ${line}`, 'else', span);
        if (node.op === 'if')
          for (const way of ['then', 'else']) add(`if ${place} ${way}`, `if: ${way}`, span);
        if (node.op === 'match' && 'arms' in node && Array.isArray(node.arms))
          node.arms.forEach((_, index) => {
            add(`match ${place} ${index}`, `match: arm ${index + 1}`, span);
          });
      }
      for (const one of Object.values(node)) visit(one);
    }
  };
  visit(Object.values(plan.maps) satisfies readonly { readonly arms: readonly unknown[] }[]);
  return [...places.values()];
}
