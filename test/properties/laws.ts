import fc from 'fast-check';
import { expect } from 'vitest';
import { type CheckResult, check } from '../../src/check/index.ts';
import type { SourceRecord } from '../../src/connectors/contract.ts';
import { equalTrees } from '../../src/language/equal.ts';
import { parse } from '../../src/language/parse.ts';
import { print } from '../../src/language/print.ts';
import { lower } from '../../src/lower/index.ts';
import { checkPlan } from '../../src/plan/read.ts';
import type { Plan } from '../../src/plan/types.ts';
import { planToText } from '../../src/plan/write.ts';
import { createMemoryStore } from '../../src/runtime/store-memory.ts';
import { createTransformer, type Transformer } from '../../src/runtime/transform.ts';
import type { Answer, Need, Outcome } from '../../src/runtime/types.ts';
import { canonicalJson, digestOf } from '../../src/schema/digest.ts';
import type { JsonValue } from '../../src/schema/model.ts';
import { type Decisions, decisions, type Program, programOf, type World } from './arbitrary-program.ts';
import { FIELD_NAMES } from './arbitrary-schema.ts';
import {
  fileAt,
  Interpreter,
  isThere,
  type Meaning,
  rowsThat,
  UNKNOWN,
  type Verdict,
} from './reference-interpreter.ts';
import { shrunk } from './shrink.ts';

/**
 * The laws of the compiler over programs that are well typed by their making. Each takes a program and throws where it
 * does not hold, so that the suite and the long runs share them.
 */

const PATH = 'main.map';
const SETTINGS = { timezone: 'UTC', language: 'en_US' };

function checked({ source, target }: Program, text: string): CheckResult {
  return check({
    files: [{ path: PATH, text }],
    load: () => null,
    source,
    target,
    profile: { taken: '2026-01-01', entities: {} },
  });
}

function errorsOf(result: CheckResult): readonly string[] {
  return result.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ name, message, span }) =>
        `${name}: ${message}\n${result.files[0]?.text.slice(span.start, span.end)}`,
    );
}

function compiled(one: Program, text = one.text): Plan {
  const result = checked(one, text);
  const errors = errorsOf(result);
  if (errors.length > 0) throw new Error(`${text}\n${errors.join('\n')}`);
  return lower({ checked: result, target: one.target, settings: SETTINGS });
}

/** `language.md` section 5: what is well typed is accepted, and the plan is one. */
export function isAccepted(one: Program): void {
  checkPlan(JSON.parse(planToText(compiled(one))));
}

/** The printer and the parser are each other's inverse. */
export function isPrintedAsRead({ text }: Program): void {
  const first = parse({ path: PATH, text });
  expect(first.errors, text).toEqual([]);
  const again = print(first.file);
  expect(again).toBe(text);
  expect(equalTrees(first.file, parse({ path: PATH, text: again }).file), text).toBe(true);
}

/** Formatting changes nothing of what a map means, and compiling twice gives the same bytes. */
export function isStable(one: Program): void {
  const plan = compiled(one);
  expect(planToText(compiled(one))).toBe(planToText(plan));
  const crowded = { path: PATH, text: one.text.replace(/\n+ */g, ' ') };
  const { file, errors } = parse(crowded);
  expect(errors, crowded.text).toEqual([]);
  const formatted = print(file, crowded);
  const apart = ({ spans: _, digests: { source, target }, ...rest }: Plan) =>
    canonicalJson(withoutPlaces({ ...rest, digests: { source, target } }));
  expect(apart(compiled(one, formatted)), formatted).toBe(apart(plan));
}

/** Places count into the spans, in the order in which the checker came by. */
function withoutPlaces(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'at' ? undefined : inner)));
}

