/**
 * What it costs to profile records: 200,000 of them with twelve fields, once through the profiler and once through the loop
 * that discovery had before, which only counts filled fields. Both in turns; times are medians, and the ratio is what to
 * look at. The memory that the profiler holds is told too.
 *
 *   node --expose-gc bench/profile.bench.ts [--rounds 5]
 */
import { parseArgs } from 'node:util';
import type { Entity, Field, FieldType, JsonValue } from '../src/schema/model.ts';
import { EntityProfiler } from '../src/schema/profile/entity-profiler.ts';

const ROWS = 200_000;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });

const TYPES: Readonly<Record<string, FieldType>> = {
  id: { kind: 'text' },
  name: { kind: 'text' },
  email: { kind: 'text' },
  phone: { kind: 'text' },
  city: { kind: 'text' },
  notes: { kind: 'text' },
  state: { kind: 'enum', options: [0, 1, 2].map((value) => ({ value, label: String(value) })) },
  active: { kind: 'boolean' },
  revenue: { kind: 'decimal' },
  employees: { kind: 'integer' },
  created: { kind: 'instant' },
  owner: { kind: 'reference', targets: ['user'] },
};
const entity: Entity = {
  name: 'account',
  label: 'account',
  id: 'id',
  display: 'name',
  fields: Object.fromEntries(
    Object.entries(TYPES).map(([name, type]): readonly [string, Field] => [
      name,
      { name, label: name, type },
    ]),
  ),
};

const records = Array.from(
  { length: ROWS },
  (_, index): Readonly<Record<string, JsonValue>> => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name: `Company ${index} Ltd`,
    email: index % 3 === 0 ? null : `info@company-${index}.example`,
    phone: `+44 20 7946 ${String(index % 10_000).padStart(4, '0')}`,
    city: `City ${index % 300}`,
    notes:
      index % 5 === 0
        ? `Met in ${2000 + (index % 20)}, wants ${index} licences before the next quarter.`
        : null,
    state: index % 3,
    active: index % 7 !== 0,
    revenue: `${index * 3}.${String(index % 100).padStart(2, '0')}`,
    employees: index % 5000,
    created: `2019-03-04T10:${String(index % 60).padStart(2, '0')}:00Z`,
    owner: { entity: 'user', id: `user-${index % 50}` },
  }),
);

function count(): number {
  const filled = new Map<string, number>();
  for (const record of records)
    for (const [name, value] of Object.entries(record))
      if (value !== null && value !== '') filled.set(name, (filled.get(name) ?? 0) + 1);
  return filled.size;
}

function profile(): number {
  const profiler = new EntityProfiler(entity);
  for (const record of records) profiler.see(record);
  profiler.result();
  return profiler.bytes;
}

function timed(work: () => number): { readonly milliseconds: number; readonly result: number } {
  globalThis.gc?.();
  const start = performance.now();
  const result = work();
  return { milliseconds: performance.now() - start, result };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? 0;

const rounds = Array.from({ length: Number(values.rounds) }, () => ({
  count: timed(count),
  profile: timed(profile),
}));
const counting = median(rounds.map((round) => round.count.milliseconds));
const profiling = median(rounds.map((round) => round.profile.milliseconds));
const bytes = rounds[0]?.profile.result ?? 0;
console.log(`counting   ${counting.toFixed(0)} ms, ${((counting / ROWS) * 1000).toFixed(2)} µs a record`);
console.log(
  `profiling  ${profiling.toFixed(0)} ms, ${((profiling / ROWS) * 1000).toFixed(2)} µs a record, ${(bytes / 1024).toFixed(0)} KB held`,
);
console.log(`ratio      ${(profiling / counting).toFixed(1)}`);