/** Every map that another refers to comes before it, or before its second pass (`language.md` section 5, Cycles). */
export function isOrdered(one: Program): void {
  const plan = compiled(one);
  const place = (map: string, pass: 1 | 2): number =>
    plan.order.findIndex((step) => step.map === map && step.pass === pass);
  for (const map of Object.values(plan.maps))
    for (const arm of map.arms) {
      if (arm.kind !== 'write') continue;
      const { assignments, key, lets } = arm;
      const waiting = assignments.filter(({ when }) => when === 'later');
      const now = [
        arm.guard,
        arm.requires,
        key,
        arm.match,
        assignments.filter(({ when }) => when !== 'later'),
      ];
      const needs = (piece: unknown, pass: 1 | 2): void => {
        for (const to of referredTo(piece, lets)) {
          const isBefore = place(to, 1) >= 0 && place(to, 1) < place(map.id, pass);
          if (!isBefore)
            throw new Error(
              `${one.text}\n${map.id} (pass ${pass}) refers to ${to}: ${JSON.stringify(plan.order)}`,
            );
        }
      };
      needs(now, 1);
      needs(waiting, 2);
    }
}

/** Maps through which a piece of a plan translates, by the lets that it reads too. */
function referredTo(
  piece: unknown,
  lets: readonly { readonly name: string; readonly value: unknown }[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const read = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('candidates' in node && typeof node.candidates === 'object' && node.candidates !== null)
      for (const maps of Object.values(node.candidates))
        if (Array.isArray(maps)) for (const map of maps) found.add(String(map));
    if (
      'op' in node &&
      node.op === 'local' &&
      'name' in node &&
      typeof node.name === 'string' &&
      !read.has(node.name)
    ) {
      read.add(node.name);
      visit(lets.find(({ name }) => name === ('name' in node ? node.name : ''))?.value);
    }
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(piece);
  return found;
}

// ── Meaning ─────────────────────────────────────────────────────────────────────────────────────────────

function rowMade(entity: string, values: Readonly<Record<string, JsonValue>>): string {
  return `new ${digestOf([entity, values]).slice(0, 12)}`;
}

function answerTo({ target, world }: Program, need: Need): Answer {
  switch (need.kind) {
    case 'lookup':
      return { kind: 'ids', ids: rowsThat(target, world, need.entity, need.where).map((id) => Number(id)) };
    case 'row':
      return {
        kind: 'value',
        value: world.rows[need.entity]?.find(({ id }) => id === need.id)?.values[need.field] ?? null,
      };
    case 'download':
      return isThere(need.address)
        ? { kind: 'value', value: fileAt(need.address) }
        : { kind: 'failed', reason: 'no such file' };
    case 'derive':
      return { kind: 'derived', id: rowMade(need.entity, need.values) };
  }
}

interface Run {
  readonly transformer: Transformer;
  /** Runs a pass until nothing is asked for any more. */
  settled<T extends { readonly kind: string }>(pass: () => T): Exclude<T, { readonly kind: 'pending' }>;
}

function run(one: Program, plan: Plan, records: World['records'], known: 'all' | 'asked'): Run {
  const answers = new Map<string, Answer>();
  const transformer = createTransformer(plan, {
    store: createMemoryStore(records),
    ids: { get: (map, id) => one.world.ids[`${map}/${id}`] ?? null },
    answers: {
      get: (need) => (known === 'all' ? answerTo(one, need) : answers.get(canonicalJson({ ...need }))),
    },
    hierarchical: () => false,
  });
  return {
    transformer,
    settled(pass) {
      for (let round = 0; round < 50; round += 1) {
        const outcome = pass();
        if (outcome.kind !== 'pending')
          return outcome as Exclude<typeof outcome, { readonly kind: 'pending' }>;
        const { needs } = outcome as unknown as { readonly needs: readonly Need[] };
        expect(needs.length).toBeGreaterThan(0);
        for (const need of needs) answers.set(canonicalJson({ ...need }), answerTo(one, need));
      }
      throw new Error('It asks for ever.');
    },
  };
}

/** Every record comes to the end that the text says, whether all is known at once or asked for in rounds. */
export function isMeant(one: Program): {
  readonly units: number;
  readonly written: number;
  readonly ended: number;
} {
  const plan = compiled(one);
  const { file } = parse({ path: PATH, text: one.text });
  const interpreter = new Interpreter(file, one.source, one.target, one.world, rowMade);
  const counts = { units: 0, written: 0, ended: 0 };
  const runs = [run(one, plan, one.world.records, 'all'), run(one, plan, one.world.records, 'asked')];
  for (const map of interpreter.maps) {
    const waits = (arm: number, field: string): boolean => {
      const found = plan.maps[map]?.arms[arm];
      return (
        found?.kind === 'write' &&
        found.assignments.some(({ fields, when }) => when === 'later' && fields.includes(field))
      );
    };
    const entity = plan.maps[map]?.source ?? '';
    const unitsOf = runs.map(({ transformer }) =>
      Map.groupBy(transformer.units(map), ({ record }) => record.id),
    );
    for (const record of one.world.records[entity] ?? []) {
      const elements = interpreter.elements(map, record);
      for (const [at, { transformer, settled }] of runs.entries()) {
        const units = unitsOf[at]?.get(record.id) ?? [];
        const where = `${one.text}\n${map} of ${canonicalJson({ ...record })}`;
        if (Array.isArray(elements)) {
          expect(
            units.map((unit) => unit.element),
            where,
          ).toEqual(elements);
        } else expect(units.length, where).toBe(1);
        for (const unit of units) {
          counts.units += 1;
          const outcome = settled(() => transformer.first(unit));
          if (elements !== null && !Array.isArray(elements)) {
            expect(outcome.kind, where).toBe((elements as Verdict).kind);
            continue;
          }
          const meaning = interpreter.unit(map, record, unit.element, waits);
          agree(meaning, outcome, where);
          if (meaning.kind === 'write') counts.written += 1;
          if (meaning.kind === 'ended') counts.ended += 1;
          if (outcome.kind !== 'write') continue;
          const later = settled(() => transformer.later(unit));
          const second = interpreter.unit(map, record, unit.element, (arm, field) => !waits(arm, field));
          if (later.kind === 'write') {
            if (second.kind !== 'write')
              throw new Error(`${where}\nThe second pass ends: ${JSON.stringify(second)}`);
            same(byField(later.writes), byField(second.writes), where);
          } else agree(second, { ...later, trace: outcome.trace }, where);
        }
      }
    }
  }
  return counts;
}

type Writing = {
  readonly field: string;
  readonly value: JsonValue;
  readonly mode: string;
  readonly exact: boolean;
};

function same(actual: JsonValue, wanted: JsonValue, where: string): void {
  const [left, right] = [canonicalJson(actual), canonicalJson(wanted)];
  if (left !== right) throw new Error(`${where}\nIt should be ${right}\nand is       ${left}`);
}

function byField(writes: readonly Writing[]): JsonValue {
  return Object.fromEntries(writes.map(({ field, value, mode, exact }) => [field, { value, mode, exact }]));
}

function agree(meaning: Meaning, outcome: Exclude<Outcome, { kind: 'pending' }>, where: string): void {
  switch (meaning.kind) {
    case 'skipped':
      expect(outcome, where).toMatchObject({ kind: 'skipped', arm: meaning.arm, because: meaning.because });
      break;
    case 'ended': {
      const isAmong = meaning.verdicts.some(
        ({ kind, message }) =>
          kind === outcome.kind && (message === null || ('reason' in outcome && outcome.reason === message)),
      );
      if (!isAmong)
        throw new Error(
          `${where}\nIt should end in one of ${JSON.stringify(meaning.verdicts)} and ends as ${JSON.stringify(outcome)}`,
        );
      break;
    }
    case 'write': {
      if (outcome.kind !== 'write')
        throw new Error(`${where}\nIt should be written and is ${JSON.stringify(outcome)}`);
      const of = (kept: (write: Meaning & { kind: 'write' }) => Meaning & { kind: 'write' }) =>
        kept(meaning).writes;
      const writes = of((all) => all);
      expect({ arm: outcome.arm, target: outcome.target }, where).toEqual({
        arm: meaning.arm,
        target: meaning.target,
      });
      same(byField(outcome.key), byField(writes.filter(({ key }) => key)), where);
      same(byField(outcome.always), byField(writes.filter(({ key, initial }) => !key && !initial)), where);
      same(byField(outcome.initial), byField(writes.filter(({ initial }) => initial)), where);
      expect(outcome.match, where).toEqual(meaning.match);
      if (meaning.warnings.includes(UNKNOWN)) break;
      // How often nulls are left out depends on how often a list is asked for; unit tests say what is counted.
      const told = outcome.warnings.map(({ message }) => message).filter((text) => !LEFT_OUT.test(text));
      expect([...new Set(told)].sort(), where).toEqual([...meaning.warnings].sort());
      break;
    }
    default:
      meaning satisfies never;
  }
}

const LEFT_OUT = /: \d+ elements? of the list ha(s|ve) no value/;

/** No record makes a map that checks throw, not even one that has nothing to do with its schema. */
export function neverThrows(one: Program, strange: readonly SourceRecord[]): void {
  const plan = compiled(one);
  const records = Object.fromEntries(
    Object.entries(one.world.records).map(([entity, list]) => [entity, [...list, ...strange]]),
  );
  const { transformer, settled } = run(one, plan, records, 'asked');
  for (const map of Object.keys(plan.maps))
    for (const unit of transformer.units(map)) {
      const outcome = settled(() => transformer.first(unit));
      expect(['write', 'skipped', 'rejected', 'queued']).toContain(outcome.kind);
      if (outcome.kind === 'write') settled(() => transformer.later(unit));
    }
}

const anything = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue> },
  {
    weight: 2,
    arbitrary: fc.constantFrom<JsonValue>(
      { entity: 'company', id: 'c0' },
      { entity: 'company', id: 'gone' },
      { entity: '__proto__', id: 'x' },
      [{ entity: 'person', id: 'p0' }, null, 7],
      '2019-13-45',
      '99999999999-01-01T00:00:00Z',
      1e308,
      'open',
    ),
  },
);

const FIELDS = ['companyid', 'personid', 'dealid', 'userid', 'kids', ...FIELD_NAMES];

/** Records whose fields hold anything, or are not there. */
export const strangers: fc.Arbitrary<readonly SourceRecord[]> = fc
  .array(
    fc.array(fc.option(anything, { nil: undefined, freq: 6 }), {
      minLength: FIELDS.length,
      maxLength: FIELDS.length,
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((rows) =>
    rows.map((values, index) => ({
      id: `strange${index}`,
      values: Object.fromEntries(
        FIELDS.flatMap((name, at): (readonly [string, JsonValue])[] => {
          const value = values[at];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    })),
  );

export interface Size {
  readonly programs: number;
  readonly seed: number;
}

/** The seed that was asked for, or the one that is given. */
export function seedOf(asked: string | undefined, otherwise: number): number {
  return asked === undefined || asked === '' ? otherwise % 2_147_483_647 : Number(asked);
}

/** Programs in parts: what was drawn is not held longer than it is tried. */
const PART = 500;

/**
 * Holds a law over so many programs.
 * @throws Error with the seed, the number of the program and what the law says of the smallest one found
 */
export function holds(law: (one: Program) => void, { programs, seed }: Size): void {
  for (let done = 0; done < programs; done += PART)
    fc.sample(decisions, { numRuns: Math.min(PART, programs - done), seed: seed + done }).forEach(
      (drawn, index) => {
        if (broken(law, drawn) === null) return;
        const smallest = shrunk(drawn, (smaller) => broken(law, smaller) !== null);
        throw new Error(`MAPC_SEED=${seed}, program ${done + index}:\n${broken(law, smallest)}`);
      },
    );
}

/** As {@link holds}, for a law over a program and records that do not fit its schema. */
export function holdsOver(law: (one: Program, records: readonly SourceRecord[]) => void, size: Size): void {
  const strange = fc.sample(strangers, { numRuns: 200, seed: size.seed });
  // A program always meets the same records, so that a failure can be made smaller.
  holds((one) => law(one, strange[one.text.length % strange.length] ?? []), size);
}

function broken(law: (one: Program) => void, drawn: Decisions): string | null {
  try {
    law(programOf(drawn));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
